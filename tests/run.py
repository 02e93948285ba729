"""Run all tests, from nothing if need be:

    python3 tests/run.py [options of pytest]
    python3 tests/run.py quick

Sets up its own environment, the browser assets and, where it can, a Chromium. The second leaves out what is slow, the book
included. There are as many workers as processors.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import chromium  # noqa: E402
import dotvenv  # noqa: E402

WITHOUT_BROWSER = """
************************************************************************
  No Chromium was found, and none could be installed here.
  THE BROWSER TESTS ARE LEFT OUT. Install Chromium or Chrome, or name
  one in the variable CHROMIUM, and run the tests again.
************************************************************************
"""


WITHOUT_TORCH = """
************************************************************************
  PyTorch is not installed. THE TESTS OF ITS MODULES ARE LEFT OUT.
  CI=true installs it; or: pip install -r tests/requirements-torch.txt
************************************************************************
"""

WORKERS = ["-n", "logical", "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "10"]
"""The tests of a file stay together: what they share is compiled, built or visited once. The files keep their order: those
of the book come first, which have few tests and take longest."""
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
"""Each worker has one processor: more threads would wait for each other."""


def browser():
    """Fetch the browser assets and return the path of a Chromium, or an empty string after a loud word."""
    subprocess.run([sys.executable, ROOT / "book/_ext/assets.py"], check=True)
    path = chromium.obtain()
    if path is None:
        print(WITHOUT_BROWSER, flush=True)
    return path or ""


def main(options):
    """Set everything up, run pytest and return its exit code."""
    needed = f"tests/requirements{'-torch' if os.environ.get('CI') else ''}.txt"
    if dotvenv.lacking(ROOT / needed):
        return dotvenv.run(needed, __file__, *options)
    if find_spec("torch") is None:
        print(WITHOUT_TORCH, flush=True)
    environment = {**THREADS, **os.environ}
    if options[:1] == ["quick"]:
        options = ["-m", "not slow", *options[1:]]
    else:
        environment["CHROMIUM"] = browser()
    if not options:  # the build takes all processors by itself; the tests then find it made
        built = subprocess.run([sys.executable, ROOT / "book" / "build.py"])
        environment["BOOK_BUILT"] = str(built.returncode)
    return subprocess.run([sys.executable, "-m", "pytest", *WORKERS, *options], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
