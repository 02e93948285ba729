"""What all tests share."""

import json
import os
import signal
from pathlib import Path

import pytest

import fingerprint

ROOT = Path(__file__).resolve().parents[1]

# Before anything imports numba: kernels compiled for another state of the library must not be used.
os.environ.setdefault("NUMBA_CACHE_DIR", str(fingerprint.kernel_cache(ROOT)))


def pytest_terminal_summary(terminalreporter):
    """List how long each chapter took from a fresh kernel, if it was looked at."""
    reports = terminalreporter.getreports("passed")
    if any("test_chapter_runs" in report.nodeid for report in reports):
        terminalreporter.section("seconds of each chapter from a fresh kernel, beside other kernels")
        for chapter, seconds in json.loads((ROOT / "_build" / "times.json").read_text()).items():
            terminalreporter.write_line(f"{seconds:6.1f} s  {chapter}")


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
