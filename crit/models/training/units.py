"""φ and φ' of a whole layer at once, in the precision of the layer.

Both come from the formula of the activation by sympy and share their common parts. Where a plain evaluation overflows,
the careful one of `crit.theory.activations` takes its place.
"""

from functools import lru_cache

import numpy as np
import sympy as sp
from sympy.printing.numpy import SciPyPrinter

from ...theory.activations.evaluate import accurate, evaluator
from ...theory.symbols import x


class _Printer(SciPyPrinter):
    """Branches as nested `where`, which is many times as fast as `select`."""

    def _print_Piecewise(self, expression):
        text = ""
        for value, condition in reversed(expression.args):
            printed = self._print(value)
            text = f"numpy.where({self._print(condition)}, {printed}, {text})" if text else printed
        return text


@lru_cache(maxsize=64)
def value_and_slope(unit):
    """Function of a layer h that returns φ(h) and φ'(h), arrays of its shape and type."""
    exact = unit._branches if unit.kinks else unit.expression, unit.derivative
    printer = _Printer({"fully_qualified_modules": False, "inline": True, "allow_unknown_functions": True})
    formulas = [sp.N(accurate(formula), 17) for formula in exact]
    plain = sp.lambdify(x, formulas, modules=["scipy", "numpy"], cse=True, printer=printer)

    def both(h):
        with np.errstate(all="ignore"):
            found = [_shaped(values, h) for values in plain(h)]
        return [values if np.isfinite(values.sum()) else _mended(values, h, formula)
                for values, formula in zip(found, exact)]  # fmt: skip

    return both


def _shaped(values, h):
    values = np.asarray(values, dtype=h.dtype)
    return values if values.shape == h.shape else np.full_like(h, values)


def _mended(values, h, formula):
    lost = np.isfinite(h) & ~np.isfinite(values)
    values[lost] = evaluator(formula)(h[lost])
    return values
