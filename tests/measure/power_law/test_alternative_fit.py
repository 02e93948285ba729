"""Alternatives with a lower end of their own: distances as SciPy has them, ends that are found, chances that add up."""

import math

import numpy as np
import pytest
from scipy import stats

from crit.measure.estimate import NotEnoughData
from crit.measure.power_law import alternative_fit as alternative
from crit.measure.power_law.alternative_fit import fit_alternative
from crit.measure.power_law.alternatives import Alternative
from crit.measure.power_law.data import collect


def sample(n=1500, seed=0):
    """A log-normal law above 3, and as many numbers far below."""
    rng = np.random.default_rng(seed)
    x = rng.lognormal(1, 1, 20 * n)
    return np.append(x[x >= 3][:n], rng.uniform(0.5, 1.5, n))


@pytest.mark.slow
def test_distance_of_a_lognormal():
    x = np.random.default_rng(0).lognormal(1, 1, 1000)
    found = fit_alternative(x, "log-normal", discrete=False, xmin=x.min())
    law = stats.lognorm(found.parameters["sigma"], scale=math.exp(found.parameters["mu"]))

    def below(values):
        return (law.cdf(values) - law.cdf(found.xmin)) / law.sf(found.xmin)

    assert found.ks == pytest.approx(stats.kstest(x, below).statistic, abs=1.01 / 1000)
    assert 1 - found.ccdf(x) == pytest.approx(below(x), abs=1e-7)
    log_p = law.logpdf(x) - math.log(law.sf(found.xmin))
    assert found.log_likelihood == pytest.approx(log_p.sum()) and found.alternative == "lognormal"


@pytest.mark.parametrize("discrete", [False, True])
def test_a_lower_end_is_found(discrete):
    x = np.floor(10 * sample()) if discrete else sample()
    scale = 10 if discrete else 1
    found = fit_alternative(x, "lognormal", discrete=discrete)
    assert found.scanned and 3 <= found.xmin / scale < 5
    assert found.parameters["sigma"] == pytest.approx(1, abs=4 * found.errors["sigma"])
    ends = [fit_alternative(x, "lognormal", discrete=discrete, xmin=xmin).ks for xmin in np.unique(x)[[0, 50, -60]]]
    assert found.ks <= min(ends) + 1e-12


def test_a_range_for_the_lower_end():
    x = sample()
    found = fit_alternative(x, "exponential", discrete=False, xmin=(1, 4))
    assert found.scanned and 1 <= found.xmin <= 4 and found.n == np.count_nonzero(x >= found.xmin)


@pytest.mark.slow
@pytest.mark.parametrize("law", Alternative)
@pytest.mark.parametrize("settings", [dict(discrete=False, grid=0.5), dict(discrete=True)])
def test_chances_and_counts(law, settings):
    step = settings.get("grid", 1.0)
    x = step * np.ceil(np.random.default_rng(1).exponential(20, 400))
    values, counts = np.unique(x, return_counts=True)
    one = fit_alternative(x, law.name, xmin=2 * step, **settings)
    same = fit_alternative(values, law.name, xmin=2 * step, counts=counts, **settings)
    assert one._replace(log_likelihood=0, ks=0) == same._replace(log_likelihood=0, ks=0)
    assert one.n == np.count_nonzero(x >= 2 * step) and one.xmin == 2 * step
    chances = one.ccdf(np.array([0, one.xmin - step / 2, 5 * step, 30 * step, 10**6 * step]))
    assert chances[0] == 1 and chances[1] == pytest.approx(1) and np.all(np.diff(chances) <= 0) and chances[-1] < 0.2
    assert abs(chances[2] - np.mean(x[x >= 2 * step] >= 5 * step)) < 0.2


def test_says_what_it_found():
    text = str(fit_alternative(sample(), "lognormal", discrete=False, xmin=3))
    assert text.startswith("lognormal: mu ") and "sigma" in text and "n = 1500" in text


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="alternative"):
        fit_alternative(sample(), "gauss", discrete=False)
    with pytest.raises(ValueError, match="xmin"):
        fit_alternative(sample(), "lognormal", discrete=False, xmin=-1)
    with pytest.raises(NotEnoughData):
        fit_alternative(sample()[:40], "lognormal", discrete=False, xmin=3)


def test_the_first_candidate_may_be_the_closest(monkeypatch):
    x = np.random.default_rng(1).exponential(size=500) + 1
    tail = collect(x, False).tail(0.0, math.inf)
    monkeypatch.setattr(alternative, "_distance", lambda kind, tail, first: first)
    assert alternative._closest(0, tail) == tail.first
    monkeypatch.setattr(alternative, "_distance", lambda kind, tail, first: -first)
    assert alternative._closest(0, tail) == tail.last
    monkeypatch.setattr(alternative, "_distance", lambda kind, tail, first: abs(first - 123))
    assert alternative._closest(0, tail) == pytest.approx(123, abs=1)
