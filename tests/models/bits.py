"""Digests of what every simulator returns, for tests that compare processes.

    python -m tests.models.bits [names]

runs the simulators of these names, in this order, and prints a line of JSON: name to digest.
"""

import hashlib
import json
import sys
from dataclasses import replace

import numpy as np

import crit
from crit.models.convolutional.drawn import conv_lyapunov, conv_paths
from crit.models.convolutional.geometry import Geometry
from crit.models.convolutional.local import local_lyapunov, local_paths
from crit.models.convolutional.picture import difference_picture
from crit.models.convolutional.sign import sign_automaton
from crit.models.datasets import split
from crit.models.lattices.contact import contact_process
from crit.models.lattices.percolation import percolation_avalanches
from crit.models.lattices.picture import space_time
from crit.models.networks.comb import Comb
from crit.models.networks.events import network_events
from crit.models.networks.fan_in import fan_in_step
from crit.models.networks.mean_weights import signed_paths
from crit.models.networks.on_off import quanta_avalanches
from crit.models.networks.readout import observed_variance
from crit.models.networks.residual import residual_paths
from crit.models.processes.branching import branching_avalanches, branching_paths
from crit.models.processes.raster import shuffled, spike_raster
from crit.models.samples.power_law import power_law_sample
from crit.models.training import SGD, Adam, Architecture, empirical_kernel, train
from crit.theory.networks.residual import Block

NETWORK, MANY = ("tanh", 1.2, 0.1, 100, 30), dict(replicas=64, seed=1)
STARTED = dict(K0=0.1, threshold=0.05, longest=500)
FIELD, FEW = ("tanh", 1.4, 0.1), dict(replicas=4, seed=1)
LINE, SITE, SQUARE = Geometry(24, 3), Geometry(24, 3, start="site"), Geometry(24, 3, dimension=2)
WIDE = Geometry(24, 3, dimension=2, kernel=5, wrap=True, start="site")
COUPLINGS = crit.Couplings(r=0.0, h=1e-3, u=1.0, D1=0.01, D2=0.02)
RATES = np.linspace(0, 0.5, 101)
INPUTS = np.random.default_rng(1).normal(size=(60, 9))
TASK, SHALLOW = split(INPUTS, INPUTS[:, :2].argmax(axis=1), seed=1), Architecture("tanh", 8, 2, skip=0.5)
COURSE = dict(sigma_w=1.3, sigma_b=0.1, steps=20, batch=16, **FEW)

SIMULATORS = {
    "rational": lambda: crit.variance_paths(*NETWORK, **MANY),
    "table": lambda: crit.variance_paths("gelu", *NETWORK[1:], **MANY),
    "scale-free": lambda: crit.variance_paths("relu", *NETWORK[1:], **MANY),
    "stochastic": lambda: crit.variance_paths("binary", *NETWORK[1:], **MANY),
    "pair": lambda: crit.replica_paths(*NETWORK, rho0=0.1, **MANY),
    "stochastic pair": lambda: crit.replica_paths("binary", *NETWORK[1:], rho0=0.1, **MANY),
    "matrices": lambda: crit.dense_network(*NETWORK, rho0=0.1, **MANY),
    "avalanches": lambda: crit.network_avalanches(*NETWORK[:4], **STARTED, **MANY),
    "avalanches, table": lambda: crit.network_avalanches("gelu", *NETWORK[1:4], **STARTED, **MANY),
    "avalanches, scale-free": lambda: crit.network_avalanches("relu", *NETWORK[1:4], **STARTED, **MANY),
    "avalanches, stochastic": lambda: crit.network_avalanches("binary", *NETWORK[1:4], **STARTED, **MANY),
    "avalanches, own threshold": lambda: crit.network_avalanches("binary", 1.4, 0.0, 100, K0=0.02, longest=50, **MANY),
    "signed": lambda: signed_paths(*NETWORK, mean_w=0.1, start=(0.1, 1.0), **MANY),
    "signed stochastic": lambda: signed_paths("binary", *NETWORK[1:], mean_w=0.1, start=(0.1, 1.0), **MANY),
    "langevin": lambda: crit.langevin_paths(COUPLINGS, 0.1, 30, **MANY),
    "percolation": lambda: crit.directed_percolation(0.64, 100, 30, **MANY),
    "plane": lambda: crit.directed_percolation(0.3, 20, 20, dimension=2, **MANY),
    "sites": lambda: crit.directed_percolation(0.7, 100, 30, bond=False, **MANY),
    "plane of sites": lambda: crit.directed_percolation(0.35, 20, 20, dimension=2, bond=False, **MANY),
    "one site": lambda: crit.directed_percolation(0.64, 400, 300, start="site", **MANY),
    "one site on a ring": lambda: crit.directed_percolation(0.66, 100, 300, start="site", wrap=True, **MANY),
    "one site in a plane": lambda: crit.directed_percolation(0.29, 200, 150, dimension=2, start="site", **MANY),
    "percolation avalanches": lambda: percolation_avalanches(0.64, longest=1000, **MANY),
    "percolation avalanches, plane": lambda: percolation_avalanches(0.28, longest=100, dimension=2, **MANY),
    "space-time": lambda: space_time(0.64, 100, 30, seed=1),
    "space-time, one site": lambda: space_time(0.7, 100, 30, bond=False, start="site", seed=1),
    "contact, one site": lambda: contact_process(3.3, 500, 20, start="site", **MANY),
    "contact, one site on a ring": lambda: contact_process(3.3, 60, 20, start="site", wrap=True, **MANY),
    "contact": lambda: contact_process(3.3, 50, 10, **MANY),
    "branching": lambda: branching_paths(1.0, 30, start=3, immigration=0.1, **MANY),
    "branching, geometric": lambda: branching_paths(1.0, 30, start=3, offspring="geometric", **MANY),
    "driven cascades": lambda: branching_avalanches(0.9, immigration=0.1, longest=1000, **MANY),
    "cascades": lambda: branching_avalanches(0.9, longest=1000, **MANY),
    "quanta": lambda: quanta_avalanches(RATES, longest=1000, **MANY),
    "comb": lambda: quanta_avalanches(Comb(100.0).rates(1.4, 100), longest=1000, **MANY),
    "fan-in": lambda: fan_in_step(np.ones(100), 5, 1.4, np.random.default_rng(1)),
    "residual": lambda: residual_paths(*NETWORK, block=Block(), **MANY),
    "residual, normalised": lambda: residual_paths("relu", *NETWORK[1:], block=Block(1.0, 0.1, 2, True), **MANY),
    "events": lambda: network_events(*NETWORK, start=(1.0, 0.1), level=1.0, **MANY),
    "events, residual": lambda: network_events(*NETWORK, block=Block(layers=1), start=(1.0, 0.1), level=1.0, **MANY),
    "read-out": lambda: observed_variance(np.ones((5, 30)), 3, seed=1),
    "automaton, one site": lambda: sign_automaton(1.4, 0.1, SITE, 5, **FEW),
    "automaton, plane": lambda: sign_automaton(1.4, 0.1, replace(SITE, dimension=2), 5, **FEW),
    "automaton, near": lambda: sign_automaton(1.4, 0.1, replace(LINE, dimension=2, start=0.01), 5, at=[0, 2, 5], **FEW),
    "automaton": lambda: sign_automaton(1.4, 0.1, LINE, 5, **FEW),
    "convolution": lambda: conv_paths(*FIELD, LINE, 5, **FEW),
    "convolution, own biases": lambda: conv_paths(*FIELD, replace(LINE, start=1e-300), 5, sharing="bias", **FEW),
    "convolution, padded": lambda: conv_paths(*FIELD, replace(LINE, padding="zeros"), 5, resolution=0.01, **FEW),
    "convolution, one site": lambda: conv_paths(*FIELD, SITE, 5, at=[0, 3, 5], K0=2.0, **FEW),
    "convolution, plane": lambda: conv_paths("relu", 1.4, 0.1, WIDE, 5, **FEW),
    "convolution, jumps": lambda: conv_paths("sign(x)", 1.4, 0.1, replace(LINE, start=1e-6), 5, **FEW),
    "unshared, plane": lambda: conv_paths(*FIELD, replace(SQUARE, padding="zeros"), 5, sharing="local", **FEW),
    "unshared": lambda: conv_paths(*FIELD, LINE, 5, sharing="local", **FEW),
    "tangent": lambda: conv_lyapunov(*FIELD, LINE, 5, **FEW),
    "local": lambda: local_paths(*FIELD, LINE, 5, **FEW),
    "local, one site": lambda: local_paths(*FIELD, SITE, 5, at=[0, 3, 5], K0=2.0, resolution=0.01, **FEW),
    "local, plane": lambda: local_paths("relu", 1.4, 0.1, WIDE, 5, **FEW),
    "local, near": lambda: local_paths(*FIELD, replace(LINE, start=1e-300), 5, **FEW),
    "local, jumps": lambda: local_paths("sign(x)", 1.4, 0.1, replace(LINE, start=1e-6), 5, **FEW),
    "convolution, tangent plane": lambda: conv_lyapunov(*FIELD, SQUARE, 5, sharing="bias", **FEW),
    "convolution, padded tangent": lambda: conv_lyapunov(*FIELD, replace(LINE, padding="zeros"), 5, **FEW),
    "local tangent plane": lambda: local_lyapunov(*FIELD, replace(SQUARE, kernel=5), 5, **FEW),
    "picture": lambda: difference_picture(*FIELD, LINE, 5, seed=1),
    "picture, padded": lambda: difference_picture(*FIELD, replace(LINE, padding="zeros"), 5, sharing="local", seed=1),
    "local tangent": lambda: local_lyapunov(*FIELD, LINE, 5, **FEW),
    "raster": lambda: spike_raster(np.arange(50), 7, seed=1),
    "shuffled": lambda: shuffled(np.arange(200).reshape(50, 4), seed=1),
    "training": lambda: train(SHALLOW, TASK, optimiser=SGD(0.1, 0.9), at=[0, 20], **COURSE),
    "training, double": lambda: train(SHALLOW, TASK, optimiser=Adam(0.01), precision="double", **COURSE),
    "tangent kernel": lambda: empirical_kernel(SHALLOW, INPUTS, 1.3, 0.1, **FEW),
    "power law": lambda: power_law_sample(2.5, 1000, xmin=3, discrete=True, seed=1),
    "power law, continuous": lambda: power_law_sample(2.5, 1000, xmin=1.0, discrete=False, seed=1),
}


def digest(result):
    """SHA-256 of all arrays of a result, in order."""
    arrays = result if isinstance(result, tuple) else (result,)
    return hashlib.sha256(b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)).hexdigest()


if __name__ == "__main__":
    print(json.dumps({name: digest(SIMULATORS[name]()) for name in sys.argv[1:] or SIMULATORS}))
