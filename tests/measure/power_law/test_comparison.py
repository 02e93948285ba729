"""All alternatives in one call: the same numbers as one by one, a table to read, lower ends of their own."""

import numpy as np
import pytest

from crit.measure.power_law.alternative_fit import fit_alternative
from crit.measure.power_law.alternatives import Alternative
from crit.measure.power_law.comparison import compare_laws, likelihood_ratio
from crit.measure.power_law.fit import fit_power_law
from crit.models.samples.power_law import power_law_sample

X = np.random.default_rng(0).lognormal(1, 1, 1500)
FIT = fit_power_law(X, discrete=False)


def power_law():
    """A sample that no cut-off makes likelier, and its fit."""
    x = power_law_sample(1.6, 300, xmin=1, discrete=False, seed=0)
    return x, fit_power_law(x, discrete=False, xmin=1)


@pytest.mark.slow
def test_the_same_as_one_by_one():
    found = compare_laws(X, FIT)
    assert [ratio.alternative for ratio in found.ratios] == [law.name for law in Alternative]
    assert all(ratio == likelihood_ratio(X, FIT, ratio.alternative) for ratio in found.ratios)
    assert all(fit is FIT for fit in found.fits)


def test_a_table():
    lines = str(compare_laws(X, FIT, ["log-normal", "exponential"])).splitlines()
    assert len(lines) == 3 and lines[0].split()[:2] == ["alternative", "n"]
    assert lines[1].startswith("lognormal") and "mu" in lines[1] and lines[2].startswith("exponential")
    assert "power law" in str(compare_laws(*power_law(), ["truncated power law"]))
    assert len({line.index(word) for line, word in zip(lines[1:], ("mu ", "lambda "))}) == 1


def test_lower_ends_of_their_own():
    (ratio,), (fit,) = compare_laws(X, FIT, ["lognormal"], own_xmin=True)
    alone = fit_alternative(X, "lognormal", discrete=False)
    assert fit.xmin == alone.xmin and ratio.n == alone.n == fit.n > FIT.n
    assert ratio.parameters == pytest.approx(alone.parameters, rel=1e-3) and ratio.favoured == "lognormal"


def test_settings_reach_the_ratio():
    k = np.floor(X) + 1
    fit = fit_power_law(k, discrete=True, xmin=3)
    (found,), _ = compare_laws(k, fit, ["lognormal"], whole_numbers="nearest")
    assert found == likelihood_ratio(k, fit, "lognormal", whole_numbers="nearest")


def test_bad_arguments_are_refused():
    for bad, name in ((["gauss"], "alternative"), ([None], "alternative")):
        with pytest.raises(ValueError, match=f"^{name}s? = "):
            compare_laws(X, FIT, bad)
    with pytest.raises(ValueError, match="^fit = "):
        compare_laws(X[:700], FIT)
