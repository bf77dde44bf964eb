"""Second part of the program (see lint.py): expressions that lead below the model folder."""
import ast
import re

MODEL_DIR = "AZUREML_MODEL_DIR"
LIMIT = 4000


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


class ModelPaths(Names):
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
