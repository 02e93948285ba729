"""The report on a recorded network."""

import math

import numpy as np

from ..measure.avalanches.excursions import excursions
from ..measure.avalanches.statistics import avalanche_statistics
from ..measure.estimate import NotEnoughData
from ..show import draw_estimates, draw_measured, draw_theory, figure, legend, table
from ..theory.avalanches.classes import avalanche_class
from ..theory.networks.finite_width import finite_width
from ..theory.networks.mean_field import mean_map
from .classes import odds
from .initialise import nearest, start_of
from .network import numbers_of
from .page import Report, said
from .warnings import warnings_of

CHAPTERS = {
    "dynamics/signal": "variances K and the critical scales",
    "absorbing/replicas": "two inputs and the edge of chaos",
    "absorbing/depth": "how deep a network may be",
    "learning/widom-line": "the Widom-like line",
    "learning/your-network": "this report",
}
ROWS = 40
"""Layers in the table, at most, evenly spread."""

FAR = 3.0
"""Standard errors from which a distance is one."""


def network_report(recording) -> Report:
    """`Report` on a `Recording`."""
    found = numbers_of(recording)
    measured = {"weights, σ_w": found.sigma_w, "biases, σ_b": found.sigma_b}
    measured |= {f"coupling {name}": value for name, value in found.couplings.items()}
    places = {"σ_w less the edge of chaos": found.edge, "σ_w less the Widom-like line": found.widom}
    numbers = {name: value for name, value in (measured | places).items() if value is not None and value.error > 0}
    sentences = [*_signal(recording), *_place(recording, found), *_advice(recording, found), _class(recording)]
    tables = [table(["quantity", "estimate"], numbers.items(), caption="What was measured."), _layers(recording, found)]
    pictures = tuple(picture for picture in (_path(recording, found), _slopes(found)) if picture is not None)
    warnings = tuple(warnings_of(recording, found))
    return Report(f"Your network: {recording}", tuple(sentences), warnings, numbers, tuple(tables), pictures, CHAPTERS)


def _signal(recording):
    K, rho = recording.K, recording.rho
    growth = K[-1] / K[0] if K[0] else math.inf
    how = "grows" if growth > 10 else "fades" if growth < 0.1 else "keeps its strength"
    yield f"The signal {how}: the mean square K of the pre-activations goes from {K[0]:.3g} to {K[-1]:.3g}."
    if np.isfinite(rho[[0, -1]]).all():
        yield f"Two inputs begin at distance ρ = {rho[0]:.3g} and end at {rho[-1]:.2g}; 0 would be alike."


def _place(recording, found):
    yield (
        f"The layers answer as random ones with σ_w = {said(found.sigma_w)} and σ_b = {said(found.sigma_b)} do;"
        " weights have variance σ_w² over the number of inputs."
    )
    if found.edge is None:
        yield f"No edge of chaos of {recording.activation} is known at these biases."
        return
    distance = found.edge.value / found.edge.error
    chaotic, ordered = "near inputs are torn apart and gradients grow", "inputs become alike and gradients fade"
    side = f"on its chaotic side: {chaotic}" if distance > 0 else f"on its ordered side: {ordered}"
    here = "at it, as far as can be told" if abs(distance) < FAR else side
    yield f"σ_w lies {said(found.edge)} from the edge of chaos, that is {here}."
    if found.widom is not None:
        yield f"It lies {said(found.widom)} from the Widom-like line, where the signal answers most."


def _advice(recording, found):
    unit, depth = recording.activation, len(recording.layers)
    try:
        start = start_of(unit, found.width, nearest(unit))
    except ValueError as refusal:
        yield f"No critical initialisation is known ({refusal})."
        return
    yield (
        f"For width {found.width} start from σ_w = {start.sigma_w:.4g}, σ_b = {start.sigma_b:.4g}, which hold"
        f" signals of K = {start.K:.3g} (crit.initialise(model, inputs) does so)."
    )
    try:
        reach = found.width / finite_width(unit, start.sigma_w, start.sigma_b).v
    except ValueError:
        return
    enough = "enough for" if reach >= depth else "fewer than"
    yield f"In a plain stack of this width chance takes over after about {reach:.0f} layers, {enough} its {depth}."


def _class(recording):
    try:
        found = avalanche_class(recording.activation)
    except ValueError:
        return "Of which class its avalanches are is not known."
    kind = found.process or found.remark or "not known"
    theory = f"At its critical point theory says of the avalanches of {recording.activation}: {kind}."
    return f"{theory} {_measured_class(recording.K)}"


def _measured_class(K):
    """The odds of the classes from runs of layers above the median strength, where there are enough."""
    if len(np.unique(K)) > 1:
        runs = excursions(K, float(np.median(K)))
        try:
            found = avalanche_statistics(runs)
        except NotEnoughData:
            return f"Its {len(K)} layers hold {runs.size.size} complete ones, too few for exponents."
        return f"Measured are {found}; classes that are not excluded: {odds(found)}, {odds(found).reason}."
    return "The signal does not vary."


def _layers(recording, found):
    rows = [
        (layer.name, layer.h.shape[2], f"{K:.4g}", f"{rho:.3g}", *_estimates(layer.name, found))
        for layer, K, rho in zip(recording.layers, recording.K, recording.rho)
    ]
    shown = [rows[k] for k in np.unique(np.linspace(0, len(rows) - 1, ROWS).astype(int))]
    return table(["layer", "units", "K", "ρ", "σ_w²", "χ₁"], shown, caption="Layer by layer.")


def _estimates(name, found):
    scales = found.scales.get(name)
    return (scales.sigma_w2 if scales else None), found.chi.get(name)


def _path(recording, found):
    fig, axes = figure(
        "Mean square of the pre-activations layer by layer, with theory as a line where the network is a plain stack;"
        " and the distance of two inputs.",
        xlabel="layer $l$", ylabel=["$K$", "distance $\\rho$"], yscale=["log", "log"], panels=2, size=(7.6, 3.4),
        caption="Strength of the signal, and distance of two inputs, layer by layer.",
    )  # fmt: skip
    layers, K, rho = np.arange(1, len(recording.layers) + 1), recording.K, recording.rho
    units = np.array([layer.h.shape[2] for layer in recording.layers])
    draw_measured(axes[0], layers, K, K * np.sqrt(2 / units), label="recorded")
    if all(layer.before is not None for layer in recording.layers[1:]):
        theory = [K[0]]
        while len(theory) < len(K):
            theory.append(mean_map(recording.activation, found.sigma_w.value, found.sigma_b.value, theory[-1]))
        draw_theory(axes[0], layers, theory, label="infinite width")
        legend(axes[0], loc="below")
    shown = np.isfinite(rho) & (rho > 0)
    if shown.any():
        draw_measured(axes[1], layers[shown], rho[shown], np.zeros(shown.sum()))
    return fig


def _slopes(found):
    if len(found.chi) < 2:
        return None
    fig, ax = figure(
        "Slope of the distance map of each layer with its error, about the line at one that is critical.",
        xlabel="layer, in order", ylabel="$\\chi_1$", size=(4.8, 3.2), caption="χ₁ of each layer; 1 is critical.",
    )  # fmt: skip
    draw_estimates(ax, np.arange(len(found.chi)), list(found.chi.values()))
    ax.axhline(1.0, lw=0.8, color="0.5")
    return fig
