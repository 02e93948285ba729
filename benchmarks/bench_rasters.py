"""Speed of the avalanches and of the branching ratio of a raster, against NumPy and SciPy.

Times are milliseconds a call; the ratio is theirs/ours. Both must find the same avalanches and the same branching
ratio, or the benchmark stops. The peer of the ratio fits the same number of slopes, without an error; ours has one.
"""

from functools import partial
from statistics import median

import numpy as np
from scipy.ndimage import find_objects, label, sum_labels
from scipy.optimize import curve_fit
from turns import by_turns, paired_ratio

from crit.measure.avalanches import avalanches_of, branching_ratio
from crit.models.processes import branching_paths, spike_raster

ROUNDS, UNITS, WIDTH, STEPS = 3, 20, 4, 40


def labelled(raster):
    """Bin a raster and label the runs of active bins, as an image is labelled; those at the ends are left out."""
    if (raster < 0).any():
        raise ValueError
    activity = raster.sum(axis=1)
    activity = activity[: activity.size // WIDTH * WIDTH].reshape(-1, WIDTH).sum(axis=1).astype(float)
    runs, found = label(activity > 0)
    places = [place for (place,) in find_objects(runs) if place.start > 0 and place.stop < activity.size]
    size = sum_labels(activity, runs, np.arange(1, found + 1))
    size = size[int(activity[0] > 0) : found - int(activity[-1] > 0)]
    return size, np.array([place.stop - place.start for place in places])


def fitted(activity):
    """Regress over many steps, a slope a step, and fit b mᵏ to the slopes."""
    k = np.arange(1, STEPS + 1)
    slopes = [np.polyfit(activity[:-step], activity[step:], 1)[0] for step in k]
    return curve_fit(lambda k, b, m: b * m**k, k, slopes, p0=(slopes[0], 0.9))[0][1]


def entry(name, peer, work):
    """Measure one pair by turns."""
    times = by_turns(work, ROUNDS, name)
    ours, theirs = (1e3 * median(times[which]) for which in ("ours", "peer"))
    ratio = paired_ratio(times["peer"], times["ours"])
    return dict(name=name, ours=ours, peer=peer, peer_value=theirs, ratio=ratio, unit="ms")


def main():
    """Return all measurements of this subject."""
    activity = branching_paths(0.9, 200_000, start=5, immigration=0.5, seed=1)[0].astype(float)
    raster = spike_raster(activity, UNITS, seed=1)
    found, (size, duration) = avalanches_of(raster, WIDTH), labelled(raster)
    if not (np.array_equal(found.size, size) and np.array_equal(found.duration, duration)):
        raise AssertionError("different avalanches")
    ratio = branching_ratio(activity, steps=STEPS)
    if abs(ratio.value - fitted(activity)) > 3 * ratio.error:
        raise AssertionError(f"different ratios: {ratio}, and {fitted(activity)}")
    runs = {"ours": partial(avalanches_of, raster, WIDTH), "peer": partial(labelled, raster)}
    slopes = {"ours": partial(branching_ratio, activity, steps=STEPS), "peer": partial(fitted, activity)}
    return [
        entry(f"avalanches of {UNITS} units", "SciPy label", runs),
        entry(f"branching ratio, {STEPS} steps", "NumPy polyfit", slopes),
    ]
