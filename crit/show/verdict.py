"""The one rule by which a claim gets its status."""

from typing import TypedDict

from ..checks import Told, refuse
from ..number_format import plain

AGREEMENT = 3
"""Standard errors within which measured and expected agree."""

JUDGEMENTS = "refuted", "preasymptotic", "open"
"""What a person may call a claim whose numbers do not agree."""


class Judgement(TypedDict, total=False):
    """What a person says to a claim: one of `JUDGEMENTS`, and why."""

    status: str | None
    explanation: str | None


def verdict(z, status=None, explanation=None):
    """Return the status of a claim and its explanation; refuse a judgement that the rule leaves to nobody.

    Parameters
    ----------
    z : float or None
        None where nobody knows what to expect.
    status : str or None
        The judgement of a person: one of `JUDGEMENTS`, or None.
    explanation : str or None
        Needed with a judgement.

    Returns
    -------
    status : str
        ``confirmed`` if the numbers agree, whatever was hoped; otherwise the judgement, or ``unexpected`` without one.
    explanation : str or None
    """
    if status not in (None, *JUDGEMENTS):
        refuse("status", status, f"None, {', '.join(map(repr, JUDGEMENTS))} are allowed")
    if z is None and status != "open":
        refuse("expected", None, 'a number is needed, unless status is "open"')
    if status is not None or explanation is not None:
        explanation = text("explanation", explanation)
    agrees = z is not None and abs(z) < AGREEMENT
    if agrees and status is not None:
        came = Told(f"{status!r} with z = {plain(z, 3)}")
        refuse("status", came, f"numbers within {AGREEMENT} standard errors agree, so leave status out")
    return "confirmed" if agrees else status or "unexpected", explanation


def text(name, value):
    """Return the argument without spaces about it; refuse what is no text, or an empty one."""
    if not isinstance(value, str) or not value.strip():
        refuse(name, value, "a text is needed")
    return value.strip()
