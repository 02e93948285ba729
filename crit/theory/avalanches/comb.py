"""Avalanches of combs in closed form: units that fire where the phase of a fast oscillation is below a probability.

A few active units spread the phase of a comb (`crit.models.networks.Comb`) over less than a period, and then no tooth
but the one at zero is within reach: an avalanche has to get over that gap before it grows like one of random gates.
"""

import math

import numpy as np

from ...checks import finite, real, refuse_any, whole
from ...typing import ArrayLike

REACH = 10
"""Standard deviations of the phase beyond which no tooth counts."""


def branching_ratio(spread: ArrayLike) -> np.ndarray:
    """Units that one active unit excites on average in a wide critical network (σ_w² = 2) of combs.

    Parameters
    ----------
    spread : float or array
        ω√K, the standard deviation of the phase in periods, >= 0. With n units active it is ω √(2n/N).

    Returns
    -------
    float or array
        R = Σ_m (m²/a³) g(m/a) with a = ω√K and the normal density g: the teeth about zero, at m/ω and m²/2ω² wide.
        R → 1 for a ≫ 1, with teeth averaged out, and R → 0 for a ≪ 1, where the input fits between the first two.

    Raises
    ------
    ValueError
        If a spread is negative or not finite.
    """
    a = finite("spread", spread)[..., None]
    refuse_any("spread", a < 0, "negative", "numbers >= 0 are needed")
    # The direct sum converges fast where teeth are few, its Poisson transform where they are many.
    m = np.arange(1, REACH + 1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        direct = math.sqrt(2 / math.pi) * (m**2 / a**3 * np.exp(-((m / a) ** 2) / 2)).sum(-1)
    wave = (2 * math.pi * m * a) ** 2
    transformed = 1 + 2 * ((1 - wave) * np.exp(-wave / 2)).sum(-1)
    return np.where(a[..., 0] < 0.5, np.where(a[..., 0] > 0, np.nan_to_num(direct), 0.0), transformed)


def spark_survival(spread: float, layers: int, *, most: int = 400) -> float:
    """Probability that an avalanche started by one active unit lasts at least so many layers, as N → ∞.

    Parameters
    ----------
    spread : float
        ω √(2/N), what the spark spreads the phase over, > 0; the numbers of active units follow a branching process
        with Poisson offspring of mean `branching_ratio`.
    layers : int
        Duration T >= 1; the spark itself is the first layer.
    most : int
        Active units from which on an avalanche counts as alive for good.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the spread is not positive, or layers or units are no whole numbers of at least 1.
    """
    from scipy.special import gammaln  # at first use: it would slow `import crit`

    spread, layers, most = real("spread", spread, above=0), whole("layers", layers), whole("most", most)
    n = np.arange(1, most + 1)
    mean = np.maximum(n * branching_ratio(spread * np.sqrt(n)), 1e-300)[:, None]
    law = np.exp(n * np.log(mean) - mean - gammaln(n + 1))
    beyond = np.maximum(0, 1 - np.exp(-mean[:, 0]) - law.sum(axis=1))
    alive = np.ones(most)
    for _ in range(layers - 1):
        alive = law @ alive + beyond
    return float(alive[0])
