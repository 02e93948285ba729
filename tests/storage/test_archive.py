"""Kept results: what was written comes back, and nothing else does."""

import numpy as np
import pytest

from crit import stored
from crit.storage.archive import CHECKSUMS, keep


def test_what_was_kept_comes_back(tmp_path):
    keep(tmp_path / "one.npz", a=[1, 2], b=np.eye(2))
    keep(tmp_path / "two.npz", a=3.5)
    assert np.array_equal(stored(tmp_path / "one.npz")["b"], np.eye(2))
    assert stored(tmp_path / "two.npz")["a"] == 3.5
    assert len((tmp_path / CHECKSUMS).read_text().splitlines()) == 2


def test_a_changed_file_is_refused(tmp_path):
    keep(tmp_path / "one.npz", a=[1, 2])
    np.savez_compressed(tmp_path / "one.npz", a=[1, 3])
    with pytest.raises(ValueError, match="SHA-256"):
        stored(tmp_path / "one.npz")


def test_a_file_without_checksum_is_refused(tmp_path):
    np.savez_compressed(tmp_path / "one.npz", a=[1, 3])
    with pytest.raises(ValueError, match="SHA-256"):
        stored(tmp_path / "one.npz")


def test_no_file(tmp_path):
    with pytest.raises(ValueError, match="no such file"):
        stored(tmp_path / "none.npz")
