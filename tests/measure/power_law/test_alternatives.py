"""The laws beside the power law: names, chances of cells and of less than a value."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from scipy import integrate

from crit.measure.power_law.alternatives import (
    SAMPLES,
    Alternative,
    chance_to_leave,
    chances_below,
    exponent,
    kind_of,
    log_chances,
    log_likelihoods,
    sum_between,
)
from crit.measure.power_law.comparison import likelihood_ratio
from crit.measure.power_law.fit import fit_power_law
from crit.models.samples.power_law import power_law_sample
from crit.numerics.power_law import Law, moments

SHAPES = {
    Alternative.exponential: (0.0, 0.3),
    Alternative.truncated_power_law: (1.5, 0.02),
    Alternative.stretched_exponential: (0.5, 0.4),
    Alternative.lognormal: (0.5, 1.0),
}
START = 2.0


@pytest.mark.parametrize(
    "name, law",
    [
        ("log-normal", "lognormal"),
        ("Log normal", "lognormal"),
        ("LOGNORMAL", "lognormal"),
        ("log_normal", "lognormal"),
        ("Exponential", "exponential"),
        ("stretched-exponential", "stretched_exponential"),
        ("stretched exponential", "stretched_exponential"),
        ("Weibull", "stretched_exponential"),
        ("truncated power law", "truncated_power_law"),
        ("power-law with cut-off", "truncated_power_law"),
        ("power law with exponential cutoff", "truncated_power_law"),
    ],
)
def test_names_in_any_spelling(name, law):
    assert Alternative(kind_of(name)).name == law


@pytest.mark.parametrize("name", ["gauss", "", "power_law", None, 3, ["lognormal"]])
def test_other_names_are_refused(name):
    with pytest.raises(ValueError, match="alternative = .*lognormal"):
        kind_of(name)


def mass(kind, low, high):
    """Integral of the formula, by SciPy."""
    b, s = SHAPES[kind]
    return integrate.quad(lambda x: math.exp(exponent(kind, b, s, math.log(x / START))), low, high, limit=200)[0]


@pytest.mark.parametrize("kind", Alternative)
@pytest.mark.parametrize("end", [90.0, math.inf])
def test_chances_of_cells(kind, end):
    edges = np.array([2.0, 2.5, 4.0, 9.0, 30.0, 90.0])
    whole = mass(kind, START, min(end, 4000.0))
    found = log_chances(
        kind, *SHAPES[kind], np.log(edges[:-1] / START), np.log(edges[1:] / edges[:-1]), START, end, 1.0
    )
    assert np.exp(found) == pytest.approx([mass(kind, *cell) / whole for cell in itertools.pairwise(edges)], rel=1e-7)


@pytest.mark.parametrize("kind", Alternative)
@pytest.mark.parametrize("end", [90.0, math.inf])
def test_chances_below_of_a_density(kind, end):
    x = np.array([2.0, 3.0, 3.1, 20.0, 80.0])
    whole = mass(kind, START, min(end, 4000.0))
    found = chances_below(kind, *SHAPES[kind], np.log(x / START), START, end, False, 1.0)
    assert found == pytest.approx([mass(kind, START, each) / whole for each in x], abs=1e-8)


@pytest.mark.parametrize("kind", Alternative)
@pytest.mark.parametrize("end", [9000.0, math.inf])
def test_chances_below_of_whole_numbers(kind, end):
    x = np.array([2.0, 3.0, 4.0, 70.0, 3000.0])
    k = np.arange(2.0, min(end, 2e5))
    p = np.exp(log_likelihoods(kind, *SHAPES[kind], np.log(k / START), START, end, True, 1.0))
    found = chances_below(kind, *SHAPES[kind], np.log(x / START), START, end, True, 1.0)
    assert p.sum() == pytest.approx(1, abs=1e-9)
    assert found == pytest.approx([p[k < each].sum() for each in x], abs=1e-9)


@pytest.mark.parametrize("kind", Alternative)
@pytest.mark.parametrize("low, high", [(2, 2), (2, 3), (5, 40), (3, 5000), (1500, 4000)])
def test_sum_between(kind, low, high):
    terms = [math.exp(exponent(kind, *SHAPES[kind], math.log(k / START))) for k in range(low, high)]
    assert sum_between(kind, *SHAPES[kind], START, low, float(high), 0.0) == pytest.approx(math.fsum(terms), rel=1e-9)


def log_density(kind, b, s, x):
    """ln p(x) in the usual notation, by mpmath in 40 digits."""
    with mpmath.workdps(40):
        b, s, start, x = map(mpmath.mpf, (b, s, START, x))
        if kind == Alternative.exponential:
            return float(mpmath.log(s / start) - s * (x / start - 1))
        if kind == Alternative.truncated_power_law:
            rate = s / start
            return float(-b * mpmath.log(x) - rate * x - mpmath.log(rate ** (b - 1) * mpmath.gammainc(1 - b, s)))
        if kind == Alternative.stretched_exponential:
            rate = s / (b * start**b)
            return float(mpmath.log(b * rate) + (b - 1) * mpmath.log(x) - rate * (x**b - start**b))
        mu, sigma = mpmath.log(start) + (1 - b) / s, 1 / mpmath.sqrt(s)
        above = mpmath.erfc((mpmath.log(start) - mu) / (sigma * mpmath.sqrt(2))) / 2
        return float(mpmath.log(mpmath.npdf(mpmath.log(x), mu, sigma) / (x * above)))


@pytest.mark.parametrize("kind", Alternative)
@pytest.mark.parametrize("edge", [1.0, 1e-3, 1e-6, 1e-9])
def test_densities_keep_their_digits_up_to_the_power_law(kind, edge):
    b, s = (edge, 1.5) if kind == Alternative.stretched_exponential else (1.5, edge)
    x = np.array([2.0, 2.5, 40.0, 3000.0])
    found = log_likelihoods(kind, b, s, np.log(x / START), START, math.inf, False, 1.0)
    assert found == pytest.approx([log_density(kind, b, s, each) for each in x], rel=1e-13, abs=1e-13)


def law_of(alpha, discrete=False, end=math.inf):
    return Law(alpha - 1.0, 1.0, end, moments(alpha - 1.0, 1.0, end, discrete)[0], discrete)


@pytest.mark.parametrize("alpha, n", [(1.5, 200), (2.2, 300), (3.0, 50), (3.5, 1000)])
def test_against_samples_of_numpy(alpha, n):
    y = np.random.default_rng(1).exponential(1 / (alpha - 1), (3000, n))
    a = 1 / y.mean(axis=1)
    squares = np.mean(np.mean(y**2, axis=1) < 2 / a**2)
    plain = np.mean((a <= 1) | (np.mean(np.exp(y), axis=1) < a / (a - 1)))
    for kind, share in zip(list(Alternative)[1:], (plain, squares, squares)):
        spread = math.sqrt(share * (1 - share) * (1 / SAMPLES + 1 / 3000))
        assert abs(chance_to_leave(int(kind), law_of(alpha), n) - share) < 4 * spread + 1e-12


@pytest.mark.parametrize("kind", list(Alternative)[1:])
@pytest.mark.parametrize("discrete, xmax", [(True, None), (False, 50)])
def test_it_is_how_often_the_ratio_is_not_zero(kind, discrete, xmax):
    less = []
    for seed in range(40):
        x = power_law_sample(2.2, 100, xmin=1, xmax=xmax, discrete=discrete, seed=seed)
        less.append(likelihood_ratio(x, fit_power_law(x, discrete=discrete, xmin=1, xmax=xmax), kind.name).R < 0)
    share = chance_to_leave(int(kind), law_of(2.2, discrete, math.inf if xmax is None else 50.0), 100)
    assert abs(np.mean(less) - share) < 4 * math.sqrt(share * (1 - share) * (1 / 40 + 1 / SAMPLES))


def test_nearly_one_half_for_many_and_always_the_same():
    assert 0.4 < chance_to_leave(int(Alternative.lognormal), law_of(2.5), 10**9) < 0.6
    assert len({chance_to_leave(3, law_of(2.5), 70) for _ in range(3)}) == 1
