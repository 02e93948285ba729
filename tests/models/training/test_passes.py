"""Gradients against finite differences, and products whose bits depend on nothing else."""

import os
import subprocess
import sys

import numpy as np
import pytest

from crit.models.datasets import Task
from crit.models.training import SGD, Architecture
from crit.models.training import architecture as shape
from crit.models.training.descent import Course
from crit.models.training.passes import INNER, product

rng = np.random.default_rng(5)
X = rng.normal(size=(30, 7))
CLASSES, NUMBERS = np.arange(30) % 3, rng.normal(size=(30, 2))
STEP = 1e-4


def course(activation, y, *, depth=3, skip=0.0, precision=np.float64):
    task, scales = Task(X, y, X, y), (np.full(4, 1.3), np.full(4, 0.2), np.full(4, 0.1))
    return Course(Architecture(activation, 5, depth, skip), task, SGD(0.1), *scales, 1, None, np.arange(1), precision)


def parameters(course):
    return shape.drawn(
        course.sizes, *(np.full(4, s) for s in (1.3, 0.2)), list(map(np.random.default_rng, range(4))), float
    )


@pytest.mark.parametrize("y", [CLASSES, NUMBERS], ids=["classes", "numbers"])
@pytest.mark.parametrize("activation, depth, skip", [
    ("tanh", 1, 0.0), ("tanh", 4, 0.0), ("tanh", 4, 0.7), ("erf", 3, 0.0), ("gelu", 3, 1.0), ("silu", 2, 0.0),
    ("x*exp(-x**2)", 3, 0.0), ("softplus", 3, 0.5),
])  # fmt: skip
def test_gradients_are_the_limits_of_differences(activation, depth, skip, y):
    run = course(activation, y, depth=depth, skip=skip)
    flat, (x, targets, _, _) = parameters(run), run.data
    gradient, other = np.empty_like(flat), np.empty_like(flat)
    run.gradient(flat, x, targets, gradient)
    for direction in rng.normal(size=(3, *flat.shape)):
        ahead, behind, far, back = (
            run.gradient(flat + s * STEP * direction, x, targets, other) for s in (1, -1, 2, -2)
        )
        slope = (8 * (ahead - behind) - (far - back)) / (12 * STEP)
        along = np.sum(gradient * direction, axis=1)
        assert np.all(np.abs(slope - along) < 1e-6 * np.linalg.norm(gradient, axis=1))


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_gradients_of_kinked_units(activation):
    # Steps so small that no unit crosses its kink.
    run = course(activation, NUMBERS)
    flat, (x, targets, _, _) = parameters(run), run.data
    gradient, other = np.empty_like(flat), np.empty_like(flat)
    run.gradient(flat, x, targets, gradient)
    direction = rng.normal(size=flat.shape)
    slope = (run.gradient(flat + 1e-7 * direction, x, targets, other)
             - run.gradient(flat - 1e-7 * direction, x, targets, other)) / 2e-7  # fmt: skip
    assert np.all(np.abs(slope - np.sum(gradient * direction, axis=1)) < 1e-6 * np.linalg.norm(gradient, axis=1))


def test_single_precision_is_the_same_to_its_rounding():
    double, single = course("tanh", CLASSES), course("tanh", CLASSES, precision=np.float32)
    flat = parameters(double)
    found = []
    for run, kind in ((double, float), (single, np.float32)):
        (x, y, _, _), gradient = run.data, np.empty_like(flat, dtype=kind)
        run.gradient(flat.astype(kind), x, y, gradient)
        found.append(gradient)
    np.testing.assert_allclose(found[1], found[0], atol=1e-6)


def test_long_products_are_whole():
    a, b = rng.normal(size=(2, 9, 2 * INNER + 7)), rng.normal(size=(2, 2 * INNER + 7, 4))
    np.testing.assert_allclose(product(a, b), a @ b, rtol=1e-12)


WIDE = """
import numpy as np, hashlib
from crit.models.training.passes import product
rng = np.random.default_rng(0)
for rows, inner, columns in ((1500, 784, 256), (256, 1500, 300), (64, 256, 256), (1, 1500, 64)):
    a, b = (rng.normal(size=size).astype(np.float32) for size in ((2, rows, inner), (2, inner, columns)))
    print(hashlib.sha256(product(a, b).tobytes()).hexdigest())
"""


@pytest.mark.slow
def test_threads_of_blas_do_not_show(root):
    found = [
        subprocess.run([sys.executable, "-c", WIDE], cwd=root, capture_output=True, text=True, check=True,
                       env={**os.environ, "OPENBLAS_NUM_THREADS": threads}).stdout
        for threads in "123"
    ]  # fmt: skip
    assert found[0] == found[1] == found[2] != ""
