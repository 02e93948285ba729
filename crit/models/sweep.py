"""Long sweeps: one result a point, stored as soon as it is there, resumed where they stopped."""

import hashlib
import json
import os
from concurrent.futures import as_completed
from pathlib import Path

import numpy as np
from tqdm.auto import tqdm

from ..checks import refuse


def sweep(simulate, points, *, folder=None, executor=None, progress=True):
    """Call a simulation at every point of a sweep.

    Parameters
    ----------
    simulate : callable
        Called as ``simulate(**point)``; returns an array.
    points : sequence of dict
        Arguments of each call, of names and plain values, no two alike.
    folder : path, optional
        Where each result is kept, one ``.npy`` file a point. Results found there are not computed again: empty
        the folder when the simulation has changed.
    executor : concurrent.futures.Executor, optional
        Where the calls run; without one they run here, in order.
    progress : bool
        Show a progress bar.

    Returns
    -------
    list of numpy.ndarray
        In the order of the points.

    Raises
    ------
    ValueError
        If the points are not different dictionaries of plain values.
    """
    names = _names(simulate, points)
    folder = None if folder is None else Path(folder)
    stored = {name: folder / f"{name}.npy" for name in names} if folder else {}
    results = {name: np.load(path) for name, path in stored.items() if path.exists()}
    missing = [(name, point) for name, point in zip(names, points) if name not in results]
    finished = tqdm(_run(simulate, missing, executor), total=len(missing), disable=not progress, unit="point")
    for name, result in finished:
        results[name] = np.asarray(result)
        if folder:
            _keep(stored[name], results[name])
    return [results[name] for name in names]


def _names(simulate, points):
    what = getattr(simulate, "__qualname__", repr(simulate))
    try:
        texts = [json.dumps([what, dict(point)], sort_keys=True) for point in points]
    except (TypeError, ValueError):
        refuse("points", points, "a sequence of dictionaries of numbers and strings is needed")
    names = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts]
    if not names or len(set(names)) < len(names):
        refuse("points", points, "at least one point, and no two alike, are needed")
    return names


def _run(simulate, missing, executor):
    if executor is None:
        return ((name, simulate(**point)) for name, point in missing)
    futures = {executor.submit(simulate, **point): name for name, point in missing}
    return ((futures[future], future.result()) for future in as_completed(futures))


def _keep(path, result):
    # Written aside and moved into place: a sweep cut off in the middle leaves no half-written file.
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    with open(aside, "wb") as file:
        np.save(file, result)
    os.replace(aside, path)
