"""Are there avalanches in a recording? Three exponents without a class in mind, and the tests that may say no."""

import math
from typing import NamedTuple

import numpy as np

from ...checks import finite, refuse, whole
from ...typing import AvalanchesLike, SeedLike, Window
from ..arguments import checked_window
from ..estimate import Estimate, NotEnoughData
from ..minimum_data import PER_PARAMETER
from ..power_law.comparison import LikelihoodRatio, likelihood_ratio
from ..power_law.fit import fit_power_law
from ..power_law.goodness import GoodnessOfFit, goodness_of_fit
from ..power_law.result import PowerLaw
from ..scaling.grouped_means import conditional_mean
from ..scaling.slopes import power_slope
from ..scaling.tails import tail_exponent
from ..universality import LEVEL
from .corrections import with_systematics
from .crackling import predicted_growth

FIRST = 5
"""A power law is looked for from so many quanta on, where enough avalanches have them: fewer never follow one."""

DECADES = 1.0
"""Powers of ten that a law must span to be called one."""

FEWEST = 20
"""Avalanches in a group of durations, for mean sizes."""

VAGUE = 1.0
"""An error of γ from which on it says nothing."""


class AvalancheStatistics(NamedTuple):
    """Exponents of avalanches, and whether they are any.

    Attributes
    ----------
    sizes, durations : PowerLaw
        Fits of P(S) ~ S^−τ and P(T) ~ T^−α, with statistical errors.
    tau, alpha : Estimate
        Their exponents. Where no window was given, the error holds the corrections of all classes as well.
    gamma : Estimate or None
        Of the mean size at given duration, ⟨S⟩(T) ~ T^γ, from the shortest duration fitted on, with such an error;
        None where there are too few durations to tell it better than to `VAGUE`.
    fits : tuple of GoodnessOfFit
        Of sizes and of durations.
    against : LikelihoodRatio
        Of the power law of sizes over an exponential one, which independent events have.
    n : int
        Avalanches.
    """

    sizes: PowerLaw
    durations: PowerLaw
    tau: Estimate
    alpha: Estimate
    gamma: Estimate | None
    fits: tuple[GoodnessOfFit, GoodnessOfFit]
    against: LikelihoodRatio
    n: int

    @property
    def crackling(self) -> Estimate:
        """(α − 1)/(τ − 1), which γ is where the three exponents belong to one process."""
        return predicted_growth(self.alpha, self.tau)

    @property
    def crackles(self) -> bool:
        """Whether γ and (α − 1)/(τ − 1) agree within three standard errors."""
        if self.gamma is None:
            return False
        predicted = self.crackling
        return abs(self.gamma.value - predicted.value) < 3 * math.hypot(self.gamma.error, predicted.error)

    @property
    def found(self) -> bool:
        """Whether sizes follow a power law rather than an exponential one, over a decade at least."""
        span = math.log10(self.sizes.data.values[-1] / self.sizes.xmin)
        return self.against.R > 0 and self.against.p < LEVEL and span >= DECADES

    def __str__(self):
        if not self.found:
            return f"no avalanches: {self.against}"
        growth = "" if self.gamma is None else f", γ = {self.gamma}; (α − 1)/(τ − 1) = {self.crackling}"
        law = f"τ = {self.tau}, α = {self.alpha}{growth}"
        p = ", ".join(f"{fit.p:.2g}" for fit in self.fits)
        return f"{self.n} avalanches: {law}; goodness of fit p = {p} (sizes, durations)"


def avalanche_statistics(
    avalanches: AvalanchesLike,
    *,
    sizes: Window | None = None,
    durations: Window | None = None,
    resamples: int = 99,
    seed: SeedLike = 1,
) -> AvalancheStatistics:
    """Exponents of avalanches of unknown class, with goodness of fit, crackling relation and a verdict.

    Parameters
    ----------
    avalanches : object with arrays ``size`` and ``duration``
        As from `crit.avalanches_of` or `crit.excursions`. Those of duration 0 are left out.
    sizes, durations : tuple of float, optional
        (low, high) used. By default from where a power law fits best on, five quanta or more if there are
        enough, without an upper end. A window that is given is trusted to lie in the limit: the error of its
        exponent is statistical only.
    resamples : int
        Samples of each test of goodness, >= 1.
    seed : int, SeedSequence, Generator or None
        Of these tests.

    Returns
    -------
    AvalancheStatistics

    Raises
    ------
    ValueError
        If the avalanches have no sizes and durations >= 0 of equal number, a window is no pair 0 < low < high,
        `resamples` is no whole number >= 1, or the seed is none.
    NotEnoughData
        With too few avalanches for one of the fits: at least fifty from the lower end on, of different durations.

    Notes
    -----
    Exponents that are read without a class in mind are those of the window, which may lie many statistical errors
    from the limit; so their errors contain what the corrections of all classes would shift them by. For a process whose
    class is known `read_exponents` allows for its corrections alone, and is nearer the limit. Seen in part, or in bins,
    avalanches keep their exponents only above what the bins and the unseen have blurred.
    """
    if not (hasattr(avalanches, "size") and hasattr(avalanches, "duration")):
        refuse("avalanches", avalanches, "what has a size and a duration is needed")
    resamples = whole("resamples", resamples)
    size, duration = (finite(f"avalanches.{name}", getattr(avalanches, name)) for name in ("size", "duration"))
    if size.shape != duration.shape or size.ndim != 1:
        refuse("avalanches", avalanches, "as many sizes as durations are needed")
    size, duration = size[duration > 0], duration[duration > 0]
    if np.unique(size).size < 2 or np.unique(duration).size < 2:
        raise NotEnoughData(f"{size.size} complete avalanches, all of one size or duration")
    counted = bool((size % 1 == 0).all())
    laws = _fitted("sizes", size, sizes, counted), _fitted("durations", duration, durations, True)
    fits = (
        goodness_of_fit(size, laws[0], resamples=resamples, seed=seed),
        goodness_of_fit(duration, laws[1], resamples=resamples, seed=seed),
    )
    tau = _estimate(size, laws[0], "size") if sizes is None else laws[0].estimate
    alpha = _estimate(duration, laws[1], "duration") if durations is None else laws[1].estimate
    gamma = _growth(size, duration, laws[1], durations is None)
    return AvalancheStatistics(
        *laws, tau, alpha, gamma, fits, likelihood_ratio(size, laws[0], "exponential"), size.size
    )


def _estimate(x, law, what):
    """Exponent of a law whose lower end was looked for, with the shifts that corrections make from further down on."""
    window = min(FIRST, law.xmin) if law.discrete else law.xmin, x.max()
    return with_systematics(
        law.estimate,
        lambda corrections: tail_exponent(x, window=window, discrete=law.discrete, corrections=corrections),
        what,
    )


def _growth(size, duration, law, scanned):
    """Exponent of the mean size, over the durations that were fitted; None where there are too few."""
    means = conditional_mean(duration, size, fewest=FEWEST)
    known = [each[means.error > 0] for each in means[:3]]
    high = min(law.xmax, duration.max())
    try:
        plain = power_slope(*known, window=(law.xmin, high)).estimate
    except NotEnoughData:
        return None
    if not scanned:
        return plain
    window = min(FIRST, law.xmin), high
    found = with_systematics(
        plain, lambda corrections: power_slope(*known, window=window, corrections=corrections), "mean_size"
    )
    return found if found.error < VAGUE else None


def _fitted(name, x, window, discrete):
    if window is None:
        early = FIRST * (1 if discrete else x.min())
        enough = np.count_nonzero(x >= early) > 2 * PER_PARAMETER
        return fit_power_law(x, discrete=discrete, xmin=(early, x.max()) if enough else None)
    try:
        low, high = checked_window(window, above=0)
    except ValueError:
        refuse(name, window, "a pair 0 < low < high is needed")
    return fit_power_law(x, discrete=discrete, xmin=low, xmax=high)
