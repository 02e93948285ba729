"""Gaussian averages E f(√K z), z ~ N(0, 1), by quadrature that respects the kinks of f."""

import math
from itertools import pairwise

import numpy as np

from ..checks import refuse

NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
REACHES = 14.0, 36.0
"""Half-widths of the interval in z: the normal weight beyond them is below 1e-43 and 1e-280. The second is for
functions that grow exponentially, and beyond what others can be evaluated at."""
PANELS = 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024
"""How many there are to an octave, until the mean settles."""
SMALLEST = 1e-300
"""Below it numbers lose digits to underflow, and no mean can settle."""


def gaussian_mean(function, K, kinks=(), *, tolerance=1e-11, name="function"):
    """Mean of a function of a centred Gaussian variable of variance K.

    Gauss-Legendre panels in z, split at the kinks, are halved until the mean moves by less than ``tolerance``.

    Parameters
    ----------
    function : callable
        Takes an array of values h and returns an array of f(h).
    K : float
        Variance, K >= 0.
    kinks : sequence of float
        Values of h where f or a derivative jumps.
    tolerance : float
        Relative change at which refinement stops. Where rounding errors of the function itself stand in the way, a
        hundred times as much is let pass in the end.
    name : str
        What the caller calls the function, for the message of the error.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the mean does not exist or does not settle.
    """
    for reach in REACHES:
        mean = _mean_within(reach, function, math.sqrt(K), kinks, tolerance)
        if mean is not None:
            return mean
    formula = str(getattr(function, "formula", function))
    return refuse(name, formula, f"its Gaussian mean at variance K = {K:g} does not exist or did not settle")


def _mean_within(reach, function, width, kinks, tolerance):
    """Mean over |z| < reach, or None if its ends weigh in or it does not settle."""
    edges = _edges(reach, kinks, width)
    previous, changes = math.nan, []
    for panels in PANELS:
        z, weight = _panels(edges, panels)
        with np.errstate(all="ignore"):
            terms = weight * np.exp(-z * z / 2) * function(width * z) / math.sqrt(2 * math.pi)
        mean, size = float(np.sum(terms)), float(np.sum(np.abs(terms)))
        if not np.abs(terms[[0, -1]]).max() <= 1e-12 * size:
            return None
        # Where positive and negative parts cancel, rounding errors of their size remain.
        change = abs(mean - previous)
        if change <= tolerance * abs(mean) + 1e-15 * size + SMALLEST:
            return mean
        previous = mean
        changes.append(change)
    # Three times, since a jump that no kink tells of may by chance move the mean by little once.
    return mean if max(changes[-3:]) <= 100 * tolerance * abs(mean) + 1e-12 * size else None


def _edges(reach, kinks, width):
    inside = [kink / width for kink in kinks if abs(kink) < reach * width]
    # Octaves towards zero resolve what a large variance squeezes into small |z|.
    octaves = reach * 2.0 ** -np.arange(12)
    return np.unique([*-octaves, 0.0, *octaves, *inside])


def _panels(edges, panels):
    cuts = np.concatenate([np.linspace(a, b, panels, endpoint=False) for a, b in pairwise(edges)] + [edges[-1:]])
    half = np.diff(cuts)[:, None] / 2
    return (cuts[:-1, None] + half * (NODES + 1)).ravel(), (half * WEIGHTS).ravel()
