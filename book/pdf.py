"""Print the built book into one PDF, ``_build/pdf/book.pdf``, with Chromium:

    python3 book/pdf.py

Each page is printed by itself; then they are joined in the order of the contents, with an outline, page numbers that
run on, and links that stay in the book.
"""

import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
HTML, PDF = ROOT / "_build" / "html", ROOT / "_build" / "pdf"
sys.path.insert(0, str(ROOT / "book" / "_ext"))

import chromium  # noqa: E402
import dotvenv  # noqa: E402

OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--virtual-time-budget=20000"]
WITHOUT_NUMBERS = "<style>@page { @bottom-center { content: none !important } }</style></head>"
NUMBER = '<p style="break-after: page; margin: 0; height: 270mm; padding-top: 280mm; text-align: center">{}</p>'
NUMBERS = "<style>@page {{ size: A4; margin: 0 }} * {{ font: 9pt sans-serif; box-sizing: border-box }}</style>{}"


def print_file(browser, source, target):
    """Print one file of HTML."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [browser, *OPTIONS, f"--print-to-pdf={target}", source.as_uri()], check=True, stderr=subprocess.DEVNULL
    )


def print_page(browser, page, folder):
    """Print one page of the book without page numbers; return its title and its PDF."""
    file, target = HTML / f"{page}.html", Path(folder, f"{page}.pdf")
    text = file.read_text(encoding="utf-8")
    copy = file.with_name(f"{file.stem}-to-print.html")
    copy.write_text(text.replace("</head>", WITHOUT_NUMBERS, 1), encoding="utf-8")
    try:
        print_file(browser, copy, target)
    finally:
        copy.unlink()
    return unescape(re.search(r"<title>(.*?)(?: — .*)?</title>", unescape(text), re.DOTALL)[1]).strip(), target


def join(printed):
    """Return a writer of all pages in order with an outline, and where each page of the book starts."""
    from pypdf import PdfWriter

    writer, starts = PdfWriter(), {}
    for page, (title, file) in printed.items():
        starts[page] = len(writer.pages)
        writer.append(file, outline_item=title, import_outline=False)
    return writer, starts


def keep_links_inside(writer, starts):
    """Turn links to files of the site into links to the pages that they became."""
    from pypdf.generic import ArrayObject, NameObject

    for sheet in writer.pages:
        for annotation in (reference.get_object() for reference in sheet.get("/Annots", [])):
            address = unquote(urlsplit(str(annotation.get("/A", {}).get("/URI", ""))).path)
            page = address.removeprefix(f"{HTML}/").removesuffix(".html").removesuffix("-to-print")
            if page in starts:
                del annotation["/A"]
                target = writer.pages[starts[page]].indirect_reference
                annotation[NameObject("/Dest")] = ArrayObject([target, NameObject("/Fit")])


def number(writer, browser, folder):
    """Put a number on each sheet of paper."""
    from pypdf import PdfReader

    source, target = Path(folder, "numbers.html"), Path(folder, "numbers.pdf")
    source.write_text(NUMBERS.format("".join(NUMBER.format(place + 1) for place in range(len(writer.pages)))))
    print_file(browser, source, target)
    for sheet, stamp in zip(writer.pages, PdfReader(target).pages, strict=False):
        sheet.merge_page(stamp)


def main():
    """Set up, print all pages and join them."""
    if dotvenv.lacking(ROOT / "requirements.txt"):
        return dotvenv.run("requirements.txt", __file__)
    import execution

    browser = chromium.obtain()
    if browser is None:
        sys.exit("No Chromium was found: install Chromium or Chrome, or name one in the variable CHROMIUM.")
    PDF.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        printed = {}
        for page in execution.contents(ROOT):
            printed[page] = print_page(browser, page, folder)
            print(page, flush=True)
        writer, starts = join(printed)
        keep_links_inside(writer, starts)
        number(writer, browser, folder)
        writer.compress_identical_objects()
        writer.write(PDF / "book.pdf")
    print(f"{len(writer.pages)} pages: {(PDF / 'book.pdf').relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
