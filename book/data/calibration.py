"""How good the estimators are: each is tried on many samples whose truth is known. Half an hour of two processors.

    python book/data/calibration.py [number of processes, by default one for each processor]

A study draws a sample of size n from an exact law, estimates, and notes by how much the estimate is off and which error
it quotes; again and again, for several truths and sizes. Finished cells are kept in _build/calibration and not computed
again: empty that folder when the library has changed.
"""

import math
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import synthetic

from crit.measure import NotEnoughData, Trials, drift_diffusion, peak
from crit.measure import trials as summed
from crit.measure.avalanches import (
    asymmetry,
    branching_ratio,
    mean_shape,
    renewal_exponent,
    renewal_growth,
    return_exponents,
    returns,
    shape_collapse,
    shape_exponent,
)
from crit.measure.power_law import fit_power_law, goodness_of_fit, likelihood_ratio
from crit.measure.scaling import conditional_mean, power_slope, tail_exponent
from crit.models.processes import branching_paths
from crit.models.samples import power_law_sample
from crit.storage import keep, sweep

HERE = Path(__file__).resolve().parent
EXPONENTS = (1.2, 1.5, 2.0, 2.5, 3.0, 3.5)
SIZES = (300, 1000, 10_000, 100_000)
TRIALS = (1000, 1000, 1000, 200)
HEAD = 3
FIELDS = Trials._fields

KINDS = {"continuous": False, "discrete": True}
AMPLITUDE = -1.0
LENGTHS, WINDOWS = (40, 60, 80), (30, 50, 70, 90)
WINDOW = (10, 300)
LAYERS, RATIO = 20_000, 0.9
LAGS, AREAS = (np.unique(np.geomspace(*ends, 13).astype(int)) - 0.5 for ends in ((10, 500), (30, 50_000)))


class Study(NamedTuple):
    """``trial(truth, n, rng)`` returns a pair (deviation from the truth, quoted error) for each output."""

    trial: Callable
    outputs: tuple
    truths: tuple = EXPONENTS
    sizes: tuple = SIZES
    trials: tuple = TRIALS


def fitted(discrete, scanned, xmax, alpha, n, rng):
    x = power_law_sample(alpha, n, xmin=1, xmax=xmax, discrete=discrete, seed=rng)
    found = fit_power_law(x, discrete=discrete, xmin=None if scanned else 1, xmax=xmax)
    return [(found.alpha - alpha, found.error)]


def fitted_above(body, alpha, n, rng):
    found = fit_power_law(body(alpha, n, rng), discrete=False)
    return [(found.alpha - alpha, found.error)]


def tail(discrete, amplitude, tau, n, rng):
    x = synthetic.bent_tail(tau, amplitude, n, discrete, rng)
    corrections = [synthetic.bend] if amplitude else []
    found = tail_exponent(x, window=(1, synthetic.LONG), discrete=discrete, corrections=corrections)
    return [(found.value - tau, found.error), *((b.value - amplitude, b.error) for b in found.amplitudes)]


def slope(amplitude, gamma, n, rng):
    x = np.geomspace(10, 1000, 12)
    y = x**gamma * np.exp(amplitude * synthetic.bend(x))
    error = y * math.sqrt(x.size / n)
    corrections = [synthetic.bend] if amplitude else []
    found = power_slope(x, y + error * rng.normal(size=x.size), error, corrections=corrections)
    return [(found.value - gamma, found.error)]


def slope_of_means(gamma, n, rng):
    x = power_law_sample(1.8, n, xmin=1, xmax=synthetic.LONG, discrete=True, seed=rng)
    means = conditional_mean(x, x**gamma * rng.gamma(synthetic.NOISE, 1 / synthetic.NOISE, n))
    found = power_slope(means.x, means.y, means.error)
    return [(found.value - gamma, found.error)]


def drift(share, n, rng):
    """The share of multiplicative noise is what varies here."""
    couplings = (-0.1, 0.002, 0.5, 1e-4 * (1 - share), 1e-2 * share)
    found = drift_diffusion(synthetic.steps(couplings, n, rng))
    return [(estimate.value - truth, estimate.error) for estimate, truth in zip(found, couplings)]


def shape(gamma, n, rng):
    series = synthetic.profiles(gamma, LENGTHS, n, rng)
    found = mean_shape(series, 0, window=(WINDOWS[0], WINDOWS[-1]), points=10)
    exponent, growth = shape_exponent(found), shape_collapse(series, 0, WINDOWS, points=10).gamma
    return [(exponent.value - gamma + 1, exponent.error), asymmetry(found), (growth.value - gamma, growth.error)]


def hill(place, n, rng):
    """n runs of a quartic with its maximum 1 at a place; part of their noise is the same along a run."""
    x = np.linspace(0, 2, 9) - place
    curve = 1 - x**2 + x**3 / 4 + x**4 / 8
    found = peak(x + place, curve[:, None] + 0.1 * (rng.normal(size=(9, n)) + rng.normal(size=n)))
    return [(found.place.value - place, found.place.error), (found.height.value - 1, found.height.error)]


def renewal(alpha, n, rng):
    p, _ = synthetic.exact_renewals(alpha, 1.5, WINDOW[1])
    found = renewal_exponent(synthetic.drawn(p, n, rng), window=WINDOW)
    return [(found.value - alpha, found.error)]


def growth(gamma, n, rng):
    p, sizes = synthetic.exact_renewals(1.5, gamma, WINDOW[1])
    x = synthetic.drawn(p, n, rng)
    y = np.append(sizes, 0)[x] * rng.gamma(synthetic.NOISE, 1 / synthetic.NOISE, n)
    found = renewal_growth(x, y, window=WINDOW)
    return [(found.value - gamma, found.error)]


def returns_of_renewals(alpha, rows, rng):
    series = synthetic.renewal_series(alpha, 1.5, rows, LAYERS, rng)
    found = return_exponents(returns(series, 0, LAGS, AREAS))
    return [(found.alpha.value - alpha, found.alpha.error), (found.gamma.value - 1.5, found.gamma.error)]


def returns_of_branching(alpha, rows, rng):
    """Critical branching with immigration: D1 = ½, c = 2 − α, τ = (1 + α)/2, γ = 2."""
    paths = branching_paths(1.0, LAYERS, start=0, immigration=(2 - alpha) / 2, replicas=rows, seed=rng)
    found = return_exponents(returns(paths, 0, LAGS, AREAS))
    return [(one.value - truth, one.error) for one, truth in zip(found, (alpha, (1 + alpha) / 2, 2))]


def branching(share, n, rng):
    """A driven branching process of mean activity 10, of which a share is seen: that is what varies here."""
    settled = branching_paths(RATIO, n + 80, start=10, immigration=10 * (1 - RATIO), seed=rng)[0, 80:]
    found = branching_ratio(rng.binomial(settled, share))
    return [(found.value - RATIO, found.error)]


FAMILIES = {
    "fit": "`fit_power_law` on a power law from 1 on, xmin given or scanned for, open or truncated at 100",
    "above": "`fit_power_law` with a scan; below the law as many data of another density, or of one that joins it",
    "tail": "`tail_exponent` between 1 and 1000, without or with a correction $e^{b/\\sqrt x}$",
    "slope": "`power_slope` of 12 points, without or with a correction; of `conditional_mean` of sizes by durations",
    "drift": "`drift_diffusion`: five couplings, noise from purely demographic (0) to purely multiplicative (1)",
    "shape": "`shape_exponent`, `asymmetry` and the γ of `shape_collapse`; n excursions in three windows",
    "peak": "`peak` of n runs of a curve at nine values of a parameter, its maximum at several places",
    "renewal": "`renewal_exponent` and `renewal_growth` in the window 10 to 300",
    "branching": "`branching_ratio` of a driven branching process, m = 0.9, a share of whose units is seen",
    "returns": "`return_exponents` of n rows of 20 000 layers: Sibuya's renewals, critical branching with immigration",
}
"""What is tried in the studies whose names begin so."""

WORDS = {
    "fit": "power-law fit, {}, lower end {}, {}",
    "above": "power-law fit above {} data",
    "tail": "tail exponent, {}, {}",
    "slope": "slope of a curve, {}",
    "drift": "couplings from paths",
    "shape": "shapes of avalanches",
    "peak": "maximum of a curve",
    "renewal": "renewals, {}",
    "returns": "returns to silence, {}",
    "branching": "branching ratio of a share of the units",
}
DETAILS = {"scanned": "scanned for", "corrected": "with a correction", "means": "of mean sizes"}
DETAILS |= {"renewals": "drawn renewals", "smooth": "smoothly joined"}
"""How the parts of a study's name are said."""

ROWS = dict(sizes=(20, 100), trials=(300, 100))
STUDIES = {
    **{
        f"fit/{kind}/{scan}/{ends}": Study(partial(fitted, KINDS[kind], scan == "scanned", xmax), ("alpha",))
        for kind in KINDS
        for scan in ("given", "scanned")
        for ends, xmax in (("open", None), ("truncated", 100))
    },
    "above/uniform": Study(partial(fitted_above, synthetic.above_uniform), ("alpha",)),
    "above/exponential": Study(partial(fitted_above, synthetic.above_exponential), ("alpha",)),
    "above/smooth": Study(partial(fitted_above, synthetic.above_smooth), ("alpha",)),
    **{f"tail/{kind}/plain": Study(partial(tail, KINDS[kind], 0), ("tau",)) for kind in KINDS},
    **{f"tail/{kind}/corrected": Study(partial(tail, KINDS[kind], AMPLITUDE), ("tau", "b")) for kind in KINDS},
    "slope/plain": Study(partial(slope, 0), ("gamma",)),
    "slope/corrected": Study(partial(slope, AMPLITUDE), ("gamma",)),
    "slope/means": Study(slope_of_means, ("gamma",)),
    "drift": Study(drift, ("r", "h", "u", "D1", "D2"), (0.0, 0.5, 1.0), trials=(1000, 1000, 500, 100)),
    "shape": Study(shape, ("form", "asymmetry", "gamma"), trials=(1000, 1000, 200, 30)),
    "peak": Study(hill, ("place", "height"), (0.7, 1.0, 1.3), sizes=(12, 100), trials=(1000, 300)),
    "renewal/exponent": Study(renewal, ("alpha",), (1.2, 1.5, 1.8)),
    "renewal/growth": Study(growth, ("gamma",)),
    "branching": Study(branching, ("m",), (0.01, 0.1, 1.0), sizes=(20_000, 60_000), trials=(400, 200)),
    "returns/renewals": Study(returns_of_renewals, ("alpha", "gamma"), (1.25, 1.5, 1.75), **ROWS),
    "returns/branching": Study(returns_of_branching, ("alpha", "tau", "gamma"), (1.25, 1.5, 1.75), **ROWS),
}


# Verdicts: chances p under the truth and under other laws


class Verdict(NamedTuple):
    """``chance(n, rng)`` returns one p."""

    chance: Callable
    sizes: tuple
    trials: int


def sample(law, discrete, xmax, n, rng):
    return power_law_sample(2.5, n, xmin=1, xmax=xmax, discrete=discrete, seed=rng) if law is None else law(n, rng)


def fit_so_far(x, **settings):
    try:
        return fit_power_law(x, **settings)
    except NotEnoughData as few:
        return few.estimate


def goodness(law, discrete, scanned, xmax, n, rng):
    x = sample(law, discrete, xmax, n, rng)
    found = fit_so_far(x, discrete=discrete, xmin=None if scanned else 1, xmax=xmax)
    return goodness_of_fit(x, found, resamples=99, seed=rng).p


def against(law, discrete, alternative, n, rng):
    """p, negative where the alternative does better."""
    x = sample(law, discrete, None, n, rng)
    found = likelihood_ratio(x, fit_power_law(x, discrete=discrete, xmin=1), alternative)
    return math.copysign(found.p, found.R)


ALTERNATIVES = ("exponential", "lognormal", "stretched_exponential", "truncated_power_law")
BODIES = {"uniform": partial(synthetic.above_uniform, 2.5), "smooth": partial(synthetic.above_smooth, 2.5)}
LAWS = {"exponential": synthetic.exponential, "lognormal": synthetic.lognormal}
VERDICTS = {
    **{
        f"goodness/{kind}/{scan}/{ends}": Verdict(
            partial(goodness, None, KINDS[kind], scan == "scanned", xmax), (300, 1000), 1000
        )
        for kind in KINDS
        for scan in ("given", "scanned")
        for ends, xmax in (("open", None), ("truncated", 100))
    },
    **{
        f"goodness/above-{name}": Verdict(partial(goodness, body, False, True, None), (300, 1000, 3000), 500)
        for name, body in BODIES.items()
    },
    **{
        f"goodness/{name}/{scan}": Verdict(
            partial(goodness, law, False, scan == "scanned", None), (100, 300, 1000, 3000), 200
        )
        for name, law in LAWS.items()
        for scan in ("given", "scanned")
    },
    **{
        f"ratio/{kind}/{other}": Verdict(partial(against, None, KINDS[kind], other), (300, 1000), 500)
        for kind in KINDS
        for other in ALTERNATIVES
    },
    **{
        f"ratio/{name}/{name}": Verdict(partial(against, law, False, name), (100, 300, 1000, 3000), 200)
        for name, law in LAWS.items()
    },
}


def stream(name, truth, n, trial):
    """Random numbers of one trial."""
    return np.random.default_rng([zlib.crc32(name.encode()), round(100 * truth), n, trial])


def trials(name, truth, n, count):
    """Deviations and errors, shape (count, outputs, 2); nan where the estimator wants more data."""
    study = STUDIES[name]
    results = np.full((count, len(study.outputs), 2), np.nan)
    for k in range(count):
        try:
            results[k] = study.trial(truth, n, stream(name, truth, n, k))
        except NotEnoughData:
            continue
    return results


def chances(name, n, count):
    """Chances p, shape (count,)."""
    return np.array([VERDICTS[name].chance(n, stream(name, 0, n, k)) for k in range(count)])


def summary(results):
    """The numbers of FIELDS for each output."""
    return np.stack(summed(*np.moveaxis(results, 2, 0)), axis=-1)


def families():
    """Rows of a table: what is tried in a family of studies, how many there are, truths and sizes of the first."""
    for family, says in FAMILIES.items():
        studies = [study for name, study in STUDIES.items() if name.split("/")[0] == family]
        truths, sizes = (", ".join(f"{number:,}".replace(",", " ") for number in listed) for listed in studies[0][2:4])
        yield says, len(studies), truths, sizes


def in_words(name):
    """The name of a study in words."""
    family, *details = name.split("/")
    return WORDS[family].format(*(DETAILS.get(detail, detail) for detail in details)).strip()


def rows(study, made):
    """Rows of a table: bias, RMSE, coverage and refusals for each output and truth, one column a size."""
    for o, output in enumerate(study.outputs):
        for k, truth in enumerate(study.truths):
            yield f"{output}, {truth}", *(said(made.part(k, n, o)) for n in range(len(study.sizes)))


def said(made):
    """The trials of a cell in words."""
    if made.trials == 0:
        return "refused"
    bias, spread = made.deviation / made.trials, math.sqrt(made.square / made.trials)
    note = f", {made.refused / (made.trials + made.refused):.0%} refused" if made.refused else ""
    return f"{bias:+.2g}; {spread:.2g}; {made.coverage.value:.3f}{note}"


def main(workers=None):
    folder = HERE.parents[1] / "_build" / "calibration"
    cells = [
        dict(name=name, truth=truth, n=n, count=count)
        for name, study in STUDIES.items()
        for truth in study.truths
        for n, count in zip(study.sizes, study.trials)
    ]
    verdicts = [dict(name=name, n=n, count=verdict.trials) for name, verdict in VERDICTS.items() for n in verdict.sizes]
    with ProcessPoolExecutor(workers) as executor:
        try:
            results = iter(sweep(trials, cells, folder=folder, executor=executor))
            found = iter(sweep(chances, verdicts, folder=folder, executor=executor))
        except KeyboardInterrupt:
            executor.shutdown(cancel_futures=True)
            raise
    arrays = {}
    for name, study in STUDIES.items():
        grid = [[next(results) for _ in study.sizes] for _ in study.truths]
        arrays[f"{name}/summary"] = [[summary(cell) for cell in row] for row in grid]
        arrays[f"{name}/head"] = [[cell[:HEAD] for cell in row] for row in grid]
    arrays |= {f"{name}/p": [next(found) for _ in verdict.sizes] for name, verdict in VERDICTS.items()}
    keep(HERE / "calibration.npz", **arrays)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
