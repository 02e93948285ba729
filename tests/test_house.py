"""The rules of the house: who may import whom, what every file must and must not hold."""

import ast
import inspect
import pkgutil
import re
import tomllib
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import api
import dotvenv
from rooms import imports, modules, name_of, rooms

ROOT = Path(__file__).resolve().parents[1]
MODULES = modules(ROOT)
LAW = {
    "numerics": set(),
    "theory": {"numerics"},
    "models": {"theory", "numerics"},
    "measure": {"numerics"},
    "show": set(),
    "storage": set(),
    "reports": {"numerics", "theory", "models", "measure", "show", "storage"},
}
"""Which rooms a room may import. Modules that lie in no room are common ground: all may import them, they import no room."""
COMMON = {"checks", "documented", "executors", "number_format", "typing"}
OUTSIDE = {"book", "tests", "benchmarks"}
BUILT = {"_build", "build", "node_modules", "vendor", "__pycache__"}
WRITTEN = {".py", ".md", ".yml", ".toml", ".txt", ".bib", ".js", ".mjs", ".css", ".json", ".cff", ""}


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
    part = next(iter(rooms({name_of(file, ROOT)})), None)
    allowed = {part, *LAW.get(part, ()), *COMMON} if part else {*LAW, *COMMON}
    return (rooms(imports(file, ROOT)) - allowed) | {name.split(".")[0] for name in imports(file, ROOT)} & OUTSIDE


@pytest.mark.slow
def test_no_module_imports_itself_by_a_detour():
    names = {name_of(file, ROOT) for file in MODULES}
    graph = {name_of(file, ROOT): imports(file, ROOT) & names - {name_of(file, ROOT)} for file in MODULES}
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


SHARED = {"replicas", "seed", "executor", "progress", "at", "self", "cls"}
DRAWING = {"random", "normal", "standard_normal", "integers", "choice", "permutation", "shuffle", "uniform", "poisson"}
DRAWING |= {
    "binomial",
    "multinomial",
    "multivariate_normal",
    "exponential",
    "standard_exponential",
    "gamma",
    "geometric",
}
FUNCTIONS = [
    pytest.param(file, node, id=f"{name_of(file, ROOT)}.{node.name}")
    for file in MODULES
    for node in ast.walk(ast.parse(file.read_text()))
    if isinstance(node, ast.FunctionDef)
]


@pytest.mark.parametrize(("folder", "most"), [("show", 16), ("numerics", 18), (None, 14)])
def test_folders_can_be_taken_in_at_a_glance(folder, most):
    sizes = Counter(file.parent for file in MODULES if file.name != "__init__.py")
    asked = {place: count for place, count in sizes.items() if folder is None or place.name == folder}
    exempt = {"show", "numerics"} if folder is None else set()
    assert {place.name: count for place, count in asked.items() if count > most and place.name not in exempt} == {}


def test_files_are_short():
    assert {name_of(file, ROOT): lines for file in MODULES if (lines := file.read_text().count("\n")) > 300} == {}


def test_functions_take_few_parameters():
    counts = {param.id: len(own_parameters(param.values[1])) for param in FUNCTIONS}
    assert {name: count for name, count in counts.items() if count > 8} == {}


def own_parameters(node):
    """Return the names of a function's parameters but for those that many functions share."""
    given = node.args
    listed = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, [given.vararg, given.kwarg])]
    return [argument.arg for argument in listed if argument.arg not in SHARED]


def test_functions_are_short():
    counts = {param.id: code_lines(param.values[1]) for param in FUNCTIONS}
    assert {name: count for name, count in counts.items() if count > 30} == {}


def code_lines(node):
    """Return how many lines the body of a function has, its docstring not counted."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("room", ["theory", "measure"])
def test_nothing_is_drawn_at_random(room):
    """Estimators that resample take their draws from the room of numerics."""
    assert {name_of(file, ROOT): names for file in MODULES if (names := drawn(file)) and room in file.parts} == {}


def drawn(file):
    """Return what a module calls or names that draws random numbers."""
    nodes = list(ast.walk(ast.parse(file.read_text())))
    called = [n.func for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    calls = [
        function.attr for function in called if ast.unparse(function.value) not in ("sp", "special", "scipy.special")
    ]
    named = [ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)]
    return {name for name in calls if name in DRAWING} | {name for name in named if name.startswith("np.random")}


def public():
    """Return {address: object} of every public function and class."""
    return {address: thing for package in api.packages() for address, thing in api.names(package).items()}


@pytest.mark.parametrize("address", public())
def test_public_names_are_documented(address):
    thing = public()[address]
    text = inspect.getdoc(thing) or ""
    assert len(text) > 30
    assert not re.search(r"^ +As (?:in|for|of) `|On a bad argument", text, re.M)
    if inspect.isfunction(thing):
        sections = set(re.findall(r"^(\w+)\n-{3,}$", text, re.M))
        asked = inspect.signature(thing).parameters
        missing = {
            name for name in asked if not re.search(rf"^\*{{0,2}}.*\b{re.escape(name)}\b.* : |^\*\*{name}", text, re.M)
        }
        assert not missing
        assert "Returns" in sections or "Yields" in sections
        assert "Raises" in sections or not asked


def test_every_package_that_hands_names_on_is_on_one_api_page():
    pages = [ROOT / "book/back/api.md", *(ROOT / "book/back/api").glob("*.md")]
    listed = [name for page in pages for name in re.findall(r"^\.\. api:: (\S+)$", page.read_text(), re.M)]
    assert sorted(listed) == sorted(api.packages())


NAMED = [
    (page, name)
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "book").rglob("*.md"))]
    for name in re.findall(r"`(crit(?:\.\w+)+)(?:\(.*?\))?`", page.read_text())
]


@pytest.mark.parametrize(("page", "name"), NAMED, ids=[f"{page.stem}-{name}" for page, name in NAMED])
def test_what_prose_calls_by_name_is_there(page, name):
    assert pkgutil.resolve_name(name) is not None


FILES = sorted(set(re.findall(r"`((?:crit/)?(?:\w+/)+\w+\.py)`", (ROOT / "book/back/architecture.md").read_text())))


@pytest.mark.parametrize("name", FILES)
def test_files_that_the_architecture_names_are_there(name):
    assert (ROOT / "crit" / name.removeprefix("crit/")).exists()


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
