"""The built site in a real Chromium: every page, over http and from a file, wide and narrow, light and dark.

A run of ``pages.mjs`` visits a page and writes down what is wrong; each test of that page reads its part of it.
"""

import functools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from sphinxcontrib.katex import katex_version

import assets
import chromium
import execution

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
HERE = Path(__file__).parent
CHAPTERS = execution.contents(ROOT)
GENERATED = ["genindex", "prf-prf", "search", "404"]
MEGABYTE = 1_000_000
KILOBYTES, WORK, SHIFT, TABS = 700, 2000, 0.05, 60

CHECKS = {
    "foreign": "asks another host for something",
    "errors": "raises errors in its scripts",
    "failed": "asks for files that are not there",
    "formulas": "shows formulas that are not typeset",
    "images": "has pictures without a real alt text",
    "explorers": "has controls that change no picture",
    "without_scripts": "does not show one frame of each explorer without scripts",
    "accessibility": "violates rules of axe",
    "overflow": "is wider than a phone",
    "from_file": "does not work from file://",
}


# A page that has every fault there is.
FAULTY = """<!doctype html><title>Faulty</title><article>
<img src="https://example.org/far.png" alt="A picture on another host, far away from here.">
<img src="missing.png" alt="missing.png"><script>throw new Error("broken")</script>
<p style="width: 500px">Not typeset: $x^2$.</p>
<div class="crit-explorer"><input type="range" max="1" value="0">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9" alt="One of the two frames.">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9" alt="The other of the two.">
</div></article>"""


def pages():
    """Return all pages: the chapters, and what Sphinx makes beside them."""
    return [*CHAPTERS, *GENERATED]


def html(site, page):
    """Return the text of a page of the site."""
    return (site / f"{page}.html").read_text(encoding="utf8")


def lacking():
    """Return what is missing for a test in a browser, or None."""
    if chromium.find() is None:
        return "no Chromium on this machine"
    if shutil.which("node") is None or not assets.complete():
        return "no node or no npm packages on this machine"
    return None


def node(script, *arguments):
    """Run a script of this folder and return the JSON that it prints."""
    environment = {**os.environ, "CHROMIUM": chromium.find()}
    command = ["node", HERE / script, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@functools.cache
def visit(page):
    """Visit a page once; return the complaints by check."""
    return node("pages.mjs", SITE, page)[page]


@pytest.fixture
def browser(leave_out):
    """Leave a test out where there is no browser to drive."""
    reason = lacking()
    if reason:
        leave_out(f"{reason}: THE BROWSER TESTS ARE LEFT OUT")


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("page", pages())
def test_page(browser, site, page, check):
    if page in GENERATED and not (site / f"{page}.html").exists():
        pytest.skip("Sphinx made no such page")
    complaints = visit(page)[check]
    assert not complaints, "\n".join([f"{page} {CHECKS[check]}:", *complaints])


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_page_is_light_and_stays_where_it_is(browser, site, page):
    measured = node("../../benchmarks/pages.mjs", "--json", SITE, page)[page]
    assert measured["gzip"] <= KILOBYTES, "kB, compressed, before anybody touches the page"
    assert measured["work"] <= WORK, "ms of the processor until the page stands"
    assert measured["cls"] <= SHIFT, f"moved: {measured['shifted']}"
    assert measured["tabs"] is None or measured["tabs"] <= TABS, "tabs to the first control of a picture"


@pytest.mark.parametrize("page", ["book/dynamics/couplings"])
def test_a_page_is_read_in_many_ways(browser, site, page):
    read = node("reader.mjs", SITE, page)
    assert read["focus"]["stops"] >= 5
    assert read["focus"]["unseen"] == [], "nobody sees where the focus is"

    off, on, again = read["code"]["states"]
    assert off == {"setUp": 0, "code": 0, "pressed": "false"}
    assert on["setUp"] > 0 < on["code"]
    assert again == on, "the choice is kept"
    assert read["forbidden"]["states"] == [off, on, off], "where nothing may be kept, the switch works all the same"
    assert read["code"]["errors"] == read["forbidden"]["errors"] == []

    assert read["scripts"]["bar"] == 0, "a switch that nothing answers"
    assert read["scripts"]["setUp"] > 0 == read["scripts"]["code"], "set-up stands folded"
    assert read["paper"] == {"cut": [], "controls": 0}
    assert read["keyboard"]["changed"]


def test_a_page_says_what_it_is_and_how_to_cite_it(site):
    text, home = html(site, CHAPTERS[1]), "https://critical-networks.github.io/crit/"
    for tag in ('<meta name="description" content="', f'<meta property="og:url" content="{home}{CHAPTERS[1]}.html">'):
        assert text.count(tag) == 1
    assert f'<link rel="canonical" href="{home}{CHAPTERS[1]}.html"' in text
    version, commit = re.search(r"version ([\d.]+), commit (\w+) of \d{4}-\d\d-\d\d", text).groups()
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text()
    assert (
        commit in subprocess.run(["git", "log", "-1", "--format=%h"], cwd=ROOT, capture_output=True, text=True).stdout
    )
    assert "@misc{crit:" in text
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert {name for name in ids if ids.count(name) > 1} == set()
    assert text.count('name="viewport"') == 1
    assert all(page in (site / "sitemap.xml").read_text() for page in CHAPTERS)
    assert "sitemap.xml" in (site / "robots.txt").read_text()


@pytest.mark.slow
def test_every_check_can_fail(browser, tmp_path):
    (tmp_path / "faulty.html").write_text(FAULTY)
    complaints = node("pages.mjs", tmp_path, "faulty")["faulty"]
    assert {check for check in CHECKS if complaints[check]} == set(CHECKS)


def test_every_page_is_visited(site):
    written = {str(file.relative_to(site).with_suffix("")) for file in site.rglob("*.html")}
    assert {page for page in written if not page.startswith("_static")} - set(pages()) == {"index"}


def test_there_are_explorers_and_formulas_to_test(site):
    text = "".join(html(site, page) for page in CHAPTERS)
    assert 'class="crit-explorer"' in text
    assert text.count('class="katex"') > 1000


@pytest.mark.parametrize("page", pages())
def test_page_is_small(site, page):
    file = site / f"{page}.html"
    assert not file.exists() or file.stat().st_size <= 1.5 * MEGABYTE


@pytest.mark.parametrize("page", CHAPTERS)
def test_executed_notebook_can_be_downloaded(site, page):
    text = html(site, page)
    links = re.findall(r'href="([^"]+\.ipynb)" download', text)
    assert bool(links) == bool(re.search(r'class="cell [^"]*docutils', text)), (
        "pages with code, and no others, offer it"
    )
    for link in links:
        notebook = nbformat.read((site / page).parent / link, as_version=4)
        nbformat.validate(notebook)
        assert any(cell.get("outputs") for cell in notebook.cells)


def test_live_code_falls_back_on_the_same_thebe():
    named = re.search(r'const THEBE = "([^"]+)"', (ROOT / "book/_assets/live.js").read_text())[1]
    assert f"thebe@{named}" in assets.manifest()["vendored"]


def test_formulas_have_the_fonts_of_the_version_that_typesets_them():
    assert f"katex@{katex_version}" in assets.manifest()["vendored"]


def free_port():
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def jupyter(tmp_path):
    """Run a Jupyter server on the project; return its address and token."""
    address, token = f"http://127.0.0.1:{free_port()}", "only-for-this-test"
    options = [
        "--no-browser",
        "--allow-root",
        f"--ServerApp.root_dir={ROOT}",
        f"--ServerApp.port={address.rsplit(':')[-1]}",
        f"--IdentityProvider.token={token}",
        r"--ServerApp.allow_origin_pat=http://127\.0\.0\.1:\d+",
    ]
    command = [sys.executable, "-m", "jupyter_server", *options]
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"{address}/api/status?token={token}")
        yield address, token
    finally:
        server.terminate()
        server.wait(30)


def wait_for(address, seconds=30):
    """Wait until something answers at `address`."""
    end = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def test_live_code(browser, site, jupyter):
    live = [page for page in CHAPTERS if "tag_live" in html(site, page)]
    assert live, 'some chapter has a cell with the tag "live"'
    report = node("live.mjs", site, live[0], *jupyter)
    server, binder = report["server"], report["binder"]

    assert server["foreign"] == server["errors"] == server["failed"] == []
    assert "token" not in server["address"], "the token is still in the address bar"
    assert server["own"].strip() and "Error" not in server["own"], server["own"]
    before, after = server["slider"]
    assert "square 25" in before
    assert "square 36" in after
    assert "ZeroDivisionError" in server["wrong"]

    assert binder["before"] == [], "something was asked for before the button was pressed"
    assert {re.match(r"https://[^/]+", url)[0] for url in binder["after"]} == {"https://mybinder.org"}
    assert binder["said"].startswith("no kernel")
