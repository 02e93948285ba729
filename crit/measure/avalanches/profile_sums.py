"""Profiles of excursions on a common grid of rescaled time, in compiled loops.

An excursion of T samples is taken to last from the quiet sample before it to the one behind it, T + 1 steps, and to be
at height 0 at both: sample j lies at t = j/(T + 1). Between samples the profile is a straight line, so the area under
it is the size, and its mean height size/(T + 1).
"""

import numpy as np

from ...numerics.compile import KERNEL, njit


@njit(**KERNEL)
def moments(series, threshold, start, duration, weight, points):
    """Mean and covariance of the vector (profile at the points, mean height), each excursion times its weight."""
    n, total = start.size, np.zeros(points + 1)
    product = np.zeros((points + 1, points + 1))
    vector = np.empty(points + 1)
    for i in range(n):
        _profile(series, threshold, start[i], duration[i], vector)
        for a in range(points + 1):
            vector[a] *= weight[i]
            total[a] += vector[a]
            for b in range(a + 1):
                product[a, b] += vector[a] * vector[b]
    for a in range(points + 1):
        for b in range(a + 1):
            product[a, b] = (product[a, b] - total[a] * total[b] / n) / (n - 1)
            product[b, a] = product[a, b]
    return total / n, product


@njit(**KERNEL)
def _profile(series, threshold, start, duration, vector):
    points, area = vector.size - 1, 0.0
    for j in range(start, start + duration):
        area += series[j] - threshold
    for k in range(points):
        place = (k + 0.5) / points * (duration + 1)
        left = int(place)
        low = series[start + left - 1] - threshold if left > 0 else 0.0
        high = series[start + left] - threshold if left < duration else 0.0
        vector[k] = low + (place - left) * (high - low)
    vector[points] = area / (duration + 1)
