"""What an estimator reads does not depend on units, on where zero lies, or on the order of independent runs."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import crit
from crit import NotEnoughData
from crit.measure.avalanches.excursions import excursions
from crit.measure.avalanches.renewal import renewal_exponent, renewal_growth
from crit.measure.avalanches.returns import return_exponents, returns
from crit.measure.avalanches.shape import asymmetry, mean_shape, shape_collapse, shape_exponent
from crit.measure.avalanches.uncut import uncut
from crit.measure.couplings import drift_diffusion
from crit.measure.interpolation import peak
from crit.measure.scaling.common_variance import variance_floor
from crit.measure.scaling.critical_decay import critical_decay
from crit.measure.scaling.grouped_means import conditional_mean
from crit.measure.scaling.growth import effective_exponents, growth_exponent
from crit.measure.scaling.slopes import power_slope
from crit.measure.scaling.tails import tail_exponent
from crit.measure.scaling.zero_crossing import sign_change

rng = np.random.default_rng(1)
PATHS = crit.langevin_paths((-0.02, 0.01, 0.02, 0.01, 0.01), 0.5, 60, replicas=100, seed=1)
TAIL = rng.pareto(1.5, 1000) + 1
T = np.geomspace(1, 100, 40)
LAYERS = np.arange(1, 101.0)
GROWTH = np.exp(rng.normal(0, 0.3, (16, 100))) * LAYERS**0.5
CONTROLS = np.array([0.9, 0.95, 1.0, 1.05, 1.1])
DECAYS = (
    np.exp(rng.normal(0, 0.1, (5, 10, 40))) * T**-0.3 * np.exp(np.subtract.outer(CONTROLS, 1)[:, None, None] * T**0.6)
)
SAMPLES = rng.normal(np.arange(5)[:, None] - 1.7, 0.3, (5, 12))
HILL = rng.normal(-((np.arange(7)[:, None] - 2.7) ** 2), 0.3, (7, 12))
SIZES = [rng.normal(0, 1 + 1 / k, 120) for k in (1, 2, 3)]
WHOLE = np.ceil(rng.random(6000) ** (-1 / 0.6)).clip(1, 1e9)


def reflected(rows, samples):
    """Walks that are pushed back from zero and from above: many excursions of many lengths."""
    walk = np.zeros((rows, samples))
    for j in range(1, samples):
        walk[:, j] = np.abs(walk[:, j - 1] + rng.normal(size=rows)) * np.where(walk[:, j - 1] > 30, 0.9, 1)
    return walk


WALK = reflected(60, 2000)
LAGS, AREAS = [4, 8, 16, 32, 64, 99], np.array([10, 30, 100, 300, 1000.0])


def estimates(found, **powers):
    """Values and errors of the fields named, each with the power of the unit that it should carry."""
    return [(number, power) for name, power in powers.items() for number in getattr(found, name)[:2]]


def arrays(*pairs):
    return [(number, power) for values, power in pairs for number in np.ravel(values)]


def shape_of(c):
    shape = mean_shape(WALK * c, 3 * c, window=(8, 100))
    forms = shape_exponent(shape), asymmetry(shape)
    return arrays((shape.mean, 0), (shape.error, 0), (forms, 0)) + estimates(shape, height=1)


def tail(c, **terms):
    return arrays((tail_exponent(TAIL * c, window=(2 * c, 1e3 * c), discrete=False, **terms).estimate, 0))


def decay(c, controls=CONTROLS, runs=DECAYS, t=T, point=0):
    found = critical_decay(controls, runs, window=(t[1], t[-1]), times=t)
    return [
        *estimates(found, point=point, delta=0, inverse_nu=0, beta=0),
        (found.residual, 0),
        (found.amplitude, -point),
    ]


UNITS = {
    "drift_diffusion of K": lambda c: estimates(drift_diffusion(PATHS * c), r=0, h=1, u=-1, D1=1, D2=0),
    "drift_diffusion with a window": lambda c: estimates(
        drift_diffusion(PATHS * c, window=(0.01 * c, 2 * c), drift_order=2, diffusion_order=2),
        r=0,
        h=1,
        u=-1,
        D1=1,
        D2=0,
    ),
    "tail_exponent": tail,
    "tail_exponent with a correction": lambda c: tail(c, corrections=[lambda x: c / x]),
    "power_slope of y": lambda c: arrays((power_slope(T, c * T**0.7, 0.1 * c * T**0.7).estimate, 0)),
    "power_slope of x": lambda c: arrays(
        (power_slope(c * T, T**0.7, 0.1 * T, corrections=[lambda x: c / x]).estimate, 0)
    ),
    "growth_exponent of y": lambda c: arrays((growth_exponent(GROWTH * c, window=(1, 90)).estimate, 0)),
    "growth_exponent of t": lambda c: arrays(
        (growth_exponent(GROWTH, window=(c, 90 * c), times=LAYERS * c).estimate, 0)
    ),
    "growth_exponent over": lambda c: arrays(
        (growth_exponent(GROWTH, window=(1, 90), over=c * GROWTH[::-1]).estimate, 0)
    ),
    "effective_exponents of y": lambda c: arrays((effective_exponents(GROWTH * c)[1:], 0)),
    "effective_exponents of t": lambda c: arrays((effective_exponents(GROWTH, times=c * LAYERS)[1:], 0)),
    "critical_decay of y": lambda c: decay(c, runs=DECAYS * c),
    "critical_decay of t": lambda c: decay(c, t=T * c),
    "critical_decay of s": lambda c: decay(c, controls=CONTROLS * c, point=1),
    "excursions": lambda c: arrays(*zip(excursions(WALK * c, 3 * c), (1, 0, 0))),
    "mean_shape": shape_of,
    "shape_collapse": lambda c: arrays(*((e, 0) for e in shape_collapse(WALK * c, 3 * c, (8, 12, 18, 30))[:3])),
    "conditional_mean of x": lambda c: arrays(*zip(conditional_mean(TAIL * c, TAIL**2, fewest=9), (1, 0, 0, 0))),
    "conditional_mean of y": lambda c: arrays(*zip(conditional_mean(TAIL, c * TAIL**2, fewest=9), (0, 1, 1, 0))),
    "returns": lambda c: arrays(*zip(returns(WALK * c, 3 * c, LAGS, AREAS * c)[1:], (1, 0, 0, 0, 1))),
    "return_exponents": lambda c: arrays(
        *((each.estimate, 0) for each in return_exponents(returns(WALK * c, 3 * c, LAGS, AREAS * c)))
    ),
    "renewal_growth of y": lambda c: arrays((renewal_growth(WHOLE, c * WHOLE**1.5, window=(4, 100)).estimate, 0)),
    "sign_change of x": lambda c: estimates(sign_change(c * np.arange(5), SAMPLES), point=1, slope=-1),
    "sign_change of y": lambda c: estimates(sign_change(np.arange(5), c * SAMPLES), point=0, slope=1),
    "peak of x": lambda c: estimates(peak(c * np.arange(7), HILL), place=1, height=0),
    "peak of y": lambda c: estimates(peak(np.arange(7), c * HILL), place=0, height=1),
    "variance_floor of y": lambda c: estimates(variance_floor([10, 20, 40], [c * y for y in SIZES]), common=2, local=2),
    "variance_floor of L": lambda c: estimates(variance_floor([10 * c, 20 * c, 40 * c], SIZES), common=0, local=1),
}
units = st.floats(-150, 150).map(lambda power: 10.0**power) | st.integers(-498, 498).map(lambda power: 2.0**power)


@pytest.mark.parametrize("read", UNITS.values(), ids=UNITS)
@given(units)
@example(1e150)
@example(1e-150)
@settings(max_examples=3, deadline=None, derandomize=True)
def test_unit(read, c):
    here, there = read(1.0), read(c)
    assert len(here) == len(there)
    for (value, power), (other, _) in zip(here, there):
        # one unit at a time: c² may be too large for a float
        for _ in range(abs(power)):
            other = other / c if power > 0 else other * c
        assert other == pytest.approx(value, rel=1e-6, abs=1e-9)


@given(st.integers(-(2**30), 2**30))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_zero_lies_anywhere(shift):
    """Where the samples are whole numbers of 2^-10, shifts as far as 2^30 lose no digit."""
    series = np.rint(WALK * 1024) / 1024
    for found, moved in zip(excursions(series, 3), excursions(series + shift, 3 + shift)):
        np.testing.assert_array_equal(found, moved)
    x = np.arange(5.0)
    here, there = sign_change(x, SAMPLES).point, sign_change(x + shift, SAMPLES).point
    assert there.value - shift == pytest.approx(here.value, abs=1e-5)
    same = [np.rint(y * 1024) / 1024 for y in SIZES]
    here, there = (variance_floor([10, 20, 40], [y + s for y in same]) for s in (0, shift))
    assert there.common == pytest.approx(here.common, abs=1e-6)


@given(st.floats(-100, 100))
@settings(max_examples=10, deadline=None, derandomize=True)
def test_controls_are_counted_from_anywhere(shift):
    here, there = decay(1.0), decay(1.0, controls=CONTROLS + shift)
    assert there[0][0] - shift == pytest.approx(here[0][0], abs=1e-6)
    assert [value for value, _ in there[1:]] == pytest.approx([value for value, _ in here[1:]], rel=1e-4)


@given(st.integers(0, 2**32))
@settings(max_examples=3, deadline=None, derandomize=True)
def test_order_of_what_is_independent(seed):
    """Values do not depend on it; errors of a jackknife over groups of runs hardly do, and need no order in groups of one."""

    random = np.random.default_rng(seed)

    def shuffled(values, axis=0):
        return np.take(values, random.permutation(values.shape[axis]), axis)

    def same(one, other):
        np.testing.assert_allclose(np.ravel(other), np.ravel(one), rtol=1e-7, atol=1e-10)

    same(
        tail_exponent(TAIL, window=(2, 1e3), discrete=False).estimate,
        tail_exponent(shuffled(TAIL), window=(2, 1e3), discrete=False).estimate,
    )
    pairs = shuffled(np.column_stack([TAIL, TAIL**1.3])).T
    same(np.stack(conditional_mean(TAIL, TAIL**1.3, fewest=9)), np.stack(conditional_mean(*pairs, fewest=9)))
    curve = shuffled(np.column_stack([T, T**0.7, 0.1 * T])).T
    same(power_slope(T, T**0.7, 0.1 * T).estimate, power_slope(*curve).estimate)
    same(growth_exponent(GROWTH, window=(1, 90)).estimate, growth_exponent(shuffled(GROWTH), window=(1, 90)).estimate)
    same(effective_exponents(GROWTH)[1], effective_exponents(shuffled(GROWTH))[1])
    same(decay(1)[0][0], decay(1, runs=shuffled(DECAYS, 1))[0][0])
    order = random.permutation(5)
    same(decay(1)[0][0], critical_decay(CONTROLS[order], DECAYS[order], window=(T[1], T[-1]), times=T).point.value)
    same(sign_change(range(5), SAMPLES)[0], sign_change(range(5), shuffled(SAMPLES, 1))[0])
    same(sign_change(range(5), SAMPLES)[0], sign_change(order, SAMPLES[order])[0])
    same(peak(range(7), HILL)[0], peak(range(7), shuffled(HILL, 1))[0])
    order = random.permutation(7)
    same(peak(range(7), HILL)[0], peak(order, HILL[order])[0])
    same(variance_floor([1, 2, 3], SIZES)[0], variance_floor([3, 1, 2], [SIZES[2], *map(shuffled, SIZES[:2])])[0])
    same(renewal_exponent(WHOLE, window=(4, 100)).value, renewal_exponent(shuffled(WHOLE), window=(4, 100)).value)
    found = drift_diffusion(PATHS), drift_diffusion(shuffled(PATHS))
    same(found[0].r, found[1].r)
    rows = shuffled(WALK)
    same(mean_shape(WALK, 3, window=(8, 100)).mean, mean_shape(rows, 3, window=(8, 100)).mean)
    same(np.sort(excursions(WALK, 3).size), np.sort(excursions(rows, 3).size))
    same(
        return_exponents(returns(WALK, 3, LAGS, AREAS))[0].estimate,
        return_exponents(returns(rows, 3, LAGS, AREAS))[0].estimate,
    )


@given(st.lists(st.integers(0, 3), min_size=3, max_size=60).filter(lambda x: 0 in x and max(x) > 0))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_backwards_in_time(values):
    """Excursions of a series read backwards are the same ones, in the other order."""
    forth, back = excursions(values, 0.5), excursions(values[::-1], 0.5)
    np.testing.assert_array_equal(forth.size, back.size[::-1])
    np.testing.assert_array_equal(forth.start + forth.duration, len(values) - back.start[::-1])
    if len(values) >= 5:
        kept = uncut(forth, len(values), len(values) - 2)
        assert set(kept.start) <= set(forth.start)


SHAPES = {
    "zeros": np.zeros,
    "ones": np.ones,
    "a constant": lambda s: np.full(s, 0.3),
    "tiny": lambda s: np.full(s, 5e-324),
}
SHAPES |= {"huge": lambda s: np.full(s, 1.7e308), "steps": lambda s: np.broadcast_to(np.arange(s[-1]) + 1.0, s).copy()}
SHAPES |= {"one that differs": lambda s: np.eye(1, int(np.prod(s))).reshape(s) + 1}
SHAPES |= {"noise": lambda s: np.random.default_rng(2).normal(size=s)}
SHAPES |= {"coins": lambda s: np.random.default_rng(3).integers(0, 2, s).astype(float)}
SHAPES |= {"six hundred powers of ten": lambda s: 10 ** np.random.default_rng(4).uniform(-300, 300, s)}
READ = {
    "drift_diffusion": ((5, 500), drift_diffusion),
    "tail_exponent": (
        (500,),
        lambda y: tail_exponent(y, window=(0.5, 10), discrete=False, corrections=[lambda x: 1 / x]),
    ),
    "tail_exponent discrete": ((500,), lambda y: tail_exponent(y, window=(1, 10), discrete=True)),
    "tail_exponent counts": (
        (500,),
        lambda y: tail_exponent(np.arange(1, 501), window=(1, 99), discrete=True, counts=y),
    ),
    "power_slope x": ((50,), lambda y: power_slope(y, np.arange(1, 51), np.ones(50))),
    "power_slope y": ((50,), lambda y: power_slope(np.arange(1, 51), y, np.ones(50))),
    "power_slope error": ((50,), lambda y: power_slope(np.arange(1, 51), np.arange(1, 51), y)),
    "growth_exponent": ((20, 60), lambda y: growth_exponent(y, window=(1, 50))),
    "growth_exponent over": (
        (20, 60),
        lambda y: growth_exponent(GROWTH[:, :60].repeat(2, 0)[:20], window=(1, 50), over=y),
    ),
    "effective_exponents": ((20, 60), effective_exponents),
    "critical_decay": ((5, 10, 40), lambda y: critical_decay(CONTROLS, y, window=(1, 100), times=T)),
    "critical_decay controls": ((5,), lambda y: critical_decay(y, DECAYS, window=(1, 100), times=T)),
    "excursions": ((5, 500), lambda y: excursions(y, 0.5)),
    "mean_shape": ((10,), lambda y: mean_shape(np.tile(np.append(y, -1), 300), -0.5, window=(8, 50))),
    "shape_collapse": (
        (36,),
        lambda y: shape_collapse(np.tile([-1, *y[:9], -1, *y[:15], -1, *y[:35], -1], 300), -0.5, (8, 12, 20, 40)),
    ),
    "conditional_mean x": ((500,), lambda y: conditional_mean(y, np.arange(500))),
    "conditional_mean y": ((500,), lambda y: conditional_mean(np.arange(1, 501), y)),
    "returns": ((30, 500), lambda y: return_exponents(returns(y, 0.5, [1, 2, 4, 8, 16], [0.1, 1, 10, 100, 1000]))),
    "renewal_exponent": ((5000,), lambda y: renewal_exponent(y, window=(4, 100))),
    "renewal_growth": ((6000,), lambda y: renewal_growth(WHOLE, y, window=(4, 100))),
    "sign_change": ((5, 12), lambda y: sign_change(np.arange(5), y)),
    "sign_change x": ((5,), lambda y: sign_change(y, SAMPLES)),
    "variance_floor": ((3, 130), lambda y: variance_floor([1, 2, 3], y)),
    "variance_floor sizes": ((3,), lambda y: variance_floor(y, SIZES)),
}


def numbers_of(found):
    """All numbers of a result but χ², which some have no degree of freedom for."""
    if isinstance(found, tuple):
        fields = found._asdict() if hasattr(found, "_asdict") else dict(enumerate(found))
        return [number for name, each in fields.items() if name != "chi2" for number in numbers_of(each)]
    return [] if isinstance(found, str | None) else np.ravel(np.asarray(found, dtype=float)).tolist()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("data", SHAPES)
@pytest.mark.parametrize("read", READ)
def test_degenerate_data_end_in_a_named_error_or_in_numbers(read, data):
    shape, function = READ[read]
    values = SHAPES[data](shape)
    try:
        found = function(values)
    except (ValueError, NotEnoughData) as error:
        assert type(error) in (ValueError, NotEnoughData), "LinAlgError is a ValueError that names nothing"
    else:
        assert np.all(np.isfinite(numbers_of(found)))
