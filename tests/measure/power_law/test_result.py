"""A fitted power law: its formulas, its words and its picture."""

import itertools
import math
import pickle

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import integrate

from crit.measure.power_law.fit import fit_power_law
from crit.measure.power_law.result import common_step, plus_minus
from crit.models.samples.power_law import power_law_sample

WHOLE = power_law_sample(2.2, 2000, xmin=1, discrete=True, seed=2)
ANY = power_law_sample(2.2, 2000, xmin=1, discrete=False, seed=2)
DISCRETE = {
    "open": (WHOLE, dict(discrete=True)),
    "from two": (WHOLE, dict(discrete=True, xmin=2)),
    "truncated": (WHOLE, dict(discrete=True, xmin=2, xmax=60)),
    "grid": (WHOLE / 4, dict(discrete=True, xmin=0.5, grid=0.25)),
}
CONTINUOUS = {
    "open": (ANY, dict(discrete=False)),
    "from two": (ANY, dict(discrete=False, xmin=2)),
    "truncated": (ANY, dict(discrete=False, xmin=2, xmax=60)),
    "cells": (np.rint(4 * ANY) / 4, dict(discrete=False, xmin=2, grid=0.25)),
    "truncated cells": (np.rint(4 * ANY) / 4, dict(discrete=False, xmin=2, xmax=60, grid=0.25)),
}
FITS = {f"{kind} {name}": value for kind, cases in (("discrete", DISCRETE), ("density", CONTINUOUS))
        for name, value in cases.items()}  # fmt: skip


def fitted(case):
    x, settings = case
    return fit_power_law(x, **settings)


@pytest.mark.parametrize("case", DISCRETE.values(), ids=DISCRETE)
def test_chances_of_a_discrete_law(case):
    fit = fitted(case)
    step = fit.grid or 1.0
    x = step * np.arange(round(fit.xmin / step), round(min(fit.xmax, 4000) / step) + 1)
    p, above = fit.pdf(x), fit.ccdf(x)
    assert p == pytest.approx(fit.constant * x**-fit.alpha, rel=1e-9)
    assert above[0] == pytest.approx(1, rel=1e-12)
    assert above[:-1] - above[1:] == pytest.approx(p[:-1], rel=1e-6)
    beyond = 0.0 if fit.xmax < math.inf else fit.ccdf(x[-1] + step)
    assert p.sum() + beyond == pytest.approx(1, rel=1e-9)
    assert np.all(fit.pdf(x + 0.4 * step) == 0) and np.all(fit.pdf([fit.xmin - step, fit.xmax + step]) == 0)
    assert fit.ccdf(x[:-1] + 0.4 * step) == pytest.approx(above[1:])


@pytest.mark.parametrize("case", CONTINUOUS.values(), ids=CONTINUOUS)
def test_density_of_a_continuous_law(case):
    fit = fitted(case)
    half = (fit.grid or 0.0) / 2
    start, end = fit.xmin - half, min(fit.xmax + half, 400.0)
    x = np.geomspace(start, end * (1 - 1e-12), 50)
    assert fit.pdf(x) == pytest.approx(fit.constant * x**-fit.alpha, rel=1e-9)
    assert integrate.quad(fit.pdf, start, end)[0] + fit.ccdf(end) == pytest.approx(1, rel=1e-6)
    parts = [integrate.quad(fit.pdf, low, high)[0] for low, high in itertools.pairwise(x)]
    assert -np.diff(fit.ccdf(x)) == pytest.approx(parts, rel=1e-6)
    last = fit.xmax + half
    assert fit.pdf(last) == pytest.approx(fit.constant * last**-fit.alpha)
    assert np.all(fit.pdf([0.9 * start, fit.xmax + 1]) == 0) and fit.ccdf(0.5 * start) == 1


@pytest.mark.parametrize("scale", [1e-150, 1e150])
def test_formulas_in_any_unit(scale):
    one, other = (fit_power_law(unit * ANY, discrete=False, xmin=unit) for unit in (1.0, scale))
    x = np.array([1.5, 7.0, 1e5])
    assert other.ccdf(scale * x) == pytest.approx(one.ccdf(x))
    assert other.pdf(scale * x) * scale == pytest.approx(one.pdf(x))
    assert math.log(other.constant) == pytest.approx(math.log(one.constant) + (one.alpha - 1) * math.log(scale))


def test_far_out_chances_keep_their_digits():
    fit = fit_power_law(WHOLE, discrete=True, xmin=1)
    assert fit.ccdf(1e30) == pytest.approx(fit.constant * 1e30 ** (1 - fit.alpha) / (fit.alpha - 1), rel=1e-9)


@pytest.mark.parametrize("case", FITS.values(), ids=FITS)
def test_words_and_picture(case):
    fit = fitted(case)
    assert plus_minus(fit.alpha, fit.error) in fit.sentence and f"the {fit.n:.6g} from" in fit.sentence
    ax = fit.plot(alternatives=[fit, fit])
    try:
        data, law, *others = ax.lines
        assert data.get_linestyle() == "None" and law.get_linestyle() == "--" and len(others) == 2
        x, y = law.get_data()
        assert x[0] == pytest.approx(fit.xmin - (0 if fit.discrete else fit.grid or 0) / 2) and x[-1] <= min(
            fit.xmax, case[0].max()
        ) * (1 + 1e-9)
        assert y[0] == pytest.approx(fit.share, rel=0.02)
        assert ax.get_xscale() == ax.get_yscale() == "log" and ax.get_xlabel() and ax.get_ylabel()
        assert len(ax.get_legend().get_texts()) == 4
    finally:
        plt.close(ax.figure)
    page = fit._repr_html_()
    assert (
        page.count("<img") == 1 and 'alt="' in page and plus_minus(fit.alpha, fit.error) in page and len(page) < 30_000
    )
    assert len(repr(fit)) < 600


@pytest.mark.parametrize("case", FITS.values(), ids=FITS)
def test_the_share_lies_on_the_data(case):
    x, _ = case
    fit = fitted(case)
    kept = x[x <= fit.xmax]
    assert fit.share == pytest.approx(np.mean(kept >= fit.xmin - 1e-9)) and fit.data.size == kept.size


def test_each_law_is_drawn_over_its_own_window():
    fit = fitted(DISCRETE["open"])
    others = [fit_power_law(WHOLE, discrete=True, xmin=xmin) for xmin in (3, 7)]
    ax = fit.plot(alternatives=others)
    try:
        for other, line in zip(others, ax.lines[2:]):
            x, y = line.get_data()
            assert x[0] == pytest.approx(other.xmin) and y[0] == pytest.approx(np.mean(WHOLE >= other.xmin), rel=1e-9)
    finally:
        plt.close(ax.figure)


def test_draws_in_the_axes_it_is_given():
    fit, (_, ax) = fitted(DISCRETE["open"]), plt.subplots()
    try:
        assert fit.plot(ax) is ax and len(ax.lines) == 2
        with pytest.raises(ValueError, match="ax = 3"):
            fit.plot(3)
    finally:
        plt.close(ax.figure)


def test_fits_can_be_compared_stored_and_used_as_keys():
    one, other = fitted(DISCRETE["open"]), fitted(DISCRETE["open"])
    assert one == other and hash(one) == hash(other) and pickle.loads(pickle.dumps(one)) == one
    assert one != fitted(DISCRETE["from two"])


@pytest.mark.parametrize("step", [1e-6, 0.1, 1.0, 2487.1])
def test_the_step_of_rounded_numbers_is_named(step):
    x = np.round(step * np.rint(5 * ANY), 9)
    fit = fit_power_law(x, discrete=False, xmin=5 * step)
    assert common_step(fit.data.values) == pytest.approx(step)
    assert f"try grid={step:.6g}" in fit.sentence
    assert fit_power_law(x, discrete=False, xmin=5 * step, grid=common_step(fit.data.values)).ties == 0


def test_numbers_without_a_step():
    x = np.round(np.log10(ANY), 1)
    fit = fit_power_law(10**x, discrete=False)
    assert common_step(fit.data.values) is None and "if they are rounded" in fit.sentence
    assert common_step(ANY[:1]) is None and common_step(np.sort(ANY)) is None


@pytest.mark.parametrize(
    "value, error, text",
    [(2.2004, 0.0251, "2.200 ± 0.025"), (2.5, 0.3, "2.50 ± 0.30"), (512.3, 47.0, "512 ± 47"), (1.5, 0.0, "1.5 ± 0")],
)
def test_two_digits_of_the_error(value, error, text):
    assert plus_minus(value, error) == text


def test_a_fit_in_one_line():
    x = power_law_sample(2.5, 500, xmin=1, discrete=False, seed=1)
    fit = fit_power_law(np.append(x, [2.0, 2.0]), discrete=False, xmin=1)
    assert str(fit).startswith(f"α = {fit.alpha:.6g} ± ") and str(fit).endswith("; 1 of the 502 are ties")


def test_large_multiples_of_a_grid_are_possible():
    x = power_law_sample(2.0, 500, xmin=10, discrete=True, seed=2) * 0.1
    fit = fit_power_law(x, discrete=True, grid=0.1, xmin=1.0)
    far = 100_000_001 * 0.1  # a multiple but for rounding, which grows with it
    assert far / 0.1 != 100_000_001
    assert fit.pdf(far) == pytest.approx(fit.constant * far**-fit.alpha, rel=1e-6)
    assert fit.pdf(far + 0.03) == 0
