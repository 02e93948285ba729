"""Look over the code, that of the chapters too: rules, format, types. Every check runs, also after one that failed.

python3 tests/check.py
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CELLS = ROOT / "_build" / "cells"
CODE = ["crit", "tests", "benchmarks", "book"]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import dotvenv  # noqa: E402


def write_cells():
    """Write each chapter as a notebook, which ruff reads cell by cell."""
    import jupytext

    import execution

    for chapter in execution.chapters(ROOT):
        file = CELLS / f"{chapter}.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        jupytext.write(jupytext.read(ROOT / f"{chapter}.md"), file)


def run(*command):
    """Run a module of this Python and tell whether it found nothing."""
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT).returncode == 0


def main():
    """Run all checks; return the exit code."""
    if dotvenv.lacking(ROOT / "tests/requirements.txt"):
        return dotvenv.run("tests/requirements.txt", __file__)
    write_cells()
    checks = [
        run("ruff", "check", *CODE),
        run("ruff", "format", "--check", *CODE),
        run("ruff", "check", "--config", "pyproject.toml", CELLS),
        run("mypy"),
    ]
    return 0 if all(checks) else 1


if __name__ == "__main__":
    sys.exit(main())
