"""With the fewest data that an estimator takes its intervals of 1.96 errors hold the truth as often as promised."""

import numpy as np
import pytest

from crit.measure import drift_diffusion, peak
from crit.measure import minimum_data as minimum
from crit.measure.power_law import fit_power_law
from crit.measure.scaling import growth_exponent, sign_change, tail_exponent, variance_floor
from tests.measure.coverage import TRIALS, covers, scores

TIMES = np.unique(np.rint(np.geomspace(1, 1000, 30)))
X = np.array([-1.0, 0.0, 1.0, 2.0])


def pareto(rng, n, alpha, high=np.inf):
    """Exact sample of x^−α between 1 and ``high``."""
    return (1 - rng.random(n) * (1 - high ** (1 - alpha))) ** (-1 / (alpha - 1))


def zero(rng):
    return sign_change(X, (X - 0.4)[:, None] + rng.normal(0, 0.3, (4, minimum.RUNS))).point


def top(rng):
    x = np.linspace(-1, 1, 9)
    return peak(x, 1 - (x[:, None] - 0.2) ** 2 + rng.normal(0, 0.1, (9, minimum.RUNS))).place


def growth(rng):
    noise = 0.1 * rng.normal(size=(minimum.RUNS, TIMES.size)) + 0.2 * rng.normal(size=(minimum.RUNS, 1))
    return growth_exponent(TIMES**-0.5 * (1 + noise), window=(5, 1000), times=TIMES)


def common(rng):
    sizes = 10, 20, 40
    return variance_floor(sizes, [rng.normal(0, (0.2 + 4 / size) ** 0.5, minimum.SAMPLES) for size in sizes]).common


def tail(rng):
    return tail_exponent(pareto(rng, minimum.PER_PARAMETER, 2.0, 1000), window=(1, 1000), discrete=False)


def law(rng):
    return fit_power_law(pareto(rng, minimum.PER_PARAMETER, 2.5), discrete=False, xmin=1).estimate


def steps(rng):
    """Increments of drift −0.2 K and noise 2 (0.005 K + 0.002 K²), as many as three coefficients need."""
    K = rng.uniform(0.5, 2, 3 * minimum.INCREMENTS)
    step = -0.2 * K + np.sqrt(2 * (0.005 * K + 0.002 * K**2)) * rng.normal(size=K.size)
    return drift_diffusion(np.stack([K, K + step], axis=1), drift_order=2, diffusion_order=2)


CASES = {
    "RUNS of a zero": (zero, 0.4),
    "RUNS of a peak": (top, 0.2),
    "RUNS of a growth": (growth, -0.5),
    "SAMPLES of a variance": (common, 0.2),
    "PER_PARAMETER of a tail": (tail, 2.0),
    "PER_PARAMETER of a power law": (law, 2.5),
    "INCREMENTS of a drift": (lambda rng: steps(rng).r, -0.2),
    "INCREMENTS of a diffusion": (lambda rng: steps(rng).D1, 0.005),
}


@pytest.mark.parametrize(("read", "truth"), CASES.values(), ids=CASES)
def test_the_fewest_data_are_enough(read, truth):
    rng = np.random.default_rng(1)
    assert covers(scores([read(rng) for _ in range(TRIALS)], truth))
