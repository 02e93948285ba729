"""From a tidy table to curves."""

import doctest

import numpy as np
import pytest

from crit.measure.collapse import table as module
from crit.measure.collapse.fit import collapse
from crit.measure.collapse.table import curves
from tests.measure.curves import magnet

NAMES = dict(size="L", parameter="T", value="m", error="dm")


def tidy():
    """The points of `magnet` in one row, shuffled."""
    sizes, *data = magnet(np.random.default_rng(1))
    columns = [np.repeat(sizes, [len(x) for x in data[0]]), *map(np.concatenate, data)]
    order = np.random.default_rng(2).permutation(len(columns[0]))
    return {name: column[order] for name, column in zip(NAMES.values(), columns)}


def as_structured(table):
    rows = np.zeros(len(table["L"]), dtype=[(name, float) for name in table])
    for name, column in table.items():
        rows[name] = column
    return rows


def as_frame(table):
    return pytest.importorskip("pandas").DataFrame(table)


@pytest.mark.parametrize("form", [dict, as_structured, as_frame])
def test_every_kind_of_table_gives_the_curves(form):
    sizes, x, y, error = magnet(np.random.default_rng(1))
    scale, *parts = curves(form(tidy()), **NAMES)
    assert scale == list(sizes)
    for found, given in zip(parts, (x, y, error)):
        assert [sorted(part) for part in found] == [sorted(part) for part in given]


def test_curves_go_straight_into_a_collapse():
    found = collapse(*curves(tidy(), **NAMES), start={"a": 0.2, "b": -1.0, "x0": 0.52}, replicas=50, seed=1)
    assert abs(found.x0.value - 0.5) < 4 * found.x0.error


def test_masked_rows_are_left_out():
    table = tidy()
    table["m"] = np.ma.array(table["m"], mask=np.arange(len(table["m"])) == 0)
    _scale, _, y, _ = curves(table, **NAMES)
    assert sum(np.ma.getmaskarray(part).sum() for part in y) == 1


def test_without_a_column_of_errors():
    assert curves(tidy(), size="L", parameter="T", value="m")[3] is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "chi"}, "^value = 'chi': the name of a column is needed, one of L, T, m, dm"),
        ({"size": None}, "^size = None: the name of a column"),
    ],
)
def test_a_missing_column_is_named(change, message):
    with pytest.raises(ValueError, match=message):
        curves(tidy(), **{**NAMES, **change})


def test_columns_of_different_lengths():
    table = tidy()
    table["m"] = table["m"][:-1]
    with pytest.raises(ValueError, match="^value = column of"):
        curves(table, **NAMES)


def test_the_example_runs():
    assert doctest.testmod(module).failed == 0
