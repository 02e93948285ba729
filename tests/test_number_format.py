"""Numbers as text: two digits of the error, and nothing lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crit.number_format import concise, plain

POWER_OF_TEN = re.compile(r"([−\d.]*?)(?:×?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
FORWARD = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


def read(text):
    """Parse what `concise` prints: value, error, digits of the error."""
    digits, error, power = re.fullmatch(r"(.+)\((\d+)\)(?:×10(.+))?", text.translate(FORWARD)).groups()
    scale = 10.0 ** int(power or 0)
    places = len(digits.partition(".")[2])
    return float(digits) * scale, float(error) * scale / 10**places, error


@pytest.mark.parametrize(
    "value, error, text",
    [
        (0.0017851, 0.0000123, "1.785(12)×10⁻³"),
        (12.34, 1.5, "12.3(15)"),
        (1234.0, 23.0, "1234(23)"),
        (123456.0, 2300.0, "1.235(23)×10⁵"),
        (0.0, 0.1, "0.00(10)"),
        (0.5, 0.0996, "0.50(10)"),
        (-3.2e-7, 4e-9, "−3.200(40)×10⁻⁷"),
        (3.0, 12345.0, "0.0(12)×10⁴"),
    ],
)
def test_concise(value, error, text):
    assert concise(value, error) == text


@given(st.floats(-1e12, 1e12), st.floats(1e-9, 1e9))
def test_concise_loses_less_than_a_tenth_of_the_error(value, error):
    shown, shown_error, digits = read(concise(value, error))
    assert len(digits) == 2
    assert shown_error == pytest.approx(error, rel=0.051)
    assert abs(shown - value) <= 0.051 * error + 1e-12 * abs(value)


@pytest.mark.parametrize(
    "value, text",
    [
        (0, "0"),
        (-0.0, "0"),
        (1e-5, "10⁻⁵"),
        (-1e-5, "−10⁻⁵"),
        (2.5e-7, "2.5×10⁻⁷"),
        (0.001789, "1.789×10⁻³"),
        (-64, "−64"),
    ],
)
def test_plain(value, text):
    assert plain(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_plain_keeps_six_digits(value):
    mantissa, power = POWER_OF_TEN.fullmatch(plain(value)).groups()
    mantissa = f"{mantissa}1" if mantissa in ("", "−") else mantissa
    read_back = float(f"{mantissa}e{power or 0}".translate(FORWARD))
    assert read_back == float(f"{value:.6g}")
