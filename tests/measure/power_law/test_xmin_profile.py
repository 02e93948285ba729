"""The exponent against the lower end."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from crit.measure.estimate import NotEnoughData
from crit.measure.power_law.fit import fit_power_law
from crit.measure.power_law.xmin_profile import xmin_profile
from crit.models.samples.power_law import power_law_sample


@pytest.mark.parametrize(
    "settings", [dict(discrete=False), dict(discrete=True), dict(discrete=True, xmax=60), dict(discrete=False, grid=1)]
)
@pytest.mark.parametrize("points", [2, 25, 300])
def test_every_row_is_a_fit(settings, points):
    x = power_law_sample(1.8, 3000, xmin=1, discrete=True, seed=0)
    profile = xmin_profile(x, points=points, **settings)
    assert profile.xmin[0] == 1 and np.all(np.diff(profile.xmin) > 0) and np.all(np.diff(profile.n) < 0)
    assert 2 <= profile.xmin.size <= points + 1
    for row in zip(*profile):
        if row[-1] >= 50:
            fit = fit_power_law(x, xmin=row[0], **settings)
            assert row == pytest.approx((fit.xmin, fit.alpha, fit.error, fit.ks, fit.n))


def test_scan_takes_the_closest_of_all():
    x = np.random.default_rng(0).lognormal(0, 1, 200)
    profile, fit = xmin_profile(x, discrete=False, points=100_000), fit_power_law(x, discrete=False)
    assert profile.xmin.size == 198
    assert fit.xmin == profile.xmin[np.argmin(profile.ks)]


def test_counts_are_repeats():
    x, counts = np.arange(1, 40), np.arange(39, 0, -1)
    one, other = xmin_profile(x, counts=counts, discrete=True), xmin_profile(np.repeat(x, counts), discrete=True)
    assert all(np.allclose(a, b, rtol=1e-12) for a, b in zip(one, other))


def test_picture():
    profile = xmin_profile(power_law_sample(2.0, 1000, xmin=1, discrete=False, seed=0), discrete=False)
    ax = profile.plot()
    try:
        assert ax.get_xscale() == "log" and ax.get_ylabel() and profile.plot(ax) is ax
    finally:
        plt.close(ax.figure)
    assert profile._repr_html_().count("<img") == 1 and len(repr(profile)) < 100


def test_bad_arguments():
    with pytest.raises(ValueError, match="^points = 1: "):
        xmin_profile(np.arange(1, 9), discrete=True, points=1)
    with pytest.raises(ValueError, match="^xmax = 0.5: "):
        xmin_profile(np.arange(1, 9), discrete=True, xmax=0.5)
    with pytest.raises(NotEnoughData, match="^2 different values"):
        xmin_profile([1, 2, 2], discrete=True)
