"""Steps on a parabola, whose solutions are known, and what is refused."""

import numpy as np
import pytest

from crit.models.training import SGD, Adam


def descend(optimiser, start, steps):
    """θ of loss θ²/2, step after step."""
    flat, memory = np.array([[start]]), [np.zeros((1, 1)) for _ in range(optimiser.memories)]
    path = [start]
    for count in range(steps):
        optimiser.step(flat, flat.copy(), memory, np.full((1, 1), float(optimiser.rate)), count + 1)
        path.append(float(flat[0, 0]))
    return np.array(path)


def test_plain_descent_is_geometric():
    np.testing.assert_allclose(descend(SGD(0.3), 2.0, 9), 2 * 0.7 ** np.arange(10), rtol=1e-12)


def test_momentum_is_a_damped_oscillator():
    # θ_{t+1} = (1 + μ − η) θ_t − μ θ_{t−1}.
    path = descend(SGD(0.1, 0.8), 1.0, 40)
    np.testing.assert_allclose(path[2:], 1.7 * path[1:-1] - 0.8 * path[:-2], atol=1e-14)


def test_adam_begins_with_steps_of_its_rate():
    assert descend(Adam(0.01), 5.0, 1)[1] == pytest.approx(4.99, abs=1e-9)
    assert abs(descend(Adam(0.05), 5.0, 400)[-1]) < 0.05


@pytest.mark.parametrize("make, name", [
    (lambda: SGD(0.0), "rate"), (lambda: SGD([0.1, -1.0]), "rate"), (lambda: SGD("fast"), "rate"),
    (lambda: SGD(0.1, 1.0), "momentum"), (lambda: Adam(np.nan), "rate"), (lambda: Adam(0.1, beta1=1.0), "beta1"),
    (lambda: Adam(0.1, beta2=-0.1), "beta2"), (lambda: Adam(0.1, epsilon=0.0), "epsilon"),
])  # fmt: skip
def test_bad_arguments(make, name):
    with pytest.raises(ValueError, match=f"^{name} = "):
        make()
