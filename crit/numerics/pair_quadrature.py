"""E (f(u) − f(v))² for two correlated normal variables u, v, by quadrature that goes as deep as the function asks for.

With independent half-sum m and half-difference d of u and v the mean is an integral over d of integrals over m. Panels
of both are halved until the last Legendre coefficients of the integrand on them have died out: n nodes integrate what
2n coefficients describe, so that the square of the last one known bounds what is missed.
"""

import math

import numpy as np

from ..checks import refuse

ORDER = 32
NODES, WEIGHTS = np.polynomial.legendre.leggauss(ORDER)
LAST = np.polynomial.legendre.legvander(NODES, ORDER - 1)[:, -2:] * WEIGHTS[:, None] * (ORDER - 1)
"""From values at the nodes to the last two Legendre coefficients, with (2k + 1)/2 ≈ n."""
REACHES = 8.0, 14.0, 36.0
"""Where integrals over a normal variable end, in standard deviations: further out if the ends weigh in."""
TOLERANCE, SAFETY, DEEPEST = 1e-10, 10.0, 40
ROWS, MOST_PANELS = 64, 100_000
FEW = 40
"""Up to so many kinks each is a centre of panels of its own."""


def pair_mean(function, kinks, length, variances, formula, *, name="function"):
    """E (f(u) − f(v))².

    Parameters
    ----------
    function : callable
        f, of arrays.
    kinks : sequence of float
        Where f or a derivative jumps.
    length : float
        Over which f changes about zero and about its kinks.
    variances : tuple of float
        Of half-sum and half-difference: K(1 − ρ/2) and Kρ/2.
    formula : str
        The function in messages.
    name : str
        What the caller calls it there.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the mean does not exist or does not settle.
    """
    wide, spread = (math.sqrt(variance) for variance in variances)
    kinks = np.asarray(kinks, dtype=float)
    if spread == 0:
        return 0.0
    for reach in REACHES:
        with np.errstate(all="ignore"):
            mean = _mean(function, kinks, length, wide, spread, reach)
        if mean is not None:
            return mean
    return refuse(name, formula, f"its mean over two inputs at K = {sum(variances):g} does not exist or settle")


def _mean(function, kinks, length, wide, spread, reach):
    """The mean over both variables within ``reach``, or None if the ends weigh in or it does not settle."""
    gaps = np.abs(kinks[:, None] - kinks).ravel() / 2 if kinks.size <= FEW else np.empty(0)
    inside = gaps[(gaps > 0) & (gaps < reach * spread)] / spread
    edges = np.unique([0.0, *_graded(length / spread, reach), *inside, reach])

    z = reach * np.linspace(-1, 1, 81)
    rounding = float(np.max((np.finfo(float).eps * function(math.hypot(wide, spread) * z)) ** 2 * _normal(z)))

    spilled = []

    def over_half_sums(_, z):
        inner, ends = _inner(function, kinks, length, wide, spread * z.ravel(), reach, rounding)
        spilled.append(np.max(ends * _normal(z.ravel())))
        return inner.reshape(z.shape) * _normal(z)

    panels = np.zeros(edges.size - 1, int), edges[:-1], edges[1:]
    (mean,), (end,) = _integrals(over_half_sums, 1, panels, reach, rounding)
    return 2 * mean if max(end, *spilled) <= 1e-12 * mean + rounding else None


def _inner(function, kinks, length, wide, d, reach, rounding):
    """The mean over m at each of many d, and how much of it lies at the ends."""
    if len(d) > ROWS:
        parts = [d[start : start + ROWS] for start in range(0, len(d), ROWS)]
        found = [_inner(function, kinks, length, wide, part, reach, rounding) for part in parts]
        return tuple(np.concatenate(numbers) for numbers in zip(*found))
    if wide == 0:
        return (function(d) - function(-d)) ** 2, np.zeros(len(d))
    centres = np.unique([0.0, *kinks])
    around = np.concatenate([[0.0], *((step, -step) for step in _graded(length / wide, 2 * reach))])
    meets = np.concatenate([centres + d[:, None], centres - d[:, None]], axis=1) / wide
    if centres.size <= FEW:
        meets = (meets[:, :, None] + around).reshape(len(d), -1)
    ends = np.full((len(d), 1), reach)
    edges = np.sort(np.concatenate([-ends, np.clip(meets, -reach, reach), ends], axis=1), axis=1)
    rows, cells = np.nonzero(np.diff(edges, axis=1) > 0)

    def squares(row, z):
        return (function(wide * z + d[row][:, None]) - function(wide * z - d[row][:, None])) ** 2 * _normal(z)

    return _integrals(squares, len(d), (rows, edges[rows, cells], edges[rows, cells + 1]), reach, rounding)


def _graded(length, reach):
    """Distances 4, 16, 64 … lengths, where a normal variable reaches much further than the function changes."""
    return np.array([length * 4.0**k for k in range(1, 24) if length * 4.0**k < reach / 2 and 20 * length < reach])


def _normal(z):
    return np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def _integrals(function, count, panels, reach, rounding):
    """Integrals of a function ≥ 0 of (row, z) from panels (row, low, high), and its value at the ends, for each row.

    Nan where one does not settle.

    ``rounding`` is the square of the rounding errors of the numbers whose differences it squares.
    """
    totals, ends = np.zeros((2, count))
    for _ in range(DEEPEST):
        row, low, high = panels
        half = (high - low) / 2
        values = function(row, (low + half)[:, None] + half[:, None] * NODES)
        found = half * (values @ WEIGHTS)
        if not np.all(np.isfinite(found)) or row.size > MOST_PANELS:
            break
        sums = totals + np.bincount(row, found, count)
        top = values.max(axis=1)
        missed = SAFETY * half * np.abs(values @ LAST).max(axis=1) ** 2 / np.where(top > 0, top, 1.0)
        open_ = missed > TOLERANCE * sums[row] + 1e3 * half * rounding
        np.maximum.at(ends, row, np.where(open_, 0.0, np.where(high >= reach, values[:, -1], 0.0)))
        np.maximum.at(ends, row, np.where(open_, 0.0, np.where(low <= -reach, values[:, 0], 0.0)))
        totals += np.bincount(row[~open_], found[~open_], count)
        if not open_.any():
            return totals, ends
        row, low, high, half = row[open_], low[open_], high[open_], half[open_]
        panels = np.tile(row, 2), np.concatenate([low, low + half]), np.concatenate([low + half, high])
    return np.full((2, count), np.nan)
