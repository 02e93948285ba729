"""A number with its error, and the exponent that contains one."""

import numpy as np
import pytest

from crit.measure.estimate import Estimate, Exponent, NotEnoughData, estimates


def test_an_estimate_in_another_unit():
    assert Estimate(2.0, 0.5).times(10) == (20.0, 5.0)
    assert str(Estimate(1.23456789, 0.0123)) == "1.23457 ± 0.012"


def test_estimates_of_arrays_are_written_one_by_one():
    assert str(Estimate(np.array([1.0, 2.0]), np.array([0.1, 0.2]))) == "1 ± 0.1, 2 ± 0.2"


def test_an_exponent_contains_an_estimate():
    found = Exponent(Estimate(1.5, 0.01), (), (1.0, 9.0), 30, 1.1)
    assert (found.value, found.error) == found.estimate == (1.5, 0.01)
    assert str(found) == "1.5000 ± 0.0100 (statistical only)"


def test_lists_of_estimates_hold_plain_floats():
    found = estimates(np.array([1.0, 2.0]), np.array([0.1, 0.2]))
    assert found == [(1.0, 0.1), (2.0, 0.2)] and type(found[0].value) is float


def test_the_error_carries_the_estimate_so_far():
    assert NotEnoughData("few", 3).estimate == 3 and NotEnoughData("few").estimate is None
    with pytest.raises(RuntimeError, match="^few$"):
        raise NotEnoughData("few")


@pytest.mark.parametrize(
    "value, error, shown",
    [
        (0.6447001851, 5.2e-9, "0.6447001851(52)"),
        (1.7851e-7, 1.2e-9, r"1.785(12)\times10^{-7}"),
        (-2.0, 0.5, "-2.00(50)"),
        (1.25, 0.0, "1.25"),
        (float("nan"), 0.1, r"\text{–}"),
    ],
)
def test_typeset(value, error, shown):
    assert Estimate(value, error)._repr_latex_() == rf"$\displaystyle {shown}$"


def test_typeset_arrays_and_exponents():
    two = Estimate(np.array([1.0, 2.0]), np.array([0.1, 0.2]))
    assert two._repr_latex_() == r"$\displaystyle 1.00(10),\quad 2.00(20)$"
    read = Exponent(Estimate(1.5, 0.02), (), (1, 10), 9, 1.0)
    assert read._repr_latex_() == r"$\displaystyle 1.500(20)\quad\text{(statistical only)}$"
