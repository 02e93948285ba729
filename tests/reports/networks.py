"""Networks of PyTorch that the tests of reports are made with."""

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
torch.set_num_threads(1)
nn = torch.nn
RING = dict(kernel_size=3, padding=1, padding_mode="circular")


def inputs(*shape, seed=1):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def stack(width, depth, unit, first=64):
    """A plain stack."""
    layers = [nn.Linear(first, width)]
    for _ in range(depth - 1):
        layers += [unit(), nn.Linear(width, width)]
    return nn.Sequential(*layers)


def drawn(model, sigma_w, sigma_b, seed=1):
    """The model with weights and biases of these scales."""
    torch.manual_seed(seed)
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=sigma_w / layer.in_features**0.5)
            nn.init.normal_(layer.bias, std=sigma_b)
    return model


def convolutions(channels, depth, unit):
    layers = [nn.Conv2d(3, channels, **RING)]
    for _ in range(depth - 1):
        layers += [unit(), nn.Conv2d(channels, channels, **RING)]
    return nn.Sequential(*layers)


class Block(nn.Module):
    """x + convolution of relu of convolution of relu of x."""

    def __init__(self, channels):
        super().__init__()
        self.first, self.second, self.unit = (
            nn.Conv2d(channels, channels, **RING),
            nn.Conv2d(channels, channels, **RING),
            nn.ReLU(),
        )

    def forward(self, x):
        return x + self.second(self.unit(self.first(self.unit(x))))


def residual(channels, blocks):
    return nn.Sequential(nn.Conv2d(3, channels, **RING), *(Block(channels) for _ in range(blocks)))


class Plain(nn.Module):
    """A stack that calls its activation as a function."""

    def __init__(self, function, width=40, depth=6):
        super().__init__()
        self.layers, self.function = nn.ModuleList(nn.Linear(width, width) for _ in range(depth)), function

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.function(layer(x))
        return self.layers[-1](x)
