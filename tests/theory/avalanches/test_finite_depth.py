"""What networks of finite depth show, against walks that were walked."""

import numpy as np
import pytest

from crit.theory.avalanches.finite_depth import seen_share, walk_durations, walk_excursions


@pytest.fixture(scope="module")
def walks():
    rng = np.random.default_rng(1)
    return np.hstack([np.zeros((40_000, 1)), np.cumsum(rng.normal(size=(40_000, 60)), axis=1)])


@pytest.mark.parametrize("steps", [2, 7, 60])
def test_number_of_excursions(walks, steps):
    above = walks[:, : steps + 1] > 0
    ends = np.sum(above[:, :-1] & ~above[:, 1:], axis=1)
    assert abs(ends.mean() - walk_excursions(steps)) < 3.5 * ends.std() / len(walks) ** 0.5


def test_number_of_excursions_grows_as_a_root():
    assert walk_excursions(1) == 0
    assert walk_excursions(10**6) == pytest.approx(1000 / np.pi, rel=2e-3)


def test_share_of_a_walk_from_its_threshold(walks):
    above = walks > 0
    begins = above[:, 1:] & ~above[:, :-1]
    begun = np.cumsum(begins.mean(axis=0))
    layers = walks.shape[1]
    share = seen_share(np.arange(1, layers), layers, start="threshold")
    assert share[::-1] == pytest.approx(begun, rel=0.02)


def test_share_of_places():
    assert seen_share([1, 50, 99], 100) == pytest.approx([0.99, 0.5, 0.01])


def test_durations_are_those_of_walks_that_step_above_their_start(walks):
    above = walks[:, 1:] > 0
    first = np.argmin(above, axis=1)  # steps before the first that is not above
    begun, law = above[:, 0], walk_durations(40)
    for T in (1, 2, 5, 20):
        share = np.mean(first[begun] == T)
        assert abs(share - law[T - 1]) < 4 * (law[T - 1] / begun.sum()) ** 0.5
    assert walk_durations(10**5).sum() == pytest.approx(1 - 2 / (np.pi * 10**5) ** 0.5, rel=1e-4)
    with pytest.raises(ValueError, match="longest"):
        walk_durations(0)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (dict(duration=0), "duration"),
        (dict(duration=9), "duration"),
        (dict(layers=1), "layers"),
        (dict(start="x"), "start"),
    ],
)
def test_bad_arguments(change, name):
    with pytest.raises(ValueError, match=rf"^{name} = "):
        seen_share(**(dict(duration=3, layers=9) | change))
