"""Recordings: the same numbers through hooks as by hand, and what cannot be recorded."""

import re
from pathlib import Path

import numpy as np
import pytest

import crit

CHAPTER = Path(__file__).resolve().parents[2] / "book/learning/your-network.md"


def layers(rng, width=80, depth=12):
    found = [rng.normal(size=(5, width))]
    for _ in range(depth - 1):
        found.append(np.tanh(found[-1]) @ rng.normal(0, width**-0.5, (width, width)))
    return found


def test_arrays():
    given = layers(np.random.default_rng(1))
    found = crit.record(iter(given), activation="tanh")
    assert str(found) == "12 layers of arrays, tanh"
    assert found.K == pytest.approx([np.mean(h**2) for h in given])
    a, b = given[3][:2]
    pair = crit.record([h[:2] for h in given], activation="tanh")
    assert pair.rho[3] == pytest.approx(1 - a @ b / (a @ a * (b @ b)) ** 0.5)
    assert found.layers[0].x is None and np.array_equal(found.layers[1].x[:, 0], np.tanh(given[0]))


def test_the_lines_for_jax_run_as_they_stand():
    blocks = re.findall(r"^```python\n(.*?)^```$", CHAPTER.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    (block,) = (each for each in blocks if "jnp" in each)
    rng = np.random.default_rng(4)
    params = [{"w": rng.normal(0, n**-0.5, (n, 80)), "b": rng.normal(size=80)} for n in (20, 80, 80)]
    names = {"crit": crit, "jnp": np, "params": params, "inputs": rng.normal(size=(5, 20))}
    exec(block, names)
    assert [layer.h.shape for layer in names["recording"].layers] == [(5, 1, 80)] * 3


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ([np.full((3, 4), np.nan), np.ones((3, 4))], r"model\[0\] = 12 of 12 values are nan"),
        ([np.ones((3, 4))], "model = 1 layers: two or more"),
        ([np.ones((3, 4)), np.ones((2, 4))], r"model\[1\] = 2 inputs: as many as in the first layer, 3"),
        ([np.ones((1, 4)), np.ones((1, 4))], "model = one input"),
        ("weights.pt", "model = 'weights.pt': a torch module"),
    ],
)
def test_what_is_no_recording(model, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        crit.record(model, activation="tanh")


def test_arrays_need_an_activation():
    with pytest.raises(ValueError, match="^activation = None: the name"):
        crit.record([np.ones((3, 4)), np.ones((3, 4))])


def test_constant_layers_and_layers_of_different_width():
    rng = np.random.default_rng(2)
    with pytest.raises(crit.NotEnoughData, match="in no layer are the inputs known and different"):
        crit.report(crit.record([np.ones((3, 40)), np.ones((3, 40))], activation="tanh"))
    first = rng.normal(size=(4, 60))
    wide = np.tanh(first) @ rng.normal(0, 60**-0.5, (60, 100))
    assert "2 layers" in str(crit.report(crit.record([first, wide], activation="tanh")))
