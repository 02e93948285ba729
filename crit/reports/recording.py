"""What a network of one's own did with some inputs, layer by layer: from a PyTorch module, or from arrays."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from ..checks import Told, finite, refuse
from ..theory.activations.lookup import ACTIVATIONS, Activation
from ..theory.activations.lookup import activation as find_activation
from ..typing import ActivationLike
from .torch_modules import heard, is_module

SINGLE = 1e-7
"""Rounding of the numbers of networks, unless they say otherwise."""

ALIKE = 1e-3
"""Relative difference of two outputs that are taken for the same, or two roundings where these are larger."""


class Layer(NamedTuple):
    """One layer with weights.

    Attributes
    ----------
    name : str
    h : array of shape (inputs, places, units)
        What came out of it, before any activation. A fully connected layer has one place.
    x : array of shape (inputs, places, fan_in), or None
        What went in, where that is known.
    before : array of the shape of x, or None
        The pre-activations that x is the activation of, where x is one.
    """

    name: str
    h: np.ndarray
    x: np.ndarray | None
    before: np.ndarray | None


class Recording(NamedTuple):
    """Layers with weights in the order in which they were passed. `record` makes it.

    Attributes
    ----------
    layers : tuple of Layer
    activation : Activation or None
        What the units do; None where that is not known.
    resolution : float
        Relative rounding of the numbers.
    source : str
        What was recorded, in words.
    exploded : str
        The first layer whose numbers are not finite, which is left out with all later ones; empty if there is none.
    """

    layers: tuple
    activation: Activation | None
    resolution: float
    source: str
    exploded: str = ""

    @property
    def K(self) -> np.ndarray:
        """Mean square of the pre-activations of each layer, over inputs, places and units."""
        return np.array([np.mean(layer.h**2) for layer in self.layers])

    @property
    def rho(self) -> np.ndarray:
        """Distance ρ = 1 − c of two inputs in each layer, the mean over pairs; nan with one input."""
        return np.array([_distance(layer.h) for layer in self.layers])

    def __str__(self):
        unit = self.activation or "unknown activation"
        return f"{len(self.layers)} layers of {self.source}, {unit}"


def record(model: Any, inputs: Any | None = None, *, activation: ActivationLike | None = None) -> Recording:
    """Send inputs through a network and keep what its layers with weights make of them.

    Parameters
    ----------
    model : torch.nn.Module, or iterable of arrays of shape (inputs, units)
        A module is listened to through hooks, in evaluation mode, without gradients, on the device and in the type of
        its parameters; it stays as it was. Arrays are the pre-activations of successive layers, of any package.
    inputs : tensor or array
        What a module is called with: the first axis counts inputs. For arrays, optionally, what the first layer got.
    activation : str, sympy.Expr or Activation, optional
        What the units do. By default the most frequent activation module, or the activation of the catalogue that
        leads from one layer to the next; arrays need it.

    Returns
    -------
    Recording

    Raises
    ------
    ValueError
        If the model is neither or has no layer with weights, arrays are not finite, differ in their number of inputs or
        are fewer than two, the inputs are missing or fewer than two, or no activation can be recognised.

    Examples
    --------
    Of JAX: keep ``h`` of each layer in a list. Of Keras: ``keras.Model(m.inputs, [l.output for l in layers])(x)``.

    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> layers = [rng.normal(size=(4, 100))]
    >>> for _ in range(9):
    ...     layers.append(np.tanh(layers[-1]) @ rng.normal(0, 0.1, (100, 100)))
    >>> print(record(layers, activation="tanh"))
    10 layers of arrays, tanh
    """
    if is_module(model):
        return _of_module(model, inputs, activation)
    return _of_arrays(model, inputs, activation)


def _of_arrays(arrays, inputs, activation):
    if isinstance(arrays, str | bytes | dict) or not np.iterable(arrays):
        refuse("model", arrays, "a torch module, or the pre-activations of its layers as arrays, are needed")
    layers = [finite(f"model[{k}]", each, ("inputs", "units")) for k, each in enumerate(arrays)]
    if len(layers) < 2:
        refuse("model", Told(f"{len(layers)} layers"), "two or more are needed")
    samples = len(layers[0])
    for k, each in enumerate(layers):
        if len(each) != samples:
            refuse(f"model[{k}]", Told(f"{len(each)} inputs"), f"as many as in the first layer, {samples}, are needed")
    if samples < 2:
        refuse("model", Told("one input"), "two or more are needed to tell weights from biases")
    if activation is None:
        refuse("activation", None, "the name of what the units do is needed where arrays are recorded")
    unit = find_activation(activation)
    first = None if inputs is None else finite("inputs", inputs, (samples, "units"))[:, None]
    heights = [each[:, None] for each in layers]
    befores = [None, *heights[:-1]]
    ins = [first, *(unit(h) for h in heights[:-1])]
    found = tuple(Layer(f"layer {k + 1}", *each) for k, each in enumerate(zip(heights, ins, befores)))
    return Recording(found, unit, SINGLE, "arrays")


def _of_module(model, inputs, activation):
    if inputs is None or len(inputs) < 2:
        refuse("inputs", None if inputs is None else Told(f"{len(inputs)} inputs"), "two inputs or more are needed")
    passed, units, resolution = heard(model, inputs)
    if not passed:
        refuse("model", Told(type(model).__name__), "a module with linear or convolutional layers is needed")
    name = type(model).__name__
    finite_until = next((k for k, each in enumerate(passed) if not np.all(np.isfinite(each.h))), len(passed))
    exploded = passed[finite_until].name if finite_until < len(passed) else ""
    passed = passed[:finite_until]
    if not passed:
        refuse("inputs", Told(f"an output of {exploded} that is not finite"), "finite inputs and weights are needed")
    unit = _recognised(passed, units, name, resolution) if activation is None else find_activation(activation)
    befores = [_before(unit, each, earlier, resolution) for each, earlier in zip(passed, [None, *passed[:-1]])]
    layers = tuple(Layer(each.name, each.h, each.x, before) for each, before in zip(passed, befores))
    return Recording(layers, unit, resolution, name, exploded)


def _recognised(passed, units, name, resolution):
    """The most frequent activation module, or the activation of the catalogue that leads from layer to layer."""
    if units:
        return max(units, key=units.count)
    for earlier, later in pairwise(passed):
        for unit in ACTIVATIONS.values():
            if not unit.stochastic and later.x is not None and _same(unit, earlier.h, later.x, resolution):
                return unit
    return refuse("activation", None, f"no activation of {name} was recognised: give its name, as activation='tanh'")


def _before(unit, layer, earlier, resolution):
    """The pre-activations that the input of a layer is the activation of, or None."""
    places = [layer.before, *([earlier.h] if earlier is not None else [])]
    return next(
        (h for h in places if h is not None and layer.x is not None and _same(unit, h, layer.x, resolution)), None
    )


def _same(unit, h, x, resolution):
    if h.shape != x.shape:
        return False
    with np.errstate(all="ignore"):
        return bool(np.sqrt(np.mean((unit(h) - x) ** 2)) <= max(ALIKE, 2 * resolution) * np.sqrt(np.mean(x**2)))


def _distance(h):
    inputs = len(h)
    if inputs < 2:
        return np.nan
    lengths = np.sqrt(np.mean(h**2, axis=2, keepdims=True))
    if not lengths.all():
        return np.nan
    total = np.sum(h / lengths, axis=0)
    cosines = np.mean(total**2, axis=1)
    return float(np.mean(1 - (cosines - inputs) / (inputs * (inputs - 1))))
