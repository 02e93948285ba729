"""Numbers the way a physicist prints them: 1.785(12)×10⁻³, with two digits of the error in parentheses."""

from decimal import Decimal, localcontext

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUS = "\N{MINUS SIGN}"
_PLAIN_POWERS = range(-2, 5)
_ALL_DIGITS = 2000
"""Enough for the quotient of any two floats."""


def concise(value, error):
    """Print a value with its standard error.

    Parameters
    ----------
    value : float
        Finite.
    error : float
        Finite and positive. Two digits of it are kept, and the value is rounded at the second one.

    Returns
    -------
    str

    Examples
    --------
    >>> concise(0.0017851, 0.0000123)
    '1.785(12)×10⁻³'
    >>> concise(12.34, 1.5)
    '12.3(15)'
    """
    with localcontext(prec=_ALL_DIGITS):
        error = _two_digits(Decimal(repr(float(error))))
        last = error.as_tuple().exponent
        value = Decimal(repr(float(value))).quantize(error)
        power = max(value.adjusted(), error.adjusted()) if value else error.adjusted()
        if power in _PLAIN_POWERS and last <= 0:
            power = 0
        digits = f"{value.scaleb(-power):f}".replace("-", MINUS)
        return f"{digits}({error.scaleb(-last):f}){_power_of_ten(power)}"


def plain(value, digits=6):
    """Print a number without an error to so many significant digits.

    Parameters
    ----------
    value : float
    digits : int
        At least 1.

    Returns
    -------
    str

    Examples
    --------
    >>> plain(-0.5), plain(1e-5), plain(20000)
    ('−0.5', '10⁻⁵', '20000')
    """
    value += 0.0  # minus zero becomes zero
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    if int(power) in _PLAIN_POWERS and int(power) < digits:
        return f"{value:.{digits}g}".replace("-", MINUS)
    mantissa = mantissa.rstrip("0").rstrip(".").replace("-", MINUS)
    number = mantissa + _power_of_ten(int(power))
    return number.replace("1×", "") if mantissa.strip(MINUS) == "1" else number


def value_and_error(number):
    """Return value and standard error of an estimate (whatever has both as attributes), else the number and None."""
    if hasattr(number, "value") and hasattr(number, "error"):
        return number.value, number.error
    return number, None


def _two_digits(error):
    # The second pass takes care of 0.0996, which the first turns into 0.100: a digit too many.
    for _ in range(2):
        error = error.quantize(Decimal((0, (1,), error.adjusted() - 1)))
    return error


def _power_of_ten(power):
    return f"×10{str(power).translate(_SUPERSCRIPTS)}" if power else ""
