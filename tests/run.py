"""Run all tests, from nothing if need be:

    python3 tests/run.py [options of pytest]

Sets up its own environment, the browser assets and, where it can, a Chromium.
"""

import os
import subprocess
import sys
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


def main(options):
    """Set everything up, run pytest and return its exit code."""
    if dotvenv.lacking(ROOT / "tests/requirements.txt"):
        return dotvenv.run("tests/requirements.txt", __file__, *options)
    subprocess.run([sys.executable, ROOT / "book/_ext/assets.py"], check=True)
    browser = chromium.obtain()
    if browser is None:
        print(WITHOUT_BROWSER, flush=True)
    environment = {**os.environ, "CHROMIUM": browser or ""}
    return subprocess.run([sys.executable, "-m", "pytest", *options], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
