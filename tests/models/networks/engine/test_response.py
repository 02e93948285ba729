"""The numeric stand-ins of an activation against the activation itself."""

import numpy as np
import pytest

import crit
from crit.models.networks.engine.layer import FIRST_OCTAVE
from crit.models.networks.engine.response import FIT_ERROR, KNOT_BITS, OCTAVES, response
from crit.theory.activations.evaluate import evaluator
from crit.theory.activations.lookup import ACTIVATIONS

RATIONAL = "tanh", "erf", "hard_tanh", "arctan", "softsign", "binary"
TYPED = "x*exp(-x**2)", "tanh(2*x)/(1 + exp(-x))", "sin(x) + x/2", "log(1 + x**2)", "x**3", "cos(x)", "abs(tanh(x))"
EVERY = [*ACTIVATIONS, *TYPED]


def rational_values(form, y):
    """y P(y)/Q(y) with the coefficients of the form, in float64."""
    y = np.minimum(y, form.clamp)
    p, q = (np.array(c[::-1], dtype=float) for c in (form.numerator, form.denominator))
    return y * np.polyval(p, y) / np.polyval(q, y)


def interpolated(form, y, sign):
    """What the dithered lookup returns on average: linear interpolation between knots."""
    octave = np.floor(np.log2(y))
    place = (octave - OCTAVES[0] + y / 2**octave - 1) * 2**KNOT_BITS
    rows = form.table.ravel()[: 2 * (form.table.size // 2)].reshape(2, -1)
    row = rows[0 if sign > 0 else 1].astype(float)
    return np.interp(place, np.arange(row.size), row)


@pytest.mark.parametrize("name", [name for name in EVERY if response(crit.activation(name)).rational])
def test_a_rational_form_fits_everywhere(name):
    form, second = response(crit.activation(name)), evaluator(crit.activation(name).second)
    y = 2.0 ** np.linspace(-60, 60, 200_001)
    error = rational_values(form, y) / second(np.sqrt(y)) - 1
    assert np.max(np.abs(error)) < 1.05 * FIT_ERROR


def test_saturating_units_are_rational():
    assert response(ACTIVATIONS["tanh"]).rational and response(crit.activation("x/sqrt(1 + x**2)")).rational
    assert not response(ACTIVATIONS["gelu"]).rational and not response(ACTIVATIONS["sin"]).rational


@pytest.mark.parametrize("name", [name for name in EVERY if not response(crit.activation(name)).rational])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_table_interpolates(name, sign):
    unit = crit.activation(name)
    form, second = response(unit), evaluator(unit.second)
    y = 2.0 ** np.linspace(FIRST_OCTAVE + 1, np.log2(min(form.K_top, 1e4)), 50_001)
    exact = second(sign * np.sqrt(y))
    # One part in 128 of an octave: the curvature term of linear interpolation is (1/128)²/8 of y² g''.
    step = y / 2**KNOT_BITS
    curvature = np.abs(second(sign * np.sqrt(y + step)) - 2 * exact + second(sign * np.sqrt(y - step)))
    rough = np.abs(second(sign * np.sqrt(y + step)) - second(sign * np.sqrt(y - step)))
    kinked = curvature > 0.05 * rough
    bound = curvature / 4 + np.where(kinked, rough, 0) + 2e-7 * np.abs(exact) + 1e-30
    assert np.mean(np.abs(interpolated(form, y, sign) - exact) <= 2 * bound) > 0.999
    assert np.mean(kinked) < 0.2


@pytest.mark.parametrize("name, floor_power, top_power", [
    ("linear", 1, 1), ("relu", 1, 1), ("gelu", 1, 1), ("silu", 1, 1), ("elu", 1, 1), ("sigmoid", 0, 0), ("softplus", 0, 1),
    ("x**3", 3, 3), ("x*exp(-x**2)", 1, 0), ("tanh", 1, 0), ("binary", 1, 0), ("cos(x)", 0, 0), ("sqrt(abs(x))", 0.5, 0.5),
])  # fmt: skip
def test_powers_beyond_the_range(name, floor_power, top_power):
    form = response(crit.activation(name))
    assert (form.floor_power, form.top_power) == (floor_power, top_power)


@pytest.mark.parametrize("name", EVERY)
def test_the_range_is_wide_and_in_order(name):
    form = response(crit.activation(name))
    assert 0 < form.K_floor < 1e-8
    assert form.K_top > 10
    assert response(crit.activation(name)) is form
