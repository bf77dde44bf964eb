"""Reads scoring scripts without running them: one JSON request per line of stdin, one JSON answer per line of stdout.

Request: {"id": n, "source": text, "minor": 12 | null}. The answer holds what the rules are about: functions, imports, calls,
paths below AZUREML_MODEL_DIR, long-lived literals. Nothing of the text is executed; only `ast` looks at it. The limits are set
before the first line is read: no files can be written, no processes started, and memory and processor time are small.

One program in three files, given to Python one after the other (read-script.ts): bindings.py, model_paths.py, this one.
"""
import ast
import json
import re
import sys


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


class Reader(ModelPaths):
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
        return {"python": version, "unreadable": "nul" if isinstance(error, ValueError) else "deep"}
    try:
        return {"python": version, "facts": Reader(source, tree).read()}
    except (RecursionError, MemoryError):
        return {"python": version, "unreadable": "deep"}


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
