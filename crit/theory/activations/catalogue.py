"""The catalogue of activations: formulas by name, some of them families with parameters."""

from collections.abc import Callable

import sympy as sp

from ..symbols import x

HALF, ONE = sp.Rational(1, 2), sp.Integer(1)
SELU_SCALE, SELU_ALPHA = sp.Rational("1.0507009873554805"), sp.Rational("1.6732632423543772")
"""Klambauer et al. 2017."""


def above(place, value, otherwise):
    """One formula above a place, another below."""
    return sp.Piecewise((value, x > place), (otherwise, True))


def clipped(low, high):
    """x, kept between two numbers."""
    if low >= high:
        raise ValueError
    return sp.Piecewise((low, x < low), (x, x < high), (high, True))


def gelu(approximate="none"):
    """x Φ(x), or with ``approximate="tanh"`` the formula that some programs compute in its place."""
    if approximate in ("tanh", True):
        return x / 2 * (1 + sp.tanh(sp.sqrt(2 / sp.pi) * (x + sp.Rational("0.044715") * x**3)))
    if approximate not in ("none", False):
        raise ValueError
    return x * (sp.erfc(-x / sp.sqrt(2)) / 2)


def softplus(beta=ONE):
    """ln(1 + e^(βx))/β."""
    return sp.log(1 + sp.exp(beta * x)) / beta


def silu(beta=ONE):
    """x/(1 + e^(−βx)), also called swish."""
    return x * (1 / (1 + sp.exp(-beta * x)))


FAMILIES: dict[str, Callable] = {
    "leaky_relu": lambda negative_slope=HALF / 50: above(0, x, negative_slope * x),
    "elu": lambda alpha=ONE: above(0, x, alpha * (sp.exp(x) - 1)),
    "celu": lambda alpha=ONE: above(0, x, alpha * (sp.exp(x / alpha) - 1)),
    "hard_tanh": lambda min_val=-ONE, max_val=ONE: clipped(min_val, max_val),
    "gelu": gelu,
    "silu": silu,
    "softplus": softplus,
    "snake": lambda a=ONE: x + sp.sin(a * x) ** 2 / a,
}
"""Formulas with parameters, by name."""

FORMULAS = {
    "linear": x,
    "tanh": sp.tanh(x),
    "erf": sp.erf(x),
    "sin": sp.sin(x),
    "arctan": sp.atan(x),
    "softsign": sp.Piecewise((x / (1 + x), x > 0), (x / (1 - x), True)),
    "relu": above(0, x, sp.Integer(0)),
    "leaky_relu": FAMILIES["leaky_relu"](),
    "elu": FAMILIES["elu"](),
    "hard_tanh": FAMILIES["hard_tanh"](),
    "gelu": gelu(),
    "silu": silu(),
    "softplus": softplus(),
    "sigmoid": 1 / (1 + sp.exp(-x)),
    "binary": 1 - sp.exp(-(x**2) * HALF),
    "selu": above(0, SELU_SCALE * x, SELU_SCALE * SELU_ALPHA * (sp.exp(x) - 1)),
    "mish": x * sp.tanh(sp.log(1 + sp.exp(x))),
    "relu6": clipped(sp.Integer(0), sp.Integer(6)),
    "hard_swish": sp.Piecewise((0, x < -3), (x * (x + 3) / 6, x < 3), (x, True)),
    "squared_relu": above(0, x**2, sp.Integer(0)),
    "snake": FAMILIES["snake"](),
    "abs": sp.Abs(x),
}
"""The catalogue: name to formula; that of the stochastic unit ``binary`` is its probability of firing."""

STOCHASTIC = {"binary"}
ALIASES = {
    "identity": "linear", "none": "linear", "atan": "arctan", "sine": "sin", "swish": "silu", "logistic": "sigmoid",
    "expit": "sigmoid", "relu2": "squared_relu", "absolute": "abs", "fabs": "abs", "hardsilu": "hard_swish",
}  # fmt: skip
"""Other names in use, as `plain_name` writes them."""
