"""The scan for xmin and the distance, against a scan in plain NumPy that leaves nothing out."""

import math
from functools import partial

import numpy as np
import pytest
from scipy import special, stats

from crit.measure.estimate import NotEnoughData
from crit.measure.power_law.fit import fit_power_law
from crit.measure.power_law.likelihood import fit_from, tail_of
from crit.measure.power_law.xmin_and_xmax import REJECTED, closest, distance, longest
from crit.models.samples.power_law import power_law_sample


def data(kind, n, seed):
    """A sample with and without a power law in it."""
    rng = np.random.default_rng(seed)
    if kind == "pure":
        return power_law_sample(2.3, n, xmin=1, discrete=False, seed=seed)
    x = dict(
        cauchy=rng.standard_cauchy, exponential=rng.standard_exponential, lognormal=lambda n: rng.lognormal(1, 1, n)
    )
    return np.abs(x[kind](n))


def every_distance(tail):
    """Distances of all candidates, each from all the values above it, and from the last of equal ones in a density."""
    found = []
    for i in range(tail.last + 1):
        law, _ = fit_from(tail, i)
        x, n = tail.values[i:], tail.below[-1] - tail.below[i]
        before, after = (tail.below[i:-1] - tail.below[i]) / n, (tail.below[i + 1 :] - 1 - tail.below[i]) / n
        shares = [before] if law.discrete else [before, after]
        found.append(max(np.max(np.abs(chance(law, x) - share)) for share in shares))
    return np.array(found)


def chance(law, x):
    """Chance of less than x, from closed forms, SciPy's zeta function and plain sums."""
    y = np.log(x / law.start)
    if not law.discrete:
        return -np.expm1(-law.a * y) / (
            1.0 if law.end == math.inf else -math.expm1(-law.a * math.log(law.end / law.start))
        )
    if law.end == math.inf:
        return 1 - special.zeta(1 + law.a, x) / special.zeta(1 + law.a, law.start)
    k = np.arange(law.start, law.end)
    sums = np.concatenate([[0.0], np.cumsum(k ** -(1 + law.a))])
    return sums[(x - law.start).astype(int)] / sums[-1]


@pytest.mark.parametrize("kind", ["pure", "cauchy", "exponential", "lognormal"])
@pytest.mark.parametrize("end", [math.inf, 40.0])
@pytest.mark.parametrize("discrete", [False, True])
@pytest.mark.parametrize("n", [5, 60, 700])
def test_scan_leaves_nothing_out(kind, end, discrete, n):
    for seed in range(4):
        x = data(kind, n, seed)
        tail = tail_of(np.floor(x) + 1 if discrete else x, 0.0, end, discrete)
        distances = every_distance(tail)
        best, smallest = closest(tail, math.inf, 0.0)
        assert smallest == pytest.approx(distances.min(), rel=1e-9)
        assert distances[best] == pytest.approx(distances.min(), rel=1e-9)
        reach = REJECTED / np.sqrt(tail.below[-1] - tail.below[: distances.size])
        accepted = np.flatnonzero(distances <= reach)
        first = accepted[0] if accepted.size and accepted[0] < best else best
        assert longest(tail, best, REJECTED) == first
        far = distance(tail, 0, fit_from(tail, 0)[0], math.inf)[0]
        assert far == pytest.approx(distances[0], rel=1e-9)


@pytest.mark.parametrize("kind", ["cauchy", "lognormal"])
@pytest.mark.parametrize("step", [0.01, 0.3, 2.0])
def test_ties_count_from_both_sides(kind, step):
    """The distance is that of SciPy, which goes to the far side of each value, but for the last of equal data."""
    for seed in range(5):
        x = np.ceil(data(kind, 800, seed) / step) * step
        tail = tail_of(x, 0.0, math.inf, False)
        best, _ = closest(tail, math.inf, 0.0)
        law, _ = fit_from(tail, best)
        ours = distance(tail, best, law, math.inf)[0]
        kept = x[x >= law.start]
        theirs = stats.kstest(kept, partial(chance, law)).statistic
        assert ours <= theirs * (1 + 1e-9) <= ours + 1 / kept.size + 1e-9


def test_a_scan_stays_within_its_range():
    x = data("lognormal", 2000, 3)
    for within in ((0.5, 2.0), (0.0, 0.1), (3.0, math.inf)):
        tail = tail_of(x, 0.0, math.inf, False, within=within)
        found = closest(tail, math.inf, 0.0)[0], longest(tail, tail.last, REJECTED)
        assert all(within[0] <= tail.values[i] <= within[1] for i in found)
        distances = every_distance(tail)[tail.first : tail.last + 1]
        assert found[0] == tail.first + np.argmin(distances)


def test_first_of_equal_distances():
    x = np.repeat(np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0]), [32, 16, 8, 4, 2, 1])
    tail = tail_of(np.concatenate([x, 64 * x]), 0.0, math.inf, False)
    distances = every_distance(tail)
    assert closest(tail, math.inf, 0.0)[0] == np.flatnonzero(distances == distances.min())[0]


def test_a_scan_that_has_enough_stops():
    tail = tail_of(data("cauchy", 3000, 1), 0.0, math.inf, False)
    smallest = closest(tail, math.inf, 0.0)[1]
    assert closest(tail, 2 * smallest, 2 * smallest)[1] < 2 * smallest
    assert closest(tail, smallest / 2, smallest / 2)[1] == smallest / 2


def test_share_of_rejections_is_five_in_a_hundred():
    far = 0
    for seed in range(4000):
        tail = tail_of(power_law_sample(2, 1000, xmin=1, discrete=False, seed=seed), 1.0, math.inf, False)
        found = distance(tail, 0, fit_from(tail, 0)[0], math.inf)[0] * math.sqrt(1000)
        far += found > REJECTED
    assert 150 < far < 250


def estimated(alpha, xmax, n, discrete, seed, **settings):
    x = power_law_sample(alpha, n, xmin=1, xmax=xmax, discrete=discrete, seed=seed)
    return fit_power_law(x, discrete=discrete, xmax="estimated", **settings), x.max()


@pytest.mark.parametrize("alpha, xmax, n", [(0.5, 30, 300), (1.0, 100, 1000), (1.5, 30, 1000), (2.5, 10, 2000)])
@pytest.mark.parametrize("xmin", [1, None])
def test_ends_of_densities(alpha, xmax, n, xmin):
    found = [estimated(alpha, xmax, n, False, seed, xmin=xmin) for seed in range(200)]
    end = np.array([fit.xmax - xmax for fit, _ in found])
    quoted = np.array([fit.xmax_error for fit, _ in found])
    largest = np.array([largest - xmax for _, largest in found])
    assert abs(end.mean()) < 0.3 * quoted.mean() < 0.4 * abs(largest.mean())
    assert 0.75 < end.std() / quoted.mean() < 1.35
    z = np.array([(fit.alpha - alpha) / fit.error for fit, _ in found])
    assert 0.92 < np.mean(np.abs(z) < 1.96) and abs(z.mean()) < 0.3


@pytest.mark.parametrize("alpha, xmax, n", [(0.5, 30, 300), (1.5, 300, 2000), (2.0, 20, 1000)])
def test_ends_of_discrete_laws(alpha, xmax, n):
    found = [estimated(alpha, xmax, n, True, seed, xmin=1)[0] for seed in range(200)]
    end = np.array([fit.xmax - xmax for fit in found])
    quoted = np.sqrt(np.mean([fit.xmax_error**2 for fit in found]))
    assert np.all(end == np.rint(end)) and np.sqrt(np.mean(end**2)) < 1.5 * quoted + 0.1
    z = np.array([(fit.alpha - alpha) / fit.error for fit in found])
    assert 0.92 < np.mean(np.abs(z) < 1.96) and abs(z.mean()) < 0.3


@pytest.mark.parametrize("discrete", [False, True])
@pytest.mark.parametrize("alpha", [1.5, 2.5])
def test_open_laws_have_no_end(discrete, alpha):
    seen = 0
    for seed in range(200):
        x = power_law_sample(alpha, 500, xmin=1, discrete=discrete, seed=seed)
        try:
            fit_power_law(x, discrete=discrete, xmin=1, xmax="estimated")
            seen += 1
        except NotEnoughData as refusal:
            assert "no upper end" in str(refusal)
            assert refusal.estimate == fit_power_law(x, discrete=discrete, xmin=1)
    assert seen < 22


def test_rounded_numbers_and_counts():
    x = np.rint(power_law_sample(1.5, 3000, xmin=1, xmax=50, discrete=False, seed=0) * 10)
    fit = fit_power_law(x / 10, discrete=False, grid=0.1, xmin=1, xmax="estimated")
    assert abs(fit.xmax - 50) < 4 * fit.xmax_error + 0.1 and abs(fit.alpha - 1.5) < 4 * fit.error
    k, counts = np.unique(x, return_counts=True)
    other = fit_power_law(k / 10, counts=counts, discrete=False, grid=0.1, xmin=1, xmax="estimated")
    assert (other.alpha, other.xmax, other.xmax_error) == pytest.approx((fit.alpha, fit.xmax, fit.xmax_error))


def test_the_result_says_so():
    fit, largest = estimated(1.5, 30, 1000, False, 0)
    assert largest < fit.xmax < math.inf and fit.xmax_error == pytest.approx(fit.xmax - largest)
    assert "upper end" in fit.sentence and "estimated" in fit.method
