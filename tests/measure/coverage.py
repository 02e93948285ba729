"""What an error bar promises: that 1.96 of it hold the truth in 93 to 97 of 100 cases."""

import numpy as np

TRIALS = 1000
"""So many trials know the share of an interval of 95 % to 0.7 %."""


def scores(estimates, truth):
    """Deviations of estimates from the truth, in units of their errors."""
    return np.array([(each.value - truth) / each.error for each in estimates])


def covers(z, least=0.93, most=0.97):
    """Whether as many intervals of 1.96 errors hold the truth as is promised."""
    return len(z) >= TRIALS and least <= np.mean(np.abs(z) < 1.96) <= most


def unbiased(z, part=0.2):
    """Whether the mean deviation is a small part of an error, as far as chance lets it be told."""
    return abs(np.mean(z)) < part + 3 * np.std(z) / len(z) ** 0.5
