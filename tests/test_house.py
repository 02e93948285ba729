"""The rules of the house: who may import whom, what every file must and must not hold."""

import ast
import inspect
import re
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import crit
import dotvenv

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "crit").rglob("*.py"))
LAW = {
    "numerics": set(),
    "theory": {"numerics"},
    "models": {"theory", "numerics"},
    "measure": {"numerics"},
    "show": set(),
    "storage": set(),
}
"""Which rooms a room may import. Modules that lie in no room are common ground: all may import them, they import none."""
COMMON = {"checks", "executors"}
OUTSIDE = {"book", "tests", "benchmarks"}
BUILT = {"_build", "build", "node_modules", "vendor", "__pycache__"}
WRITTEN = {".py", ".md", ".yml", ".toml", ".txt", ".bib", ".js", ".mjs", ".css", ".json", ".cff", ""}


def name_of(file):
    """Return the dotted name of a module of `crit`."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file):
    """Return the dotted names that a module imports anywhere in its body."""
    package = name_of(file) if file.name == "__init__.py" else name_of(file).rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] + "." if node.level else ""
            module = (base + (node.module or "")).rstrip(".")
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def rooms(names):
    """Return the parts of `crit` that dotted names lie in: rooms and modules at its top."""
    return {name.split(".")[1] for name in names if name.startswith("crit.")}


def files():
    """Return every file that somebody wrote."""
    return [file for file in ROOT.rglob("*") if file.is_file() and file.suffix in WRITTEN and is_written(file)]


def is_written(file):
    """Tell a file of the project from one that was built, fetched or left by a tool."""
    folders = set(file.relative_to(ROOT).parts[:-1]) - {".ci"}
    return not any(name in BUILT or name.endswith(".egg-info") or name.startswith(".") for name in folders)


def test_law_knows_every_room():
    assert {file.relative_to(ROOT / "crit").parts[0] for file in MODULES} == {
        "__init__.py",
        *LAW,
        *(f"{module}.py" for module in COMMON),
    }


def test_law_is_kept_by_every_module():
    assert not list(filter(breaks_the_law, MODULES))


def breaks_the_law(file):
    """Return what a module imports and must not, as names of rooms and of top folders."""
    part = next(iter(rooms({name_of(file)})), None)
    allowed = {part, *LAW.get(part, ()), *COMMON} if part else {*LAW, *COMMON}
    return (rooms(imports(file)) - allowed) | {name.split(".")[0] for name in imports(file)} & OUTSIDE


@pytest.mark.slow
def test_no_module_imports_itself_by_a_detour():
    names = {name_of(file) for file in MODULES}
    graph = {name_of(file): imports(file) & names - {name_of(file)} for file in MODULES}
    graph = {name: needed - {p for p in needed if name.startswith(p + ".")} for name, needed in graph.items()}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize(
    ("place", "line", "broken"),
    [
        ("measure/drift.py", "from ..theory import couplings", {"theory"}),
        ("measure/collapse/fit.py", "from ...models import networks", {"models"}),
        ("measure/collapse/fit.py", "from ..estimate import Estimate", set()),
        ("models/networks/pair.py", "import crit.measure.couplings", {"measure"}),
        ("theory/landau.py", "def late():\n    from .. import models", {"models"}),
        ("training/descent.py", "from ..models import networks", {"models"}),
        ("show/table.py", "from ..numerics import jackknife", {"numerics"}),
        ("numerics/streams.py", "from ..checks import refuse", set()),
        ("checks.py", "from .numerics import streams", {"numerics"}),
        ("models/ensemble.py", "from tests import laws", {"tests"}),
    ],
)
def test_law_sees_every_way_to_import(place, line, broken, tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    file = tmp_path / "crit" / place
    file.parent.mkdir(parents=True)
    file.write_text(line)
    assert breaks_the_law(file) == broken


@pytest.mark.parametrize("name", crit.__all__)
def test_public_names_are_documented(name):
    public = getattr(crit, name)
    if callable(public):
        assert len(inspect.getdoc(public) or "") > 30
    else:
        assert public is not None


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_of_a_machine_and_nothing_left_over(file):
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"/(?:ho" r"me|ro" r"ot|wo" r"rk|Us" r"ers)/\w", text)
    assert not re.search(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b", text)


def test_pins_lie_in_the_ranges_of_the_package():
    pins = {name.lower(): version for name, version in dotvenv.pins(ROOT / "requirements.txt").items()}
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]:
        demanded = Requirement(line)
        assert pins[demanded.name] in demanded.specifier


@pytest.mark.slow
def test_one_address_of_the_repository():
    addresses = {
        match
        for file in files()
        if file.suffix in {".yml", ".toml", ".md", ".cff"}
        for match in re.findall(r"github\.com/([\w-]+/crit)\b", file.read_text())
    }
    assert addresses == {"critical-networks/crit"}
