"""Data in every form in which people hold them, and messages that count."""

import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from crit.checks import Told, finite, numbers, real, refuse, refuse_any, rows_are_series, sample

HOLDERS = {
    "list": list,
    "tuple": tuple,
    "generator": lambda v: (each for each in v),
    "values of a dict": lambda v: dict(enumerate(v)).values(),
    "map": lambda v: map(float, v),
    "array": np.array,
    "float32 array": lambda v: np.array(v, np.float32),
    "long double": lambda v: np.array(v, np.longdouble),
    "masked array, nothing masked": np.ma.array,
    "list of numbers of numpy": lambda v: list(np.array(v)),
    "objects": lambda v: np.array(v, object),
    "Decimal": lambda v: [Decimal(each) for each in v],
    "Fraction": lambda v: [Fraction(each) for each in v],
    "Series": pd.Series,
    "Series with an index in no order": lambda v: pd.Series(v, index=range(len(v), 0, -1)),
    "nullable Series": lambda v: pd.Series(v, dtype="Float64"),
    "Index": pd.Index,
    "array of pandas": pd.array,
    "DataArray": xr.DataArray,
    "every other one of an array": lambda v: np.repeat(v, 2)[::2],
}
VALUES = [0.5, 3.0, -2.25, 7.0]
briefly = settings(max_examples=50, deadline=None, derandomize=True)


@pytest.mark.parametrize("hold", HOLDERS.values(), ids=HOLDERS)
def test_one_sample_in_every_form(hold):
    for check in (sample, finite):
        found = check("x", hold(VALUES))
        assert found.dtype == np.float64 and found.shape == (4,)
        assert found.tolist() == VALUES


@pytest.mark.parametrize("hold", [np.array, pd.DataFrame, xr.DataArray, np.ma.array, list, tuple, iter])
def test_one_table_in_every_form(hold):
    rows = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    assert finite("y", hold(rows), ("rows", 3)).tolist() == rows


def test_a_frame_of_one_column_is_that_column():
    assert sample("x", pd.DataFrame({"size": VALUES})).tolist() == VALUES
    with pytest.raises(ValueError, match=r"^x = array of shape \(4, 2\): a filled list of numbers is needed$"):
        sample("x", pd.DataFrame({"size": VALUES, "duration": VALUES}))


@briefly
@given(st.lists(st.integers(-(2**200), 2**200), min_size=1))
def test_whole_numbers_of_any_size(values):
    assert sample("x", values).tolist() == [float(value) for value in values]
    assert sample("x", iter(values)).tolist() == [float(value) for value in values]


def test_an_array_of_floats_is_not_copied():
    values = np.array(VALUES)
    assert finite("x", values) is values and sample("x", values) is values


MASKED = {
    "masked array": lambda v, m: np.ma.array(v, mask=m),
    "masked array with nan underneath": lambda v, m: np.ma.array(np.where(m, np.nan, v), mask=m),
    "list with masked": lambda v, m: [np.ma.masked if out else each for each, out in zip(v, m)],
    "nullable Series": lambda v, m: pd.Series([None if out else each for each, out in zip(v, m)], dtype="Float64"),
    "array of pandas": lambda v, m: pd.array([None if out else each for each, out in zip(v, m)], dtype="Float64"),
    "nullable frame": lambda v, m: pd.DataFrame({"x": pd.array([None if o else e for e, o in zip(v, m)], "Float64")}),
}


@pytest.mark.slow
@pytest.mark.parametrize("hold", MASKED.values(), ids=MASKED)
@briefly
@given(st.lists(st.tuples(st.floats(-1e300, 1e300), st.booleans()), min_size=1))
def test_masked_values_are_left_out_of_a_sample_and_refused_in_a_series(hold, pairs):
    values, masked = zip(*pairs)
    held = hold(values, masked)
    left, count = [value for value, out in pairs if not out], sum(masked)
    be = "is" if count == 1 else "are"
    if left:
        assert sample("x", held).tolist() == left
    else:
        with pytest.raises(ValueError, match=f"^x = {count} of {count} values {be} masked: "):
            sample("x", held)
    if count:
        with pytest.raises(ValueError, match=f"^x = {count} of {len(pairs)} values {be} masked: "):
            finite("x", held)
    else:
        assert finite("x", held).ravel().tolist() == list(values)


def test_masks_of_rows_are_seen():
    rows = [np.ma.array([1.0, 2.0], mask=[False, True]), np.array([3.0, 4.0])]
    with pytest.raises(ValueError, match="^y = 1 of 4 values is masked"):
        finite("y", rows)


@pytest.mark.parametrize("check", [sample, finite])
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1.0, np.nan, 2.0], "x = 1 of 3 values is nan: finite values are needed"),
        (np.full(5000, np.nan), "x = 5000 of 5000 values are nan: finite values are needed"),
        ([1.0, np.inf, -np.inf], "x = 2 of 3 values are infinite: finite values are needed"),
        ([1.0, np.inf, np.nan], "x = 2 of 3 values are nan or infinite: finite values are needed"),
        (pd.Series([1.0, None, 3.0]), "x = 1 of 3 values is nan: finite values are needed"),
        ([1, 10**400], "x = 1 of 2 values is beyond the largest float: an array of numbers is needed"),
        ([np.longdouble("1e400"), 1], "x = 1 of 2 values is infinite: finite values are needed"),
        ([1, None], "x = 1 of 2 values is no number (None): an array of numbers is needed"),
        (pd.Series(["a", "b"]), "x = 2 of 2 values are no number ('a'): an array of numbers is needed"),
        ([True, False], "x = array of type bool: an array of numbers is needed"),
        ([1j], "x = array of type complex128: an array of numbers is needed"),
        (np.array(["2020"], "M8[Y]"), "x = array of type datetime64[Y]: an array of numbers is needed"),
        (scipy.sparse.eye(3).tocsr(), "x = sparse matrix of shape (3, 3): a dense array is needed, as from toarray()"),
        ("many", "x = 'many': an array of numbers is needed"),
        (None, "x = None: an array of numbers is needed"),
        ([[1, 2], [3]], "x = [[1, 2], [3]]: an array of numbers is needed"),
        (Counter("a"), "x = Counter({'a': 1}): an array of numbers is needed; of a dict that may be values()"),
        ({1}, "x = {1}: an array of numbers is needed; of a dict that may be values()"),
    ],
)
def test_messages_say_what_came_and_count(check, values, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        check("x", values)


def test_an_empty_sample_and_a_number_are_no_sample():
    for values, shape in (([], r"\(0,\)"), (5, r"\(\)"), ([[1.0]], r"\(1, 1\)"), (iter(()), r"\(0,\)")):
        with pytest.raises(ValueError, match=f"^x = array of shape {shape}: a filled list of numbers is needed$"):
            sample("x", values)


def test_numbers_keep_their_type():
    assert numbers("x", np.array([1, 2], np.int16))[0].dtype == np.int16
    assert numbers("x", np.array([1, 2], np.float32))[1] is None


def test_a_frame_that_stands_upright_is_told():
    rows_are_series("y", pd.DataFrame(np.ones((4, 5000))))
    rows_are_series("y", np.ones((5000, 4)))
    rows_are_series("y", xr.DataArray(np.ones((4, 50)), dims=("channel", "time")))
    rows_are_series("y", pd.Series(np.ones(50)))
    with pytest.raises(ValueError, match="^y = table of 5000 rows and 4 columns: each row is a series: transpose it"):
        rows_are_series("y", pd.DataFrame(np.ones((5000, 4))))
    with pytest.raises(ValueError, match="^y = table of 4 rows and 50 channel: "):
        rows_are_series("y", xr.DataArray(np.ones((4, 50)), dims=("time", "channel")))


def test_counts_of_wrong_values():
    refuse_any("x", None, "wrong", "right is needed")
    refuse_any("x", np.zeros(3, bool), "wrong", "right is needed")
    with pytest.raises(ValueError, match="^x = 1 of 3 values is wrong: right is needed$"):
        refuse_any("x", [False, True, False], "wrong", "right is needed")


def test_told_is_shown_without_quotes_and_cut_off_when_long():
    with pytest.raises(ValueError, match="^x = two rows: one is needed$"):
        refuse("x", Told("two rows"), "one is needed")
    with pytest.raises(ValueError, match=r"^x = 'b{76}\.\.\.: fewer$"):
        refuse("x", "b" * 200, "fewer")


@pytest.mark.parametrize(
    "value",
    [np.complex128(1), np.ma.masked, np.array([3.0]), np.True_, np.timedelta64(1, "s"), pd.NA, None, "3", 10**400, 1j],
)
def test_what_is_no_real_number(value):
    with pytest.raises(ValueError, match="^x = .*: a finite number is needed$"):
        real("x", value)


@pytest.mark.parametrize("value", [3, 3.0, np.float32(3), np.int8(3), np.array(3.0), Decimal(3), Fraction(3)])
def test_what_is_a_real_number(value):
    assert real("x", value) == 3.0
