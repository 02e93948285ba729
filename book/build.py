"""Build the book in ``_build/html``, from nothing if need be:

    python3 book/build.py

Sets up its own environment, fetches the browser assets, executes the chapters that have changed and renders them.
Every warning is an error.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import dotvenv  # noqa: E402
import fingerprint  # noqa: E402


def forget(*names):
    """Remove files and folders of ``_build``."""
    for name in names:
        path = BUILD / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def stamped(name, digest):
    """Tell whether ``_build/<name>`` holds `digest`."""
    stamp = BUILD / name
    return stamp.exists() and stamp.read_text() == digest


def drop_what_is_stale():
    """Drop the cached executions, the rendered pages, or both, when what they rest on has changed.

    The stamp of the pages is taken away in any case and comes back after success: a failed build is never built upon.
    """
    if not stamped("executions", fingerprint.executions(ROOT)):
        forget("executions", ".jupyter_cache", "numba")
    if not stamped("pages", fingerprint.pages(ROOT)):
        forget(".doctrees", "jupyter_execute", "html")
    forget("pages")


def kernel_environment():
    """Environment of the kernels that execute chapters: this tree's library, explorers as still frames."""
    return {
        **os.environ,
        "CRIT_STATIC": "1",
        "PYTHONPATH": str(ROOT),
        "NUMBA_CACHE_DIR": str(fingerprint.kernel_cache(ROOT)),
    }


def render():
    """Execute and render the book; return the exit code."""
    BUILD.mkdir(exist_ok=True)
    drop_what_is_stale()
    executions, pages = fingerprint.executions(ROOT), fingerprint.pages(ROOT)
    (BUILD / "executions").write_text(executions)
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]
    options = ["build", str(ROOT), "-W", "--keep-going"]
    code = subprocess.run([*command, *options], cwd=ROOT, env=kernel_environment()).returncode
    if code == 0:
        (BUILD / "pages").write_text(pages)
    return code


def main():
    """Set up, fetch, render, and end with one line that says where the book is."""
    if dotvenv.lacking(ROOT / "requirements.txt"):
        return dotvenv.run("requirements.txt", __file__)
    start = time.monotonic()
    subprocess.run([sys.executable, ROOT / "book/_ext/assets.py"], check=True)
    code = render()
    if code:
        print("The book was not built: see the warnings above.", file=sys.stderr)
    else:
        print(f"Built in {time.monotonic() - start:.0f} s. Open {(BUILD / 'html' / 'index.html').as_uri()}")
    return code


if __name__ == "__main__":
    sys.exit(main())
