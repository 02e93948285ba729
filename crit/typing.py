"""Types that the signatures of the package name."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol, TypeAlias

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike as ArrayLike


class Unit(Protocol):
    """What `crit.activation` returns, or looks like it: φ as an object."""

    @property
    def stochastic(self) -> bool:
        """Whether it fires at random."""
        ...

    def __call__(self, h: ArrayLike) -> np.ndarray:
        """Value at an array of pre-activations."""
        ...


class Measured(Protocol):
    """A number with its standard error."""

    @property
    def value(self) -> float:
        """The number."""
        ...

    @property
    def error(self) -> float:
        """Its standard error."""
        ...


class AvalanchesLike(Protocol):
    """Avalanches one by one, as a simulator or `crit.excursions` returns them."""

    @property
    def size(self) -> np.ndarray:
        """Size of each."""
        ...

    @property
    def duration(self) -> np.ndarray:
        """Duration of each."""
        ...


class Columns(Protocol):
    """A table that gives a column for its name: a frame, a dict of arrays, a structured array."""

    def __getitem__(self, name: str, /) -> Any:
        """The column of that name."""
        ...


class ExecutorLike(Protocol):
    """What takes a function and its arguments and gives a future, as the executors of `concurrent.futures` do."""

    def submit(self, function, /, *arguments, **keywords) -> Future:
        """Have the call made."""
        ...


ActivationLike: TypeAlias = str | sp.Expr | Unit
"""A name of the catalogue, a formula in x, or an activation."""

SeedLike: TypeAlias = int | np.random.SeedSequence | np.random.Generator | None
"""What starts a stream of random numbers."""

Window: TypeAlias = tuple[float, float]
"""Lowest and highest value that an estimate uses."""

Windows: TypeAlias = Window | Sequence[Window]
"""One window for all systems, or one for each."""

Trial: TypeAlias = Callable[[np.random.Generator], float]
"""What is done many times over, each time with random numbers of its own."""

Bound: TypeAlias = float | None
"""What a number must exceed, or stay below."""

Corrections: TypeAlias = Sequence[Callable | Sequence[Callable]]
"""Functions with free amplitudes; in place of one there may be one for each system."""
