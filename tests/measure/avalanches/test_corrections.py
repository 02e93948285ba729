"""The error of an exponent holds the shifts that corrections make."""

import pytest

from crit.measure import Estimate, Exponent, NotEnoughData
from crit.measure.avalanches.corrections import with_systematics


def reading(value, error):
    return Exponent(Estimate(value, error), (), (1, 10), 100, float("nan"))


def test_the_worst_reading_counts():
    found = with_systematics(
        Estimate(1.0, 1.2), lambda terms: reading(1.3, 0.4) if len(terms) == 1 else reading(1.1, 0.1), "duration"
    )
    assert found == (1.0, pytest.approx((1.2**2 + 0.3**2 + 0.4**2) ** 0.5))


def test_readings_that_the_data_do_not_allow_are_left_out():
    def read(terms):
        if terms:
            raise NotEnoughData("few")
        return reading(1.0, 0.3)

    assert with_systematics(Estimate(1.0, 0.4), read, "size").error == pytest.approx(0.5)
