"""Claims: numbers that a chapter stands on, measured with an error and held against what was expected."""

import math
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..checks import real, refuse
from ..typing import Measured
from .claims_html import line, sentence, table
from .number_format import value_and_error

MIME_TYPE = "application/vnd.crit.claim+json"
"""Where a shown claim keeps its numbers for the ledger: an object, or a list of objects for a table."""

AGREEMENT = 3
"""Standard errors within which measured and expected agree."""

_KEY = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
_LEDGER_FIELDS = ("key", "measured", "error", "expected", "z", "status", "source", "seconds")


class _Stopwatch:
    """Seconds since it was last asked; the first time, since this module was loaded."""

    def __init__(self):
        self._start = time.perf_counter()

    def lap(self):
        previous, self._start = self._start, time.perf_counter()
        return self._start - previous


_stopwatch = _Stopwatch()


@dataclass(frozen=True)
class Claim:
    """One line of the ledger. `claim` makes it; it shows itself in a notebook.

    Attributes
    ----------
    key : str
        Its name in the ledger, such as ``couplings/tanh/D2``.
    measured, error : float
        The estimate and its standard error.
    expected : float or None
        What the source says; None where nobody knows.
    expected_error : float
        Standard error of `expected`, 0 if it is exact.
    z : float or None
        (measured − expected) / sqrt(error² + expected_error²).
    status : str
        ``confirmed``, ``refuted``, ``open`` or ``unexpected``.
    source : str
        Where `expected` comes from.
    explanation : str or None
        Why a claim is refuted or open.
    seconds : float
        What the measurement took.
    """

    key: str
    measured: float
    error: float
    expected: float | None
    expected_error: float
    z: float | None
    status: str
    source: str
    explanation: str | None
    seconds: float

    def as_dict(self):
        """Return the fields that the ledger keeps, ready for JSON."""
        return {name: getattr(self, name) for name in _LEDGER_FIELDS}

    def __str__(self):
        return sentence(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": line(self), "text/plain": str(self), MIME_TYPE: self.as_dict()}


class Claims(tuple):
    """Several claims, shown as one table. `claims` makes it."""

    def __str__(self):
        return "\n".join(map(str, self))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": table(self), "text/plain": str(self), MIME_TYPE: [c.as_dict() for c in self]}


def claim(
    key: str,
    measured: float | Measured,
    error: float | None = None,
    expected: float | Measured | None = None,
    source: str | None = None,
    *,
    expected_error: float | None = None,
    status: str | None = None,
    explanation: str | None = None,
) -> Claim:
    """Hold a measured number against an expected one.

    It is *confirmed* if the two agree within three standard errors, and *unexpected* otherwise: that is an
    alarm, and the book does not build until a person has looked. Who has looked says so: ``status="refuted"``
    if the expectation is wrong, ``status="open"`` if nobody knows, and why in `explanation`. A claim called
    refuted whose numbers agree is unexpected too. Only a claim that is shown gets into the ledger: make it
    the last line of its cell, or collect several with `claims`. Its seconds count from the last claim of the
    session.

    Parameters
    ----------
    key : str
        Unique in the book: words of letters, digits, ``-`` and ``_``, joined by ``/``.
    measured : float or estimate
        The number, or an object with the attributes ``value`` and ``error``.
    error : float
        Its standard error, positive; left out when `measured` carries it.
    expected : float, estimate or None
        None only together with ``status="open"``. An estimate, or a published value, carries its own error.
    source : str
        Where `expected` comes from: a derivation, a citation, a table. By default the ``source`` of `expected`.
    expected_error : float, optional
        Standard error of an `expected` that is a plain number; by default 0, which says that it is exact.
    status : {None, "refuted", "open"}
        The judgement of a person, or None.
    explanation : str, optional
        Why; needed with a `status`.

    Returns
    -------
    Claim

    Raises
    ------
    ValueError
        If an argument is missing or not as described, or an error is given twice.

    Examples
    --------
    >>> print(claim("signal/mean", 1.7851e-3, 1.2e-5, 1.789e-3, "stationary law"))
    signal/mean: measured 1.785(12)×10⁻³, expected 1.789×10⁻³, z = −0.33, ✓ confirmed (stationary law)
    """
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        refuse("key", key, "words of letters, digits, - and _, joined by /, are needed")
    source = _text("source", getattr(expected, "source", None) if source is None else source)
    measured, error = _split("measured", measured, "error", error)
    measured, error = real("measured", measured), real("error", error, above=0)
    expected, expected_error = _split("expected", expected, "expected_error", expected_error)
    expected = None if expected is None else real("expected", expected)
    expected_error = 0.0 if expected_error is None else real("expected_error", expected_error, least=0)
    _check_judgement(expected, status, explanation)
    z = None if expected is None else (measured - expected) / math.hypot(error, expected_error)
    seconds = round(_stopwatch.lap(), 3)
    return Claim(key, measured, error, expected, expected_error, z, _verdict(z, status), source, explanation, seconds)


def claims_against(
    key: str, measured: Mapping, expected: Mapping, source: str | None = None, **judgements: Mapping
) -> Claims:
    """Hold several measured numbers against the expected ones of the same names.

    Parameters
    ----------
    key : str
        Beginning of the keys: the claim about ``"beta"`` is called ``key/beta``.
    measured : dict
        Name → estimate, with the attributes ``value`` and ``error``.
    expected : dict
        Name → number, estimate or published value, for every name of `measured`; others are not looked at.
    source : str, optional
        Where they come from; by default each expected value names its own source.
    **judgements : dict
        Name → further arguments of its claim, such as ``dict(status="refuted", explanation="...")``.

    Returns
    -------
    Claims
        One for each name of `measured`, in its order.

    Raises
    ------
    ValueError
        If a name has no expected value, a judgement is about a name that was not measured, or `claim` refuses.

    Examples
    --------
    >>> from crit.measure import Estimate
    >>> print(claims_against("walk", {"tau": Estimate(1.32, 0.02)}, {"tau": 4 / 3}, "first passage"))
    walk/tau: measured 1.320(20), expected 1.33333, z = −0.67, ✓ confirmed (first passage)
    """
    if not isinstance(measured, Mapping) or not measured:
        refuse("measured", measured, "a dict of at least one name and its estimate is needed")
    if not isinstance(expected, Mapping) or not set(measured) <= set(expected):
        refuse("expected", expected, f"a dict that has {', '.join(map(str, measured))} is needed")
    if not set(judgements) <= set(measured):
        refuse("judgements", list(judgements), f"only {', '.join(map(str, measured))} were measured")
    return claims(
        claim(f"{key}/{name}", estimate, **{"expected": expected[name], "source": source, **judgements.get(name, {})})
        for name, estimate in measured.items()
    )


def claims(several: Iterable[Claim]) -> Claims:
    """Collect claims into one table, which carries all of them to the ledger.

    Parameters
    ----------
    several : iterable of Claim
        At least one, each with a key of its own.

    Returns
    -------
    Claims
        A tuple that shows itself as a table.

    Raises
    ------
    ValueError
        If there is none, one is no `Claim`, or two have the same key.
    """
    several = Claims(several)
    if not several or not all(isinstance(one, Claim) for one in several):
        refuse("several", list(several), "at least one claim, and nothing but claims, is needed")
    keys = [one.key for one in several]
    if len(set(keys)) < len(keys):
        refuse("several", keys, "each claim needs a key of its own")
    return several


def _check_judgement(expected, status, explanation):
    if status not in (None, "refuted", "open"):
        refuse("status", status, 'None, "refuted" or "open" is needed')
    if expected is None and status != "open":
        refuse("expected", expected, 'a number is needed, unless status is "open"')
    if status is not None or explanation is not None:
        _text("explanation", explanation)


def _split(name, number, error_name, error):
    """Value and error of what may be an estimate; the error must not come twice."""
    value, own_error = value_and_error(number)
    if own_error is None:
        return value, error
    if error is not None:
        refuse(error_name, error, f"{name} carries its own error, {own_error!r}; what follows goes by keyword")
    return value, own_error


def _text(name, value):
    if not isinstance(value, str) or not value.strip():
        refuse(name, value, "a text is needed")
    return value.strip()


def _verdict(z, status):
    if status == "open":
        return "open"
    agrees = abs(z) < AGREEMENT
    if status == "refuted":
        return "unexpected" if agrees else "refuted"
    return "confirmed" if agrees else "unexpected"
