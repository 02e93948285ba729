"""Do the tests notice a wrong formula? Change one thing in a file of `crit`, run the tests of that file, count who fails.

    python tests/mutate.py [--sample 400] [--seed 0] [files or folders …]
    python tests/mutate.py --again printed.txt

`mutations.py` says what is changed. The sample is drawn over all places that can be changed in the files named (by
default those of `crit/numerics`, `crit/theory`, `crit/models` and `crit/measure`), so that a file gets its share by
its length.

Each mutation runs the mirrored test file (``tests/<room>/test_<file>.py``), or, for a file that has none, those of
the files that import it. It is killed by a failing test, or by five times the seconds of the clean run. A survivor is
printed as its line before and after; those listed in `tests/equivalent.txt` change no result, for the reason given
there, and do not count. The exit code is 1 if less than 95 % were killed. After new tests, `--again` runs the survivors
of a run whose output was kept.

Everything happens in a copy of the tree in the system's folder for temporary files. The copy keeps compiled kernels:
numba looks only at the file that a kernel stands in, so kernels of a mutated file and of all files that import it,
directly or not, are left out of the cache that a mutated run sees. The first run compiles all; later ones start warm.
"""

import argparse
import ast
import contextlib
import difflib
import filecmp
import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = Path(tempfile.gettempdir()) / "crit-mutate"
TREE, WARM, KERNELS, CLEAN = WORK / "tree", WORK / "warm", WORK / "kernels", WORK / "clean"
LEFT_OUT = ".*", "_build", "node_modules", "__pycache__", "vendor"
os.environ |= {"NUMBA_CACHE_DIR": str(KERNELS), "OPENBLAS_NUM_THREADS": "1"}  # before anything imports numba

import hypothesis  # noqa: E402, F401
import numba  # noqa: E402, F401
import pytest  # noqa: E402
import scipy.integrate  # noqa: E402
import scipy.stats  # noqa: E402, F401
import sympy  # noqa: E402, F401
from mutations import sample  # noqa: E402

MEMORY, COMPILING = 16 * 2**30, 60  # bytes that a run may take, seconds that compiling may
ROOMS = "numerics", "theory", "models", "measure"


def graph():
    """Return, for each module of `crit`, the modules that it imports, as paths relative to the root."""
    modules = {file.relative_to(TREE).with_suffix("").parts: file for file in (TREE / "crit").rglob("*.py")}
    needs = defaultdict(set)
    for name, file in modules.items():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and name[-1] != "__init__":
                base = name[: len(name) - node.level] + tuple((node.module or "").split(".") if node.module else ())
                names = {base, *((*base, alias.name) for alias in node.names)}
                needs[file] |= {modules[found] for found in names & modules.keys()}
    return needs


def importers(file, needs):
    """Return the files that import one, directly or not, and itself."""
    found, new = set(), {file}
    while new:
        found |= new
        new = {user for user, needed in needs.items() if needed & new} - found
    return found


def mirrors(file, needs):
    """Return the test file of a module, or those of its direct importers, further up where these have none."""
    own = TREE / "tests" / file.relative_to(TREE / "crit").with_name(f"test_{file.name}")
    if own.exists():
        return {own}
    return set().union(*(mirrors(user, needs) for user, needed in needs.items() if file in needed))


def keep_kernels(source, target, files):
    """Hard-link the compiled kernels of some files from one cache to another."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    known = {(file.parent.name, file.stem) for file in files}
    for entry in source.glob("*/*.nb[ic]"):
        if (entry.parent.name.rpartition("_")[0], entry.name.partition(".")[0]) in known:
            (target / entry.parent.name).mkdir(exist_ok=True)
            os.link(entry, target / entry.parent.name / entry.name)


def synchronise():
    """Bring the copy of the tree up to date, and forget the kernels that depend on what has changed."""
    changed = set()

    def copy(source, target):
        if not Path(target).exists() or not filecmp.cmp(source, target, shallow=False):
            shutil.copy2(source, target)
            changed.add(Path(target))

    for name in ("crit", "tests", "book"):
        shutil.copytree(
            ROOT / name, TREE / name, ignore=shutil.ignore_patterns(*LEFT_OUT), copy_function=copy, dirs_exist_ok=True
        )
    for name in ("pyproject.toml", "requirements.txt"):
        copy(ROOT / name, TREE / name)
    for file in [*(TREE / "crit").rglob("*.py"), *(TREE / "tests").rglob("*.py")]:
        if not (ROOT / file.relative_to(TREE)).exists():
            file.unlink()
            changed.add(file)
    needs = graph()
    for test in changed.union(*(mirrors(file, needs) for file in changed if file.is_relative_to(TREE / "crit"))):
        clean_file(test).unlink(missing_ok=True)
    stale = set().union(*(importers(file, needs) for file in changed))
    keep_kernels(WARM, KERNELS, set((TREE / "crit").rglob("*.py")) - stale)
    keep_kernels(KERNELS, WARM, set((TREE / "crit").rglob("*.py")))
    return needs


class Quickest:
    """Plugin of pytest: run the tests that took least time in the clean run first, or note how long they take."""

    def __init__(self, seconds=None):
        self.known, self.seconds = seconds, Counter()

    def pytest_collection_modifyitems(self, items):
        if self.known:
            items.sort(key=lambda item: self.known.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report):
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self, exitstatus):
        if self.known is None and exitstatus == 0:
            (WORK / "seconds.json").write_text(json.dumps(self.seconds))


def run(tests, limit, seconds=None):
    """Run test files in a fork, which has the libraries imported already; return its exit code, None after the limit."""
    child = os.fork()
    if child == 0:
        os.setsid()
        os.chdir(TREE)
        sys.dont_write_bytecode = seconds is not None
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1" if sys.dont_write_bytecode else ""
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        with (WORK / "output.txt").open("wb") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        code = 3
        with contextlib.suppress(BaseException):
            arguments = ["-x", "-q", "-p", "no:cacheprovider", *map(str, tests)]
            code = pytest.main(arguments, plugins=[Quickest(seconds)])
        os._exit(code)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        finished, status = os.waitpid(child, os.WNOHANG)
        if finished:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def clean_file(test):
    """Return where the seconds of a test file without a mutation are kept."""
    return CLEAN / test.relative_to(TREE).with_suffix(".json")


def clean_seconds(test):
    """Run a test file without a mutation, keep the kernels that it compiles, and return the seconds of each test."""
    kept, files = clean_file(test), set((TREE / "crit").rglob("*.py"))
    if not kept.exists():
        keep_kernels(WARM, KERNELS, files)
        if run([test], 3600):
            sys.exit((WORK / "output.txt").read_text() + "The tests fail without any mutation.")
        keep_kernels(KERNELS, WARM, files)
        kept.parent.mkdir(parents=True, exist_ok=True)
        (WORK / "seconds.json").rename(kept)
    return json.loads(kept.read_text())


def verdict(file, source, mutated, needs):
    """Run the tests of a mutated file: "killed", "survived" or "too slow"."""
    if not (tests := sorted(mirrors(file, needs))):
        return "survived"
    seconds = {name: spent for test in tests for name, spent in clean_seconds(test).items()}
    limit = 5 * sum(seconds.values()) + COMPILING
    times = file.stat()
    keep_kernels(WARM, KERNELS, set((TREE / "crit").rglob("*.py")) - importers(file, needs))
    try:
        file.write_bytes(mutated)
        code = run(tests, limit, seconds)
    finally:
        file.write_bytes(source)
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    return {0: "survived", None: "too slow"}.get(code, "killed")


def difference(file, source, mutated):
    """Return how a mutation reads in `tests/equivalent.txt`: the file, its lines that changed, before and after."""
    lines = difflib.ndiff(*(text.decode().splitlines() for text in (source, mutated)))
    changed = [f"{line[0]} {line[2:].strip()}" for line in lines if line[0] in "-+"]
    return "\n".join([file.relative_to(TREE).as_posix(), *changed])


def equivalents():
    """Return the mutations that change no result, as `difference` writes them, with the reason of each."""
    blocks = (ROOT / "tests/equivalent.txt").read_text().split("\n\n")
    return dict(block.strip().rsplit("\n= ", 1) for block in blocks if "\n= " in block)


def repeated(printed):
    """Read back the survivors that an earlier run printed, those whose lines are still there."""
    for name, block in re.findall(r"survived +(\S+)\n((?:[-+] .*\n)+)", printed):
        file, before, after = TREE / name, *([line[2:] for line in block.splitlines() if line[0] == s] for s in "-+")
        lines = file.read_text().splitlines(keepends=True)
        for k in range(len(lines)):
            there = lines[k : k + len(before)]
            if [line.strip() for line in there] == before and len(before) == len(after):
                mutated = [old.replace(old.strip(), new) for old, new in zip(there, after)]
                text = "".join([*lines[:k], *mutated, *lines[k + len(before) :]])
                yield file, file.read_bytes(), text.encode()
                break


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="*", type=Path, help="files or folders; by default the three rooms")
    options.add_argument("--sample", type=int, default=400, help="mutations to draw")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--again", type=Path, help="what an earlier run printed: run its survivors, no sample")
    asked = options.parse_args()
    needs, reasons, table = synchronise(), equivalents(), defaultdict(Counter)
    named = [ROOT / file for file in asked.files] or [ROOT / "crit" / room for room in ROOMS]
    ours = [TREE / path.resolve().relative_to(ROOT) for path in named]
    files = sorted(file for path in ours for file in (path.rglob("*.py") if path.is_dir() else [path]))
    mutations = repeated(asked.again.read_text()) if asked.again else sample(files, asked.sample, asked.seed)
    for number, mutation in enumerate(mutations):
        told = difference(*mutation)
        result = "equivalent" if told in reasons else verdict(*mutation, needs)
        table[told.partition("\n")[0]][result] += 1
        print(f"{number:4d} {result:10s} {told if result == 'survived' else told.replace(chr(10), ' | ')}", flush=True)
    total = sum(table.values(), Counter())
    for name, row in [*sorted(table.items()), ("all", total)]:
        print(
            f"{name:34s}",
            *(f"{row[result]:4d} {result}" for result in ("killed", "too slow", "survived", "equivalent")),
        )
    caught = total["killed"] + total["too slow"]
    share = caught / max(1, caught + total["survived"])
    print(f"{share:.1%} killed of {caught + total['survived']} that change a result")
    sys.exit(share < 0.95)


if __name__ == "__main__":
    main()
