"""Two inputs through a random network, layer by layer: one loop for networks with weights and without.

The second input is carried as its exact difference from the first, in a unit that follows it down (see
`crit.models.convolutional.difference`): differences of any smallness keep all their digits. In the limit of a unit
zero the same loop follows a difference in the tangent space.
"""

import math
from functools import partial

import numpy as np

from ...checks import real, whole
from ...numerics.compile import KERNEL, njit
from ...numerics.streams import seed_bits
from ..ensemble import run_ensemble
from .difference import change_of_unit, deterministic, has_jumps, layer_response
from .drawn_layer import draw_layer, next_covariances, rescale_outputs
from .geometry import weight_scales
from .local_layer import average_windows, draw_pairs, rescale_covariances
from .model import INTEGRATED, PairModel, room_for
from .records import Covariances, Records, record


def pair_model(activation, sigma_w, sigma_b, geometry, *, sharing, K0, resolution=0.0, tangent=False):
    """The checked activation, and the `PairModel` of a checked geometry and sharing."""
    unit = deterministic(activation, smooth=tangent)
    sigma_w, sigma_b = weight_scales(sigma_w, sigma_b)
    return unit, PairModel(
        grid=geometry.grid,
        channels=geometry.channels,
        sharing=sharing,
        ring=geometry.is_ring,
        sigma_w=sigma_w,
        sigma_b=sigma_b,
        sigma_w2=sigma_w**2,
        sigma_b2=sigma_b**2,
        K0=real("K0", K0, above=0),
        rho0=geometry.rho0,
        single_site=geometry.single_site,
        resolution=real("resolution", resolution, least=0),
        tangent=tangent,
        smooth=not has_jumps(unit),
    )


def pair_records(unit, model, layers, replicas, seed, **options):
    """`Records` of many replicas; ``options`` are those of `run_ensemble`."""
    simulate = partial(_block, unit, model, layers, seed_bits(seed))
    return Records(*run_ensemble(simulate, whole("replicas", replicas), **options))


def _block(unit, model, layers, key, first, count):
    records = Records(*np.empty((len(Records._fields), count, layers.size)))
    follow_pair(layer_response(unit), records, layers, model, key, first)
    return records


@njit(**KERNEL)
def follow_pair(respond, records, layers, model, key, first):
    """Follow replicas ``first`` … and record some layers of each."""
    room, integrated = room_for(model), model.sharing == INTEGRATED
    for row in range(records.number.shape[0]):
        means, shift, column = _start(model), 0, 0
        for layer in range(layers[-1] + 1):
            unit, place = 0.0 if model.tangent else math.ldexp(1.0, -shift), (first + row, layer)
            if integrated:
                draw_pairs(respond, room, model, unit, key, place)
            else:
                draw_layer(respond, room, model, unit, key, place)
            if layers[column] == layer:
                record(records, (row, column), means, room.sums[2], shift, model)
                column += 1
            means = average_windows(room, model) if integrated else next_covariances(room, model)
            change = change_of_unit(means.Q, model.smooth, model.tangent or shift > 0)
            if change != 0:
                shift += change
                means = _rescale(room, means, integrated, 2.0**change)


@njit(**KERNEL)
def _start(model):
    """Covariances of the inputs, on average over positions."""
    apart = model.grid.rows * model.grid.size if model.single_site else 1
    return Covariances(model.K0, 0.0, 2.0 * model.rho0 * model.K0 / apart)


@njit(**KERNEL)
def _rescale(room, means, integrated, factor):
    """Go over to a unit of the difference smaller by the factor; return the means in it."""
    if integrated:
        rescale_covariances(room, factor)
    else:
        rescale_outputs(room, factor)
    return Covariances(means.K, means.M * factor, means.Q * factor * factor)
