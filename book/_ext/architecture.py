"""Sphinx extension: the ``{rooms}`` directive, a picture and a table of the library drawn from its own imports."""

from html import escape

from docutils import nodes

import gathered
import rooms

WIDTH, GAP, LINE, HEAD = 190, 46, 17, 26
"""Width of a box, space between boxes, height of a line and of a heading, in pixels."""


def fill(app, docname):
    """Return the picture and the table."""
    inside, needed = rooms.contents(app.srcdir), rooms.arrows(app.srcdir)
    return [nodes.raw("", picture(inside, needed), format="html"), _table(inside, needed)]


def levels(needed):
    """Return rooms in rows, from those that import nothing upwards; an arrow always points down."""
    height = {}
    while len(height) < len(needed):
        height |= {
            room: 1 + max((height[below] for below in needed[room]), default=-1)
            for room in needed
            if room not in height and needed[room] <= height.keys()
        }
    return [sorted(room for room in height if height[room] == level) for level in range(max(height.values()) + 1)]


def picture(inside, needed):
    """Return an SVG that takes its colours from the page."""
    rows, places, top = levels(needed)[::-1], {}, 4
    wide = max(map(len, rows)) * (WIDTH + GAP) - GAP
    for row in rows:
        left = (wide - len(row) * (WIDTH + GAP) + GAP) / 2
        for k, room in enumerate(row):
            places[room] = left + k * (WIDTH + GAP), top, HEAD + LINE * len(inside[room])
        top += max(places[room][2] for room in row) + GAP
    level = {room: k for k, row in enumerate(rows) for room in row}
    pairs = [(room, below) for room in needed for below in sorted(needed[room])]
    drawn = [_arrow(places[room], places[below], level[below] - level[room] > 1) for room, below in pairs]
    drawn += [_box(room, inside[room], *places[room]) for room in places]
    title = "Rooms of the package as boxes; arrows lead from a room to those that it imports."
    return (
        f'<figure class="rooms"><svg viewBox="-4 0 {wide + 8:.0f} {top - GAP + 8:.0f}" role="img" '
        f'aria-label="{title}"><defs><marker id="rooms-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z"/></marker></defs>{"".join(drawn)}</svg></figure>'
    )


def _box(room, wings, x, y, height):
    lines = [f'<text class="room" x="{x + 10:.0f}" y="{y + 18:.0f}">{escape(room)}</text>']
    for k, (wing, count) in enumerate(sorted(wings.items())):
        text = f"{wing or 'files of its own'} · {count}"
        lines.append(f'<text x="{x + 18:.0f}" y="{y + HEAD + 10 + k * LINE:.0f}">{escape(text)}</text>')
    return f'<rect x="{x:.0f}" y="{y:.0f}" width="{WIDTH}" height="{height}" rx="6"/>{"".join(lines)}'


def _arrow(start, end, passes_a_row):
    (x1, y1, height), (x2, y2, _) = start, end
    if passes_a_row:  # around the left of what lies between
        x, y = x2 + 20, y1 + height / 2
        path = f"M{x1:.0f},{y:.0f} C{x:.0f},{y:.0f} {x:.0f},{y + height:.0f} {x:.0f},{y2:.0f}"
    else:
        path = f"M{x1 + WIDTH / 2:.0f},{y1 + height:.0f} L{x2 + WIDTH / 2:.0f},{y2:.0f}"
    return f'<path class="arrow" d="{path}" marker-end="url(#rooms-head)"/>'


def _table(inside, needed):
    rows = []
    for room, wings in sorted(inside.items()):
        below, names = ", ".join(sorted(needed[room])), ", ".join(filter(None, sorted(wings)))
        rows.append((room, below or "nothing", names or "–", str(wings.total())))
    return gathered.table("Rooms", ("Room", "Imports", "Wings", "Files"), rows)


def setup(app):
    """Connect to Sphinx."""
    gathered.add(app, "rooms", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
