"""φ and φ' of a layer: the whole catalogue against the careful evaluation, near zero and far out."""

import numpy as np
import pytest

import crit
from crit.models.training.units import value_and_slope
from crit.theory.activations.evaluate import evaluator

NAMES = [name for name in crit.ACTIVATIONS if not crit.activation(name).stochastic]
H = np.concatenate([np.linspace(-6, 6, 241), [-500.0, -90.0, -40.0, 1e-5, 40.0, 90.0, 500.0]])


@pytest.mark.parametrize("precision, tolerance", [(np.float64, 1e-10), (np.float32, 3e-5)])
@pytest.mark.parametrize("name", [*NAMES, "x*exp(-x**2)", "x**2 + 1"])
def test_values_are_those_of_the_formula(name, precision, tolerance):
    unit, h = crit.activation(name), H.astype(precision)
    found = value_and_slope(unit)(h)
    for values, formula in zip(found, (unit.expression, unit.derivative)):
        expected = np.broadcast_to(evaluator(formula)(h.astype(float)), h.shape)
        assert values.dtype == precision and values.shape == h.shape
        smooth = ~np.isin(h, unit.kinks)
        np.testing.assert_allclose(values[smooth], expected[smooth], rtol=tolerance, atol=tolerance)
