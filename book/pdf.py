"""Print every page of the built book to ``_build/pdf``, one PDF a page, with Chromium:

python3 book/pdf.py
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HTML, PDF = ROOT / "_build" / "html", ROOT / "_build" / "pdf"
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import chromium  # noqa: E402

MILLISECONDS_TO_TYPESET = 20_000


def print_page(browser, page):
    """Print one page; return the path of its PDF."""
    target = PDF / page.relative_to(HTML / "book").with_suffix(".pdf")
    target.parent.mkdir(parents=True, exist_ok=True)
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--print-to-pdf={target}",
        f"--virtual-time-budget={MILLISECONDS_TO_TYPESET}",
    ]
    subprocess.run([browser, *options, page.as_uri()], check=True, stderr=subprocess.DEVNULL)
    return target


def main():
    """Print all pages."""
    browser = chromium.obtain()
    if browser is None:
        sys.exit("No Chromium was found: install Chromium or Chrome, or name one in the variable CHROMIUM.")
    for page in sorted((HTML / "book").rglob("*.html")):
        print(print_page(browser, page).relative_to(ROOT), flush=True)


if __name__ == "__main__":
    main()
