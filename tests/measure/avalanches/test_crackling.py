"""The relation among three exponents: exact numbers, and free walks whose errors it must hold."""

import numpy as np
import pytest

import crit
from crit.measure import Estimate, Exponent
from crit.measure.avalanches import MeasuredExponents, crackling, read_exponents


def measured(*values, error=0.01):
    return MeasuredExponents(*(Exponent(Estimate(value, error), (), (1, 9), 100, 1.0) for value in values))


def test_exact_exponents_leave_no_excess():
    for three in ((1.5, 4 / 3, 1.5), (2.0, 1.5, 2.0)):
        found = crackling(measured(*three))
        assert found.quotient.value == pytest.approx(three[2]) and found.excess.value == pytest.approx(0)
    assert found.quotient.error == pytest.approx(0.01 / 0.5 * 5**0.5)
    assert found.excess.error == pytest.approx(np.hypot(found.quotient.error, 0.01))


def test_errors_of_free_walks_are_not_too_small():
    width, z = 10**8, []
    setting = "linear", *crit.critical_init("linear", width), width
    for seed in range(40):
        runs = crit.network_avalanches(*setting, K0=1.0, longest=400, replicas=12_000, seed=seed)
        step = (2 * crit.couplings(*setting).D2) ** 0.5
        found = crackling(read_exponents(runs, process="free", window=(10, 200), quantum=step)).excess
        z.append(found.value / found.error)
    assert np.mean(np.abs(z) < 2) > 0.85 and np.std(z) < 1.2


@pytest.mark.parametrize("exponents", [None, (1.5, 1.3, 1.5), measured(1.5, 4 / 3, 1.5)._replace(tau=None)])
def test_bad_arguments(exponents):
    with pytest.raises(ValueError, match="^exponents = "):
        crackling(exponents)
