"""Locally connected and convolutional networks with two inputs: data of two chapters. A quarter of an hour on one core.

    python book/data/convolution.py [folder]

Each experiment is one kind of network at several values of one parameter. Results are kept as they come in the folder,
if one is given, so that a run cut off goes on where it stopped.
"""

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crit.models.convolutional import (
    Geometry,
    conv_lyapunov,
    conv_paths,
    local_lyapunov,
    local_paths,
    sign_automaton,
)
from crit.storage import keep, stored, sweep

HERE = Path(__file__).resolve().parent
KEPT = HERE / "convolution.npz"
GROWTH = local_lyapunov, conv_lyapunov
PLACE = {field.name for field in fields(Geometry)}


class Experiment(NamedTuple):
    """A model, what is kept of it, the parameter that varies with its values, and all else: of model and geometry."""

    model: Callable
    fields: tuple
    varied: str
    values: tuple
    settings: dict


def layers(depth):
    """About forty layers, evenly spaced in ln l."""
    return np.unique(np.geomspace(1, depth, 40).astype(int))


def decay(model, varied, values, depth, *, fields=("log_rho", "density"), **settings):
    """An ensemble recorded at `layers`."""
    return Experiment(model, fields, varied, tuple(values), settings | {"depth": depth, "at": layers(depth)})


def signs(middle, step, depth=6000, **settings):
    """Locally connected sign networks about their critical point."""
    values = np.round(middle + step * np.arange(-2, 3), 6).tolist()
    settings = dict(sigma_w=1.0, replicas=40) | settings
    return decay(sign_automaton, "sigma_b", values, depth, fields=("density",), **settings)


def growth(model, values, varied="sigma_w", **settings):
    """Lyapunov exponents: the growth of infinitesimal differences, averaged over all layers but the first quarter."""
    return Experiment(model, ("growth",), varied, tuple(values), dict(sigma_b=0.3, activation="tanh") | settings)


def tanh(values, depth=1000, **settings):
    """Locally connected tanh networks about the point where the Lyapunov exponent vanishes."""
    settings = dict(activation="tanh", sigma_b=0.3, size=8192, replicas=16, resolution=0.1) | settings
    return decay(local_paths, "sigma_w", values, depth, fields=("log_rho", "density", "roughness"), **settings)


def gain(strength, ratios):
    """Decay and growth of locally connected networks of a steep activation: of tanh with strong weights."""
    common = dict(activation="tanh", sigma_w=float(strength), channels=5)
    biases = [round(strength * ratio, 6) for ratio in ratios]
    falls = decay(local_paths, "sigma_b", biases, 1000, size=4096, replicas=16, resolution=0.1, **common)
    grows = growth(local_lyapunov, biases, "sigma_b", size=256, depth=4000, replicas=8, **common)
    return {f"gain-{strength}": falls, f"gain-{strength}/growth": grows}


def shared(model, values, varied="sigma_w", **settings):
    """Networks with kernels shared by all positions; of interest is how much they differ from each other."""
    settings = dict(sigma_b=0.3, activation="tanh", channels=5, size=128, replicas=60, depth=1000) | settings
    return decay(model, varied, values, **settings)


def sizes(name, model, values, counts, **settings):
    """One kind of network at several sizes, with seeds of their own; ``counts`` has the number of networks of each."""
    return {
        f"{name}/{size}": shared(model, values, size=size, replicas=count, seed=size, **settings)
        for size, count in counts.items()
    }


THIN, WIDE = (dict(depth=6000, replicas=10, size=size, seed=size) for size in (128, 512))
STRIP = dict(depth=4000, replicas=20, size=64)
BIAS_SIZES = {256: 200, 1024: 100, 4096: 40}
SQUARE = dict(channels=5, dimension=2)
SIGN = dict(varied="sigma_b", activation="sign(x)", sigma_w=1.0, channels=5)
EXPERIMENTS = {
    "sign-5": signs(1.112, 0.006, channels=5, size=8192),
    "sign-3": signs(0.700, 0.006, channels=3, size=8192),
    "sign-10": signs(1.788, 0.008, channels=10, size=8192),
    "sign-3-wide": signs(1.136, 0.007, channels=3, kernel=5, size=8192),
    "sign-5-2d": signs(2.980, 0.015, depth=600, size=256, **SQUARE),
    "tanh-2/growth": growth(local_lyapunov, [1.50, 1.53, 1.56], channels=2, **THIN),
    "tanh-2/growth-wide": growth(local_lyapunov, [1.50, 1.53, 1.56], channels=2, **WIDE),
    "tanh-5/growth": growth(local_lyapunov, [1.405, 1.42, 1.435], channels=5, **THIN),
    "tanh-5/growth-wide": growth(local_lyapunov, [1.405, 1.42, 1.435], channels=5, **WIDE),
    "tanh-10/growth": growth(local_lyapunov, [1.385, 1.40, 1.415], channels=10, **THIN),
    "tanh-10/growth-wide": growth(local_lyapunov, [1.385, 1.40, 1.415], channels=10, **WIDE),
    "tanh-2": tanh([1.530, 1.536, 1.542, 1.548], 3000, channels=2, size=16384),
    "tanh-5": tanh([1.410, 1.4135, 1.417, 1.4205], 3000, channels=5),
    "tanh-10": tanh([1.388, 1.394, 1.400, 1.406], channels=10, replicas=10),
    "tanh-2/linear": tanh([1.541], 3000, channels=2, start=1e-250, replicas=16, size=16384),
    "tanh-5/fine": tanh([1.416], channels=5, resolution=1e-3, replicas=10),
    **gain(2, [0.53, 0.545, 0.56, 0.575]),
    **gain(4, [1.12, 1.135, 1.15, 1.165]),
    **gain(6, [1.205, 1.215, 1.225, 1.235, 1.245]),
    **gain(8, [1.18, 1.19, 1.20, 1.21]),
    **gain(12, [1.145, 1.155, 1.165, 1.175]),
    **gain(16, [1.13, 1.14, 1.15, 1.16]),
    "ring-5/growth": growth(conv_lyapunov, [1.5, 1.6, 1.7, 1.8], channels=5, **STRIP),
    "zeros-5/growth": growth(conv_lyapunov, [1.4, 1.5, 1.6, 1.7], channels=5, padding="zeros", **STRIP),
    "zeros-5-wide/growth": growth(conv_lyapunov, [1.36, 1.44, 1.52], channels=5, kernel=5, padding="zeros", **STRIP),
    "zeros-20/growth": growth(conv_lyapunov, [1.40, 1.43, 1.46], channels=20, padding="zeros", **STRIP),
    "bias-5/growth": growth(conv_lyapunov, [1.40, 1.42, 1.44, 1.46], channels=5, sharing="bias", **WIDE),
    "square-5/growth": growth(
        conv_lyapunov, [1.41, 1.44, 1.47], padding="zeros", depth=1500, replicas=10, size=16, **SQUARE
    ),
    **sizes("tanh-5", local_paths, [1.4145], {128: 400, 512: 400, 2048: 400}, channels=5, depth=100),
    **sizes("bias-5", conv_paths, [1.43], {128: 400, 512: 400, 2048: 300}, sharing="bias", depth=100),
    **sizes("zeros-5", conv_paths, [1.44, 1.54, 1.64], {128: 400, 512: 200}, padding="zeros"),
    **sizes("ring-5", conv_paths, [1.7], {128: 800, 512: 800}, depth=100),
    **sizes("ring-5-far", conv_paths, [1.5, 1.7, 1.9], {128: 400}, depth=300),
    **sizes("zeros-20", conv_paths, [1.43], {128: 100}, channels=20, padding="zeros"),
    **sizes("zeros-5-wide", conv_paths, [1.488], {128: 400, 512: 400}, kernel=5, padding="zeros", depth=100),
    **sizes("square-5", conv_paths, [1.445], {12: 300, 24: 200}, padding="zeros", depth=100, **SQUARE),
    **{
        f"sign-5/{size}": signs(1.113, 0.0, 300, channels=5, size=size, replicas=60, seed=size)
        for size in (256, 1024, 4096)
    },
    **sizes("sign-bias-5", conv_paths, [1.099, 1.105, 1.111, 1.117], BIAS_SIZES, sharing="bias", **SIGN),
    **sizes("sign-zeros-5", conv_paths, [0.6], {64: 600, 256: 600}, padding="zeros", depth=30, **SIGN),
    **sizes("sign-ring-5", conv_paths, [0.6], {64: 600, 256: 600}, depth=30, **SIGN),
}


def measure(name, index, replicas=None):
    """One value of one experiment: what it kept, of shape (fields, replicas, layers) or (fields, replicas)."""
    experiment = EXPERIMENTS[name]
    settings = experiment.settings | {experiment.varied: experiment.values[index]}
    seed = settings.pop("seed", 0) + index
    geometry = Geometry(**{name: settings.pop(name) for name in PLACE & settings.keys()})
    settings |= {"geometry": geometry, "seed": seed} | ({"replicas": replicas} if replicas else {})
    found = experiment.model(**settings)
    if experiment.model in GROWTH:
        return found[None, :, found.shape[1] // 4 :].mean(axis=2)
    return np.array([getattr(found, field) for field in experiment.fields], dtype=np.float32)


def main(folder=None):
    points = [{"name": name, "index": k} for name, each in EXPERIMENTS.items() for k in range(len(each.values))]
    results = iter(sweep(measure, points, folder=folder))
    arrays = {}
    for name, experiment in EXPERIMENTS.items():
        found = np.stack([next(results) for _ in experiment.values], axis=1)
        arrays |= {f"{name}/{field}": values for field, values in zip(experiment.fields, found)}
        arrays[f"{name}/values"] = experiment.values
        if "at" in experiment.settings:
            arrays[f"{name}/at"] = experiment.settings["at"]
    keep(KEPT, **arrays)


def agreement(name, replicas):
    """Share of the kept numbers that the first replicas of an experiment's first value give again."""
    data = stored(KEPT)
    kept = [data[f"{name}/{field}"][0, :replicas] for field in EXPERIMENTS[name].fields]
    return np.isclose(measure(name, 0, replicas=replicas), kept, rtol=1e-3, atol=1e-6).mean()


def decays(name, field="density"):
    """Controls, runs and times of an experiment, as `critical_decay` takes them; of ln ρ, its exponential."""
    data = stored(KEPT)
    runs = data[f"{name}/{field}"].astype(float)
    runs = np.exp(runs) if field == "log_rho" else runs
    return {"controls": data[f"{name}/values"], "runs": runs, "times": data[f"{name}/at"]}


def lyapunov(name, ring="growth"):
    """Values of the parameter, and Lyapunov exponents of the runs at each; ``"growth-wide"`` has larger rings."""
    data = stored(KEPT)
    return data[f"{name}/{ring}/values"], data[f"{name}/{ring}/growth"]


TANH_KIND, SIGN_KIND = {"depth": 100, "field": "log_rho"}, {"depth": 30, "field": "density"}
KINDS = {
    "local tanh": ("tanh-5", (128, 512, 2048), TANH_KIND),
    "untied bias, tanh": ("bias-5", (128, 512, 2048), TANH_KIND),
    "shared tanh, zeros": ("zeros-5", (128, 512), TANH_KIND | {"index": 1}),
    "shared tanh, window 5": ("zeros-5-wide", (128, 512), TANH_KIND),
    "shared tanh, ring": ("ring-5", (128, 512), TANH_KIND),
    "shared tanh, 2-D": ("square-5", (12, 24), TANH_KIND),
    "local sign": ("sign-5", (256, 1024, 4096), SIGN_KIND),
    "untied bias, sign": ("sign-bias-5", (256, 1024, 4096), SIGN_KIND),
    "shared sign, zeros": ("sign-zeros-5", (64, 256), SIGN_KIND),
    "shared sign, ring": ("sign-ring-5", (64, 256), SIGN_KIND),
}
"""Kind of network → its experiment, its sizes, and what is read of each network: at which depth, of which value (all
values of the parameter together, if none is named)."""


def between_networks(kind):
    """Positions of each size of a kind, and for each size ln ρ, or the density over its mean, of every network."""
    name, sizes, how = KINDS[kind]
    positions = np.array(sizes) ** EXPERIMENTS[f"{name}/{sizes[0]}"].settings.get("dimension", 1)
    return positions, [_at_depth(f"{name}/{size}", **how) for size in sizes]


def _at_depth(name, depth, field, index=None):
    data = stored(KEPT)
    values = data[f"{name}/{field}"][..., np.argmin(abs(data[f"{name}/at"] - depth))].astype(float)
    values = values if index is None else values[[index]]
    return (values if field == "log_rho" else values / values.mean(axis=1, keepdims=True)).ravel()


def pooled(name, sizes, index):
    """ln ρ of the networks of several sizes together, of shape (networks, layers), and the layers."""
    data = stored(KEPT)
    runs = [data[f"{name}/{size}/log_rho"][index].astype(float) for size in sizes]
    return np.concatenate(runs), data[f"{name}/{sizes[0]}/at"]


if __name__ == "__main__":
    main(*sys.argv[1:])
