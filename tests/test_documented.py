"""Shared parameters: a docstring that names them shows them."""

import inspect
import textwrap

import pytest

from crit.documented import SHARED, documented


@documented(
    at="""
    at : sequence of int, optional
        Layers to record."""
)
def simulate(seed, *, replicas, at):
    """Simulate {this}.

    Parameters
    ----------
    {seed}
    {replicas, at}

    Returns
    -------
    set
        Of the form {a}.
    """


def test_what_help_shows():
    assert inspect.getdoc(simulate).splitlines()[:17] == [
        "Simulate {this}.",
        "",
        "Parameters",
        "----------",
        "seed : int, numpy.random.SeedSequence, numpy.random.Generator or None",
        "    The same seed gives the same bits, whatever else runs and however many replicas are asked for, in whatever",
        "    blocks, threads or processes, and whether the code was just compiled or came from the disk; another type of",
        "    processor may change the last of them. With None every call is different; a Generator is drawn from, so that",
        "    a second call gives other runs.",
        "replicas : int",
        "    How many independent runs, >= 1.",
        "at : sequence of int, optional",
        "    Layers to record.",
        "",
        "Returns",
        "-------",
        "set",
    ]


def test_braces_in_a_sentence_stay():
    assert simulate.__doc__.rstrip().endswith("Of the form {a}.")


def test_a_function_stays_itself():
    def nothing():
        pass

    assert documented(nothing) is nothing and nothing.__doc__ is None


@pytest.mark.parametrize("name", SHARED)
def test_every_entry_names_its_parameter_and_says_something(name):
    first, *rest = textwrap.dedent(SHARED[name]).strip().splitlines()
    assert first.startswith(f"{name} : ")
    assert rest and all(line.startswith("    ") for line in rest)


def test_an_entry_that_there_is_not_is_an_error():
    def run():
        """Run.

        {seeed}
        """

    with pytest.raises(ValueError, match="run documents seeed, which"):
        documented(run)
