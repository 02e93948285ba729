"""One answer about a network or a recording of one's own."""

from ..checks import refuse
from ..measure.avalanches.raster import RasterAvalanches
from ..typing import SeedLike
from .network_report import network_report
from .page import Report
from .raster_report import raster_report
from .recording import Recording


def report(recording: Recording | RasterAvalanches, *, seed: SeedLike = 1) -> Report:
    """Report on a recorded network, or on the avalanches of a raster.

    Parameters
    ----------
    recording : Recording or RasterAvalanches
        From `crit.record` or `crit.avalanches_of`.
    seed : int, SeedSequence, Generator or None
        Of tests of goodness.

    Returns
    -------
    Report
        Shows itself in a notebook; ``save("report.html")`` writes one file.

    Raises
    ------
    ValueError
        If it is neither, or the seed is none.
    NotEnoughData
        If the inputs of no layer are known and different.
    """
    if isinstance(recording, Recording):
        return network_report(recording)
    if isinstance(recording, RasterAvalanches):
        return raster_report(recording, seed=seed)
    return refuse("recording", recording, "what record or avalanches_of returned is needed")
