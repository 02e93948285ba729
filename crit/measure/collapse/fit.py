"""Scaling collapse: exponents that put the curves of several systems on one, with bootstrap errors.

    y = s^−a f((x − x0) s^−b)

Here s is what distinguishes the systems (a size, a width, a distance from the critical point) and f is any smooth
function. Every system has its own x, as many as it likes: no rectangular grid is needed.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from ...checks import generator, real, refuse, whole
from ...documented import documented
from ...typing import ArrayLike, SeedLike, Windows
from ..estimate import NotEnoughData
from .quality import Quality
from .result import NAMES, Collapse, compare
from .solution import Problem, solve
from .systems import systems_of

OMEGA = "omega"
"""What the exponent of a correction is called among the fixed ones."""


CURVES = {
    "scale": """
        scale : sequence of float
            s > 0 of each system, at least two different ones: a size, a width, a distance from the critical point.""",
    "x": """
        x : list of arrays
            For each system an array of shape (points,); lengths and places may differ between systems. One array of
            numbers stands for all systems.""",
    "y": """
        y : list of arrays
            For each system shape (points,), or (runs, points) with at least 8 independent runs. Masked points are left
            out, masked runs refused.""",
    "error": """
        error : list of arrays, optional
            For each system the standard errors of y, of shape (points,), independent of each other; or, for points that
            err alike, as means from the same runs or reweighted ones do, the covariance of their errors, of shape
            (points, points). Not with runs: these tell the errors and how they are correlated. Without any errors they
            are the scatter about the curve, in one ratio to y (to the root mean square of a system, where y is not
            taken the logarithm of).""",
    "log": """
        log : "xy", "x", "y" or "", optional
            Which of x and y to take the logarithm of; with "x" no x0 can be fitted. By default "xy", or "" if there is
            an x0.""",
    "window": """
        window : tuple of float, or list of tuples, optional
            Use low <= x <= high; one pair for all systems or one for each.""",
}
"""Parameters that a fit of exponents and a quality share, for `documented`."""

NEEDED = """
    error : list of arrays, optional
        For each system the standard errors of y, of shape (points,), or the covariance of these errors, of shape
        (points, points), as for `collapse`. Without runs they are needed; with runs there are none."""


@documented(**CURVES)
def collapse(
    scale: ArrayLike,
    x: ArrayLike | Sequence[ArrayLike],
    y: ArrayLike | Sequence[ArrayLike],
    error: ArrayLike | Sequence[ArrayLike] | None = None,
    *,
    start: Mapping[str, float],
    fixed: Mapping[str, float] | None = None,
    log: str | None = None,
    window: Windows | None = None,
    replicas: int = 200,
    seed: SeedLike,
) -> Collapse:
    """Fit the exponents of  y = s^−a f((x − x0) s^−b)  with a free smooth f, and bootstrap their errors.

    In finite-size scaling s is the size L, x the temperature or coupling, and the usual exponents are
    ν = −1/b and T_c = x0, with a = β/ν for an order parameter, a = −γ/ν for a susceptibility, a = 0 for a Binder
    parameter or a probability; **b is negative**, for the critical window narrows as L^(−1/ν). In dynamic scaling
    y(t, L) = L^(−α) f(t/L^z) it is a = α and b = z.

    Parameters
    ----------
    {scale, x, y, error}
    start : dict
        Where to start, for each free exponent: {"a": 1, "b": 1}. What is not free is fixed.
    fixed : dict, optional
        Values of exponents that are not fitted; x0 = 0 unless told otherwise. With "omega" it has the ω of a correction
        to scaling: f is replaced by f + s^−ω g with a second free curve g (under the logarithm, if y has one). That
        needs three systems; ω is negative where s decreases towards the limit.
    {log, window}
    replicas : int
        Bootstrap samples, at least 50.
    seed : int, SeedSequence or Generator

    Returns
    -------
    Collapse
        Its ``remarks`` say in words where χ² or p warn of errors that mean nothing.

    Raises
    ------
    ValueError
        If scales are not positive or all alike, the arrays of a system differ in length or are not one for each, a
        value is not finite, or not positive where its logarithm is taken, errors are not positive, come beside runs or
        for some systems only, a covariance is not symmetric and positive, a window is no pair low < high, `start` and
        `fixed` do not name each of a, b and x0 once or leave nothing free, `log` is none of the above or has a
        logarithm of x beside an x0, a correction comes with fewer than three systems, or `replicas` is no whole number
        >= 50.
    NotEnoughData
        If there are too few points or runs, if the curves are flat within their errors, or if the rescaled
        systems do not overlap, at the optimum or in more than 5 % of the bootstrap samples. It carries the estimate
        so far, where there is one.

    Notes
    -----
    Weighted least squares about a smoothing spline, see `crit.measure.collapse.master_curve`. It begins at the
    start and at the optima of a rough global search over x0 within the data, a and b of either sign;
    the likeliest fit is kept, and none less likely than the start (`crit.measure.collapse.optimum`).

    A bootstrap sample is the fitted form plus noise (normal numbers of the given errors or covariance, or what the
    mean of resampled runs is off by), fitted with everything chosen anew. So the errors hold for correlated
    points as well, and p tells whether noise explains the scatter about the curve. If it does not (p small), the form
    itself fails and the errors mean nothing. Curves that all are one power law leave a and b apart open: large errors
    say so.

    Synthetic truth, 150 to 200 sets of data for each line (100 for the covariance, 50 without errors); share of 68 %
    and 95 % intervals (1 and 1.96 errors) that hold the true b, and the mean error of b in units of its standard error:

    ======================================================  =====  =====  =====
    four ragged sizes, two decades, 3 % noise               0.75   0.96    0.12
    the same with 15 % noise                                0.74   0.96    0.07
    two sizes, 3 % noise                                    0.70   0.92    0.04
    three sizes, 64 runs that are random walks              0.68   0.96    0.06
    the same with 16 runs                                   0.66   0.93    0.07
    four sizes, sigmoid, a, b and x0 free                   0.63   0.96   −0.14
    three sizes, random walks of known covariance           0.71   0.97   −0.20
    four ragged sizes, 3 % noise, no errors given           0.76   0.92    0.00
    ======================================================  =====  =====  =====

    With a strong correction to scaling, of known ω, it was 0.56 and 0.89 with a mean error of 0.7; ignored, it was −27.
    """
    _require_names("start", start, NAMES)
    _require_names("fixed", fixed or {}, (*NAMES, OMEGA))
    fixed = dict(fixed or {})
    omega = fixed.pop(OMEGA, None)
    log = _log(log, start, fixed)
    systems = systems_of(scale, x, y, error, window, log)
    guess, free = _exponents(start, fixed, log)
    if not free.any():
        refuse("start", start, "at least one of a, b, x0 must be free")
    replicas, rng = whole("replicas", replicas, least=50), generator(seed)
    problem = Problem(systems, guess, free, log, _correction(omega, systems))
    try:
        with np.errstate(all="ignore"):
            return solve(problem, replicas, rng)
    except np.linalg.LinAlgError:
        raise NotEnoughData("the data leave the curve or its exponents undefined") from None


@documented(**CURVES | {"error": NEEDED})
def quality(
    scale: ArrayLike,
    x: ArrayLike | Sequence[ArrayLike],
    y: ArrayLike | Sequence[ArrayLike],
    error: ArrayLike | Sequence[ArrayLike] | None = None,
    *,
    fixed: Mapping[str, float],
    log: str | None = None,
    window: Windows | None = None,
) -> Quality:
    """Quality S of the collapse with given exponents.

    Parameters
    ----------
    {scale, x, y, error}
    fixed : dict
        The exponents: {"a": 1, "b": 1}, and x0 where it is not 0.
    {log, window}

    Returns
    -------
    Quality

    Raises
    ------
    ValueError
        If scales are not positive or all alike, the arrays of a system differ in length or are not one for each, a
        value is not finite, or not positive where its logarithm is taken, errors are not positive, come beside runs or
        for some systems only, a covariance is not symmetric and positive, a window is no pair low < high, there are
        neither errors nor runs, `fixed` lacks a or b or has another name than these and x0, or `log` is none of the
        above or has a logarithm of x beside an x0.
    """
    _require_names("fixed", fixed, NAMES)
    if not {"a", "b"} <= set(fixed):
        refuse("fixed", fixed, "a and b are needed")
    log = _log(log, {}, fixed)
    exponents, _ = _exponents({}, fixed, log)
    systems = systems_of(scale, x, y, error, window, log)
    if systems[0].error is None:
        refuse("error", None, "standard errors of y are needed where y holds no runs")
    return compare(systems, exponents, log)[0]


def _log(log, start, fixed):
    """Logarithms to take where none are asked for: none of what x0 is subtracted from."""
    shifted = "x0" in start or fixed.get("x0", 0) != 0
    log = log if log is not None else "" if shifted else "xy"
    if not isinstance(log, str) or log not in ("xy", "x", "y", ""):
        refuse("log", log, '"xy", "x", "y" or "" is needed')
    return log


def _require_names(name, given, known):
    if not isinstance(given, Mapping) or not set(given) <= set(known):
        refuse(name, given, f"a dict with some of the keys {', '.join(known)} is needed")


def _exponents(start, fixed, log):
    """Exponents to start from, and which of them are free."""
    fixed = fixed if "x0" in start else {"x0": 0.0, **fixed}
    twice, missing = set(start) & set(fixed), set(NAMES) - set(start) - set(fixed)
    if twice or missing:
        refuse("start", start, f"each of a, b, x0 must stand either here or in fixed = {fixed}")
    guess = np.array([real(name, {**start, **fixed}[name]) for name in NAMES])
    if "x" in log and ("x0" in start or guess[2]):
        refuse("log", log, 'a logarithm of x needs x0 = 0; "y" or "" is needed')
    return guess, np.array([name in start for name in NAMES])


def _correction(omega, systems):
    if omega is None:
        return None
    if len({system.scale for system in systems}) < 3:
        refuse("fixed", {OMEGA: omega}, "a correction needs three different systems")
    return real(OMEGA, omega)
