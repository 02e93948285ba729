"""What all tests share."""

import os
import signal
from pathlib import Path

import pytest

import fingerprint

ROOT = Path(__file__).resolve().parents[1]

# Before anything imports numba: kernels compiled for another state of the library must not be used.
os.environ.setdefault("NUMBA_CACHE_DIR", str(fingerprint.kernel_cache(ROOT)))

chapter_seconds = pytest.StashKey[dict]()


def pytest_configure(config):
    config.stash[chapter_seconds] = {}


def pytest_terminal_summary(terminalreporter, config):
    """List how long each chapter took from a fresh kernel."""
    for chapter, seconds in config.stash[chapter_seconds].items():
        terminalreporter.write_line(f"{seconds:6.1f} s  {chapter}")


@pytest.fixture
def note_seconds(request):
    """Return a function ``(chapter, seconds)`` that puts a running time on the closing list."""
    return request.config.stash[chapter_seconds].__setitem__


@pytest.fixture
def leave_out():
    """Return a function that leaves a test out for a reason; in continuous integration that is a failure."""
    return pytest.fail if os.environ.get("CI") == "true" else pytest.skip


@pytest.fixture(scope="session")
def root():
    """Return the project's top folder."""
    return ROOT


@pytest.fixture
def interruptible():
    """Let SIGINT interrupt, also where the tests were started in the background and were told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
