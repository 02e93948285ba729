r"""Formulas as a person would write them: the one printer behind every formula that a page shows.

Sympy decides by the alphabet; this decides by what the letters are. Terms come in rising powers of the signal
(h + rK − uK², not −K²u + Kr + h), a factor is a number, then parameters, then variables, brackets, functions and
exponentials; a minus sign goes into a bracket that is better for it (1 − 8K, not −(8K − 1)); roots are drawn as one
(1/√(2π)); exponents have fractions in a line; ln is ln, and a name of several letters is upright.
"""

import builtins
import re
from typing import Any

import sympy as sp
from sympy.core._print_helpers import Printable
from sympy.printing.latex import LatexPrinter, greek_letters_set
from sympy.printing.precedence import PRECEDENCE

from ..checks import refuse
from . import symbols
from .roots import drawn_together, split

VARIABLES = {getattr(symbols, name) for name in ("x", "y", "K", "m", "rho", "q", "t", "T", "l", "K_tilde")}
"""What a formula is a function of: its terms rise in these, its products end with these."""
CAPITALS = {"Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"}
GREEK = set(greek_letters_set) | CAPITALS | {f"var{name}" for name in ("epsilon", "rho", "sigma", "phi", "theta")}
WORD = re.compile(r"[A-Za-z]{2,}")
TALL = re.compile(r"\\(frac|left|begin|sum|int|prod|lim)(?![A-Za-z])")
BRACKETS = re.compile(r"\\left([(\[|])((?:(?!\\left|\\right).)*)\\right([)\]|])", re.S)
DIGITS = 6
"""Significant digits of a decimal number: what is measured is an estimate and has its own."""


class Printer(LatexPrinter):
    """Sympy's printer, with the order of terms and factors, the roots and the names of this book."""

    def __init__(self):
        super().__init__({"ln_notation": True, "fold_frac_powers": True, "inv_trig_style": "full"})
        self._raised = 0

    def doprint(self, expr):
        """Return LaTeX without dollars; brackets are no taller than what they hold."""
        latex, after = None, super().doprint(expr)
        while after != latex:
            latex, after = after, BRACKETS.sub(_bracket, after)
        return latex.replace("\\mleft", "\\left").replace("\\mright", "\\right")

    def _print_Add(self, expr, order=None):
        lex = {term: place for place, term in enumerate(self._as_ordered_terms(expr, order))}
        written = [self._print(term) for term in sorted(lex, key=lambda term: (*_rise(term), lex[term]))]
        return "".join(
            text if not place else f" - {text[1:].lstrip()}" if text.startswith("-") else f" + {text}"
            for place, text in enumerate(written)
        )

    def _print_Mul(self, expr):
        factors = sp.Mul.make_args(expr)
        unevaluated = isinstance(expr, sp.Mul) and any(factor.is_Number for factor in factors[1:])
        if unevaluated or not expr.is_commutative or expr.has(sp.MatrixSymbol, sp.Integral, sp.Sum):
            return super()._print_Mul(expr)
        number, factors = expr.as_coeff_mul()
        if number.is_Float:
            number, factors = sp.sign(number), (abs(number), *factors) if abs(number) != 1 else factors
        number, factors = _flipped(number, factors)
        number, root_over, root_under, factors = drawn_together(number, factors)
        over, under = split(factors)
        above = self._product(abs(number.p), root_over, over)
        below = self._product(number.q, root_under, under)
        sign = "- " if number.is_negative else ""
        if below == "1":
            return sign + above
        if root_under == 1 and not under and any(_rank(factor) > 2 for factor in over) and len(over) > 1:
            return f"{sign}{self._fraction(abs(number.p), number.q)} {self._product(1, root_over, over)}"
        return sign + self._ratio(above, below, len(under) + (number.q != 1) + (root_under != 1))

    def _product(self, number, root, factors):
        """Return the product of a whole number, a root and factors, in the order of ranks."""
        written = [str(number)] if number != 1 else []
        items = [
            (_rank(factor), place, factor) for place, factor in enumerate(sorted(factors, key=sp.default_sort_key))
        ]
        if root != 1:
            items.append((2.5 if root.free_symbols & VARIABLES else -0.5 if root.is_number else 0.5, 0, root))
        alone = len(items) == 1 and not written
        for rank, _, factor in sorted(items, key=lambda item: item[:2]):
            text = rf"\sqrt{{{self._print(factor)}}}" if factor is root and rank % 1 else self._print(factor)
            if rank % 1 == 0 and not alone and self._needs_mul_brackets(factor, first=False, last=False):
                text = rf"\left({text}\right)"
            if written and re.match(r"\d", text):
                text = rf"\cdot {text}"
            written.append(text)
        return " ".join(written) or "1"

    def _ratio(self, above, below, factors_below):
        if not self._raised:
            return rf"\frac{{{above}}}{{{below}}}"
        above = f"({above})" if re.search(r" [+-] ", above) else above
        return f"{above}/({below})" if factors_below > 1 or re.search(r" [+-] ", below) else f"{above}/{below}"

    def _fraction(self, above, below):
        return f"{above}/{below}" if self._raised else rf"\frac{{{above}}}{{{below}}}"

    def _print_Rational(self, expr):
        if expr.q == 1:
            return str(expr.p)
        return f"{'- ' if expr.p < 0 else ''}{self._fraction(abs(expr.p), expr.q)}"

    def _print_Float(self, expr):
        mantissa, _, power = f"{float(expr):.{DIGITS}g}".partition("e")
        if not power:
            return mantissa
        return rf"10^{{{int(power)}}}" if mantissa == "1" else rf"{mantissa}\times10^{{{int(power)}}}"

    def _exponent(self, expr):
        self._raised += 1
        text = self._print(expr)
        self._raised -= 1
        return text

    def _print_ExpBase(self, expr, exp=None):
        return self._do_exponent(f"e^{{{self._exponent(expr.args[0])}}}", exp)

    def _helper_print_standard_power(self, expr, template):
        base = self.parenthesize(expr.base, PRECEDENCE["Pow"])
        return template % (self.parenthesize_super(base) if expr.base.is_Symbol else base, self._exponent(expr.exp))

    def _print_log(self, expr, exp=None):
        power = "" if exp is None else f"^{{{exp}}}"
        argument = self._print(expr.args[0])
        return rf"\ln{power} {argument}" if expr.args[0].is_Symbol else rf"\ln{power}\left({argument}\right)"

    def _print_AppliedUndef(self, expr, exp=None):
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{_name(expr.func.__name__)}{power}\left({', '.join(map(self._print, expr.args))}\right)"

    def _print_Symbol(self, expr, style="plain"):
        return _name(expr.name)

    def _bessel(self, letter, expr, exp):
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\mathrm {letter}{power}_{{{self._exponent(expr.order)}}}\left({self._print(expr.argument)}\right)"

    def _print_besselk(self, expr, exp=None):
        return self._bessel("K", expr, exp)

    def _print_besseli(self, expr, exp=None):
        return self._bessel("I", expr, exp)

    def _print_airyai(self, expr, exp=None):
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\operatorname{{Ai}}{power}\left({self._print(expr.args[0])}\right)"


def latex(expression: Any) -> str:
    r"""Write a formula as the pages of the book do.

    Parameters
    ----------
    expression : sympy object
        An expression, an equation, a matrix.

    Returns
    -------
    str
        LaTeX without dollars.

    Raises
    ------
    ValueError
        If it is no sympy object.

    Examples
    --------
    >>> from crit.theory.symbols import K, h, r, u
    >>> latex(h + r * K - u * K**2)
    'h + r K - u K^{2}'
    """
    if not isinstance(expression, Printable):
        refuse("expression", expression, "a sympy object is needed")
    return Printer().doprint(expression)


def typeset_in_notebooks() -> None:
    """Let a notebook typeset what sympy hands it by `latex`, if one is running; ``sympy.init_printing`` undoes it."""
    shell = getattr(builtins, "get_ipython", lambda: None)()  # a cell that runs finds it there
    if shell is not None:
        formatter = shell.display_formatter.formatters["text/latex"]
        formatter.for_type(Printable, lambda made: rf"$\displaystyle {latex(made)}$")


def _rise(term):
    """Where a term stands in a sum: orders last, numbers with a minus before them; rising powers, plus before minus."""
    if term.is_Order:
        return (3,)
    negative = bool(term.as_coeff_Mul()[0].is_negative)
    if term.is_Rational and negative:
        return (2,)
    wild = term.has(sp.Function) and bool(term.atoms(sp.Function) & set(sp.Mul.make_args(term)))
    return int(wild), _degree(term, VARIABLES), negative, _degree(term, term.free_symbols)


def _degree(term, letters):
    """Power of a term in some letters, of a product of powers; a bracket counts as its lowest term."""
    if term in letters:
        return sp.Integer(1)
    if term.is_Mul:
        return sum((_degree(factor, letters) for factor in term.args), sp.Integer(0))
    if term.is_Pow and term.exp.is_Rational:
        return term.exp * _degree(term.base, letters)
    if term.is_Add:
        return min(_degree(part, letters) for part in term.args)
    return sp.Integer(0)


def _rank(factor):
    """Where a factor stands in a product."""
    base, _ = factor.as_base_exp()
    if isinstance(factor, sp.exp) or base is sp.E:
        return 5
    if factor.is_number:
        return 0
    if base.is_Add or base.is_Mul:
        return 3
    if base.is_Function:
        return 4
    return 2 if base in VARIABLES else 1


def _flipped(number, factors):
    """Give a minus sign to a bracket that then begins with a plus, or has its negative number no longer."""
    if not number.is_negative:
        return number, factors
    brackets = [factor for factor in factors if factor.as_base_exp()[0].is_Add and factor.as_base_exp()[1] in (1, -1)]
    numbered = [factor for factor in brackets if factor.as_base_exp()[0].as_coeff_Add()[0].is_negative]
    led = [factor for factor in brackets if _leads_negative(factor.as_base_exp()[0])]
    for chosen in (*numbered[:1], *led[:1]):
        base, power = chosen.as_base_exp()
        return -number, tuple((-base) ** power if factor is chosen else factor for factor in factors)
    return number, factors


def _leads_negative(bracket):
    first = min(bracket.args, key=lambda term: (*_rise(term), str(term)))
    return first.as_coeff_Mul()[0].is_negative


def _bracket(match):
    left, inside, right = match.groups()
    return (
        rf"\mleft{left}{inside}\mright{right}" if TALL.search(inside) or "\\mleft" in inside else left + inside + right
    )


def _name(name):
    """Return LaTeX for the name of a symbol: primes stay primes, words are upright, commands are left alone."""
    name, primes = name.rstrip("'"), "'" * (len(name) - len(name.rstrip("'")))
    if re.search(r"[\\{}()/<>\s]", name):
        latex = rf"\text{{{name}}}" if re.fullmatch(r"[A-Za-z/\s]+", name) else name
        return re.sub(r"_\{([a-z]{3,})\}", r"_\\mathrm{\1}", latex) + primes
    base, _, index = name.partition("_")
    if not index and (digits := re.fullmatch(r"([A-Za-z]+?)(\d+)", base)):
        base, index = digits.groups()
    parts = [_part(part) for part in index.split("_") if part]
    return _part(base) + (f"_{{{','.join(parts)}}}" if parts else "") + primes


def _part(text):
    if text in GREEK:
        return rf"\{text}"
    accent = re.fullmatch(r"(.+?)(hat|bar|tilde|dot)", text)
    if accent and (len(accent[1]) == 1 or accent[1] in GREEK):
        return rf"\{accent[2]}{{{_part(accent[1])}}}"
    return rf"\mathrm{{{text}}}" if WORD.fullmatch(text) and not text.isupper() else text


typeset_in_notebooks()
