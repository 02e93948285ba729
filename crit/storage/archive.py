"""Results of long computations: kept as arrays in a file whose checksum lies beside it."""

import hashlib
from os import PathLike

import numpy as np

from ..checks import file_path, refuse
from ..typing import ArrayLike

CHECKSUMS = "SHA256SUMS"


def keep(path: str | PathLike, **arrays: ArrayLike) -> None:
    """Write arrays to a compressed file and its checksum to the file SHA256SUMS beside it.

    Parameters
    ----------
    path : str or Path
        Ends in ``.npz``; its folder exists.
    **arrays : array_like
        What to keep, under these names.

    Returns
    -------
    None

    Raises
    ------
    ValueError
        If the path does not end in ``.npz`` or its folder does not exist.
    """
    path = file_path("path", path)
    if path.suffix != ".npz" or not path.parent.is_dir():
        refuse("path", str(path), "a name that ends in .npz, in a folder that exists, is needed")
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]  # a name of an array is no option
    sums = {**_checksums(path.parent), path.name: _digest(path)}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
    (path.parent / CHECKSUMS).write_text("".join(lines))


def stored(path: str | PathLike) -> dict[str, np.ndarray]:
    """Arrays of a kept file.

    Parameters
    ----------
    path : str or Path
        As given to `keep`.

    Returns
    -------
    dict of str to numpy.ndarray

    Raises
    ------
    ValueError
        If there is no such file, or its checksum is missing or another.
    """
    path = file_path("path", path)
    if not path.is_file():
        refuse("path", str(path), "no such file")
    if _checksums(path.parent).get(path.name) != _digest(path):
        refuse("path", str(path), f"its SHA-256 must be the one in {CHECKSUMS} beside it")
    with np.load(path) as arrays:
        return dict(arrays)


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _checksums(folder):
    """Digest of every file by name."""
    listed = folder / CHECKSUMS
    lines = listed.read_text().splitlines() if listed.is_file() else []
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
