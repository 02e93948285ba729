"""Listening to a PyTorch module through hooks. PyTorch itself is imported only where a module has come."""

import sys
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from ..checks import refuse
from ..theory.activations.lookup import activation as find_activation

PLACES = 8
"""So many places of a picture or words of a text are kept of each input, evenly spread."""


class Passed(NamedTuple):
    """A layer that was passed: name, module, output, input, and what the last activation module before it got."""

    name: str
    module: Any
    h: np.ndarray
    x: np.ndarray | None
    before: np.ndarray | None


def is_module(model):
    """Whether it is a PyTorch module, told without importing PyTorch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(model, torch.nn.Module)


def weighted(model):
    """{module: name} of the linear and convolutional layers of a module, in the order in which it names them."""
    import torch

    kinds = torch.nn.Linear, torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d
    return {module: name for name, module in model.named_modules() if isinstance(module, kinds)}


def activations(model):
    """{module: Activation} of the activation modules that the catalogue knows."""
    found = {}
    for module in model.modules():
        if type(module).__module__ == "torch.nn.modules.activation":
            try:
                found[module] = find_activation(module)
            except ValueError:
                continue
    return found


@contextmanager
def listening(modules, hook):
    """Have a hook called with (module, inputs, output) for as long as the context lasts."""
    handles = [module.register_forward_hook(hook) for module in modules]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def run(model, inputs):
    """Call a module in evaluation mode, without gradients, on its own device and in its own type."""
    import torch

    like = next((each for each in model.parameters() if each.is_floating_point()), torch.empty(0))
    inputs = torch.as_tensor(inputs)
    inputs = inputs.to(like.device, like.dtype if inputs.is_floating_point() else inputs.dtype)
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            return model(inputs)
    finally:
        for module, mode in modes.items():
            module.training = mode


def heard(model, inputs):
    """Layers with weights that inputs pass, in order; the activations passed; and the rounding of the numbers."""
    import torch

    names, units = weighted(model), activations(model)
    passed, seen, last = [], [], []

    def hook(module, given, output):
        if module in units:
            seen.append(units[module])
            last[:] = [given[0].detach().clone()]
        else:
            before = _places(module, last[0]) if last and last[0].shape == given[0].shape else None
            passed.append(Passed(names[module], module, _outputs(module, output), _places(module, given[0]), before))

    with listening([*names, *units], hook):
        try:
            run(model, inputs)
        except (RuntimeError, TypeError, IndexError) as error:
            refuse(
                "inputs", inputs if np.ndim(inputs) == 0 else type(inputs).__name__, f"the module refuses it: {error}"
            )
    like = next((each.dtype for each in model.parameters() if each.is_floating_point()), torch.float32)
    return passed, seen, float(torch.finfo(like).eps)


def _array(tensor):
    return tensor.detach().to("cpu").double().numpy()


def _spread(array):
    """Up to `PLACES` places of an array of shape (inputs, places, features)."""
    at = np.unique(np.linspace(0, array.shape[1] - 1, PLACES).astype(int))
    return array[:, at]


def _outputs(module, output):
    array = _array(output)
    if hasattr(module, "kernel_size"):
        return _spread(np.moveaxis(array.reshape(*array.shape[:2], -1), 1, 2))
    return _spread(array.reshape(len(array), -1, array.shape[-1]))


def _places(module, given):
    """What a layer is fed with at each of its places; None for convolutions in space and in groups."""
    if not hasattr(module, "kernel_size"):
        array = _array(given)
        return _spread(array.reshape(len(array), -1, array.shape[-1]))
    if module.groups > 1 or len(module.kernel_size) > 2:
        return None
    return _spread(_array(_patches(module, given)).swapaxes(1, 2))


def _patches(module, given):
    """The patches under the kernel of a convolution in one or two dimensions, shape (inputs, fan_in, places)."""
    from torch.nn import functional

    width, how = module._reversed_padding_repeated_twice, module.padding_mode
    padded = functional.pad(given, width, mode="constant" if how == "zeros" else how)
    if len(module.kernel_size) == 1:
        padded = padded.unsqueeze(2)
    kernel, dilation, stride = ((1,) * (2 - len(each)) + tuple(each) for each in _shapes(module))
    return functional.unfold(padded.cpu().double(), kernel, dilation=dilation, stride=stride)


def _shapes(module):
    return module.kernel_size, module.dilation, module.stride
