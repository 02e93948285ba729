"""Compiled code on disk: the same bits with and without it, and no harm where it cannot be kept or is damaged."""

import importlib
import json
import os
import pkgutil
import shutil
import subprocess
import sys

import numba
import numpy as np
import pytest
from numba.core.dispatcher import Dispatcher

import crit
from crit.numerics import compile as kernels

REPRESENTATIVE = "rational", "avalanches", "signed"
"""Simulators whose sums a compiler may reorder, and which share the functions that do; of few seconds to compile."""

USE = """
import crit
print(crit.variance_paths("relu", 1.4, 0.1, 50, 20, replicas=2, seed=1).sum())
"""


def python(*arguments, folder=None, **variables):
    """Start a fresh process."""
    environment = {**os.environ, **{name: str(value) for name, value in variables.items()}}
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return subprocess.Popen([sys.executable, *arguments], cwd=folder, env=environment, **pipes)


def answer(process):
    """What a process printed, and what it complained about."""
    out, complaints = process.communicate(timeout=300)
    assert process.returncode == 0, complaints
    return out, complaints


@pytest.mark.slow
def test_the_same_bits_from_code_just_compiled_and_from_code_on_disk(root, tmp_path):
    def digests(names):
        return python("-m", "tests.models.bits", *names, folder=root, NUMBA_CACHE_DIR=tmp_path)

    cold = [digests(REPRESENTATIVE), digests(REPRESENTATIVE)]  # at once
    found = [json.loads(answer(process)[0]) for process in cold]
    for names in (REPRESENTATIVE, REPRESENTATIVE[::-1]):
        found.append(json.loads(answer(digests(names))[0]))
    assert found == found[:1] * 4


@pytest.fixture(scope="module")
def compiled():
    """All compiled functions of the library by the code they were made of."""
    for module in pkgutil.walk_packages(crit.__path__, "crit."):
        importlib.import_module(module.name)
    modules = [module for name, module in sys.modules.items() if name.startswith("crit.")]
    functions = [value for module in modules for value in vars(module).values() if isinstance(value, Dispatcher)]
    assert len(functions) > 100
    return {function.py_func: function for function in functions}


def callees(function):
    names = function.__code__.co_names
    called = [function.__globals__.get(name) for name in names]
    modules = [value for value in called if type(value) is type(sys)]
    called += [getattr(module, name, None) for module in modules for name in names]
    return [value for value in called if isinstance(value, Dispatcher)]


def is_loose(kernel):
    """Whether a compiler may reorder arithmetic in a function or in what it calls."""
    return kernel.targetoptions.get("fastmath", False) or any(map(is_loose, callees(kernel.py_func)))


def test_reordered_arithmetic_is_compiled_into_its_callers(compiled):
    # Else two kernels that share a function share whichever machine code of it a process has met first.
    loose = {callee for function in compiled for callee in callees(function) if is_loose(callee)}
    assert len(loose) > 10
    for callee in loose:
        assert {"forceinline", "inline"} & set(callee.targetoptions), callee.py_func.__qualname__


def test_every_cache_may_fail(compiled):
    assert {type(kernel._cache) for kernel in compiled.values()} == {kernels.KernelCache}


def double(x):
    return x + x


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """Return a function that decorates `double` anew, its code kept in an empty folder."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    return lambda: kernels.njit(cache=True)(double)


def hits(kernel):
    return sum(kernel.stats.cache_hits.values())


def test_code_is_kept(fresh, tmp_path):
    assert fresh()(2) == 4
    again = fresh()
    assert again(2) == 4 and hits(again) == 1


DAMAGES = {
    "empty": lambda old: b"",
    "cut off": lambda old: old[: len(old) // 2],
    "garbage": lambda old: bytes(range(256)) * 4,
    "zeros": lambda old: bytes(len(old)),
    "zeros inside": lambda old: old[: len(old) // 4] + bytes(len(old) // 2) + old[-(len(old) // 4) :],
    "a flipped bit": lambda old: old[: len(old) // 2] + bytes([old[len(old) // 2] ^ 1]) + old[len(old) // 2 + 1 :],
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_code_is_compiled_again_and_mended(fresh, tmp_path, recwarn, kind, damage):
    fresh()(2)
    (file,) = tmp_path.rglob(f"*.{kind}")
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    assert fresh()(2) == 4
    mended = fresh()
    assert mended(2) == 4 and hits(mended) == 1 and not recwarn.list


def test_code_is_used_only_for_what_it_was_made(fresh, tmp_path):
    kernel = fresh()
    kernel(2), kernel(2.5)
    one, other = tmp_path.rglob("*.nbc")
    one.write_bytes(other.read_bytes())
    again = fresh()
    assert again(2) == 4 and again(2.5) == 5.0 and hits(again) == 1


def test_a_folder_that_turns_unwritable_costs_one_warning(fresh, tmp_path, monkeypatch):
    monkeypatch.setattr(kernels, "TOLD", [])
    kernel = fresh()
    shutil.rmtree(tmp_path)
    tmp_path.touch()
    with pytest.warns(RuntimeWarning, match="NUMBA_CACHE_DIR") as told:
        assert kernel(2) == 4 and kernel(2.5) == 5.0
    assert len(told) == 1


@pytest.mark.slow
def test_a_full_disk_costs_one_warning(root, tmp_path):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
    limited = python("-c", limit + USE, folder=root, NUMBA_CACHE_DIR=tmp_path)
    out, complaints = answer(limited)
    assert out and complaints.count("NUMBA_CACHE_DIR") == 1
    assert out == answer(python("-c", USE, folder=root))[0]


@pytest.mark.slow
def test_no_folder_at_all_costs_one_warning(root, tmp_path):
    # A file where a folder should be stops root as well.
    shutil.copytree(root / "crit", tmp_path / "crit", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in [tmp_path / "crit", *filter(os.path.isdir, (tmp_path / "crit").iterdir())]:
        (folder / "__pycache__").touch()
    nowhere = dict(NUMBA_CACHE_DIR="", HOME=os.devnull, XDG_CACHE_HOME=os.devnull)
    out, complaints = answer(python("-c", USE, folder=tmp_path, **nowhere))
    assert complaints.count("NUMBA_CACHE_DIR") == 1
    assert out == answer(python("-c", USE, folder=root))[0]


@pytest.mark.slow
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_without_compiler_the_same_runs_in_python(root, activation):
    use = USE.replace("relu", activation)
    plain, compiled = (answer(python("-c", use, folder=root, NUMBA_DISABLE_JIT=off))[0] for off in (1, 0))
    assert np.isclose(float(plain), float(compiled), rtol=1e-5)
