"""The report on the avalanches of a raster."""

import numpy as np

from ..measure.avalanches.branching import branching_ratio
from ..measure.avalanches.corrections import with_systematics
from ..measure.avalanches.raster import RasterAvalanches
from ..measure.avalanches.shape import SHORTEST, shape_collapse
from ..measure.avalanches.statistics import AvalancheStatistics, avalanche_statistics
from ..measure.estimate import Estimate, NotEnoughData
from ..measure.summary import log_histogram
from ..measure.universality import LEVEL
from ..show import draw_measured, figure, table
from .classes import odds
from .page import Report, said

IN_AN_OCTAVE, OCTAVES = 100, 3
"""Avalanches that an octave of durations needs for its shape, and octaves that a comparison of shapes needs."""

CHAPTERS = {
    "dynamics/cascades": "avalanches and their exponents",
    "dynamics/thresholds": "what a threshold does to them",
    "learning/your-network": "this report",
    "back/calibration": "how good the estimators are",
}


def raster_report(avalanches: RasterAvalanches, *, seed=1) -> Report:
    """`Report` on the avalanches of a raster.

    Parameters
    ----------
    avalanches : RasterAvalanches
    seed : int, SeedSequence, Generator or None
        Of the tests of goodness.

    Returns
    -------
    Report
    """
    numbers: dict[str, Estimate] = {}
    warnings: list[str] = []
    sentences = [f"The recording has {avalanches}."]
    memory = _memory(avalanches, numbers, warnings)
    try:
        found = avalanche_statistics(avalanches, seed=seed)
    except NotEnoughData as few:
        warnings.append(f"Too few avalanches for exponents: {few}.")
        sentences.append("No avalanches are to be seen: runs of active bins end before they span any range of sizes.")
        found = None
    if found is not None:
        sentences += _said(avalanches, found, numbers, warnings)
    tables = [table(["quantity", "estimate"], numbers.items(), caption="What was measured.")] if numbers else []
    return Report(
        "Avalanches of a recording", (*sentences, *memory), tuple(warnings), numbers, tuple(tables),
        (_picture(avalanches),), CHAPTERS,
    )  # fmt: skip


def _memory(avalanches, numbers, warnings):
    try:
        found = branching_ratio(avalanches.activity)
    except NotEnoughData as few:
        warnings.append(f"The branching ratio cannot be told: {few}.")
        return ["One bin says nothing about the next, as far as can be seen."]
    numbers["branching ratio m"], numbers["memory in bins"] = found.estimate, found.time
    return [
        f"An active unit excites {said(found.estimate)} others in a bin, whatever part of the units is seen; 1 would be"
        f" critical. Activity is remembered for {said(found.time)} bins."
    ]


def _said(avalanches, found: AvalancheStatistics, numbers, warnings):
    if not found.found:
        return [f"They are no avalanches: sizes fall exponentially, as those of independent events ({found.against})."]
    numbers |= {"sizes, τ": found.tau, "durations, α": found.alpha, "(α − 1)/(τ − 1)": found.crackling}
    if found.gamma is not None:
        numbers["mean size at duration, γ"] = found.gamma
    names = "sizes", "durations"
    poor = [name for name, fit in zip(names, found.fits) if fit.p < 0.05]
    if poor:
        warnings.append(f"The {' and '.join(poor)} are no plain power law (p < 0.05): a cut-off, a bend, or the bins.")
    verdict = odds(found)
    exponents = f"τ = {said(found.tau)}, durations α = {said(found.alpha)}"
    return [
        f"Sizes follow a power law rather than an exponential one: {exponents}.",
        *_shapes(avalanches, numbers),
        f"{_relation(found)} Classes that are not excluded: {verdict}; {verdict.reason}.",
        "Try other bins, and shuffle the recording: what remains of the exponents then is no finding.",
    ]


def _shapes(avalanches, numbers):
    """Whether avalanches of several octaves have one mean shape. So few heights allow one correction at a time."""
    edges = [SHORTEST]
    while np.count_nonzero((avalanches.duration >= edges[-1]) & (avalanches.duration < 2 * edges[-1])) > IN_AN_OCTAVE:
        edges.append(2 * edges[-1])
    if len(edges) < OCTAVES + 1:
        return ["Too few avalanches are long enough to have a shape."]
    activity = avalanches.activity, avalanches.threshold
    found = shape_collapse(*activity, edges)
    gamma = with_systematics(
        found.gamma, lambda terms: shape_collapse(*activity, edges, corrections=terms[:1]).gamma, "mean_size"
    )
    numbers["heights of the shapes, γ"] = gamma
    form = "have one form" if found.forms.p > LEVEL else "differ in form"
    return [
        f"Mean shapes of avalanches of {edges[0]} to {edges[-1] - 1} bins {form} (p = {found.forms.p:.2g}), and their"
        f" heights grow with γ = {said(gamma)}."
    ]


def _relation(found):
    if found.gamma is None:
        return "Mean sizes at given duration are too uncertain for a test of the three exponents against each other."
    agree = "agree, as those of one process do" if found.crackles else "disagree: something cuts or joins avalanches"
    return f"The three exponents {agree}."


def _picture(avalanches):
    fig, axes = figure(
        "Histograms of the sizes and of the durations of avalanches on logarithmic axes.",
        xlabel=["size $S$", "duration $T$"], ylabel=["density", None], xscale="log", yscale="log", panels=2,
        size=(7.2, 3.2), caption="Sizes and durations of the avalanches.",
    )  # fmt: skip
    for ax, values in zip(axes, (avalanches.size, avalanches.duration)):
        if np.unique(values).size > 2:
            found = log_histogram(values, discrete=bool((values % 1 == 0).all()))
            draw_measured(ax, found.x, found.density, found.error)
    return fig
