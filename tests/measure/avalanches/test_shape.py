"""Mean shapes of excursions made by exact laws: Bessel bridges, of which the mean is known at every time."""

import numpy as np
import pytest
from scipy import stats

from crit.measure.avalanches.excursions import excursions
from crit.measure.avalanches.shape import asymmetry, mean_shape, shape_collapse, shape_exponent
from crit.measure.estimate import NotEnoughData
from crit.models.processes.branching import branching_paths

FREE, TRAP = 0.5, 1.0
UNIT_MEAN = {FREE: lambda t: 8 / np.pi * np.sqrt(t * (1 - t)), TRAP: lambda t: 6 * t * (1 - t)}


def squared_bridges(rng, duration, count, dimension):
    """Squared Bessel bridges from 0 to 0 in duration + 1 steps, their inner points, one bridge a row."""
    walks = np.cumsum(rng.standard_normal((count, dimension, duration + 1)), axis=2)
    t = np.arange(1, duration + 2) / (duration + 1)
    return np.sum((walks - t * walks[:, :, -1:])[:, :, :-1] ** 2, axis=1)


def bridges(rng, duration, count, exponent):
    """Excursions of free Brownian motion (a Bessel bridge of dimension 3) or of the trap (squared, of dimension 4)."""
    return (
        np.sqrt(squared_bridges(rng, duration, count, 3))
        if exponent == FREE
        else squared_bridges(rng, duration, count, 4)
    )


def framed(heights, threshold=0.0):
    """Rows with a quiet sample at either end."""
    return np.pad(heights, ((0, 0), (1, 1))) + threshold


def mixed(rng, durations, count, exponent):
    """One long series of excursions of several durations, in random order."""
    parts = [row for duration in durations for row in framed(bridges(rng, duration, count, exponent))]
    return np.concatenate([parts[k] for k in rng.permutation(len(parts))])


def plain_shape(series, threshold, window, points):
    """The shape by its definition for windows of one duration: np.interp of every excursion, and a ratio of means."""
    found = excursions(series, threshold)
    chosen = [(s, d) for s, d in zip(found.start, found.duration) if window[0] <= d <= window[1]]
    t = (np.arange(points) + 0.5) / points
    profiles = [np.interp(t, np.arange(d + 2) / (d + 1), [0, *(series[s : s + d] - threshold), 0]) for s, d in chosen]
    areas = [np.sum(series[s : s + d] - threshold) / (d + 1) for s, d in chosen]
    return np.mean(profiles, axis=0) / np.mean(areas), np.array(profiles), np.array(areas)


@pytest.mark.parametrize("exponent", [FREE, TRAP])
def test_mean_of_bridges_is_the_exact_one(exponent):
    rng = np.random.default_rng(1)
    shape = mean_shape(framed(bridges(rng, 400, 5000, exponent)), 0, window=(400, 400))
    z = (shape.mean - UNIT_MEAN[exponent](shape.t)) / shape.error
    assert shape.n == 5000 and shape.duration == pytest.approx(401)
    assert np.abs(z[2:-2]).max() < 4 and np.abs(z).max() < 5
    scale = np.sqrt(8 / np.pi * 401) * np.pi / 8 if exponent == FREE else 4 * 401 / 6
    assert abs(shape.height.value - scale) < 4 * shape.height.error


def test_the_two_classes_are_told_apart():
    rng = np.random.default_rng(2)
    free, trap = (
        shape_exponent(mean_shape(mixed(rng, range(100, 200, 10), 50, exponent), 0, window=(100, 199)))
        for exponent in (FREE, TRAP)
    )
    assert abs(free.value - FREE) < 4 * free.error and abs(trap.value - TRAP) < 4 * trap.error
    assert (trap.value - free.value) / np.hypot(free.error, trap.error) > 5


@pytest.mark.slow
@pytest.mark.parametrize("exponent", [FREE, TRAP])
def test_errors_are_honest(exponent):
    rng = np.random.default_rng(3)
    repetitions, z, tilt, points = 300, [], [], []
    heights = bridges(rng, 100, 150 * repetitions, exponent).reshape(repetitions, 150, 100)
    for block in heights:
        shape = mean_shape(framed(block), 0, window=(100, 100), points=10)
        slope, lean = shape_exponent(shape), asymmetry(shape)
        z.append((slope.value - exponent) / slope.error)
        tilt.append(lean.value / lean.error)
        points.append((shape.mean[4] - UNIT_MEAN[exponent](shape.t[4])) / shape.error[4])
    for sample in (z, tilt, points):
        assert abs(np.mean(sample)) < 4 / np.sqrt(repetitions)
        for sigmas in (1, 2):
            inside = int(np.sum(np.abs(sample) < sigmas))
            assert stats.binomtest(inside, repetitions, 1 - 2 * stats.norm.sf(sigmas)).pvalue > 1e-4


@pytest.mark.parametrize("duration", [50, 63])
def test_agrees_with_a_plain_implementation(duration):
    rng = np.random.default_rng(4)
    series = mixed(rng, (20, duration, 200), 120, FREE) + 3.0
    shape = mean_shape(series, 3.0, window=(duration - 1, duration + 1), points=13)
    mean, profiles, areas = plain_shape(series, 3.0, (duration, duration), 13)
    assert shape.mean == pytest.approx(mean, rel=1e-12)
    residual = (profiles - mean * areas[:, None]) / areas.mean()
    assert shape.covariance == pytest.approx(np.cov(residual.T) / len(areas), rel=1e-9, abs=1e-18)
    assert shape.error == pytest.approx(np.sqrt(np.diag(shape.covariance)))


def test_long_excursions_do_not_outweigh_short_ones():
    # Heights of the trap grow as T: without the division by T^s the long ones alone would make the mean.
    rng = np.random.default_rng(5)
    low, high = framed(bridges(rng, 100, 400, TRAP)), framed(bridges(rng, 1000, 400, TRAP))
    both = mean_shape(np.concatenate([low.ravel(), high.ravel()]), 0, window=(100, 1000))
    one = mean_shape(low, 0, window=(100, 100))
    assert both.n == 800 and np.median(both.error / one.error) == pytest.approx(np.sqrt(0.5), rel=0.15)


def test_a_lopsided_shape_is_seen():
    # Rises in a tenth of the time: a triangle with its peak at 0.1 has its centre of mass at (1 + 0.1)/3.
    t = np.arange(1, 200) / 200
    triangle = np.minimum(t / 0.1, (1 - t) / 0.9)
    heights = triangle * np.random.default_rng(6).uniform(0.5, 1.5, (300, 1))
    lean = asymmetry(mean_shape(framed(heights), 0, window=(199, 199), points=200))
    assert lean.value == pytest.approx(1.1 / 3 - 0.5, abs=1e-4) and lean.error < 1e-7


@pytest.mark.parametrize("exponent", [FREE, TRAP])
def test_collapse(exponent):
    rng = np.random.default_rng(7)
    series = mixed(rng, (64, 90, 128, 180, 256, 360, 512, 700), 300, exponent)
    found = shape_collapse(series, 0, [64, 128, 256, 512, 1024])
    assert abs(found.gamma.value - 1 - exponent) < 4 * found.gamma.error and found.gamma.error < 0.02
    assert found.heights.dof == 2 and found.forms.dof == 3
    assert min(found.heights.p, found.forms.p) > 1e-3
    assert [shape.n for shape in found.shapes] == [600] * 4
    assert [shape.window for shape in found.shapes] == [(64, 127), (128, 255), (256, 511), (512, 1023)]


def test_collapse_has_an_honest_error():
    rng = np.random.default_rng(8)
    z = []
    for _ in range(100):
        found = shape_collapse(mixed(rng, (64, 128, 256), 120, FREE), 0, [60, 100, 200, 300], points=5)
        z.append((found.gamma.value - 1.5) / found.gamma.error)
    assert abs(np.mean(z)) < 4 / 10 and 0.75 < np.std(z) < 1.3


def test_no_collapse_of_two_kinds():
    rng = np.random.default_rng(9)
    series = np.concatenate([mixed(rng, (100,), 400, FREE), mixed(rng, (300, 900), 400, TRAP)])
    found = shape_collapse(series, 0, [100, 200, 600, 1000])
    assert found.forms.p < 1e-6 and found.heights.p < 1e-6


def test_two_windows_leave_nothing_to_test_in_the_heights():
    found = shape_collapse(mixed(np.random.default_rng(10), (64, 128), 200, FREE), 0, [60, 100, 200])
    assert found.heights == (pytest.approx(0, abs=1e-12), 0, 1.0) and found.forms.dof == 1


def test_rows_and_one_series_give_the_same():
    rows = framed(bridges(np.random.default_rng(11), 50, 200, FREE))
    one, many = mean_shape(rows.ravel(), 0, window=(50, 50)), mean_shape(rows, 0, window=(50, 50))
    assert np.array_equal(one.mean, many.mean) and one.height == many.height


@pytest.mark.slow
def test_numbers_of_any_type():
    heights = np.random.default_rng(12).integers(1, 9, (150, 20))
    shapes = [mean_shape(framed(heights).astype(kind), 0, window=(20, 20)).mean for kind in (float, np.int64, ">f8")]
    assert np.array_equal(shapes[0], shapes[1]) and np.array_equal(shapes[0], shapes[2])


def test_the_window_of_the_fit():
    shape = mean_shape(framed(bridges(np.random.default_rng(13), 99, 500, TRAP)), 0, window=(99, 99), points=50)
    inside = (shape.t >= 0.2) & (shape.t <= 0.7)
    slope = np.polyfit(np.log(shape.t * (1 - shape.t))[inside], np.log(shape.mean)[inside], 1)[0]
    assert shape_exponent(shape, window=(0.2, 0.7)).value == pytest.approx(slope)
    assert shape_exponent(shape) == shape_exponent(shape, window=(0.08, 0.92))
    assert shape_exponent(shape, window=(0, 1)).error < shape_exponent(shape, window=(0.3, 0.7)).error


def test_too_few_excursions():
    series = framed(bridges(np.random.default_rng(14), 40, 99, FREE))
    with pytest.raises(NotEnoughData, match="^99 complete excursions last 30 to 50 samples; 100 are needed") as caught:
        mean_shape(series, 0, window=(30, 50))
    assert caught.value.estimate.n == 99 and caught.value.estimate.mean.size == 20
    with pytest.raises(NotEnoughData, match="^0 complete excursions") as caught:
        mean_shape(series, 0, window=(60, 90))
    assert caught.value.estimate is None
    with pytest.raises(NotEnoughData, match="complete excursions last 50 to 99 samples; 100 are needed"):
        shape_collapse(np.concatenate([series, series]), 0, [30, 50, 100])


@pytest.mark.parametrize(
    "window", [5, "ab", (1,), (7, 20), (20, 10), (10, 20.5), (10, None), (True, 20), None, (8, 9, 10)], ids=repr
)
def test_bad_windows_of_durations(window):
    with pytest.raises(ValueError, match=r"^window(\[[01]\])? = "):
        mean_shape(np.arange(100) % 7, 3, window=window)


@pytest.mark.parametrize(
    "edges", [5, (8, 20), (7, 20, 30), (8, 20, 20), (8, 30, 20), (8, 20, 30.5), "abc", None], ids=repr
)
def test_bad_edges(edges):
    with pytest.raises(ValueError, match="^edges"):
        shape_collapse(np.arange(100) % 7, 3, edges)


@pytest.mark.parametrize("points", [2, 0, 1001, 5.0, None, True])
def test_bad_points(points):
    for call in (
        lambda: mean_shape(np.arange(9), 3, window=(8, 9), points=points),
        lambda: shape_collapse(np.arange(9), 3, [8, 9, 10], points=points),
    ):
        with pytest.raises(ValueError, match="^points = "):
            call()


@pytest.mark.parametrize(
    "window", [3, (1,), (-0.1, 1), (0.5, 0.5), (0, 1.1), (0, np.nan), ("a", 1), (0.4, 0.45)], ids=repr
)
def test_bad_windows(window):
    shape = mean_shape(framed(bridges(np.random.default_rng(15), 30, 100, FREE)), 0, window=(30, 30))
    with pytest.raises(ValueError, match="^window"):
        shape_exponent(shape, window=window)


@pytest.mark.parametrize("series, threshold", [([], 0), (np.ones(50), 0.5), (np.arange(50) % 7, 9), ([1, np.nan], 0)])
def test_bad_data(series, threshold):
    with pytest.raises(ValueError, match="^(series|threshold) = "):
        mean_shape(series, threshold, window=(8, 20))


@pytest.mark.slow
def test_heights_of_critical_branching_need_their_correction():
    runs = branching_paths(1.0, 140, replicas=200_000, seed=3)
    runs = np.pad(runs[runs[:, 8] > 0], ((0, 0), (1, 0)))
    edges = [8, 12, 16, 24, 32, 48, 64, 96, 128]
    plain, bent = (shape_collapse(runs, 0, edges, corrections=f) for f in ([], [lambda T: np.log(T) / T]))
    assert abs(bent.gamma.value - 2) < 4 * bent.gamma.error < 0.1
    assert plain.gamma.value < 2 - 10 * plain.gamma.error and plain.heights.p < 0.01 < bent.heights.p
    assert str(bent).startswith(f"γ = {bent.gamma.value:.4f} ± {bent.gamma.error:.4f} (statistical only)")


@pytest.mark.parametrize(
    ("edges", "bends", "name"),
    [
        ([8, 16, 32], [lambda T: 1 / T], "edges"),
        ([8, 16, 32, 64], [np.log], "corrections"),
        ([8, 16, 32, 64], 3, "corrections"),
        ([8, 16, 32, 64], [lambda T: np.nan * T], "corrections"),
    ],
)
def test_bad_corrections(edges, bends, name):
    walk = np.abs(np.cumsum(np.random.default_rng(1).normal(size=(50, 20_000)), axis=1) % 100 - 50)
    with pytest.raises(ValueError, match=f"^{name}"):
        shape_collapse(walk, 10, edges, corrections=bends)


def test_excursions_that_are_all_alike():
    with pytest.raises(NotEnoughData, match="^the excursions of .* are all alike") as caught:
        mean_shape(np.tile([0.0] + [1.0] * 9, 300), 0.5, window=(8, 20))
    assert caught.value.estimate.height.value == pytest.approx(0.5 * 9 / 10)
    for read in (shape_exponent, asymmetry):
        with pytest.raises(ValueError, match="^shape = 3: what mean_shape returned is needed"):
            read(3)


def test_three_points_make_a_shape():
    series = framed(bridges(np.random.default_rng(15), 40, 400, FREE))
    assert mean_shape(series, 0, window=(30, 50), points=3).mean.size == 3
    with pytest.raises(ValueError, match="^points = 2"):
        mean_shape(series, 0, window=(30, 50), points=2)
