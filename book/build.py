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


def forget(*paths):
    """Remove files and folders."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def drop_what_is_stale(pages):
    """Drop kernels of another library, and all pages if what they have in common has changed.

    The stamp of the pages is taken away in any case and comes back after success: a failed build is never built upon.
    """
    stamp, kernels = BUILD / "pages", fingerprint.kernel_cache(ROOT)
    if not stamp.exists() or stamp.read_text() != pages:
        forget(*(BUILD / name for name in (".doctrees", "jupyter_execute", "html")))
    forget(stamp, *(old for old in kernels.parent.glob("*") if old != kernels))


def kernel_environment():
    """Environment of the kernels that execute chapters: this tree's library, explorers as still frames."""
    return {
        **os.environ,
        "CRIT_STATIC": "1",
        "PYTHONPATH": str(ROOT),
        "NUMBA_CACHE_DIR": str(fingerprint.kernel_cache(ROOT)),
    }


def render():
    """Render the book; return the exit code."""
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]
    options = ["build", str(ROOT), "-W", "--keep-going"]
    return subprocess.run([*command, *options], cwd=ROOT, env=kernel_environment()).returncode


def build():
    """Execute and render; return whether all went well."""
    import execution  # what it needs is installed only now

    BUILD.mkdir(exist_ok=True)
    pages = fingerprint.pages(ROOT)
    drop_what_is_stale(pages)
    crashes = execution.bring_up_to_date(ROOT, kernel_environment())
    if crashes:
        print("", *crashes, sep="\n\n", file=sys.stderr)
        return False
    if render():
        return False
    (BUILD / "pages").write_text(pages)
    return True


def main():
    """Set up, fetch, build, and end with one line that says where the book is."""
    if dotvenv.lacking(ROOT / "requirements.txt"):
        return dotvenv.run("requirements.txt", __file__)
    start = time.monotonic()
    subprocess.run([sys.executable, ROOT / "book/_ext/assets.py"], check=True)
    if not build():
        print("The book was not built: see above.", file=sys.stderr)
        return 1
    print(f"Built in {time.monotonic() - start:.0f} s. Open {(BUILD / 'html' / 'index.html').as_uri()}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
