"""An explorer as a piece of a static page: every frame is there, and its controls show one.

It needs no kernel, no library and no network. With JavaScript off it is the picture that it starts with.
"""

import html
import itertools
import json
import math
import re

FEW_CHOICES = 4
"""Up to so many strings are radio buttons; more are a drop-down list."""

# Frames are in the order of itertools.product: a control's index counts with its stride.
_SHOW_FRAME = """
let frame = 0;
for (const control of this.querySelectorAll('input[type=range], input:checked, select')) {
  frame += control.value * control.dataset.stride;
  if (control.type === 'range') {
    const label = JSON.parse(control.dataset.labels)[control.value];
    control.setAttribute('aria-valuetext', label);
    control.nextElementSibling.value = label;
  }
}
this.querySelectorAll('img').forEach((picture, index) => { picture.hidden = index !== frame; });
"""
_HANDLER = html.escape(" ".join(_SHOW_FRAME.split()))

_serial = itertools.count(1)


def static_html(controls, pictures, start):
    """Return the explorer as HTML.

    Parameters
    ----------
    controls : sequence of Control
    pictures : sequence of Picture
        One for each combination of values, the last control running fastest.
    start : int
        Index of the picture shown first.

    Returns
    -------
    str
        Element ids are new in every call, so that explorers on one page do not meet.
    """
    prefix = f"crit-explorer-{next(_serial)}"
    parts = "".join(
        _widget(control, stride, prefix) for control, stride in zip(controls, _strides(controls), strict=True)
    )
    frames = "".join(picture.html(hidden=index != start) for index, picture in enumerate(pictures))
    title = html.escape("Explorer: " + ", ".join(control.symbol for control in controls))
    return (
        f'<div class="crit-explorer" id="{prefix}" role="group" aria-label="{title}" oninput="{_HANDLER}">'
        f'<div class="crit-controls">{parts}</div>{frames}'
        "<noscript><p>The controls need JavaScript; this is the picture they start from.</p></noscript></div>"
    )


def _strides(controls):
    sizes = [len(control.values) for control in controls]
    return [math.prod(sizes[position + 1 :]) for position in range(len(sizes))]


def _widget(control, stride, prefix):
    name = f"{prefix}-{re.sub(r'[^A-Za-z0-9_]', '_', control.name)}"
    if control.is_slider:
        return _slider(control, stride, name)
    return (_radio if len(control.values) <= FEW_CHOICES else _select)(control, stride, name)


def _slider(control, stride, name):
    labels = html.escape(json.dumps(control.labels, ensure_ascii=False))
    now = html.escape(control.labels[control.start])
    return (
        f'<div class="crit-control"><label for="{name}">{_typeset(control.symbol)}</label>'
        f'<input type="range" id="{name}" min="0" max="{len(control.values) - 1}" step="1" '
        f'value="{control.start}" autocomplete="off" aria-valuetext="{now}" '
        f'data-stride="{stride}" data-labels="{labels}"><output for="{name}">{now}</output></div>'
    )


def _radio(control, stride, name):
    choices = "".join(
        f'<label><input type="radio" name="{name}" value="{index}" data-stride="{stride}" autocomplete="off"'
        f"{' checked' if index == control.start else ''}> {html.escape(label)}</label>"
        for index, label in enumerate(control.labels)
    )
    return f'<fieldset class="crit-control"><legend>{_typeset(control.symbol)}</legend>{choices}</fieldset>'


def _select(control, stride, name):
    options = "".join(
        f'<option value="{index}"{" selected" if index == control.start else ""}>{html.escape(label)}</option>'
        for index, label in enumerate(control.labels)
    )
    return (
        f'<div class="crit-control"><label for="{name}">{_typeset(control.symbol)}</label>'
        f'<select id="{name}" data-stride="{stride}" autocomplete="off">{options}</select></div>'
    )


def _typeset(symbol):
    return re.sub(r"_(\w+)", r"<sub>\1</sub>", html.escape(symbol))
