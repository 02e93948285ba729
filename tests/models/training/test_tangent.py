"""Tangent kernels of finite networks: against Jacobians by differences, and against infinite width."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from crit.models.training import Architecture, empirical_kernel
from crit.models.training import architecture as shape
from crit.models.training.passes import forward
from crit.models.training.tangent import kernel_of
from crit.models.training.units import value_and_slope
from crit.theory.kernels import kernel_fluctuation, tangent_kernel
from tests.models.laws import unlike_the_others

rng = np.random.default_rng(2)
X = rng.normal(size=(5, 20))
X /= np.sqrt(np.mean(X**2, axis=1, keepdims=True))
RHO = np.clip(1 - X @ X.T / 20, 0, 2)
STEP = 1e-3


@pytest.mark.parametrize("activation, skip", [("tanh", 0.0), ("tanh", 0.8), ("gelu", 0.0), ("x*exp(-x**2)", 1.0)])
def test_it_is_the_square_of_the_jacobian(activation, skip):
    architecture = Architecture(activation, 4, 3, skip)
    sizes, scales = architecture.sizes(20, 1), [np.array([s]) for s in (1.4, 0.3)]
    flat = shape.drawn(sizes, *scales, [np.random.default_rng(1)], float)
    scale, unit = shape.scale_of(sizes, *scales, flat), value_and_slope(architecture.unit)

    def output(moved):
        return forward(unit, skip, shape.layers_of(moved, sizes), X).outputs[0, :, 0]

    columns = []
    for index in range(flat.shape[1]):
        move = np.zeros_like(flat)
        move[0, index] = STEP * scale[0, index]
        near, far = (output(flat + s * move) - output(flat - s * move) for s in (1, 2))
        columns.append((8 * near - far) / (12 * STEP))
    jacobian = np.array(columns)
    found = kernel_of(architecture, shape.layers_of(flat, sizes), X, (1.4, 0.3))[0]
    assert np.abs(found - jacobian.T @ jacobian).max() < 1e-6 * np.abs(found).max()


@pytest.mark.slow
@pytest.mark.parametrize("activation, skip", [("tanh", 0.0), ("relu", 0.0), ("erf", 1.0), ("x*exp(-x**2)", 0.0)])
def test_wide_networks_approach_infinite_width(activation, skip):
    expected = tangent_kernel(activation, 1.4, 0.3, 3, rho0=RHO, skip=skip).pair[3]
    means = []
    for width in (25, 100):
        kernels = empirical_kernel(Architecture(activation, width, 3, skip), X, 1.4, 0.3, replicas=3000, seed=1)
        means.append((kernels.mean(axis=0) - expected, stats.sem(kernels, axis=0)))
    # N(Θ_N − Θ) is one number, up to the next order: from it the deviation at one width foretells that at the other.
    (narrow, error), (wide, wide_error) = means
    z = (wide - narrow / 4) / np.hypot(wide_error, error / 4)
    assert np.abs(z).max() < 4.5, z


@pytest.mark.slow
@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu"])
def test_fluctuations_of_one_hidden_layer_fall_as_derived(activation):
    own, amplitude = tangent_kernel(activation, 1.4, 0.3, 1, rho0=0.0).own[1], kernel_fluctuation(activation, 1.4, 0.3)
    for width in (8, 64):
        found = empirical_kernel(Architecture(activation, width, 1), X[:1], 1.4, 0.3, replicas=8000, seed=3)[:, 0, 0]
        assert abs(found.mean() - own) < 4 * stats.sem(found)
        deviation = (found - found.mean()) ** 2
        assert abs(deviation.mean() - amplitude / width) < 4 * stats.sem(deviation)


def test_a_network_has_the_same_bits_however_it_is_run():
    arguments = Architecture("tanh", 9, 2), X, 1.4, 0.3
    many = empirical_kernel(*arguments, replicas=9, seed=4)
    assert np.array_equal(empirical_kernel(*arguments, replicas=1, seed=4), many[:1])
    with ThreadPoolExecutor(2) as executor:
        assert np.array_equal(empirical_kernel(*arguments, replicas=9, seed=4, executor=executor), many)


@pytest.mark.parametrize("bad", [
    dict(architecture="tanh"), dict(x=X[0]), dict(x=np.full((2, 2), np.nan)), dict(sigma_w=0), dict(sigma_b=-1),
    dict(replicas=0), dict(seed=-1), dict(executor=1), dict(progress=None),
])  # fmt: skip
def test_bad_arguments(bad):
    with pytest.raises(ValueError, match=rf"^{next(iter(bad))} = "):
        empirical_kernel(**(dict(architecture=Architecture("tanh", 3, 1), x=X, sigma_w=1.0, sigma_b=0.1) | bad))


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("training.tangent")
