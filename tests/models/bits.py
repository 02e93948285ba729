"""Digests of what every simulator returns, for tests that compare processes.

    python -m tests.models.bits [names]

runs the simulators of these names, in this order, and prints a line of JSON: name to digest.
"""

import hashlib
import json
import sys

import numpy as np

import crit
from crit.models.convolutional.drawn import conv_lyapunov, conv_paths
from crit.models.convolutional.local import local_lyapunov, local_paths
from crit.models.convolutional.sign import sign_automaton
from crit.models.lattices.contact import contact_process
from crit.models.networks.mean_weights import signed_paths
from crit.models.networks.on_off import quanta_avalanches
from crit.models.processes.branching import branching_avalanches, branching_paths
from crit.models.samples.power_law import power_law_sample

NETWORK, MANY = ("tanh", 1.2, 0.1, 100, 30), dict(replicas=64, seed=1)
FIELD, FEW = ("tanh", 1.4, 0.1, 24, 5), dict(channels=3, replicas=4, seed=1)
COUPLINGS = crit.Couplings(r=0.0, h=1e-3, u=1.0, D1=0.01, D2=0.02)
RATES = np.linspace(0, 0.5, 101)

SIMULATORS = {
    "rational": lambda: crit.variance_paths(*NETWORK, **MANY),
    "table": lambda: crit.variance_paths("gelu", *NETWORK[1:], **MANY),
    "scale-free": lambda: crit.variance_paths("relu", *NETWORK[1:], **MANY),
    "stochastic": lambda: crit.variance_paths("binary", *NETWORK[1:], **MANY),
    "pair": lambda: crit.replica_paths(*NETWORK, rho0=0.1, **MANY),
    "stochastic pair": lambda: crit.replica_paths("binary", *NETWORK[1:], rho0=0.1, **MANY),
    "matrices": lambda: crit.dense_network(*NETWORK, rho0=0.1, **MANY),
    "avalanches": lambda: crit.network_avalanches(*NETWORK[:4], K0=0.1, threshold=0.05, longest=500, **MANY),
    "signed": lambda: signed_paths(*NETWORK, mean_w=0.1, m0=0.1, **MANY),
    "signed stochastic": lambda: signed_paths("binary", *NETWORK[1:], mean_w=0.1, m0=0.1, **MANY),
    "langevin": lambda: crit.langevin_paths(COUPLINGS, 0.1, 30, **MANY),
    "percolation": lambda: crit.directed_percolation(0.64, 100, 30, **MANY),
    "plane": lambda: crit.directed_percolation(0.3, 20, 20, dimension=2, **MANY),
    "contact": lambda: contact_process(3.3, 50, 10, **MANY),
    "branching": lambda: branching_paths(1.0, 30, start=3, immigration=0.1, **MANY),
    "cascades": lambda: branching_avalanches(0.9, longest=1000, **MANY),
    "quanta": lambda: quanta_avalanches(RATES, longest=1000, **MANY),
    "automaton": lambda: sign_automaton(1.4, 0.1, 24, 5, **FEW),
    "convolution": lambda: conv_paths(*FIELD, **FEW),
    "unshared": lambda: conv_paths(*FIELD, sharing="local", **FEW),
    "tangent": lambda: conv_lyapunov(*FIELD, **FEW),
    "local": lambda: local_paths(*FIELD, **FEW),
    "local tangent": lambda: local_lyapunov(*FIELD, **FEW),
    "power law": lambda: power_law_sample(2.5, 1000, xmin=3, discrete=True, seed=1),
    "power law, continuous": lambda: power_law_sample(2.5, 1000, xmin=1.0, discrete=False, seed=1),
}


def digest(result):
    """SHA-256 of all arrays of a result, in order."""
    arrays = result if isinstance(result, tuple) else (result,)
    return hashlib.sha256(b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)).hexdigest()


if __name__ == "__main__":
    print(json.dumps({name: digest(SIMULATORS[name]()) for name in sys.argv[1:] or SIMULATORS}))
