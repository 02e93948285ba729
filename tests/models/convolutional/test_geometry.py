"""Bad arguments of the convolutional models are refused before any work, and named."""

import numpy as np
import pytest

from crit.models import convolutional
from crit.models.convolutional.geometry import Geometry, Grid, close
from tests.models.laws import flat

conv_paths, conv_lyapunov = flat(convolutional.conv_paths), flat(convolutional.conv_lyapunov)
local_paths, local_lyapunov = flat(convolutional.local_paths), flat(convolutional.local_lyapunov)
sign_automaton = flat(convolutional.sign_automaton)


def automaton(activation, sigma_w, sigma_b, size, depth, *, K0=None, **settings):
    """The automaton by the arguments of the others."""
    return sign_automaton(sigma_w, sigma_b, size, depth, **settings)


PATHS = {"automaton": automaton, "local": local_paths, "conv": conv_paths}
ALL = {**PATHS, "local_lyapunov": local_lyapunov, "conv_lyapunov": conv_lyapunov}
GOOD = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, size=9, depth=4, channels=2)
BAD = [
    ("sigma_w", 0.0),
    ("sigma_w", np.nan),
    ("sigma_w", 1e-200),
    ("sigma_w", 1e300),
    ("sigma_b", -0.1),
    ("sigma_b", 1e300),
    ("size", 0),
    ("size", 2**27),
    ("depth", 0),
    ("depth", 2.5),
    ("channels", 0),
    ("channels", -1),
    ("channels", True),
    ("kernel", 2),
    ("kernel", 4),
    ("kernel", 0),
    ("dimension", 3),
    ("dimension", 0),
    ("replicas", 0),
    ("seed", -1),
    ("seed", "one"),
]
BAD_PATHS = [
    ("start", 0),
    ("start", 0.0),
    ("start", -0.1),
    ("start", 2.1),
    ("start", "full"),
    ("start", None),
    ("at", [3, 2]),
    ("at", [1, 1]),
    ("at", []),
    ("at", [0, 5]),
    ("at", [-1, 2]),
    ("at", [0.5]),
    ("at", 3),
    ("wrap", "yes"),
    ("wrap", 1),
]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("argument, value", BAD)
def test_bad_arguments(name, argument, value):
    with pytest.raises(ValueError, match=f"^{argument} = "):
        ALL[name](**{**GOOD, argument: value})


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("argument, value", BAD_PATHS)
def test_bad_arguments_of_paths(name, argument, value):
    with pytest.raises(ValueError, match=f"^{argument} = "):
        PATHS[name](**{**GOOD, argument: value})


@pytest.mark.parametrize("name", ["local", "conv", "local_lyapunov", "conv_lyapunov"])
@pytest.mark.parametrize(
    "argument, value", [("K0", 0.0), ("K0", np.inf), ("activation", "binary"), ("activation", "y")]
)
def test_bad_arguments_of_networks(name, argument, value):
    with pytest.raises(ValueError, match=f"^{argument} = "):
        ALL[name](**{**GOOD, argument: value})


@pytest.mark.parametrize("name", ["local_lyapunov", "conv_lyapunov"])
@pytest.mark.parametrize("jumping", ["sign(x)", "tanh(x) + sign(x - 1)/10"])
def test_a_jump_has_no_tangent(name, jumping):
    with pytest.raises(ValueError, match="^activation = .*no derivative"):
        ALL[name](**{**GOOD, "activation": jumping})


@pytest.mark.parametrize(
    "argument, value", [("sharing", "tied"), ("padding", "reflect"), ("sharing", 0), ("padding", {})]
)
def test_bad_layers(argument, value):
    with pytest.raises(ValueError, match=f"^{argument} = "):
        conv_paths(**{**GOOD, argument: value})


@pytest.mark.parametrize("name", PATHS)
def test_an_identical_pair_is_called_so(name):
    with pytest.raises(ValueError, match="^start = .*identical"):
        PATHS[name](**{**GOOD, "start": 0})


@pytest.mark.parametrize("name", PATHS)
def test_scales_as_far_apart_as_allowed(name):
    found = PATHS[name](**{**GOOD, "sigma_w": 1e-50, "sigma_b": 1e50})
    assert np.all(np.isfinite(found.density)) and not found.number[:, -1].all()


@pytest.mark.parametrize("name", PATHS)
def test_numpy_says_false_too(name):
    with pytest.raises(ValueError, match="^size = 8"):
        PATHS[name](**{**GOOD, "size": 8, "wrap": np.False_})


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("dimension", [1, 2])
@pytest.mark.parametrize("settings", [dict(start="site"), dict(wrap=False), dict(start="seed", at=[1, 2], kernel=5)])
def test_a_boundary_is_never_felt_in_silence(name, dimension, settings):
    settings = {**GOOD, "dimension": dimension, **settings}
    for size, refused in ((8, True), (9, False)):
        settings["size"] = size
        if refused:
            with pytest.raises(ValueError, match="^size = 8: at least 9"):
                PATHS[name](**settings)
        else:
            PATHS[name](**settings)
    PATHS[name](**{**settings, "size": 8, "wrap": True})


@pytest.mark.parametrize(
    "rows, size, reach_y, reach", [(1, 5, 0, 1), (1, 2, 0, 3), (3, 4, 1, 1), (2, 2, 2, 2), (1, 1, 2, 1)]
)
def test_a_rim_continues_the_torus(rows, size, reach_y, reach):
    inner = np.random.default_rng(1).random((rows, size))
    field = np.full((rows + 2 * reach_y, size + 2 * reach), np.nan)
    field[reach_y : reach_y + rows, reach : reach + size] = inner
    close(field, Grid(rows, size, reach_y, reach))
    assert np.array_equal(field, np.pad(inner, ((reach_y, reach_y), (reach, reach)), mode="wrap"))


@pytest.mark.parametrize("dimension", [1, 2])
@pytest.mark.parametrize("size, kernel", [(9, 3), (12, 1), (40, 7)])
def test_the_geometry_counts_what_is_there(dimension, size, kernel):
    geometry = Geometry(size, 5, kernel, dimension)
    grid, windows = geometry.grid, np.mgrid[(slice(-(kernel // 2), kernel // 2 + 1),) * dimension]
    assert geometry.positions == np.zeros((size,) * dimension).size == grid.rows * grid.size
    assert geometry.window == windows[0].size
    assert (grid.reach, grid.reach_y) == (windows[-1].max(), windows[0].max() if dimension == 2 else 0)


@pytest.mark.parametrize("dimension, most", [(1, 2**26), (2, 2**13)])
def test_a_grid_holds_two_to_the_26_positions(dimension, most):
    assert Geometry(most, 1, dimension=dimension).positions == 2**26
    with pytest.raises(ValueError, match="^size = "):
        Geometry(most + 1, 1, dimension=dimension)


@pytest.mark.parametrize(
    "start, rho0", [("independent", 1.0), ("site", 1.0), ("seed", 1.0), (0.3, 0.3), (2, 2.0), (1e-20, 1e-20)]
)
def test_independent_inputs_lie_at_distance_one(start, rho0):
    # ρ = 1 − c, and independent inputs have the correlation c = 0.
    geometry = Geometry(9, 1, start=start, wrap=True)
    assert (geometry.rho0, geometry.single_site) == (rho0, start in ("site", "seed"))


def test_two_spellings_of_a_single_site_are_one_start():
    both = (conv_paths("tanh", 1.4, 0.3, 9, 4, channels=2, start=start, seed=1) for start in ("site", "seed"))
    assert all(np.array_equal(one, other) for one, other in zip(*both))


@pytest.mark.parametrize("model", [local_paths, local_lyapunov, automaton])
def test_a_network_without_weights_is_a_ring(model):
    with pytest.raises(ValueError, match="^padding = 'zeros'"):
        model(**GOOD, padding="zeros")


@pytest.mark.parametrize("model", [local_lyapunov, conv_lyapunov])
@pytest.mark.parametrize("start", ["site", 0.1])
def test_an_infinitesimal_difference_begins_everywhere(model, start):
    with pytest.raises(ValueError, match="^start = "):
        model(**GOOD, start=start)


@pytest.mark.parametrize("name", ["conv_paths", "local_lyapunov", "sign_automaton", "difference_picture"])
def test_a_size_is_no_geometry(name):
    model = getattr(convolutional, name)
    weights = dict(sigma_w=1.0, sigma_b=0.1) | ({} if name == "sign_automaton" else dict(activation="tanh"))
    for other in (9, (9, 2), None):
        with pytest.raises(ValueError, match="^geometry = "):
            model(**weights, geometry=other, depth=3)


def test_a_picture_is_of_a_line():
    with pytest.raises(ValueError, match="^dimension = 2"):
        convolutional.difference_picture("tanh", 1.0, 0.1, Geometry(9, 2, dimension=2), 3)
