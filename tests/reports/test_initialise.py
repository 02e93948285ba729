"""Critical initialisation of modules: K and χ₁ within what a finite width leaves to chance."""

import numpy as np
import pytest

import crit
from crit.measure import mean
from crit.reports import numbers_of

networks = pytest.importorskip("tests.reports.networks", exc_type=pytest.skip.Exception)
torch, nn = networks.torch, networks.nn


def slopes(recording):
    """Mean of χ₁ over layers, its error from their scatter."""
    values = [each.value for each in numbers_of(recording).chi.values()]
    return mean(np.array(values))


@pytest.mark.slow
@pytest.mark.parametrize("unit", [nn.Tanh, nn.ReLU, nn.GELU, nn.SiLU, nn.ELU])
def test_plain_stacks_are_critical(unit):
    model, x = networks.stack(256, 30, unit), networks.inputs(8, 64)
    made = crit.initialise(model, x, seed=1)
    found = crit.record(model, x)
    slope = slopes(found)
    assert abs(slope.value - 1) < 3.5 * slope.error and slope.error < 0.02
    assert 0.2 < found.K[-1] / found.K[0] < 5
    assert [layer.ends_branch for layer in made] == [False] * 30


@pytest.mark.slow
def test_convolutions_are_critical():
    model, x = networks.convolutions(64, 12, nn.Tanh), networks.inputs(6, 3, 8, 8)
    crit.initialise(model, x, seed=2)
    slope = slopes(crit.record(model, x))
    assert abs(slope.value - 1) < 3.5 * slope.error and slope.error < 0.05


@pytest.mark.slow
def test_branches_are_found_and_share_one_growth():
    model, x = networks.residual(48, 12), networks.inputs(6, 3, 8, 8)
    made = crit.initialise(model, x, seed=3)
    assert [layer.ends_branch for layer in made] == [False, *[False, True] * 12]
    stream = [nn.Sequential(*model[:k])(x).detach().double().pow(2).mean().item() for k in (1, 13)]
    growth = np.log(stream[1] / stream[0])
    # Twelve blocks add 1/12 each, with the chance of two layers of 48 channels in every one of them.
    assert abs(growth - 12 * np.log1p(1 / 12)) < 3.5 * (12 * 2 * 5 / 48) ** 0.5 / 12


def test_the_same_seed_draws_the_same_weights_in_any_type():
    model, other = networks.stack(20, 4, nn.Tanh), networks.stack(20, 4, nn.Tanh).double()
    crit.initialise(model, seed=4), crit.initialise(other, seed=4)
    assert torch.allclose(model[4].weight.double(), other[4].weight, rtol=1e-6)
    assert model[4].weight.std().item() == pytest.approx(crit.critical_init("tanh", 20, K=1.0).std(), rel=0.15)


def test_without_inputs_the_first_layer_expects_mean_square_one():
    model = networks.stack(400, 3, nn.ReLU)
    made = crit.initialise(model, seed=5)
    assert made[0].sigma_w == 1.0 and made[1].sigma_w == pytest.approx(2**0.5, rel=0.01) and made[1].sigma_b == 0
    assert crit.record(model, networks.inputs(20, 64)).K[0] == pytest.approx(1, rel=0.2)


def test_what_attention_keeps_to_itself_stays():
    block = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True, activation="gelu", norm_first=True)
    before = block.self_attn.out_proj.weight.clone()
    made = crit.initialise(block, networks.inputs(4, 5, 32), activation="gelu", seed=6)
    assert [(layer.name, layer.ends_branch) for layer in made] == [("linear1", False), ("linear2", True)]
    assert torch.equal(before, block.self_attn.out_proj.weight)


@pytest.mark.parametrize(
    ("model", "words"), [(nn.Tanh(), "^model"), ("tanh", "^model"), (networks.Plain(torch.tanh), "^activation")]
)
def test_what_cannot_be_initialised(model, words):
    with pytest.raises(ValueError, match=words):
        crit.initialise(model)
