"""Quality of a collapse: another program's numbers, whatever the order and the units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crit.measure.collapse.fit import quality
from tests.measure.curves import ragged


@settings(max_examples=30, deadline=None, derandomize=True)
@given(*(st.sampled_from([1.0, 3.0, 1e-80, 1e160]) for _ in range(3)), st.sampled_from(["xy", "y", "x", ""]))
def test_units_of_the_quality_do_not_matter(of_s, of_x, of_y, log):
    sizes, x, y, error = ragged(np.random.default_rng(12))
    one = quality(sizes, x, y, error, fixed={"a": 0.9, "b": 1.05}, log=log)
    scaled = [of_s * n for n in sizes], *([of * v for v in part] for of, part in ((of_x, x), (of_y, y), (of_y, error)))
    other = quality(*scaled, fixed={"a": 0.9, "b": 1.05}, log=log)
    assert other.value == pytest.approx(one.value, rel=1e-6) and other[1:] == one[1:]


def plain_quality(curves):
    """S as Houdayer & Hartmann write it, point by point."""
    terms = []
    for i, (xs, ys, errors) in enumerate(curves):
        for x, y, error in zip(xs, ys, errors):
            near = []
            for other in (c for k, c in enumerate(curves) if k != i):
                below, above = [v for v in other[0] if v <= x], [v for v in other[0] if v > x]
                if below and above:
                    near += [(v, *other[1:, list(other[0]).index(v)]) for v in (max(below), min(above))]
            if not near:
                continue
            K = sum(1 / e**2 for _, _, e in near)
            Kx, Ky = (sum(p[m] / p[2] ** 2 for p in near) for m in (0, 1))
            Kxx, Kxy = (sum(p[0] * p[m] / p[2] ** 2 for p in near) for m in (0, 1))
            delta = K * Kxx - Kx**2
            Y = (Kxx * Ky - Kx * Kxy) / delta + x * (K * Kxy - Kx * Ky) / delta
            variance = (Kxx - 2 * x * Kx + x**2 * K) / delta
            terms.append((y - Y) ** 2 / (error**2 + variance))
    return sum(terms) / len(terms), len(terms)


def test_quality_is_that_of_houdayer_and_hartmann():
    rng = np.random.default_rng(11)
    curves = [np.array([np.sort(rng.random(n)), rng.normal(size=n), 0.5 + rng.random(n)]) for n in (5, 9, 13)]
    found = quality((1, 2, 3), *zip(*curves), fixed={"a": 0.0, "b": 0.0}, log="")
    value, terms = plain_quality(curves)
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.terms == terms < found.n == 27


def test_quality_does_not_depend_on_the_order():
    sizes, x, y, error = ragged(np.random.default_rng(12))
    straight = quality(sizes, x, y, error, fixed={"a": 1.0, "b": 1.0})
    back = [[v[::-1] for v in part[::-1]] for part in (x, y, error)]
    turned = quality(sizes[::-1], *back, fixed={"a": 1.0, "b": 1.0})
    assert turned == pytest.approx(straight)
