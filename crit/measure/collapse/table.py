"""From a tidy table, one row a point, to the curves of several systems."""

import numpy as np

from ...checks import Told, finite, numbers, refuse
from ...typing import Columns


def curves(
    table: Columns, *, size: str, parameter: str, value: str, error: str | None = None
) -> tuple[list[float], list[np.ndarray], list[np.ndarray], list[np.ndarray] | None]:
    """Split the columns of a table into curves, as `crit.measure.collapse.fit.collapse` takes them.

    Parameters
    ----------
    table : DataFrame, dict of arrays, or structured array
        One row a point; whatever gives a column for its name.
    size, parameter, value : str
        Names of the columns of s, x and y.
    error : str, optional
        Name of the column of standard errors of y.

    Returns
    -------
    scale : list of float
        The different sizes, from the smallest to the largest.
    x, y, error : list of arrays
        For each size, in the order of the rows; ``error`` is None without such a column.

    Raises
    ------
    ValueError
        If a column is missing, holds anything but numbers, or differs in length from the others.

    Examples
    --------
    >>> table = {"L": [8, 8, 16, 16], "T": [2.2, 2.3, 2.2, 2.3], "m": [0.7, 0.6, 0.65, 0.5], "dm": [0.01] * 4}
    >>> scale, x, y, error = curves(table, size="L", parameter="T", value="m", error="dm")
    >>> scale
    [8.0, 16.0]
    >>> [values.tolist() for values in y]
    [[0.7, 0.6], [0.65, 0.5]]
    """
    names = {"size": size, "parameter": parameter, "value": value} | ({} if error is None else {"error": error})
    known = _columns(table)
    s, *others = (_column(table, known, *each) for each in names.items())
    for argument, column in zip(list(names)[1:], others):
        if len(column) != len(s):
            refuse(argument, Told(f"column of {len(column)} values"), f"as many as in {size}, {len(s)}, are needed")
    scale = np.unique(finite("size", s, ("rows",)))
    split = [[column[s == each] for each in scale] for column in others]
    return scale.tolist(), *split, *([None] if error is None else [])


def _columns(table):
    """Names of the columns of a table."""
    named = getattr(getattr(table, "dtype", None), "names", None) or getattr(table, "keys", list)()
    if not len(named):
        refuse("table", table, "a table with named columns is needed: a frame, a dict of arrays or a structured array")
    return list(named)


def _column(table, known, argument, name):
    """A column as an array, masked where the table has nothing."""
    if not isinstance(name, str) or name not in known:
        refuse(argument, name, f"the name of a column is needed, one of {', '.join(map(str, known))}")
    array, masked = numbers(argument, table[name])
    if array.ndim != 1:
        refuse(argument, Told(f"array of shape {array.shape}"), "one number a row is needed")
    return array if masked is None else np.ma.array(array, mask=masked)
