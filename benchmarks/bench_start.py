"""How long a reader waits: for the import, for the first figure of a fresh kernel, for the chapters of a build."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import nbformat
from nbclient import NotebookClient
from tqdm import tqdm
from turns import against_limit, by_turns, paired_ratio, seconds

ROOT = Path(__file__).resolve().parents[1]
FIRST_FIGURE = """
import crit
K = crit.variance_paths("tanh", 1.2, 0.1, 256, 100, replicas=20, seed=1)
fig, ax = crit.figure("Twenty paths of the variance settle about one value.", xlabel="layer", ylabel="K")
ax.plot(K.T)
fig
"""


def environment(**extra):
    """Environment of a process that finds this tree's library."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **extra}


def python(code):
    """Run a line of Python in a fresh process."""
    subprocess.run([sys.executable, "-c", code], env=environment(), check=True)


def imports():
    """Measure a fresh process that imports the library, against one that imports what it is made of."""
    times = by_turns(
        {"ours": lambda: python("import crit"), "peer": lambda: python("import numpy, numba, sympy")}, 5, "import"
    )
    ours = median(times["ours"])
    peer = dict(peer="import numpy, numba, sympy", peer_value=median(times["peer"]))
    against = dict(name="import crit (ours/theirs)", ours=ours, **peer, unit="s")
    return [
        {**against, "ratio": paired_ratio(times["ours"], times["peer"])},
        against_limit("import crit, fresh process", ours, 1.5, "s"),
    ]


def first_figure():
    """Execute the first cell of a chapter in a fresh kernel that has nothing compiled."""
    with tempfile.TemporaryDirectory() as cache:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(FIRST_FIGURE)])
        client = NotebookClient(notebook, timeout=120, kernel_name="python3")
        client.execute(env=environment(NUMBA_CACHE_DIR=cache))
    if not any("image/png" in output.get("data", {}) for output in notebook.cells[0].outputs):
        raise RuntimeError("the first cell made no figure")


def first_figures():
    """Measure the wait for a first figure."""
    waits = [seconds(first_figure) for _ in tqdm(range(3), desc="first figure", leave=False)]
    return [against_limit("first figure, fresh kernel, nothing compiled", median(waits), 15.0, "s")]


def chapters():
    """Read how long the chapters of the last build took, if there was one."""
    file = ROOT / "_build" / "times.json"
    times = json.loads(file.read_text()) if file.exists() else {}
    return [against_limit(f"chapter {name}, last build", value, 60.0, "s") for name, value in times.items()]


def main():
    """Return all measurements of this subject."""
    return imports() + first_figures() + chapters()
