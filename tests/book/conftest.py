"""What the tests of the book share: one build."""

import functools
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Give all tests of the built site to one worker: they share the build and the visits of its pages."""
    for item in items:
        if "site" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("site"))
            item.add_marker(pytest.mark.slow)
