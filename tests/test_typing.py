"""Annotations: every public function of the annotated rooms has them, and each can be resolved."""

import inspect
import typing
from pathlib import Path

import pytest

import api
import crit
from crit.typing import ActivationLike, ExecutorLike, Measured, Unit

ANNOTATED = "crit.theory", "crit.models", "crit.measure", "crit.show", "crit.storage"
DRAWING = "crit.show.marks", "crit.show.figures"
"""They name types of matplotlib, which is imported when the first figure is made."""


def functions():
    """Return {address: function} of what the annotated rooms hand on."""
    public = {address: thing for package in api.packages() for address, thing in api.names(package).items()}
    found = {address: inspect.unwrap(thing) for address, thing in public.items() if not inspect.isclass(thing)}
    return {address: thing for address, thing in found.items() if thing.__module__.startswith(ANNOTATED)}


@pytest.mark.parametrize("address", functions())
def test_every_parameter_and_result_is_annotated(address):
    signature = inspect.signature(functions()[address])
    bare = [each.name for each in signature.parameters.values() if each.annotation is each.empty]
    assert [name for name in bare if name != "keywords"] == []
    assert signature.return_annotation is not signature.empty


@pytest.mark.parametrize("address", [name for name, thing in functions().items() if thing.__module__ not in DRAWING])
def test_annotations_resolve(address):
    hints = typing.get_type_hints(functions()[address])
    for name, each in inspect.signature(functions()[address]).parameters.items():
        if each.default is None:
            assert type(None) in typing.get_args(hints[name]), name


def test_objects_have_what_the_protocols_ask_for():
    assert {name for name in vars(Unit) if not name.startswith("_")} <= set(dir(crit.activation("tanh")))
    assert {name for name in vars(ExecutorLike) if not name.startswith("_")} <= set(dir(crit.Inline()))
    known = crit.theory.known("KPZ 1+1", "z")
    assert {name for name in vars(Measured) if not name.startswith("_")} <= set(dir(known))
    assert Unit in typing.get_args(ActivationLike)


def test_the_package_says_that_it_is_typed():
    assert (Path(crit.__file__).parent / "py.typed").is_file()
