"""Where a convolutional network lives: a ring, a line or a torus of positions, its channels, a window, and a start."""

from dataclasses import dataclass
from typing import NamedTuple

from ...checks import flag, real, refuse, whole
from ...numerics.compile import KERNEL, njit
from ..ensemble import recorded_layers

MOST_POSITIONS = 2**26
"""Positions of the largest lattice: a few arrays of it still fit into memory."""
SMALLEST, LARGEST = 1e-50, 1e50
"""Standard deviations whose squares and ratios are ordinary numbers."""
ONE_SITE = "site", "seed"
STARTS = "independent", *ONE_SITE
PADDINGS = "circular", "zeros"

CONVOLUTION = {
    "activation": """
        activation : str, sympy.Expr or Activation
            What each unit does: a name of the catalogue, a formula in x, or an `Activation`; not a stochastic unit.""",
    "sigma_w": """
        sigma_w : float
            Standard deviation of the weights times √(kernel^dimension · channels), from 1e-50 to 1e50.""",
    "sigma_b": """
        sigma_b : float
            Standard deviation of the biases, from 0 to 1e50.""",
    "sharing": """
        sharing : {"shared", "bias", "local"}
            One kernel for all positions, as in a true convolutional network; one kernel, but a fresh bias at each
            position; or fresh weights and biases at each position (`local_paths` has the same law and is faster).""",
    "K0": """
        K0 : float
            Pre-activation variance in layer 0, of both inputs where there are two, > 0.""",
    "resolution": """
        resolution : float
            Outputs of a position differ if the root mean square of their difference over channels exceeds this,
            >= 0.""",
}
"""Parameters that simulators of these networks share, for `documented`."""

SMOOTH = """
    activation : str, sympy.Expr or Activation
        What each unit does: a name of the catalogue, a formula in x, or an `Activation`; without jumps, and not a
        stochastic unit."""


class Grid(NamedTuple):
    """What a compiled layer knows of a `Geometry`; a line of positions is a grid of one row.

    Attributes
    ----------
    rows, size : int
        Positions along either axis.
    reach_y, reach : int
        Steps from the middle of a window to its edges: none across the rows of a line.
    """

    rows: int
    size: int
    reach_y: int
    reach: int


@dataclass(frozen=True)
class Geometry:
    """Where two inputs run through a convolutional or locally connected network, and how they start.

    Parameters
    ----------
    size : int
        Positions along each axis, >= 1.
    channels : int
        Channels of each position, >= 1.
    kernel : int
        Width of the window, odd.
    dimension : {1, 2}
        A line of positions, or a square.
    padding : {"circular", "zeros"}
        What lies beyond the edges: the other side, or outputs zero.
    start : {"independent", "site"} or float
        Two independent Gaussian inputs; inputs that are the same but for one site, in the middle, where they are
        independent and drawn until an output differs ("seed" says the same); or the distance ρ of the two,
        0 < ρ <= 2, the same everywhere.
    wrap : bool, optional
        Whether the positions form a ring (a torus). False asks for the answer of an unbounded lattice: the size must
        exceed the light cone. By default True, but False for a single site. With zeros for padding, True lets the
        difference from a site reach the edge, and False is refused.

    Raises
    ------
    ValueError
        If a number is not whole or outside its range, the kernel is even, the lattice has more than 2^26 positions, or
        `dimension`, `padding`, `start` or `wrap` is none of the values above.

    Examples
    --------
    >>> from crit.models.convolutional import Geometry
    >>> Geometry(9, channels=5, dimension=2).positions
    81
    """

    size: int
    channels: int
    kernel: int = 3
    dimension: int = 1
    padding: str = "circular"
    start: str | float = "independent"
    wrap: bool | None = None

    def __post_init__(self):
        for name in ("size", "channels", "kernel"):
            object.__setattr__(self, name, whole(name, getattr(self, name)))
        if self.kernel % 2 == 0:
            refuse("kernel", self.kernel, "an odd width is needed, so that a window has a middle")
        object.__setattr__(self, "dimension", whole("dimension", self.dimension, most=2))
        if self.positions > MOST_POSITIONS:
            refuse("size", self.size, f"at most {MOST_POSITIONS} positions are simulated")
        if self.padding not in PADDINGS:
            refuse("padding", self.padding, f"one of {', '.join(PADDINGS)} is needed")
        object.__setattr__(self, "start", _checked_start(self.start))
        if self.wrap is not None and not flag("wrap", self.wrap) and not self.is_ring:
            allowed = "a padded edge is felt by every layer; without a boundary circular padding is needed"
            refuse("wrap", self.wrap, allowed)

    @property
    def positions(self) -> int:
        """Number of positions."""
        return self.size**self.dimension

    @property
    def window(self) -> int:
        """Positions in a window."""
        return self.kernel**self.dimension

    @property
    def is_ring(self) -> bool:
        """Whether each edge is continued by the other side."""
        return self.padding == "circular"

    @property
    def single_site(self) -> bool:
        """Whether the inputs are the same but for one site."""
        return isinstance(self.start, str) and self.start in ONE_SITE

    @property
    def rho0(self) -> float:
        """Distance of the inputs where they differ: 1 if they are independent."""
        return 1.0 if isinstance(self.start, str) else self.start

    @property
    def grid(self) -> Grid:
        """What a compiled layer knows."""
        reach, plane = self.kernel // 2, self.dimension == 2
        return Grid(self.size if plane else 1, self.size, reach if plane else 0, reach)

    def check_light_cone(self, layers: int) -> None:
        """Refuse a lattice on which an answer without a boundary, where one is asked for, would feel it.

        Parameters
        ----------
        layers : int
            Layers that the answer is to hold for.

        Raises
        ------
        ValueError
            If the light cone is wider than the lattice.
        """
        around = not self.single_site if self.wrap is None else self.wrap
        # A ring that exceeds the light cone is as good as an unbounded lattice: no position has an ancestor twice.
        least = 2 * (self.kernel // 2) * layers + 1
        if not around and self.size < least:
            refuse("size", self.size, f"at least {least} is needed for an answer without a boundary, or wrap=True")


def _checked_start(start):
    if isinstance(start, str):
        if start not in STARTS:
            refuse("start", start, '"independent", "site" or a distance 0 < ρ <= 2 is needed')
        return start
    if real("start", start, least=0, most=2) == 0:
        refuse("start", start, "the two inputs are identical and stay so: a distance 0 < ρ <= 2 is needed")
    return float(start)


def checked_geometry(geometry, *, ring=False, everywhere=False):
    """Return a `Geometry`, or raise ``ValueError``.

    Parameters
    ----------
    geometry : Geometry
    ring : bool
        Only a ring will do.
    everywhere : bool
        The difference begins everywhere, infinitesimal: a start of its own is refused.

    Raises
    ------
    ValueError
        If it is something else, or one that will not do.
    """
    if not isinstance(geometry, Geometry):
        refuse("geometry", geometry, "a Geometry of crit.models.convolutional is needed")
    if ring and not geometry.is_ring:
        refuse("padding", geometry.padding, "this network is a ring; conv_paths with sharing='local' takes zeros")
    if everywhere and geometry.start != "independent":
        refuse("start", geometry.start, "an infinitesimal difference begins everywhere: leave the start out")
    return geometry


def layers_within(geometry, depth, at):
    """Checked layers to record, none of which feels a boundary that it must not feel."""
    layers = recorded_layers(at, whole("depth", depth))
    geometry.check_light_cone(int(layers[-1]))
    return layers


def weight_scales(sigma_w, sigma_b):
    """Checked standard deviations of weights and biases, whose squares and ratios are ordinary numbers."""
    return real("sigma_w", sigma_w, least=SMALLEST, most=LARGEST), real("sigma_b", sigma_b, least=0, most=LARGEST)


@njit(**KERNEL)
def close(field, grid):
    """Continue a field with a rim beyond its edges by what lies at the other side."""
    rows, size, reach_y, reach = grid
    width = size + 2 * reach
    for y in range(reach_y, reach_y + rows):
        for x in range(reach):
            field[y, reach - 1 - x] = field[y, reach + (-1 - x) % size]
            field[y, reach + size + x] = field[y, reach + x % size]
    for y in range(reach_y):
        for x in range(width):
            field[reach_y - 1 - y, x] = field[reach_y + (-1 - y) % rows, x]
            field[reach_y + rows + y, x] = field[reach_y + y % rows, x]
