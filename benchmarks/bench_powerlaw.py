"""Speed of the power-law fits against the package `powerlaw` on the same samples, and against limits in seconds.

Times are milliseconds a call; the ratio is theirs/ours. Both scan all distinct values for xmin and must find the same
one and the same exponent (to 1e-4 where the peer's likelihood is maximised numerically), or the benchmark stops.
"""

import warnings
from functools import partial
from statistics import median

import numpy as np
from turns import against_limit, by_turns, paired_ratio, seconds

from crit.measure.power_law.fit import fit_power_law
from crit.measure.power_law.goodness import goodness_of_fit
from crit.models.samples.power_law import power_law_sample

ALPHA, ROUNDS = 2.5, 3
CONTINUOUS, DISCRETE = (1000, 10_000), (1000, 10_000, 100_000)


def sample(n, discrete, seed=0):
    """Draw numbers that follow a power law above 1; of the continuous ones half lie below, spread evenly."""
    if discrete:
        return power_law_sample(ALPHA, n, xmin=1, discrete=True, seed=seed)
    tail = power_law_sample(ALPHA, n // 2, xmin=1, discrete=False, seed=seed)
    return np.concatenate([np.random.default_rng(seed).uniform(0.01, 1, n - n // 2), tail])


def peer_fit(x, discrete):
    """Fit with the peer, by its exact likelihood."""
    import powerlaw

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return powerlaw.Fit(x, discrete=discrete, estimate_discrete=False, verbose=0)


def against_peer(n, discrete):
    """Measure one fit with a scan for xmin, ours and the peer's by turns."""
    x = sample(n, discrete)
    ours, theirs = fit_power_law(x, discrete=discrete), peer_fit(x, discrete)
    tolerance = 1e-4 if discrete else 1e-12
    if ours.xmin != theirs.xmin or abs(ours.alpha - theirs.alpha) > tolerance:
        raise AssertionError(f"different fits: {ours}, and xmin {theirs.xmin}, alpha {theirs.alpha}")
    work = {"ours": partial(fit_power_law, x, discrete=discrete), "peer": partial(peer_fit, x, discrete)}
    kind = "discrete" if discrete else "continuous"
    times = by_turns(work, ROUNDS, f"powerlaw, {kind}, n = {n}")
    return dict(
        name=f"{kind} fit with scan, n = {n}",
        ours=1e3 * median(times["ours"]),
        peer="powerlaw",
        peer_value=1e3 * median(times["peer"]),
        ratio=paired_ratio(times["peer"], times["ours"]),
        unit="ms",
    )


def large_fit(discrete, alpha=ALPHA, n=100_000):
    """Measure a fit for which the peer needs minutes; all the data follow the law, which is the slowest case."""
    x = power_law_sample(alpha, n, xmin=1, discrete=discrete, seed=0)
    fit = partial(fit_power_law, x, discrete=discrete)
    fit()
    kind = "discrete" if discrete else "continuous"
    return against_limit(f"{kind} fit, n = {n}, α = {alpha}", median(seconds(fit) for _ in range(5)), 0.3, "s")


def bootstrap(discrete, alpha=ALPHA, n=10_000):
    """Measure a goodness of fit of 1000 resamples, each with its own scan, on a pure power law."""
    x = power_law_sample(alpha, n, xmin=1, discrete=discrete, seed=0)
    test = partial(goodness_of_fit, x, fit_power_law(x, discrete=discrete), seed=1)
    test(resamples=2)
    kind = "discrete" if discrete else "continuous"
    return against_limit(f"{kind} goodness of fit, n = {n}, α = {alpha}", seconds(test), 12.0, "s")


def main():
    """Return all measurements of this subject."""
    peers = [against_peer(n, discrete) for discrete, sizes in ((False, CONTINUOUS), (True, DISCRETE)) for n in sizes]
    limits = [large_fit(False), large_fit(True), large_fit(True, 1.2)]
    return peers + limits + [bootstrap(False), bootstrap(True), bootstrap(True, 1.2)]
