"""Products as fractions: what stands above the line, what below it, and all square roots drawn into one."""

import sympy as sp

HALF = sp.Rational(1, 2)


def split(factors):
    """Return the factors above and below the line, those below without the minus of their powers."""
    over, under = [], []
    for factor in factors:
        base, power = (factor.base, factor.exp) if isinstance(factor, sp.Pow) else (factor, sp.S.One)
        if base is not sp.E and power.as_coeff_Mul()[0].is_negative and not power.is_Add:
            under.append(base**-power)
        else:
            over.append(factor)
    return over, under


def drawn_together(number, factors):
    """Draw the square roots of a product into one, and as much of its number as makes it simpler.

    Parameters
    ----------
    number : sympy.Rational
        Coefficient of the product.
    factors : sequence of sympy.Expr
        The others.

    Returns
    -------
    number : sympy.Rational
    over, under : sympy.Expr
        What stands below one root above the line, and below one root under it; 1 for none.
    factors : list of sympy.Expr
        Without roots.
    """
    roots = [factor for factor in factors if isinstance(factor, sp.Pow) and factor.exp in (HALF, -HALF)]
    if not roots or sum(not root.base.is_nonnegative for root in roots) > 1:
        return number, sp.S.One, sp.S.One, list(factors)
    inside = sp.Mul(*(root.base ** (2 * root.exp) for root in roots))
    whole = inside.as_coeff_Mul()[0]
    if whole.is_Integer and whole > 1 and number.q % whole == 0:  # √2/2 is 1/√2
        number, inside = number * whole, inside / whole**2
    rest = [factor for factor in factors if factor not in roots]
    over, under = sp.fraction(inside)
    apart = over == 1 or under.is_Integer
    return (number, over, under, rest) if apart else (number, inside, sp.S.One, rest)
