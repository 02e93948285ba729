"""Argument checks shared by every public function: name the argument, what came, what is allowed."""

import math
import operator
import os
import sys
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from .typing import Bound, SeedLike

NUMBERS = "an array of numbers is needed"


class Told(str):
    """What came, in words: shown in a message as it is, without quotes."""

    def __repr__(self):
        return str(self)


def refuse(name: str, value: object, allowed: str) -> NoReturn:
    """Raise the one kind of error that a bad argument gets.

    Parameters
    ----------
    name : str
        The argument as the caller spelled it.
    value : object
        What came; a `Told` if it is better described than shown.
    allowed : str
        What would have been accepted, as the end of a sentence.

    Raises
    ------
    ValueError
        Always.
    """
    shown = " ".join(repr(value).splitlines())
    raise ValueError(f"{name} = {shown if len(shown) <= 80 else shown[:77] + '...'}: {allowed}")


def real(
    name: str, value: Any, *, above: Bound = None, least: Bound = None, below: Bound = None, most: Bound = None
) -> float:
    """Return ``value`` as a finite float inside the given bounds, or raise ``ValueError``."""
    bounds = (above, operator.gt, ">"), (least, operator.ge, ">="), (below, operator.lt, "<"), (most, operator.le, "<=")
    wanted = " and ".join(f"{sign} {bound:g}" for bound, _, sign in bounds if bound is not None)
    allowed = f"a finite number{' ' + wanted if wanted else ''} is needed"
    kind = getattr(getattr(value, "dtype", None), "kind", "f")
    if isinstance(value, bool | str | bytes) or kind not in "fiuO" or value is np.ma.masked:
        refuse(name, value, allowed)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        refuse(name, value, allowed)
    if not math.isfinite(number):
        refuse(name, value, allowed)
    if not all(inside(number, bound) for bound, inside, _ in bounds if bound is not None):
        refuse(name, value, allowed)
    return number


def whole(name: str, value: Any, *, least: int = 1, most: int = 2**31 - 1) -> int:
    """Return ``value`` as an int from ``least`` to ``most``, or raise ``ValueError``."""
    allowed = f"a whole number from {least} to {most} is needed"
    try:
        number = operator.index(value)
    except TypeError:
        refuse(name, value, allowed)
    if isinstance(value, bool) or not least <= number <= most:
        refuse(name, value, allowed)
    return number


def flag(name: str, value: object) -> bool:
    """Return ``value`` as a bool, or raise ``ValueError``."""
    if not isinstance(value, bool | np.bool_):
        refuse(name, value, "True or False is needed")
    return bool(value)


def finite(name: str, values: Any, *shapes: tuple[int | str, ...]) -> np.ndarray:
    """Return ``values`` as an array of finite floats, or raise ``ValueError``.

    For data whose order or place matters: nothing may be missing.

    Parameters
    ----------
    name : str
        The argument as the caller spelled it.
    values : array_like
        Integers or floats; no bools, no strings. See `numbers` for what else is taken.
    *shapes : tuple of int or str
        Shapes allowed for an array that is not empty: a length, or the name of an axis of any length. By default all.

    Returns
    -------
    numpy.ndarray

    Raises
    ------
    ValueError
        On anything else, also where a value is masked; the message counts the wrong values.
    """
    array, masked = numbers(name, values)
    if shapes and not (array.size and any(_fits(array.shape, shape) for shape in shapes)):
        wanted = " or ".join(str(tuple(shape)).replace("'", "") for shape in shapes)
        refuse(name, Told(f"array of shape {array.shape}"), f"a filled array of shape {wanted} is needed")
    refuse_any(name, masked, "masked", "all values are needed, in their places")
    return _floats(name, array)


def sample(name: str, values: Any) -> np.ndarray:
    """Return numbers whose order does not matter as a float array of shape (values,), or raise ``ValueError``.

    For data of a fit: a value that is masked is missing, and is left out. That is a masked entry of a
    ``numpy.ma.MaskedArray`` and an ``NA`` in a nullable column of pandas. A plain ``nan`` is a number that went wrong:
    it is refused, with a count.

    Parameters
    ----------
    name : str
        The argument as the caller spelled it.
    values : array_like of one dimension
        Integers or floats; a frame of one column is that column. See `numbers` for what else is taken.

    Returns
    -------
    numpy.ndarray
        A new array or, where nothing had to be done, the one that came.

    Raises
    ------
    ValueError
        On anything else, and if no value is left.
    """
    array, masked = numbers(name, values)
    if hasattr(values, "columns") and array.ndim == 2 and array.shape[1] == 1:
        array, masked = array[:, 0], masked if masked is None else masked[:, 0]
    if array.ndim != 1 or array.size == 0:
        refuse(name, Told(f"array of shape {array.shape}"), "a filled list of numbers is needed")
    if masked is not None:
        if masked.all():
            refuse_any(name, masked, "masked", "numbers are needed")
        array = array[~masked]
    return _floats(name, array)


def numbers(name: str, values: Any, kinds: str = "fiu") -> tuple[np.ndarray, np.ndarray | None]:
    """Return data as an array of real numbers of the type that they have, and which of them are masked.

    Parameters
    ----------
    name : str
        The argument as the caller spelled it.
    values : array_like
        Lists, tuples, ranges, generators and views of a dict are read as lists; arrays, masked arrays, Series and
        frames of pandas, arrays of xarray and whatever else NumPy can read, as NumPy reads them. Whole numbers too
        large for an integer type become floats.
    kinds : str
        NumPy's letters for the types allowed: floats, integers and unsigned ones.

    Returns
    -------
    array : numpy.ndarray
        Of integers or floats. What is masked is in it too, with any value.
    masked : numpy.ndarray of bool, or None
        Of the same shape; None if nothing is masked.

    Raises
    ------
    ValueError
        If it is no array of real numbers.
    """
    if hasattr(values, "tocsr"):
        refuse(name, Told(f"sparse matrix of shape {values.shape}"), "a dense array is needed, as from toarray()")
    if isinstance(values, dict | set | frozenset):
        refuse(name, values, "an array of numbers is needed; of a dict that may be values()")
    if np.iterable(values) and not isinstance(values, str | bytes) and not hasattr(values, "__array__"):
        values = list(values)
    try:
        if isinstance(values, list) and any(isinstance(value, np.ma.MaskedArray) for value in values):
            values = np.ma.stack([np.ma.asarray(value) for value in values])
        array = np.asarray(values)
    except (TypeError, ValueError, RuntimeError):
        refuse(name, values, NUMBERS)
    masked = _masked(values)
    if masked is not None and not masked.any():
        masked = None
    if array.dtype.kind == "O" and array.size:
        array = _from_objects(name, array if masked is None else np.where(masked, 0, array))
    if array.dtype.kind not in kinds:
        shown = values if array.ndim == 0 else Told(f"array of type {array.dtype}")
        refuse(name, shown, NUMBERS)
    return array, masked


def rows_are_series(name, values):
    """Refuse a labelled table that stands upright, time down and channels across, where each row is read as a series.

    A plain array means what its shape says. A frame is mostly read from a file, one sample a line.
    """
    if len(getattr(values, "shape", ())) != 2:
        return
    across = "columns" if hasattr(values, "columns") else None
    upright = hasattr(values, "columns") and values.shape[0] > values.shape[1]
    if hasattr(values, "dims"):
        across, upright = values.dims[1], str(values.dims[0]).lower() in ("t", "time", "times", "sample", "samples")
    if upright:
        shown = Told(f"table of {values.shape[0]} rows and {values.shape[1]} {across}")
        refuse(name, shown, "each row is a series: transpose it (.T), or pass to_numpy() if rows are what is meant")


def refuse_any(name, wrong, what, allowed):
    """Raise ``ValueError`` if some values are wrong, with their number: "x = 1 of 5000 values is nan: …".

    Parameters
    ----------
    name : str
        The argument as the caller spelled it.
    wrong : array of bool, or None
        True where a value must not be used.
    what : str
        What such a value is, as in "1 of 5000 values is …".
    allowed : str
        What would have been accepted, as the end of a sentence.
    """
    count = 0 if wrong is None else int(np.count_nonzero(wrong))
    if count:
        refuse(name, Told(f"{count} of {np.size(wrong)} values {'is' if count == 1 else 'are'} {what}"), allowed)


def _masked(values):
    """Where data are masked, or None if they are of a kind that has no mask."""
    if isinstance(values, np.ma.MaskedArray):
        return np.ma.getmaskarray(values)
    if not hasattr(values, "isna"):
        return None
    # pandas: NA in a nullable column is missing, nan in a plain one is what a computation gave
    types = values.dtypes if hasattr(values, "columns") else [values.dtype]
    return np.asarray(values.isna()) & [not isinstance(each, np.dtype) for each in types]


def _from_objects(name, array):
    """Floats from an array of Python's own numbers."""
    flat = array.ravel().tolist()
    numeric = [isinstance(value, Real | Decimal) and not isinstance(value, bool | np.bool_) for value in flat]
    if not all(numeric):
        odd = flat[numeric.index(False)]
        if array.ndim == 0:
            refuse(name, odd, NUMBERS)
        refuse_any(name, np.logical_not(numeric), f"no number ({odd!r})", NUMBERS)
    try:
        return np.array([float(value) for value in flat]).reshape(array.shape)
    except OverflowError:
        beyond = [abs(value) > sys.float_info.max for value in flat]
        refuse_any(name, beyond, "beyond the largest float", NUMBERS)


def _floats(name, array):
    """The array in float64, all finite."""
    with np.errstate(over="ignore"):
        floats = np.asarray(array, dtype=float, order="C")  # sums do not depend on how an array lies in memory
    if not np.all(np.isfinite(floats)):
        nan, wrong = np.isnan(floats), ~np.isfinite(floats)
        what = "nan" if nan.sum() == wrong.sum() else "nan or infinite" if nan.any() else "infinite"
        refuse_any(name, wrong, what, "finite values are needed")
    return floats


def _fits(shape, wanted):
    return len(shape) == len(wanted) and all(isinstance(w, str) or n == w for n, w in zip(shape, wanted))


def file_path(name: str, path: Any) -> Path:
    """Return a path as a `pathlib.Path`, or raise ``ValueError``."""
    if not isinstance(path, str | os.PathLike):
        refuse(name, path, "a path is needed")
    return Path(path)


def generator(seed: SeedLike) -> np.random.Generator:
    """Return the NumPy generator of a seed, or raise ``ValueError``."""
    return np.random.default_rng(check_seed(seed))


def check_seed(seed: SeedLike) -> SeedLike:
    """Return a seed, or raise ``ValueError`` if it is none."""
    allowed = "a whole number >= 0, a SeedSequence, a Generator or None is needed"
    if seed is not None and not isinstance(seed, int | np.integer | np.random.SeedSequence | np.random.Generator):
        refuse("seed", seed, allowed)
    if isinstance(seed, bool) or (isinstance(seed, int | np.integer) and seed < 0):
        refuse("seed", seed, allowed)
    return seed
