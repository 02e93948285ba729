"""The difference of two responses, from tiny to large, and the unit it is kept in."""

import mpmath
import numpy as np
import pytest

import crit
from crit.models.convolutional.difference import (
    SHIFT,
    change_of_unit,
    deterministic,
    has_jumps,
    layer_response,
    sum_channels,
)
from crit.models.convolutional.follow import pair_model
from crit.models.convolutional.geometry import Geometry, Grid
from crit.models.convolutional.records import Covariances, Records, record


def responses(name, h, step, scale=1.0):
    """Outputs and changes for arrays of inputs and steps."""
    pair, outputs = np.empty((2, 1, 1, h.size)), np.empty((2, 1, 1, h.size))
    pair[:, 0, 0] = h, step
    layer_response(crit.activation(name))(outputs, pair, 0, 0, scale)
    return outputs[:, 0, 0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name, exact",
    [("tanh", mpmath.tanh), ("erf", mpmath.erf), ("sin", mpmath.sin), ("tanh(30*x)", lambda x: mpmath.tanh(30 * x))],
)
def test_differences_of_any_size(name, exact):
    rng = np.random.default_rng(1)
    h, step = rng.normal(size=400), rng.normal(size=400) * 10.0 ** rng.uniform(-150, 0, 400)
    output, change = responses(name, h, step)
    with mpmath.workdps(300):
        steps = [(mpmath.mpf(a), mpmath.mpf(a) + mpmath.mpf(d)) for a, d in zip(h, step)]
        expected = np.array([exact(after) - exact(before) for before, after in steps], float)
    np.testing.assert_allclose(output, [float(exact(a)) for a in h], rtol=1e-13)
    # Steps that are not small lose what outputs round off, but no more.
    small = np.abs(step) < 3e-7
    np.testing.assert_allclose(change[small], expected[small], rtol=1e-9)
    np.testing.assert_allclose(change[~small], expected[~small], rtol=2e-8, atol=4e-16)


@pytest.mark.parametrize("name", ["tanh", "gelu"])
def test_the_unit_makes_no_difference(name):
    rng = np.random.default_rng(2)
    h, step = rng.normal(size=200), rng.normal(size=200) * 10.0 ** rng.uniform(-12, 0, 200)
    _, plain = responses(name, h, step)
    _, scaled = responses(name, h, step * 2.0**80, 2.0**-80)
    np.testing.assert_allclose(scaled, plain * 2.0**80, rtol=1e-13)


def test_a_unit_of_zero_is_the_tangent():
    h = np.linspace(-3, 3, 50)
    _, change = responses("tanh", h, np.full(50, 1e200), 0.0)
    np.testing.assert_allclose(change, 1e200 / np.cosh(h) ** 2, rtol=1e-13)


def test_jumps_are_taken_as_they_stand():
    output, change = responses("sign(x)", np.array([1e-9, -1e-9, 0.5]), np.array([-2e-9, 2e-9, 1e-3]))
    assert np.array_equal(output, [1, -1, 1]) and np.array_equal(change, [-2, 2, 0])


@pytest.mark.parametrize(
    "name, jumps",
    [
        ("tanh", False),
        ("relu", False),
        ("hard_tanh", False),
        ("sign(x)", True),
        ("abs(x)", False),
        ("tanh(x) + sign(x - 1)/5", True),
    ],
)
def test_jumps_are_seen(name, jumps):
    assert has_jumps(crit.activation(name)) == jumps


def test_stochastic_units_are_refused():
    with pytest.raises(ValueError, match="^activation = .*equal inputs"):
        deterministic("binary")


def test_sums_over_channels():
    outputs = np.random.default_rng(3).normal(size=(2, 4, 5, 6))
    sums, unit = np.ones((3, 3, 4)), 0.25
    sum_channels(sums, outputs, Grid(3, 4, 1, 1), unit)
    a, change = outputs[:, :, 1:-1, 1:-1]
    other = a + unit * change
    expected = [(a**2).sum(axis=0), ((other**2 - a**2) / unit).sum(axis=0), (change**2).sum(axis=0)]
    np.testing.assert_allclose(sums, 1 + np.array(expected), atol=1e-13)


def test_the_unit_follows_the_difference():
    tiny, huge = 4.0**-SHIFT / 2, 4.0**SHIFT * 2
    assert [change_of_unit(Q, True, False) for Q in (tiny, 1.0, huge, 0.0)] == [SHIFT, 0, 0, 0]
    assert [change_of_unit(Q, True, True) for Q in (tiny, 1.0, huge)] == [SHIFT, 0, -SHIFT]
    assert change_of_unit(tiny, False, False) == 0


@pytest.mark.parametrize("shift", [0, 100])
def test_what_is_recorded(shift):
    rng, unit = np.random.default_rng(4), 2.0**-shift
    a, change = rng.normal(size=(2, 3, 5, 7))
    change[:, 1, 2] = 0
    b = a + unit * change
    K, M, Q = np.mean(a**2), np.mean(change * (2 * a + unit * change)), np.mean(change**2)
    records, squares = Records(*np.zeros((6, 2, 3))), (change**2).sum(axis=0)
    place = Geometry(7, channels=3)
    _, model = pair_model("tanh", 1.0, 0.1, place, sharing=0, K0=1.0, resolution=0.9 * unit)
    record(records, (1, 2), Covariances(K, M, Q), squares, shift, model)
    y, x = np.indices(squares.shape)
    differing, local = squares / 3 > 0.9**2, np.log(np.sqrt(squares[squares > 0] / 3) * unit)
    gap = M / (np.sqrt(K) + np.sqrt(K + unit * M))
    rho = 1 - np.mean(a * b) / np.sqrt(np.mean(a**2) * np.mean(b**2)) if shift == 0 else None
    expected = [
        np.log(Q) / 2 + np.log(unit),
        np.log(rho) if shift == 0 else np.log((Q - gap**2) / (2 * K)) + 2 * np.log(unit),
        differing.sum(),
        (differing * ((y - 2) ** 2 + (x - 3) ** 2)).sum(),
        local.mean(),
        local.var(),
    ]
    for found, value in zip(records, expected):
        assert np.count_nonzero(found) <= 1
        assert found[1, 2] == pytest.approx(value, rel=1e-12)
