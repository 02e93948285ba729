"""The spread of z, drawn as inline SVG: bars of the claims, and over them the normal curve.

Only `currentColor` and classes are used, so that a picture follows the page from light to dark and into print.
"""

from collections import Counter
from math import ceil, erf, floor, sqrt

BIN, EDGE = 0.5, 4
"""Width of a bar, and where the axis ends; what lies beyond is counted in the last bar."""


def normal(low, high):
    """Return the probability of a standard normal number between two bounds."""
    return (erf(high / sqrt(2)) - erf(low / sqrt(2))) / 2


def bars(values):
    """Return {left edge of a bar: how many values it holds}; what lies beyond the axis is in its last bars."""
    return Counter(min(max(floor(z / BIN) * BIN, -EDGE), EDGE - BIN) for z in values)


def histogram(agreeing, other, size=(340, 170)):
    """Draw how z is spread.

    Parameters
    ----------
    agreeing : list of float
        z of the claims that are confirmed; the curve has as many numbers.
    other : list of float
        z of the others, drawn hollow on top.
    size : (int, int)
        Pixels.

    Returns
    -------
    str
        An ``svg`` element.
    """
    below, above = bars(agreeing), bars(other)
    expected = {left: len(agreeing) * normal(left, left + BIN) for left in _lefts()}
    highest = max([*(below[left] + above[left] for left in _lefts()), *expected.values(), 1])
    frame = _Frame(*size, highest)
    parts = [frame.bar(left, 0, below[left], "crit-bar") for left in _lefts() if below[left]]
    parts += [frame.bar(left, below[left], above[left], "crit-bar-other") for left in _lefts() if above[left]]
    return frame.svg("".join(parts) + frame.curve(len(agreeing)), _said(agreeing, other))


def _lefts():
    return [-EDGE + BIN * i for i in range(ceil(2 * EDGE / BIN))]


def _said(agreeing, other):
    text = f"Histogram of z of {len(agreeing)} confirmed claims, with the normal curve for as many numbers"
    return f"{text}; {len(other)} others stand hollow at the ends." if other else f"{text}."


class _Frame:
    """A drawing area with z across and a number of claims upwards."""

    def __init__(self, width, height, highest):
        self.width, self.height, self.highest = width, height, highest
        self.is_small = width < 200
        self.floor = height - (4 if self.is_small else 22)

    def x(self, z):
        return round((z + EDGE) / (2 * EDGE) * self.width, 1)

    def y(self, number):
        return round(self.floor - number / self.highest * (self.floor - 4), 1)

    def bar(self, left, start, number, kind):
        x, y = self.x(left), self.y(start + number)
        return f'<path class="{kind}" d="M{x} {self.y(start)}V{y}H{self.x(left + BIN)}V{self.y(start)}z"/>'

    def curve(self, number):
        density = [(z / 10, number * BIN * normal(z / 10 - 0.05, z / 10 + 0.05) / 0.1) for z in range(-35, 36)]
        points = " ".join(f"{self.x(z)},{self.y(height)}" for z, height in density)
        return f'<polyline class="crit-curve" points="{points}"/>'

    def svg(self, content, said):
        axis = f'<path class="crit-axis" d="M0 {self.floor}H{self.width}"/>'
        if not self.is_small:
            axis += "".join(
                f'<text x="{self.x(z)}" y="{self.height - 5}">{str(z).replace("-", "−")}</text>' for z in range(-3, 4)
            )
        return (
            f'<svg class="crit-spread" viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'height="{self.height}" role="img" aria-label="{said}">{content}{axis}</svg>'
        )
