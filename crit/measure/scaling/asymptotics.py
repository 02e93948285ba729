"""Critical exponents from a few means per curve, where the power law holds only in the limit.

Near a critical point at x = 0 an order parameter, or its response, follows y = const · x^e (1 + b₁ x^p₁ + …). A few
networks at each of a few x give means whose errors are themselves poorly known, and a weighted fit that believes them
follows those that came out low by chance. So the errors are smoothed first: their share of y is taken as a power of x,
which all points together determine.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from ...checks import finite, real, refuse, refuse_any
from ...numerics.jackknife import student
from ...typing import ArrayLike, Measured
from ..estimate import Estimate, Exponent, NotEnoughData
from .extrapolation import checked_powers, limit_at_zero
from .slopes import power_slope

NAMES = "beta", "gamma", "gamma-above", "gamma-below", "delta"


class StaticExponent(NamedTuple):
    """β, γ or δ as the literature defines it, with its standard error, and the fit that it was read from."""

    value: float
    error: float
    fit: Exponent
    powers: tuple

    def local_slope(self, x: ArrayLike) -> np.ndarray:
        """d ln y/d ln x of the fitted curve, to first order in its corrections.

        Parameters
        ----------
        x : array_like
            Positive.

        Returns
        -------
        numpy.ndarray
        """
        powers = np.array(self.powers)
        bends = np.power.outer(np.asarray(x, dtype=float), powers)
        return self.fit.value + bends @ (powers * _amplitudes(self.fit))


class LocalSlopes(NamedTuple):
    """Slopes between neighbouring points of a curve on logarithmic axes: arrays of one entry a pair of points."""

    x: np.ndarray
    slope: np.ndarray
    error: np.ndarray


def static_exponent(name: str, x: ArrayLike, means: Sequence[Measured], *, powers: ArrayLike) -> StaticExponent:
    """One of the exponents β, γ, δ of a curve that was measured at a few distances or fields.

    Parameters
    ----------
    name : {"beta", "gamma", "gamma-above", "gamma-below", "delta"}
        How the exponent is defined: y ~ x^β, y ~ x^−γ on either side of the critical point, or y ~ x^(1/δ).
    x : array of shape (n,)
        Distance from the critical point for β and γ, field for δ; positive.
    means : sequence of n SettledMean or Estimate
        Order parameter or response, positive, with errors.
    powers : sequence of float
        Exponents p_k > 0 of the corrections, y = const · x^e (1 + Σ_k b_k x^(p_k) + …), as theory names them.

    Returns
    -------
    StaticExponent
        The error is statistical only.

    Raises
    ------
    ValueError
        If the name is none of the above, x, the means or their errors are not positive or not as many, or the powers
        are not different positive numbers.
    NotEnoughData
        If there are no more points than parameters.
    """
    if not isinstance(name, str) or name not in NAMES:
        refuse("name", name, f"one of {', '.join(NAMES)} is needed")
    return _read(name, *_pooled("x", x, "means", means), checked_powers(powers))


def _read(name, x, y, error, powers):
    fit = power_slope(x, y, error, corrections=[partial(_power, p=p) for p in powers])
    value, error = fit.value, fit.error
    if name == "delta":
        return StaticExponent(1 / value, error / value**2, fit, powers)
    return StaticExponent(-value if name.startswith("gamma") else value, error, fit, powers)


def static_exponents(
    curves: Mapping[str, Sequence[Measured]],
    distance: ArrayLike,
    field: ArrayLike,
    *,
    powers: ArrayLike,
    field_powers: ArrayLike,
) -> dict[str, StaticExponent]:
    """Several static exponents of one order parameter.

    Parameters
    ----------
    curves : dict
        Name, as in `static_exponent` → means at every distance, or for ``"delta"`` at every field.
    distance, field : array of shape (n,)
        Positive.
    powers, field_powers : sequence of float
        Exponents of the corrections in the distance and in the field.

    Returns
    -------
    dict
        Name → StaticExponent.

    Raises
    ------
    ValueError
        If `curves` is no dict from such names, distances, fields, means or their errors are not positive or not as
        many, or the powers are not different positive numbers.
    NotEnoughData
        If there are no more points than parameters.
    """
    if not isinstance(curves, Mapping) or not curves:
        refuse("curves", curves, f"a dict from names, {', '.join(NAMES)}, to means is needed")
    if not set(curves) <= set(NAMES):
        refuse("curves", list(curves), f"only {', '.join(NAMES)} are names")
    far = "distance", distance, checked_powers(powers)
    fields = "field", field, checked_powers(field_powers, "field_powers")
    places = {name: fields if name == "delta" else far for name in curves}
    return {
        name: _read(name, *_pooled(axis, x, "curves", curves[name]), bends) for name, (axis, x, bends) in places.items()
    }


def limiting_ratio(
    x: ArrayLike,
    numerator: Sequence[Measured] | ArrayLike,
    denominator: Sequence[Measured] | ArrayLike,
    *,
    powers: ArrayLike,
    power: float = 1.0,
) -> Estimate:
    """Limit of (a/b)^power at x → 0 for two measured curves a and b, such as a ratio of amplitudes.

    Parameters
    ----------
    x : array of shape (n,)
        Positive.
    numerator, denominator : sequence of n SettledMean or Estimate, or array of shape (n,)
        The curves a and b, positive, with errors that are independent of each other; an array is known exactly.
    powers : sequence of float
        Exponents > 0 of the corrections in x, whose amplitudes are free.
    power : float
        From −100 to 100, other than zero.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        If x or a curve is not positive, the three are not as long, the power is out of its range, the powers are not
        different positive numbers, or both curves are exact.
    NotEnoughData
        If there are no more points than parameters.
    """
    power, x = real("power", power), finite("x", x, ("values",))
    refuse_any("x", x <= 0, "not positive", "positive numbers are needed")
    if power == 0 or abs(power) > 100:
        refuse("power", power, "a number from −100 to 100, other than zero, is needed")
    (a, da), (b, db) = _curve("numerator", x, numerator), _curve("denominator", x, denominator)
    ratio = (a / b) ** power
    return limit_at_zero(x, ratio, abs(power) * ratio * np.hypot(da / a, db / b), powers=powers)


def pooled_errors(x: ArrayLike, means: Sequence[Measured]) -> tuple[np.ndarray, np.ndarray]:
    """Values of a curve, with errors that all its points determine together.

    Parameters
    ----------
    x : array of shape (n,)
        Positive.
    means : sequence of n SettledMean or Estimate
        Positive values with errors. The factor of Student's t for few groups, which a SettledMean contains, is taken
        out: all points together have many.

    Returns
    -------
    value, error : numpy.ndarray
        Shape (n,). The relative error is the power of x that fits best, with the same mean square as the errors that
        came.

    Raises
    ------
    ValueError
        If x, the means or their errors are not positive or not as many.
    NotEnoughData
        With fewer than three points.
    """
    return _pooled("x", x, "means", means)[1:]


def _pooled(x_name, x, name, means) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, values and smooth errors of a curve."""
    x = finite(x_name, x, ("values",))
    value, error = _columns(name, means, x.shape)
    for which, numbers in ((x_name, x), (name, value), (name, error)):
        refuse_any(which, numbers <= 0, "not positive", "positive numbers, with positive errors, are needed")
    if len(set(x.tolist())) < 3:
        raise NotEnoughData(f"{len(set(x.tolist()))} different {x_name}; three are needed")
    line = np.polynomial.Polynomial.fit(np.log(x), np.log(error / value), 1)
    smooth = value * np.exp(line(np.log(x)))
    return x, value, smooth * np.sqrt(np.mean((error / smooth) ** 2))


def local_slopes(x: ArrayLike, means: Sequence[Measured]) -> LocalSlopes:
    """Slopes between neighbouring points on logarithmic axes, where the drift towards a limit is seen.

    Parameters
    ----------
    x : array of shape (n,)
        Positive, increasing.
    means : sequence of n SettledMean or Estimate
        Positive values, with errors that are independent of each other.

    Returns
    -------
    LocalSlopes
        ``x`` is the geometric mean of two neighbours. Errors of neighbouring slopes are anticorrelated, since they
        share a point.

    Raises
    ------
    ValueError
        If x, the means or their errors are not positive or not as many, or x does not increase.
    NotEnoughData
        With fewer than three points.
    """
    x, value, error = _pooled("x", x, "means", means)
    refuse_any(
        "x", np.append(False, np.diff(x) <= 0), "not larger than the one before", "increasing numbers are needed"
    )
    share, step = error / value, np.diff(np.log(x))
    return LocalSlopes(np.sqrt(x[1:] * x[:-1]), np.diff(np.log(value)) / step, np.hypot(share[1:], share[:-1]) / step)


def _curve(name, x, values) -> tuple[np.ndarray, np.ndarray]:
    """Values and errors of a curve that was measured, or is known."""
    if not isinstance(values, np.ndarray):
        return _pooled("x", x, name, values)[1:]
    values = finite(name, values, x.shape)
    refuse_any(name, values <= 0, "not positive", "positive numbers are needed")
    return values, np.zeros(values.shape)


def _power(x, p):
    return x**p


def _amplitudes(fit):
    return [getattr(amplitude, "value", amplitude) for amplitude in fit.amplitudes]


def _factor(mean):
    """The factor of Student's t that the error of a mean contains."""
    return student(mean.groups) if hasattr(mean, "groups") else 1.0


def _columns(name, means, shape):
    """Arrays of values and of errors."""
    try:
        table = [(each.value, each.error / _factor(each)) for each in means]
    except (AttributeError, TypeError):
        refuse(name, means, "a list of values with errors is needed")
    return tuple(finite(name, [line[column] for line in table], shape) for column in (0, 1))
