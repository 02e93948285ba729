"""A product as a fraction: what stands above and below the line, and under one root."""

import pytest
import sympy as sp

from crit.theory.roots import drawn_together, split

a, b = sp.symbols("a b", positive=True)
free = sp.Symbol("x", real=True)
root = sp.sqrt


@pytest.mark.parametrize(
    "product, above, below",
    [
        (a / b, [a], [b]),
        (a**-2 * b, [b], [a**2]),
        (a * sp.exp(-b), [a, sp.exp(-b)], []),
        (a ** (b - 2), [a ** (b - 2)], []),
        (a ** (-b), [], [a**b]),
    ],
)
def test_split(product, above, below):
    over, under = split(sp.Mul.make_args(product))
    assert (set(over), set(under)) == (set(above), set(below))


@pytest.mark.parametrize(
    "product, number, over, under",
    [
        (root(a) * root(b), 1, a * b, 1),
        (root(a) / root(b), 1, a / b, 1),
        (1 / root(a * b), 1, 1, a * b),
        (root(2) / 2, 1, 1, 2),
        (root(2) / (2 * root(a)), 1, 1, 2 * a),
        (root(3) / 2, sp.Rational(1, 2), 3, 1),
        (root(2 * a) / 2, 1, a, 2),
        (a, 1, 1, 1),
        (root(free) * root(free + 1), 1, 1, 1),
    ],
)
def test_one_root(product, number, over, under):
    coefficient, factors = product.as_coeff_mul()
    found = drawn_together(coefficient, factors)
    assert found[:3] == (number, over, under)
    again = found[0] * root(found[1]) / root(found[2]) * sp.Mul(*found[3])
    assert sp.simplify(again / product) == 1
