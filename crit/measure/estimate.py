"""The one error of this room that is not about arguments."""


class NotEnoughData(RuntimeError):
    """Too little data for an honest estimate.

    Parameters
    ----------
    message : str
        What was needed and what came.
    estimate : object
        The estimate so far, or None.
    """

    def __init__(self, message, estimate=None):
        super().__init__(message)
        self.estimate = estimate
