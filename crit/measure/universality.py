"""Which universality class measured exponents belong to: how far they are from those of each, and what chance allows.

Let x be the measured exponents with covariance Σ, and c those of a class, with errors of their own on the diagonal of
E. Their distance T (Mahalanobis) counts in standard errors, along and across all correlations:

    T² = (x − c)ᵀ (Σ + E)⁻¹ (x − c).

If the class is the right one, T² of k exponents has the law χ² with k degrees of freedom. Where Σ itself was estimated,
from a few groups of runs, large T are more common: Hotelling's law takes its place, with the degrees of freedom of Yao
(1965), who allows for the part E that is known. A class is excluded if a distance as large as this, or larger, were
rarer than the level.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ..checks import finite, real, refuse, whole
from ..numerics.jackknife import student
from ..typing import ArrayLike, Measured
from .estimate import NotEnoughData

LEVEL = math.erfc(3 / math.sqrt(2))
"""How rarely a normal number is more than three standard errors from its mean, 0.0027: what excludes a class."""


class Verdict(NamedTuple):
    """The classes that measured exponents allow. It prints as their names, or as "no class".

    Attributes
    ----------
    allowed : tuple of str
        The classes that are not excluded, likeliest first; may be empty.
    p : dict
        Class → the chance of a distance as large as this or larger, if the class is the right one.
    distance : dict
        Class → T.
    level : float
        Classes with a smaller p are excluded.
    """

    allowed: tuple
    p: dict
    distance: dict
    level: float

    @property
    def reason(self) -> str:
        """A sentence that gives p of each class."""
        odds = [f"{name} {'p =' if name in self.allowed else 'excluded, p ='} {p:.2g}" for name, p in self.p.items()]
        return f"{'; '.join(odds)} (level {self.level:.2g})"

    def __str__(self):
        return " or ".join(self.allowed) or "no class"


def class_of(
    measured: Mapping[str, Measured],
    classes: Mapping[str, Mapping],
    *,
    covariance: ArrayLike | None = None,
    groups: int | None = None,
    level: float = LEVEL,
) -> Verdict:
    """Tell which universality classes measured exponents allow.

    Parameters
    ----------
    measured : dict
        Name of an exponent → estimate, with the attributes ``value`` and ``error``.
    classes : dict
        Name of a class → dict of an exponent's name → number, estimate or published value. It needs every exponent
        that was measured; the errors of different ones are taken as independent.
    covariance : array of shape (exponents, exponents), optional
        Of the measured exponents, in their order, with the squares of their errors on its diagonal. By default they
        are independent.
    groups : int, optional
        The number of groups of runs that the covariance was estimated from by the jackknife, more than there are
        exponents: `student`, which is in all errors of this kind, is taken out of them and Hotelling's law used. By
        default the covariance is taken as known.
    level : float
        The rate at which a right class is excluded, between 0 and 1.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        If there is no exponent or no class, an estimate has no finite value or no error >= 0, a class lacks an exponent
        that was measured, the covariance is no symmetric matrix of the right shape, `groups` is no whole number, or the
        level is not between 0 and 1.
    NotEnoughData
        With no more groups than exponents: their covariance cannot be told.

    Examples
    --------
    >>> from crit.measure import Estimate
    >>> classes = {"percolation": {"delta": 0.159, "theta": 0.314}, "mean field": {"delta": 1, "theta": 0}}
    >>> verdict = class_of({"delta": Estimate(0.165, 0.006), "theta": Estimate(0.311, 0.002)}, classes)
    >>> print(verdict, "|", verdict.reason)
    percolation | percolation p = 0.2; mean field excluded, p = 0 (level 0.0027)
    """
    values, errors = _table("measured", measured, list(measured) if isinstance(measured, Mapping) else [])
    spread = _covariance(covariance, errors)
    predicted = _predictions(classes, list(measured))
    level, groups = real("level", level, above=0, below=1), None if groups is None else whole("groups", groups)
    if groups is not None and groups <= len(values):
        raise NotEnoughData(f"{groups} groups; more than the {len(values)} exponents are needed")
    spread = spread if groups is None else spread / student(groups) ** 2
    found = {name: _distance(values - c, spread, np.diag(e**2), groups) for name, (c, e) in predicted.items()}
    p = {name: chance for name, (_, chance) in found.items()}
    allowed = sorted((name for name in p if p[name] >= level), key=p.__getitem__, reverse=True)
    return Verdict(tuple(allowed), p, {name: distance for name, (distance, _) in found.items()}, level)


def _distance(difference, measured, published, groups):
    """T, and the chance of one as large; `measured` and `published` are covariances."""
    from scipy.special import chdtrc, fdtrc

    k, direction = len(difference), np.linalg.solve(measured + published, difference)
    square = float(difference @ direction)
    if groups is None or square == 0:
        return math.sqrt(square), float(chdtrc(k, square))
    share = max(float(direction @ measured @ direction) / square, 1e-6)
    freedom = (groups - 1) / share**2
    return math.sqrt(square), float(fdtrc(k, freedom - k + 1, square * (freedom - k + 1) / (k * freedom)))


def _table(name, exponents, names):
    """Values and errors of the named exponents; a plain number is exact."""
    if not isinstance(exponents, Mapping) or not names or not set(names) <= set(exponents):
        refuse(name, exponents, f"a dict that has {', '.join(map(str, names)) or 'at least one exponent'} is needed")
    pairs = [(getattr(each, "value", each), getattr(each, "error", 0.0)) for each in map(exponents.get, names)]
    values = np.array([real(f"{name}[{key!r}]", value) for key, (value, _) in zip(names, pairs)])
    return values, np.array([real(f"error of {name}[{key!r}]", e, least=0) for key, (_, e) in zip(names, pairs)])


def _predictions(classes, names):
    if not isinstance(classes, Mapping) or not classes:
        refuse("classes", classes, "a dict of at least one class is needed")
    return {each: _table(f"classes[{each!r}]", exponents, names) for each, exponents in classes.items()}


def _covariance(given, errors):
    """The covariance of the measured exponents, positive definite, with their squared errors on its diagonal."""
    if not np.all(errors > 0):
        refuse("measured", errors.tolist(), "errors > 0 are needed")
    matrix = np.diag(errors**2) if given is None else finite("covariance", given, (len(errors), len(errors)))
    correlation = matrix / np.outer(errors, errors)
    if not np.allclose(np.diag(correlation), 1, rtol=1e-6):
        refuse("covariance", matrix.tolist(), f"the squares of the errors, {(errors**2).tolist()}, are its diagonal")
    if not np.allclose(correlation, correlation.T) or np.linalg.eigvalsh(correlation)[0] <= 1e-12:
        refuse("covariance", matrix.tolist(), "a symmetric matrix with positive eigenvalues is needed")
    return matrix
