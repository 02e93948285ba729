"""Parameters that many functions share: described once, filled into the docstrings that name them.

A function says ``{seed, executor}`` on a line of its own in its section of parameters and wears the decorator; what
``help`` and the pages show has the whole text in the place of that line.
"""

import re
import textwrap
from collections.abc import Callable
from typing import TypeVar, overload

SHARED = {
    "activation": """
        activation : str, sympy.Expr or Activation
            What each unit does: a name of the catalogue, a formula in x, or an `Activation`.""",
    "sigma_w": """
        sigma_w : float
            Standard deviation of the weights times √width, > 0.""",
    "sigma_b": """
        sigma_b : float
            Standard deviation of the biases, >= 0.""",
    "width": """
        width : int
            Units in a layer, N >= 1.""",
    "depth": """
        depth : int
            Number of layers, >= 1.""",
    "K0": """
        K0 : float or array of shape (replicas,)
            Pre-activation variance in layer 0, > 0: one for all replicas or one for each.""",
    "at": """
        at : array_like of int, optional
            Layers to record, increasing, from 0 to ``depth``; by default all.""",
    "replicas": """
        replicas : int
            How many independent runs, >= 1.""",
    "seed": """
        seed : int, numpy.random.SeedSequence, numpy.random.Generator or None
            The same seed gives the same bits, whatever else runs and however many replicas are asked for, in whatever
            blocks, threads or processes, and whether the code was just compiled or came from the disk; another type of
            processor may change the last of them. With None every call is different; a Generator is drawn from, so that
            a second call gives other runs.""",
    "executor": """
        executor : concurrent.futures.Executor or alike, optional
            Where the runs take place, in blocks: anything with ``submit`` that returns futures, as a thread or process
            pool or the client of Dask or MPI. By default in the threads that the package shares, as many as
            ``CRIT_THREADS`` says or as there are processors; `crit.Inline` runs them in the caller's thread.""",
    "progress": """
        progress : bool
            Show a progress bar.""",
}
"""Name → its entry in a section of parameters."""

_PLACE = re.compile(r"^( *)\{([\w, ]+)\}$", re.MULTILINE)


F = TypeVar("F", bound=Callable)


@overload
def documented(function: F) -> F: ...


@overload
def documented(**entries: str) -> Callable[[F], F]: ...


def documented(function=None, **entries):
    """Fill the lines ``{name, name}`` of a docstring with the entries of `SHARED`.

    Parameters
    ----------
    function : callable
        What is documented; left out when the decorator is called with entries.
    **entries : str
        Further entries, or others in the place of shared ones, written like those of `SHARED`.

    Returns
    -------
    callable
        The function itself, or a decorator.

    Raises
    ------
    ValueError
        If a docstring names an entry that there is not.

    Examples
    --------
    >>> @documented
    ... def run(replicas):
    ...     '''Run.
    ...
    ...     Parameters
    ...     ----------
    ...     {replicas}
    ...     '''
    >>> print(run.__doc__.strip().splitlines()[-2].strip())
    replicas : int
    """
    if function is None:
        return lambda function: _fill(function, SHARED | entries)
    return _fill(function, SHARED)


def _fill(function, entries):
    def text(place):
        indent, names = place[1], [name.strip() for name in place[2].split(",")]
        if missing := set(names) - set(entries):
            raise ValueError(f"{function.__qualname__} documents {', '.join(sorted(missing))}, which nothing describes")
        lines = "\n".join(textwrap.dedent(entries[name]).strip() for name in names).splitlines()
        return "\n".join(indent + line if line else line for line in lines)

    if function.__doc__:
        function.__doc__ = _PLACE.sub(text, function.__doc__)
    return function
