"""Training: PyTorch's loss curves, the same bits however it is run, networks that diverge, sweeps that are killed."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

import distributed
import numpy as np
import pytest

import crit
from crit.models.datasets import Task, split
from crit.models.training import SGD, Adam, Architecture, runs, train
from crit.models.training import architecture as shape
from crit.numerics.streams import replica_generator, seed_bits
from tests.models.laws import unlike_the_others

rng = np.random.default_rng(3)
X = rng.normal(size=(200, 12))
TASK = split(X, X[:, :3].argmax(axis=1), seed=1)
SMALL = Architecture("tanh", 8, 2)
RUN = dict(sigma_w=1.3, sigma_b=0.1, optimiser=SGD(0.1, 0.9), steps=40, batch=16, seed=7)


def same(a, b):
    return all(np.array_equal(x, y, equal_nan=True) for x, y in zip(a, b))


def test_networks_learn():
    found = train(SMALL, TASK, **RUN | dict(steps=400), replicas=6, at=[0, 400])
    assert np.all(found.loss[:, -50:].mean(axis=1) < 0.15 * found.loss[:, 0])
    assert np.all(found.accuracy[:, 1] > 0.75) and np.all(found.accuracy[:, 0] < 0.7)
    assert found.loss.shape == (6, 400) and np.all(found.diverged == -1)


def test_small_steps_follow_the_gradient():
    # The loss falls by η|g|² to first order.
    task = Task(X, X[:, :2], X[:5], X[:5, :2])
    run = dict(sigma_w=1.3, sigma_b=0.1, steps=2, seed=1, precision="double")
    falls = [-np.diff(train(SMALL, task, optimiser=SGD(rate), **run).loss[0])[0] / rate for rate in (1e-4, 1e-5)]
    assert falls[0] > 0 and falls[1] == pytest.approx(falls[0], rel=1e-2)


@pytest.mark.parametrize("bad_rate, precision", [(1e3, "single"), (1e8, "double")])
def test_a_network_that_diverges_says_so_and_stops(bad_rate, precision):
    for unit in ("tanh", "relu"):
        arguments = RUN | dict(optimiser=SGD([0.1, bad_rate, 0.1], 0.9), precision=precision)
        found = train(Architecture(unit, 8, 2), TASK, replicas=3, **arguments)
        assert found.diverged[0] == found.diverged[2] == -1 and 0 < found.diverged[1] < 40
        assert np.all(np.isnan(found.loss[1, found.diverged[1] + 1 :])) and np.all(np.isfinite(found.loss[[0, 2]]))
        assert np.isnan(found.accuracy[1, 0])
        # The others go on as if nothing had happened.
        alone = train(Architecture(unit, 8, 2), TASK, **arguments | dict(optimiser=SGD(0.1, 0.9)))
        assert np.array_equal(alone.loss[0], found.loss[0])


def test_every_network_may_diverge():
    found = train(SMALL, TASK, **RUN | dict(optimiser=SGD(1e6)), replicas=2)
    assert np.all(found.diverged > 0) and np.all(np.isnan(found.test_loss))


@pytest.mark.parametrize("optimiser", [SGD(0.05), SGD(0.05, 0.9), Adam(0.01)])
@pytest.mark.parametrize("batch", [None, 16])
def test_a_network_has_the_same_bits_however_it_is_run(optimiser, batch, monkeypatch):
    arguments = RUN | dict(optimiser=optimiser, batch=batch, at=[0, 20, 40])
    together = train(SMALL, TASK, **arguments, replicas=7)
    assert same(train(SMALL, TASK, **arguments, replicas=1), [each[:1] for each in together])
    with ThreadPoolExecutor(2) as executor:
        assert same(train(SMALL, TASK, **arguments, replicas=7, executor=executor), together)
    monkeypatch.setattr(runs, "UNITS_TOGETHER", 1)
    assert same(train(SMALL, TASK, **arguments, replicas=7, executor=crit.Inline()), together)


def test_processes_give_the_same():
    with ProcessPoolExecutor(1) as executor:
        there = train(SMALL, TASK, **RUN, replicas=2, executor=executor)
    assert same(there, train(SMALL, TASK, **RUN, replicas=2))


def test_scales_of_each_replica():
    found = train(SMALL, TASK, **RUN | dict(sigma_w=[0.5, 2.0], sigma_b=[0.0, 0.3]), replicas=2)
    alone = train(SMALL, TASK, **RUN | dict(sigma_w=0.5, sigma_b=0.0))
    assert np.array_equal(alone.loss[0], found.loss[0])


def in_torch(torch, architecture, task, optimiser, steps):
    """The loss curve of the same first network in PyTorch, float64, all samples a step."""
    sizes = architecture.sizes(task.x.shape[1], task.outputs)
    generator = replica_generator(seed_bits(7), 0)
    flat = shape.drawn(sizes, np.array([1.3]), np.array([0.1]), [generator], np.float64)
    leaves = [
        torch.tensor(part[0].copy(), requires_grad=True) for layer in shape.layers_of(flat, sizes) for part in layer
    ]
    stepper = optimiser(torch, leaves)
    x, y, losses = torch.tensor(task.x), torch.tensor(task.y), []
    for _ in range(steps):
        h = x @ leaves[0] + leaves[1]
        for k in range(2, len(leaves), 2):
            next_h = getattr(torch, str(architecture.unit))(h) @ leaves[k] + leaves[k + 1]
            h = next_h + architecture.skip * h if k < len(leaves) - 2 else next_h
        loss = torch.nn.functional.cross_entropy(h, y) if task.is_classes else torch.sum((h - y) ** 2) / 2 / len(x)
        stepper.zero_grad()
        loss.backward()
        stepper.step()
        losses.append(float(loss.detach()))
    return losses


@pytest.mark.parametrize("unit, skip", [("tanh", 0.0), ("relu", 0.0), ("tanh", 1.0), ("erf", 0.0)])
@pytest.mark.parametrize("ours, theirs", [
    (SGD(0.1), lambda torch, leaves: torch.optim.SGD(leaves, lr=0.1)),
    (SGD(0.1, 0.9), lambda torch, leaves: torch.optim.SGD(leaves, lr=0.1, momentum=0.9)),
    (Adam(0.01), lambda torch, leaves: torch.optim.Adam(leaves, lr=0.01)),
], ids=["plain", "momentum", "adam"])  # fmt: skip
@pytest.mark.parametrize("kind", ["classes", "numbers"])
def test_loss_curves_are_those_of_pytorch(unit, skip, ours, theirs, kind):
    torch = pytest.importorskip("torch")
    task = TASK if kind == "classes" else Task(X, X[:, :2], X[:5], X[:5, :2])
    architecture = Architecture(unit, 8, 3, skip)
    arguments = dict(sigma_w=1.3, sigma_b=0.1, optimiser=ours, steps=60, precision="double", seed=7)
    found = train(architecture, task, **arguments).loss[0]
    np.testing.assert_allclose(found, in_torch(torch, architecture, task, theirs, 60), rtol=1e-9)


def point(sigma_w, depth, task):
    return train(Architecture("tanh", 8, depth), task, **RUN | dict(sigma_w=sigma_w))


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_as_this_process(tmp_path):
    points, simulate = [dict(sigma_w=w, depth=d) for w in (1.0, 1.5) for d in (1, 3)], partial(point, task=TASK)
    here = crit.sweep(simulate, points, progress=False)
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        there = crit.sweep(simulate, points, executor=client, folder=tmp_path, progress=False)
    assert all(same(a, b) for a, b in zip(here, there)) and len(list(tmp_path.glob("*.npz"))) == 4


SWEEP = """
import sys, time
from functools import partial
import numpy as np
import crit
from crit.models.datasets import split
from crit.models.training import SGD, Architecture, train

x = np.random.default_rng(3).normal(size=(200, 12))
TASK = split(x, x[:, :3].argmax(axis=1), seed=1)

def point(sigma_w, depth, task):
    course = dict(sigma_w=sigma_w, sigma_b=0.1, optimiser=SGD(0.05), steps=int(sys.argv[2]), batch=16, seed=1)
    time.sleep(0.05)
    return train(Architecture("tanh", 8, depth), task, **course)

points = [dict(sigma_w=1 + k / 10, depth=d) for k in range(10) for d in (1, 3)]
found = crit.sweep(partial(point, task=TASK), points, folder=sys.argv[1], progress=False)
print(np.concatenate([each.loss for each in found]).tobytes().hex())
"""


def start(root, folder, **keywords):
    return subprocess.Popen([sys.executable, "-c", SWEEP, str(folder), "50"], cwd=root, text=True, **keywords)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal on this system")
def test_a_sweep_that_is_killed_goes_on_where_it_was(root, tmp_path):
    killed = start(root, tmp_path / "killed")
    begun = time.monotonic()
    while len(list((tmp_path / "killed").glob("*.npz"))) < 5 and time.monotonic() - begun < 120:
        time.sleep(0.02)
    os.kill(killed.pid, signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    kept = {file: file.stat().st_mtime_ns for file in (tmp_path / "killed").glob("*.npz")}
    assert 5 <= len(kept) < 20
    whole, again = (start(root, tmp_path / name, stdout=subprocess.PIPE) for name in ("whole", "killed"))
    assert again.communicate()[0] == whole.communicate()[0] != ""
    assert {file: file.stat().st_mtime_ns for file in kept} == kept
    assert len(list((tmp_path / "killed").glob("*.npz"))) == 20


@pytest.mark.parametrize("bad", [
    dict(architecture="tanh"), dict(task=X), dict(optimiser=0.1), dict(sigma_w=0.0), dict(sigma_w=[1.0, 2.0]),
    dict(sigma_b=-1.0), dict(steps=0), dict(batch=0), dict(batch=10_000), dict(precision="half"), dict(at=[5, 1]),
    dict(at=[41]), dict(replicas=0), dict(seed=-1), dict(executor=3), dict(progress=2),
])  # fmt: skip
def test_bad_arguments(bad):
    with pytest.raises(ValueError, match=rf"^{next(iter(bad))} = "):
        train(**(dict(architecture=SMALL, task=TASK) | RUN | bad))


def test_a_rate_for_each_replica_is_needed():
    with pytest.raises(ValueError, match="^rate = "):
        train(SMALL, TASK, **RUN | dict(optimiser=SGD([0.1, 0.2])), replicas=3)


def test_shared_keywords_have_their_usual_defaults():
    assert not unlike_the_others("training.runs")
