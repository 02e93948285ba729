"""Speed of the scaling collapse: 200 bootstrap samples against a limit, and against the package `fssa` (pyfssa).

That package, last released in 2015, runs its own example here: a logistic curve for three sizes on one rectangular
grid. Names that NumPy and SciPy have dropped since are lent to it. Both must find the same exponents and the same
quality S (up to how they average it), or the benchmark stops. Times are milliseconds; the ratio is theirs/ours.
"""

import sys
import types
from functools import partial
from importlib import import_module
from statistics import median
from unittest.mock import patch

import numpy as np
from turns import against_limit, by_turns, paired_ratio, seconds

from crit.measure.collapse.fit import collapse, quality

LIMIT, ROUNDS, RESAMPLES = 10.0, 3, 200
TOLERANCE = 0.002, 0.1, 0.01
SIZES, PLACE, NU, ZETA = (10, 100, 1000), 1.0, 2.0, 0.0
TRUTH = {"a": 0.0, "b": -1 / NU, "x0": PLACE}


def peer():
    """Import `fssa` on libraries eleven years younger than it; None where it is not installed."""
    optimize = types.ModuleType("scipy.optimize.optimize")
    optimize.OptimizeResult = import_module("scipy.optimize").OptimizeResult
    optimize._status_message = import_module("scipy.optimize._optimize")._status_message
    optimize.wrap_function = counting
    resources = types.ModuleType("pkg_resources")
    resources.get_distribution = lambda name: types.SimpleNamespace(version="")
    lent = {optimize.__name__: optimize, resources.__name__: resources}
    try:
        with patch.dict(sys.modules, lent), patch.object(np, "asfarray", as_floats, create=True):
            fssa = import_module("fssa")
            core = import_module("fssa.fssa")
    except ModuleNotFoundError as missing:
        if missing.name != "fssa":
            raise
        return None
    core.np = types.SimpleNamespace(**vars(np), int=int)
    return fssa


def as_floats(values):
    """Stand in for `numpy.asfarray`."""
    return np.asarray(values, dtype=float)


def counting(function, arguments):
    """Stand in for `scipy.optimize.optimize.wrap_function`."""
    calls = [0]

    def counted(x):
        calls[0] += 1
        return function(x, *arguments)

    return calls, counted


def example(seed=0):
    """Return the grid, the curves and their errors: a logistic function of √size times the distance, 1 % noise."""
    grid = np.linspace(0.9, 1.1)
    curves = np.array([1 / (1 + np.exp(-(size ** (1 / NU)) * (grid - PLACE))) for size in SIZES])
    error = curves / 100
    return grid, curves + error * np.random.default_rng(seed).normal(size=curves.shape), error


def ours(grid, curves, error, replicas=RESAMPLES):
    """Collapse with bootstrap errors; a = −ζ/ν, b = −1/ν, x0 the critical place."""
    start = {"a": 0.0, "b": -1 / NU, "x0": 0.9}
    return collapse(SIZES, [grid] * len(SIZES), curves, error, start=start, log="", replicas=replicas, seed=1)


def theirs(fssa, grid, curves, error):
    """Fit once; the errors come from the curvature of S."""
    return fssa.autoscale(l=SIZES, rho=grid, a=curves, da=error, rho_c0=0.9, nu0=NU, zeta0=ZETA)


def compare(fssa, data):
    """Stop unless both agree: S within 5 %, place and exponents within what the peer's coarse stopping rule allows."""
    mine, other = ours(*data), theirs(fssa, *data)
    found = np.array([mine.x0.value, -1 / mine.b.value, mine.a.value / mine.b.value])
    if np.any(np.abs(found - other["x"]) > TOLERANCE):
        raise AssertionError(f"different exponents: {found} and {other['x']}")
    scaled = fssa.scaledata(SIZES, data[0], data[1], data[2], PLACE, NU, ZETA)
    S = quality(SIZES, [data[0]] * len(SIZES), *data[1:], fixed=TRUTH, log="").value
    if abs(S - fssa.quality(*scaled)) > 0.05 * S:
        raise AssertionError(f"different quality: {S} and {fssa.quality(*scaled)}")


def against_peer(fssa):
    """Measure our collapse with its bootstrap, and one quality, against theirs by turns."""
    data = example()
    compare(fssa, data)
    scaled = fssa.scaledata(SIZES, *data, PLACE, NU, ZETA)
    mine = partial(quality, SIZES, [data[0]] * len(SIZES), *data[1:], fixed=TRUTH, log="")
    fits = 1 + RESAMPLES
    return [
        entry("collapse, 3 x 50 points, one of 201 fits", partial(ours, *data), partial(theirs, fssa, *data), fits),
        entry("quality S, 3 x 50 points", mine, partial(fssa.quality, *scaled)),
    ]


def entry(name, mine, other, fits=1):
    """Time two functions by turns, of which ours makes several fits at once."""
    times = by_turns({"ours": mine, "peer": other}, ROUNDS, name)
    each = [seconds / fits for seconds in times["ours"]]
    return dict(
        name=name,
        ours=1e3 * median(each),
        peer="fssa 0.7.6",
        peer_value=1e3 * median(times["peer"]),
        ratio=paired_ratio(times["peer"], each),
        unit="ms",
    )


def ragged(systems=8, seed=0):
    """Return decaying curves of several sizes, each with as many points as it likes."""
    rng = np.random.default_rng(seed)
    sizes = 50 * 2.0 ** np.arange(systems)
    x = [np.geomspace(3, 5 * size, int(rng.integers(40, 80))) for size in sizes]
    y = [(np.exp(-t / n) / t + 0.1 / t) * (1 + 0.02 * rng.normal(size=t.size)) for n, t in zip(sizes, x)]
    return sizes, x, y, [0.02 * values for values in y]


def main():
    """Return all measurements of this subject."""
    data = ragged()
    start = {"a": 0.8, "b": 0.8}
    collapse(*data, start=start, replicas=50, seed=1)
    taken = median(seconds(lambda: collapse(*data, start=start, replicas=RESAMPLES, seed=1)) for _ in range(ROUNDS))
    points = sum(map(len, data[1]))
    limit = against_limit(f"collapse, {len(data[0])} ragged sizes, {points} points", taken, LIMIT, "s")
    fssa = peer()
    if fssa is None:
        print("fssa is not installed: no comparison with it")
        return [limit]
    return [limit, *against_peer(fssa)]
