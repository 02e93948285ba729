"""Data of one system or of several: an array, or a list of arrays, checked."""

import numpy as np

from ..checks import finite, refuse, refuse_any


def positive_arrays(name, values):
    """List of positive arrays from one array or a list of arrays."""
    systems = finite_arrays(name, values)
    for system in systems:
        refuse_any(name, system <= 0, "not positive", "positive values are needed")
    return systems


def finite_arrays(name, values):
    """List of finite arrays from one array or a list of arrays."""
    several = isinstance(values, (list, tuple)) and len(values) > 0 and np.ndim(values[0]) == 1
    return [finite(name, system, ("values",)) for system in (values if several else [values])]


def same_lengths(name, arrays, others):
    """Refuse arrays that are not as long as the others."""
    came, wanted = [len(array) for array in arrays], [len(other) for other in others]
    if came != wanted:
        refuse(name, f"{came} values", f"as many as in x, {wanted}, are needed")
