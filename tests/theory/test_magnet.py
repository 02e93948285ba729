"""Networks as magnets: the critical mean weight by its definition, the law of the mean activity against networks."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import kstest, norm

import crit
from crit.models.networks import signed_paths
from crit.theory import magnet
from crit.theory.networks import signed_couplings


@pytest.mark.parametrize("sigma_w, sigma_b", [(0.5, 0.1), (1.0, 0.3), (2.0, 0.0)])
def test_the_critical_weight_is_one_over_the_mean_slope(sigma_w, sigma_b):
    found = magnet.critical_magnet("tanh", sigma_w, sigma_b, 50)
    assert found.K == crit.fixed_point("tanh", sigma_w, sigma_b)
    slope, _ = quad(lambda z: norm.pdf(z) / np.cosh(found.K**0.5 * z) ** 2, -9, 9)
    assert found.mean_w == pytest.approx(1 / slope, rel=1e-6)
    assert signed_couplings("tanh", sigma_w, sigma_b, 50, mean_w=found.mean_w).r == pytest.approx(0, abs=1e-12)


def test_natural_units():
    found = magnet.critical_magnet("tanh", 1.0, 0.3, 50)
    m = 1.3 * found.scale
    # In them F/D = m⁴/4 − rm²/2.
    assert found.u * m**4 / 4 / found.D == pytest.approx(1.3**4 / 4)
    assert found.distance * m**2 / 2 / found.D == pytest.approx(1.3**2 / 2)


def test_a_transition_that_is_not_continuous_is_refused():
    with pytest.raises(ValueError, match="^activation = .*u > 0"):
        magnet.critical_magnet("x + x**3 - x**5/20", 0.3, 0.1, 50)


def test_where_the_mean_is_weak_the_law_is_a_gaussian():
    # Far below the transition the drift is rm and the noise is D: the variance is D/|r|.
    mean_w = 0.5 * magnet.critical_magnet("tanh", 1.0, 0.3, 1).mean_w
    couplings = signed_couplings("tanh", 1.0, 0.3, 10**7, mean_w=mean_w)
    law = magnet.mean_activity_law("tanh", 1.0, 0.3, 10**7, mean_w=mean_w)
    assert law.sd**2 == pytest.approx(couplings.D / -couplings.r, rel=1e-3)
    assert abs(law.mean) < 1e-3 * law.sd


@pytest.mark.parametrize("scaled", [-2.0, 0.0, 3.0])
def test_it_is_the_law_of_networks(scaled):
    network = "tanh", 1.0, 0.3, 1000
    at = magnet.critical_magnet(*network)
    mean_w, start = at.mean_w * (1 + scaled * at.distance), max(scaled, 1) ** 0.5 * at.scale
    start = start * np.where(np.arange(1500) % 2, 1, -1)
    ends = signed_paths(*network, int(5 / at.distance), mean_w=mean_w, start=(start, 0.5), replicas=1500, seed=2).m[
        :, -1
    ]
    assert kstest(ends, magnet.mean_activity_law(*network, mean_w=mean_w).cdf).pvalue > 1e-3


def test_a_field_prefers_its_sign():
    laws = [magnet.mean_activity_law("tanh", 1.0, 0.3, 200, mean_w=1.5, mean_b=b) for b in (-0.01, 0.0, 0.01)]
    assert laws[2].mean == pytest.approx(-laws[0].mean, rel=1e-6) and laws[2].mean > 0.01
    assert laws[1].mean == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("reach", ["NODES"])
def test_more_nodes_do_not_matter(reach, monkeypatch):
    network = dict(activation="tanh", sigma_w=1.0, sigma_b=0.3, width=1000, mean_w=1.6)
    sd = magnet.mean_activity_law(**network).sd
    monkeypatch.setattr(magnet, reach, 40)
    assert magnet.mean_activity_law(**network).sd == pytest.approx(sd, rel=1e-5)


@pytest.mark.parametrize(
    "name, value", [("activation", "relu"), ("sigma_w", 0), ("sigma_b", -1), ("width", 0), ("mean_w", 0)]
)
def test_bad_arguments_are_named(name, value):
    with pytest.raises(ValueError, match=f"^{name} = "):
        magnet.mean_activity_law(
            **(dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=9, mean_w=1.0) | {name: value})
        )
