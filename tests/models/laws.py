"""What the statistical tests share: samples from compiled draws, and tests that ties cannot spoil."""

import importlib
import inspect
from dataclasses import fields
from functools import wraps

import numpy as np
from numba import njit
from scipy.special import gammaln

from crit import dense_network, replica_paths, variance_paths
from crit.models.convolutional import Geometry

CRITICAL = {"tanh": (1.4, 0.3), "relu": (np.sqrt(2), 0.0), "erf": (1.23, 0.3), "binary": (2.0, 0.3)}
"""(σ_w, σ_b) near criticality: fluctuations of many layers add up, so that an error in any of them shows."""

LAYERS = 1, 5, 50


def two_sample_p(one, other, seed=0):
    """p-value of the two-sample Kolmogorov–Smirnov test for samples of equal size n, exact and uniform for any law.

    Ties are broken at random, and so is the tie between distances: on the lattice of distances k/n the p-value is
    P(k + 1 or more) plus a random share of P(k). A nan is a value. Values are compared in float32, since two models
    may round the same lattice point differently.
    """
    rng, n = np.random.default_rng(seed), one.size
    pooled = np.nan_to_num(np.concatenate([one, other]).astype(np.float32), nan=np.inf)
    order = np.lexsort((rng.random(2 * n), pooled))
    k = int(np.max(np.abs(np.cumsum(np.where(order < n, 1, -1)))))
    beyond = at_least(k + 1, n)
    return beyond + rng.random() * (at_least(k, n) - beyond)


def at_least(k, n):
    """Chance that two samples of size n have a Kolmogorov–Smirnov distance of k/n or more (reflection principle)."""
    i = np.arange(1, n // k + 1)
    log_share = 2 * gammaln(n + 1) - gammaln(n + i * k + 1) - gammaln(n - i * k + 1)
    return float(min(1.0, -2 * np.sum((-1.0) ** i * np.exp(log_share))))


def chain_against_matrices(name, width, *, seed, replicas=2000, layers=LAYERS, executor=None):
    """p-values of K and ρ, collapsed chain against matrix networks: dict of (variable, layer) to p."""
    arguments = name, *CRITICAL[name], width, max(layers)
    common = dict(replicas=replicas, executor=executor)
    dense = dense_network(*arguments, rho0=0.1, seed=3 * seed, **common)
    K = variance_paths(*arguments, seed=3 * seed + 1, **common)
    rho = replica_paths(*arguments, rho0=0.1, seed=3 * seed + 2, **common)
    pairs = {"K": (K, dense.K), "rho": (rho, dense.rho)}
    return {(variable, l): two_sample_p(a[:, l], b[:, l], seed) for variable, (a, b) in pairs.items() for l in layers}


def sampler(draw):
    """Compile a function (state, n, *parameters) that returns n numbers from a scalar draw(state, *parameters)."""

    @njit
    def sample(state, n, *parameters):
        out = np.empty(n)
        for i in range(n):
            out[i] = draw(state, *parameters)
        return out

    return sample


PLACE = {field.name for field in fields(Geometry)}


def flat(model):
    """A convolutional model that takes what makes its `Geometry` beside its other arguments, the size where that is."""
    order = [name.replace("geometry", "size") for name in inspect.signature(model).parameters]

    @wraps(model)
    def call(*values, **named):
        given = dict(zip(order, values)) | named
        place = {name: given.pop(name) for name in PLACE & given.keys()}
        return model(**given, geometry=Geometry(**place))

    return call


SHARED = dict(replicas=1, seed=None, executor=None, progress=False, at=None, wrap=None)
"""What every simulator does unless told: one replica, fresh entropy, this thread, no bar, every layer, its own boundary."""


def unlike_the_others(module):
    """Public functions of a module of models that have a shared keyword with another default."""
    module = importlib.import_module(f"crit.models.{module}")
    simulators = {name: each for name, each in vars(module).items() if is_simulator(each, module)}
    assert simulators, f"{module.__name__} has no simulator"
    return [
        (name, keyword)
        for name, function in simulators.items()
        for keyword, parameter in inspect.signature(function).parameters.items()
        if parameter.default not in (inspect.Parameter.empty, SHARED.get(keyword, parameter.default))
    ]


def is_simulator(function, module):
    """Whether a public function of a module takes a seed."""
    here = inspect.isfunction(function) and function.__module__ == module.__name__
    return here and not function.__name__.startswith("_") and "seed" in inspect.signature(function).parameters
