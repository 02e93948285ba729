"""PyTorch modules through hooks: against a forward pass by hand, on any type, without a trace."""

import numpy as np
import pytest

import crit

networks = pytest.importorskip("tests.reports.networks", exc_type=pytest.skip.Exception)
torch, nn = networks.torch, networks.nn


def test_every_layer_is_heard_in_order():
    model, x = networks.stack(50, 4, nn.Tanh, first=30), networks.inputs(6, 30)
    found = crit.record(model, x)
    with torch.no_grad():
        h = model[0](x)
        assert np.allclose(found.layers[0].h[:, 0], h) and np.allclose(found.layers[0].x[:, 0], x)
        assert np.allclose(found.layers[1].h[:, 0], model[2](torch.tanh(h)))
    assert np.allclose(found.layers[1].before[:, 0], h) and found.layers[0].before is None
    assert str(found) == "4 layers of Sequential, tanh"


@pytest.mark.parametrize("kind", [nn.Conv1d, nn.Conv2d])
@pytest.mark.parametrize(
    "how", [dict(padding=1), dict(padding="same", padding_mode="circular"), dict(stride=2, dilation=2)]
)
def test_patches_are_what_a_convolution_sees(kind, how):
    size = (9,) if kind is nn.Conv1d else (9, 8)
    if how.get("padding") == "same":
        how = how | dict(dilation=2)
    layer = kind(3, 5, 3, **how)
    found = crit.record(nn.Sequential(layer, nn.ReLU(), kind(5, 2, 1)), networks.inputs(4, 3, *size))
    weights, bias = layer.weight.detach().double().flatten(1).numpy(), layer.bias.detach().double().numpy()
    assert np.allclose(found.layers[0].x @ weights.T + bias, found.layers[0].h, atol=1e-5)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_any_type_and_functions_in_place_of_modules(dtype):
    model = networks.Plain(torch.tanh).to(dtype)
    found = crit.record(model, networks.inputs(6, 40).numpy())
    assert str(found.activation) == "tanh" and all(layer.before is not None for layer in found.layers[1:])
    assert found.resolution == torch.finfo(dtype).eps


def test_a_module_stays_as_it_was():
    model = nn.Sequential(nn.Linear(5, 5), nn.Dropout(0.5), nn.Tanh(), nn.Linear(5, 5)).train()
    before = [each.clone() for each in model.parameters()]
    crit.record(model, networks.inputs(3, 5))
    assert model.training and model[1].training and not model[0]._forward_hooks
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters()))


def test_words_and_places_of_a_transformer():
    block = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True, activation="gelu", norm_first=True)
    found = crit.record(block, networks.inputs(4, 11, 32), activation="gelu")
    assert [layer.h.shape for layer in found.layers] == [(4, 8, 64), (4, 8, 32)]


def test_what_cannot_be_recorded():
    x = networks.inputs(4, 40)
    with pytest.raises(ValueError, match="^activation = None: no activation of Plain was recognised"):
        crit.record(networks.Plain(lambda h: h.sort(dim=1).values), x)
    with pytest.raises(ValueError, match="^inputs = None"):
        crit.record(nn.Linear(3, 3))
    with pytest.raises(ValueError, match="^inputs = .*the module refuses it"):
        crit.record(networks.stack(5, 3, nn.ReLU), x[:, :3])
    with pytest.raises(ValueError, match="^model = Tanh: a module with linear"):
        crit.record(nn.Tanh(), x)


def test_an_explosion_is_cut_off_and_said():
    model = networks.drawn(networks.stack(64, 60, nn.ReLU), 100.0, 0.0)
    found = crit.record(model, networks.inputs(4, 64))
    assert found.exploded and np.isfinite(found.K).all()
    assert any("explodes" in text for text in crit.report(found).warnings)
