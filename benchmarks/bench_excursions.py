"""Speed of the excursions of a long series at every activity: against NumPy, a limit, and the memory that is read.

NumPy's time is that of the fastest of three ways to get the same arrays after the same checks. The ratio is theirs/ours
against NumPy; against the limit and the bare reading of the series it is ours/theirs.
"""

from functools import partial
from statistics import median

import numpy as np
from turns import against_limit, by_turns, paired_ratio

from crit.measure.avalanches.excursions import excursions

SAMPLES, ROUNDS, LIMIT = 10**8, 3, 3.0
UNIT = "ns/sample"
RUN = 1000


def independent(active):
    """Samples that are above with a given chance, each for itself."""
    return lambda rng: (rng.random(SAMPLES), 1 - active)


def alternating(_):
    """Every other sample is above: as many excursions as there can be."""
    series = np.zeros(SAMPLES)
    series[::2] = 1.0
    return series, 0.5


def long_runs(rng):
    """Levels that last a thousand samples."""
    return np.repeat(rng.random(SAMPLES // RUN), RUN), 0.5


def walks(rng):
    """Reflected walks, whose excursions have every length."""
    steps = rng.integers(0, 2, SAMPLES).astype(float)
    steps *= 2
    steps -= 1
    np.cumsum(steps, out=steps)
    return np.abs(steps % 400 - 200, out=steps), 100.0


ACTIVITIES = {
    "0.1 % active": independent(0.001),
    "4 % active": independent(0.04),
    "50 % active": independent(0.5),
    "99 % active": independent(0.99),
    "alternating": alternating,
    "runs of 1000": long_runs,
    "walk": walks,
}


def edges(series, threshold):
    """Check as the library does; return what is above and where excursions begin and end, by turns."""
    low, high = series.min(), series.max()
    if not (np.isfinite(low) and np.isfinite(high) and low <= threshold < high):
        raise ValueError
    above = series > threshold
    turns = np.flatnonzero(above[1:] != above[:-1]) + 1
    turns = turns[int(above[0]) :]
    return above, turns[: turns.size // 2 * 2]


def by_cumsum(series, threshold):
    """Take differences of a running sum."""
    above, turns = edges(series, threshold)
    start, stop = turns[::2], turns[1::2]
    total = np.cumsum(np.where(above, series - threshold, 0.0))
    return total[stop - 1] - total[start - 1], stop - start, start


def by_reduceat(series, threshold):
    """Sum between all turns and keep every other sum."""
    _, turns = edges(series, threshold)
    duration = turns[1::2] - turns[::2]
    return np.add.reduceat(series, turns)[::2] - threshold * duration, duration, turns[::2]


def by_selection(series, threshold):
    """Sum what is above alone, picked out of the series."""
    above, turns = edges(series, threshold)
    duration = turns[1::2] - turns[::2]
    inside = slice(turns[0], turns[-1])
    first = np.concatenate([[0], np.cumsum(duration[:-1])])
    return np.add.reduceat(series[inside][above[inside]] - threshold, first), duration, turns[::2]


PEERS = by_cumsum, by_reduceat, by_selection


def at(activity):
    """Measure one activity."""
    series, threshold = ACTIVITIES[activity](np.random.default_rng(1))
    work = {peer.__name__: partial(peer, series, threshold) for peer in PEERS}
    work |= {"ours": partial(excursions, series, threshold), "reading": series.max}
    check(work)
    times = by_turns(work, ROUNDS, activity)
    best = min(PEERS, key=lambda peer: median(times[peer.__name__])).__name__
    ours, scale = median(times["ours"]), 1e9 / SAMPLES
    entry = dict(name=f"excursions, {activity}", ours=scale * ours, unit=UNIT)
    names = {best: f"NumPy {best.replace('_', ' ')}", "reading": "NumPy max, (ours/theirs)"}
    ratios = {best: paired_ratio(times[best], times["ours"]), "reading": paired_ratio(times["ours"], times["reading"])}
    return [
        *(
            {**entry, "peer": names[peer], "peer_value": scale * median(times[peer]), "ratio": ratio}
            for peer, ratio in ratios.items()
        ),
        against_limit(f"excursions, {activity}", scale * ours, LIMIT, UNIT),
    ]


def check(work):
    """Make sure that all find the same before they are timed."""
    ours = work["ours"]()
    for peer in PEERS:
        size, duration, start = work[peer.__name__]()
        same = np.array_equal(duration, ours.duration) and np.array_equal(start, ours.start)
        if not (same and np.allclose(size, ours.size, rtol=1e-5, atol=1e-4)):
            raise RuntimeError(f"{peer.__name__} disagrees")


def main():
    """Return all measurements of this subject."""
    return [entry for activity in ACTIVITIES for entry in at(activity)]
