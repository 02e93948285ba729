"""What a built page depends on, as short digests: when one of them changes, old results are worth nothing."""

import hashlib
import platform
from pathlib import Path


def executions(root):
    """Digest of all that a chapter's results depend on beside its own cells.

    The library, the data, the pinned packages, the Python version: the cache of executed chapters knows none of them.

    Parameters
    ----------
    root : path
        The project's top folder.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    root = Path(root)
    files = [*_files(root / "crit"), *_files(root / "book/data"), root / "requirements.txt"]
    return _digest(root, files, platform.python_implementation(), platform.python_version())


def pages(root):
    """Digest of all that every page depends on: configuration, extensions, style sheets, scripts and `executions`."""
    root = Path(root)
    files = [
        *_files(root / "book/_ext"),
        *_files(root / "book/_assets"),
        root / "book/references.bib",
        root / "_config.yml",
        root / "_toc.yml",
    ]
    return _digest(root, files, executions(root))


def kernel_cache(root):
    """Folder for numba's compiled kernels, one for each state of the library.

    numba looks only at the file that a kernel stands in, and would not notice that a kernel called by it has changed.
    """
    return Path(root) / "_build" / "numba" / executions(root)


def _files(folder):
    return [file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts]


def _digest(root, files, *facts):
    digest = hashlib.sha256("\n".join(facts).encode())
    for file in sorted(files):
        digest.update(f"\n{file.relative_to(root).as_posix()}\n".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
