"""Classes of activations: one of each kind."""

import math

import pytest

from crit.theory.avalanches.classes import avalanche_class
from crit.theory.avalanches.design import parabola_unit
from crit.theory.avalanches.exponents import FREE, TRAP


@pytest.mark.parametrize(
    ("activation", "drive", "process", "remark"),
    [
        ("tanh", None, FREE, ""),
        ("relu", None, FREE, "φ is kinked at zero"),
        ("binary", 0.0, TRAP, ""),
        (parabola_unit(), 0.0, TRAP, ""),
        ("x**2", None, None, "φ′(0) = 0, so weak signals die"),
        ("cos(x)", math.inf, None, "φ(0) ≠ 0 keeps the signal awake"),
    ],
)
def test_classes(activation, drive, process, remark):
    assert avalanche_class(activation) == (drive, process, remark)


def test_drive_of_an_output_at_rest():
    # φ = 1/2 + x/4: h = φ0², D1 = 4 φ0² φ1²/(2N), each at σ_w = 1; so h/(D1 N) = 1/(2 φ1²).
    found = avalanche_class("sigmoid")
    assert found.drive == pytest.approx(8)
    assert found.process is None


def test_what_is_no_activation():
    with pytest.raises(ValueError, match=r"^activation = "):
        avalanche_class(3.5)
