"""Data of every measurement as people hold them: lists, frames, labelled and masked arrays."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import crit
from crit.measure.avalanches.excursions import excursions
from crit.measure.avalanches.renewal import renewal_exponent, renewal_growth
from crit.measure.avalanches.returns import returns
from crit.measure.avalanches.shape import mean_shape, shape_collapse
from crit.measure.couplings import drift_diffusion
from crit.measure.scaling.common_variance import variance_floor
from crit.measure.scaling.critical_decay import critical_decay
from crit.measure.scaling.grouped_means import conditional_mean
from crit.measure.scaling.growth import effective_exponents, growth_exponent
from crit.measure.scaling.slopes import power_slope
from crit.measure.scaling.tails import tail_exponent
from crit.measure.scaling.zero_crossing import sign_change

rng = np.random.default_rng(2)
T = np.arange(1, 41.0)
RUNS = np.exp(rng.normal(0, 0.1, (10, 40))) * T**0.5
PATHS = np.abs(np.cumsum(rng.normal(size=(20, 900)), axis=1) % 40 - 20)
WHOLE = np.ceil(rng.random(6000) ** (-1 / 0.6)).clip(1, 1e9)
SAMPLES = rng.normal(np.arange(3)[:, None] - 1, 0.1, (3, 30))
LAGS = [1, 2, 4, 8]

SERIES = {
    "drift_diffusion paths": (PATHS, lambda y: drift_diffusion(y, drift_order=2, diffusion_order=2)),
    "excursions series": (PATHS, lambda y: excursions(y, 5.5)),
    "excursions series[0]": (PATHS[0], lambda y: excursions(y, 5.5)),
    "mean_shape series": (PATHS, lambda y: mean_shape(y, 1.5, window=(8, 300))),
    "shape_collapse series": (PATHS, lambda y: shape_collapse(y, 1.5, (8, 40, 300))),
    "returns series": (PATHS, lambda y: returns(y, 5.5, LAGS, LAGS)),
    "returns lags": (np.array(LAGS), lambda y: returns(PATHS, 5.5, y, LAGS)),
    "returns areas": (np.array(LAGS), lambda y: returns(PATHS, 5.5, LAGS, y)),
    "growth_exponent paths": (RUNS, lambda y: growth_exponent(y, window=(1, 40), times=T)),
    "growth_exponent times": (T, lambda y: growth_exponent(RUNS, window=(1, 40), times=y)),
    "growth_exponent over": (RUNS + 1, lambda y: growth_exponent(RUNS, window=(1, 40), times=T, over=y)),
    "effective_exponents paths": (RUNS, lambda y: effective_exponents(y, times=T)),
    "critical_decay runs": (np.stack([RUNS] * 3), lambda y: critical_decay([1, 2, 4], y, window=(1, 40), times=T)),
    "critical_decay times": (
        T,
        lambda y: critical_decay([1, 2, 4], [RUNS, RUNS / T, RUNS / T**2], window=(1, 40), times=y),
    ),
    "critical_decay controls": (
        LAGS,
        lambda y: critical_decay(y, [RUNS / T**k for k in range(4)], window=(1, 40), times=T),
    ),
    "power_slope x": (T, lambda y: power_slope(y, RUNS[0], 0.1 * RUNS[0])),
    "power_slope y": (RUNS[0], lambda y: power_slope(T, y, 0.1 * RUNS[0])),
    "power_slope error": (0.1 * RUNS[0], lambda y: power_slope(T, RUNS[0], y)),
    "tail_exponent counts": (100 / T, lambda y: tail_exponent(T, window=(1, 40), discrete=True, counts=y)),
    "conditional_mean x": (WHOLE, lambda y: conditional_mean(y, WHOLE)),
    "conditional_mean y": (WHOLE, lambda y: conditional_mean(WHOLE, y)),
    "renewal_growth x": (WHOLE, lambda y: renewal_growth(y, WHOLE, window=(4, 99))),
    "renewal_growth y": (WHOLE, lambda y: renewal_growth(WHOLE, y, window=(4, 99))),
    "sign_change x": (np.arange(3.0), lambda y: sign_change(y, SAMPLES)),
    "sign_change samples": (SAMPLES, lambda y: sign_change([0, 1, 2], y)),
}
"""Where every value has its place."""

SETS = {
    "tail_exponent x": (WHOLE, lambda y: tail_exponent(y, window=(2, 999), discrete=True)),
    "renewal_exponent x": (WHOLE, lambda y: renewal_exponent(y, window=(4, 99))),
    "variance_floor samples": (SAMPLES[0], lambda y: variance_floor([1, 2], [y, SAMPLES[1]])),
}
"""Where the order of the values does not matter."""

HOLDERS = {
    "lists": lambda y: np.asarray(y).tolist(),
    "iterator": lambda y: iter(np.asarray(y).tolist()),
    "masked array without a mask": np.ma.array,
    "array of xarray": lambda y: xr.DataArray(y, dims=["run", "layer", "place"][: np.ndim(y)]),
    "pandas": lambda y: {1: pd.Series, 2: pd.DataFrame}.get(np.ndim(y), np.array)(y),
    "Fortran's order": np.asfortranarray,
}


def result(read, values):
    """What a function returns, or the estimate that too little data carry, as text."""
    try:
        return repr(read(values))
    except crit.NotEnoughData as few:
        return f"{few}: {few.estimate!r}"


@pytest.mark.parametrize("hold", HOLDERS.values(), ids=HOLDERS)
@pytest.mark.parametrize("argument", SERIES | SETS)
def test_the_holder_does_not_matter(argument, hold):
    values, read = (SERIES | SETS)[argument]
    assert result(read, hold(values)) == result(read, values)


@pytest.mark.parametrize("argument", SERIES)
def test_a_masked_value_is_missed_by_name(argument):
    values, read = SERIES[argument]
    name = argument.split()[1].removesuffix("[0]")
    mask = np.arange(np.size(values)).reshape(np.shape(values)) == 1
    for held in (np.ma.array(values, mask=mask), np.ma.array(np.where(mask, np.nan, values), mask=mask)):
        with pytest.raises(ValueError, match=f"^{name} = 1 of {np.size(values)} values is masked"):
            read(held)
    with pytest.raises(ValueError, match=f"^{name} = 1 of {np.size(values)} values is nan"):
        read(np.where(mask, np.nan, values))


@pytest.mark.parametrize("argument", SETS)
def test_a_masked_value_of_a_set_is_left_out(argument):
    values, read = SETS[argument]
    mask = rng.random(values.size) < 0.1
    kept = result(read, values[~mask])
    assert result(read, np.ma.array(np.where(mask, np.nan, values), mask=mask)) == kept
    assert result(read, pd.Series(np.where(mask, None, values), dtype="Float64")) == kept
    with pytest.raises(ValueError, match=f"{mask.sum()} of {values.size} values are nan"):
        read(np.where(mask, np.nan, values))


@pytest.mark.parametrize("argument", [name for name in SERIES if name.endswith(("paths", "series"))])
def test_a_frame_with_time_down_is_told_to_turn(argument):
    values, read = SERIES[argument]
    with pytest.raises(ValueError, match=f"^{argument.split()[1]} = table of .* transpose it"):
        read(pd.DataFrame(values.T))
    with pytest.raises(ValueError, match=f"^{argument.split()[1]} = table of .* transpose it"):
        read(xr.DataArray(values.T, dims=("time", "channel")))
