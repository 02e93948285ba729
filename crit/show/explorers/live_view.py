"""An explorer in a live kernel: ipywidgets controls that call the draw function.

This module imports ipywidgets; `crit.show` loads it only when an explorer is shown in a live kernel.
"""

import html

import ipywidgets


def live_view(draw, controls, ranges):
    """Return the explorer as a widget.

    Parameters
    ----------
    draw : callable
        Returns a `Picture` for a value of each control.
    controls : sequence of Control
    ranges : dict
        Parameter → (lowest, highest, step): the values a slider goes through instead of the control's own.

    Returns
    -------
    ipywidgets.VBox
        The controls and, last, the picture.
    """
    knobs = {control.name: _knob(control, ranges.get(control.name)) for control in controls}
    view = ipywidgets.HTML()

    def redraw(_change=None):
        view.value = _drawn(draw, {name: knob.value for name, knob in knobs.items()})

    for knob in knobs.values():
        knob.observe(redraw, names="value")
    redraw()
    return ipywidgets.VBox([*knobs.values(), view])


def _drawn(draw, parameters):
    try:
        return draw(**parameters).html()
    except ValueError as problem:
        return f'<p role="alert">{html.escape(str(problem))}</p>'


def _knob(control, bounds):
    common = {"description": control.symbol, "continuous_update": False}
    if bounds is not None:
        low, high, step = bounds
        kind = ipywidgets.IntSlider if all(isinstance(b, int) for b in bounds) else ipywidgets.FloatSlider
        return kind(value=control.values[control.start], min=low, max=high, step=step, **common)
    options = list(zip(control.labels, control.values, strict=True))
    if control.is_slider:
        return ipywidgets.SelectionSlider(options=options, index=control.start, **common)
    return ipywidgets.Dropdown(options=options, index=control.start, description=control.symbol)
