"""Losses that can be had by hand, at sizes that would overflow too."""

import numpy as np
import pytest

from crit.models.training.losses import accuracy, loss_and_delta


def test_cross_entropy_by_hand():
    outputs = np.log(np.array([[[1.0, 3.0], [3.0, 1.0]]]))
    loss, delta = loss_and_delta(outputs, np.array([1, 1]))
    assert loss[0] == pytest.approx((np.log(4 / 3) + np.log(4)) / 2)
    np.testing.assert_allclose(delta[0], np.array([[0.25, -0.25], [0.75, -0.75]]) / 2)


def test_large_logits_do_not_overflow():
    loss, delta = loss_and_delta(np.array([[[1e30, -1e30]]], dtype=np.float32), np.array([[1]]))
    assert loss[0] == pytest.approx(2e30, rel=1e-6) and np.all(np.isfinite(delta))


def test_squares_by_hand():
    loss, delta = loss_and_delta(np.array([[[1.0, 2.0]], [[0.0, 0.0]]]), np.array([[0.0, 0.0]]))
    np.testing.assert_allclose(loss, [2.5, 0])
    np.testing.assert_allclose(delta[0], [[1, 2]])


def test_accuracy():
    outputs = np.array([[[0.0, 1.0], [1.0, 0.0], [2.0, 0.0]]])
    assert accuracy(outputs, np.array([1, 1, 0]))[0] == pytest.approx(2 / 3)
    assert np.isnan(accuracy(outputs, np.zeros((3, 2)))[0])
