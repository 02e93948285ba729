"""Every public function refuses what it cannot use with a ``ValueError`` that names the argument, before any work."""

import importlib
import inspect
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

import api
import crit
from crit.measure import Estimate, Exponent
from crit.measure.avalanches import MeasuredExponents
from crit.measure.avalanches.excursions import excursions
from crit.measure.avalanches.returns import returns
from crit.measure.avalanches.shape import Shape
from crit.measure.avalanches.statistics import avalanche_statistics
from crit.measure.networks import weight_scales
from crit.models.convolutional import Geometry
from crit.models.datasets import split
from crit.models.training import SGD, Architecture
from crit.theory import avalanches as cascades
from crit.theory import symbols
from crit.theory.networks import Block
from crit.theory.symbols import K

ROOT = Path(__file__).resolve().parents[1]
SHOWN = "colour", "legend", "draw_measured", "draw_theory", "draw_fit", "draw_estimates", "draw_power"
SILENT = {f"crit.{name}" for name in ("claims", "explore", "claim", "figure", "claims_against", "table")}
SILENT |= {"crit.initialise"}
SILENT |= {"crit.theory.latex", *(f"crit.show.{name}" for name in SHOWN)}
"""What draws or writes for a page, or takes a PyTorch module, has tests of its own."""

rng = np.random.default_rng(1)
X = np.ceil(rng.random(3000) ** (-1 / 1.2))
POINTS = np.arange(1, 41.0)
RUNS = np.exp(rng.normal(0, 0.1, (8, 40))) * POINTS**0.5
WALK = np.abs(np.cumsum(rng.normal(size=(20, 900)), axis=1) % 40 - 20)
MEANS = [Estimate(point, 0.01 * point**0.9) for point in POINTS]
NETWORK = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=10, depth=3)
LATTICE = dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, geometry=Geometry(5, channels=2), depth=3)
PERCEPTRON = Architecture("tanh", 4, 2)
FIT = crit.fit_power_law(X, discrete=True, xmin=2)
LAYER = rng.normal(size=(6, 40)), rng.normal(size=(6, 30))
Drawn = namedtuple("Drawn", "size duration")
FLAT = Shape(np.linspace(0.05, 0.95, 10), np.ones(10), np.ones(10), np.eye(10), Estimate(1, 1), 20.0, 200, (8, 30), "")
COLLAPSE = dict(scale=[1, 2], x=[POINTS, POINTS], y=[RUNS, RUNS], error=None)

GOOD = {
    "crit.numerics.seed_bits": dict(seed=1),
    "crit.activation": dict(specification="tanh"),
    "crit.binary_unit": dict(scale=1.0),
    "crit.couplings": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=10),
    "crit.mean_map": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, K=1.0),
    "crit.fixed_point": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1),
    "crit.fixed_points": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1),
    "crit.branches": dict(activation="tanh", sigma_b=0.1),
    "crit.edge_line": dict(activation="tanh"),
    "crit.fixed_distance": dict(activation="tanh", sigma_w=2.0, K=1.0),
    "crit.correlation_depth": dict(activation="tanh", sigma_w=2.0, K=1.0),
    "crit.chi_1": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1),
    "crit.depth_scales": dict(activation="tanh", sigma_w=1.2, sigma_b=0.1),
    "crit.critical_point": dict(activation="tanh", sigma_b=0.1),
    "crit.susceptibilities": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1),
    "crit.widom_line": dict(activation="tanh", sigma_b=0.1, susceptibility="field"),
    "crit.theory.susceptibilities.responses": dict(),
    "crit.theory.susceptibilities.weak_field_peaks": dict(),
    "crit.theory.susceptibilities.response_at_width": dict(couplings=(0.1, 0.1, 1.0, 0.0, 0.1)),
    "crit.critical_init": dict(activation="tanh", width=10, K=1.0),
    "crit.avalanche_exponents": dict(couplings=(0, 0, 1, 0, 1)),
    "crit.theory.notation_table": dict(part="Units"),
    "crit.theory.avalanches.exponents_in_words": dict(of="networks"),
    "crit.design": dict(drive=0.5, sigma_w=1.0, width=100),
    "crit.theory.avalanches.ito": dict(variable=sp.log(K), drift=K, noise=K**2),
    "crit.theory.avalanches.mean_shape": dict(walk=cascades.FREE_WALK),
    "crit.theory.avalanches.mean_size": dict(walk=cascades.FREE_WALK),
    "crit.theory.avalanches.walk_exponents": dict(walk=cascades.FREE_WALK),
    "crit.theory.static_exponents": dict(field=symbols.u * K**2 - symbols.r * K, x=K),
    "crit.theory.log_density": dict(drift=K, noise=K**2),
    "crit.theory.stationary_law": dict(
        drift=1 - K, noise=K / 10, low=1e-3, high=9.0, variable=K, spacing="logarithmic"
    ),
    "crit.theory.variance_law": dict(couplings=(0.0, 1e-3, 1.0, 0.0, 0.1)),
    "crit.theory.critical_magnet": dict(activation="tanh", sigma_w=1.0, sigma_b=0.3, width=100),
    "crit.theory.mean_activity_law": dict(
        activation="tanh", sigma_w=1.0, sigma_b=0.3, width=100, mean_w=1.5, mean_b=0.0
    ),
    "crit.theory.networks.signed_couplings": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=10, mean_w=1.0),
    "crit.theory.avalanches.crossover": dict(ratio=1.0, drive=0.1),
    "crit.theory.avalanches.cut_off": dict(couplings=(0.1, 0, 1, 0, 1), threshold=1.0),
    "crit.theory.known": dict(system="KPZ 1+1", name="z"),
    "crit.theory.known_class": dict(system="KPZ 1+1", names={"z": "z"}),
    "crit.theory.propagate": dict(formula=symbols.d / symbols.z, exponents={"z": (1.5, 0.1)}, dimension=1),
    "crit.theory.networks.distance_series": dict(order=2),
    "crit.theory.networks.distance_coefficients": dict(activation="tanh", sigma_w=1.0, K=1.0, order=2),
    "crit.theory.networks.singular_term": dict(k=0),
    "crit.theory.networks.kink_amplitude": dict(activation="relu", sigma_w=1.0, K=1.0),
    "crit.theory.networks.distance_map": dict(activation="tanh", sigma_w=1.0, K=1.0, distance=0.1),
    "crit.theory.networks.distance_path": dict(activation="tanh", sigma_w=1.0, K=1.0, rho0=0.1, depth=2),
    "crit.theory.networks.edge_decay": dict(activation="tanh", point=crit.critical_point("tanh", 0.1)),
    "crit.theory.networks.finite_width": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1),
    "crit.theory.networks.lyapunov": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, width=100),
    "crit.theory.networks.critical_weight": dict(activation="tanh", sigma_b=0.1, width=100, mu=0.5),
    "crit.theory.networks.mean_distance": dict(s=0.5, mu=0.0),
    "crit.theory.networks.scaling_units": dict(activation="tanh", sigma_b=0.1, width=100),
    "crit.theory.networks.flip_probability": dict(),
    "crit.theory.networks.derive": dict(activation=crit.activation("tanh")),
    "crit.theory.networks.moment_series": dict(activation=crit.activation("tanh"), power=2, order=4),
    "crit.theory.networks.expansion_range": dict(activation="tanh", tolerance=0.01),
    "crit.show.shades": dict(name="D1", count=2),
    "crit.storage.keep": dict(path=ROOT / "no such folder/kept.npz"),
    "crit.theory.drift_and_noise": dict(couplings=(0, 0, 1, 0, 1)),
    "crit.theory.potential": dict(drift=K, variable=K),
    "crit.theory.stationary_mean": dict(couplings=(0.1, 0.1, 1.0, 0.0, 0.1)),
    "crit.theory.avalanches.backward": dict(walk=cascades.FREE_WALK, density=cascades.FREE_WALK.first_passage),
    "crit.theory.avalanches.forward": dict(walk=cascades.FREE_WALK),
    "crit.theory.avalanches.height_exponent": dict(walk=cascades.FREE_WALK),
    "crit.theory.avalanches.size_transform": dict(walk=cascades.FREE_WALK),
    "crit.theory.avalanches.response_hamiltonian": dict(couplings=(0, 0, 1, 0, 1)),
    "crit.theory.avalanches.branching_ratio": dict(spread=1.0),
    "crit.theory.avalanches.spark_survival": dict(spread=1.0, layers=2, most=20),
    "crit.theory.avalanches.response_probability": dict(active=1, fan_in=3, sigma_w=1.0, threshold=1.0),
    "crit.theory.avalanches.fan_in_rates": dict(fan_in=3, sigma_w=1.0, width=9, threshold=1.0),
    "crit.theory.avalanches.critical_fan_in": dict(fan_in=3, threshold=1.0),
    "crit.theory.avalanches.saturation": dict(fan_in=3),
    "crit.theory.avalanches.flicker_durations": dict(units=3, longest=4),
    "crit.theory.avalanches.parabola_unit": dict(scale=1.0),
    "crit.theory.networks.finite_size_exponents": dict(saturation=2, noise=1),
    "crit.theory.networks.half_moment": dict(n=2),
    "crit.theory.networks.power_series": dict(coefficients=[1, 2], power=2),
    "crit.theory.networks.is_dominated": dict(ratio=1.0, entries=3),
    "crit.theory.networks.jumps": dict(activation="relu", k=1),
    "crit.theory.networks.next_layer": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, m=0.1, mean_w=1.0, mean_b=0.0),
    "crit.theory.avalanches.duration_transform": dict(),
    "crit.theory.avalanches.excursion_rate": dict(),
    "crit.theory.avalanches.size_rate": dict(),
    "crit.theory.networks.decay_law": dict(),
    "crit.theory.networks.flip_branching_point": dict(),
    "crit.theory.networks.flip_branching_ratio": dict(),
    "crit.theory.networks.flip_correlation": dict(),
    "crit.theory.networks.general_couplings": dict(),
    "crit.theory.networks.general_signed_couplings": dict(),
    "crit.theory.networks.growth": dict(),
    "crit.theory.networks.mean_output": dict(),
    "crit.theory.networks.pair_density": dict(),
    "crit.theory.networks.slaved_excess": dict(),
    "crit.variance_paths": NETWORK | dict(K0=1.0, replicas=2),
    "crit.replica_paths": NETWORK | dict(rho0=0.1, K0=1.0, replicas=2),
    "crit.dense_network": NETWORK | dict(K0=1.0, rho0=0.1, replicas=2),
    "crit.langevin_paths": dict(couplings=(0, 0, 1, 0, 0.1), K0=1.0, depth=3, replicas=2, steps=2),
    "crit.network_avalanches": dict(
        activation="tanh", sigma_w=1.0, sigma_b=0.0, width=10, K0=0.1, longest=9, threshold=0.1, replicas=2
    ),
    "crit.models.networks.signed_paths": NETWORK | dict(mean_w=1.0, mean_b=0.0, start=(0.0, 1.0), replicas=2),
    "crit.models.processes.branching_paths": dict(
        ratio=1.0, depth=3, start=1, immigration=0.1, offspring="poisson", replicas=2
    ),
    "crit.models.processes.branching_avalanches": dict(
        ratio=1.0, start=1, immigration=0.1, offspring="poisson", longest=9, replicas=2
    ),
    "crit.models.samples.power_law_sample": dict(alpha=2.0, n=5, xmin=1.0, xmax=9.0, discrete=False, seed=1),
    "crit.directed_percolation": dict(p=0.6, size=9, depth=3, dimension=1, bond=True, start="full", replicas=2),
    "crit.models.lattices.percolation_avalanches": dict(p=0.6, longest=9, dimension=1, bond=True, replicas=2),
    "crit.models.lattices.contact_process": dict(rate=3.0, size=9, time=2.0, start="full", replicas=2),
    "crit.models.lattices.space_time": dict(p=0.6, size=9, depth=3, bond=True, start="full"),
    "crit.models.convolutional.conv_paths": LATTICE | dict(K0=1.0, resolution=0.0, replicas=2),
    "crit.models.convolutional.conv_lyapunov": LATTICE | dict(K0=1.0, replicas=2),
    "crit.models.convolutional.local_paths": LATTICE | dict(K0=1.0, resolution=0.0, replicas=2),
    "crit.models.convolutional.local_lyapunov": LATTICE | dict(K0=1.0, replicas=2),
    "crit.models.convolutional.sign_automaton": dict(
        sigma_w=1.0, sigma_b=0.1, geometry=Geometry(5, channels=3), depth=3, replicas=2
    ),
    "crit.models.convolutional.difference_picture": LATTICE,
    "crit.models.datasets.split": dict(x=WALK.T, y=np.arange(900) % 2, test=0.2),
    "crit.models.training.empirical_kernel": dict(
        architecture=PERCEPTRON, x=WALK[:4, :9], sigma_w=1.0, sigma_b=0.1, replicas=2
    ),
    "crit.models.training.train": dict(
        architecture=PERCEPTRON,
        task=split(WALK.T, np.arange(900) % 2),
        sigma_w=1.0,
        sigma_b=0.1,
        optimiser=SGD(0.1),
        steps=2,
        batch=9,
        precision="single",
        at=[0, 2],
        replicas=2,
    ),
    "crit.theory.kernels.arc_cosine_kernel": dict(),
    "crit.theory.kernels.arcsine_kernel": dict(),
    "crit.theory.kernels.critical_condition": dict(),
    "crit.theory.kernels.critical_distance": dict(),
    "crit.theory.kernels.critical_overlap": dict(),
    "crit.theory.kernels.kernel_fluctuation": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1, K0=1.0),
    "crit.theory.kernels.kernel_spectrum": dict(kernel=np.eye(3)),
    "crit.theory.kernels.tangent_kernel": dict(
        activation="tanh", sigma_w=1.0, sigma_b=0.1, depth=2, rho0=0.1, K0=1.0, skip=0.5
    ),
    "crit.sweep": dict(simulate=lambda x: {"y": np.array([x])}, points=[{"x": 1.0}], progress=False),
    "crit.stored": dict(path=ROOT / "book/data/smooth.npz"),
    "crit.drift_diffusion": dict(paths=WALK, window=(1.0, 10.0), drift_order=2, diffusion_order=2),
    "crit.measure.mean": dict(values=WALK, axis=0),
    "crit.measure.histogram": dict(x=X, bins=5, window=(1, 9), fewest=2),
    "crit.measure.log_histogram": dict(x=X, bins=5, window=(1, 9), counts=np.ones(3000), discrete=True, fewest=2),
    "crit.excursions": dict(series=WALK, threshold=5.0),
    "crit.mean_shape": dict(series=WALK, threshold=1.0, window=(8, 200), points=5),
    "crit.measure.avalanches.shape_exponent": dict(shape=FLAT, window=(0.1, 0.9)),
    "crit.measure.avalanches.shape_collapse": dict(series=WALK, threshold=1.0, edges=(8, 30, 100), points=5),
    "crit.fit_power_law": dict(x=X, discrete=True, xmin=2, xmax=1000),
    "crit.fit_binned_power_law": dict(edges=2.0 ** np.arange(9), counts=2 ** np.arange(9, 1, -1), xmin=2, xmax=64),
    "crit.xmin_profile": dict(x=X, discrete=True, xmax=1000),
    "crit.fit_alternative": dict(x=X, alternative="exponential", discrete=True, xmin=2, xmax=1000),
    "crit.compare_laws": dict(x=X, fit=FIT),
    "crit.curves": dict(table={"L": [1, 1], "x": [1, 2], "y": [1, 2]}, size="L", parameter="x", value="y", error=None),
    "crit.goodness_of_fit": dict(x=X, fit=FIT, resamples=2, seed=1),
    "crit.likelihood_ratio": dict(x=X, fit=FIT, alternative="exponential"),
    "crit.measure.power_law.repeat": dict(trial=lambda rng: rng.random(), count=3, seed=1),
    "crit.theory.avalanches.free_range": dict(couplings=(0, 0, 1, 0, 1)),
    "crit.measure.avalanches.uncut": dict(avalanches=excursions(WALK, 5.0), samples=900, longest=100),
    "crit.measure.scaling.tail_exponent": dict(
        x=X, window=(1, 100), discrete=True, counts=np.ones(3000), corrections=[lambda x: 1 / x]
    ),
    "crit.show.hues": dict(count=3),
    "crit.theory.avalanches.branching_durations": dict(drive=0.5, longest=10),
    "crit.theory.avalanches.walk_durations": dict(longest=10),
    "crit.measure.scaling.octave_exponents": dict(x=X, first=4, discrete=True),
    "crit.measure.scaling.power_slope": dict(
        x=POINTS, y=POINTS, error=POINTS, window=(1, 20), corrections=[lambda x: 1 / x]
    ),
    "crit.measure.scaling.growth_exponent": dict(
        paths=RUNS, window=(1, 40), times=POINTS, over=RUNS + 1, corrections=[lambda t: 1 / t], points=9
    ),
    "crit.measure.scaling.decay_exponent": dict(
        paths=1 / RUNS, window=(1, 40), times=POINTS, over=RUNS + 1, corrections=[lambda t: 1 / t], points=9
    ),
    "crit.measure.scaling.effective_exponents": dict(paths=RUNS, times=POINTS, over=RUNS + 1, factor=2.0),
    "crit.measure.scaling.critical_decay": dict(
        controls=[1, 2, 3], runs=[RUNS, RUNS, RUNS], window=(1, 40), times=POINTS, inverse_nu=0.6, points=9
    ),
    "crit.measure.settled_mean": dict(paths=WALK, rate=0.1, settling=7.0),
    "crit.measure.settled_means": dict(runs=[WALK, WALK], rates=[0.1, 0.2], settling=7.0),
    "crit.measure.crossings": dict(x=[1, 2, 4], paths=[[0.0, 1.0, 2.0]], level=1.5),
    "crit.measure.spread": dict(values=X),
    "crit.measure.scaling.infinite_size": dict(sizes=[1, 2], values=[1.0, 2.0], power=1.0),
    "crit.measure.scaling.limit_at_zero": dict(x=POINTS, y=POINTS, error=POINTS, powers=(1,)),
    "crit.measure.scaling.limiting_ratio": dict(x=POINTS, numerator=MEANS, denominator=MEANS, powers=(1,), power=1.0),
    "crit.measure.scaling.local_slopes": dict(x=POINTS, means=MEANS),
    "crit.measure.scaling.pooled_errors": dict(x=POINTS, means=MEANS),
    "crit.measure.scaling.static_exponent": dict(name="beta", x=POINTS, means=MEANS, powers=(1,)),
    "crit.measure.scaling.static_exponents": dict(
        curves={"beta": MEANS, "delta": MEANS}, distance=POINTS, field=POINTS, powers=(1,), field_powers=(1,)
    ),
    "crit.measure.scaling.sign_change": dict(x=[1, 2, 3], samples=rng.normal([[-1], [0], [1]], 0.1, (3, 9))),
    "crit.measure.class_of": dict(
        measured={"a": Estimate(1, 1), "b": Estimate(1, 2)},
        classes={"one": {"a": 1.0, "b": 2.0}},
        covariance=[[1.0, 0.5], [0.5, 4.0]],
        groups=9,
        level=0.01,
    ),
    "crit.measure.value_at": dict(x=[1, 2, 3], samples=rng.normal(size=(3, 9)), point=Estimate(1.5, 0.1)),
    "crit.measure.value_where": dict(
        x=[Estimate(0, 0.1), Estimate(1, 0.1)], y=[Estimate(2, 0.1), Estimate(3, 0.1)], wanted=0.5
    ),
    "crit.measure.peak": dict(x=[1, 2, 3, 4], samples=rng.normal([[0], [2], [3], [1]], 0.1, (4, 9)), degree=2),
    "crit.measure.zero_beyond": dict(x=[2, 3, 4], values=[Estimate(1, 0.1), Estimate(2, 0.1), Estimate(3.5, 0.1)]),
    "crit.measure.ratio": dict(numerator=Estimate(1, 0.1), denominator=Estimate(2, 0.1)),
    "crit.measure.mean_over_spread": dict(values=X),
    "crit.measure.scaling.spreading_exponents": dict(
        number=RUNS, spread=RUNS * POINTS, window=(1, 40), distance_window=(2, 40), times=POINTS, corrections=[]
    ),
    "crit.measure.scaling.metric_factors": dict(
        below=RUNS, at=RUNS * 1.1, above=RUNS * 1.2, step=0.1, delta=0.5, inverse_nu=0.5, times=POINTS, window=(1, 40)
    ),
    "crit.measure.scaling.scaling_curvature": dict(
        below=RUNS / (1 + POINTS), at=RUNS, above=RUNS * (1 + POINTS), response=1.0
    ),
    "crit.measure.scaling.cluster_moments": dict(number=RUNS, spread=RUNS * POINTS, times=POINTS),
    "crit.measure.geometric_means": dict(values=RUNS, group=4),
    "crit.measure.walk_steps": dict(paths=WALK, window=(0, 40)),
    "crit.measure.collapse.quality_by_chance": dict(
        x=[POINTS, POINTS], y=[RUNS, RUNS[:, ::-1]], curve=[POINTS, POINTS], replicas=2, seed=1
    ),
    "crit.measure.scaling.variance_floor": dict(sizes=[1, 2], samples=rng.normal(size=(2, 120))),
    "crit.collapse": COLLAPSE | dict(start=dict(a=0.5, b=1.0), log="xy", window=(1, 40), replicas=50, seed=1),
    "crit.measure.collapse.quality": COLLAPSE | dict(fixed={"a": 0.5, "b": 1.0}, log="", window=(1, 40)),
    "crit.measure.scaling.conditional_mean": dict(x=X, y=X, groups_per_octave=4, fewest=9),
    "crit.measure.avalanches.read_exponents": dict(
        avalanches=excursions(WALK, 5.0),
        process="free",
        window=(1, 100),
        sizes=(1, 500),
        means=(1, 90),
        quantum=1.0,
        width=9.0,
    ),
    "crit.measure.avalanches.count_from_sums": dict(
        count=[0, 2, 1], area=[0, 3, 2], area2=[0, 5, 4], edges=[1, 2, 4], sizes=[1, 2], unit=1.0
    ),
    "crit.measure.avalanches.crackling": dict(
        exponents=MeasuredExponents(*[Exponent(Estimate(1.5, 0.1), (), (1, 9), 99, 1.0)] * 3)
    ),
    "crit.measure.avalanches.first_excursions": dict(series=WALK, threshold=5.0),
    "crit.measure.scaling.mean_of_sums": dict(
        x=[1, 2], n=[9, 9], total=[9, 18], squares=[10, 40], groups_per_octave=4, fewest=2
    ),
    "crit.theory.avalanches.avalanche_class": dict(activation="tanh"),
    "crit.theory.avalanches.seen_share": dict(duration=[1, 2], layers=9, start="threshold"),
    "crit.theory.avalanches.walk_excursions": dict(steps=9),
    "crit.branching_ratio": dict(activity=np.convolve(rng.random(9000), 0.8 ** np.arange(30))[:9000], steps=4),
    "crit.avalanches_of": dict(raster=rng.poisson(0.3, (500, 3)), bin=1, threshold=0),
    "crit.measure.avalanches.bin_scan": dict(raster=rng.poisson(0.3, (500, 3)), bins=[1, 2], threshold=0),
    "crit.models.processes.spike_raster": dict(activity=[1, 0, 2], units=3, seed=1),
    "crit.models.processes.shuffled": dict(raster=np.eye(5), seed=1),
    "crit.measure.avalanches.avalanche_statistics": dict(
        avalanches=Drawn(X, np.ceil(X**0.5)), sizes=(1, 1e4), durations=(1, 100), resamples=2, seed=1
    ),
    "crit.measure.networks.weight_scales": dict(x=LAYER[0], h=LAYER[1], resolution=1e-9),
    "crit.measure.networks.common_scales": dict(layers=[weight_scales(*LAYER)]),
    "crit.record": dict(model=[LAYER[1], LAYER[1] ** 2], inputs=LAYER[0], activation="tanh"),
    "crit.report": dict(recording=crit.avalanches_of(rng.poisson(0.3, (500, 3)), 1), seed=1),
    "crit.reports.numbers_of": dict(recording=crit.record([LAYER[1], np.tanh(LAYER[1])], activation="tanh")),
    "crit.reports.classes": dict(),
    "crit.reports.odds": dict(statistics=avalanche_statistics(Drawn(X, np.ceil(X**0.5)), resamples=2)),
    "crit.measure.avalanches.returns": dict(series=WALK, threshold=5.0, lags=[1, 2, 4, 8], areas=[1, 2, 4, 8]),
    "crit.measure.avalanches.return_exponents": dict(counted=None),
    "crit.measure.avalanches.stack": dict(parts=[returns(WALK, 5.0, [1, 2, 4, 8], [1, 2, 4, 8])]),
    "crit.measure.avalanches.asymmetry": dict(shape=FLAT),
    "crit.measure.trials": dict(deviation=[0.1, -0.1], error=[0.1, 0.2]),
    "crit.models.networks.fan_in_step": dict(x=[1, 0, -1], fan_in=2, sigma_w=1.0, rng=rng, threshold=1.0),
    "crit.theory.avalanches.duration_bend": dict(),
    "crit.theory.avalanches.pulled_shape": dict(),
    "crit.theory.networks.stream_step": dict(),
    "crit.theory.networks.general_residual_couplings": dict(layers=1),
    "crit.theory.networks.residual_couplings": dict(
        activation="tanh", sigma_w=1.0, sigma_b=0.1, width=10, block=Block()
    ),
    "crit.theory.networks.critical_skip": dict(gain=0.5, width=10, layers=1),
    "crit.theory.avalanches.pull": dict(activation="tanh", sigma_w=1.0, sigma_b=0.1),
    "crit.theory.avalanches.pulled_duration": dict(pull=0.1),
    "crit.theory.avalanches.pulled_excursions": dict(longest=5, pull=0.1),
    "crit.measure.moment_ratio": dict(values=X, power=1),
    "crit.models.networks.residual_paths": NETWORK | dict(block=Block(), K0=1.0, replicas=2),
    "crit.models.networks.network_events": NETWORK
    | dict(block=Block(layers=1), start=(1.0, 0.1), level=1.0, replicas=2),
    "crit.models.networks.observed_variance": dict(K=[1.0, 2.0], units=2),
    "crit.models.networks.quanta_avalanches": dict(rates=[0.0, 0.2, 0.3], start=1, longest=9, replicas=2),
    "crit.measure.avalanches.renewal_exponent": dict(x=X, window=(1, 10), corrections=[], blocks=5),
    "crit.measure.avalanches.renewal_growth": dict(x=X, y=X, window=(1, 10), corrections=[], blocks=5),
}

WORTHLESS = "no such thing", object(), 1j, [object()], {"a": 1}
"""What no argument takes."""

DOUBTFUL = float("nan"), float("inf"), -1, -1.5, 0, True, None, (), [], np.zeros((2, 2, 2, 2)), (2, 1), 10**400
"""What many arguments do not take: an answer, too little data, or an error that names an argument."""

SPELLED = {
    "distance_window": "window",
    "specification": "activation",
    "drive": "target",
    "fixed": "start",
    "table": "size",
}
"""Arguments that a message may call by another name: of the functions that hand them on, or of what they complete."""

TAKEN = {("crit.sweep", "folder"): "no such thing", ("crit.sweep", "key"): "no such thing"}
TAKEN |= {("crit.theory.avalanches.exponents_in_words", "of"): "no such thing"}
"""A worthless value that is of worth here."""


def function_of(name):
    module, _, function = name.rpartition(".")
    return getattr(importlib.import_module(module), function)


def arguments_of(name):
    parameters = inspect.signature(function_of(name)).parameters
    return [each for each, kind in parameters.items() if kind.kind is not inspect.Parameter.VAR_KEYWORD]


def public_names():
    """Functions that the rooms and wings of the package hand on."""
    public = {name: thing for package in api.packages() for name, thing in api.names(package).items()}
    return sorted(name for name, thing in public.items() if name not in SILENT and not inspect.isclass(thing))


@pytest.mark.parametrize("name", public_names())
def test_every_public_function_is_looked_at(name):
    assert name in GOOD


def is_refused(name, argument, value, others):
    """Whether a value is refused; if so, by a plain ValueError that names the argument or one of the others."""
    try:
        function_of(name)(**(GOOD[name] | {argument: value}))
    except crit.NotEnoughData:
        return False
    except ValueError as error:
        assert type(error) in (ValueError, crit.NoDesign), f"{type(error).__name__} names nothing"
        names = [argument, SPELLED.get(argument, argument), *others]
        assert str(error).startswith(tuple(names)), f"{value!r}: {error}"
        return True
    return False


CASES = [(name, argument) for name in GOOD for argument in arguments_of(name)]


@pytest.mark.parametrize(("name", "argument"), CASES)
def test_what_no_argument_takes(name, argument, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for value in WORTHLESS:
        if TAKEN.get((name, argument)) != value:
            assert is_refused(name, argument, value, ()), f"{value!r} was taken"


DERIVED = [case for case in CASES if ".models." not in function_of(case[0]).__module__ and case[0] != "crit.collapse"]


@pytest.mark.slow
@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize(("name", "argument"), DERIVED)
def test_what_many_arguments_do_not_take(name, argument):
    for value in DOUBTFUL:
        is_refused(name, argument, value, arguments_of(name))
