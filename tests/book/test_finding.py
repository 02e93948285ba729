"""What is looked for is found: numbers, names, cards, search and paths of a small book, and each broken link with its place."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

import search

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
TOC = """
format: jb-book
root: book/intro
parts:
  - {caption: One, numbered: 2, chapters: [{file: book/first}]}
  - {caption: Two, numbered: 2, chapters: [{file: book/second}]}
  - {caption: Back, chapters: [{file: book/back/glossary}, {file: book/back/notation}, {file: book/back/references}, {file: book/back/api/theory}]}
"""
PAGES = {
    "intro": """
# The book

```{route}
book/first: what comes first
book/second#a-second-thing: what comes then
```

```{dependencies}
```

```{exercises}
```
""",
    "first": """---
symbols: {subjects: [statics], own: {y: "place of our own"}}
---
# The first chapter: signals

**You need** nothing.

## A first thing

```{index} vanishing gradient, dead relu, χ1
```

The function `crit.mean_map` and `critical_weight` and `width` do it at $\\chi_1 = 1$ {cite:p}`he2015delving`, an {term}`edge of chaos`, with $y + \\beta$.

```{figure} dot.png
:name: fig-dot

A dot for a picture.
```

```{exercise} Small
:label: ex-small
Do it.
```
""",
    "second": """
# The second chapter

**You need** {doc}`first`.

## A second thing

As {numref}`fig-dot` and {ref}`ex-small` have it; see {section}`book/first#a-first-thing`.
""",
    "back/glossary": """
# Glossary

```{glossary}
edge of chaos
  The border. It is *thin*.
```
""",
    "back/notation": """
# Notation

| letter | meaning | subject | symbol | in the library |
|---|---|---|---|---|
| $\\chi_1$ | factor of a layer | everywhere | x | y |
| $\\beta$ | exponent of statics | statics | x | y |
| $y$ | never to be seen | spreading | x | y |
""",
    "back/references": """
# References

```{bibliography}
:style: plain
```
""",
    "back/api/theory": """
# Theory

```{eval-rst}
.. api:: crit.theory.networks
```
""",
}
FAULTS = {
    "`crit.mean_mop`": "crit.mean_mop: the package has no such name",
    "{section}`book/first#gone`": "book/first#gone: the page has no such section",
    "{section}`book/lost`": "book/lost: there is no such page",
    "```{route}\nbook/first#moved: a way\n```": "book/first#moved: the page has no such section",
    "{ref}`lost-label`": "undefined label: 'lost-label'",
    "{doc}`lost-page`": "unknown document: 'lost-page'",
    "[moved](first.md#moved)": "local id not found in doc 'book/first': 'moved'",
    "{term}`phlogiston`": "term not in glossary: 'phlogiston'",
    "{numref}`fig-lost`": "undefined label: 'fig-lost'",
}


def render(folder, pages, derived):
    """Render pages without code in an empty folder; return exit code and what was printed."""
    for name in ("book/_ext", "book/_assets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    for name in ("book/references.bib", "package.json", "package-lock.json", "CITATION.cff"):
        shutil.copy(ROOT / name, folder / name)
    settings = (ROOT / "_config.yml").read_text().replace("execute_notebooks: cache", "execute_notebooks: 'off'")
    (folder / "_config.yml").write_text(settings)
    (folder / "_toc.yml").write_text(TOC)
    for name, text in pages.items():
        (folder / f"book/{name}.md").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"book/{name}.md").write_text(text)
    (folder / "book/dot.png").write_bytes(bytes.fromhex(PIXEL))
    (folder / "book/back/derived.yml").write_text(derived)
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        ".",
        "-W",
        "--keep-going",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.returncode, re.sub(r"\x1b\[[\d;]*m", "", done.stdout)


PIXEL = (
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return the folder of the site of the small book."""
    folder = tmp_path_factory.mktemp("small")
    code, text = render(folder, PAGES, "crit.mean_map: book/first#a-first-thing\n")
    assert code == 0, text
    return folder / "_build/html"


def tree(file):
    """Return the main part of a page."""
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").find("article")


def script(file):
    """Return what a script of one variable sets it to."""
    return json.loads(file.read_text().partition(" = ")[2].rstrip(";\n"))


@pytest.mark.slow
class TestSmallBook:
    """What a small book shows."""

    def test_chapters_figures_and_exercises_are_numbered_through_the_parts(self, small):
        second = tree(small / "book/second.html")
        assert second.h1.get_text().startswith("2. The second chapter")
        text = re.sub(r"\s+", " ", second.get_text())
        assert "As Fig. 1.1 and Exercise 1.1 have it; see 1.1 A first thing." in text

    def test_names_in_prose_are_links(self, small):
        links = {link.get_text(): link["href"] for link in tree(small / "book/first.html").select("a:has(code)")}
        assert links["crit.mean_map"] == "back/api/theory.html#crit.mean_map"
        assert links["critical_weight"].endswith("#crit.theory.networks.critical_weight")
        assert "width" not in links

    def test_entries_say_where_they_are_derived(self, small):
        line = tree(small / "book/back/api/theory.html").find(class_="derived-in")
        assert line.get_text() == "Derived in The first chapter: signals."
        assert line.a["href"] == "../../first.html#a-first-thing"
        code = tree(small / "book/back/api/theory.html").find("dt", id="crit.mean_map").find("a", class_="external")
        assert re.search(r"/crit/blob/main/crit/theory/networks/\w+\.py#L\d+$", code["href"])

    def test_references_have_no_numbers_and_lead_back(self, small):
        (work,) = tree(small / "book/back/references.html").select("div.citation[id]")
        assert work.get_text().strip().startswith("Kaiming He") and "doi:10.1109/ICCV.2015.123" in work.get_text()
        (link,) = work.select("p.used-in a")
        page, _, anchor = link["href"].partition("#")
        assert page == "../first.html" and tree(small / "book/first.html").find(id=anchor).get_text().startswith(
            "[He et al."
        )

    def test_the_map_tells_in_words_what_it_draws(self, small):
        chapters = tree(small / "book/intro.html").find("nav", class_="dependencies")
        told = [item.get_text() for item in chapters.find_all("li")]
        assert told == [
            "1 The first chapter: signals, needs no other chapter",
            "2 The second chapter, needs 1 The first chapter: signals",
        ]
        assert len(chapters.find_all("path")) == 1

    def test_paths_and_exercises(self, small):
        page = tree(small / "book/intro.html")
        assert "2.1 A second thing (5 min): what comes then." in page.find(class_="route").get_text()
        assert "1.1 Small" in page.find("table").get_text()

    def test_cards(self, small):
        cards = script(small / "_static/cards-data.js")
        assert cards["links"]["book/back/glossary.html#term-edge-of-chaos"] == "<p>The border. It is <em>thin</em>.</p>"
        assert cards["links"]["book/back/api/theory.html#crit.mean_map"].startswith("<code>mean_map(activation, ")
        assert "A dot for a picture." in cards["links"]["book/first.html#fig-dot"]
        assert [row[0] for row in cards["letters"]] == [[r"\chi_1"], [r"\beta"], ["y"]]
        assert cards["pages"]["book/first.html"]["own"] == {"y": "place of our own"}

    def test_sections_are_records_of_the_search(self, small):
        records = {(page, anchor): rest for page, anchor, *rest in script(small / "_static/sections.js")}
        titles, tags, text = records["book/first", "a-first-thing"]
        assert titles == ["1. The first chapter: signals", "1.1. A first thing"]
        assert tags == ["vanishing gradient", "dead relu", "χ1"]
        assert "do it at χ₁ = 1 [" in text

    def test_in_the_browser(self, small):
        done = subprocess.run(["node", HERE / "finding.mjs", small], capture_output=True, text=True, timeout=200)
        assert done.returncode == 0, done.stdout + done.stderr
        seen = json.loads(done.stdout)
        assert seen["errors"] == []
        assert seen["first"] == {
            "vanishing gradient": "1. The first chapter: signals › 1.1. A first thing",
            "dead relu": "1. The first chapter: signals › 1.1. A first thing",
            "χ1": "1. The first chapter: signals › 1.1. A first thing",
            "chi_1": "1. The first chapter: signals › 1.1. A first thing",
            "mean_map": "crit.mean_map",
            "edge of chaos": "Glossary › edge of chaos",
            "phlogiston": None,
        }
        assert "mean_map(activation" in seen["name"]
        assert seen["term"].startswith("The border.")
        assert "A dot for a picture." in seen["figure"]
        assert "factor of a layer" in seen["letter"]
        assert "place of our own" in seen["letters"] and "exponent of statics" in seen["letters"]
        assert "never to be seen" not in seen["letters"]
        assert seen["escaped"] and seen["phone"] == "" and seen["focusable"] == 0


@pytest.mark.slow
def test_each_broken_link_stops_the_build_with_its_place(tmp_path):
    faults = dict(enumerate(FAULTS, start=1))
    text = "# Faults\n\n" + "\n\n".join(faults.values()) + "\n"
    bad = "crit.no_such: book/first#a-first-thing\ncrit.mean_map: book/first#moved\ncrit.couplings: book/lost#x\n"
    code, printed = render(tmp_path, {**PAGES, "second": text}, bad)
    assert code != 0
    for fault, complaint in FAULTS.items():
        assert complaint in printed, printed
        line = text[: text.index(fault)].count("\n") + 1
        assert re.search(rf"second\.md:{line}: .*{re.escape(complaint)}", printed), f"{fault}: no place in\n{printed}"
    assert "derived.yml:1: WARNING: crit.no_such: not a name of the reference" in printed
    assert "derived.yml:2: WARNING: crit.mean_map: book/first#moved: the page has no such section" in printed
    assert "derived.yml:3: WARNING: crit.couplings: book/lost#x: there is no such page" in printed


@pytest.mark.parametrize(
    ("tex", "text"),
    [(r"\chi_1", "χ₁"), (r"\sigma_w^2", "σ_w²"), (r"\varphi'", "φ'"), (r"\lambda\to\infty", "λ ∞"), ("D_{2}K", "D₂K")],
)
def test_formulas_are_found_as_text(tex, text):
    assert search.readable(tex) == text


QUESTIONS = {
    "What should σ_w be for gelu at width 300?": ("back/questions", "gelu"),
    "Which gain should I use with tanh?": ("back/questions", "gain of 1"),
    "Is He's √2 right for a narrow relu network?": ("back/questions", "He’s choice"),
    "Why do my gradients vanish?": ("absorbing/replicas", "χ₁"),
    "How deep may a network of width 300 be?": ("absorbing/depth", "How deep networks of two widths may be"),
    "Is my CNN directed percolation?": ("absorbing/convolution", "shared weights"),
    "Is my straight log–log plot a power law?": ("dynamics/straight-lines", "R²"),
    "What is the universality class of a spiking network's avalanches?": ("dynamics/cascades", "trap"),
    "Which activation has the avalanches that I want?": ("dynamics/design", "crit.design"),
    "How do I teach this in four weeks?": ("back/teaching", "week 4"),
}
"""Question of a reader → page that answers it and words of the answer."""
CLICKS = 3


def clicks(start):
    """Return {page: clicks} of all pages that links in the main part of pages lead to."""
    found, waiting = {start: 0}, deque([start])
    while waiting:
        page = waiting.popleft()
        for link in tree(page).find_all("a", href=True):
            address = urlsplit(urljoin(page.as_uri(), link["href"]))
            file = Path(unquote(address.path))
            if address.scheme == "file" and file.suffix == ".html" and file not in found and file.exists():
                found[file] = found[page] + 1
                waiting.append(file)
    return found


@pytest.mark.slow
def test_ten_questions_are_answered_in_three_clicks(site):
    away = clicks(site / "book/intro.html")
    for question, (page, words) in QUESTIONS.items():
        file = site / f"book/{page}.html"
        assert away[file] <= CLICKS, question
        shown = " ".join([tree(file).get_text(), *(search.readable(tex) for tex in search.reread.formulas(tree(file)))])
        assert words in re.sub(r"\s+", " ", shown), question


@pytest.mark.slow
def test_the_search_of_the_whole_book(site):
    queries = {
        "vanishing gradient": "vanish or explode",
        "χ1": "edge",
        "what should sigma_w be for gelu at width 300": "σ_w",
        "is my CNN directed percolation": "directed percolation",
        "Lyapunov": "Lyapunov",
        "power law": "power law",
        "batch norm": "batch norm",
        "Xavier": "Glossary › Xavier initialisation",
    }
    done = subprocess.run(["node", HERE / "finding.mjs", site, *queries], capture_output=True, text=True, timeout=200)
    found = json.loads(done.stdout)
    assert found["errors"] == []
    assert len(found["results"]) == len(queries)
    for query, results in found["results"].items():
        assert any(queries[query].lower() in result.lower() for result in results[:3]), (query, results)
