"""The data of a fit: every form in which people hold numbers, counts and weights of them, and rounded ones."""

import math
import pickle

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crit.measure.estimate import NotEnoughData
from crit.measure.power_law.data import POINTS, ccdf_of, collect
from crit.measure.power_law.fit import fit_power_law
from crit.models.samples.power_law import power_law_sample
from tests.measure.coverage import TRIALS, covers, unbiased

CHECKED = settings(max_examples=40, deadline=None, derandomize=True)
KINDS = [dict(discrete=False), dict(discrete=True), dict(discrete=False, grid=1.0), dict(discrete=True, grid=1.0)]


def fit_so_far(x, **settings):
    """The fit, or the estimate so far where there are too few data."""
    try:
        return fit_power_law(x, **settings)
    except NotEnoughData as few:
        return few.estimate


def close(one, other, rel=1e-12):
    """Whether two fits have the same numbers."""
    return one[:6] == pytest.approx(other[:6], rel=rel) and one[6:13] == other[6:13]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("ends", [{}, dict(xmin=2), dict(xmin=(2, 9)), dict(xmax=40), dict(xmin=2, xmax=40)], ids=str)
@CHECKED
@given(counts=st.lists(st.integers(0, 30), min_size=12, max_size=60), seed=st.integers(0, 99))
def test_counts_are_repeats(kind, ends, counts, seed):
    values = np.random.default_rng(seed).permutation(np.arange(1.0, len(counts) + 1))
    counts = np.array(counts) + (values < 6)
    repeated = np.repeat(values, counts)
    one, other = fit_so_far(values, counts=counts, **kind, **ends), fit_so_far(repeated, **kind, **ends)
    assert (one is None) == (other is None)
    if one is not None:
        assert close(one, other)
        assert one.data.size == other.data.size


def test_big_counts_cost_nothing():
    k = np.arange(1, 2000)
    fit = fit_power_law(k, counts=np.rint(1e12 * k**-2.5), discrete=True, xmin=1, xmax=1999)
    assert fit.n > 1e12 and abs(fit.alpha - 2.5) < 1e-6 and type(fit.n) is int


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_equal_weights_of_any_scale_weigh_nothing(kind):
    x = power_law_sample(2.2, 800, xmin=1, discrete=kind != KINDS[0], seed=1)
    plain = fit_power_law(x, xmin=2, **kind)
    for scale in (1e-250, 0.3, 7.0, 1e250):
        fit = fit_power_law(x, weights=np.full(x.size, scale), xmin=2, **kind)
        assert (fit.alpha, fit.n, fit.xmin) == pytest.approx((plain.alpha, plain.n, plain.xmin), rel=1e-9)
        assert fit.error == pytest.approx(plain.error, rel=0.15)  # another estimate of the same error


@pytest.mark.parametrize("tilt", [-0.4, 0.3])
def test_weights_undo_a_biased_choice(tilt):
    """Numbers drawn with a chance ∝ x^tilt too many, and weighted by its inverse, are those of the law."""
    z = []
    for seed in range(TRIALS):
        x = power_law_sample(2.5 - tilt, 500, xmin=1, discrete=False, seed=seed)
        fit = fit_power_law(x, discrete=False, xmin=1, weights=x**-tilt)
        z.append((fit.alpha - 2.5) / fit.error)
    assert covers(z) and unbiased(z)


def forms(x):
    """The same numbers as people hold them."""
    hidden = np.ma.array(np.append(x, [5.0, math.nan]), mask=np.append(np.zeros(x.size), [1, 1]))
    yield from (list(x), tuple(x), (value for value in x), dict(enumerate(x)).values(), hidden, x.astype(np.float32))
    yield from (pandas.Series(x), pandas.DataFrame({"size": x}), [int(value) for value in x], x[::-1])


def test_every_form_of_the_same_numbers():
    x = power_law_sample(2.2, 400, xmin=1, xmax=10_000, discrete=True, seed=3)
    fit = fit_power_law(x, discrete=True)
    for form in forms(x):
        assert fit_power_law(form, discrete=True) == fit


def test_large_integers():
    x = [10**19 + 10**17 * k for k in range(100)]
    assert math.isfinite(fit_power_law(x, discrete=False).alpha)


def test_what_is_masked_takes_its_count_along():
    x, counts = np.arange(1.0, 40.0), np.arange(39, 0, -1)
    mask = x % 5 == 0
    fit = fit_power_law(x[~mask], counts=counts[~mask], discrete=True)
    assert fit_power_law(np.ma.array(x, mask=mask), counts=counts, discrete=True) == fit
    assert fit_power_law(x, counts=np.ma.array(counts, mask=mask), discrete=True) == fit


GOOD = np.arange(1.0, 5001.0)


def spoiled(value, count=1):
    x = GOOD.copy()
    x[100 : 100 + count] = value
    return x


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(x=spoiled(math.nan)), "x = 1 of 5000 values is nan"),
        (dict(x=spoiled(math.inf, 3)), "x = 3 of 5000 values are infinite"),
        (dict(x=spoiled(0.0, 2)), "x = 2 of 5000 values are not above zero"),
        (dict(x=spoiled(-1.0)), "x = 1 of 5000 values is not above zero"),
        (dict(x=spoiled(2.5), discrete=True), "x = 1 of 5000 values is not whole"),
        (dict(x=spoiled(2.5), grid=1), "x = 1 of 5000 values is not a multiple of 1"),
        (dict(x=spoiled(0.004), grid=1), "x = 1 of 5000 values is not above zero"),
        (dict(x=np.full(70, 3.0)), "x = 70 times 3"),
        (dict(grid=0), "grid = 0"),
        (dict(grid=math.nan), "grid = nan"),
        (dict(counts=[1, 2]), "counts = array of shape"),
        (dict(counts=spoiled(-2)), "counts = 1 of 5000 values is negative"),
        (dict(counts=spoiled(0.5, 4)), "counts = 4 of 5000 values are not whole"),
        (dict(counts=spoiled(math.nan)), "counts = 1 of 5000 values is nan"),
        (dict(counts=np.zeros(5000)), "counts = nothing but zeros"),
        (dict(weights=spoiled(-2)), "weights = 1 of 5000 values is negative"),
        (dict(weights=GOOD, counts=GOOD), "weights = "),
    ],
    ids=str,
)
def test_messages_name_and_count(arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        fit_power_law(**dict(x=GOOD, discrete=False) | arguments)


@pytest.mark.parametrize("grid", [1e-3, 0.1, 2487.1])
@pytest.mark.parametrize("discrete", [False, True])
@pytest.mark.parametrize("ends", [{}, dict(xmin=3), dict(xmin=2, xmax=200), dict(xmin=(2, 9))], ids=str)
def test_a_grid_is_a_unit(grid, discrete, ends):
    k = power_law_sample(2.1, 3000, xmin=1, discrete=True, seed=5)
    scaled = {name: np.multiply(end, grid) for name, end in ends.items()}
    one = fit_power_law(k, discrete=discrete, grid=1, **ends)
    other = fit_power_law(np.round(k * grid, 7), discrete=discrete, grid=grid, **scaled)
    assert (other.alpha, other.error, other.ks, other.n) == pytest.approx((one.alpha, one.error, one.ks, one.n))
    assert (other.xmin, other.xmax) == pytest.approx((one.xmin * grid, one.xmax * grid))
    x = np.array([1.0, 5.0, 17.0, 300.0])
    density = 1.0 if discrete else grid
    assert other.ccdf(x * grid) == pytest.approx(one.ccdf(x))
    assert other.pdf(x * grid) * density == pytest.approx(one.pdf(x))


def test_a_whole_grid_is_the_discrete_law():
    k = power_law_sample(2.1, 3000, xmin=1, discrete=True, seed=5)
    with_grid, without = fit_power_law(k, discrete=True, grid=1), fit_power_law(k, discrete=True)
    assert close(with_grid._replace(grid=None, method=""), without._replace(method=""))


@pytest.mark.parametrize("alpha", [1.5, 2.5])
def test_rounding_to_the_nearest_is_undone(alpha):
    """Numbers from a density, rounded to whole ones: its exponent comes back, which no other treatment gives."""
    z, steep = [], []
    for seed in range(TRIALS):
        x = np.rint(power_law_sample(alpha, 3000, xmin=1.5, discrete=False, seed=seed))
        fit = fit_power_law(x, discrete=False, grid=1, xmin=2)
        z.append((fit.alpha - alpha) / fit.error)
        if seed < 100:
            raw = fit_power_law(x, discrete=False, xmin=2)
            steep.append((raw.alpha - alpha) / raw.error)
    assert covers(z) and unbiased(z)
    assert abs(np.mean(steep)) > 3


def test_ties_are_noticed_where_a_density_has_none():
    x = power_law_sample(2.5, 3000, xmin=5, discrete=False, seed=0)
    fit, rounded = fit_power_law(x, discrete=False, xmin=5), fit_power_law(np.rint(x), discrete=False, xmin=5)
    assert fit.ties == 0 and "repeat" not in fit.sentence and "ties" not in str(fit)
    kept = np.rint(x)
    assert rounded.ties == kept.size - np.unique(kept).size
    assert f"{rounded.ties} of the 3000 repeat another value" in rounded.sentence and "grid=" in rounded.sentence
    assert f"{rounded.ties} of the 3000 are ties" in str(rounded)
    assert rounded.ks > 3 * fit.ks
    for known in (dict(discrete=True), dict(discrete=False, grid=1)):
        assert fit_power_law(np.rint(x), xmin=5, **known).ties == 0


def test_ties_of_weighted_data_are_counted_like_them():
    x, rng = np.rint(power_law_sample(2.5, 3000, xmin=5, discrete=False, seed=0)), np.random.default_rng(0)
    fit = fit_power_law(x, discrete=False, xmin=5, weights=rng.random(3000))
    plain = fit_power_law(x, discrete=False, xmin=5)
    assert fit.ties / fit.n == pytest.approx(plain.ties / plain.n, rel=0.01)


def test_collected_data_are_in_order():
    data = collect([3.0, 1.0, 2.0], False, counts=[1, 2, 0])
    assert data.values.tolist() == [1.0, 3.0] and data.counts.tolist() == [2.0, 1.0]
    assert (data.lowest, data.highest) == (1.0, 3.0)


def test_a_weighted_number_has_no_step_of_its_own():
    x = power_law_sample(2.5, 100, xmin=1, discrete=False, seed=1)
    assert collect(x, False).tail(0.0, math.inf).one == 1
    assert collect(x, False, weights=np.linspace(1, 2, 100)).tail(0.0, math.inf).one == 0


def test_between_two_ends_in_the_units_of_the_data():
    x = np.append(np.linspace(1, 3, 50), np.linspace(10, 20, 50))
    assert not collect(x, False).between(4, 6) and collect(x, False).between(2, 3)
    tens = collect(np.array([10.0, 20.0, 30.0]), True, grid=10.0)
    assert tens.between(15, 25) and not tens.between(22, 28)


@pytest.mark.parametrize("n", [2, 10, 399, 5000, 200_000])
@pytest.mark.parametrize("whole", [False, True])
def test_every_kept_share_is_exact(n, whole):
    x = np.random.default_rng(n).pareto(1.2, n) + 1
    x = np.sort(np.rint(x) if whole else x)
    ccdf = ccdf_of(2 * x)
    assert (ccdf.size == n and 2 <= ccdf.values.size <= POINTS + 3) or x[0] == x[-1]
    expected = [np.mean(x >= value) for value in ccdf.values / 2.0]
    assert ccdf.share == pytest.approx(expected, rel=1e-9)
    assert ccdf.values[0] == 2 * x[0] and ccdf.values[-1] == 2 * x[-1]
    largest = np.unique(x[-20:])
    assert np.isin(2 * largest, ccdf.values).all()


def test_counts_are_repeats_of_ccdf():
    x, counts = np.arange(1.0, 30), np.arange(29, 0, -1)
    one, other = ccdf_of(x, counts), ccdf_of(np.repeat(x, counts))
    assert one.size == other.size and np.array_equal(one.values, other.values)
    assert one.share == pytest.approx(other.share, rel=1e-12)


def test_equal_if_the_numbers_are():
    x = np.sort(np.random.default_rng(0).pareto(1.2, 100) + 1)
    one, other = ccdf_of(x), ccdf_of(x.copy())
    assert one == other and hash(one) == hash(other) and one == pickle.loads(pickle.dumps(one))
    assert one != ccdf_of(2 * x) and len(repr(one)) < 80
