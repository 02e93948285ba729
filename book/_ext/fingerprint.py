"""What is built depends on what: short digests. When one of them changes, what was built on it is worth nothing."""

import ast
import hashlib
import platform
import re
from pathlib import Path

from reach import Reach

FIND_FILES = {"Path", "chdir", "glob", "iterdir", "listdir", "os", "pathlib", "rglob", "scandir"}


def library(root):
    """Digest of all that any result may depend on: the library, the data, the pinned packages, the Python version.

    Parameters
    ----------
    root : path
        The project's top folder.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    return _digest(root, [*_files(root, "crit"), *_files(root, "book/data")], _platform(root))


def execution(root, code):
    """Digest of all that the results of a chapter depend on: its own code, and what this can reach.

    Parameters
    ----------
    root : path
    code : list of str
        The code cells.
    """
    text = "\n".join(code)
    reach = Reach(root).follow(text)
    data = _data(root, text)
    for script in (file for file in data if file.suffix == ".py"):
        reach.follow(script.read_text(encoding="utf-8"))
    executor = Path(root, "book/_ext/execution.py")
    other = [file for file in _files(root, "crit") if file.suffix != ".py"]
    facts = [*_platform(root), *sorted(reach.ways), *code, *_checksums(root, data)]
    return _digest(root, {*reach.files, *other, *data, executor}, facts)


def pages(root):
    """Digest of what every page depends on: configuration, styles, scripts, extensions, and names to link to."""
    single = [Path(root, name) for name in ("book/references.bib", "_config.yml", "_toc.yml")]
    folders = ("book/_ext", "book/_assets")
    return _digest(root, [*single, *(file for folder in folders for file in _files(root, folder))], [library(root)])


def kernel_cache(root):
    """Folder for numba's compiled kernels, one for each state of the files that kernels are made of.

    numba looks only at the file that a kernel stands in, and would not notice that a kernel called by it has changed.
    """
    return Path(root) / "_build" / "numba" / _digest(root, Reach(root).kernels().files, _platform(root))


def _platform(root):
    requirements = Path(root, "requirements.txt").read_text(encoding="utf-8")
    return [platform.python_implementation(), platform.python_version(), requirements]


def _data(root, text):
    """Return the files of ``book/data`` that code may read: those that it names, all if it may compose a name."""
    files = _files(root, "book/data")
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return files
    nodes = list(ast.walk(tree))
    strings = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    named = {string: [file for file in files if file.name in string] for string in strings}
    composed = any(re.search(r"/data\b|\bdata/", string) and not found for string, found in named.items())
    names = {getattr(node, field, None) for node in nodes for field in ("id", "attr", "module", "name")}
    return files if composed or names & FIND_FILES else sorted(set().union(*named.values()))


def _checksums(root, files):
    """Return the lines of the list of checksums that are about these files."""
    listed = Path(root, "book/data/SHA256SUMS")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    return [line for line in lines if any(line.endswith(file.name) for file in files)]


def _files(root, folder):
    return [file for file in Path(root, folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts]


def _digest(root, files, facts):
    digest = hashlib.sha256("\n".join(facts).encode())
    for file in sorted(files):
        digest.update(f"\n{file.relative_to(root).as_posix()}\n".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
