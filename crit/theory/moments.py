"""Gaussian averages E f(√K z), z ~ N(0, 1), by quadrature that respects the kinks of f."""

import math

import numpy as np

from ..checks import refuse

NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
REACH = 14.0
"""Half-width of the interval in z: the normal weight beyond it is below 1e-43."""
SMALLEST = 1e-300
"""Below it numbers lose digits to underflow, and no mean can settle."""


def gaussian_mean(function, K, kinks=(), *, tolerance=1e-11):
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
        Relative change at which refinement stops.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the mean does not exist or does not settle.
    """
    width = math.sqrt(K)
    edges = _edges(kinks, width)
    previous = math.nan
    for panels in (2, 4, 8, 16, 32, 64, 128):
        z, weight = _panels(edges, panels)
        with np.errstate(all="ignore"):
            terms = weight * np.exp(-z * z / 2) * function(width * z) / math.sqrt(2 * math.pi)
        mean = float(np.sum(terms))
        # Where positive and negative parts cancel, rounding errors of their size remain.
        if abs(mean - previous) <= tolerance * abs(mean) + 1e-15 * float(np.sum(np.abs(terms))) + SMALLEST:
            return mean
        previous = mean
    return refuse("activation", function, f"its Gaussian mean at variance K = {K:g} does not exist or did not settle")


def _edges(kinks, width):
    inside = [kink / width for kink in kinks if abs(kink) < REACH * width]
    # Octaves towards zero resolve what a large variance squeezes into small |z|.
    octaves = REACH * 2.0 ** -np.arange(12)
    return np.unique([*-octaves, 0.0, *octaves, *inside])


def _panels(edges, panels):
    cuts = np.concatenate([np.linspace(a, b, panels, endpoint=False) for a, b in zip(edges, edges[1:])] + [edges[-1:]])
    half = np.diff(cuts)[:, None] / 2
    return (cuts[:-1, None] + half * (NODES + 1)).ravel(), (half * WEIGHTS).ravel()
