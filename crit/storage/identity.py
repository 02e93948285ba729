"""What a callable is: a digest of its code and of all that the code refers to, the same in every process.

Code of one's own counts with its bytecode, constants, defaults, closure and the globals it names, and so does whatever
it calls; code of an installed library and of `crit` counts by name and version. A list or a counter that the code
itself changes is a record of its runs and no part of it.
"""

import dis
import functools
import hashlib
import sys
import types
from pathlib import Path

import numpy as np

PLAIN = type(None), bool, int, float, complex, str, bytes, type(...)
CHANGING = {"append", "extend", "insert", "add", "update", "setdefault", "pop", "clear", "remove", "discard", "put"}
STORES = {"STORE_SUBSCR", "DELETE_SUBSCR", "STORE_ATTR"}
INSTALLED = {"site-packages", "dist-packages"}
"""Folders of installed libraries: of the environment, the user or the system, any of which Python may search."""


def digest(value):
    """Digest of a value, of callables above all.

    Parameters
    ----------
    value : object

    Returns
    -------
    str
        32 hexadecimal digits.

    Raises
    ------
    TypeError
        If the value, or something that it refers to, has no content that could be compared, such as a lock.
    """
    try:
        return hashlib.sha256(repr(_Reader().read(value)).encode()).hexdigest()[:32]
    except RecursionError:
        raise TypeError("it refers to itself, or is nested too deeply") from None


class _Reader:
    """Reads values as nested tuples of text; a function or class met again is its number."""

    def __init__(self, met=()):
        self.met = dict(met)

    def read(self, value):
        if type(value) in PLAIN:
            return type(value).__name__, repr(value)
        if isinstance(value, np.ndarray | np.generic) and not value.dtype.hasobject:
            return "array", str(value.dtype), np.shape(value), hashlib.sha256(value.tobytes()).hexdigest()
        if type(value) in (tuple, list):
            return type(value).__name__, *map(self.read, value)
        if type(value) in (set, frozenset):
            return type(value).__name__, *map(repr, map(self.read, self.ordered(value)))
        if isinstance(value, dict | types.MappingProxyType):
            return "dict", *((repr(self.read(key)), self.read(value[key])) for key in self.ordered(value))
        if isinstance(value, types.ModuleType):
            return "module", *_library(value.__name__)
        return self.read_callable(value)

    def ordered(self, values):
        """In the order of what they are: which function is met first must not depend on how the process hashes."""
        return sorted(values, key=lambda value: repr(_Reader(self.met).read(value)))

    def read_callable(self, value):
        if isinstance(value, functools.partial):
            return "partial", *map(self.read, (value.func, value.args, value.keywords))
        if isinstance(value, types.MethodType):
            return "method", self.read(value.__func__), self.read(value.__self__)
        if isinstance(value, types.BuiltinFunctionType) and not isinstance(value.__self__, types.ModuleType | None):
            return "method", value.__name__, self.read(value.__self__)
        if isinstance(value, property):
            return "property", *map(self.read, (value.fget, value.fset, value.fdel))
        if isinstance(value, functools.cached_property):
            return "property", self.read(value.func)
        for inside in ("__wrapped__", "py_func", "__func__"):  # of caches, compiled functions and class methods
            if inside in dir(value) and not isinstance(value, types.FunctionType | type):
                return inside, self.read(getattr(value, inside))
        if isinstance(value, types.FunctionType | types.BuiltinFunctionType | type | np.ufunc):
            return self.read_definition(value)
        return self.read_object(value)

    def read_definition(self, value):
        if value in self.met:
            return "met", self.met[value]
        self.met[value] = len(self.met)
        module, name = getattr(value, "__module__", None) or "numpy", getattr(value, "__qualname__", value.__name__)
        if not _is_own(module):
            return "library", *_library(module), name
        if isinstance(value, types.FunctionType | type):
            return "own", module, name, self.members(value) if isinstance(value, type) else self.function(value)
        raise TypeError(f"{value!r} has no content that could be compared")

    def members(self, cls):
        """Bases of a class and what its body defines."""
        kept = {name: item for name, item in vars(cls).items() if name[:2] != "__" or callable(item)}
        slots = types.GetSetDescriptorType | types.MemberDescriptorType
        kept = {name: item for name, item in kept.items() if not isinstance(item, slots) and name != "_abc_impl"}
        return self.read(cls.__bases__), self.read(kept)

    def function(self, function):
        changed = _changed(function.__code__)
        cells = zip(function.__code__.co_freevars, function.__closure__ or ())
        around = {name: _content(cell) for name, cell in cells if name not in changed}
        names = _names(function.__code__) - changed
        around |= {name: function.__globals__[name] for name in names if name in function.__globals__}
        around |= {f"{name}.{part}": found for name, part, found in _own_parts(around, names)}
        return self.code(function.__code__), *map(self.read, (function.__defaults__, function.__kwdefaults__, around))

    def code(self, code):
        constants = [(self.code if isinstance(item, types.CodeType) else self.read)(item) for item in code.co_consts]
        return code.co_code, code.co_exceptiontable, code.co_names, code.co_varnames, constants

    def read_object(self, value):
        try:
            parts = value.__reduce_ex__(2)
        except TypeError:
            raise TypeError(f"{value!r} has no content that could be compared") from None
        return self.read(type(value)), self.read(parts if isinstance(parts, str) else tuple(map(_listed, parts)))


def _listed(part):
    return list(part) if hasattr(part, "__next__") else part


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:  # not yet bound
        return None


def _names(code):
    """All names that code and the functions within refer to."""
    inner = (item for item in code.co_consts if isinstance(item, types.CodeType))
    return set(code.co_names).union(*map(_names, inner))


def _own_parts(around, names):
    """What code may use of the modules of one's own."""
    for name, module in around.items():
        if isinstance(module, types.ModuleType) and _is_own(module.__name__):
            yield from ((name, part, getattr(module, part)) for part in sorted(names) if hasattr(module, part))


def _changed(code):
    """Names around a function that its code rebinds, or whose content it changes."""
    inner = (item for item in code.co_consts if isinstance(item, types.CodeType))
    changed, loaded = set().union(*map(_changed, inner)), {}
    for step in dis.get_instructions(code):
        where = step.positions and (step.positions.lineno, step.positions.col_offset)
        if step.opname in ("LOAD_GLOBAL", "LOAD_DEREF", "LOAD_NAME"):
            loaded[where] = step.argval
        elif step.opname in ("STORE_GLOBAL", "STORE_DEREF"):
            changed.add(step.argval)
        elif where in loaded and (step.opname in STORES or step.argval in CHANGING):
            changed.add(loaded[where])
    return changed


def _is_own(module):
    """Whether a module is neither of an installed library nor of `crit`."""
    top = module.partition(".")[0]
    if top == "crit" or top in sys.stdlib_module_names:
        return False
    file = getattr(sys.modules.get(top), "__file__", None) or ""
    return INSTALLED.isdisjoint(Path(file).parts)


def _library(module):
    return module, str(getattr(sys.modules.get(module.partition(".")[0]), "__version__", ""))
