"""The lines on PyTorch that a chapter shows, and that no build executes, do what its text says of them."""

import re

import numpy as np
import pytest

from tests.book.conftest import ROOT

networks = pytest.importorskip("tests.reports.networks", exc_type=pytest.skip.Exception)
torch, nn = networks.torch, networks.nn
CHAPTER = ROOT / "book/learning/your-network.md"
SHOWN = re.findall(r"^```python\n(.*?)^```$", CHAPTER.read_text("utf-8"), re.MULTILINE | re.DOTALL)
BLOCKS = [block for block in SHOWN if "(model, inputs" in block]


def transformer():
    block = nn.TransformerEncoderLayer(32, 4, 128, batch_first=True, activation=nn.GELU(), norm_first=True)
    return nn.TransformerEncoder(block, 2, enable_nested_tensor=False)


MODELS = {
    "stack": (lambda: networks.stack(64, 12, nn.Tanh), (12, 64), 12),
    "residual": (lambda: networks.residual(32, 3), (6, 3, 6, 6), 7),
    "transformer": (transformer, (6, 12, 32), 4),
}


def test_the_chapter_shows_such_lines():
    assert len(BLOCKS) == 2 and all("crit.initialise(model, inputs" in block for block in BLOCKS)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("block", BLOCKS, ids=["record", "save"])
def test_they_run_as_they_stand(block, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(1)
    make, shape, depth = MODELS[name]
    model, inputs = make(), networks.inputs(*shape)
    before = [parameter.clone() for parameter in model.parameters()]
    names = {"model": model, "inputs": inputs}
    exec(f"import crit\n{block}", names)
    assert not all(torch.equal(old, new) for old, new in zip(before, model.parameters()))
    recording = names["crit"].record(model, inputs)
    assert len(recording.layers) == depth and np.all(np.isfinite(recording.K))
    assert (tmp_path / "report.html").is_file() == (".save(" in block.replace("; .save", ""))
