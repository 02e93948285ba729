"""Code reaches the files that its names lead to: all of them, and where every name can be followed, no others."""

import textwrap
from pathlib import Path

import pytest

import fingerprint
from reach import Code, Reach

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = {
    "__init__": "from .models import paths\nfrom .theory import couplings, K as symbol\nfrom . import theory\n",
    "checks": "def refuse(): ...",
    "numerics/__init__": "from .jackknife import error",
    "numerics/jackknife": "def error(): ...",
    "numerics/solver": "def solve(): ...",
    "theory/__init__": "from .couplings import couplings\nfrom .symbols import K\n",
    "theory/couplings": "from ..checks import refuse\nfrom .symbols import K\ndef couplings(): return refuse(K)",
    "theory/symbols": "K, r = 1, 2",
    "theory/phases": "def phase():\n    from .couplings import couplings\n    return couplings()",
    "models/__init__": "from .networks import paths",
    "models/networks/__init__": "from .variance import paths\nfrom .engine import kernel, layer",
    "models/networks/variance": "from .engine import layer\nfrom ...numerics import error\ndef paths(): return layer.step(error)",
    "models/networks/engine/__init__": "from .kernel import kernel",
    "models/networks/engine/kernel": "from ....kernels import njit\nfrom ....checks import refuse\n@njit()\ndef kernel(): refuse()",
    "models/networks/engine/layer": "from . import kernel as compiled\ndef step(): return compiled()",
    "kernels": "import numba\ndef njit(): ...",
}
PATHS = "models/networks/variance models/networks/engine/layer models/networks/engine/kernel"
PATHS += " numerics/jackknife kernels checks"
COUPLINGS = "theory/couplings theory/symbols checks"
THEORY = f"{COUPLINGS} theory/phases theory/__init__"


@pytest.fixture
def library(tmp_path):
    """Write a small library; return a function from code to the files that it reaches."""
    for name, text in LIBRARY.items():
        write(tmp_path, name, text)

    def reached(code, folder=tmp_path):
        return names(folder, Reach(folder).follow(textwrap.dedent(code)))

    reached.folder = tmp_path
    return reached


def write(folder, name, text):
    file = folder / "crit" / f"{name}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def names(folder, reach):
    return {file.relative_to(folder / "crit").with_suffix("").as_posix() for file in reach.files}


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("import numpy", ""),
        ("import crit", ""),
        ("from importlib import metadata\nmetadata.version('numpy')", ""),
        ("import crit\ncrit.paths()", PATHS),
        ("import crit as c\nc.couplings()", COUPLINGS),
        ("import crit\ncrit.symbol", "theory/symbols"),
        ("import crit\ncrit.theory.K", "theory/symbols"),
        ("import crit\ncrit.models.paths", PATHS),
        ("import crit.theory.symbols\ncrit.theory.symbols.r.name", "theory/symbols"),
        ("import crit.theory.symbols as s\nprint(s.r)", "theory/symbols"),
        ("from crit import theory\ntheory.couplings()", COUPLINGS),
        ("from crit.theory import symbols\nsymbols.K", "theory/symbols"),
        ("from crit.theory.symbols import K\nK", "theory/symbols"),
        ("from crit.theory.phases import phase\nphase()", f"{COUPLINGS} theory/phases"),
        ("def f():\n    from crit.numerics.solver import solve\n    solve()", "numerics/solver"),
        ("from crit.models.networks import engine\nengine.kernel()", "models/networks/engine/kernel kernels checks"),
        ("from crit.theory.symbols import *", "theory/symbols"),
    ],
)
def test_files_that_names_lead_to(library, code, files):
    assert library(code) == set(files.split())


@pytest.mark.parametrize(
    "code",
    [
        "import crit\nf(crit)",
        "import crit\ngetattr(crit, name)",
        "from crit import *",
        "import crit\ncrit.no_such_name",
        "import crit\neval(text)",
        "import importlib\nimportlib.import_module(name)",
        "import sys\nsys.modules[name]",
        "%timeit f()",
    ],
)
def test_what_cannot_be_followed_reaches_everything(library, code):
    assert library(code) == set(LIBRARY)


@pytest.mark.parametrize("code", ["from crit import theory\nf(theory)", "import crit\ncrit.theory.nothing()"])
def test_a_package_as_a_value_reaches_all_that_lies_in_it(library, code):
    assert library(code) == set(THEORY.split())


def test_a_module_as_a_value_reaches_what_it_took(library):
    write(library.folder, "theory/rows", "from .. import numerics\nfrom .symbols import r")
    assert library("from crit.theory import rows\nrows.numerics.error()") == {"theory/rows", "numerics/jackknife"}
    everything = {"theory/rows", "theory/symbols", *(name for name in LIBRARY if name.startswith("numerics/"))}
    assert library("from crit.theory import rows\nprint(rows)") == everything


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("'A text.'\nfrom .symbols import K\nX: int = 1\nA, B = 1, 2\n@f\ndef g(): h()\nclass C: ...", False),
        ("if X:\n    Y = 1\nelse:\n    import Y", False),
        ("register(f)", True),
        ("X.y = 1", True),
        ("X['y'] = 1", True),
        ("if X:\n    f()", True),
        ("for x in y:\n    f(x)", True),
        ("X += 1", True),
        ("del X", True),
    ],
)
def test_a_module_that_does_something_is_reached_by_all(library, text, acts):
    assert Code(text).acts == acts
    write(library.folder, "numerics/solver", text)
    assert ("numerics/solver" in library("import crit\ncrit.symbol")) == acts
    assert library("import numpy") == set()


def test_a_name_that_is_handed_on_from_elsewhere_is_another(library):
    code = "import crit\ncrit.symbol"
    before = Reach(library.folder).follow(code)
    file = library.folder / "crit/__init__.py"
    file.write_text(file.read_text().replace("K as symbol", "r as symbol"))
    (library.folder / "crit/theory/__init__.py").write_text("from .symbols import K, r")
    after = Reach(library.folder).follow(code)
    assert before.files == after.files
    assert before.ways != after.ways


def test_what_a_library_really_loads_is_reached(library, monkeypatch):
    """Of every module of the real library: the modules that its names come from, as Python finds them."""
    import importlib
    import pkgutil

    import crit

    for found in pkgutil.walk_packages(crit.__path__, "crit."):
        module, reach = importlib.import_module(found.name), Reach(ROOT)
        reach.follow(f"import {found.name} as module\nprint(module)")
        for value in vars(module).values():
            home = getattr(value, "__module__", None) or ""
            if callable(value) and home.startswith("crit.") and not isinstance(value, type(reach)):
                assert Path(importlib.import_module(home).__file__) in reach.files, (found.name, value)


def test_kernels_and_what_they_call(library):
    assert names(library.folder, Reach(library.folder).kernels()) == {
        "kernels",
        "checks",
        "models/networks/engine/kernel",
    }


@pytest.fixture
def project(library):
    """A project around the library, with two files of data."""
    data = library.folder / "book/data"
    data.mkdir(parents=True)
    for name in ("one.npz", "two.npz"):
        (data / name).write_text(name)
    (data / "SHA256SUMS").write_text("1  one.npz\n2  two.npz\n")
    executor = library.folder / "book/_ext/execution.py"
    executor.parent.mkdir()
    executor.write_text("")
    (library.folder / "requirements.txt").write_text("numpy==2.0\n")
    return library.folder


CODE = ["import crit", "crit.symbol", "open('../data/one.npz')"]
EDITS = {
    "crit/theory/symbols.py": True,
    "crit/theory/couplings.py": False,
    "crit/__init__.py": False,
    "crit/table.json": True,
    "book/data/one.npz": True,
    "book/data/two.npz": False,
    "book/_ext/execution.py": True,
    "requirements.txt": True,
}


@pytest.mark.parametrize(("file", "again"), EDITS.items())
def test_an_edit_runs_a_chapter_again_that_can_reach_it_and_no_other(project, file, again):
    before = fingerprint.execution(project, CODE)
    with (project / file).open("a") as end:
        end.write("\n# another line\n")
    assert (fingerprint.execution(project, CODE) != before) == again


@pytest.mark.parametrize(
    ("cell", "again"),
    [
        ("open('../data/one.npz')", False),
        ("open(f'../data/{name}.npz')", True),
        ("open(Path('..') / 'data' / name)", True),
        ("Path('..').rglob('*.npz')", True),
        ("legend('the data')", False),
    ],
)
def test_a_chapter_that_composes_names_of_files_may_read_them_all(project, cell, again):
    before = fingerprint.execution(project, [cell])
    (project / "book/data/two.npz").write_text("other")
    assert (fingerprint.execution(project, [cell]) != before) == again


def test_a_script_of_the_data_reaches_what_it_uses(project):
    (project / "book/data/compute.py").write_text("from crit.theory.phases import phase")
    cells = ["sys.path.append('../data')\nimport compute"]
    before = fingerprint.execution(project, cells)
    write(project, "theory/symbols", "K, r = 3, 4")
    assert fingerprint.execution(project, cells) == before, "it uses no name"
    (project / "book/data/compute.py").write_text("from crit.theory.phases import phase\nphase()")
    before = fingerprint.execution(project, cells)
    write(project, "theory/symbols", "K, r = 5, 6")
    assert fingerprint.execution(project, cells) != before


def test_a_changed_checksum_of_a_file_that_is_read_counts(project):
    before = fingerprint.execution(project, ["open('../data/one.npz')"])
    (project / "book/data/SHA256SUMS").write_text("3  one.npz\n2  two.npz\n")
    assert fingerprint.execution(project, ["open('../data/one.npz')"]) != before


def test_edits_of_kernels_and_only_these_give_another_folder_of_kernels(project):
    before = fingerprint.kernel_cache(project)
    write(project, "theory/phases", "X = 3")
    assert fingerprint.kernel_cache(project) == before
    write(project, "checks", "X = 3")
    assert fingerprint.kernel_cache(project) != before
