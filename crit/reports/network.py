"""What a recording of a network says: scales, couplings and distances to criticality, each with its error."""

import math
from typing import NamedTuple

import numpy as np

from ..checks import refuse
from ..measure.estimate import Estimate, NotEnoughData
from ..measure.networks import WeightScales, common_scales, weight_scales
from ..theory.networks.couplings import couplings
from ..theory.networks.fixed_points import averages
from ..theory.networks.mean_field import critical_point
from ..theory.susceptibilities.widom_line import widom_line
from .recording import Recording

POINTS = 96
"""So many points of a layer are used at most: more would say the same again."""

STEP = 1e-3
"""Relative step of a derivative."""


class NetworkNumbers(NamedTuple):
    """Numbers of a recorded network.

    Attributes
    ----------
    scales : dict
        Name of a layer → `WeightScales`, of those whose inputs are known and differ.
    common : WeightScales
        Of those that an activation feeds; of all, where there are not two of them.
    chance : float
        How often the layers of one law differ as much as these.
    chi : dict
        Name of a layer → χ₁ of the step into it, of those that are fed by the activation.
    width : int
        Units that feed a layer, in the median.
    couplings : dict
        r, h, u, D1, D2 as estimates.
    edge, widom : Estimate or None
        σ_w less its critical value, and less that of the Widom-like line, at these biases.
    """

    scales: dict
    common: WeightScales
    chance: float
    chi: dict
    width: int
    couplings: dict
    edge: Estimate | None
    widom: Estimate | None

    @property
    def sigma_w(self) -> Estimate:
        """Standard deviation of the weights times √fan_in."""
        return root(self.common.sigma_w2)

    @property
    def sigma_b(self) -> Estimate:
        """Standard deviation of the biases."""
        return root(self.common.sigma_b2)


def root(square):
    """The square root of an estimate; where it may be zero, the error is that of its upper end."""
    value = math.sqrt(max(square.value, 0.0))
    return Estimate(value, square.error / max(2 * value, math.sqrt(square.error)))


def numbers_of(recording: Recording) -> NetworkNumbers:
    """Measure what a report needs.

    Parameters
    ----------
    recording : Recording
        From `record`.

    Returns
    -------
    NetworkNumbers

    Raises
    ------
    ValueError
        If it is no `Recording`.
    NotEnoughData
        If there is no layer whose inputs are known and differ.
    """
    from scipy.special import chdtrc

    if not isinstance(recording, Recording):
        refuse("recording", recording, "what record returned is needed")
    scales = dict(_scales(recording))
    if not scales:
        raise NotEnoughData("in no layer are the inputs known and different")
    fed = [scales[layer.name] for layer in recording.layers if _fed(layer, scales)]
    alike = fed if len(fed) > 1 else list(scales.values())
    common = common_scales(alike)
    widths = [layer.x.shape[2] for layer in recording.layers if layer.name in scales]
    spread = [(each.sigma_w2.value / common.sigma_w2.value - 1) ** 2 * each.freedom / 2 for each in alike]
    width, unit = int(np.median(widths)), recording.activation
    chi = {layer.name: _chi(layer, unit, scales[layer.name]) for layer in recording.layers if _fed(layer, scales)}
    found = _propagated(lambda w, b: couplings(unit, w, b, width), common)
    fields = dict(zip(("r", "h", "u", "D1", "D2"), found)) if found else {}
    edge = _propagated(lambda w, b: [w - _edge(unit, b)], common)
    widom = _propagated(lambda w, b: [w - widom_line(unit, b).sigma_w], common)
    chance = float(chdtrc(len(spread) - 1, sum(spread))) if len(spread) > 1 else 1.0
    return NetworkNumbers(scales, common, chance, chi, width, fields, *(each and each[0] for each in (edge, widom)))


def _edge(unit, sigma_b):
    """σ_w at the edge of chaos; of a scale-free unit whatever the biases, since χ₁ is the same at any K."""
    return critical_point(unit, sigma_b).sigma_w if unit.slopes is None else averages(unit, 0.0).stretch ** -0.5


def _scales(recording):
    for layer in recording.layers:
        if layer.x is None:
            continue
        x, h = (each.reshape(-1, each.shape[-1]) for each in (layer.x, layer.h))
        at = np.unique(np.linspace(0, len(x) - 1, POINTS).astype(int))
        try:
            yield layer.name, weight_scales(x[at], h[at], resolution=recording.resolution)
        except NotEnoughData:
            continue


def _fed(layer, scales):
    return layer.before is not None and layer.name in scales


def _chi(layer, unit, scales):
    """χ₁ = σ_w² ⟨φ'²⟩ of one layer; units differ independently, inputs do not."""
    from ..theory.activations.evaluate import evaluator

    slopes = (evaluator(unit.derivative)(layer.before) ** 2).mean(axis=(0, 1))
    value = scales.sigma_w2.value * slopes.mean()
    relative = scales.sigma_w2.error / scales.sigma_w2.value, slopes.std() / slopes.mean() / math.sqrt(slopes.size)
    return Estimate(float(value), float(value * math.hypot(*relative)))


def _propagated(function, common):
    """Estimates of functions of σ_w and σ_b, or None where theory has no answer."""
    w2, b2 = common.sigma_w2, common.sigma_b2
    at = math.sqrt(w2.value), math.sqrt(max(b2.value, 0.0))
    up = math.sqrt(w2.value * (1 + STEP)), math.sqrt(max(b2.value, 0.0) + STEP * w2.value)
    try:
        here, wide, biased = (np.array(function(*each), float) for each in (at, (up[0], at[1]), (at[0], up[1])))
    except ValueError:
        return None
    slopes = (wide - here) / (STEP * w2.value), (biased - here) / (STEP * w2.value)
    errors = np.hypot(slopes[0] * w2.error, slopes[1] * b2.error)
    return [Estimate(float(value), float(error)) for value, error in zip(here, errors)]
