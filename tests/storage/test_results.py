"""Results in files: what goes in comes out, type for type."""

from collections import namedtuple
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest

from crit.storage.results import as_result, load, save


class Point(NamedTuple):
    x: np.ndarray
    name: str
    inner: tuple = ()


@dataclass(frozen=True)
class Fit:
    value: float
    steps: int
    good: bool
    note: str | None = None


RECORDS = [
    np.arange(6.0).reshape(2, 3),
    np.zeros((0, 4), np.int8),
    np.array("text"),
    {"a": np.float32(1.5), "b": [1, 2.5, None, "c", True, float("inf")]},
    Point(np.eye(2), "eye", (Fit(0.1, 3, True), Fit(float("nan"), 4, False, "n"))),
    Fit(np.int64(2), 2, False),
]


def same(one, other):
    assert type(one) is type(other)
    if isinstance(one, np.ndarray | np.generic):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, Fit):
        return all(same(getattr(one, name), getattr(other, name)) for name in ("value", "steps", "good", "note"))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other or one != one


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_what_was_saved_comes_back(tmp_path, record):
    save(tmp_path / "deep" / "one.npz", record)
    assert same(load(tmp_path / "deep" / "one.npz"), record)
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["one.npz"]


def test_all_but_records_become_arrays():
    assert isinstance(as_result(2.5), np.ndarray) and isinstance(as_result([1, 2]), np.ndarray)
    assert as_result((1, 2)).shape == (2,)
    assert all(as_result(record) is record for record in RECORDS)


Local = namedtuple("Elsewhere", "x")


@pytest.mark.parametrize(
    "bad",
    [object(), np.array([None]), {1: 2}, Local(1), {"f": len}],
    ids=["an object", "an array of objects", "whole numbers as keys", "a local class", "a function"],
)
def test_what_cannot_be_kept_leaves_no_file(tmp_path, bad):
    with pytest.raises(TypeError, match="cannot be kept"):
        save(tmp_path / "one.npz", bad)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("damage", [b"", b"PK", bytes(100)])
def test_a_damaged_file_is_named(tmp_path, damage):
    (tmp_path / "one.npz").write_bytes(damage)
    with pytest.raises(ValueError, match=r"one\.npz is damaged"):
        load(tmp_path / "one.npz")


def test_a_type_that_is_gone_is_named(tmp_path, monkeypatch):
    save(tmp_path / "one.npz", Fit(1.0, 1, True))
    monkeypatch.delitem(globals(), "Fit")
    with pytest.raises(ValueError, match=r"one\.npz holds a type .*Fit"):
        load(tmp_path / "one.npz")
