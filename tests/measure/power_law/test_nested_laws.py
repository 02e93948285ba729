"""The chance that an alternative does better on data from a power law: counted in other samples, and by the ratio."""

import math

import numpy as np
import pytest

from crit.measure.power_law.alternatives import Alternative
from crit.measure.power_law.fit import fit_power_law
from crit.measure.power_law.likelihood_ratio import likelihood_ratio
from crit.measure.power_law.nested_laws import SAMPLES, chance_to_leave
from crit.models.samples.power_law import power_law_sample
from crit.numerics.power_law import Law, moments


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


@pytest.mark.slow
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
