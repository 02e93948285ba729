"""Kept results: each file is whole, and a slice of it, computed again by its script, comes out the same."""

import importlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from crit import stored
from crit.storage.archive import CHECKSUMS

pytestmark = pytest.mark.slow
DATA = Path(__file__).resolve().parents[2] / "book" / "data"
FILES = sorted(DATA.glob("*.npz"))


@pytest.fixture
def script(monkeypatch):
    """Return a function that imports a script of the folder by its name."""
    monkeypatch.syspath_prepend(DATA)
    yield importlib.import_module
    for name in [name for name, module in sys.modules.items() if is_script(module)]:
        del sys.modules[name]


def is_script(module):
    return Path(getattr(module, "__file__", None) or "").parent == DATA


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_file_is_whole(file):
    assert all(array.size and array.dtype != object for array in stored(file).values())


def test_every_file_is_listed_and_every_listed_file_is_there():
    listed = {line.split(maxsplit=1)[1] for line in (DATA / CHECKSUMS).read_text().splitlines()}
    assert listed == {file.name for file in FILES}


def test_calibration(script):
    calibration, kept = script("calibration"), stored(DATA / "calibration.npz")
    for name, study in calibration.STUDIES.items():
        again = calibration.trials(name, study.truths[-1], study.sizes[1], 2)
        assert again == pytest.approx(kept[f"{name}/head"][-1, 1, :2], rel=1e-6, abs=1e-9, nan_ok=True), name
    for name, verdict in calibration.VERDICTS.items():
        assert calibration.chances(name, verdict.sizes[0], 2) == pytest.approx(kept[f"{name}/p"][0, :2], abs=1e-5), name


def test_calibration_counts_every_trial(script):
    calibration, kept = script("calibration"), stored(DATA / "calibration.npz")
    for name, study in calibration.STUDIES.items():
        counts = dict(zip(calibration.FIELDS, np.moveaxis(kept[f"{name}/summary"], -1, 0)))
        done = counts["trials"] + counts["refused"]
        assert done.shape == (len(study.truths), len(study.sizes), len(study.outputs))
        assert np.all(done == np.array(study.trials)[:, None])
        assert np.all(counts["below"] + counts["above"] <= counts["trials"])
        assert np.all(counts["deviation"] ** 2 <= counts["square"] * counts["trials"] * (1 + 1e-9))


def test_smooth_avalanches(script):
    """The first networks; on another processor rounding may end one of them a layer sooner or later."""
    avalanches, kept = script("avalanches"), stored(DATA / "smooth.npz")
    for seed, activation in enumerate(avalanches.SMOOTH):
        width = min(avalanches.NETWORKS)
        again = avalanches.smooth_run(activation, width, 40, seed, None)["head"]
        same = np.isclose(again, kept[f"{activation}/{width}/head"][:, :40], rtol=1e-3).all(axis=0)
        assert same.mean() > 0.9


def test_driven_avalanches(script, monkeypatch):
    avalanches, kept = script("avalanches"), stored(DATA / "driven.npz")
    monkeypatch.setattr(avalanches, "ROWS_AT_ONCE", 2)
    with ThreadPoolExecutor(2) as executor:
        again = avalanches.driven_run(0.5, 2, executor)
    for name in ("starts", "by_lag", "by_area", "area"):
        assert again[name] == pytest.approx(kept[f"0.5/{name}"][:2])


def test_your_network(script):
    pytest.importorskip("torch", reason="PyTorch is not installed")
    networks, kept = script("your_network"), stored(DATA / "your_network.npz")
    assert networks.known("tanh", 64) == pytest.approx(kept["known/tanh/64"], rel=1e-3)
    assert networks.transformer() == pytest.approx(kept["transformer"], rel=1e-2)


def test_digits():
    kept = stored(DATA / "digits.npz")
    assert kept["pixels"].shape == (1797, 64) and kept["pixels"].max() == 16
    assert np.array_equal(np.unique(kept["digit"]), np.arange(10))
    sklearn = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed")
    assert np.array_equal(kept["pixels"], sklearn.load_digits().data)


def test_training(script):
    """The shallowest networks of either side; rounding on another processor grows with the steps."""
    training, kept = script("training"), stored(DATA / "training.npz")
    for side, (sigma_w, rates) in training.SIDES.items():
        depth = [training.depths(scale) for scale in sigma_w]
        assert np.array_equal(kept[f"{side}/depth"], depth)
        again = training.losses(sigma_w[0], depth[0][0], rates, training.REPLICAS, training.task())
        same = np.isclose(again, kept[f"{side}/loss"][0, 0], rtol=1e-2, atol=1e-4)
        assert same.mean() > 0.9


def test_convolution(script):
    """A slice of every kind of experiment; rounding on another processor may flip a sign once in a while."""
    convolution, kept = script("convolution"), stored(DATA / "convolution.npz")
    names = {f"{name}/{field}" for name, each in convolution.EXPERIMENTS.items() for field in (*each.fields, "values")}
    assert names <= set(kept) and all(name.endswith("/at") for name in set(kept) - names)
    for name in (
        "sign-10",
        "tanh-5/128",
        "bias-5/128",
        "zeros-5/128",
        "square-5/12",
        "sign-ring-5/64",
        "tanh-2/growth",
    ):
        again = convolution.measure(name, 0, replicas=4)
        for field, values in zip(convolution.EXPERIMENTS[name].fields, again):
            same = np.isclose(values, kept[f"{name}/{field}"][0, :4], rtol=1e-3, atol=1e-6)
            assert same.mean() > 0.9, name
