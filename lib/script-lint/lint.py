"""Reads scoring scripts without running them: one JSON request per line of stdin, one JSON answer per line of stdout.

Request: {"id": n, "source": text, "minor": 12 | null}. The answer holds what the rules are about: functions, imports, calls,
paths below AZUREML_MODEL_DIR, long-lived literals. Nothing of the text is executed; only `ast` looks at it. The limits are set
before the first line is read: no files can be written, no processes started, and memory and processor time are small.
"""
import ast
import json
import re
import sys

MODEL_DIR = "AZUREML_MODEL_DIR"
LIMIT = 4000


def confine(memory_bytes, cpu_seconds):
    try:
        import resource
    except ImportError:
        return
    for name, value in (
        ("RLIMIT_AS", memory_bytes),
        ("RLIMIT_CPU", cpu_seconds),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", 8),
        ("RLIMIT_NPROC", 0),
    ):
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        try:
            hard = resource.getrlimit(kind)[1]
            limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):
            # A system that does not know this limit; the time limit of the caller still holds.
            pass


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


class Root:
    """A path below the model folder: what follows it, as text."""

    def __init__(self, suffix, root=None):
        self.suffix = suffix
        # The node that is the model folder itself, when it is part of this very expression.
        self.root = root


def join(left, right):
    if right.startswith("/"):
        return None
    return Root(left.suffix.rstrip("/") + "/" + right if left.suffix else right, left.root)


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


class Reader:
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

    # --- values ------------------------------------------------------------------------------------------------------------

    def value(self, node, used=None, depth=0):
        """A str, a Root, or None for everything unknown."""
        if depth > 12 or node is None:
            return None
        inner = lambda child: self.value(child, used, depth + 1)  # noqa: E731
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            scope, assigned = self.scope_of(node).lookup(node.id)
            found = inner(assigned) if scope is not None and assigned is not None else None
            if isinstance(found, Root):
                if used is not None:
                    used.add(node)
                return Root(found.suffix, node if found.suffix == "" else None)
            return found
        if isinstance(node, ast.Subscript):
            if self.dotted(node.value) == "os.environ" and self.text(node.slice) == MODEL_DIR:
                return Root("", node)
            return None
        if isinstance(node, ast.JoinedStr):
            return self.concatenate([item.value if isinstance(item, ast.FormattedValue) else item for item in node.values], inner) if all(
                not isinstance(item, ast.FormattedValue) or (item.conversion == -1 and item.format_spec is None) for item in node.values
            ) else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.concatenate([node.left, node.right], inner)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return self.join_all([node.left, node.right], inner)
        if isinstance(node, ast.Attribute) and node.attr == "parent":
            return self.parent(inner(node.value))
        if isinstance(node, ast.Call):
            return self.call_value(node, inner)
        return None

    @staticmethod
    def text(node):
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None

    @staticmethod
    def parent(found):
        if isinstance(found, Root) and "/" in found.suffix.strip("/"):
            return Root(found.suffix.rstrip("/").rsplit("/", 1)[0], found.root)
        if isinstance(found, Root) and found.suffix.strip("/"):
            return Root("", found.root)
        return None

    @staticmethod
    def concatenate(nodes, inner):
        values = [inner(node) for node in nodes]
        if any(value is None for value in values):
            return None
        if not any(isinstance(value, Root) for value in values):
            return "".join(values)
        if not isinstance(values[0], Root) or any(isinstance(value, Root) for value in values[1:]):
            return None
        tail = "".join(values[1:])
        if not values[0].suffix and tail and not tail.startswith("/"):
            # The folder's own name goes on: no path below it.
            return None
        suffix = values[0].suffix + tail
        return Root(suffix.lstrip("/") if not values[0].suffix else suffix, values[0].root)

    @staticmethod
    def join_all(nodes, inner):
        values = [inner(node) for node in nodes]
        if not values or any(value is None for value in values):
            return None
        result = values[0]
        for value in values[1:]:
            if isinstance(value, Root):
                result = value
            elif isinstance(result, Root):
                result = join(result, value)
                if result is None:
                    return None
            else:
                result = value if value.startswith("/") else result.rstrip("/") + "/" + value
        return result

    def call_value(self, node, inner):
        if node.keywords and self.dotted(node.func) not in ("os.getenv", "os.environ.get"):
            return None
        if any(isinstance(item, ast.Starred) for item in node.args):
            return None
        name = self.dotted(node.func)
        first = node.args[0] if node.args else None
        if name in ("os.getenv", "os.environ.get"):
            return Root("", node) if self.text(first) == MODEL_DIR else None
        if name in ("os.path.join", "posixpath.join", "pathlib.Path", "pathlib.PosixPath", "pathlib.PurePath"):
            return self.join_all(node.args, inner)
        if name in ("str", "os.fspath", "os.path.abspath", "os.path.normpath", "os.path.realpath", "os.path.expanduser") and len(node.args) == 1:
            return inner(first)
        if name == "os.path.dirname" and len(node.args) == 1:
            return self.parent(inner(first))
        if isinstance(node.func, ast.Attribute):
            method = node.func.attr
            if method in ("resolve", "absolute", "as_posix", "expanduser") and not node.args:
                return inner(node.func.value)
            if method == "joinpath":
                return self.join_all([node.func.value, *node.args], inner)
            if method == "format" and isinstance(node.func.value, ast.Constant) and isinstance(node.func.value.value, str):
                match = re.fullmatch(r"\{0?\}(.*)", node.func.value.value)
                if match and len(node.args) == 1 and "{" not in match[1]:
                    found = inner(first)
                    return join(found, match[1].lstrip("/")) if isinstance(found, Root) and match[1].startswith("/") else None
        return None

    # --- what the rules ask ------------------------------------------------------------------------------------------------

    def function_of(self, node):
        """Name of the top-level function around a node."""
        name = None
        while node is not None:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and self.parents.get(node) is self.tree:
                name = node.name
            node = self.parents.get(node)
        return name

    def surroundings(self, node, catches):
        """(inside an `if`, inside a `try` that catches one of these)"""
        conditional = caught = False
        child = node
        node = self.parents.get(node)
        while node is not None:
            if isinstance(node, (ast.If, ast.IfExp, ast.While)):
                conditional = True
            if isinstance(node, ast.Try) and child in node.body:
                for handler in node.handlers:
                    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                    if any(kind is None or self.dotted(kind).split(".")[-1] in catches for kind in types):
                        caught = True
            child = node
            node = self.parents.get(node)
        return conditional, caught

    def functions(self):
        found = {}
        for item in self.tree.body:
            if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) and item.name in ("init", "run"):
                is_async = isinstance(item, ast.AsyncFunctionDef)
                args = item.args
                required = len(args.args) - len(args.defaults)
                found[item.name] = {
                    "name": item.name,
                    "span": self.positions.words(item, 10 if is_async else 4, item.name),
                    "isAsync": is_async,
                    "isGenerator": any(isinstance(inner, (ast.Yield, ast.YieldFrom)) for inner in self.body_nodes(item)),
                    "decorators": [self.dotted(one.func if isinstance(one, ast.Call) else one) for one in item.decorator_list],
                    "positionalOnly": [one.arg for one in args.posonlyargs],
                    "parameters": [{"name": one.arg, "isRequired": index < required} for index, one in enumerate(args.args)]
                    + [{"name": one.arg, "isRequired": default is None} for one, default in zip(args.kwonlyargs, args.kw_defaults)],
                    "variable": args.vararg.arg if args.vararg else None,
                    "keywords": args.kwarg.arg if args.kwarg else None,
                    "indent": item.body[0].col_offset,
                }
        return list(found.values())

    def imports(self):
        found = []
        for node in ast.walk(self.tree):
            names = []
            if isinstance(node, ast.Import):
                names = [(one.name, 0, one) for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [(node.module or "", node.level, node)]
            elif isinstance(node, ast.Call) and self.dotted(node.func) in ("importlib.import_module", "__import__"):
                literal = self.text(node.args[0]) if node.args else None
                names = [(literal, 0, node)] if literal and not literal.startswith(".") else []
            for module, level, place in names:
                conditional, caught = self.surroundings(node, ("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))
                members = [one.name for one in node.names] if isinstance(node, ast.ImportFrom) else []
                found.append(
                    {
                        "module": module,
                        "level": level,
                        "members": members,
                        "span": self.positions.span(place if hasattr(place, "lineno") else node),
                        "isGuarded": caught,
                        "isConditional": conditional,
                        "function": self.function_of(node),
                    }
                )
        return found[:LIMIT]

    def paths(self):
        """Outermost expressions that lead below the model folder."""
        loads = {}
        roots = []
        optional = set()
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.Call, ast.BinOp, ast.JoinedStr, ast.Attribute)):
                used = set()
                found = self.value(node, used)
                if isinstance(found, Root) and found.suffix.strip("/"):
                    roots.append((node, found, used))
        inner = {child for node, _, _ in roots for child in ast.walk(node) if child is not node}
        building = {name for _, _, used in roots for name in used}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                loads.setdefault(node.id, []).append(node)
        result = []
        for node, found, _ in roots:
            if node in inner:
                continue
            places = [node]
            parent = self.parents.get(node)
            if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
                name = parent.targets[0].id
                places = [one for one in loads.get(name, []) if one not in building]
                # A folder that is only the beginning of other paths is judged with them.
                if not places:
                    continue
            uses = [self.use(one) for one in places]
            _, caught = self.surroundings(node, ("OSError", "IOError", "FileNotFoundError", "Exception", "BaseException"))
            result.append(
                {
                    "suffix": found.suffix,
                    "span": self.positions.span(node),
                    "uses": [name for name, _ in uses],
                    "isOptional": caught or any(flag for _, flag in uses),
                    **self.style(node, found),
                }
            )
        return sorted(result, key=lambda one: one["span"][0])[:LIMIT]

    def use(self, node):
        """(call the path is given to, whether its absence is provided for)"""
        parent = self.parents.get(node)
        if isinstance(parent, ast.Attribute) and isinstance(self.parents.get(parent), ast.Call):
            method = parent.attr
            return f"?.{method}", method in ("exists", "is_file", "is_dir", "mkdir", "touch", "write_text", "write_bytes", "glob", "rglob")
        if isinstance(parent, ast.Call) and node in parent.args:
            name = self.dotted(parent.func)
            mode = self.text(parent.args[1]) if name == "open" and len(parent.args) > 1 else None
            for keyword in parent.keywords:
                if name == "open" and keyword.arg == "mode":
                    mode = self.text(keyword.value)
            absent = name in (
                "os.path.exists", "os.path.isfile", "os.path.isdir", "os.makedirs", "os.mkdir", "glob.glob", "glob.iglob",
            )
            return name, absent or (mode is not None and any(letter in mode for letter in "wax"))
        return None, False

    def style(self, node, found):
        root = self.segment(found.root) if found.root is not None else None
        if isinstance(node, ast.Call) and self.dotted(node.func) in ("os.path.join", "posixpath.join"):
            return {"style": "join", "function": self.segment(node.func), "root": root}
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return {"style": "slash", "function": None, "root": root}
        if isinstance(node, ast.JoinedStr):
            return {"style": "format", "function": None, "root": ast.unparse(found.root) if found.root is not None else None}
        if isinstance(node, ast.BinOp):
            return {"style": "plus", "function": None, "root": root}
        if isinstance(node, ast.Call) and self.dotted(node.func) == "pathlib.Path":
            return {"style": "join", "function": self.segment(node.func), "root": root}
        return {"style": "other", "function": None, "root": None}

    def segment(self, node):
        return ast.get_source_segment(self.source, node)

    def absolute_joins(self):
        """`os.path.join(<model folder>, "/a")`: the second part begins anew."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and self.dotted(node.func) == "os.path.join" and len(node.args) > 1:
                if isinstance(self.value(node.args[0]), Root):
                    for part in node.args[1:]:
                        text = self.text(part)
                        if text is not None and text.startswith("/"):
                            yield {"text": text, "span": self.positions.span(part)}

    def calls(self):
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                conditional, caught = self.surroundings(node, ("OSError", "IOError", "FileNotFoundError", "Exception", "BaseException"))
                first = node.args[0] if node.args else None
                keywords = {one.arg: self.constant(one.value) for one in node.keywords if one.arg}
                found.append(
                    {
                        "name": self.dotted(node.func),
                        "span": self.positions.span(node),
                        "function": self.function_of(node),
                        "isConditional": conditional,
                        "isGuarded": caught,
                        "first": self.constant(first),
                        "firstSpan": self.positions.span(first) if first is not None else None,
                        "second": self.constant(node.args[1]) if len(node.args) > 1 else None,
                        "keywords": keywords,
                        "mentions": sorted(self.mentions(node.args)) if self.dotted(node.func).split(".")[0] in ("print", "logging", "?") else [],
                    }
                )
        return found[:LIMIT]

    def constant(self, node):
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, int, float, bool)):
            return str(node.value)
        name = self.dotted(node) if isinstance(node, (ast.Attribute, ast.Name)) else None
        return f"={name}" if name else None

    def mentions(self, nodes):
        """Environment variables whose value is shown, and `*` for all of them."""
        found = set()
        for top in nodes:
            for node in ast.walk(top):
                if isinstance(node, ast.Subscript) and self.dotted(node.value) == "os.environ":
                    found.add(self.text(node.slice) or "")
                elif isinstance(node, ast.Call) and self.dotted(node.func) in ("os.getenv", "os.environ.get"):
                    found.add((self.text(node.args[0]) if node.args else None) or "")
                elif isinstance(node, ast.Attribute) and self.dotted(node) == "os.environ":
                    parent = self.parents.get(node)
                    if not isinstance(parent, ast.Subscript) and not (isinstance(parent, ast.Attribute) and parent.attr not in ("items", "values", "copy")):
                        found.add("*")
        found.discard("")
        return found

    def literals(self):
        docstrings = {
            node.body[0].value
            for node in ast.walk(self.tree)
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        found = []
        for node in ast.walk(self.tree):
            text = self.text(node)
            if text is None or node in docstrings or isinstance(self.parents.get(node), ast.Expr) or len(text) > 400:
                continue
            if isinstance(self.parents.get(node), ast.JoinedStr):
                continue
            if re.match(r"/(var/azureml-app|var/azureml-models|home|Users|root|mnt|content|workspace|dbfs|opt/ml)(/|$)|[A-Za-z]:[\\/]", text):
                found.append({"text": text, "span": self.positions.span(node)})
        return found[:LIMIT]

    def returns(self):
        run = next((item for item in self.tree.body if getattr(item, "name", None) == "run" and isinstance(item, ast.FunctionDef)), None)
        if run is None:
            return []
        found = []
        for node in self.body_nodes(run):
            if isinstance(node, ast.Return) and node.value is not None:
                kind, place = self.kind(node.value, 0)
                if kind is not None:
                    found.append({"kind": kind, "span": self.positions.span(place), "isName": isinstance(place, ast.Name)})
        return found

    def kind(self, node, depth):
        """What JSON cannot carry, and where it stands."""
        if depth > 6:
            return None, node
        if isinstance(node, ast.Constant) and isinstance(node.value, bytes):
            return "bytes", node
        if isinstance(node, (ast.Set, ast.SetComp)):
            return "set", node
        if isinstance(node, ast.Dict):
            return next((pair for pair in (self.kind(one, depth + 1) for one in node.values) if pair[0]), (None, node))
        if isinstance(node, (ast.List, ast.Tuple)):
            return next((pair for pair in (self.kind(one, depth + 1) for one in node.elts) if pair[0]), (None, node))
        if isinstance(node, ast.Name):
            scope, assigned = self.scope_of(node).lookup(node.id)
            if scope is not None and assigned is not None and node.id not in self.aliases:
                return self.kind(assigned, depth + 1)[0], node
            return None, node
        if isinstance(node, ast.Call):
            name = self.dotted(node.func)
            if name in NUMPY_ARRAYS:
                return "ndarray", node
            if name in ("pandas.DataFrame", "pandas.Series", "pandas.read_json", "pandas.concat"):
                return name.rsplit(".", 1)[-1] if name.endswith("Series") else "DataFrame", node
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("predict", "predict_proba", "decision_function"):
                if self.is_loaded(node.func.value):
                    return "predict", node
        return None, node

    def is_loaded(self, node):
        """A model that joblib or pickle loaded: of scikit-learn and its kin, whose predict answers arrays."""
        if not isinstance(node, ast.Name):
            return False
        _, assigned = self.scope_of(node).lookup(node.id)
        if assigned is None:
            # `model = None` above, `global model; model = joblib.load(…)` in init.
            for item in ast.walk(self.tree):
                if isinstance(item, ast.Assign) and any(isinstance(one, ast.Name) and one.id == node.id for one in item.targets):
                    if isinstance(item.value, ast.Call) and self.dotted(item.value.func) == "joblib.load":
                        return True
            return False
        return isinstance(assigned, ast.Call) and self.dotted(assigned.func) == "joblib.load"

    def read(self):
        top = self.module.count
        return {
            "functions": self.functions(),
            "bound": sorted(name for name in ("init", "run") if name in top),
            "isOpen": any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(self.tree))
            or any(isinstance(node, ast.Call) and self.dotted(node.func) in ("exec", "globals", "setattr") for node in ast.walk(self.tree)),
            "aliases": {name: full for name, full in self.aliases.items()},
            "imports": self.imports(),
            "paths": self.paths(),
            "absoluteJoins": list(self.absolute_joins()),
            "calls": self.calls(),
            "literals": self.literals(),
            "returns": self.returns(),
        }


NUMPY_ARRAYS = {
    f"numpy.{name}"
    for name in ("array", "asarray", "zeros", "ones", "arange", "argmax", "argsort", "concatenate", "stack", "vstack", "hstack", "round", "squeeze", "expand_dims")
}


def answer(request):
    source = request["source"]
    minor = request.get("minor")
    version = "%d.%d.%d" % sys.version_info[:3]
    try:
        tree = ast.parse(source, "score.py", feature_version=(3, minor) if isinstance(minor, int) else None)
    except SyntaxError as error:
        positions = Positions(source)
        line = error.lineno or 1
        text = positions.lines[line - 1] if line <= len(positions.lines) else ""
        column = units(text[: max(0, (error.offset or 1) - 1)]) + 1
        end_line = getattr(error, "end_lineno", None) or line
        end_column = max(1, getattr(error, "end_offset", None) or 0)
        if end_line == line and end_column <= column:
            end_column = column + 1
        return {"python": version, "syntaxError": {"message": error.msg, "line": line, "column": column, "endLine": end_line, "endColumn": end_column}}
    except (ValueError, RecursionError, MemoryError) as error:
        return {"python": version, "unreadable": "it holds a NUL character" if isinstance(error, ValueError) else "it nests too deep"}
    try:
        return {"python": version, "facts": Reader(source, tree).read()}
    except (RecursionError, MemoryError):
        return {"python": version, "unreadable": "it nests too deep"}


def main():
    confine(int(sys.argv[1]), int(sys.argv[2]))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        text = json.dumps({"id": request["id"], **answer(request)})
        sys.stdout.buffer.write(text.encode() + b"\n")
        sys.stdout.buffer.flush()


if sys.version_info >= (3, 9):
    sys.setrecursionlimit(2000)
    main()
