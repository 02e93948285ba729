"""Binder builds this repository with the Python and the packages that the book was built with."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


def dockerfile():
    """Return what repo2docker would build from this repository."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    return result.stdout + result.stderr


def test_binder_recipe(leave_out):
    try:
        import repo2docker  # noqa: F401
    except ImportError:
        leave_out("jupyter-repo2docker is not installed")
    recipe = dockerfile()
    assert '-r "requirements.txt"' in recipe
    assert "chmod +x postBuild" in recipe and "./postBuild" in recipe
    assert "python=3.11" in recipe
    assert recipe.index("COPY --chown=0:0 src/ ") < recipe.index("pip install --no-cache-dir -r")


def test_nothing_overrides_the_root_files():
    assert not (ROOT / "binder").exists() and not (ROOT / ".binder").exists()


def test_post_build_can_run():
    assert (ROOT / "postBuild").stat().st_mode & stat.S_IXUSR
