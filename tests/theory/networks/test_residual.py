"""Couplings of residual streams: against moments of drawn steps, of drawn matrices, and closed cases."""

import math
import re

import numpy as np
import pytest
from scipy import stats

import crit
from crit.theory import symbols as s
from crit.theory.networks import (
    Block,
    critical_skip,
    general_residual_couplings,
    residual_couplings,
    stream_step,
)


def test_a_step_of_the_stream_by_drawing_it():
    rng, N, K, v, eta = np.random.default_rng(1), 7, 1.3, 0.4, 0.8
    x = np.full(N, math.sqrt(K))
    drawn = np.mean((eta * x + math.sqrt(v) * rng.normal(size=(400_000, N))) ** 2, axis=1)
    mean, variance = (float(each.subs({s.K: K, s.v_branch: v, s.eta: eta, s.N: N})) for each in stream_step())
    assert abs(drawn.mean() - mean) < 4 * stats.sem(drawn)
    assert abs(np.mean((drawn - mean) ** 2) - variance) < 4 * stats.sem((drawn - mean) ** 2)


def test_without_a_skip_it_is_the_plain_network():
    # K of a stream is the mean square itself, which has the chi-squared noise of a layer, as K of the next layer has.
    found = general_residual_couplings(1)
    plain = {s.eta: 0, s.epsilon: 1}
    assert found.r.subs(plain) == s.r and found.h.subs(plain) == s.h and found.u.subs(plain) == s.u
    assert (found.D2.subs(plain) - (1 + s.r) ** 2 / s.N).expand() == 0


@pytest.mark.parametrize("layers", [1, 2])
def test_the_field_brings_its_own_noise_and_more_drive_than_a_trap_bears(layers):
    # The field is h = ϵ²(…) and D1 = 2h (1 + r)/N for one layer: a drive of N/2, a walk in N dimensions.
    couplings = residual_couplings("tanh", 1.1, 0.2, 50, Block(0.9, 0.3, layers))
    assert couplings.h / couplings.D1 > 10
    if layers == 1:
        assert couplings.h / couplings.D1 == pytest.approx(50 / (2 * (1 + couplings.r)))


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("block", [Block(1.0, 0.3), Block(0.6, 0.8), Block(0.0, 1.0)])
def test_against_matrices(layers, block):
    rng, N, networks, K, sigma_w, sigma_b = np.random.default_rng(2), 40, 20_000, 4e-4, 1.2, 0.004
    block = block._replace(layers=layers)
    x = rng.normal(size=(networks, N))
    x *= np.sqrt(K / np.mean(x * x, axis=1, keepdims=True))
    f = x
    for layer in range(layers):
        read = np.tanh(f) if layer == layers - 1 else f
        size = np.sqrt(np.mean(read * read, axis=1, keepdims=True))
        f = sigma_w * size * rng.normal(size=x.shape) + sigma_b * rng.normal(size=x.shape)
    after = np.mean((block.skip * x + block.step * f) ** 2, axis=1)
    r, h, u, D1, D2 = residual_couplings("tanh", sigma_w, sigma_b, N, block)
    assert abs(after.mean() - (K + h + r * K - u * K * K)) < 4 * stats.sem(after)
    spread = 2 * (D1 * K + D2 * K * K)
    assert np.var(after) == pytest.approx(spread, rel=0.08)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_normalised_branch_adds_the_same_everywhere(layers):
    r, h, u, D1, D2 = residual_couplings("tanh", 1.3, 0.2, 30, Block(1.0, 0.4, layers, True))
    read = 1.0 if layers == 1 else 0.2**2 + 1.3**2
    assert h == pytest.approx(0.16 * crit.mean_map("tanh", 1.3, 0.2, read))
    assert (r, u, D2) == (0, 0, 0) and pytest.approx(h / 15) == D1


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("step", [0.1, 0.5, 0.9])
def test_the_critical_skip_makes_drift_and_noise_equal(layers, step):
    gain = step**2 * 1.1 ** (2 * layers)
    if gain >= 1:
        with pytest.raises(ValueError, match="^gain = "):
            critical_skip(gain, 100, layers)
        return
    found = residual_couplings("tanh", 1.1, 0.0, 100, Block(critical_skip(gain, 100, layers), step, layers))
    assert found.r == pytest.approx(found.D2, rel=1e-9)


GOOD = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=10, block=Block())


@pytest.mark.parametrize(
    "name, value",
    [
        ("activation", "binary"),
        ("sigma_w", 0),
        ("sigma_b", -1),
        ("width", 0),
        ("block", (1.0, 0.1, 2, False)),
        ("block.skip", Block(skip=-0.1)),
        ("block.step", Block(step=0.0)),
        ("block.layers", Block(layers=3)),
        ("block.normalised", Block(normalised=1)),
    ],
)
def test_bad_arguments_are_named(name, value):
    with pytest.raises(ValueError, match=f"^{re.escape(name)} = "):
        residual_couplings(**{**GOOD, name.partition(".")[0]: value})
