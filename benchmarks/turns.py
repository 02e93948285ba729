"""Time several functions by turns, so that whatever else the machine does falls on all of them alike."""

import time
from statistics import median

from tqdm import tqdm


def seconds(function):
    """Return the seconds that one call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def by_turns(functions, rounds, title):
    """Time every function once a round.

    Parameters
    ----------
    functions : dict of str to callable
        What to time; each is called once more beforehand, to compile and to warm up.
    rounds : int
        Number of rounds, >= 1.
    title : str
        Shown beside the progress bar.

    Returns
    -------
    dict of str to list of float
        Seconds of each call, round by round.
    """
    for function in functions.values():
        function()
    times = {name: [] for name in functions}
    for _ in tqdm(range(rounds), desc=title, leave=False):
        for name, function in functions.items():
            times[name].append(seconds(function))
    return times


def paired_ratio(above, below):
    """Return the median over rounds of the ratio of two lists of times."""
    return median(a / b for a, b in zip(above, below))


def against_limit(name, value, limit, unit):
    """Return the entry of a value that must not exceed a limit; its ratio is value/limit, and 0 if both are zero."""
    ratio = value / limit if limit else float(value != limit)
    return dict(name=name, ours=float(value), peer="limit", peer_value=float(limit), ratio=float(ratio), unit=unit)
