"""Pictures of differing inputs: against the fast models, and the laws that can be seen in them."""

import numpy as np
import pytest

from crit.models import convolutional
from tests.models.laws import flat

conv_paths, difference_picture = flat(convolutional.conv_paths), flat(convolutional.difference_picture)

SIGN = dict(sigma_w=1.0, sigma_b=1.1, size=60, depth=6, channels=3)


@pytest.mark.parametrize(
    "sharing, padding", [("shared", "circular"), ("shared", "zeros"), ("bias", "circular"), ("local", "zeros")]
)
def test_same_law_as_the_compiled_networks(sharing, padding):
    how = dict(sharing=sharing, padding=padding)
    pictures = [difference_picture("sign(x)", **SIGN, **how, seed=seed) for seed in range(100)]
    density = np.array([np.mean(picture[-1] > 0) for picture in pictures])
    other = conv_paths("sign(x)", **SIGN, **how, replicas=400, seed=1).density[:, -1]
    error = np.hypot(density.std() / 100**0.5, other.std() / 400**0.5)
    assert abs(density.mean() - other.mean()) < 4 * error
    assert density.std() == pytest.approx(other.std(), rel=0.3)


def test_equal_inputs_stay_equal():
    alive = difference_picture("sign(x)", 1.0, 3.0, 20, 60, channels=2, sharing="local", seed=1).any(axis=1)
    assert alive[0] and not alive[-1] and np.all(np.diff(alive.astype(int)) <= 0)


def test_weights_only_scale_with_sigma():
    one, two = (
        difference_picture("tanh", sigma, 0.0, 30, 1, channels=4, sharing="local", seed=3) for sigma in (1e-4, 2e-4)
    )
    np.testing.assert_allclose(two[1], 2 * one[1], rtol=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [
        dict(kernel=2),
        dict(channels=0),
        dict(sharing="tied"),
        dict(sharing=[1]),
        dict(padding="same"),
        dict(padding={}),
        dict(size=0),
        dict(sigma_w=0.0),
        dict(sigma_b=1e300),
        dict(depth=0),
    ],
)
def test_bad_arguments(wrong):
    arguments = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, size=10, depth=3, channels=2)
    with pytest.raises(ValueError, match=f"^{next(iter(wrong))} = "):
        difference_picture(**arguments | wrong)
