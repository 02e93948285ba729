"""Results in files: arrays, numbers and text, also in (named) tuples, lists, dictionaries and dataclasses."""

import importlib
import json
import os
from dataclasses import fields, is_dataclass
from functools import reduce
from pathlib import Path

import numpy as np

from ..checks import refuse

STRUCTURE = "structure"


def as_result(value):
    """A record (named tuple, dataclass or dictionary) as it is, all else as an array."""
    is_record = hasattr(value, "_fields") or is_dataclass(value) or isinstance(value, dict)
    return value if is_record else np.asarray(value)


def save(path, result):
    """Write a result to a ``.npz`` file, aside and then into place: no half-written file is ever left.

    Raises
    ------
    TypeError
        If the result is, or holds, something else than the kinds above, or is of a class that cannot be imported.
    """
    arrays = {}
    structure = json.dumps(_pack(result, arrays))
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            np.savez(file, **arrays, **{STRUCTURE: structure})
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def load(path):
    """What `save` wrote.

    Raises
    ------
    ValueError
        If the file is damaged, or holds a class that is no longer there.
    """
    try:
        with np.load(path) as arrays:
            return _unpack(json.loads(str(arrays[STRUCTURE])), arrays)
    except (ImportError, AttributeError) as error:
        why = f"holds a type that cannot be found ({error}): define it, or remove the file"
    except Exception as error:  # a zip, an array or a text may be damaged in as many ways
        why = f"is damaged ({error}): remove it, and its point is computed again"
    return refuse("folder", str(Path(path).parent), f"its file {Path(path).name} {why}")


def _pack(value, arrays):
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, np.ndarray | np.generic) and not value.dtype.hasobject:
        name = f"{len(arrays)}"
        arrays[name] = value
        return {"array" if isinstance(value, np.ndarray) else "scalar": name}
    if type(value) in (list, tuple):
        return {type(value).__name__: [_pack(item, arrays) for item in value]}
    if type(value) is dict and all(type(key) is str for key in value):
        return {"dict": {key: _pack(item, arrays) for key, item in value.items()}}
    return {"class": _class_name(value), "fields": {name: _pack(item, arrays) for name, item in _fields(value).items()}}


def _fields(value):
    if hasattr(value, "_asdict"):
        return value._asdict()
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value) if field.init}
    kind = f"{type(value).__name__}{f' of {value.dtype}' if isinstance(value, np.ndarray) else ''}"
    raise TypeError(f"a result of type {kind} cannot be kept: arrays, numbers, text and records of these can")


def _class_name(value):
    cls = type(value)
    _fields(value)
    try:
        found = _find(cls.__module__, cls.__qualname__)
    except (ImportError, AttributeError):
        found = None
    if found is not cls:
        raise TypeError(f"a result of type {cls.__qualname__} cannot be kept: define it at the top of a module")
    return [cls.__module__, cls.__qualname__]


def _find(module, name):
    return reduce(getattr, name.split("."), importlib.import_module(module))


def _unpack(packed, arrays):
    if not isinstance(packed, dict):
        return packed
    if "class" in packed:
        return _find(*packed["class"])(**{name: _unpack(item, arrays) for name, item in packed["fields"].items()})
    ((kind, content),) = packed.items()
    if kind in ("array", "scalar"):
        return arrays[content] if kind == "array" else arrays[content][()]
    if kind == "dict":
        return {key: _unpack(item, arrays) for key, item in content.items()}
    return (list if kind == "list" else tuple)(_unpack(item, arrays) for item in content)
