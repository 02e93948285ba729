"""Every public name stands in the reference, once."""

from pathlib import Path

from bs4 import BeautifulSoup

import api

PUBLIC = {address for package in api.packages() for address in api.names(package)}


def entries(file):
    """Return the addresses that a page of the reference describes."""
    page = BeautifulSoup(Path(file).read_text(encoding="utf-8"), "html.parser")
    return [entry["id"] for entry in page.find_all("dt", class_="sig-object", id=True)]


def test_every_public_name_is_in_the_reference_once(site):
    pages = [site / "book/back/api.html", *(site / "book/back/api").glob("*.html")]
    found = [address for page in pages for address in entries(page)]
    assert sorted(PUBLIC) == sorted(set(found) & PUBLIC)
    assert len(found) == len(set(found))


def test_addresses_are_the_shortest():
    assert "crit.collapse" in PUBLIC and "crit.measure.collapse.collapse" not in PUBLIC
    assert api.aliases()["crit.measure.collapse.fit.collapse"] == "crit.collapse"
    assert "crit.measure.scaling.power_slope" in PUBLIC
