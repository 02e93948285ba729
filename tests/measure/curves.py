"""Synthetic curves of known exponents, for the tests of the scaling collapse."""

import numpy as np

SIZES = 100, 200, 400, 800


def law(x, n, a=1.0, b=1.0):
    """Exact scaling form: a decay that bends at x = n^b and goes on."""
    u = x / n**b
    return n**-a * (np.exp(-u) + 0.1) / u


def ragged(rng, noise=0.03, sizes=SIZES, a=1.0, b=1.0):
    """Arguments of `collapse`: every size with as many points as it likes."""
    x = [np.geomspace(3, 4 * n**b, int(rng.integers(12, 21))) for n in sizes]
    exact = [law(places, n, a, b) for n, places in zip(sizes, x)]
    return sizes, x, [y * (1 + noise * rng.normal(size=y.size)) for y in exact], [noise * y for y in exact]


def walks(rng, replicas=48, sizes=(100, 200, 400)):
    """The same curves as means of replicas, each multiplied by a random walk: neighbouring points err alike."""
    x = [np.geomspace(3, 3 * n, 14) for n in sizes]
    y = []
    for n, places in zip(sizes, x):
        spread = 0.15 * np.sqrt(np.diff(places / n, prepend=0))
        y.append(law(places, n) * np.exp(np.cumsum(spread * rng.normal(size=(replicas, 14)) - spread**2 / 2, axis=1)))
    return sizes, x, y


def magnet(rng):
    """A sigmoid in (x − 0.5) s^0.75 times s^−0.125, each size on a grid of its own."""
    sizes, data = (16, 32, 64, 128), []
    for n in sizes:
        x = 0.5 + np.linspace(-3, 3, int(rng.integers(11, 16))) / n**0.9
        exact = n**-0.125 * (1.2 - np.tanh((x - 0.5) * n**0.75))
        error = np.full(x.size, 0.01 * n**-0.125)
        data.append((x, exact + error * rng.normal(size=x.size), error))
    return sizes, *zip(*data)


def scores(estimates, **truth):
    return np.array([[(getattr(c, k).value - v) / getattr(c, k).error for k, v in truth.items()] for c in estimates])


def covers(z):
    """No bias beyond chance, and errors of the right size within chance (a χ² of as many numbers)."""
    n = len(z)
    return np.all(abs(z.mean(axis=0)) < 3.5 / n**0.5) and np.all(abs(np.log(z.std(axis=0))) < 3.5 / (2 * n) ** 0.5)


def correlated(rng, sizes=(100, 200, 400)):
    """The curves of `walks` as means, with the covariance of their errors."""
    data = []
    for n in sizes:
        x = np.geomspace(3, 3 * n, 14)
        time = 0.02 * np.cumsum(np.diff(x / n, prepend=0)) / 48
        covariance = np.minimum.outer(time, time) * np.outer(law(x, n), law(x, n))
        data.append((x, rng.multivariate_normal(law(x, n), covariance), covariance))
    return sizes, *zip(*data)
