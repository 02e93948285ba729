"""Pictures of directed percolation: light cone, nesting and densities known in closed form."""

import itertools

import numpy as np
import pytest

from crit.models.lattices.picture import space_time


def test_open_bonds_fill_the_light_cone_and_stay_in_the_middle():
    rows = space_time(1.0, 41, 30, start="site", seed=0)
    assert np.array_equal(rows.sum(axis=1), np.arange(1, 32))
    middle = rows @ np.arange(41) / rows.sum(axis=1)
    assert np.all(np.abs(middle - 20) <= 0.5)


def test_nothing_survives_closed_bonds():
    rows = space_time(0.0, 10, 3, seed=0)
    assert rows[0].all() and not rows[1:].any()


@pytest.mark.parametrize("bond", [True, False])
def test_active_sites_of_one_seed_are_nested(bond):
    pictures = [space_time(p, 60, 40, bond=bond, seed=7) for p in (0.5, 0.6, 0.7, 0.8)]
    for smaller, larger in itertools.pairwise(pictures):
        assert np.all(smaller <= larger) and np.any(smaller < larger)


@pytest.mark.parametrize("bond", [True, False])
def test_densities_of_two_layers_are_those_of_all_configurations(bond):
    p, size = 0.6, 400_000
    both = 1 - (1 - p) ** 2 if bond else p
    first = both
    second = 2 * p * first * (1 - first) + both * first**2
    measured = space_time(p, size, 2, bond=bond, seed=3)[1:].mean(axis=1)
    assert measured == pytest.approx([first, second], abs=5 * (0.3 / size) ** 0.5)


@pytest.mark.parametrize("depth", [20, 21])
def test_the_light_cone_of_a_seed_must_fit(depth):
    assert space_time(1.0, depth + 1, depth, start="site")[-1].all()
    with pytest.raises(ValueError, match=f"^size = {depth}: the light cone"):
        space_time(1.0, depth, depth, start="site")


@pytest.mark.parametrize(
    "change",
    [
        {"p": 1.1},
        {"p": float("nan")},
        {"size": 1},
        {"depth": 0},
        {"start": "middle"},
        {"start": [1]},
        {"bond": "site"},
        {"bond": None},
        {"bond": 1},
    ],
)
def test_bad_arguments(change):
    with pytest.raises(ValueError, match=f"^{next(iter(change))} = "):
        space_time(**{"p": 0.5, "size": 4, "depth": 3} | change)


def test_the_smallest_picture():
    assert space_time(1.0, 2, 1).all() and space_time(1.0, 2, 1, start="site").sum() == 3
    for size, depth, name in ((1, 1, "size"), (2, 0, "depth")):
        with pytest.raises(ValueError, match=f"^{name} = "):
            space_time(1.0, size, depth)
