"""The random numbers of a bootstrap: noise like that of data, rows drawn again, ordered uniform numbers, streams."""

import numpy as np

from ..checks import generator


def noise_like(errors, rng):
    """Normal numbers with given standard errors, or with the covariance F Fᵀ of a factor F.

    Parameters
    ----------
    errors : array of shape (points,) or (points, modes)
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (points,)
    """
    return errors @ rng.normal(size=errors.shape[1]) if errors.ndim == 2 else rng.normal(size=len(errors)) * errors


def redrawn_shares(rows, rng):
    """How much each of several rows counts in a mean over rows drawn again.

    One draw fewer than there are rows, so that the variance of the mean comes out unbiased.

    Parameters
    ----------
    rows : int
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (rows,)
    """
    return np.bincount(rng.integers(rows, size=rows - 1), minlength=rows) / (rows - 1)


def redrawn_rows(rows, rng):
    """Which of several rows are drawn, as many as there are, with replacement.

    Parameters
    ----------
    rows : int
    rng : numpy.random.Generator

    Returns
    -------
    array of int, shape (rows,)
    """
    return rng.integers(rows, size=rows)


def uniform_gaps(count, rng):
    """Gaps between ordered uniform numbers, up to a factor that their sum tells; one more than there are numbers.

    Parameters
    ----------
    count : int
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (count + 1,)
    """
    return rng.standard_exponential(count + 1)


def entropy_of(seed):
    """Four words that tell the streams of a seed apart from those of any other.

    Parameters
    ----------
    seed : int, SeedSequence or Generator

    Returns
    -------
    list of int
    """
    return [int(word) for word in generator(seed).integers(2**32, size=4)]


def stream(entropy, k):
    """Stream k of a seed.

    Parameters
    ----------
    entropy : list of int
        From `entropy_of`.
    k : int

    Returns
    -------
    numpy.random.Generator
    """
    return np.random.default_rng(np.random.SeedSequence(entropy, spawn_key=(k,)))
