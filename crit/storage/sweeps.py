"""Long sweeps: one result a point, stored as soon as it is there, resumed where they stopped."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from os import PathLike
from queue import SimpleQueue

import numpy as np
from tqdm.auto import tqdm

from ..checks import file_path, flag, refuse
from ..executors import Inline, executor_or_inline
from ..typing import ExecutorLike
from .identity import digest
from .results import as_result, load, save


class SweepFailed(RuntimeError):
    """Some points of a sweep raised an error; the others are finished.

    Attributes
    ----------
    results : list
        As `sweep` returns them, None where a point failed.
    failures : list of (dict, Exception)
        Each point that failed, and its error.
    """

    def __init__(self, results, failures):
        super().__init__(results, failures)
        self.results, self.failures = results, failures

    def __str__(self):
        point, error = self.failures[0]
        count = f"{len(self.failures)} of {len(self.results)} points failed, the others are in `.results`"
        return f"{count}; at {point}: {type(error).__name__}: {error}"


def sweep(
    simulate: Callable,
    points: Iterable[Mapping],
    *,
    folder: str | PathLike | None = None,
    executor: ExecutorLike | None = None,
    progress: bool = True,
    key: str | None = None,
) -> list:
    """Call a simulation at every point of a sweep.

    Parameters
    ----------
    simulate : callable
        Called as ``simulate(**point)``; returns an array, or a record of arrays, numbers and text: a named tuple,
        a dataclass or a dictionary.
    points : iterable of dict
        Arguments of each call, of names and plain values (numbers, text, None, arrays, also in lists, tuples and
        dictionaries), no two alike.
    folder : path, optional
        Where each result is kept as soon as it is there, one ``.npz`` file a point. Results found there for the same
        point of the same simulation are not computed again. The simulation is told by its code and what the code
        refers to: its constants, defaults, closure, arguments of a partial, state of an object, the functions and
        globals that it names; code of libraries by name and version.
    executor : concurrent.futures.Executor or alike, optional
        Where the calls run: anything with ``submit`` that returns futures, Dask's client too; without one they run
        here, in order.
    progress : bool
        Show a progress bar.
    key : str, optional
        Stands for the simulation in place of its code: results are found again after the code has changed, until
        the key does. Needed only where the code refers to something that has no content to compare.

    Returns
    -------
    list
        In the order of the points: named tuples, dataclasses and dictionaries as they came, all else as an array.

    Raises
    ------
    ValueError
        If the points are not different dictionaries of plain values, if a simulation whose results are to be kept
        cannot be told from others, or if a file is damaged.
    SweepFailed
        If the simulation raised an error at some of the points, after all the others are finished and kept.

    Notes
    -----
    An interrupt cancels what has not begun; what is finished stays in the folder.
    """
    if not callable(simulate):
        refuse("simulate", simulate, "a function is needed")
    folder = None if folder is None else file_path("folder", folder)
    asked, executor, progress = _checked(points), executor_or_inline(executor), flag("progress", progress)
    if not (key is None or (isinstance(key, str) and key)):
        refuse("key", key, "a filled text is needed")
    names = _names(_identity(simulate, key) if folder is not None else "", asked)
    files = [None if folder is None else folder / f"{name}.npz" for name in names]
    results = {k: load(file) for k, file in enumerate(files) if file is not None and file.exists()}
    missing = {k: point for k, point in enumerate(asked) if k not in results}
    failures = {}
    with tqdm(total=len(missing), disable=not progress, unit="point") as bar:

        def take(k, future):
            try:
                results[k] = as_result(future.result())
                if files[k] is not None:
                    save(files[k], results[k])
            except Exception as error:
                failures[k] = error
            bar.update()

        _run(simulate, missing, executor, take)
    if failures:
        failed = SweepFailed([results.get(k) for k in range(len(asked))], [(asked[k], failures[k]) for k in failures])
        raise failed from next(iter(failures.values()))
    return [results[k] for k in range(len(asked))]


def _checked(points):
    allowed = "dictionaries of names and plain values are needed, at least one"
    try:
        points = [dict(point) for point in points]
    except (TypeError, ValueError):
        refuse("points", points, allowed)
    for point in points:
        if not all(isinstance(name, str) and _is_plain(value) for name, value in point.items()):
            refuse("points", point, allowed)
    if not points:
        refuse("points", points, allowed)
    return points


def _is_plain(value):
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(name, str) and _is_plain(item) for name, item in value.items())
    if isinstance(value, np.ndarray | np.generic):
        return not value.dtype.hasobject
    return value is None or isinstance(value, int | float | complex | str)


def _as_python(value):
    """A plain value with NumPy's numbers as Python's, so that both count as one."""
    if isinstance(value, list | tuple):
        return [_as_python(item) for item in value]
    if isinstance(value, dict):
        return {name: _as_python(item) for name, item in value.items()}
    return value.item() if isinstance(value, np.generic) else value


def _identity(simulate, key):
    if key is not None:
        return key
    try:
        return digest(simulate)
    except TypeError as error:
        return refuse("simulate", simulate, f"what it computes cannot be told, since {error}; name it by `key`")


def _names(identity, points):
    names = [digest([identity, _as_python(point)]) for point in points]
    for k, name in enumerate(names):
        if name in names[:k]:
            refuse("points", points[k], "no two alike are allowed")
    return names


def _run(simulate, missing, executor, take):
    """Call ``take(k, future)`` for every missing point as soon as it is finished."""
    done, waiting = SimpleQueue(), {}
    try:
        for k, point in missing.items():
            waiting[k] = executor.submit(partial(simulate, **point))
            if isinstance(executor, Inline):
                take(k, waiting.pop(k))
            else:
                waiting[k].add_done_callback(partial(_announce, done, k))
        while waiting:
            k = done.get()
            take(k, waiting.pop(k))
    finally:
        for k, future in waiting.items():
            if future.done():
                take(k, future)
            else:
                future.cancel()


def _announce(done, k, _):
    done.put(k)
