"""Known exponents and thresholds: value, error, source.

Only numbers that others have published stand here as digits. Whatever follows from them by a scaling relation is
computed, with its error. Conventions: in directed percolation from all sites active the density falls as t^−delta;
from one active site the chance to survive falls as t^−delta, the number of active sites grows as t^theta and their
mean square distance as t^(2/z). At a distance ε from the threshold the density is ε^beta, the correlation time
ε^−nu_parallel and the correlation length ε^−nu_perp. Avalanches last T with density T^−alpha, have size S with
density S^−tau, and mean size T^gamma.

The values for 2+1 and 3+1 dimensions are those compiled in the textbook of Henkel, Hinrichsen and Lübeck (2008). In 3+1
dimensions later simulations differ from them by more than the published errors, which are doubled here. Estimates of
the one free exponent of the bounded Kardar–Parisi–Zhang class (also called multiplicative noise, with an upper wall)
lie further apart than their errors, too: 1.10(5), 1.184(10), 1.26(3). The most precise one is kept, with an error
widened to that spread.
"""

from collections.abc import Mapping
from typing import NamedTuple

import sympy as sp

from ..checks import real, refuse, whole
from .symbols import beta, d, delta, nu_parallel, nu_perp, theta, z


class Known(NamedTuple):
    """A published number: its value, its standard error (0 if exact) and a short citation."""

    value: float
    error: float
    source: str


_NAMES = {
    beta: "beta", nu_parallel: "nu_parallel", nu_perp: "nu_perp", delta: "delta", theta: "theta", z: "z", d: "d"
}  # fmt: skip

SCALING = {
    "delta": beta / nu_parallel,
    "z": nu_parallel / nu_perp,
    "theta": d / z - 2 * delta,
}
"""Exponent → what scaling theory says it is; the last is the hyperscaling relation, valid for d <= 4."""

DERIVED = {"beta": delta * nu_parallel, "2/z": 2 / z, "1/nu_parallel": 1 / nu_parallel}
"""Exponent → its formula, used where nobody has published a number."""

AVALANCHES = {"alpha": 1 + delta, "tau": 1 + delta / (1 + delta + theta), "gamma": 1 + delta + theta}
"""The same for avalanches of directed percolation: their survival falls as the density does (rapidity reversal)."""

CITATIONS = {
    "Jensen 1999": "jensen1999low",
    "Jensen and Dickman 1993": "jensen1993time",
    "Voigt and Ziff 1997": "voigt1997epidemic",
    "Henkel, Hinrichsen and Lübeck 2008": "henkel2008nonequilibrium",
    "Jensen 1992": "jensen1992critical",
    "Wang et al. 2013": "wang2013high",
    "Janssen 1981": "janssen1981nonequilibrium",
    "Tu, Grinstein and Muñoz 1997": "tu1997systems",
    "Kissinger et al. 2005": "kissinger2005nonequilibrium",
    "Kardar, Parisi and Zhang 1986": "kardar1986dynamic",
}
"""Short citation → key in the bibliography of the book."""

_PUBLISHED = {
    "directed percolation 1+1": {
        "Jensen 1999": {
            "beta": (0.276486, 8e-6),
            "nu_parallel": (1.733847, 6e-6),
            "nu_perp": (1.096854, 4e-6),
            "delta": (0.159464, 6e-6),
            "theta": (0.313686, 8e-6),
            "z": (1.580745, 1e-5),
            "p_c bond": (0.644700185, 5e-9),
            "p_c site": (0.70548522, 4e-8),
        },
        "Jensen and Dickman 1993": {"rate_c": (3.297848, 2e-5)},
    },
    "directed percolation 2+1": {
        "Voigt and Ziff 1997": {"delta": (0.4505, 1e-3), "theta": (0.2295, 1e-3), "z": (1.7660, 1.6e-3)},
        "Henkel, Hinrichsen and Lübeck 2008": {
            "beta": (0.5834, 3e-3),
            "nu_parallel": (1.2950, 6e-3),
            "nu_perp": (0.7333, 7.5e-3),
        },
        "Wang et al. 2013": {"p_c bond": (0.28733838, 4e-8), "p_c site": (0.3445740, 2e-7)},
    },
    "directed percolation 3+1": {
        "Jensen 1992": {"delta": (0.732, 8e-3), "theta": (0.114, 8e-3), "z": (1.901, 1e-2)},
        "Henkel, Hinrichsen and Lübeck 2008": {
            "beta": (0.813, 1.8e-2),
            "nu_parallel": (1.110, 2e-2),
            "nu_perp": (0.584, 1e-2),
        },
    },
    "mean-field directed percolation": {
        "Janssen 1981": {
            "beta": (1, 0),
            "nu_parallel": (1, 0),
            "nu_perp": (0.5, 0),
            "delta": (1, 0),
            "theta": (0, 0),
            "z": (2, 0),
        },
    },
    "bounded KPZ 1+1": {
        "Tu, Grinstein and Muñoz 1997": {"nu_parallel": (1.5, 0), "nu_perp": (1, 0), "z": (1.5, 0)},
        "Kissinger et al. 2005": {"delta": (1.184, 0.04)},
    },
    "KPZ 1+1": {"Kardar, Parisi and Zhang 1986": {"z": (1.5, 0), "roughness": (0.5, 0), "growth": (1 / 3, 0)}},
}

DIMENSION = {
    "directed percolation 1+1": 1,
    "directed percolation 2+1": 2,
    "directed percolation 3+1": 3,
    "mean-field directed percolation": 4,
    "bounded KPZ 1+1": 1,
    "KPZ 1+1": 1,
}
"""System → number of dimensions of space; for mean-field theory the upper critical one."""


def propagate(formula: sp.Expr, exponents: Mapping, dimension: int | None = None) -> tuple[float, ...]:
    """Value and standard error of a formula, from estimates whose errors are independent.

    Parameters
    ----------
    formula : sympy.Expr
        In the symbols of spreading, as in `SCALING`, `DERIVED` and `AVALANCHES`.
    exponents : dict
        Name of a symbol → (value, error, ...).
    dimension : int, optional
        What to put for d, >= 1.

    Returns
    -------
    tuple of float
        Value and, to first order, standard error.

    Raises
    ------
    ValueError
        If an exponent of the formula is missing, no finite number, or has a negative error, or on a bad dimension.
    """
    if not isinstance(formula, sp.Expr):
        refuse("formula", formula, "a sympy expression is needed")
    if not isinstance(exponents, Mapping):
        refuse("exponents", exponents, "a dict of name to (value, error) is needed")
    if dimension is not None:
        formula = formula.subs(d, whole("dimension", dimension))
    names = _names(formula)
    if not set(names.values()) <= set(exponents):
        refuse("exponents", list(exponents), f"the formula needs {', '.join(names.values())}")
    at = {symbol: real(name, exponents[name][0]) for symbol, name in names.items()}
    errors = {symbol: real(f"error of {name}", exponents[name][1], least=0) for symbol, name in names.items()}
    slopes = (float(sp.diff(formula, symbol).subs(at)) * errors[symbol] for symbol in at)
    return float(formula.subs(at)), sum(slope**2 for slope in slopes) ** 0.5


def _names(formula):
    """Symbol → name in the tables, sorted by name."""
    return dict(sorted(((s, _NAMES.get(s, str(s))) for s in formula.free_symbols), key=lambda pair: pair[1]))


def _complete(published, formulas):
    table = {
        name: Known(float(value), float(error), source)
        for source, numbers in published.items()
        for name, (value, error) in numbers.items()
    }
    for name, formula in formulas.items():
        needed = list(_names(formula).values())
        if name not in table and set(needed) <= set(table):
            sources = dict.fromkeys(table[part].source for part in needed)
            table[name] = Known(*propagate(formula, table), ", ".join(sources))
    return table


TABLE = {
    system: _complete(published, DERIVED | AVALANCHES if "percolation" in system else DERIVED)
    for system, published in _PUBLISHED.items()
}
"""System → name → `Known`."""


def known(system: str, name: str) -> Known:
    """Look up a published exponent or threshold.

    Parameters
    ----------
    system : str
        A key of `TABLE`, such as ``"directed percolation 1+1"``.
    name : str
        ``"beta"``, ``"nu_parallel"``, ``"nu_perp"``, ``"delta"``, ``"theta"``, ``"z"``, ``"2/z"``, ``"alpha"``,
        ``"tau"``, ``"gamma"``, ``"p_c bond"``, ``"p_c site"``, ``"rate_c"`` and others, as the system has them. The
        thresholds are of the tilted square lattice in 1+1 and of the body-centred cubic one in 2+1 dimensions; the
        rate is that of the contact process, per active site, with deaths at rate 1.

    Returns
    -------
    Known

    Raises
    ------
    ValueError
        If the system or the name is not in the table; the message says what is.

    Examples
    --------
    >>> known("directed percolation 1+1", "delta")
    Known(value=0.159464, error=6e-06, source='Jensen 1999')
    """
    return _looked_up("name", name, system)


def known_class(system: str, names: Mapping[str, str]) -> dict[str, Known]:
    """Look up several exponents of a system, under names of the caller's choice.

    Parameters
    ----------
    system : str
        A system whose exponents are known, by the name that `known` takes.
    names : dict
        Name of the caller's choice → name that `known` takes.

    Returns
    -------
    dict
        Name → `Known`, whose source begins with the system.

    Raises
    ------
    ValueError
        If `names` is no dict or empty, or `known` refuses.

    Examples
    --------
    >>> known_class("directed percolation 1+1", {"inverse-nu": "1/nu_parallel"})["inverse-nu"].source
    'directed percolation 1+1, Jensen 1999'
    """
    if not isinstance(names, Mapping) or not names:
        refuse("names", names, "a dict of at least one name to name is needed")
    found = {name: _looked_up(f"names[{name!r}]", theirs, system) for name, theirs in names.items()}
    return {name: each._replace(source=f"{system}, {each.source}") for name, each in found.items()}


def _looked_up(argument, name, system):
    if not isinstance(system, str) or system not in TABLE:
        refuse("system", system, f"one of {', '.join(TABLE)} is needed")
    if not isinstance(name, str) or name not in TABLE[system]:
        refuse(argument, name, f"of {system} there are {', '.join(TABLE[system])}")
    return TABLE[system][name]
