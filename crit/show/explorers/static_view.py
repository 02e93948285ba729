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

# Frames are in the order of itertools.product: a control's index counts with its stride. A frame is shown when it is
# there, so that nothing flickers, and its neighbours, one step of one control away, are fetched meanwhile.
_SHOW_FRAME = """
const box = this.closest('.crit-explorer'), pictures = [...box.querySelectorAll('img')];
const controls = [...box.querySelectorAll('input[type=range], input:checked, select')];
const frame = controls.reduce((sum, control) => sum + control.value * control.dataset.stride, 0);
for (const control of controls.filter((one) => one.type === 'range')) {
  const label = JSON.parse(control.dataset.labels)[control.value];
  control.setAttribute('aria-valuetext', label);
  control.nextElementSibling.value = label;
}
const next = pictures[frame];
const show = () => {
  if (box.frame !== frame || !next.hidden) return;
  for (const picture of pictures) picture.hidden = picture !== next;
  box.querySelector('[role=status]').textContent = next.alt;
};
box.frame = frame;
next.loading = 'eager';
if (next.complete && next.naturalWidth) show(); else next.decode().then(show, show);
for (const { dataset: { stride } } of controls) {
  for (const near of [pictures[frame - stride], pictures[frame + +stride]]) if (near) near.loading = 'eager';
}
"""

_RESET = """
const box = this.closest('.crit-explorer');
for (const control of box.querySelectorAll('input, option')) {
  control.value = control.getAttribute('value');
  control.checked = control.defaultChecked;
  control.selected = control.defaultSelected;
}
box.oninput();
"""

_FOCUS = "this.closest('.crit-explorer').oninput()"
_OUT_OF_SIGHT = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"

_serial = itertools.count(1)


def static_html(controls, pictures, start):
    """Return the explorer as HTML.

    Parameters
    ----------
    controls : sequence of Control
    pictures : sequence of Drawing
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
        f'<div class="crit-explorer" id="{prefix}" role="group" aria-label="{title}" '
        f'oninput="{_inline(_SHOW_FRAME)}" onpointerover="this.oninput()">'
        f'<div class="crit-controls"><span class="crit-invitation">Move it</span>{parts}'
        f'<button type="button" class="crit-reset" onclick="{_inline(_RESET)}">Reset</button></div>{frames}'
        f'<p role="status" style="{_OUT_OF_SIGHT}"></p>'
        "<noscript><p>The controls need JavaScript; this is the picture they start from.</p></noscript></div>"
    )


def _inline(script):
    return html.escape(" ".join(script.split()))


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
        f'value="{control.start}" autocomplete="off" onfocus="{_FOCUS}" aria-valuetext="{now}" '
        f'data-stride="{stride}" data-labels="{labels}"><output for="{name}">{now}</output></div>'
    )


def _radio(control, stride, name):
    choices = "".join(
        f'<label><input type="radio" name="{name}" value="{index}" data-stride="{stride}" autocomplete="off" '
        f'onfocus="{_FOCUS}"'
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
        f'<select id="{name}" data-stride="{stride}" autocomplete="off" onfocus="{_FOCUS}">{options}</select></div>'
    )


def _typeset(symbol):
    return re.sub(r"_(\w+)", r"<sub>\1</sub>", html.escape(symbol))
