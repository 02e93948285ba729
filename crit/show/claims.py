"""Claims: numbers that a chapter stands on, measured with an error and held against what was expected."""

import math
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Unpack

from ..checks import real, refuse
from ..number_format import value_and_error
from ..typing import Measured
from .claims_html import fold, line
from .verdict import Judgement, text, verdict

MIME_TYPE = "application/vnd.crit.claim+json"
"""Where a shown claim keeps its numbers for the ledger: an object, or a list of objects."""

_KEY = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
_CODE = re.compile(r"[$\\{}]")


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
    sentence : str
        What was measured, in words.
    measured, error : float
        The estimate and its standard error.
    expected : float or None
        What the source says; None where nobody knows.
    expected_error : float
        Standard error of `expected`, 0 if it is exact.
    z : float or None
        (measured − expected) / sqrt(error² + expected_error²).
    status : str
        ``confirmed``, ``refuted``, ``preasymptotic``, ``open`` or ``unexpected``.
    source : str
        Where `expected` comes from.
    explanation : str or None
        Why a claim is not confirmed, or what else is to be known of it.
    seconds : float
        What the measurement took.
    """

    key: str
    sentence: str
    measured: float
    error: float
    expected: float | None
    expected_error: float
    z: float | None
    status: str
    source: str
    explanation: str | None
    seconds: float

    def as_dict(self) -> dict:
        """Return all fields, ready for JSON: what the ledger keeps."""
        return asdict(self)

    def __str__(self):
        return line(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": fold([self]), "text/plain": str(self), MIME_TYPE: self.as_dict()}


class Claims(tuple):
    """Several claims, shown as one fold of rows. `claims` makes it."""

    def __str__(self):
        return "\n".join(map(str, self))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": fold(self), "text/plain": str(self), MIME_TYPE: [c.as_dict() for c in self]}


def claim(
    key: str,
    measured: float | Measured,
    error: float | None = None,
    expected: float | Measured | None = None,
    source: str | None = None,
    *,
    sentence: str | None = None,
    expected_error: float | None = None,
    **judgement: Unpack[Judgement],
) -> Claim:
    """Hold a measured number against an expected one.

    It is *confirmed* if the two agree within three standard errors, whatever was hoped, and *unexpected* otherwise:
    that is an alarm, and the book does not build until a person has looked. Who has looked says so, and why in
    `explanation`: ``status="refuted"`` if a control experiment shows that the expectation is wrong,
    ``"preasymptotic"`` if it holds only in a limit that is not reached, ``"open"`` if nobody knows why, or what to
    expect. Numbers that agree leave nothing to judge. Only a claim that is shown gets into the ledger: make it the
    last line of its cell, or collect several with `claims`. Its seconds count from the last claim of the session.

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
    sentence : str, optional
        What was measured, in words that begin with the subject and need no verb: "duration exponent of tanh
        networks, N = 10⁴". Unicode, no LaTeX. By default the words of `key`.
    expected_error : float, optional
        Standard error of an `expected` that is a plain number; by default 0, which says that it is exact.
    **judgement
        What a person says to numbers that do not agree: ``status``, one of ``"refuted"``, ``"preasymptotic"`` and
        ``"open"``, and ``explanation``, a text that says why. An explanation alone, without a status, is welcome too.

    Returns
    -------
    Claim

    Raises
    ------
    ValueError
        If an argument is missing or not as described, an error is given twice, or a status is given to numbers that
        agree.

    Examples
    --------
    >>> print(claim("signal/mean", 1.7851e-3, 1.2e-5, 1.789e-3, "stationary law"))
    signal/mean: measured 1.785(12)×10⁻³, expected 1.789×10⁻³, z = −0.33, ✓ confirmed (stationary law)
    """
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        refuse("key", key, "words of letters, digits, - and _, joined by /, are needed")
    source = text("source", getattr(expected, "source", None) if source is None else source)
    measured, error = _split("measured", measured, "error", error)
    measured, error = real("measured", measured), real("error", error, above=0)
    expected, expected_error = _split("expected", expected, "expected_error", expected_error)
    expected = None if expected is None else real("expected", expected)
    expected_error = 0.0 if expected_error is None else real("expected_error", expected_error, least=0)
    z = None if expected is None else (measured - expected) / math.hypot(error, expected_error)
    status, explanation = verdict(z, **judgement)
    sentence = readable(key) if sentence is None else _words(sentence)
    seconds = round(_stopwatch.lap(), 3)
    return Claim(key, sentence, measured, error, expected, expected_error, z, status, source, explanation, seconds)


def claims_against(
    key: str,
    measured: Mapping,
    expected: Mapping,
    source: str | None = None,
    *,
    sentence: str | Mapping | None = None,
    **judgements: Mapping,
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
    sentence : str or dict, optional
        What was measured: a template whose ``{0}``, ``{1}`` ... are the parts of a name between slashes, or
        name → sentence. By default the words of each key.
    **judgements : dict
        Name → further arguments of its claim, such as ``dict(status="refuted", explanation="...")``.

    Returns
    -------
    Claims
        One for each name of `measured`, in its order.

    Raises
    ------
    ValueError
        If a name has no expected value, a judgement is about a name that was not measured, a name has no sentence
        or not the parts that `sentence` wants, or `claim` refuses.

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
        claim(f"{key}/{name}", estimate, **{**given, **judgements.get(name, {})})
        for name, estimate in measured.items()
        for given in [{"expected": expected[name], "source": source, "sentence": _sentence_of(name, sentence)}]
    )


def claims(several: Iterable[Claim]) -> Claims:
    """Collect claims into one output, which carries all of them to the ledger.

    Parameters
    ----------
    several : iterable of Claim
        At least one, each with a key of its own.

    Returns
    -------
    Claims
        A tuple that shows itself as a fold of rows.

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


def readable(key):
    """Return a key in words: what stands for a claim that has no sentence."""
    return key.replace("/", ", ").replace("-", " ")


def _words(value):
    words = " ".join(text("sentence", value).split())
    if _CODE.search(words):
        refuse("sentence", value, "plain words are needed, with Unicode symbols and without $, \\ or braces")
    return words


def _sentence_of(name, sentence):
    if isinstance(sentence, Mapping):
        return sentence[name] if name in sentence else refuse("sentence", sentence, f"one for {name!r} is needed")
    try:
        return sentence and sentence.format(*str(name).split("/"))
    except (AttributeError, IndexError, KeyError, ValueError):
        refuse("sentence", sentence, f"a dict, or a text whose {{0}}, {{1}} ... are parts of {name!r}, is needed")


def _split(name, number, error_name, error):
    """Value and error of what may be an estimate; the error must not come twice."""
    value, own_error = value_and_error(number)
    if own_error is None:
        return value, error
    if error is not None:
        refuse(error_name, error, f"{name} carries its own error, {own_error!r}; what follows goes by keyword")
    return value, own_error
