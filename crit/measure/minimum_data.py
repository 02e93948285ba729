"""How many data an estimate needs: with fewer it raises `NotEnoughData`, which carries the estimate so far.

Each number is the least for which the intervals of 1.96 errors hold what they promise, in the simulation of the test of
this module, which asks every estimator for it at its minimum and at half of it.
"""

RUNS = 8
"""Independent runs of a curve or replicas of a system. With the factor of Student's t an interval holds the truth in
0.94 of cases from some 4 runs on; the error itself is then known to 0.4 of itself, with 8 to a quarter."""

ROWS = 20
"""Rows of a driven series: the weights of the bins come from the rows as well, and must not be erratic."""

SAMPLES = 20
"""Samples of each size behind a variance, whose error comes from a fourth moment."""

PER_PARAMETER = 50
"""Values in a window for each free parameter of a likelihood: its bias, of the order of 1/n, is then some hundredths
of the exponent and a seventh of its error."""

EXCURSIONS = 100
"""Excursions behind a mean shape: each number of its covariance is then known to about 15 %."""

INCREMENTS = 200
"""Increments for each coefficient of a drift or a diffusion."""
