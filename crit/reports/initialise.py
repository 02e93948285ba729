"""Set the weights of a PyTorch module critical, layer by layer."""

import math
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ..checks import real, refuse
from ..numerics.streams import seed_bits
from ..theory.activations.lookup import Activation
from ..theory.activations.lookup import activation as find_activation
from ..theory.networks.branches import edge_line
from ..theory.networks.initialisation import critical_init
from ..typing import ActivationLike, SeedLike
from .recording import record
from .torch_modules import activations, is_module, listening, run, weighted

SILENT = 1e-5
"""Relative difference of what two inputs cause that is rounding."""

FEW = 4
"""Inputs that are enough to see whether they can be told apart."""

MARGIN = 2.0
"""By which factor off the half-stable point of its edges a unit is used that has no edge at K = 1."""

WIDE = 10**6
"""A width that is as good as infinite."""


class InitialisedLayer(NamedTuple):
    """What a layer of ``fan_in`` inputs was given; if it ends a residual branch, it was scaled for that."""

    name: str
    fan_in: int
    sigma_w: float
    sigma_b: float
    ends_branch: bool


def initialise(
    model: Any,
    inputs: Any | None = None,
    *,
    K: float | None = None,
    activation: ActivationLike | None = None,
    seed: SeedLike = None,
) -> list[InitialisedLayer]:
    """Draw the weights and biases of a PyTorch module anew so that a signal crosses it: critical, layer by layer.

    Parameters
    ----------
    model : torch.nn.Module
        Its linear and convolutional layers are changed in place; all else stays as it is.
    inputs : tensor or array, optional
        A few inputs, the first axis counts them. With them each layer that is not fed by an activation (the first one,
        one behind a normalisation) is scaled to what it really gets, and residual branches are found and scaled down.
        Layers that are not called as modules, as in attention, stay as they are. Without inputs all layers are taken
        for a plain stack, and inputs of mean square 1.
    K : float, optional
        Variance of the pre-activations to hold, > 0. By default 1, or the nearest that an edge of chaos has.
    activation : str, sympy.Expr or Activation, optional
        What the units do; by default that of the most frequent activation module.
    seed : int, SeedSequence, Generator or None
        Same seed, same weights, on any device.

    Returns
    -------
    list of InitialisedLayer

    Raises
    ------
    ValueError
        If the model is no module with such layers, no activation can be recognised, or no network of it holds this K.

    Notes
    -----
    Layers fed by an activation get `crit.critical_init` for their fan-in (for a convolution its channels), so that
    χ₁ = 1 at K in a network of this width. A residual branch is found by cutting: with the weights of a layer set to
    zero, does the output still tell inputs apart? The last layer of each of B branches is scaled by 1/√B: K then grows
    by a factor 1 + 1/B in a block, and stays finite at any depth.
    """
    if not is_module(model) or not weighted(model):
        refuse("model", model, "a torch module with linear or convolutional layers is needed")
    layers = weighted(model)
    unit = _unit(model, inputs, activation)
    K = nearest(unit) if K is None else real("K", K, above=0)
    order, fed, ends = _plain(layers) if inputs is None else _wiring(model, inputs, unit, layers)
    import torch

    source, found = torch.Generator().manual_seed(int(seed_bits(seed)) >> 1), []
    for module in order:
        fan_in, width = module.weight[0].numel(), module.weight.shape[1]
        sigma_w, sigma_b = map(float, start_of(unit, width, K))
        if module not in fed:
            sigma_w = math.sqrt((K - sigma_b**2) / _power(model, inputs, module))
        scale = len(ends) ** -0.5 if module in ends else 1.0
        sigma_w, sigma_b = scale * sigma_w, scale * sigma_b if module.bias is not None else 0.0
        _draw(module, sigma_w / math.sqrt(fan_in), sigma_b, source)
        found.append(InitialisedLayer(layers[module], fan_in, sigma_w, sigma_b, module in ends))
    return found


def _unit(model, inputs, activation):
    if activation is not None:
        return find_activation(activation)
    units = list(activations(model).values())
    if units:
        return max(units, key=units.count)
    if inputs is None:
        refuse("activation", None, "no activation module was recognised: give its name, as activation='tanh'")
    return record(model, inputs).activation


def nearest(unit: Activation) -> float:
    """The variance nearest to 1 that networks of an activation hold at an edge of chaos."""
    if unit.slopes is not None:
        return 1.0
    line = edge_line(unit)
    if not line.stable.any():
        refuse("activation", str(unit), "no network of it stays at an edge of chaos, at any K")
    if line.stable[np.argmin(np.abs(np.log(line.K)))]:
        return 1.0
    stable = line.K[line.stable]
    K = float(stable[np.argmin(np.abs(np.log(stable)))])
    return K * MARGIN if K > 1 else K / MARGIN


@lru_cache(maxsize=64)
def start_of(unit: Activation, width: int, K: float):
    """`critical_init`, or that of wide layers where these are too narrow for its correction."""
    try:
        return critical_init(unit, width, K=K)
    except ValueError as refusal:
        if not str(refusal).startswith("width"):
            raise
    return critical_init(unit, WIDE, K=K)


def _plain(layers):
    return list(layers), set(list(layers)[1:]), set()


def _wiring(model, inputs, unit, layers):
    """Layers in the order in which they are passed; those that an activation feeds; those that end a branch."""
    heard = record(model, inputs[:FEW], activation=unit)
    modules = {name: module for module, name in layers.items()}
    order = [modules[layer.name] for layer in heard.layers]
    fed = {modules[layer.name] for layer in heard.layers if layer.before is not None}
    ends = set()
    for module, later in zip(order, [*order[1:], None]):
        output, given = _without(model, inputs[:FEW], module, later)
        if _differ(output) and (given is None or _differ(given)):
            ends.add(module)
    return dict.fromkeys(order), fed, ends


def _without(model, inputs, module, later):
    """What the model returns, and what a later layer gets, where the weights of a layer are zero."""
    heard = []
    with _cut(module), listening([] if later is None else [later], lambda _, given, __: heard.append(given[0])):
        output = run(model, inputs)
    return output if hasattr(output, "shape") else next(iter(output)), heard[0] if heard else None


def _differ(tensor):
    """Whether inputs can be told apart."""
    values = tensor.detach().double()
    spread = (values - values.mean(dim=0, keepdim=True)).abs().max()
    return bool(spread > SILENT * values.abs().max())


@contextmanager
def _cut(module):
    kept = {name: each.detach().clone() for name, each in module.named_parameters(recurse=False)}
    for each in module.parameters(recurse=False):
        each.data.zero_()
    try:
        yield
    finally:
        for name, each in module.named_parameters(recurse=False):
            each.data.copy_(kept[name])


def _power(model, inputs, module):
    """Mean square of what a layer gets."""
    if inputs is None:
        return 1.0
    heard = []
    with listening([module], lambda _, given, __: heard.append(float(given[0].double().pow(2).mean()))):
        run(model, inputs)
    if not heard or not 0 < heard[0] < math.inf:
        refuse("inputs", type(inputs).__name__, "inputs that reach every layer, finite and not all zero, are needed")
    return heard[0]


def _draw(module, std, sigma_b, source):
    import torch

    with torch.no_grad():
        module.weight.copy_(std * torch.randn(module.weight.shape, generator=source, dtype=torch.float64))
        if module.bias is not None:
            module.bias.copy_(sigma_b * torch.randn(module.bias.shape, generator=source, dtype=torch.float64))
