"""Calls of compiled functions, recorded where nothing is compiled: what each is given, and what it makes of it.

    NUMBA_DISABLE_JIT=1 python -m tests.kernel_calls FILE < NAMES

runs small simulations and estimates in plain Python, and writes the first calls of the functions of these names, given
as "module:function", to a file.
"""

import importlib
import math
import pickle
import sys
from contextlib import suppress
from functools import wraps
from itertools import product
from pathlib import Path

import numpy as np

import crit
from crit.models import convolutional, lattices, networks, processes, samples
from crit.theory.networks import Block
from tests.test_refusals import GOOD, function_of

CALLS = 3
"""Calls of each function that are kept."""
LARGEST = 2**20
"""Bytes of the arguments of a call that is kept."""
RESPOND = "respond"
"""Stands for the compiled response of tanh, which no file can hold."""

LOGARITHM = math.log
ONE = dict(replicas=2, seed=1)
SITE = dict(size=5, channels=2, start="site", wrap=True)


def simulations():
    """Small runs that reach what the arguments of the reference page do not."""
    for name, bond, start in product(("tanh", "relu", "binary", "sin"), (True, False), ("full", "site")):
        crit.variance_paths(name, 1.2, 0.1, 9, 2, **ONE)
        crit.network_avalanches(name, 1.2, 0.1, 9, K0=0.1, longest=3, threshold=0.01, **ONE)
        networks.signed_paths(name, 1.2, 0.1, 9, 2, mean_w=0.5, **ONE)
        for dimension in (1, 2):
            crit.directed_percolation(0.7, 9, 4, bond=bond, start=start, dimension=dimension, **ONE)
        lattices.contact_process(3.0, 9, 2.0, start=start, wrap=True, **ONE)
    crit.replica_paths("binary", 1.2, 0.1, 5, 2, rho0=0.5, **ONE)
    crit.directed_percolation(0.7, 200, 150, start="site", **ONE)
    for dimension, padding, sharing in product((1, 2), ("circular", "zeros"), ("shared", "bias", "local")):
        place = convolutional.Geometry(**SITE, dimension=dimension, padding=padding)
        convolutional.conv_paths("tanh", 1.2, 0.1, place, 2, sharing=sharing, **ONE)
    for start, dimension in product(("site", 0.5, 1e-300), (1, 2)):
        place = convolutional.Geometry(**SITE | dict(start=start), dimension=dimension)
        for model in (convolutional.local_paths, convolutional.conv_paths):
            model("tanh", 1.2, 0.1, place, 2, **ONE)
        convolutional.sign_automaton(1.2, 0.1, place, 3, **ONE)
    for block, name in product((Block(), Block(normalised=True)), ("tanh", "relu")):
        networks.residual_paths(name, 1.2, 0.1, 9, 2, block=block, **ONE)
    networks.network_events("tanh", 1.2, 0.1, 9, 2, start=(1.0, 0.1), level=1.0, **ONE)
    networks.quanta_avalanches([0.0, 0.3, 0.6], longest=5, **ONE)
    networks.quanta_avalanches(np.linspace(0, 0.9, 101), start=50, longest=5, **ONE)
    for offspring, immigration in product(("poisson", "geometric"), (0.0, 0.5)):
        processes.branching_avalanches(1.0, immigration=immigration, offspring=offspring, longest=9, **ONE)
        processes.branching_paths(1.0, 3, start=20, immigration=immigration, offspring=offspring, **ONE)
    crit.langevin_paths((0.1, 0.1, 1.0, 0.1, 0.1), 1.0, 3, **ONE)
    for discrete in (True, False):
        samples.power_law_sample(2.5, 5, xmin=2, xmax=50, discrete=discrete, seed=1)
    # Last, for what has a response is recorded with that of tanh.
    convolutional.local_paths("1 - exp(-x**2)", 1.2, 0.1, convolutional.Geometry(**SITE), 2, **ONE)


def estimates():
    """Small estimates that reach what the arguments of the reference page do not."""
    rng = np.random.default_rng(1)
    for alpha in (1.2, 2.5):
        x = np.floor(rng.random(300) ** (-1 / (alpha - 1)))
        fit = crit.fit_power_law(x, discrete=True)
        fit.ccdf(np.array([3.0, 5.0]))
        crit.goodness_of_fit(x, fit, resamples=2, seed=1)
        crit.fit_alternative(np.round(x + 0.3, 1), "exponential", discrete=False, xmin=2.3, grid=0.1)
        for alternative in ("truncated_power_law", "stretched_exponential"):
            crit.fit_alternative(x, alternative, discrete=True, xmin=2)
            crit.likelihood_ratio(x, crit.fit_power_law(x, discrete=True, xmin=2), alternative)


def page():
    """The calls of `tests.test_refusals` that simulate or measure."""
    for name, arguments in GOOD.items():
        function = function_of(name)
        if function.__module__.split(".")[1] in ("models", "measure"):
            with suppress(ValueError, crit.NotEnoughData):
                function(**arguments)


class Recorder:
    """Puts itself in the place of functions, wherever in the package they are known."""

    def __init__(self, names):
        self.calls = {name: [] for name in names}
        modules = [module for name, module in sys.modules.items() if name.startswith("crit.")]
        functions = {self.find(name): self.recorded(name) for name in names}
        for module in modules:
            for name, value in list(vars(module).items()):
                if callable(value) and getattr(value, "__hash__", None) and value in functions:
                    setattr(module, name, functions[value])

    @staticmethod
    def find(name):
        module, _, function = name.partition(":")
        return getattr(importlib.import_module(module), function)

    def recorded(self, name):
        function, calls = self.find(name), self.calls[name]

        @wraps(function)
        def call(*arguments):
            if len(calls) == CALLS or len(before := packed(arguments)) > LARGEST:
                return function(*arguments)
            calls.append(None)
            place = len(calls) - 1
            result = function(*arguments)
            calls[place] = before, packed((result, arguments))
            return result

        return call


def packed(values):
    """Values of any depth as bytes."""
    return pickle.dumps(without_functions(values))


def without_functions(values):
    """Tuples of any depth in which a mark stands for a function."""
    if callable(values):
        return RESPOND
    if isinstance(values, tuple) and not hasattr(values, "_fields"):
        return tuple(map(without_functions, values))
    return values


def compiled_logarithm(x, *base):
    """The logarithm as compiled code has it, which knows no error."""
    return LOGARITHM(x, *base) if x > 0 else -math.inf if x == 0 else math.nan


def main(file):
    """Record the calls of the functions whose names stand in the standard input."""
    math.log = compiled_logarithm
    recorder = Recorder(sys.stdin.read().split())
    with np.errstate(all="ignore"):
        simulations()
        estimates()
        page()
    with Path(file).open("wb") as target:
        pickle.dump(recorder.calls, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
