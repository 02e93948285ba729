"""From checked curves to the exponents that collapse them: the fit, its bootstrap, and what it must not pass over."""

from typing import NamedTuple

import numpy as np

from ...numerics.jackknife import student
from ..estimate import Estimate, NotEnoughData
from .master_curve import Points, absorbed, curve, freedom, scaled
from .noise import resampled_fits, spare, with_scatter
from .optimum import likely_starts, optimum
from .result import Collapse, compare, remarks_on, rescale
from .systems import Units, measured_in, units_of

BRACKETED = 3
"""Points of each system that must lie between points of another one."""

STRAYING = 0.05
"""Share of the bootstrap samples in which some system may have fewer."""

SPARE = 4
"""Points beyond the free exponents and the three numbers that the stiffest curve has."""

FLAT = 3
"""Standard deviations by which χ² of curves without any shape must exceed what chance makes of it."""

INDEPENDENT = "normal errors"
"""What the noise of samples is called where errors were given as those of independent points."""


class Problem(NamedTuple):
    """Systems, exponents to start from, which of them are free, logarithms, and the ω of a correction or None."""

    systems: list
    guess: np.ndarray
    free: np.ndarray
    log: str
    omega: float | None


def solve(problem, resamples, rng):
    """`Collapse` of a problem."""
    _require_points(problem)
    units, given = units_of(problem.systems), problem.systems[0].error is not None
    small = problem._replace(
        systems=[measured_in(units, system) for system in problem.systems],
        guess=problem.guess / [1, 1, units.x],
    )
    if not given:
        small = small._replace(systems=with_scatter(small.systems, _fitted(small), "y" in small.log))
    _require_shape(small)
    points, master, _ = _fitted(small)(small.systems)
    sample = resampled_fits(points, small.systems, master, small.free, resamples, rng)
    found = _found(small, units, points, master, sample, given)
    _require_overlap(small, master, sample, found)
    return found


def _require_points(problem):
    x, y = (np.concatenate(column) for column in zip(*((k.x, k.y) for k in problem.systems)))
    n, needed = len(x), 3 * (1 + (problem.omega is not None)) + int(problem.free.sum()) + SPARE
    if n < needed or np.ptp(x) == 0:
        raise NotEnoughData(f"{n} points at {len(np.unique(x))} places lie in the window; {needed} are needed")
    if np.ptp(y) == 0 and problem.free[1:].any():
        raise NotEnoughData(f"y is {y[0]:g} everywhere: a curve without a shape does not tell how x scales")


def _require_shape(problem):
    """Refuse to scale the x of curves that are flat within their errors."""
    shapes = [_shape(system) for system in problem.systems]
    squares, spare = sum(z @ z for z in shapes), sum(len(z) - 1 for z in shapes)
    if problem.free[1:].any() and squares < spare + FLAT * (2 * spare) ** 0.5:
        told = f"chi2 of constants is {squares:.3g} with {spare} degrees of freedom"
        raise NotEnoughData(f"every curve is flat within its errors ({told}): it does not tell how x scales")


def _shape(system):
    """Deviations of a curve from its mean, in units of their errors; what moves all points alike is none."""
    if system.runs is not None:
        off = system.runs - system.runs.mean(axis=1, keepdims=True)
        deviations, errors = off.mean(axis=0), off.std(axis=0, ddof=1) / len(off) ** 0.5
    elif system.factor is not None:
        deviations = system.y - system.y.mean()
        errors = np.linalg.norm(system.factor - system.factor.mean(axis=0), axis=1)
    else:
        deviations, errors = system.y - np.average(system.y, weights=system.error**-2.0), system.error
    return np.divide(deviations, errors, out=np.zeros_like(deviations), where=errors > 0)


def _fitted(problem):
    """Function that fits other systems in place of those of the problem: points, fit, number of free exponents."""

    def fitted(systems):
        points, ends = _points(problem._replace(systems=systems))
        others = likely_starts(points, ends, problem.guess, problem.free)

        def together(exponents):
            return _together(systems, exponents, problem.log)

        return points, optimum(points, problem.guess, others, problem.free, together), int(problem.free.sum())

    return fitted


def _together(systems, exponents, log):
    return compare(systems, exponents, log)[1].min() >= BRACKETED


def _points(problem):
    """Points of all systems in one row, and where each system begins and ends."""
    log_x, log_y = ("x" in problem.log, "y" in problem.log)
    x, y, error = (np.concatenate(column) for column in zip(*((k.x, k.y, k.error) for k in problem.systems)))
    counts = [len(system.x) for system in problem.systems]
    s = np.repeat([system.scale for system in problem.systems], counts)
    fades = np.ones((len(s), 1)) if problem.omega is None else np.column_stack([np.ones(len(s)), s**-problem.omega])
    weight = (y if log_y else 1) / error
    x, y = np.log(x) if log_x else x, np.log(y) if log_y else y
    return Points(np.log(s), x, y, weight, fades, log_x, log_y), np.cumsum([0, *counts])


def _found(problem, units, points, master, sample, given):
    """The result, in the units of the data."""
    systems = [measured_in(Units(*(1 / unit for unit in units)), system) for system in problem.systems]
    factor = _few(problem.systems) if given else student(len(points.y) - absorbed(master))
    estimates, covariance = _spread(problem.free, master, sample, np.array([1, 1, units.x]), factor)
    chi2 = master.chi2 / spare(len(points.y), freedom(master), int(problem.free.sum()))
    p = (1 + sum(s.chi2 >= master.chi2 for s in sample)) / (1 + len(sample)) if given else np.nan
    u, f = _drawn(points, master, units)
    kind = _kind(systems[0])
    return Collapse(
        *estimates,
        covariance=covariance,
        quality=compare(problem.systems, master.exponents, problem.log)[0],
        chi2=chi2,
        p=p,
        n=len(points.y),
        window=(float(u[0]), float(u[-1])),
        method=f"least squares, spline of {freedom(master):.0f} parameters; {len(sample)} bootstrap samples of {kind}",
        curves=tuple(rescale(system, [estimate.value for estimate in estimates]) for system in systems),
        master=(u, f),
        log=problem.log,
        remarks=remarks_on(chi2, p, len(sample), kind == INDEPENDENT),
    )


def _spread(free, master, sample, unit, factor):
    """Estimates of a, b and x0, and their covariance, from the spread of the samples."""
    exponents = np.array([each.exponents for each in sample])
    width = unit * factor
    errors = np.where(free, exponents.std(axis=0, ddof=1), 0) * width
    covariance = np.where(np.outer(free, free), np.cov(exponents.T) * np.outer(width, width), 0)
    return [Estimate(float(v), float(e)) for v, e in zip(master.exponents * unit, errors)], covariance


def _drawn(points, master, units):
    """Scaled variable and f on a fine grid."""
    a, b, _ = master.exponents
    u = scaled(points, master.exponents)
    grid = np.linspace(u.min(), u.max(), 200)
    f = curve(master, grid)
    grid, f = np.exp(grid) if points.log_x else grid, np.exp(f) if points.log_y else f
    return grid * (units.x * units.scale**-b), f * (units.y * units.scale**a)


def _kind(system):
    """What the noise of the bootstrap samples is like."""
    if system.runs is not None:
        return "runs"
    return INDEPENDENT if system.factor is None else "correlated normal errors"


def _few(systems):
    """Factor by which errors grow because they come from few runs."""
    runs = [len(system.runs) for system in systems if system.runs is not None]
    return student(min(runs)) if runs else 1.0


def _require_overlap(problem, master, sample, found):
    """Refuse an optimum that is one only because the curves lie apart, and exponents that noise drives there."""
    systems, log = problem.systems, problem.log
    bracketed = compare(systems, master.exponents, log)[1]
    if bracketed.min() < BRACKETED:
        lonely = found.curves[int(bracketed.argmin())].scale
        few = f"{bracketed.min()} points of s = {lonely:g} lie between points of another system; {BRACKETED} are needed"
        raise NotEnoughData(few, found)
    apart = sum(not _together(systems, s.exponents, log) for s in sample)
    if apart > STRAYING * len(sample):
        raise NotEnoughData(f"the exponents are undetermined: {apart} of {len(sample)} samples fall apart", found)
