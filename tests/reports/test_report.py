"""Reports: one file, plain words, warnings where something is wrong."""

import re

import numpy as np
import pytest

import crit
from crit.models.processes import branching_paths, shuffled, spike_raster


def layers(sigma_w, depth=30, width=100, unit=np.tanh):
    rng = np.random.default_rng(1)
    found = [rng.normal(size=(6, width))]
    for _ in range(depth - 1):
        found.append(unit(found[-1]) @ rng.normal(0, sigma_w / width**0.5, (width, width)) + rng.normal(0, 0.3, width))
    return found


@pytest.fixture(scope="module")
def ordered():
    return crit.report(crit.record(layers(0.7), activation="tanh"))


def test_a_network_in_plain_words(ordered):
    text = str(ordered)
    assert "ordered side" in text and "start from σ_w" in text and "free Brownian" in text
    assert set(ordered.numbers) >= {"weights, σ_w", "biases, σ_b", "coupling r", "σ_w less the edge of chaos"}
    assert abs(ordered.numbers["weights, σ_w"].value - 0.7) < 3.5 * ordered.numbers["weights, σ_w"].error
    assert any("cannot be told apart" in warning for warning in ordered.warnings)


def test_chaos_and_few_layers_and_dead_units():
    assert "chaotic side" in str(crit.report(crit.record(layers(2.5), activation="tanh")))
    assert any("few layers" in text for text in crit.report(crit.record(layers(1.0, 4), activation="tanh")).warnings)
    dead = crit.report(crit.record(layers(0.3, 8, unit=lambda h: np.maximum(h, 0)), activation="relu"))
    assert any("dead or saturated" in text for text in dead.warnings)


def test_a_file_needs_no_other(ordered, tmp_path):
    ordered.save(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.findall(r'(?:src|@import|<link)[^>]*="?https?:', text) and "<script" not in text
    assert text.count("<img") == 2 and text.count("<table") == 2 and 'alt="' in text
    assert len(text) < 300_000
    assert "crit-report" in ordered._repr_mimebundle_()["text/html"]
    with pytest.raises(ValueError, match="^path"):
        ordered.save(3)


@pytest.mark.slow
def test_a_very_deep_network_has_measured_odds():
    text = str(crit.report(crit.record(layers(1.0, 6000, 10), activation="tanh")))
    assert "Measured are" in text and "level 0.0027" in text
    assert text.count("\n| layer ") == 1 + 40
    assert "complete ones, too few for exponents" in str(crit.report(crit.record(layers(1.0), activation="tanh")))


@pytest.mark.slow
def test_a_recording_of_avalanches_and_its_surrogate():
    paths = branching_paths(1.0, 1000, start=1, replicas=8000, seed=12)
    activity = np.concatenate([[*path[path > 0], *[0] * 64] for path in paths if path[-1] == 0])
    raster = spike_raster(activity, 10, seed=1)
    found = crit.report(crit.avalanches_of(raster, 1))
    assert "not excluded: Brownian motion in a logarithmic trap;" in str(found)
    assert "have one form" in str(found)
    gamma = found.numbers["heights of the shapes, γ"]
    assert abs(gamma.value - 2) < 3 * gamma.error < 1.5
    assert "no avalanches" in str(crit.report(crit.avalanches_of(shuffled(raster, seed=1), 1))).lower()


def test_what_has_no_report():
    with pytest.raises(ValueError, match="^recording = "):
        crit.report(np.ones(3))
