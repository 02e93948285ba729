"""Every compiled function does what its Python says: calls recorded where nothing is compiled, made again with it."""

import importlib
import os
import pickle
import pkgutil
import subprocess
import sys

import numpy as np
import pytest
from numba.core.dispatcher import Dispatcher

import crit
from crit.models.convolutional.difference import layer_response
from tests.kernel_calls import RESPOND
from tests.numerics.test_compile import is_loose

EXACT, ROUNDED, SINGLE = 0.0, 1e-12, 2e-5
"""Differences allowed, as shares of the largest number of an array: none; a few roundings in float64, of functions that
NumPy and the compiler take from different libraries; a few in float32, or in sums that a compiler may reorder."""
UNFILLED = {"scratch", "room_for"}
"""Functions that make room and leave it as it is: of these only shapes and types are compared."""


def compiled_functions():
    """Every compiled function of the package, by its module and name."""
    found = {}
    for module in pkgutil.walk_packages(crit.__path__, "crit."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Dispatcher) and value.py_func.__module__ == module.name:
                found[f"{module.name}:{name}"] = value
    return found


FUNCTIONS = compiled_functions()
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def calls(root, tmp_path_factory):
    """The recorded calls of every function."""
    file = tmp_path_factory.mktemp("calls") / "calls"
    path = os.pathsep.join([str(root), str(root / "book/_ext")])
    plain = dict(os.environ, NUMBA_DISABLE_JIT="1", CRIT_THREADS="1", PYTHONPATH=path)
    command = [sys.executable, "-m", "tests.kernel_calls", str(file)]
    names = "\n".join(FUNCTIONS)
    done = subprocess.run(command, input=names, cwd=root, env=plain, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return pickle.loads(file.read_bytes())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_compiled_and_plain_agree(name, calls):
    assert calls[name], "no small run calls it: add one to tests/kernel_calls.py"
    function = FUNCTIONS[name]
    for before, after in calls[name]:
        arguments = [layer_response(crit.activation("tanh")) if each is RESPOND else each for each in loaded(before)]
        expected, changed = loaded(after)
        result = function(*arguments)
        pairs = zip(leaves((result, *arguments)), leaves((expected, *changed)), strict=True)
        for found, wanted in pairs:
            compare(found, wanted, name)


def loaded(values):
    return [RESPOND if isinstance(each, str) else each for each in pickle.loads(values)]


def leaves(values):
    """Numbers and arrays in tuples of any depth."""
    if isinstance(values, tuple | list):
        return [leaf for each in values for leaf in leaves(each)]
    return [] if values is None or callable(values) or isinstance(values, str) else [np.asarray(values)]


def compare(found, wanted, name):
    assert found.shape == wanted.shape
    if name.partition(":")[2] not in UNFILLED:
        share = allowed(name, wanted)
        largest = np.abs(wanted[np.isfinite(wanted)]).max(initial=0)
        np.testing.assert_allclose(found, wanted, rtol=share, atol=share * largest, equal_nan=True)


def allowed(name, values):
    """Share allowed for an array or a number of what a function gives."""
    if values.dtype.kind not in "f":
        return EXACT
    return SINGLE if values.dtype == np.float32 or is_loose(FUNCTIONS[name]) else ROUNDED
