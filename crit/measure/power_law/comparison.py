"""A power law against all its alternatives, in one table."""

from typing import NamedTuple

from ...checks import flag, refuse
from ..estimate import NotEnoughData
from .alternative_fit import fit_alternative
from .alternative_likelihood import in_words
from .alternatives import Alternative, kind_of
from .fit import fit_power_law
from .likelihood_ratio import likelihood_ratio

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


def compare_laws(x, fit, alternatives=None, *, own_xmin=False, counts=None, **settings):
    """Compare the fitted power law with all alternatives.

    Parameters
    ----------
    x : array of shape (n,)
        The data that were fitted.
    fit : PowerLaw
        What `fit_power_law` returned for them.
    alternatives : sequence of str, optional
        By default all that `likelihood_ratio` knows.
    own_xmin : bool
        Scan for a lower end of each alternative, as `fit_alternative` does, and compare with the power law fitted from
        there. By default all are compared from the xmin of the fit, which is the power law's choice.
    counts, **settings
        As for `likelihood_ratio`: whole_numbers, resamples, seed, executor, progress.

    Returns
    -------
    Comparison
        Printed, it is a table. On the same data the alternative with the smallest R is the likeliest.

    Raises
    ------
    ValueError
        On a bad argument, among them a fit that belongs to other data.
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
