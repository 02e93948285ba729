"""Tasks: what is refused, and what a split does to the data."""

import numpy as np
import pytest

from crit.models.datasets import Task, split

rng = np.random.default_rng(1)
X, Y = rng.normal(2.0, 3.0, size=(40, 6)), np.arange(40) % 3
GOOD = dict(x=X, y=Y, x_test=X[:9], y_test=Y[:9])


def test_a_split_loses_nothing_and_has_inputs_of_one_length():
    task = split(X, Y, test=0.25, seed=2)
    assert task.x.shape == (30, 6) and task.x_test.shape == (10, 6) and task.outputs == 3
    np.testing.assert_allclose(np.mean(np.vstack([task.x, task.x_test]) ** 2, axis=1), 1)
    assert np.array_equal(np.sort(np.concatenate([task.y, task.y_test])), np.sort(Y))


def test_test_data_leave_the_training_inputs_as_they_are():
    other, order = X.copy(), np.random.default_rng(2).permutation(40)
    other[order[:10]] *= 100
    assert np.array_equal(split(other, Y, seed=2).x, split(X, Y, seed=2).x)


def test_numbers_as_targets():
    task = split(X, X[:, :2], seed=1)
    assert not task.is_classes and task.outputs == 2


@pytest.mark.parametrize("bad", [
    dict(x=np.where(X > 5, np.nan, X)), dict(y=Y[:-1]), dict(y=np.zeros(40, int)), dict(y=Y + 1), dict(y=Y - 1),
    dict(y=Y + 0.5), dict(y=np.where(Y, 1.0, np.nan)), dict(y_test=Y[:8]), dict(y_test=Y[:9] + 5),
    dict(x_test=X[:9, :5]), dict(x=X[:0]), dict(x="text"), dict(y=None), dict(y_test=X[:9, :2]),
])  # fmt: skip
def test_bad_data_are_named(bad):
    with pytest.raises(ValueError, match=rf"^{next(iter(bad))} = "):
        Task(**(GOOD | bad))


@pytest.mark.parametrize(
    "bad", [dict(test=0.0), dict(test=0.001), dict(x=np.ones((40, 6))), dict(seed=-1), dict(y=[1])]
)
def test_bad_splits_are_named(bad):
    with pytest.raises(ValueError, match=rf"^{next(iter(bad))} = "):
        split(**(dict(x=X, y=Y) | bad))
