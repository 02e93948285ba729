"""Verdicts about universality classes: the distance, the rate of wrong ones on synthetic truth, and what is refused."""

import math

import numpy as np
import pytest
from scipy.stats import chi2

from crit import NotEnoughData
from crit.measure import Estimate
from crit.measure.scaling import critical_decay, variance_floor
from crit.measure.universality import LEVEL, class_of
from crit.numerics.jackknife import jackknife_covariance, jackknife_error
from crit.theory.known_exponents import known

TRUTH = np.array([0.16, 0.58])
CLASSES = {"right": dict(zip("ab", TRUTH)), "wrong": {"a": 0.45, "b": 0.77}}
SIGMA = np.array([[0.0004, 0.0006], [0.0006, 0.0016]])
TRIALS = 1200


def named(values, errors):
    return {name: Estimate(float(v), float(e)) for name, v, e in zip("ab", values, errors)}


def within(rate, level):
    """Whether a rate of excluded classes is the level, up to four standard errors."""
    return abs(rate - level) < 4 * math.sqrt(level * (1 - level) / TRIALS)


def test_independent_errors_add_in_squares():
    verdict = class_of(named([0.2, 0.5], [0.03, 0.04]), {"right": {"a": Estimate(0.16, 0.04), "b": 0.58}})
    assert verdict.distance["right"] ** 2 == pytest.approx((0.04 / 0.05) ** 2 + 2**2)
    assert verdict.p["right"] == pytest.approx(chi2.sf((0.04 / 0.05) ** 2 + 4, 2))


def test_level_is_three_standard_errors():
    assert chi2.isf(LEVEL, 1) == pytest.approx(9) and chi2.isf(LEVEL, 2) == pytest.approx(11.829, abs=1e-3)
    inside, outside = (class_of({"a": Estimate(z, 1.0)}, {"zero": {"a": 0}}) for z in (2.999, -3.001))
    assert inside.allowed == ("zero",) and outside.allowed == () and str(outside) == "no class"


def test_distance_does_not_depend_on_how_exponents_are_combined():
    mix, x = np.array([[1.0, 2.0], [-1.0, 0.5]]), TRUTH + np.array([0.03, -0.02])
    turned = mix @ SIGMA @ mix.T
    plain = class_of(named(x, np.sqrt(np.diag(SIGMA))), CLASSES, covariance=SIGMA)
    mixed_classes = {name: dict(zip("ab", mix @ list(each.values()))) for name, each in CLASSES.items()}
    mixed = class_of(named(mix @ x, np.sqrt(np.diag(turned))), mixed_classes, covariance=turned)
    assert [*mixed.distance.values()] == pytest.approx([*plain.distance.values()])


@pytest.mark.parametrize("level", [0.05, 0.2])
def test_rate_of_wrong_verdicts_where_the_covariance_is_known(level):
    drawn = np.random.default_rng(1).multivariate_normal(TRUTH, SIGMA, TRIALS)
    errors = np.sqrt(np.diag(SIGMA))
    found = [class_of(named(x, errors), CLASSES, covariance=SIGMA, level=level) for x in drawn]
    assert within(np.mean(["right" not in verdict.allowed for verdict in found]), level)
    assert not any("wrong" in verdict.allowed for verdict in found)


@pytest.mark.parametrize("groups", [6, 20])
@pytest.mark.parametrize("published", [0.0, 0.02, 0.1])
def test_rate_of_wrong_verdicts_where_it_comes_from_few_groups(groups, published):
    rng, level = np.random.default_rng(2), 0.05
    wrong = 0
    for _ in range(TRIALS):
        parts = rng.multivariate_normal(TRUTH, groups * SIGMA, groups)
        left_out = (parts.sum(axis=0) - parts) / (groups - 1)
        known_values = {"a": Estimate(TRUTH[0] + published * rng.normal(), published), "b": TRUTH[1]}
        measured = named(parts.mean(axis=0), [jackknife_error(column) for column in left_out.T])
        covariance = jackknife_covariance(left_out)
        found = class_of(measured, {"right": known_values}, covariance=covariance, groups=groups, level=level)
        wrong += not found.allowed
    # Yao's degrees of freedom are an approximation where a part of the covariance is known; Hotelling's law is exact.
    assert within(wrong / TRIALS, level) if published == 0 else abs(wrong / TRIALS - level) < 0.4 * level


def test_as_if_the_errors_were_known_would_be_wrong_too_often():
    rng, groups, wrong = np.random.default_rng(3), 6, 0
    for _ in range(500):
        parts = rng.multivariate_normal(TRUTH, groups * SIGMA, groups)
        left_out = (parts.sum(axis=0) - parts) / (groups - 1)
        measured = named(parts.mean(axis=0), [jackknife_error(column) for column in left_out.T])
        wrong += "right" not in class_of(measured, CLASSES, covariance=jackknife_covariance(left_out)).allowed
    assert wrong / 500 > 5 * LEVEL


def test_rate_at_which_local_noise_is_taken_for_common_noise():
    # Each system averages independent positions, half-normal ones: its variance falls as 1/size, and nothing is common.
    rng, sizes, excluded = np.random.default_rng(4), (128, 512, 2048), 0
    for _ in range(TRIALS):
        samples = [np.abs(rng.normal(size=300)) / math.sqrt(size) for size in sizes]
        common = variance_floor(sizes, samples).common
        excluded += not class_of({"common": common}, {"local noise": {"common": 0.0}}, level=0.05).allowed
    assert within(excluded / TRIALS, 0.05)


def test_decays_of_a_class_are_found_to_be_in_it():
    system, times = "directed percolation 1+1", np.unique(np.geomspace(5, 3000, 16).astype(int))
    delta, power = known(system, "delta"), known(system, "1/nu_parallel")
    classes = {"percolation": {"delta": delta, "1/nu": power}, "mean field": {"delta": 1.0, "1/nu": 1.0}}
    controls, excluded = np.array([-0.02, -0.01, 0.0, 0.01, 0.02]), 0
    for seed in range(24):
        walks = np.cumsum(np.random.default_rng(seed).normal(0, 0.02, (5, 20, times.size)), axis=2)
        logs = -delta.value * np.log(times) - 0.3 * controls[:, None, None] * times**power.value + walks
        found = critical_decay(controls, np.exp(logs), window=(5, 3000), times=times)
        assert np.sqrt(np.diag(found.covariance)) == pytest.approx([found.delta.error, found.inverse_nu.error])
        measured = {"delta": found.delta, "1/nu": found.inverse_nu}
        verdict = class_of(measured, classes, covariance=found.covariance, groups=found.groups, level=0.05)
        assert found.groups == 20 and "mean field" not in verdict.allowed
        excluded += not verdict.allowed
    assert excluded <= 6  # 1.2 are expected; the chance of more than 6 is 0.03 %


def test_wide_errors_allow_several_classes_and_say_so():
    verdict = class_of(named([0.3, 0.7], [0.2, 0.2]), CLASSES)
    assert str(verdict) == "wrong or right" and verdict.p["wrong"] > verdict.p["right"]
    assert verdict.reason == "right p = 0.65; wrong p = 0.71 (level 0.0027)"
    assert class_of(named(TRUTH, [0.03, 0.06]), CLASSES).reason.startswith("right p = 1; wrong excluded, p = 3.4e-23")


def test_too_few_groups():
    with pytest.raises(NotEnoughData, match="^2 groups; more than the 2 exponents are needed"):
        class_of(named(TRUTH, np.sqrt(np.diag(SIGMA))), CLASSES, covariance=SIGMA, groups=2)


GOOD = dict(measured=named(TRUTH, np.sqrt(np.diag(SIGMA))), classes=CLASSES, covariance=SIGMA)


@pytest.mark.parametrize(
    "wrong, message",
    [
        (dict(measured={}), "measured = {}: a dict that has at least one exponent"),
        (dict(measured=3), "measured = 3: a dict"),
        (dict(measured={"a": 0.1, "b": 0.2}), r"measured = \[0.0, 0.0\]: errors > 0 are needed"),
        (dict(measured={"a": Estimate("x", 1), "b": Estimate(1, 1)}), r"measured\['a'\] = 'x'"),
        (dict(classes={}), "classes = {}: a dict of at least one class"),
        (dict(classes={"one": {"a": 1}}), r"classes\['one'\] = {'a': 1}: a dict that has a, b is needed"),
        (dict(classes={"one": {"a": 1, "b": math.nan}}), r"classes\['one'\]\['b'\] = nan"),
        (dict(classes={"one": {"a": 1, "b": Estimate(1, -1)}}), r"error of classes\['one'\]\['b'\] = -1"),
        (dict(covariance=np.eye(3)), "covariance = array of shape"),
        (dict(covariance=SIGMA[::-1, ::-1]), "covariance = .*: the squares of the errors"),
        (
            dict(covariance=SIGMA + np.array([[0, 1], [1, 0]])),
            "covariance = .*: a symmetric matrix with positive eigenvalues",
        ),
        (dict(covariance=SIGMA + np.array([[0, 1e-4], [0, 0]])), "covariance = .*: a symmetric matrix"),
        (dict(groups=0), "groups = 0"),
        (dict(level=1.0), "level = 1.0"),
    ],
)
def test_bad_arguments(wrong, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        class_of(**GOOD | wrong)
