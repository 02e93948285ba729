"""The checks of arguments that estimators share: data of one system or of several, windows, corrections, counts, times.

What is one system is an array; several are a list of arrays.
"""

import math
from collections.abc import Callable, Iterator, Mapping, ValuesView
from typing import Any

import numpy as np

from ..checks import Told, finite, real, refuse, refuse_any, sample, whole
from ..typing import Window

LARGEST_COUNT = 1e300
"""Sums of larger counts would overflow."""

CORRECTIONS = """
    corrections : sequence of callables
        f_k, functions of an array of x. In place of one callable there may be a list with one for each system. Take
        those of theory: 1/x where steps are discrete, ln(x)/x for the durations of critical branching."""
"""What several estimators say of them, for `documented`."""


def positive_arrays(name: str, values: Any) -> list[np.ndarray]:
    """List of positive arrays from one array or a list of arrays."""
    return _positive(name, finite_arrays(name, values))


def positive_samples(name: str, values: Any) -> list[np.ndarray]:
    """The same for data whose order does not matter: masked values are left out."""
    return _positive(name, [sample(name, system) for system in _systems(values)])


def finite_arrays(name: str, values: Any) -> list[np.ndarray]:
    """List of finite arrays from one array or a list of arrays."""
    return [finite(name, system, ("values",)) for system in _systems(values)]


def same_lengths(name, arrays, others):
    """Refuse arrays that are not as long as the others."""
    came, wanted = [len(array) for array in arrays], [len(other) for other in others]
    if came != wanted:
        refuse(name, Told(f"{came} values"), f"as many as in x, {wanted}, are needed")


def one_each(name, arrays, systems):
    """List of what is given for each of the systems."""
    if hasattr(arrays, "columns") or isinstance(arrays, Mapping):
        refuse(name, Told(f"a {type(arrays).__name__}"), "a list of arrays is needed; see crit.curves")
    given = list(arrays) if np.iterable(arrays) else []
    if len(given) != systems:
        came = Told(f"{len(given)} of them") if given else arrays
        refuse(name, came, f"one array for each of the {systems} systems is needed")
    return given


def checked_scales(name: str, scales: Any) -> list[float]:
    """List of positive numbers, at least two of them different."""
    given = list(scales) if np.iterable(scales) else []
    checked = [real(f"{name}[{k}]", scale, above=0) for k, scale in enumerate(given)]
    if len(set(checked)) < 2:
        refuse(name, scales, "a sequence of numbers is needed, at least two of them different")
    return checked


def checked_counts(counts: Any, samples: list[np.ndarray]) -> list[np.ndarray]:
    """How often each value of each sample occurred: once, where nothing is told."""
    if counts is None:
        return [np.ones(len(sample)) for sample in samples]
    counts = finite_arrays("counts", counts)
    same_lengths("counts", counts, samples)
    refuse_any("counts", np.concatenate(counts) < 0, "negative", "numbers >= 0 are needed")
    largest = max(count.max() for count in counts)
    if largest > LARGEST_COUNT:
        refuse("counts", Told(f"array up to {largest:g}"), f"at most {LARGEST_COUNT:g} is allowed")
    return counts


def checked_estimate(name: str, given: Any) -> tuple[float, float]:
    """Value and error of an estimate; the error may be zero."""
    value, error = getattr(given, "value", None), getattr(given, "error", None)
    if value is None or error is None:
        refuse(name, given, "an estimate, with a value and an error, is needed")
    return real(name, value), real(f"error of {name}", error, least=0)


def checked_window(
    window: Any,
    *,
    least: float | None = None,
    above: float | None = None,
    most: float | None = None,
    factor: float = 1.0,
    open_ended: bool = False,
) -> Window:
    """Ends (low, high) of a window, with factor · low < high.

    Parameters
    ----------
    window : tuple of float
    least, above : float, optional
        Bounds of the lower end.
    most : float, optional
        Bound of the higher end.
    factor : float
        By how much the higher end must exceed the lower one.
    open_ended : bool
        Whether infinite ends are allowed.

    Returns
    -------
    tuple of float
    """
    low, high = _pair(window)
    if not (open_ended and _is(low, -math.inf)):
        low = real("window[0]", low, least=least, above=above)
    return low, high if open_ended and _is(high, math.inf) else real("window[1]", high, above=factor * low, most=most)


def checked_whole_window(window: Any, least: int) -> tuple[int, int]:
    """Ends (low, high) of a window of whole numbers, both included, least <= low <= high."""
    low, high = _pair(window)
    low = whole("window[0]", low, least=least)
    return low, whole("window[1]", high, least=low)


def checked_windows(window: Any, systems: int, **how: Any) -> list[Window]:
    """The windows of several systems: from one pair for all of them, or one for each."""
    given = list(window) if np.iterable(window) else [window]
    one = len(given) == 2 and not any(map(np.iterable, given))
    if not one and len(given) != systems:
        refuse("window", window, f"a pair (low, high), or one for each of {systems} systems, is needed")
    return [checked_window(each, **how) for each in ([given] * systems if one else given)]


def _pair(window):
    try:
        low, high = window
    except (TypeError, ValueError):
        refuse("window", window, "a pair (low, high) is needed")
    return low, high


def _is(end, infinity):
    return isinstance(end, float) and end == infinity


def checked_times(times: Any, columns: int) -> np.ndarray:
    """Array of increasing times, one for each column."""
    times = finite("times", times, (columns,))
    late = np.append(True, np.diff(times) > 0)
    refuse_any("times", ~late, "not later than the one before", "increasing numbers are needed")
    return times


def checked_corrections(corrections: Any, systems: int = 1) -> list[list[Callable]]:
    """For each system a list of functions; a correction is one function for all systems or a list of one for each."""
    table = []
    for correction in corrections if np.iterable(corrections) else [corrections]:
        each = [correction] * systems if callable(correction) else correction
        if not isinstance(each, list | tuple) or len(each) != systems or not all(map(callable, each)):
            refuse("corrections", correction, f"functions of x, or in place of one a list of {systems}, are needed")
        table.append(each)
    return [list(each) for each in zip(*table)] if table else [[] for _ in range(systems)]


def corrections_at(x: np.ndarray, corrections: list[Callable]) -> list[np.ndarray]:
    """Values of the corrections of one system, an array of the shape of x for each, or ``ValueError``."""
    if not x.size:
        return [x] * len(corrections)
    with np.errstate(all="ignore"):  # what comes of it is looked at
        bends = [term(x) for term in corrections]
    return [finite(f"corrections[{k}](x)", bend, x.shape) for k, bend in enumerate(bends)]


def _systems(values):
    """The systems of a list of arrays, or the one that came."""
    given = list(values) if isinstance(values, list | tuple | Iterator | ValuesView) else None
    several = given and all(_is_array(each) for each in given)
    return given if several else [values if given is None else given]


def _is_array(values):
    return isinstance(values, list | tuple) or getattr(values, "ndim", 0) == 1


def _positive(name, systems):
    for system in systems:
        refuse_any(name, system <= 0, "not positive", "positive values are needed")
    return systems
