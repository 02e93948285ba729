"""Avalanches that are not there: what a threshold finds in a still signal that is seen through a few units."""

import numpy as np

from ...checks import whole

GRID = 2001
"""Points of the quadrature."""
RAREST = 1e-14
"""Chance at which the tails of the chi-squared numbers are cut off."""


def flicker_durations(units: int, longest: int) -> np.ndarray:
    """Chances of durations 1 … longest of excursions that are read-out noise alone.

    Parameters
    ----------
    units : int
        Units that are seen in each layer, n >= 1.
    longest : int
        Longest duration, >= 1; below about 10⁹.

    Returns
    -------
    numpy.ndarray
        Of shape (longest,).

    Raises
    ------
    ValueError
        If there are no units or no durations.

    Notes
    -----
    A signal at q = ln(K/Θ) that hardly moves is seen above the threshold with chance p(q) = P(X_n > n e^−q), where X_n
    is a chi-squared number, anew in each layer. An excursion of duration T has chance (1 − p) p^T (1 − p) per layer,
    and a free walk spends equal times at equal intervals of q, so

        P(T) = ∫ (1 − p)² p^T dq / ∫ (1 − p) p dq.

    With normal noise 1/(1 − p) and with it T grow like exp(q²/2), which makes P(T) ~ T^−2 up to a logarithm. Holds as
    long as the signal has moved less than its noise, √(2 D2 T) < √(2/n). Derived here.
    """
    from scipy.stats import chi2  # at first use: it would slow `import crit`

    units, longest = whole("units", units), whole("longest", longest)
    low, high = np.log(chi2.isf([RAREST, 1 - RAREST], units))
    p = chi2.sf(np.exp(np.linspace(low, high, GRID)), units)
    chances, weight = np.empty(longest), (1 - p) ** 2
    for duration in range(longest):
        weight = weight * p
        chances[duration] = weight.sum()
    return chances / ((1 - p) @ p)
