"""Reading and writing by dotted path."""


def get(source, path, default=None):
    """Return the value at a dotted path, or the default."""
    current = source
    for part in str(path).split("."):
        if isinstance(current, dict) and part in current:
            current = current[part]
        else:
            current = getattr(current, part, default) if not isinstance(current, dict) else default
            if current is default:
                return default
    return current


def set_(target, path, value):
    """Set the value at a dotted path, making the mappings on the way."""
    *parents, last = str(path).split(".")
    current = target
    for part in parents:
        current = current.setdefault(part, {})
    current[last] = value
    return target
