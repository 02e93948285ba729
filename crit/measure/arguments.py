"""Data of one system or of several: an array, or a list of arrays, checked."""

from collections.abc import Iterator, ValuesView

from ..checks import Told, finite, refuse, refuse_any, sample


def positive_arrays(name, values):
    """List of positive arrays from one array or a list of arrays."""
    return _positive(name, finite_arrays(name, values))


def positive_samples(name, values):
    """The same for data whose order does not matter: masked values are left out."""
    return _positive(name, [sample(name, system) for system in _systems(values)])


def finite_arrays(name, values):
    """List of finite arrays from one array or a list of arrays."""
    return [finite(name, system, ("values",)) for system in _systems(values)]


def same_lengths(name, arrays, others):
    """Refuse arrays that are not as long as the others."""
    came, wanted = [len(array) for array in arrays], [len(other) for other in others]
    if came != wanted:
        refuse(name, Told(f"{came} values"), f"as many as in x, {wanted}, are needed")


def _systems(values):
    """The systems of a list of arrays, or the one that came."""
    given = list(values) if isinstance(values, list | tuple | Iterator | ValuesView) else None
    several = given and all(_is_array(each) for each in given)
    return given if several else [values if given is None else given]


def _is_array(values):
    return isinstance(values, list | tuple) or getattr(values, "ndim", 0) == 1


def _positive(name, systems):
    for system in systems:
        refuse_any(name, system <= 0, "not positive", "positive values are needed")
    return systems
