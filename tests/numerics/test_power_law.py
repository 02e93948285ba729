"""Sums and integrals of powers against direct sums, quadrature and mpmath's zeta function."""

import math

import mpmath
import numpy as np
import pytest
from scipy import integrate

from crit.numerics.power_law import moments, survival


@pytest.mark.parametrize("a", [0.01, 0.2, 1.0, 2.5, 10.0])
@pytest.mark.parametrize("q", [1, 2, 13, 14, 50, 1000, 10**9])
def test_zeta_function_and_its_derivatives(a, q):
    with mpmath.workdps(60):
        alpha, log = mpmath.mpf(a) + 1, mpmath.log(q)
        zero, one, two = (mpmath.zeta(alpha, q, k) * (-1) ** k for k in range(3))
        exact = [zero, one - log * zero, two - 2 * log * one + log**2 * zero]
        exact = [float(value * mpmath.mpf(q) ** alpha / q) for value in exact]
    assert moments(a, float(q), math.inf, True) == pytest.approx(exact, rel=1e-11)
    assert survival(a, float(q), float(q), 0.0) == pytest.approx(exact[0], rel=1e-13)


@pytest.mark.parametrize("a", [-3.0, -1.0, -0.5, -1e-9, 0.0, 1e-9, 0.3, 1.5, 6.0, 40.0])
@pytest.mark.parametrize("q, r", [(1, 2), (1, 5), (1, 17), (1, 3000), (7, 40), (20, 21), (20, 2000), (1000, 1900)])
def test_truncated_sums(a, q, r):
    x = np.arange(q, r)
    y, weight = np.log(x / q), (x / q) ** -(1 + a)
    exact = [math.fsum(weight * y**p) / q for p in range(3)]
    assert moments(a, float(q), float(r), True) == pytest.approx(exact, rel=1e-11, abs=1e-17)


@pytest.mark.parametrize("a", [-30.0, -1.0, -1e-9, 0.0, 1e-9, 0.3, 6.0, 100.0])
@pytest.mark.parametrize("t", [1e-3, 0.5, 3.0, 10.0])
def test_truncated_integrals(a, t):
    exact = [integrate.quad(lambda y, p=p: math.exp(-a * y) * y**p, 0, t, epsrel=1e-13, limit=200)[0] for p in range(3)]
    assert moments(a, 1.0, math.exp(t), False) == pytest.approx(exact, rel=1e-9)


def test_open_integrals():
    assert moments(0.5, 3.0, math.inf, False) == (2.0, 4.0, 16.0)


@pytest.mark.parametrize("a", [0.2, 1.5, 8.0])
def test_survival_is_what_is_left_of_the_sum(a):
    whole = moments(a, 3.0, math.inf, True)[0]
    for x in (4, 10, 20, 1000):
        left = whole - moments(a, 3.0, float(x), True)[0]
        assert survival(a, 3.0, float(x), math.log(x / 3)) == pytest.approx(left, abs=1e-14 * whole)
