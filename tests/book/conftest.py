"""What the tests of the book share: one build."""

import fcntl
import functools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import assets
import chromium

ROOT = Path(__file__).resolve().parents[2]


@functools.cache
def build():
    """Build the book, unless ``tests/run.py`` has done so; return the exit code and what was printed.

    Workers wait for each other: the second then finds the book built.
    """
    if "BOOK_BUILT" in os.environ:
        return int(os.environ["BOOK_BUILT"]), "see above, before the tests"
    command = [sys.executable, ROOT / "book" / "build.py"]
    (ROOT / "_build").mkdir(exist_ok=True)
    with (ROOT / "_build" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


@pytest.fixture
def site():
    """Return the folder of the site as it is built now."""
    code, printed = build()
    assert code == 0, printed
    return ROOT / "_build" / "html"


@pytest.fixture
def drive(leave_out):
    """Return a function that runs a script of this folder, which drives a browser, and returns the JSON it prints."""
    if chromium.find() is None or shutil.which("node") is None or not assets.complete():
        leave_out("no Chromium, no node or no npm packages on this machine: A BROWSER TEST IS LEFT OUT")

    def run(script, *arguments):
        command = ["node", Path(__file__).parent / script, *map(str, arguments)]
        environment = {**os.environ, "CHROMIUM": chromium.find()}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def pytest_itemcollected(item):
    """Call what looks at the built site slow."""
    if "site" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.slow)
