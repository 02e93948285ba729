"""Explorers: one pure draw function, many pictures, and controls that choose among them."""

import itertools
import math
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ...checks import real, refuse
from .controls import make_controls
from .static_view import static_html

MOST_FRAMES = 24
MOST_BYTES = 2_400_000
"""Of all frames together. A page fetches one, and its neighbours once a reader takes hold of a control; a notebook
holds them all."""


class Explorer:
    """A picture that the reader can move. `explore` makes it; it shows itself in a notebook.

    Parameters
    ----------
    draw : callable
        Pure function from a value of each control to a figure.
    controls : tuple of Control
    ranges : dict
        Parameter → (lowest, highest, step) in a live kernel.

    Attributes
    ----------
    draw, controls, ranges
    """

    def __init__(self, draw, controls, ranges):
        self.draw, self.controls, self.ranges = draw, controls, ranges

    @cached_property
    def combinations(self) -> list[dict]:
        """Every combination of values as a dict of parameters, the last control running fastest."""
        return list(self._products(control.values for control in self.controls))

    @cached_property
    def pictures(self) -> list:
        """The drawing of each combination; made when they are first asked for.

        Raises
        ------
        ValueError
            If `draw` returns no figure, or the frames take more than 2.4 MB.
        """
        drawings = _of_one_size([self._figure(**parameters) for parameters in self.combinations])
        size = sum(len(drawing.html()) for drawing in drawings)
        if size > MOST_BYTES:
            allowed = f"together they take {size} bytes and may take {MOST_BYTES}: fewer or plainer ones are needed"
            refuse("frames", len(drawings), allowed)
        return drawings

    @property
    def frames(self) -> list[tuple]:
        """List of (parameters, SVG bytes), one for each combination."""
        return [(p, picture.svg) for p, picture in zip(self.combinations, self.pictures, strict=True)]

    @property
    def start(self) -> dict:
        """The parameters of the picture shown first."""
        return {control.name: control.values[control.start] for control in self.controls}

    def corners(self) -> list[dict]:
        """Return the parameters at every corner: the ends of each slider, live ones too, and each choice.

        Returns
        -------
        list of dict
        """
        return list(self._products(map(self._ends, self.controls)))

    def live_view(self) -> Any:
        """Return the explorer as an ipywidgets widget."""
        from .live_view import live_view

        def picture(**parameters):
            return self._figure(**parameters).picture()

        return live_view(picture, self.controls, self.ranges)

    def _ends(self, control):
        if not control.is_slider:
            return control.values
        ends = [*control.values, *self.ranges.get(control.name, ())[:2]]
        return dict.fromkeys((min(ends), max(ends)))

    def _products(self, values):
        names = [control.name for control in self.controls]
        return (dict(zip(names, each, strict=True)) for each in itertools.product(*values))

    def _figure(self, **parameters):
        figure = self.draw(**parameters)
        if not hasattr(figure, "picture"):
            refuse("draw", figure, "it must return a figure that crit.figure made")
        return figure

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self._static_bundle() if os.environ.get("CRIT_STATIC") == "1" else self._live_bundle()

    def _static_bundle(self):
        start = self.combinations.index(self.start)
        first = self.pictures[start]
        page = static_html(self.controls, self.pictures, start)
        return {"text/html": page, "text/plain": first.alt}

    def _live_bundle(self):
        # Only the first picture stands beside the widget: a reader at a live kernel should not wait for all.
        first = self._figure(**self.start).picture()
        still = {"text/html": first.html(), "image/png": first.png, "text/plain": first.alt}
        return self.live_view()._repr_mimebundle_() | still


def _of_one_size(figures):
    """Draw the frames; a page must not jump when a control is moved."""
    drawings = [figure.drawing() for figure in figures]
    if len({(each.height, each.narrow and each.narrow.height) for each in drawings}) == 1:
        return drawings
    from ..legends import put_below_alike

    put_below_alike(figures)
    return [figure.drawing() for figure in figures]


def explore(
    draw: Callable,
    *,
    live: Mapping | None = None,
    start: Mapping | None = None,
    symbols: Mapping | None = None,
    **controls: Sequence,
) -> Explorer:
    """Make a picture that the reader can move.

    In a built page it is a set of precomputed frames under plain HTML controls. In a live kernel, where the
    environment variable ``CRIT_STATIC`` is not 1, the same object is a set of ipywidgets that call `draw`.

    Parameters
    ----------
    draw : callable
        Pure function of the controls that returns a figure made by `crit.figure`.
    live : dict, optional
        Parameter → (lowest, highest, step): in a live kernel the slider goes through this range instead.
    start : dict, optional
        Parameter → value shown first; by default the first one.
    symbols : dict, optional
        Parameter → what stands beside its control, if not the usual symbol; ``_`` starts a subscript.
    **controls : sequence
        Parameter → its values: numbers make a slider, strings a choice; a dict has the words that a reader sees for
        each value. At most 24 combinations in all.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there are no controls or more than 24 combinations, or an argument does not fit the controls. When
        it is shown: if `draw` returns no figure, or the frames take more than 2.4 MB.

    Examples
    --------
    >>> explore(draw, sigma_w=[0.5, 1.0, 1.5], activation=["tanh", "erf"])    # doctest: +SKIP
    """
    if not callable(draw):
        refuse("draw", draw, "a function that returns a figure is needed")
    knobs = make_controls(controls, symbols or {}, start or {})
    count = math.prod(len(knob.values) for knob in knobs)
    if count > MOST_FRAMES:
        refuse("frames", count, f"at most {MOST_FRAMES} combinations of values are allowed")
    return Explorer(draw, knobs, _checked_ranges(live or {}, knobs))


def _checked_ranges(live, controls):
    sliders = {control.name: control for control in controls if control.is_slider}
    for name, bounds in live.items():
        if name not in sliders or not hasattr(bounds, "__len__") or len(bounds) != 3:
            refuse("live", live, f"(lowest, highest, step) for one of the sliders {list(sliders)} is needed")
        low, high, _ = real(name, bounds[0]), real(name, bounds[1]), real(name, bounds[2], above=0)
        if not low <= sliders[name].values[sliders[name].start] <= high:
            refuse("live", live, f"the range of {name} must hold the value it starts from")
    return dict(live)
