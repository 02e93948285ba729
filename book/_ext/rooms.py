"""Who imports whom in the library, read from its files without running them."""

import ast
from collections import Counter
from pathlib import Path


def name_of(file, root):
    """Return the dotted name of a module that lies below `root`."""
    parts = Path(file).relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file, root):
    """Return the dotted names that a module imports anywhere in its body."""
    package = name_of(file, root) if file.name == "__init__.py" else name_of(file, root).rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] + "." if node.level else ""
            module = (base + (node.module or "")).rstrip(".")
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def rooms(names):
    """Return the parts of `crit` that dotted names lie in: rooms and modules at its top."""
    return {name.split(".")[1] for name in names if name.startswith("crit.")}


def modules(root):
    """Return the files of the library in order."""
    return sorted(Path(root, "crit").rglob("*.py"))


def contents(root):
    """Return {room: {wing, or "" for the room itself: number of files}}, doors not counted."""
    found = {}
    for file in modules(root):
        room, *wings = file.relative_to(Path(root, "crit")).parts[:-1] or [None]
        if room and file.name != "__init__.py":
            found.setdefault(room, Counter())["/".join(wings)] += 1
    return found


def arrows(root):
    """Return {room: rooms that it imports}."""
    found = {room: set() for room in contents(root)}
    for file in modules(root):
        room = file.relative_to(Path(root, "crit")).parts[0]
        if room in found:
            found[room] |= (rooms(imports(file, Path(root))) & found.keys()) - {room}
    return found
