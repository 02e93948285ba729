"""Networks of PyTorch, recorded: with known scales, before and after a critical start, trained. A minute's work.

    python book/data/your_network.py

It needs torch (tests/requirements-torch.txt); the book does not.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn

import crit
from crit.reports import numbers_of
from crit.storage import keep

HERE = Path(__file__).resolve().parent
KNOWN = {
    "tanh": (nn.Tanh, 1.3, 0.3),
    "relu": (nn.ReLU, 1.4, 0.1),
    "gelu": (nn.GELU, 1.6, 0.3),
    "silu": (nn.SiLU, 1.5, 0.4),
    "mish": (nn.Mish, 1.5, 0.3),
}
"""Activation → module, and scales that its networks are drawn with."""
WIDTHS = (64, 512)
STARTED = ("tanh", "relu", "gelu", "silu", "mish")
NETWORKS = 6
RING = dict(kernel_size=3, padding=1, padding_mode="circular")
BLOCKS = 12


def inputs(*shape, seed=1):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def stack(width, depth, unit, first=64):
    layers = [nn.Linear(first, width)]
    for _ in range(depth - 1):
        layers += [unit(), nn.Linear(width, width)]
    return nn.Sequential(*layers)


class Block(nn.Module):
    """A residual branch of two convolutions."""

    def __init__(self, channels):
        super().__init__()
        self.unit = nn.ReLU()
        self.first, self.second = (nn.Conv2d(channels, channels, **RING) for _ in range(2))

    def forward(self, x):
        """Add the branch to what came in."""
        return x + self.second(self.unit(self.first(self.unit(x))))


def known(unit, width):
    """r and h of a network of known scales, each with its error, as its layers tell them."""
    module, sigma_w, sigma_b = KNOWN[unit]
    torch.manual_seed(width)
    model = stack(width, 20, module)
    for layer in model[::2]:
        nn.init.normal_(layer.weight, std=sigma_w / layer.in_features**0.5)
        nn.init.normal_(layer.bias, std=sigma_b)
    found = numbers_of(crit.record(model, inputs(12, 64))).couplings
    return np.array([found["r"], found["h"]])


def slopes(model, x, seed):
    """χ₁ and K layer by layer after a critical start."""
    crit.initialise(model, x, seed=seed)
    recording = crit.record(model, x)
    return [each.value for each in numbers_of(recording).chi.values()], recording.K


def started(unit, seed):
    return slopes(stack(256, 30, KNOWN[unit][0]), inputs(8, 64, seed=seed), seed)


def convolutional(seed):
    layers = [nn.Conv2d(3, 192, **RING)]
    for _ in range(9):
        layers += [nn.Tanh(), nn.Conv2d(192, 192, **RING)]
    return slopes(nn.Sequential(*layers), inputs(4, 3, 6, 6, seed=seed), seed)


def residual(seed):
    """Growth of the logarithm of the stream over all blocks, and what the scales given to a branch make of it."""
    model, x = (
        nn.Sequential(nn.Conv2d(3, 64, **RING), *(Block(64) for _ in range(BLOCKS))),
        inputs(6, 3, 8, 8, seed=seed),
    )
    made = crit.initialise(model, x, seed=seed)
    with torch.no_grad():
        powers = [float(nn.Sequential(*model[:k])(x).double().pow(2).mean()) for k in (1, 1 + BLOCKS)]
    gain = (made[1].sigma_w * made[2].sigma_w / 2) ** 2
    return np.log(powers[1] / powers[0]), BLOCKS * np.log1p(gain)


def hundred():
    """K and ρ of a hundred layers of tanh, width 256: as PyTorch starts them, and critical."""
    torch.manual_seed(1)
    model, x = stack(256, 100, nn.Tanh), inputs(8, 64)
    before = crit.record(model, x)
    crit.initialise(model, x, seed=1)
    after = crit.record(model, x)
    return np.array([[each.K, each.rho] for each in (before, after)])


def task(count, seed):
    """Points on three interleaved spirals in 64 dimensions, and their arms."""
    source = torch.Generator().manual_seed(seed)
    arm = torch.randint(3, (count,), generator=source)
    radius = torch.rand(count, generator=source) * 3 + 0.3
    angle = 2 * radius + 2 * torch.pi / 3 * arm
    plane = radius[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)
    return plane @ inputs(2, 64, seed=99), arm


def trained():
    """σ_w² of each layer with its error, ρ, and the share of right answers: before and after training."""
    (x, arm), (new, answer) = task(2000, 1), task(500, 2)
    model = stack(128, 12, nn.Tanh)
    model.append(nn.Tanh()).append(nn.Linear(128, 3))
    crit.initialise(model, x[:8], seed=2)
    made = [_state(model, new, answer)]
    optimiser, source = torch.optim.Adam(model.parameters(), lr=1e-3), torch.Generator().manual_seed(3)
    for _ in range(1500):
        batch = torch.randint(2000, (64,), generator=source)
        loss = nn.functional.cross_entropy(model(x[batch]), arm[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    made.append(_state(model, new, answer))
    return made


def _state(model, x, answer):
    recording = crit.record(model, x[:24])
    scales = numbers_of(recording).scales
    with torch.no_grad():
        right = float((model(x).argmax(dim=1) == answer).double().mean())
    return np.array([scales[layer.name].sigma_w2 for layer in recording.layers]), recording.rho, right


def transformer():
    """K of the layers of four transformer blocks, as PyTorch starts them and started critical."""
    torch.manual_seed(4)
    block = nn.TransformerEncoderLayer(64, 4, 256, batch_first=True, activation="gelu", norm_first=True)
    model, x = nn.TransformerEncoder(block, 4, enable_nested_tensor=False), inputs(6, 12, 64)
    before = crit.record(model, x, activation="gelu").K
    crit.initialise(model, x, activation="gelu", seed=4)
    return np.array([before, crit.record(model, x, activation="gelu").K])


def main():
    torch.set_num_threads(1)
    arrays = {f"known/{unit}/{width}": known(unit, width) for unit in KNOWN for width in WIDTHS}
    for unit in STARTED:
        chi, K = zip(*(started(unit, seed) for seed in range(NETWORKS)))
        arrays |= {f"started/{unit}/chi": chi, f"started/{unit}/K": K}
    chi, K = zip(*(convolutional(seed) for seed in range(NETWORKS)))
    arrays |= {"convolutional/chi": chi, "convolutional/K": K}
    arrays["residual"] = [residual(seed) for seed in range(2 * NETWORKS)]
    (scales, rho, right), (later, rho_later, right_later) = trained()
    arrays |= {
        "trained/scales": [scales, later],
        "trained/rho": [rho, rho_later],
        "trained/right": [right, right_later],
    }
    arrays |= {"hundred": hundred(), "transformer": transformer()}
    keep(HERE / "your_network.npz", **{name: np.asarray(each) for name, each in arrays.items()})


if __name__ == "__main__":
    main()
