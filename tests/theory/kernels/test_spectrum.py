"""Spectra of kernel matrices that can be had by hand."""

import numpy as np
import pytest

from crit.theory.kernels import kernel_spectrum


def equal_pairs(n, share):
    return share * np.ones((n, n)) + (1 - share) * np.eye(n)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_inputs_at_one_distance(share):
    n = 12
    found = kernel_spectrum(3 * equal_pairs(n, share))
    values = np.array([1 + (n - 1) * share, *[1 - share] * (n - 1)]) / n
    assert found.condition == pytest.approx(1 + n * share / (1 - share))
    assert found.rank == pytest.approx(np.exp(-np.sum(values * np.log(values))))
    assert found.mean == pytest.approx((1 + (n - 1) * share) / n)


def test_extremes():
    assert kernel_spectrum(np.eye(7)).rank == pytest.approx(7)
    one = kernel_spectrum(np.ones((7, 7)))
    assert one.rank == pytest.approx(1) and np.isinf(one.condition) and one.mean == pytest.approx(1)


@pytest.mark.parametrize("bad", [np.ones((2, 3)), [[1.0, 2.0], [0.0, 1.0]], -np.eye(2), np.full((2, 2), np.nan), 3.0])
def test_bad_arguments(bad):
    with pytest.raises(ValueError, match="^kernel = "):
        kernel_spectrum(bad)
