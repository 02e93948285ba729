"""The master curve of a scaling collapse: one smooth function for all systems, fitted together with the exponents.

In the form y = s^−a f((x − x0) s^−b) the function f is a cubic spline of many equal pieces, whose third differences are
held down (Eilers & Marx 1996). For given exponents its coefficients are a linear least-squares problem, so only the
exponents are searched for (variable projection, Golub & Pereyra 1973). The pieces stay where they are while the
exponents move: systems that drift apart do not get more of them, and so cannot each have a curve of their own. How
stiff the curve is, and where to begin, `crit.measure.collapse.optimum` tells.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...numerics.compile import KERNEL, njit

ANCHOR = 1e-11
"""Share of its mean weight by which every coefficient is held: none is undefined where there are no data."""

STEPS = 40
"""Most steps of a descent."""

TINY = np.finfo(float).tiny
"""In place of a loss of zero."""

LIGHT = 1e-9
"""Least damping of a step, in units of the curvature: what the data hardly determine must be free to move."""

ENOUGH = 1e-6
"""A descent ends when a step lowers the loss by less than this share."""


class Points(NamedTuple):
    """Points of all systems in one row, as they enter the fit.

    ``log_s`` is ln s; ``x`` and ``y`` are logarithms where ``log_x`` and ``log_y`` say so; ``weight`` is 1/error of y;
    ``fades``, of shape (n, blocks), are the powers s^−ω that multiply f (ω = 0) and its corrections.
    """

    log_s: np.ndarray
    x: np.ndarray
    y: np.ndarray
    weight: np.ndarray
    fades: np.ndarray
    log_x: bool
    log_y: bool


class Master(NamedTuple):
    """A master curve.

    Exponents (a, b, x0), ends, number and stiffness of its pieces; and, when it is fitted, coefficients, their normal
    equations without penalty, the sum of squares, and that plus the penalty.
    """

    exponents: np.ndarray
    ends: tuple
    pieces: int
    stiffness: float
    coefficients: np.ndarray | None = None
    gram: np.ndarray | None = None
    chi2: float = 0.0
    loss: float = 0.0


def scaled(points, exponents):
    """Scaled variable u of every point: (x − x0) s^−b, or its logarithm."""
    _, b, x0 = exponents
    return points.x - b * points.log_s if points.log_x else (points.x - x0) * np.exp(-b * points.log_s)


def values(points, master):
    """Value of the fitted form at every point."""
    fixed, shares = _shares(points, master.exponents)
    return fixed + _spline(_places(points, master), shares, master.coefficients, master.pieces, 0)


def curve(master, u):
    """f, or its logarithm, at scaled variables u."""
    low, high = master.ends
    places = (u - low) * (master.pieces / (high - low))
    return _spline(places, np.ones((len(u), 1)), master.coefficients, master.pieces, 0)


def freedom(master):
    """Effective number of parameters of the curve: the trace of the matrix that smooths the data."""
    return float(np.trace(_smoother(master)))


def absorbed(master):
    """Degrees of freedom that the curve takes from the sum of squares; more than it has parameters, for it is held."""
    smoother = _smoother(master)
    return float(np.trace(2 * smoother - smoother @ smoother))


def _smoother(master):
    return np.linalg.solve(master.gram + penalty(master), master.gram)


def descend(points, master, free):
    """Damped Gauss–Newton steps (Levenberg–Marquardt) until the loss falls no more."""
    master, damping = fit(points, master), LIGHT
    for _ in range(STEPS):
        slope, curvature = _slope_and_curvature(points, master, free)
        step = np.zeros(3)
        step[free] = np.linalg.solve(curvature + np.diag(damping * np.diag(curvature) + TINY), slope)
        tried = fit(points, master._replace(exponents=master.exponents + step))
        gain = master.loss - tried.loss
        if gain > 0:
            master, damping = tried, max(damping / 100, LIGHT)
        else:
            damping *= 100
        if 0 <= gain <= ENOUGH * master.loss:
            break
    return master


def fit(points, master):
    """Best curve for given exponents and stiffness; where points leave the curve by more than its length, none."""
    fixed, shares = _shares(points, master.exponents)
    places, target = _places(points, master), points.y - fixed
    if not np.all(np.abs(places / master.pieces - 0.5) < 1.5):
        return master._replace(loss=np.inf)
    gram = _gram(places, shares, points.weight, target[:, None], master.pieces)
    master = master._replace(gram=gram[:-1, :-1])
    held = penalty(master)
    coefficients = np.linalg.solve(master.gram + held, gram[:-1, -1])
    residual = (target - _spline(places, shares, coefficients, master.pieces, 0)) * points.weight
    chi2 = float(residual @ residual)
    loss = chi2 + float(coefficients @ held @ coefficients)
    return master._replace(coefficients=coefficients, chi2=chi2, loss=loss)


def _slope_and_curvature(points, master, free):
    """Half the downward slope of the loss along the free exponents, and half its curvature; the curve follows."""
    fixed, shares = _shares(points, master.exponents)
    places, size = _places(points, master), len(master.coefficients)
    form = _spline(places, shares, master.coefficients, master.pieces, 0)
    columns = np.column_stack([_derivatives(points, master, form, shares, places)[:, free], points.y - fixed - form])
    gram = _gram(places, shares, points.weight, columns, master.pieces)
    splines, mixed = master.gram + penalty(master), gram[:size, size:]
    rest = gram[size:, size:] - mixed.T @ np.linalg.solve(splines, mixed)
    return gram[size:-1, -1], rest[:-1, :-1]


def _derivatives(points, master, form, shares, places):
    """Derivatives of the form with respect to a, b and x0, one column each."""
    b = master.exponents[1]
    low, high = master.ends
    steep = _spline(places, shares, master.coefficients, master.pieces, 1) * (master.pieces / (high - low))
    along_a = -points.log_s if points.log_y else -points.log_s * form
    along_u = -points.log_s if points.log_x else -points.log_s * scaled(points, master.exponents)
    along_x0 = np.zeros_like(steep) if points.log_x else -np.exp(-b * points.log_s)
    return np.column_stack([along_a, steep * along_u, steep * along_x0])


def _shares(points, exponents):
    """What is added to the curve at every point, and what multiplies it and its corrections."""
    if points.log_y:
        return -exponents[0] * points.log_s, points.fades
    return np.zeros_like(points.y), np.exp(-exponents[0] * points.log_s)[:, None] * points.fades


def _places(points, master):
    """Scaled variables in units of pieces from the lower end."""
    low, high = master.ends
    return (scaled(points, master.exponents) - low) * (master.pieces / (high - low))


def mean_weight(master):
    """Mean weight of a coefficient in the data."""
    return np.trace(master.gram) / len(master.gram)


def penalty(master):
    """Matrix of the penalty, in units of the mean weight of a coefficient."""
    size, unit = len(master.gram), mean_weight(master)
    matrix = unit * master.stiffness * _bending(master.pieces, size // (master.pieces + 3))
    matrix.flat[:: size + 1] += unit * ANCHOR
    return matrix


@lru_cache
def _bending(pieces, blocks):
    """Matrix of the squared third differences of the coefficients of each block."""
    third = np.diff(np.eye(pieces + 3), 3, axis=0)
    return np.kron(np.eye(blocks), third.T @ third)


@njit(**KERNEL)
def _cubics(place, pieces, order, out):
    """First coefficient that counts at a place, and the values (or first derivatives) of the four cubics there."""
    first = min(max(int(np.floor(place)), 0), pieces - 1)
    r = place - first
    q = 1 - r
    if order == 0:
        out[0], out[1] = q * q * q / 6, (4 - 6 * r * r + 3 * r * r * r) / 6
        out[2], out[3] = (4 - 6 * q * q + 3 * q * q * q) / 6, r * r * r / 6
    else:
        out[0], out[1], out[2], out[3] = -q * q / 2, 1.5 * r * r - 2 * r, 2 * q - 1.5 * q * q, r * r / 2
    return first


@njit(**KERNEL)
def _spline(places, shares, coefficients, pieces, order):
    """Sum over the blocks of share times spline (or its derivative by place), at every point."""
    out, cubics = np.zeros(len(places)), np.empty(4)
    for i in range(len(places)):
        first = _cubics(places[i], pieces, order, cubics)
        for block in range(shares.shape[1]):
            for k in range(4):
                out[i] += shares[i, block] * cubics[k] * coefficients[block * (pieces + 3) + first + k]
    return out


@njit(**KERNEL)
def _gram(places, shares, weight, columns, pieces):
    """Weighted inner products of all spline columns and, behind them, some dense columns."""
    blocks, dense = shares.shape[1], columns.shape[1]
    size, entries = blocks * (pieces + 3), 4 * blocks + dense
    out, cubics = np.zeros((size + dense, size + dense)), np.empty(4)
    row, where = np.empty(entries), np.empty(entries, np.int64)
    for i in range(len(places)):
        first = _cubics(places[i], pieces, 0, cubics)
        for block in range(blocks):
            for k in range(4):
                row[4 * block + k] = weight[i] * shares[i, block] * cubics[k]
                where[4 * block + k] = block * (pieces + 3) + first + k
        for k in range(dense):
            row[4 * blocks + k], where[4 * blocks + k] = weight[i] * columns[i, k], size + k
        for m in range(entries):
            for n in range(entries):
                out[where[m], where[n]] += row[m] * row[n]
    return out
