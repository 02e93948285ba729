"""What the tests of the book share: one build."""

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
    """Build the book once; return the finished process."""
    command = [sys.executable, ROOT / "book" / "build.py"]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture
def site():
    """Return the folder of the site as it is built now."""
    assert build().returncode == 0, build().stdout
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Give all tests of the built site to one worker: they share the build and the visits of its pages."""
    for item in items:
        if "site" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("site"))
            item.add_marker(pytest.mark.slow)
