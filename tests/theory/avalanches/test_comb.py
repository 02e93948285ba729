"""Avalanches of combs in closed form: two sums that agree, and branching where teeth are averaged out."""

import math

import numpy as np
import pytest

from crit.theory.avalanches import branching_ratio, spark_survival


def test_the_two_sums_of_the_branching_ratio_agree():
    # The Poisson transform, against the sum over the teeth themselves.
    m = np.arange(-400, 401)
    for a in (0.15, 0.3, 0.49, 0.51, 0.8, 2.0, 10.0):
        teeth = (m**2 / a**3 * np.exp(-((m / a) ** 2) / 2)).sum() / math.sqrt(2 * math.pi)
        assert float(branching_ratio(a)) == pytest.approx(teeth, rel=1e-12, abs=1e-14)


def test_survival_without_a_floor_is_that_of_critical_branching():
    silent = 0.0
    for _ in range(9):
        silent = math.exp(silent - 1)
    assert spark_survival(50.0, 10) == pytest.approx(1 - silent, rel=1e-8)
    assert spark_survival(0.4, 1) == 1


def test_silence_excites_nothing():
    assert float(branching_ratio(0.0)) == 0


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: branching_ratio(-1.0), "spread"),
        (lambda: spark_survival(0, 10), "spread"),
        (lambda: spark_survival(1, 0), "layers"),
        (lambda: spark_survival(1, 2, most=0), "most"),
    ],
)
def test_bad_arguments(call, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        call()
