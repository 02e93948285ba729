"""Power law or something else? The ratio of the likelihoods of the same tail, and all alternatives in one table."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from ...checks import flag, generator, refuse, whole
from ...documented import documented
from ...executors import check_executor
from ...typing import ArrayLike, ExecutorLike, SeedLike
from ..estimate import NotEnoughData
from .alternative_fit import errors_of, fit_alternative, in_words, likeliest, usual_parameters
from .alternatives import EXPONENTIAL, TRUNCATED, Alternative, chance_to_leave, intervals_of, kind_of, points_of
from .data import FITTED
from .fit import fit_power_law
from .goodness import data_of
from .likelihood import fit_from
from .resampling import repeat, samples_of_law
from .result import PowerLaw

SAME = 1e-10
"""Differences of ln p that are rounding."""

DECIDED = 0.05
"""The p below which a law is said to be favoured."""

OFFSETS = {"points": None, "nearest": 0.5, "floor": 0.0}
"""Where the interval begins that a whole number stands for, that far below it."""


class LikelihoodRatio(NamedTuple):
    """Logarithm R of the likelihood of the power law over that of an alternative.

    ``R`` > 0 speaks for the power law, ``R`` < 0 for the alternative; ``error`` is its standard error and ``p`` the
    chance of an R as far from zero if both were equally good, or if the power law were true where the alternative
    contains it. ``parameters`` are those of the alternative, ``n`` is the number of data; a line of text on the
    ``method``; the standard ``errors`` of the parameters, nan where the alternative has become the power law.
    """

    R: float
    error: float
    p: float
    alternative: str
    parameters: dict
    n: int
    method: str
    errors: dict

    @property
    def favoured(self) -> str | None:
        """The law that is favoured at the 5 % level: "power_law", the alternative, or None."""
        if self.p > DECIDED:
            return None
        return "power_law" if self.R > 0 else self.alternative

    def __str__(self):
        against = f"power law against {_plain(self.alternative)}, n = {self.n}"
        verdict = f"favours the {_plain(self.favoured)}" if self.favoured else "favours neither"
        return f"R = {self.R:.5g} ± {self.error:.2g}, p = {self.p:.3g}: {verdict} ({against})"


def _plain(name):
    return {"lognormal": "log-normal"}.get(name, name.replace("_", " "))


@documented(**FITTED)
def likelihood_ratio(
    x: ArrayLike,
    fit: PowerLaw,
    alternative: str,
    *,
    counts: ArrayLike | None = None,
    whole_numbers: str = "points",
    resamples: int | None = None,
    seed: SeedLike = None,
    executor: ExecutorLike | None = None,
    progress: bool = False,
) -> LikelihoodRatio:
    """Compare the fitted power law with another law on the same data, between the same ends.

    Parameters
    ----------
    {x, fit}
    alternative : str
        "exponential", "lognormal", "stretched_exponential" or "truncated_power_law", the last being p ∝ x^−α exp(−λ x);
        also "log-normal", "Weibull", "power law with cut-off" and so on. It is fitted by maximum likelihood, normalised
        from xmin to xmax, over whole numbers if the fit is discrete.
    {counts}
    whole_numbers : {"points", "nearest", "floor"}
        What the alternative becomes if the fit is discrete: its formula at the whole numbers, or the chance of what
        is rounded to them, to the nearest or down.
    resamples : int, optional
        Find p by a parametric bootstrap: the chance of an R at most as large in so many samples of the fitted power
        law, each fitted by both laws. By default p is that of large samples; see the notes.
    seed : int, SeedSequence or Generator, optional
        Of the bootstrap.
    {executor, progress}

    Returns
    -------
    LikelihoodRatio
        Its ``parameters`` are λ, (μ, σ), (λ, β) with p ∝ x^(β−1) exp(−λ x^β), or (α, λ). Where the alternative is
        likeliest in a limit in which it is a power law, R = 0 and p = 1: nothing can tell them apart.

    Raises
    ------
    ValueError
        If x or the counts are no data of a power law, or `fit` is no `PowerLaw` or belongs to other data, the
        alternative or `whole_numbers` is none of the above or the fit is not discrete where it must be, `resamples` is
        no whole number >= 1, the seed is none, the executor takes no calls, or `progress` is no bool.

    Notes
    -----
    The executor fits the samples of the bootstrap: processes gain, threads hardly.

    Against the exponential: Vuong's test (Econometrica 57, 307, 1989), R/error is standard normal if both laws are
    equally far from the truth, and p is two-sided. The other three contain the power law, at the edge of their
    parameters (the lognormal where σ² and −μ are infinite, the stretched exponential where β = 0), so that R <= 0, and
    if the power law is true then −2R is zero or χ² with one degree of freedom, with probability ½ each for large
    samples (Chernoff 1954); p is the upper tail. The chance that it is not zero is more than ½ for small ones, and for
    the truncated power law, if α is small, for samples of any size: x has no variance for α < 3. It is therefore
    counted in samples of the fitted law. In simulations of the truncated power law with 300 to 5000 numbers and α from
    1.5 to 5, between 3.4 and 5.3 of 100 power laws then have p < 0.05 (one half makes it 5 to 11), with 50 to 100
    numbers 5 to 7; of the other two alternatives 5 to 7, with 60 to 1000 numbers (errors 0.4 to 1.3).

    Over whole numbers the alternatives are, by default, their formulas at the whole numbers, as the discrete power law
    is; only so do they contain it. Clauset, Shalizi & Newman (2009) round a lognormal number to the nearest
    (``whole_numbers="nearest"``, also in the packages powerlaw and poweRlaw) and a stretched exponential one down
    (``"floor"``). These laws do not contain the discrete power law; R can have either sign, and p is Vuong's.
    """
    generator(seed), check_executor(executor), flag("progress", progress)
    kind, (data, tail) = kind_of(alternative), data_of(x, fit, counts)
    offset, unit = _offset(whole_numbers, fit.discrete), fit.grid or 1.0
    R, error, (b, s), points = compared(kind, offset, unit, tail)
    if resamples is not None:
        trial = partial(_resampled, kind, offset, samples_of_law(data, fit, tail))
        found = repeat(trial, whole("resamples", resamples), seed=seed, executor=executor, progress=progress)
        p, test = (1 + np.count_nonzero(found <= R + SAME)) / (1 + resamples), f"{resamples} samples of the power law"
    elif kind == EXPONENTIAL or offset is not None:
        p, test = _vuong(R, error), "Vuong's test, two-sided"
    else:
        p, test = _nested(R, kind, tail), "likelihood-ratio test of an edge of the alternative"
    parameters, errors = usual_parameters(kind, b, s, points), errors_of(kind, b, s, points)
    return LikelihoodRatio(R, error, p, Alternative(kind).name, parameters, fit.n, test, errors)


def compared(kind, offset, unit, tail):
    """R and its error, the parameters of the alternative, and the data as it sees them."""
    law, _ = fit_from(tail, 0)
    seen = points_of(tail, unit)
    points = seen if offset is None else intervals_of(tail, unit, offset)
    best = likeliest(kind, points, 1.0 + law.a)
    difference = seen.log_likelihoods(TRUNCATED, 1.0 + law.a, 0.0) - points.log_likelihoods(kind, *best)
    return *_ratio(seen.counts, difference), best, points


def _resampled(kind, offset, samples, rng):
    """R of a sample of the power law; equal numbers fit any law."""
    tail = samples.tail(rng)
    return 0.0 if tail.below[-2] == 0 else compared(kind, offset, 1.0, tail)[0]


def _ratio(counts, difference):
    """Sum of the differences of ln p, and its standard error; exactly zero for equal laws."""
    R = float(counts @ difference)
    if np.max(np.abs(difference)) < SAME:
        return 0.0, 0.0
    return R, math.sqrt(max(0.0, float(counts @ difference**2) - R * R / counts.sum()))


def _vuong(R, error):
    return math.erfc(abs(R) / (math.sqrt(2) * error)) if error > 0 else 1.0


def _nested(R, kind, tail):
    """Chance of −2R or more: that of χ² with one degree of freedom, times the chance that R is not zero."""
    return chance_to_leave(kind, fit_from(tail, 0)[0], tail.below[-1]) * math.erfc(math.sqrt(-R)) if R < 0 else 1.0


def _offset(whole_numbers, discrete):
    if not isinstance(whole_numbers, str) or whole_numbers not in OFFSETS:
        refuse("whole_numbers", whole_numbers, f"one of {', '.join(OFFSETS)} is needed")
    if OFFSETS[whole_numbers] is not None and not discrete:
        refuse("whole_numbers", whole_numbers, "a discrete fit, or 'points', is needed")
    return OFFSETS[whole_numbers]


COLUMNS = "{:<22} {:>8} {:>10} {:>18} {:>9}  {:<21} {}"


class Comparison(NamedTuple):
    """The ``ratios``, one `LikelihoodRatio` for each alternative, and the power-law ``fits`` that they are against."""

    ratios: tuple
    fits: tuple

    def __str__(self):
        heads = COLUMNS.format("alternative", "n", "x from", "R ± error", "p", "favoured", "parameters")
        return "\n".join([heads.rstrip(), *map(_line, self.ratios, self.fits)])


def _line(ratio, fit):
    names = ratio.alternative, ratio.favoured or "neither"
    name, favoured = (text.replace("_", " ") for text in names)
    numbers = f"{ratio.n:.6g}", f"{fit.xmin:.5g}", f"{ratio.R:.4g} ± {ratio.error:.2g}", f"{ratio.p:.3g}"
    return COLUMNS.format(name, *numbers, favoured, in_words(ratio.parameters, ratio.errors))


@documented(**FITTED)
def compare_laws(
    x: ArrayLike,
    fit: PowerLaw,
    alternatives: Sequence[str] | None = None,
    *,
    own_xmin: bool = False,
    counts: ArrayLike | None = None,
    **settings: Any,
) -> Comparison:
    """Compare the fitted power law with all alternatives.

    Parameters
    ----------
    {x, fit}
    alternatives : sequence of str, optional
        By default all that `likelihood_ratio` knows.
    own_xmin : bool
        Scan for a lower end of each alternative, as `fit_alternative` does, and compare with the power law fitted from
        there. By default all are compared from the xmin of the fit, which is the power law's choice.
    {counts}
    **settings : object
        Keywords of `likelihood_ratio`: whole_numbers, resamples, seed, executor, progress.

    Returns
    -------
    Comparison
        Printed, it is a table. On the same data the alternative with the smallest R is the likeliest.

    Raises
    ------
    ValueError
        If x or the counts are no data of a power law, or `fit` is no `PowerLaw` or belongs to other data,
        `alternatives` is no filled list of names, `own_xmin` is no bool, or one of the settings is one that
        `likelihood_ratio` refuses.
    """
    names, own_xmin = _names(alternatives), flag("own_xmin", own_xmin)
    fits = [_from_its_own(x, fit, name, counts) if own_xmin else fit for name in names]
    ratios = [likelihood_ratio(x, each, name, counts=counts, **settings) for name, each in zip(names, fits)]
    return Comparison(tuple(ratios), tuple(fits))


def _names(alternatives):
    if alternatives is None:
        return [law.name for law in Alternative]
    if not isinstance(alternatives, list | tuple) or not alternatives:
        refuse("alternatives", alternatives, "a filled list of names is needed")
    return [Alternative(kind_of(name, "alternatives")).name for name in alternatives]


def _from_its_own(x, fit, name, counts):
    """The power law from the lower end that an alternative prefers."""
    ends = dict(xmax=None if fit.xmax == float("inf") else fit.xmax, counts=counts, grid=fit.grid)
    xmin = fit_alternative(x, name, discrete=fit.discrete, xmin=_range(fit), **ends).xmin
    try:
        return fit_power_law(x, discrete=fit.discrete, xmin=xmin, **ends)
    except NotEnoughData as few:
        return few.estimate


def _range(fit):
    return None if fit.within == (0.0, float("inf")) else fit.within
