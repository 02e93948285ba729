"""Metric factors and the curvature of a scaling function against functions that are known."""

import numpy as np
import pytest

from crit import NotEnoughData
from crit.measure.scaling.scaling_function import metric_factors, scaling_curvature

DELTA, INVERSE_NU = 0.16, 0.58
TIMES = np.unique(np.rint(np.geomspace(4, 4000, 80)))
SHARES = np.array([0.5, 1.5, 0.75, 1.25, 0.875, 1.125, 1.0, 1.0])[:, None]


def log_F(x, bend=-0.15):
    """ln F = x + bend x² + 0.02 x³: slope one at zero, curvature 2 bend."""
    return x + bend * x * x + 0.02 * x**3


def curves(A, B, step, times=TIMES):
    """Averages at −ε, 0, ε of the scaling form, exactly."""
    return [A * times**-DELTA * np.exp(log_F(B * shift * times**INVERSE_NU)) for shift in (-step, 0, step)]


def noisy(seed, A, B, step, runs=24, noise=0.02):
    """Runs with correlated noise, the same at all three distances up to a small part of their own."""
    rng = np.random.default_rng(seed)
    common = np.cumsum(rng.normal(0, noise, (runs, len(TIMES))), axis=1)
    return [mean * np.exp(common + rng.normal(0, noise, (runs, len(TIMES)))) for mean in curves(A, B, step)]


@pytest.mark.parametrize("A, B", [(0.9, 1.4), (3e-5, 20.0)])
def test_metric_factors_of_an_exact_form(A, B):
    runs = [SHARES * curve for curve in curves(A, B, 1e-6 / B)]
    found = metric_factors(*runs, step=1e-6 / B, delta=DELTA, inverse_nu=INVERSE_NU, times=TIMES, window=(10, 1000))
    assert found.A.value == pytest.approx(A, rel=1e-9)
    assert found.B.value == pytest.approx(B, rel=1e-5)


def test_other_times_do_not_count():
    runs = [SHARES * curve for curve in curves(1.0, 1.0, 1e-6)]
    for curve in runs:
        curve[:, (TIMES < 10) | (TIMES > 1000)] *= 3
    found = metric_factors(*runs, step=1e-6, delta=DELTA, inverse_nu=INVERSE_NU, times=TIMES, window=(10, 1000))
    assert found.A.value == pytest.approx(1, rel=1e-9) and found.B.value == pytest.approx(1, rel=1e-4)


def curvature_at(response, bend):
    """2 bend x² where x + 0.02 x³ = response: what is even in x, where what is odd has the given value."""
    x = np.roots([0.02, 0, 1, -response])
    return 2 * bend * float(np.real(x[np.isreal(x)][0])) ** 2


@pytest.mark.parametrize("response", [0.3, 0.5])
@pytest.mark.parametrize("A, B", [(0.9, 1.4), (3e-5, 20.0)])
def test_curvature_has_no_metric_factors(A, B, response):
    times = np.geomspace(4, 4000, 20_000)
    runs = [SHARES * curve for curve in curves(A, B, 0.01 / B, times)]
    found = scaling_curvature(*runs, response=response)
    assert found.value == pytest.approx(curvature_at(response, -0.15), rel=1e-5)


def test_errors_hold_the_truth():
    factors = dict(step=0.006, delta=DELTA, inverse_nu=INVERSE_NU, times=TIMES, window=(10, 200))
    exact = metric_factors(*[SHARES * curve for curve in curves(1.0, 1.0, 0.006)], **factors)
    truth = curvature_at(0.5, -0.15)
    hits = []
    for seed in range(250):
        runs = noisy(seed, 1.0, 1.0, 0.006)
        found = metric_factors(*runs, **factors)
        k = scaling_curvature(*runs)
        # The mean of the noise is not one; B and k do not know of a common factor.
        hits.append([abs(found.B.value - exact.B.value) < 1.96 * found.B.error, abs(k.value - truth) < 1.96 * k.error])
    np.testing.assert_allclose(np.mean(hits, axis=0), 0.95, atol=0.03)


def test_amplitude_error_against_independent_runs():
    settings = dict(step=0.004, delta=0.0, inverse_nu=1.0, times=[1, 2, 3], window=(1, 3))
    rng = np.random.default_rng(1)
    found = []
    for _ in range(200):
        run = 1 + 0.1 * rng.normal(size=(24, 1)) * np.ones(3)
        found.append(metric_factors(run * 0.9, run, run * 1.1, **settings).A)
    values, errors = np.array(found).T
    assert np.mean(np.abs(values - 1) < 1.96 * errors) == pytest.approx(0.95, abs=0.04)


def test_too_little():
    runs = [SHARES * curve for curve in curves(1.0, 1.0, 0.004)]
    settings = dict(step=0.004, delta=DELTA, inverse_nu=INVERSE_NU, times=TIMES)
    with pytest.raises(NotEnoughData, match="^7 runs; 8 are needed"):
        scaling_curvature(*(run[:7] for run in runs))
    with pytest.raises(NotEnoughData, match="^the response goes from .* it must pass 5$"):
        scaling_curvature(*runs, response=5)
    with pytest.raises(NotEnoughData, match="it must pass 1e-05$"):
        scaling_curvature(*runs, response=1e-5)
    with pytest.raises(NotEnoughData, match="^no time lies in the window"):
        metric_factors(*runs, **settings, window=(5000, 6000))
    with pytest.raises(NotEnoughData, match="^the average of the runs is not positive"):
        scaling_curvature(0 * runs[0], *runs[1:])


@pytest.mark.parametrize("name, value", [("step", 0), ("delta", "1"), ("window", (3, 2)), ("times", TIMES[1:])])
def test_bad_arguments(name, value):
    runs = [SHARES * curve for curve in curves(1.0, 1.0, 0.004)]
    given = dict(step=0.004, delta=DELTA, inverse_nu=INVERSE_NU, times=TIMES, window=(10, 200)) | {name: value}
    with pytest.raises(ValueError, match=rf"^{name}(\[1\])? = "):
        metric_factors(*runs, **given)
