"""What tells one simulation from another, and what does not."""

import functools
import itertools
import math
import os
import subprocess
import sys
import threading
import types
from dataclasses import dataclass

import numpy as np
import pytest

from crit.storage.identity import digest

SCALE = 2.0
TABLE = [1, 2, 3]


def make(text, **names):
    """The function f of a module of one's own."""
    names |= {"__name__": "own", "np": np}
    exec(text, names)
    return names["f"]


PLAIN = "def f(x): return 2 * x"
OTHERS = {
    "code": (PLAIN, "def f(x): return x * 2"),
    "constant": (PLAIN, "def f(x): return 3 * x"),
    "default": ("def f(x, a=1): return x", "def f(x, a=2): return x"),
    "keyword default": ("def f(x, *, a=1): return x", "def f(x, *, a=2): return x"),
    "global": ("a = 1\ndef f(x): return a * x", "a = 2\ndef f(x): return a * x"),
    "global list": ("a = [1]\ndef f(x): return a[0] * x", "a = [2]\ndef f(x): return a[0] * x"),
    "global array": ("a = np.ones(9)\ndef f(x): return a * x", "a = np.zeros(9)\ndef f(x): return a * x"),
    "helper": ("def g(x): return x\ndef f(x): return g(x)", "def g(x): return -x\ndef f(x): return g(x)"),
    "helper of a lambda": (
        "g = lambda x: x\nf = lambda x: [g(y) for y in x]",
        "g = lambda x: -x\nf = lambda x: [g(y) for y in x]",
    ),
    "closure": (
        "def m(a):\n def f(x): return a * x\n return f\nf = m(1)",
        "def m(a):\n def f(x): return a * x\n return f\nf = m(2)",
    ),
    "inner function": (
        "def f(x):\n def g(y): return y\n return g(x)",
        "def f(x):\n def g(y): return -y\n return g(x)",
    ),
    "library function": ("def f(x): return np.sin(x)", "def f(x): return np.cos(x)"),
    "method of a class": (
        "class C:\n def g(self, x): return x\n__class__ = C\ndef f(x): return C().g(x)",
        "class C:\n def g(self, x): return -x\n__class__ = C\ndef f(x): return C().g(x)",
    ),
    "cached helper": (
        "import functools\n@functools.cache\ndef g(x): return x\ndef f(x): return g(x)",
        "import functools\n@functools.cache\ndef g(x): return -x\ndef f(x): return g(x)",
    ),
    "compiled": (
        "import numba\n@numba.njit\ndef f(x): return x",
        "import numba\n@numba.njit\ndef f(x): return -x",
    ),
}


@pytest.mark.parametrize("one, other", OTHERS.values(), ids=OTHERS)
def test_another_simulation_has_another_digest(one, other):
    assert digest(make(one)) == digest(make(one)) != digest(make(other)) == digest(make(other))


@pytest.mark.parametrize("text", [PLAIN, "def f(x):\n\n    # a comment\n    return 2 * x"])
def test_layout_and_comments_do_not_count(text):
    assert digest(make(text)) == digest(make(PLAIN))


RECORDS_OF_RUNS = {
    "list": ("seen = []", "seen.append(x)"),
    "set": ("seen = set()", "seen.add(x)"),
    "dictionary": ("seen = {}", "seen[x] = 1"),
    "counter": ("seen = {'n': 0}", "seen['n'] += 1"),
    "number": ("seen = 0", "global seen; seen += 1"),
    "array": ("seen = np.zeros(9)", "seen[x] += 1"),
}


@pytest.mark.parametrize("start, record", RECORDS_OF_RUNS.values(), ids=RECORDS_OF_RUNS)
def test_a_record_of_runs_does_not_count(start, record):
    f = make(f"{start}\ndef f(x):\n    {record}\n    return x")
    before = digest(f)
    f(1), f(2)
    assert digest(f) == before


def test_a_record_in_a_closure_does_not_count():
    seen, factor = [], 3

    def f(x):
        seen.append(x)
        return factor * x

    before = digest(f)
    f(1)
    assert digest(f) == before


class Model:
    def __init__(self, scale):
        self.scale = scale

    def run(self, x):
        return self.scale * x

    __call__ = run


@dataclass
class Settings:
    width: int
    shape: tuple = (1, 2)

    def run(self, x):
        return x


DISTINCT = {
    "a method": lambda: Model(1).run,
    "of another object": lambda: Model(2).run,
    "a callable object": lambda: Model(1),
    "a method of a dataclass": lambda: Settings(1).run,
    "with another field": lambda: Settings(2).run,
    "a partial": lambda: functools.partial(make(PLAIN), a=1),
    "with another argument": lambda: functools.partial(make(PLAIN), a=2),
    "with a positional one": lambda: functools.partial(make(PLAIN), 1),
    "a generator's method": lambda: np.random.default_rng(1).normal,
    "of another seed": lambda: np.random.default_rng(2).normal,
    "a ufunc": lambda: np.sin,
    "a builtin": lambda: sum,
    "a class": lambda: Model,
    "a library function": lambda: np.mean,
}


def test_objects_count_with_their_content_and_not_with_their_address():
    digests = {name: digest(make()) for name, make in DISTINCT.items()}
    assert len(set(digests.values())) == len(DISTINCT)
    assert digests == {name: digest(make()) for name, make in DISTINCT.items()}


def test_arguments_of_a_partial_have_no_order():
    f = make(PLAIN)
    assert digest(functools.partial(f, a=1, b=2)) == digest(functools.partial(f, b=2, a=1))
    g, h = make(PLAIN), make("def f(x): return -x")
    assert digest(functools.partial(f, a=g, b=h)) == digest(functools.partial(f, b=h, a=g))
    assert digest(functools.partial(f, a=g, b=h)) != digest(functools.partial(f, a=h, b=g))


def test_a_compiled_function_of_ones_own_is_refused(monkeypatch):
    monkeypatch.setattr(math.hypot, "__module__", "own")
    with pytest.raises(TypeError, match="hypot.* has no content"):
        digest(math.hypot)


def test_functions_that_call_each_other_have_a_digest():
    text = "def g(x): return f(x - 1) if x else 0\ndef f(x): return g(x)"
    assert digest(make(text)) == digest(make(text))


def knot():
    loop = []
    loop.append(loop)
    return loop


@pytest.mark.parametrize(
    "bad", [threading.Lock(), sys.stdout, (x for x in ()), knot()], ids=["lock", "file", "generator", "knot"]
)
def test_what_has_no_content_is_refused(bad):
    with pytest.raises(TypeError):
        digest(lambda x: (bad, x))


IN_A_PROCESS = """
import crit, functools
from crit.storage.identity import digest
unit = crit.activation("x*exp(-x**2) + abs(x)")
def f(x, letters=frozenset("abcdef")):
    return crit.variance_paths(unit, 1, x, 9, 9) if x in {"a", "b", "c"} else unit
def one(x): return x
def two(x): return one(x) + 1
def three(x): return one(x) + two(x)
def all_of_them(x): return three(x) + two(x) + one(x) + sum(g(x) for g in {three, two, one})
print(digest([all_of_them, f, functools.partial(f, 1), unit, crit.couplings, {"a", "b", 3}]))
"""


@pytest.mark.slow
def test_processes_agree(root):
    found = [
        subprocess.run([sys.executable, "-c", IN_A_PROCESS], cwd=root, capture_output=True, text=True, check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in "123456"
    ]  # fmt: skip
    assert len(set(found)) == 1 and found[0] != ""


@pytest.mark.parametrize("folder", ["site-packages", "dist-packages"])
def test_a_library_counts_by_its_version_wherever_it_is_installed(folder, tmp_path, monkeypatch):
    library = types.ModuleType("elsewhere")
    library.__file__ = str(tmp_path / folder / "elsewhere" / "__init__.py")
    monkeypatch.setitem(sys.modules, "elsewhere", library)
    digests = []
    for version, text in [("1", PLAIN), ("1", "def f(x): return -x"), ("2", PLAIN)]:
        library.__version__ = version
        names = {"__name__": "elsewhere"}
        exec(text, names)
        digests.append(digest(names["f"]))
    assert digests[0] == digests[1] != digests[2]


def test_every_pair_of_plain_values_is_told_apart():
    values = [
        None,
        True,
        1,
        1.0,
        "1",
        b"1",
        1j,
        (1,),
        [1],
        {1},
        frozenset({1}),
        {1: 1},
        {"1": 1},
        np.ones(1),
        np.ones((1, 1)),
    ]
    for one, other in itertools.combinations(values, 2):
        assert digest(one) != digest(other)
