"""How often a collapse finds the truth: 20 starts for each of five sets of data, against a Gaussian process.

The peer is Bayesian scaling analysis (Harada, Phys. Rev. E 84, 056704 (2011)), written anew: the rescaled points are
one sample of a Gaussian process with the kernel θ0² exp(−(X − X')²/2θ1²) + θ2² δ beside their own errors, and its
likelihood is greatest at the exponents. It gives no errors, so both are judged by ours: found is what lies within three
of them, or 2 %, of the truth (of the range of x for x0). Every other start is far: up to twice or half the true b, half
of them of the wrong sign, a off by up to one half, x0 anywhere within the data. The rest are five times as near. Ours
includes 50 bootstrap samples.
"""

import time
from statistics import median
from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.special import erf
from tqdm import tqdm

from crit import NotEnoughData
from crit.measure.collapse.fit import collapse

STARTS, ERRORS, SHARE = 20, 3.0, 0.02
NEAR = 0.2
"""How far the near starts reach, as a share of the far ones."""

NAMES = "a", "b", "x0"


class Case(NamedTuple):
    """Data as `collapse` takes them, the true exponents, and the logarithms to take."""

    name: str
    data: tuple
    truth: dict
    log: str


def window(rng, name, form, noise, truth, sizes=(16, 32, 64, 128), reach=2.0):
    """Curves in windows about x0 that narrow with the size; the noise is a share of the largest value of each."""
    a, b, x0 = (truth.get(key, 0.0) for key in NAMES)
    x = [x0 + np.sort(rng.uniform(-reach, reach, int(rng.integers(14, 22)))) * size**b for size in sizes]
    exact = [size**-a * form((places - x0) * size**-b) for size, places in zip(sizes, x)]
    error = [np.full(y.size, noise * abs(y).max()) for y in exact]
    return Case(name, (sizes, x, *noisy(rng, exact, error)), truth, "")


def decay(rng, sizes=(100, 200, 400, 800)):
    """Curves that fall by two decades and bend at a time that grows with the size."""
    x = [np.geomspace(3, 4 * size, int(rng.integers(14, 22))) for size in sizes]
    exact = [(np.exp(-t / size) + 0.1) / t for size, t in zip(sizes, x)]
    return Case("decay", (sizes, x, *noisy(rng, exact, [0.03 * y for y in exact])), {"a": 1.0, "b": 1.0}, "xy")


def noisy(rng, exact, error):
    """Add normal errors."""
    return [y + e * rng.normal(size=y.size) for y, e in zip(exact, error)], error


def cases():
    """Return the five sets."""
    rng = np.random.default_rng(1)
    return [
        window(rng, "Binder parameter", lambda u: (1 + np.tanh(1.5 * u)) / 2, 0.01, {"a": 0.0, "b": -1.0, "x0": 0.44}),
        window(rng, "order parameter", lambda u: 1.2 + np.tanh(u), 0.01, {"a": 0.125, "b": -1.0, "x0": 2.27}),
        window(rng, "susceptibility", lambda u: 1 / (0.2 + (u - 0.3) ** 2), 0.02, {"a": -1.75, "b": -1.0, "x0": 0.44}),
        window(rng, "crossing", lambda u: (1 + erf(u)) / 2, 0.01, {"a": 0.0, "b": -0.75, "x0": 0.5}, reach=1.0),
        decay(rng),
    ]


def starts(case):
    """Return starts near and far from the truth by turns, reproducibly."""
    rng, x = np.random.default_rng(2), np.concatenate(case.data[1])
    for k in range(STARTS):
        reach = NEAR if k % 2 == 0 else 1.0
        factor = 2 ** (reach * rng.uniform(-1, 1)) * (-1 if k % 4 == 3 else 1)
        tried = {"a": case.truth["a"] + reach * rng.uniform(-0.5, 0.5), "b": case.truth["b"] * factor}
        if "x0" in case.truth:
            tried["x0"] = case.truth["x0"] + reach * (rng.uniform(x.min(), x.max()) - case.truth["x0"])
        yield tried


def gaussian_process(case, start):
    """Return the exponents of the greatest likelihood, from a start, as a dict."""
    s, x, y, error = (np.concatenate(part) for part in columns(case))
    names, stretch = list(start), s / s.max()

    def rescaled(exponents):
        a, b, x0 = (exponents.get(key, 0.0) for key in NAMES)
        if case.log:
            return np.log(x) - b * np.log(stretch), np.log(y) + a * np.log(stretch), error / y
        return (x - x0) * stretch**-b, y * stretch**a, error * stretch**a

    X, Y, _ = rescaled(start)
    length, height = np.ptp(X), Y.std()
    units = np.array([np.ptp(x) if name == "x0" else 1.0 for name in names])

    def unlikelihood(values):
        X, Y, E = rescaled(dict(zip(names, values[: len(names)] * units)))
        strength, reach, rest = np.exp(values[len(names) :])
        kernel = strength**2 * np.exp(-(((X[:, None] - X) / (length * reach)) ** 2) / 2)
        kernel += np.diag((E / height) ** 2 + rest**2 + 1e-10)
        try:
            factor = cho_factor(kernel, lower=True)
        except (np.linalg.LinAlgError, ValueError):
            return 1e10
        unit = Y / height
        density = 0.0 if case.log else values[0] * np.log(stretch).sum()  # of y: else all curves shrink to nothing
        return np.log(np.diag(factor[0])).sum() + unit @ cho_solve(factor, unit) / 2 - density

    with np.errstate(all="ignore"):
        begin = [*(np.array(list(start.values())) / units), 0.0, np.log(0.3), np.log(0.1)]
        found = minimize(unlikelihood, begin, method="L-BFGS-B").x
    return dict(zip(names, found[: len(names)] * units))


def columns(case):
    """Sizes of all points, and the other columns as they are."""
    sizes, x, y, error = case.data
    return [np.full(len(places), float(size)) for size, places in zip(sizes, x)], x, y, error


def ours(case, start, replicas=50):
    """Return the fit from a start; where it is refused, nothing."""
    try:
        return collapse(*case.data, start=start, log=case.log, replicas=replicas, seed=1)
    except NotEnoughData:
        return None


def allowed(case):
    """How far each exponent may be off."""
    fit, x = ours(case, case.truth), np.concatenate(case.data[1])
    sizes = {"x0": np.ptp(x)}
    return {
        key: max(ERRORS * getattr(fit, key).error, SHARE * sizes.get(key, abs(value)))
        for key, value in case.truth.items()
    }


def against_process(case):
    """Return how often each finds the truth, and the median seconds of a fit."""
    limits, ways = allowed(case), {"ours": ours, "peer": gaussian_process}
    times, found = {who: [] for who in ways}, dict.fromkeys(ways, 0)
    for start in tqdm(list(starts(case)), desc=case.name, leave=False):
        for who, way in ways.items():
            exponents, taken = timed(way, case, start)
            times[who].append(taken)
            found[who] += all(abs(exponents[key] - case.truth[key]) <= limits[key] for key in limits)
    return found, {who: median(taken) for who, taken in times.items()}


def timed(way, case, start):
    """Return the exponents that a method finds, not a number where it refuses, and the seconds it took."""
    begin = time.perf_counter()
    found = way(case, start)
    taken = time.perf_counter() - begin
    if found is None:
        return dict.fromkeys(case.truth, np.nan), taken
    return found if isinstance(found, dict) else {key: getattr(found, key).value for key in case.truth}, taken


def main():
    """Return all measurements of this subject."""
    measurements, peer = [], "Gaussian process"
    for case in cases():
        found, taken = against_process(case)
        ratio = found["ours"] / max(found["peer"], 1)
        measurements += [
            dict(
                name=f"{case.name}: found from {STARTS} starts",
                ours=found["ours"],
                peer=peer,
                peer_value=found["peer"],
                ratio=ratio,
                unit="of 20",
            ),
            dict(
                name=f"{case.name}: fit and 50 samples",
                ours=1e3 * taken["ours"],
                peer=f"{peer}, fit only",
                peer_value=1e3 * taken["peer"],
                ratio=taken["peer"] / taken["ours"],
                unit="ms",
            ),
        ]
    return measurements
