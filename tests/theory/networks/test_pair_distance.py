"""The map of the distance of two inputs: its series against itself to all orders, closed forms and brute force."""

import itertools
import math

import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy import stats
from scipy.integrate import quad

import crit
from crit.theory.networks import pair_distance as distance
from crit.theory.symbols import Delta, a_1, a_2, c, mean_square, rho, x_0
from crit.theory.symbols import K as K_
from crit.theory.symbols import sigma_w as w_

y = sp.Symbol("y")
SMOOTH = "tanh", "erf", "sin", "arctan", "gelu", "softplus", "x*exp(-x**2)"
KINKED = "relu", "leaky_relu", "hard_tanh", "abs(x)", "max(x, tanh(x - 1))", "max(-1, x)"


def arc_cosine(rho):
    """Exact map of relu at its critical point (Cho & Saul 2009)."""
    c = 1 - rho
    return 1 - (math.sqrt(1 - c * c) + (math.pi - math.acos(c)) * c) / math.pi


def test_the_pair_density_is_a_density_and_obeys_prices_identity():
    density = distance.pair_density()
    left, right = sp.diff(density, c), K_ * sp.diff(density, a_1, a_2)
    assert sp.simplify((left - right) / density) == 0
    values = sp.lambdify((a_1, a_2, c, K_), density)
    grid = np.linspace(-12, 12, 401)
    mass = values(grid[:, None], grid[None, :], 0.7, 1.3) * (grid[1] - grid[0]) ** 2
    assert mass.sum() == pytest.approx(1, rel=1e-12)
    assert (mass * grid[:, None] * grid).sum() == pytest.approx(0.7 * 1.3, rel=1e-12)


def test_the_series_of_a_sine_is_known_in_closed_form():
    # E sin u sin v = exp(−K) sinh(K c), and E (sin⁽ᵏ⁾)² = (1 ± exp(−2K))/2.
    squares = {k: (1 + (-1) ** (k + 1) * sp.exp(-2 * K_)) / 2 for k in range(1, 6)}
    series = distance.distance_series(5).subs({mean_square(k): value for k, value in squares.items()})
    exact = w_**2 / K_ * sp.exp(-K_) * (sp.sinh(K_) - sp.sinh(K_ * (1 - rho)))
    expected = sp.series(exact, rho, 0, 6).removeO()
    assert sp.simplify((series - expected).rewrite(sp.exp)) == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("sigma_w, K", [(1.3, 0.6), (0.7, 2.5)])
def test_coefficients_against_the_map_to_all_orders(name, sigma_w, K):
    coefficients = distance.distance_coefficients(name, sigma_w, K, 6)
    rho = 0.02 / np.array([1, 2])
    series = sum(-c * (-rho) ** k for k, c in enumerate(coefficients[:5], start=1))
    left = distance.distance_map(name, sigma_w, K, rho) - series
    np.testing.assert_allclose(left, -coefficients[5] * rho**6, rtol=0.2, atol=1e-13)


@pytest.mark.parametrize("name", SMOOTH[:4])
def test_chi_1_and_kappa_are_those_of_the_critical_point(name):
    point = crit.critical_point(name, 0.3)
    chi_1, kappa = distance.distance_coefficients(name, point.sigma_w, point.K)
    assert chi_1 == pytest.approx(1, abs=1e-9)
    assert kappa == pytest.approx(point.kappa, rel=1e-9)


@pytest.mark.parametrize("rho", [1e-6, 1e-3, 0.3, 1.0, 1.9, 2.0])
def test_the_map_of_relu(rho):
    found = distance.distance_map("relu", math.sqrt(2), 1.0, rho)
    assert found == pytest.approx(arc_cosine(rho), rel=1e-9 if rho > 1e-3 else 1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SMOOTH, *KINKED, "sign(x)"])
@pytest.mark.parametrize("rho", [0.01, 0.5, 1.5])
def test_the_map_against_sampling(name, rho):
    phi, rng = crit.activation(name), np.random.default_rng(7)
    first, second = rng.standard_normal((2, 1_000_000)) * math.sqrt(0.8)
    c = 1 - rho
    difference = (phi(first) - phi(c * first + math.sqrt(1 - c * c) * second)) ** 2 * 1.3**2 / 1.6
    error = difference.std() / 1000
    assert abs(distance.distance_map(name, 1.3, 0.8, rho) - difference.mean()) < 4 * error


def test_an_infinite_slope_is_an_infinite_jump_of_the_derivative():
    assert distance.jumps("sqrt(abs(x))", 1) == [(0, math.inf)] and distance.jumps("sqrt(abs(x))", 0) == []


def arcsine(K, rho):
    q = 2 * mpmath.mpf(K) / (1 + 2 * mpmath.mpf(K))
    return 4 / mpmath.pi * (mpmath.asin(q) - mpmath.asin(q * (1 - mpmath.mpf(rho))))


def gaussian_product(K, c):
    """E uv e^(−u² − v²), from the inverse of a 2×2 matrix."""
    determinant = K**2 * (1 - c * c)
    a, b = K / determinant + 2, -K * c / determinant
    return -b / (a * a - b * b) / mpmath.sqrt(determinant * (a * a - b * b))


EXACT = {
    "sin": lambda K, rho: -mpmath.expm1(-K * rho) * (1 + mpmath.exp(-2 * K + K * rho)),
    "erf": arcsine,
    "relu": lambda K, rho: K * arc_cosine_mp(rho),
    "abs": lambda K, rho: (
        2 * K * (1 - 2 / mpmath.pi * ((1 - rho) * mpmath.asin(1 - rho) + mpmath.sqrt(2 * rho - rho**2)))
    ),
    "sign(x)": lambda K, rho: 2 - 4 / mpmath.pi * mpmath.asin(1 - rho),
    "x*exp(-x**2)": lambda K, rho: 2 * K / mpmath.sqrt(1 + 4 * K) ** 3 - 2 * gaussian_product(K, 1 - rho),
    "exp(x)": lambda K, rho: 2 * mpmath.exp(2 * K) - 2 * mpmath.exp(K * (2 - rho)),
}


def arc_cosine_mp(rho):
    c = 1 - rho
    return 1 - (mpmath.sqrt(1 - c * c) + (mpmath.pi - mpmath.acos(c)) * c) / mpmath.pi


@pytest.mark.parametrize("rho", [1e-6, 0.01, 0.5, 1.9])
@pytest.mark.parametrize("K", [1e-3, 1.0, 10.0, 100.0, 900.0, 1e4])
@pytest.mark.parametrize("name", EXACT)
def test_the_map_in_closed_form_at_any_variance(name, K, rho):
    if (name == "exp(x)" and K > 10) or (name == "sin" and K == 1e4 and rho > 0.1):
        return  # beyond floating point, and slow
    with mpmath.workdps(40):
        expected = float(EXACT[name](mpmath.mpf(K), mpmath.mpf(rho)) / (2 * K))
    assert distance.distance_map(name, 1.0, K, rho) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("K, rho", [(0.3, 0.5), (1.0, 0.5), (3.0, 1.5), (100.0, 0.01)])
def test_the_map_of_hard_tanh_from_its_conditional_mean(K, rho):
    # Given u, v is normal: the mean of a clipped normal variable is known, and one integral remains.
    root, c = math.sqrt(K), 1 - rho
    spread = root * math.sqrt(1 - c * c)

    def conditional(mean):
        a, b = (-1 - mean) / spread, (1 - mean) / spread
        inside = mean * (stats.norm.cdf(b) - stats.norm.cdf(a)) + spread * (stats.norm.pdf(a) - stats.norm.pdf(b))
        return inside - stats.norm.cdf(a) + stats.norm.sf(b)

    def integrand(z):
        output = np.clip(root * z, -1, 1)
        return output * (output - conditional(c * root * z)) * stats.norm.pdf(z)

    cuts = [-9.0, -2 / root, -1 / root, 0.0, 1 / root, 2 / root, 9.0]
    parts = [quad(integrand, *ends, epsabs=1e-14, epsrel=1e-12)[0] for ends in itertools.pairwise(cuts)]
    assert distance.distance_map("hard_tanh", 1.0, K, rho) == pytest.approx(sum(parts) / K, rel=1e-9)


def test_a_feature_much_narrower_than_the_distribution():
    # tanh(1000 x) is a step to the accuracy of its width.
    steep = distance.distance_map("tanh(1000*x)", 1.0, 1.0, 0.3)
    assert steep == pytest.approx(distance.distance_map("sign(x)", 1.0, 1.0, 0.3), rel=3e-3)
    K = 1e6
    assert distance.distance_map("tanh(1000*x)", 1.0, 1.0, 0.3) * 2 == pytest.approx(
        distance.distance_map("tanh(x)", 1.0, K, 0.3) * 2 * K, rel=1e-9
    )


def test_a_mean_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="^activation = 'exp"):
        distance.distance_map("exp(x)", 1.0, 3000.0, 0.5)


def test_no_distance_stays_none_and_shapes_are_kept():
    assert distance.distance_map("tanh", 1.3, 0.8, 0.0) == 0
    assert distance.distance_map("tanh", 1.3, 0.8, np.full((2, 3), 0.1)).shape == (2, 3)


@pytest.mark.parametrize("name", KINKED)
def test_kinks_give_the_three_halves_term(name):
    K, sigma_w = 0.7, 1.2
    amplitude = distance.kink_amplitude(name, sigma_w, K)
    slope = sigma_w**2 * crit.activation(name).mean_square(crit.activation(name).derivative, K)
    rho = 1e-4 / 2.0 ** np.arange(6)
    ratio = (slope * rho - distance.distance_map(name, sigma_w, K, rho)) / rho**1.5
    # The next order is smaller by √ρ.
    fit = np.polynomial.Polynomial.fit(np.sqrt(rho), ratio, 2).convert()
    assert fit.coef[0] == pytest.approx(amplitude, rel=1e-4)
    assert amplitude > 0


@pytest.mark.slow
def test_jumps_of_any_order_give_half_integer_powers():
    # sign: ρ' = (σ_w²/K) (2/π) arccos(1 − ρ) at leading order; relu: (2√2/3π) ρ^(3/2) below ρ.
    values = {K_: 1, Delta: 2, x_0: 0, w_: 1}
    sign = distance.singular_term(0).subs(values)
    assert sp.simplify(sign - sp.series(2 * sp.acos(1 - rho) / sp.pi, rho, 0, 1).removeO()) == 0
    relu = distance.singular_term(1).subs({**values, Delta: 1, w_: sp.sqrt(2)})
    assert sp.simplify(relu + 2 * sp.sqrt(2) / (3 * sp.pi) * rho ** sp.Rational(3, 2)) == 0
    # x max(x, 0)/2 has curvature 1 on the right alone: a jump of φ'' at zero.
    name, K, far = "x*max(x, 0)/2", 1.0, np.array([1e-2, 5e-3, 2.5e-3])
    first, second, third = distance.distance_coefficients(name, 1.0, K, 3)
    assert math.isinf(third) and distance.jumps(name, 2) == [(0.0, pytest.approx(1.0))]
    rest = (distance.distance_map(name, 1.0, K, far) - first * far + second * far**2) / far**2.5
    term = float(distance.singular_term(2).subs({**values, Delta: 1, rho: 1}))
    assert rest == pytest.approx(term, rel=0.01)


@pytest.mark.parametrize("name, k, expected", [
    ("relu", 0, []), ("relu", 1, [(0, 1)]), ("abs(x)", 1, [(0, 2)]), ("hard_tanh", 1, [(-1, 1), (1, -1)]),
    ("sign(x)", 0, [(0, 2)]), ("elu", 1, []), ("elu", 2, [(0, -1)]), ("softsign", 1, []), ("softsign", 2, [(0, -4)]),
    ("tanh", 3, []),
])  # fmt: skip
def test_jumps(name, k, expected):
    assert distance.jumps(name, k) == [(place, pytest.approx(size, rel=1e-5)) for place, size in expected]


@pytest.mark.parametrize("specification, expected", [
    ("sign(x)", [(0, 2)]), ("tanh(x) + 0.1*sign(x)", [(0, 0.2)]), ("tanh(x) + 0.00001*sign(x - 3)", [(3, 2e-5)]),
    (sp.Heaviside(y - 3), [(3, 1)]), (sp.Piecewise((0, y < 2), (y, True)), [(2, 2)]), ("x*sign(x)", []), ("max(0, 5000*x)", []),
    (sp.Piecewise((sp.sin(y), y < 2), (sp.sin(y) + sp.Rational(1, 10), y < 5), (sp.sin(y), True)), [(2, 0.1), (5, -0.1)]),
    ("max(0, tanh(1000*x))", []), ("abs(x - 1.3)", []), ("sqrt(abs(x))", []), ("relu", []), ("hard_swish", []), ("sign(x**2 + 1)*x", []),
    ("abs(x - 1/3)/7 + abs(x**3 - 2)", []), ("sign(x - 20)*exp(-x**2/800)", [(20, 2 * np.exp(-0.5))]),
])  # fmt: skip
def test_jumps_wherever_they_are(specification, expected):
    assert distance.jumps(specification, 0) == [
        (pytest.approx(place), pytest.approx(size, rel=1e-4)) for place, size in expected
    ]


def test_jumps_of_a_comb():
    found = distance.jumps("sign(sin(20*x))", 0)
    places = np.array([place for place, _ in found])
    np.testing.assert_allclose(places / (np.pi / 20), np.round(places / (np.pi / 20)), atol=1e-8)
    assert len(found) >= 1000 and {round(abs(size), 6) for _, size in found} == {2.0}
    comb = crit.activation("sign(sin(20*x))")
    assert comb.mean(comb.second, 1.0) == pytest.approx(1, rel=1e-12)


def test_a_jump_leaves_no_kink_amplitude():
    with pytest.raises(ValueError, match="^activation = 'sign.*it jumps"):
        distance.kink_amplitude("sign(x)", 1.0, 1.0)


@pytest.mark.parametrize("function, arguments, name", [
    (distance.distance_series, (0,), "order"),
    (distance.distance_coefficients, ("binary", 1, 1), "activation"),
    (distance.distance_coefficients, ("tanh", 0, 1), "sigma_w"),
    (distance.distance_coefficients, ("tanh", 1, 0), "K"),
    (distance.distance_coefficients, ("tanh", 1, 1, 0), "order"),
    (distance.jumps, ("relu", -1), "k"),
    (distance.singular_term, (-1,), "k"),
    (distance.kink_amplitude, ("relu", 1, math.nan), "K"),
    (distance.distance_map, ("tanh", 1, 1, -0.1), "distance"),
    (distance.distance_map, ("tanh", 1, 1, [0.1, 2.1]), "distance"),
    (distance.distance_map, ("tanh", 1, 1, math.nan), "distance"),
    (distance.distance_map, ("tanh", 1, 1, "0.1"), "distance"),
    (distance.distance_map, ("tanh", 1, 1, [0.1, [0.2]]), "distance"),
    (mean_square, (-1,), "k"),
    (distance.distance_path, ("tanh", 1, 1, 2.1, 3), "rho0"),
    (distance.distance_path, ("tanh", 1, 1, 0.1, 0), "depth"),
])  # fmt: skip
def test_bad_arguments(function, arguments, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        function(*arguments)
