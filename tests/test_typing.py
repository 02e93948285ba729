"""Annotations: every public function of the annotated rooms has them, and each can be resolved."""

import inspect
import typing
from pathlib import Path

import pytest

import api
import crit
from crit.typing import ActivationLike, ExecutorLike, Measured, Unit

DRAWING = "crit.show.marks", "crit.show.figures"
"""They name types of matplotlib, which is imported when the first figure is made."""


def public():
    """Return {address: object} of what all rooms hand on: what is on an API page."""
    return {address: thing for package in api.packages() for address, thing in api.names(package).items()}


def functions():
    """Return {address: function} of the functions among these."""
    return {address: inspect.unwrap(thing) for address, thing in public().items() if not inspect.isclass(thing)}


@pytest.mark.parametrize("address", functions())
def test_every_parameter_and_result_is_annotated(address):
    signature = inspect.signature(functions()[address])
    bare = [each.name for each in signature.parameters.values() if each.annotation is each.empty]
    assert [name for name in bare if name != "keywords"] == []
    assert signature.return_annotation is not signature.empty


RESOLVED = [address for address, thing in functions().items() if thing.__module__ not in DRAWING]


@pytest.mark.parametrize("address", RESOLVED)
def test_annotations_resolve(address):
    hints = typing.get_type_hints(functions()[address])
    for name, each in inspect.signature(functions()[address]).parameters.items():
        if each.default is None:
            assert type(None) in typing.get_args(hints[name]), name


@pytest.mark.parametrize("address", RESOLVED)
def test_the_class_of_a_result_is_public(address):
    returned = typing.get_type_hints(functions()[address]).get("return")
    assert {each for each in classes_in(returned) if each.__module__.startswith("crit.")} <= set(public().values())


def classes_in(annotation):
    """Return the classes that an annotation names, however deep."""
    inner = [each for part in typing.get_args(annotation) for each in classes_in(part)]
    return [annotation, *inner] if inspect.isclass(annotation) else inner


def test_classes_are_seen_inside_of_an_annotation():
    assert set(classes_in(dict[str, tuple[crit.PowerLaw, ...]] | None)) >= {str, crit.PowerLaw}


def test_objects_have_what_the_protocols_ask_for():
    assert {name for name in vars(Unit) if not name.startswith("_")} <= set(dir(crit.activation("tanh")))
    assert {name for name in vars(ExecutorLike) if not name.startswith("_")} <= set(dir(crit.Inline()))
    known = crit.theory.known("KPZ 1+1", "z")
    assert {name for name in vars(Measured) if not name.startswith("_")} <= set(dir(known))
    assert Unit in typing.get_args(ActivationLike)


def test_the_package_says_that_it_is_typed():
    assert (Path(crit.__file__).parent / "py.typed").is_file()


def methods():
    """Return {address: method} of what public classes offer, properties too."""
    found = {}
    for address, thing in public().items():
        for name, each in vars(thing).items() if inspect.isclass(thing) else ():
            function = getattr(each, "fget", None) or getattr(each, "func", each)
            if not name.startswith("_") and inspect.isfunction(function):
                found[f"{address}.{name}"] = function
    return found


@pytest.mark.parametrize("address", methods())
def test_methods_are_annotated(address):
    _, *rest = inspect.signature(methods()[address]).parameters.values()
    assert [each.name for each in rest if each.annotation is each.empty] == []
    assert inspect.signature(methods()[address]).return_annotation is not inspect.Signature.empty
