"""What people call an activation: names, families, parameters, modules and functions of other packages."""

import functools
import math

import numpy as np
import pytest
import sympy as sp
from scipy import special

import crit
from crit.theory.activations.lookup import ACTIVATIONS
from crit.theory.activations.names import KNOWN

H = np.linspace(-8, 8, 101)


def module(package, name, **attributes):
    """An object that looks like a module of another package."""
    kind = type(name, (), {"__module__": package, "forward": lambda self, h: h})
    thing = kind()
    for key, value in {"training": True, "inplace": False, **attributes}.items():
        setattr(thing, key, value)
    return thing


def function(package, name):
    """A function that looks like one of another package."""

    def stand_in(h):
        return h

    stand_in.__name__, stand_in.__module__ = name, package
    return stand_in


@pytest.mark.parametrize("text, name", [
    ("ReLU", "relu"), ("Tanh", "tanh"), ("TANH", "tanh"), ("hardtanh", "hard_tanh"), ("Hardtanh", "hard_tanh"),
    ("relu6", "relu6"), ("ReLU6", "relu6"), ("mish", "mish"), ("SELU", "selu"), ("swish", "silu"), ("SiLU", "silu"),
    ("GELU", "gelu"), ("LeakyReLU", "leaky_relu"), ("leaky-relu", "leaky_relu"), ("hard swish", "hard_swish"),
    ("Hardswish", "hard_swish"), ("hard_silu", "hard_swish"), ("Softsign", "softsign"), ("Identity", "linear"),
    ("identity", "linear"), ("atan", "arctan"), ("relu2", "squared_relu"), ("logistic", "sigmoid"), (" tanh ", "tanh"),
    ("ReLU()", "relu"), ("GELU(approximate='none')", "gelu"), ("LeakyReLU(negative_slope=0.01)", "leaky_relu"),
])  # fmt: skip
def test_spellings(text, name):
    assert crit.activation(text) is ACTIVATIONS[name]


def test_every_name_of_the_catalogue_stands_for_itself():
    for name in ACTIVATIONS:
        assert crit.activation(name) is ACTIVATIONS[name]
    assert set(KNOWN.values()) >= set(ACTIVATIONS)


def tanh_gelu(h):
    return h / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (h + 0.044715 * h**3)))


FAMILY = [
    ("leaky_relu(0.2)", lambda h: np.where(h > 0, h, 0.2 * h)),
    ("LeakyReLU(negative_slope=0.2)", lambda h: np.where(h > 0, h, 0.2 * h)),
    ("leaky_relu(alpha=0.2)", lambda h: np.where(h > 0, h, 0.2 * h)),
    ("elu(0.5)", lambda h: np.where(h > 0, h, 0.5 * np.expm1(h))),
    ("celu(2)", lambda h: np.where(h > 0, h, 2 * np.expm1(h / 2))),
    ("Softplus(beta=2, threshold=20)", lambda h: np.logaddexp(0, 2 * h) / 2),
    ("swish(1.702)", lambda h: h * special.expit(1.702 * h)),
    ("snake(0.5)", lambda h: h + np.sin(h / 2) ** 2 / 0.5),
    ("Hardtanh(-2, 3)", lambda h: np.clip(h, -2, 3)),
    ("GELU(approximate='tanh')", tanh_gelu),
]


@pytest.mark.parametrize("text, reference", FAMILY, ids=[text for text, _ in FAMILY])
def test_families(text, reference):
    unit = crit.activation(text)
    np.testing.assert_allclose(unit(H), reference(H), rtol=1e-12, atol=1e-14)
    assert crit.activation(text) == unit


def test_parameters_as_keywords():
    assert crit.activation("elu", alpha=0.5).expression == crit.activation("elu(0.5)").expression
    assert crit.activation("leaky_relu", negative_slope=0.01) is ACTIVATIONS["leaky_relu"]
    unit = crit.activation("x/(1 + exp(-beta*x))", beta=1.7)
    np.testing.assert_allclose(unit(H), H * special.expit(1.7 * H), rtol=1e-13)
    y, beta = sp.symbols("y beta")
    assert crit.activation(y / (1 + sp.exp(-beta * y)), beta=1.7).expression == unit.expression
    x = sp.Symbol("x")
    assert crit.activation(x * sp.tanh(beta * x), beta=2).expression == crit.activation("x*tanh(b*x)", b=2).expression
    assert crit.activation("x**n*sin(x)", n=3).expression == crit.activation("x**3*sin(x)").expression


def test_a_family_in_a_formula_takes_x():
    unit = crit.activation("gelu(2*x) + relu(x) + leaky_relu(x)")
    expected = 2 * H * special.ndtr(2 * H) + np.maximum(H, 0) + np.where(H > 0, H, H / 100)
    np.testing.assert_allclose(unit(H), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("specification, parameters, message", [
    ("x/(1 + exp(-beta*x))", {}, "beta"), ("tanh(x)", {"beta": 1}, "no parameter beta"), ("tanh", {"beta": 1}, "beta"),
    ("leaky_relu", {"beta": 1}, "negative_slope"), ("leaky_relu(1, 2)", {}, "negative_slope"), ("tanh(2)", {}, "variable"),
    ("softplus(0)", {}, "beta = 0"), ("hard_tanh(1, -1)", {}, "min_val"), ("leaky_relu(0.2) + x", {}, "takes x"),
    (sp.Symbol("y") * sp.Symbol("beta"), {}, "beta is free"), (sp.tanh(sp.Symbol("y")), {"b": 1}, "b does not occur"),
    ("x*x", {"x": 2}, "cannot be a parameter"), ("gelu(approximate='exact')", {}, "approximate"),
])  # fmt: skip
def test_parameters_that_are_missing_or_of_no_use(specification, parameters, message):
    with pytest.raises(ValueError, match="^activation = ") as caught:
        crit.activation(specification, **parameters)
    assert message in str(caught.value)


@pytest.mark.parametrize("value", ["1", None, math.nan, math.inf, True, 1j])
def test_a_parameter_is_a_number(value):
    with pytest.raises(ValueError, match="^beta = "):
        crit.activation("x/(1 + exp(-beta*x))", beta=value)


@pytest.mark.parametrize("text, nearest", [
    ("rleu", "relu"), ("swihs", "silu"), ("leakyrelu6", "leaky_relu"), ("tahn", "tanh"), ("softpluss(x) + 1", "softplus"),
    ("hardtan", "hard_tanh"),
])  # fmt: skip
def test_an_unknown_name_is_answered_with_the_catalogue_and_the_nearest(text, nearest):
    with pytest.raises(ValueError, match="^activation = ") as caught:
        crit.activation(text)
    assert f"did you mean {nearest!r}" in str(caught.value)
    assert all(name in str(caught.value) for name in ACTIVATIONS)


TORCH = "torch.nn.modules.activation"


@pytest.mark.parametrize("thing, text", [
    (module(TORCH, "GELU", approximate="none"), "gelu"), (module(TORCH, "GELU", approximate="tanh"), "gelu('tanh')"),
    (module(TORCH, "LeakyReLU", negative_slope=0.2), "leaky_relu(0.2)"), (module(TORCH, "ELU", alpha=1.0), "elu"),
    (module(TORCH, "Hardtanh", min_val=-1.0, max_val=1.0), "hard_tanh"), (module(TORCH, "Mish"), "mish"),
    (module(TORCH, "Softplus", beta=2.0, threshold=20.0), "softplus(2)"), (module(TORCH, "ReLU6"), "relu6"),
    (module("torch.nn.modules.linear", "Identity"), "linear"), (type(module(TORCH, "Tanh")), "tanh"),
    (module("keras.src.layers.activations.leaky_relu", "LeakyReLU", negative_slope=0.3), "leaky_relu(0.3)"),
    (function("torch.nn.functional", "gelu"), "gelu"), (function("jax._src.nn.functions", "gelu"), "gelu('tanh')"),
    (function("jax._src.nn.functions", "silu"), "silu"), (function("keras.src.activations", "hard_silu"), "hard_swish"),
    (functools.partial(function("torch.nn.functional", "leaky_relu"), negative_slope=0.2), "leaky_relu(0.2)"),
    (np.tanh, "tanh"), (np.sin, "sin"), (np.cos, "cos(x)"), (np.abs, "abs"), (special.expit, "sigmoid"), (special.erf, "erf"),
], ids=lambda value: str(value).partition(" at 0x")[0])  # fmt: skip
def test_modules_and_functions_of_other_packages(thing, text):
    assert crit.activation(thing).expression == crit.activation(text).expression


@pytest.mark.parametrize(
    "thing", [module(TORCH, "RReLU"), module(TORCH, "MultiheadAttention"), np.maximum, np.sin(1.0)]
)
def test_what_no_formula_stands_for_is_refused(thing):
    with pytest.raises(ValueError, match="^activation = "):
        crit.activation(thing)


def test_a_function_of_ones_own_is_not_taken_by_its_name():
    def tanh(h):
        return np.arctan(h)

    assert crit.activation(tanh)(1.0) == math.pi / 4
