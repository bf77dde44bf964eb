"""First part of the program (see lint.py): places in the text, and what every name is bound to."""
import ast


def units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Positions:
    """Spans in UTF-16 code units, as editors count them."""

    def __init__(self, source):
        self.lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", source) or [""]
        self.starts = []
        total = 0
        for line in self.lines:
            self.starts.append(total)
            total += units(line)
        self.total = total

    def at(self, line, byte_column):
        if line > len(self.lines):
            return self.total, line, 1
        text = self.lines[line - 1].encode("utf-8", "surrogatepass")
        column = units(text[:byte_column].decode("utf-8", "surrogatepass"))
        return self.starts[line - 1] + column, line, column + 1

    def span(self, node):
        begin = self.at(node.lineno, node.col_offset)
        end = self.at(node.end_lineno, node.end_col_offset)
        return [begin[0], end[0] - begin[0], begin[1], begin[2], end[1], end[2]]

    def words(self, node, skip, name):
        """Span of a name that follows `skip` code units of keyword, such as the name of a function."""
        offset, line, column = self.at(node.lineno, node.col_offset)
        return [offset + skip, len(name), line, column + skip, line, column + skip + len(name)]


class Scope:
    def __init__(self, parent=None):
        self.parent = parent
        self.values = {}
        self.count = {}

    def bind(self, name, value=None):
        self.count[name] = self.count.get(name, 0) + 1
        self.values[name] = value

    def lookup(self, name):
        scope = self
        while scope is not None:
            if name in scope.count:
                return scope, (scope.values[name] if scope.count[name] == 1 else None)
            scope = scope.parent
        return None, None


class Names:
    def __init__(self, source, tree):
        self.positions = Positions(source)
        self.source = source
        self.tree = tree
        self.module = Scope()
        self.scopes = {}
        self.aliases = {}
        self.parents = {}
        for parent in ast.walk(tree):
            for child in ast.iter_child_nodes(parent):
                self.parents[child] = parent
        self.collect(tree, self.module, {})

    # --- names -------------------------------------------------------------------------------------------------------------

    def collect(self, node, scope, outer):
        """Every binding of a scope; `outer` = names declared global in it."""
        self.scopes[node] = scope
        globals_here = {name for item in self.body_nodes(node) if isinstance(item, ast.Global) for name in item.names}
        for item in self.body_nodes(node):
            if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                if not isinstance(item, ast.Lambda):
                    (self.module if item.name in globals_here else scope).bind(item.name)
                inner = Scope(self.module if isinstance(node, ast.ClassDef) else scope)
                for argument in self.arguments(item.args):
                    inner.bind(argument.arg)
                self.collect(item, inner, globals_here)
            elif isinstance(item, ast.ClassDef):
                scope.bind(item.name)
                self.collect(item, Scope(scope), globals_here)
            elif isinstance(item, (ast.Import, ast.ImportFrom)):
                self.note_aliases(item, scope)
            else:
                self.bind_targets(item, scope, globals_here)

    @staticmethod
    def arguments(args):
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs]
        return every + [item for item in (args.vararg, args.kwarg) if item]

    @staticmethod
    def body_nodes(node):
        """All nodes of a scope, inner scopes as one node each."""
        stack = list(ast.iter_child_nodes(node))
        while stack:
            item = stack.pop()
            yield item
            if not isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                stack.extend(ast.iter_child_nodes(item))

    def note_aliases(self, item, scope):
        for name in item.names:
            if name.name == "*":
                continue
            bound = name.asname or name.name.split(".")[0]
            scope.bind(bound)
            if isinstance(item, ast.Import):
                self.aliases[bound] = name.name if name.asname else bound
            elif item.level == 0:
                self.aliases[bound] = f"{item.module}.{name.name}"

    def bind_targets(self, item, scope, globals_here):
        def bind(name, value=None):
            (self.module if name in globals_here else scope).bind(name, value)

        if isinstance(item, ast.Assign):
            for target in item.targets:
                if isinstance(target, ast.Name):
                    bind(target.id, item.value)
                else:
                    for inner in ast.walk(target):
                        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                            bind(inner.id)
        elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            if item.value is not None:
                bind(item.target.id, item.value)
        elif isinstance(item, ast.NamedExpr):
            bind(item.target.id, item.value)
        elif isinstance(item, (ast.AugAssign, ast.For, ast.AsyncFor, ast.comprehension)):
            for inner in ast.walk(item.target):
                if isinstance(inner, ast.Name):
                    bind(inner.id)
                    bind(inner.id)
        elif isinstance(item, ast.withitem) and item.optional_vars is not None:
            for inner in ast.walk(item.optional_vars):
                if isinstance(inner, ast.Name):
                    bind(inner.id)
        elif isinstance(item, ast.ExceptHandler) and item.name:
            bind(item.name)

    def scope_of(self, node):
        while node is not None and node not in self.scopes:
            node = self.parents.get(node)
        # The scope of a function's decorators and defaults is the one around it; close enough for paths.
        return self.scopes.get(node, self.module)

    def dotted(self, node):
        """`np.array` → `numpy.array`; a value that is no module gives `?.predict`."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            scope, _ = self.scope_of(node).lookup(node.id)
            if scope is None or node.id in self.aliases:
                return ".".join([self.aliases.get(node.id, node.id), *reversed(parts)])
        return ".".join(["?", *reversed(parts)]) if parts else "?"
