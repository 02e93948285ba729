"""What the scatter of a collapse says about its errors, in sentences."""

import math

RARE = 0.01
"""Share of the samples that is too few to be chance."""

NO_ERRORS = "No errors were given: they are the scatter about the curve, so chi2 is about 1 and there is no p."
MISFIT = (
    "One curve does not describe the data within their errors (chi2 = {chi2:.3g}, p = {p:.2g}): the errors of the"
    " exponents mean nothing. Try a window, a correction, or look for errors that are too small."
)
TOO_GOOD = "The points scatter less about the curve than their errors say (chi2 = {chi2:.2g}, p = {p:.3g})"
ALIKE = (
    ": points that come from the same runs err alike, and then the errors of the exponents are too small. Give runs"
    " or a covariance."
)
TOO_LARGE = ": their errors are too large, and so are those of the exponents."


def remarks_on(chi2, p, samples, independent):
    """Sentences that belong beside a result.

    Parameters
    ----------
    chi2, p : float
        Of the fit.
    samples : int
        Bootstrap samples behind p.
    independent : bool
        Were the errors given as those of independent points?

    Returns
    -------
    tuple of str
    """
    if math.isnan(p):
        return (NO_ERRORS,)
    if p < max(RARE, 1.5 / (1 + samples)):
        return (MISFIT.format(chi2=chi2, p=p),)
    if 1 - p < max(RARE, 0.5 / (1 + samples)):
        return ((TOO_GOOD + (ALIKE if independent else TOO_LARGE)).format(chi2=chi2, p=p),)
    return ()
