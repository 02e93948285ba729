"""Which universality class the avalanches of a recording belong to, and with what odds."""

from ..checks import refuse
from ..measure.avalanches.statistics import AvalancheStatistics
from ..measure.universality import Verdict, class_of
from ..theory.avalanches.exponents import FREE, TRAP
from ..theory.avalanches.walks import FREE_WALK, TRAPPED_WALK, walk_exponents
from ..theory.known_exponents import known_class
from ..theory.symbols import h_hat

LATTICES = "directed percolation 1+1", "directed percolation 2+1"


def classes() -> dict:
    """{class: {"alpha", "tau": exponent}} of the classes that a report knows.

    Returns
    -------
    dict
        Two walks, derived, and directed percolation on lattices, published.
    """
    walks = {FREE: walk_exponents(FREE_WALK), TRAP: [each.subs(h_hat, 0) for each in walk_exponents(TRAPPED_WALK)]}
    found = {name: dict(zip(("alpha", "tau"), map(float, exponents))) for name, exponents in walks.items()}
    return found | {name: known_class(name, {"alpha": "alpha", "tau": "tau"}) for name in LATTICES}


def odds(statistics: AvalancheStatistics) -> Verdict:
    """The classes that measured exponents of durations and sizes allow.

    Parameters
    ----------
    statistics : AvalancheStatistics
        From `avalanche_statistics`.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        If it is none.
    """
    if not isinstance(statistics, AvalancheStatistics):
        refuse("statistics", statistics, "what avalanche_statistics returned is needed")
    return class_of({"alpha": statistics.alpha, "tau": statistics.tau}, classes())
