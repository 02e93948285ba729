"""Quality by chance against collapses of systems that do lie on one curve, and of some that do not."""

import numpy as np
import pytest

from crit.measure.collapse import quality, quality_by_chance

X = np.geomspace(1, 10, 8)
SCALES = [1.0, 2.0, 3.0]


def replicas(seed, *, shift=0.0, noise=0.1):
    """Three systems on the curve 1/x, with noise that is correlated along it; the last one shifted."""
    rng = np.random.default_rng(seed)
    walks = (np.cumsum(rng.normal(0, noise, (60, len(X))), axis=1) for _ in SCALES)
    return [np.exp(walk + move) / X for walk, move in zip(walks, (0, 0, shift))]


def expected(y):
    return quality_by_chance([X] * 3, y, [1 / X] * 3, replicas=60, seed=1)


def test_on_one_curve_the_measured_quality_is_as_by_chance():
    found = [quality(SCALES, [X] * 3, replicas(seed), fixed={"a": 0, "b": 0}).value for seed in range(150)]
    chance = expected(replicas(500))
    # One set of noise tells its own strength to a few per cent.
    assert chance.value == pytest.approx(np.mean(found), rel=0.15)
    assert chance.error == pytest.approx(np.std(found), rel=0.35)


def test_off_the_curve_it_is_not():
    y = replicas(1, shift=0.5)
    chance = expected(y)
    assert quality(SCALES, [X] * 3, y, fixed={"a": 0, "b": 0}).value > chance.value + 5 * chance.error


def test_the_same_seed_gives_the_same():
    assert expected(replicas(2)) == expected(replicas(2))


@pytest.mark.parametrize("name, value", [
    ("x", None), ("x", [X]), ("x", [X, X, -X]), ("y", [np.ones((9, 8))]), ("y", [np.zeros((9, 8))] * 3),
    ("curve", [X[1:]] * 3), ("replicas", 1), ("seed", -1),
])  # fmt: skip
def test_bad_arguments(name, value):
    given = dict(x=[X] * 3, y=replicas(1), curve=[1 / X] * 3, replicas=2, seed=1) | {name: value}
    with pytest.raises(ValueError, match=rf"^{name}(\[\d\])? = "):
        quality_by_chance(**given)
