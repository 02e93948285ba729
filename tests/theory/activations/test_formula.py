"""The formula parser: what it reads is mathematics, and nothing that it reads is ever run."""

import builtins
import math
import time
from contextlib import contextmanager

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import crit
from crit.theory.activations.formula import CONSTANTS, EXTREMES, FUNCTIONS, parse, x

REFERENCE = {
    "exp": math.exp, "sin": math.sin, "cos": math.cos, "arctan": math.atan, "atan": math.atan, "sinh": math.sinh,
    "cosh": math.cosh, "tanh": math.tanh, "arcsinh": math.asinh, "asinh": math.asinh, "erf": math.erf,
    "erfc": math.erfc, "abs": abs, "sign": lambda h: math.copysign(1, h) if h else 0, "log": math.log,
    "sqrt": math.sqrt, "max": max, "min": min, "pi": math.pi, "e": math.e,
}  # fmt: skip

HOSTILE = [
    "__import__('os')", "__import__('os').system('true')", "__import__", "eval('x')", "exec('x')", "open('f')",
    "().__class__.__mro__", "x.__class__", "x.is_real", "x.subs(x, 1)", "(x).evalf()", "getattr(x, 'name')", "print(x)",
    "lambda: x", "(lambda: x)()", "[x for x in (1, 2)]", "{x}", "{x: x}", "(x, x)", "[x]", "x[0]", "f'{x}'",
    "f'{open(1)}'", "'x'", "b'x'", "x if x else x", "x and x", "not x", "x < 1", "x == x", "(x := 1)", "x = 1", "import os",
    "x; x", "x\nx", "*x", "await x", "yield x", "...", "None", "True", "1j", "x*1j", "x@x", "x//2", "x % 2", "x << 3",
    "x | 1", "~x", "x^2", "y", "tanh", "tanh()", "tanh(x, x)", "tanh(x=1)", "tanh(*[x])", "tanh(**{})", "max(x)",
    "max(x, x, x)", "tanh(x)(x)", "sp.tanh(x)", "np.exp(x)", "os", "oo", "zoo", "nan", "I", "inf", "1e999", "-1e999",
    "9**9**9**9", "((9**9)**9)**9", "x**1000", "x**x", "2**x", "((x**9)**9)**9", "x**-1000", "(x**16)**16", "1000001",
    "10**7*x", "9" * 250, "1/0", "x/0", "0**-1", "log(0)", "sqrt(-1)", "log(-1)*x",
    "-" * 120 + "x", "sin(" * 60 + "x" + ")" * 60, "x+" * 149 + "x", "x" * 301, "", " ",
    "\0", "x\0", "\0x", "х", "ⅹ²", "π", "∞", "x²", "x·x", "tanh（x）", "\u202ex", "\ud800", "#", "\\", "x\\",
    "(", ")", "x)", "(x", "x x", "2x", "+", "**", "0x", "1_", "0777", "'", '"', "'''", "$x", "?", "`x`", "!", "\t", "\n",
]  # fmt: skip


@contextmanager
def nothing_evaluated():
    """Make every evaluation of text an error that nobody catches."""

    def forbidden(*arguments, **_):
        raise AssertionError(f"evaluated {arguments}")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("eval", "exec", "open"):
            patch.setattr(builtins, name, forbidden)
        yield


def refused(text):
    """Parse a text that must be refused, and return the message."""
    with pytest.raises(ValueError, match="^activation = ") as caught:
        parse(text)
    return str(caught.value)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_is_refused_unrun(text):
    started = time.perf_counter()
    with nothing_evaluated():
        message = refused(text)
    assert len(message) < 800
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "text", ["__import__('builtins').canary.append(1)", "[canary.append(1)]", "canary.append(1) or x"]
)
def test_no_side_effect(text, monkeypatch):
    canary = []
    monkeypatch.setattr(builtins, "canary", canary, raising=False)
    for read in (parse, crit.activation):
        with pytest.raises(ValueError, match="^activation = "):
            read(text)
    assert canary == []


@pytest.mark.parametrize("value", [None, 3, 3.5, b"x", ["x"], object(), sp.tanh])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(ValueError, match="^activation = "):
        parse(value)
    with pytest.raises(ValueError, match="^activation = "):
        crit.activation(value)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@given(st.text(max_size=320))
@settings(max_examples=300, deadline=2000)
def test_any_text_is_read_or_refused(text):
    read_or_refused(text)


TOKENS = [*FUNCTIONS, *EXTREMES, *CONSTANTS, *"()+-*/,.:[]{}'=<>&|~^%@ ", "**", "**-1", "9", "1e9", ".5", "2", "__class__",
          "lambda", "if", "else", "for", "in", "import", "os", "eval", "and", "not", "(x)"]  # fmt: skip


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@given(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=14).map("".join))
@settings(max_examples=400, deadline=2000)
def test_any_row_of_tokens_is_read_or_refused(text):
    read_or_refused(text)


def read_or_refused(text):
    """Parse; whatever comes back must be an expression in x alone."""
    try:
        expression = parse(text)
    except ValueError as error:
        assert str(error).startswith("activation = ")
    else:
        assert isinstance(expression, sp.Expr)
        assert expression.free_symbols <= {x}


def joined(inner):
    """Formulas one level larger than the given ones, with pairs of brackets everywhere."""
    smooth = st.sampled_from(["sin", "cos", "tanh", "arctan", "erf", "arcsinh", "abs", "erfc"])
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
        st.builds("({} / (1 + ({})**2))".format, inner, inner),
        st.builds("{}({})".format, smooth, inner),
        st.builds("{}({}, {})".format, st.sampled_from(["max", "min"]), inner, inner),
        st.builds("(-{})".format, inner),
        st.builds("exp(-abs({}))".format, inner),
        st.builds("sqrt(1 + abs({}))".format, inner),
        st.builds("log(1 + abs({}))".format, inner),
    )


leaves = st.sampled_from(["x", "x", "x", "pi", "e", "2", "0.25", "1e-2", "3.5", "(x**2)", "(x**3)", "(+x)"])
formulas = st.recursive(leaves, joined, max_leaves=6).filter(lambda text: len(text) <= 300)


@given(formulas, st.floats(-3, 3).map(lambda h: round(h, 3)))
@settings(max_examples=150, deadline=None)
def test_valid_formulas_mean_what_python_says(text, h):
    # Python itself is the second implementation; the text is one of our own making.
    expected = eval(text, {"__builtins__": {}}, {**REFERENCE, "x": h})
    try:
        expression = parse(text)
    except ValueError as error:
        assert "larger than" in str(error) or "nested" in str(error)
        return
    found = sp.N(expression.subs(x, sp.Rational(str(h))), 30)
    assert float(found) == pytest.approx(expected, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("text, formula", [
    ("x*exp(-x**2)", x * sp.exp(-(x**2))),
    ("  tanh( x )\n", sp.tanh(x)),
    ("-x**2", -(x**2)),
    ("2**-1*x", x / 2),
    ("0.1*x", x / 10),
    ("x**0.5", sp.sqrt(x)),
    ("(x**4)**4", x**16),
    ("1e6", sp.Integer(10**6)),
    ("max(x, 0)", sp.Max(x, 0)),
    ("e*x + pi", sp.E * x + sp.pi),
    ("log(abs(x) + 1)", sp.log(sp.Abs(x) + 1)),
])  # fmt: skip
def test_examples(text, formula):
    assert parse(text) == formula


def test_decimals_are_exact():
    assert parse("0.1 + 0.2") == sp.Rational(3, 10)


def test_further_functions_are_known_only_when_given():
    refused("gelu(x)")
    assert parse("gelu(x)", {"gelu": lambda h: 2 * h}) == 2 * x


def test_messages_say_what_is_wrong():
    assert "'y' is not understood" in refused("y + 1")
    assert "modulus at most 16" in refused("x**17")
    assert "nested too deeply" in refused("sin(" * 40 + "x" + ")" * 40)
    assert "300 characters" in refused("x" * 301)
