"""Symbols: each is defined once, prints like its name, and stands on the notation page."""

import ast
import re
from pathlib import Path

import pytest
import sympy as sp

from crit.theory import avalanches, landau, networks, symbols
from crit.theory.networks import sign_automaton
from crit.theory.networks.edge_of_chaos import decay_law
from crit.theory.networks.finite_width import growth
from crit.theory.networks.mean_weights import general_signed_couplings
from crit.theory.networks.pair_distance import pair_density
from crit.theory.susceptibilities import responses, weak_field_peaks

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {name: value for name, value in vars(symbols).items() if isinstance(value, sp.Symbol)}
ENTRIES = [entry for part in symbols.NOTATION.values() for entry in part]
FORMULAS = {
    "couplings": networks.general_couplings(),
    "growth": growth(),
    "signed couplings": general_signed_couplings(),
    "decay": [decay_law()[0].logarithm, decay_law()[1].rate],
    "pair": [pair_density(), networks.singular_term(1)],
    "automaton": [sign_automaton.flip_probability()],
    "walks": [*avalanches.FREE_WALK, *avalanches.TRAPPED_WALK, avalanches.mean_shape(avalanches.TRAPPED_WALK)],
    "thresholds": [avalanches.excursion_rate(), avalanches.size_rate()],
    "statics": [*landau.drift_and_noise((symbols.r, symbols.h, symbols.u, symbols.D1, symbols.D2))],
    "susceptibilities": [*responses(), *weak_field_peaks().root, *weak_field_peaks().field],
    "reversal": [avalanches.response_hamiltonian((symbols.r, 0, symbols.u, symbols.D1, 0))],
}


def test_every_symbol_stands_on_the_notation_page_once():
    named = [entry.name for entry in ENTRIES if entry.name]
    assert sorted(named) == sorted([*PUBLIC, "phi_n"])
    for entry in ENTRIES:
        if entry.name in PUBLIC:
            assert entry.letter == sp.latex(PUBLIC[entry.name])
    assert [sp.latex(symbol) for symbol in symbols.phi_n] == [rf"\varphi_{{{n}}}" for n in range(5)]


def clashes(entries):
    """Letters that have two senses: without a subject, within one, or with and without."""
    letters = [(letter, entry.subject) for entry in entries for letter in entry.letter.split(",")]
    general = {letter for letter, subject in letters if not subject}
    twice = {pair for pair in letters if letters.count(pair) > 1}
    return {letter for letter, _ in twice} | {letter for letter, subject in letters if subject and letter in general}


def test_no_letter_has_two_senses():
    assert clashes(ENTRIES) == set()


@pytest.mark.parametrize(
    "second, found",
    [(("K", ""), {"K"}), (("S", "pairs"), {"S"}), (("K", "statics"), {"K"}), ((r"\tau,c", "pairs"), {"c"})],
)
def test_two_senses_are_seen(second, found):
    letter, subject = second
    assert clashes([*ENTRIES, symbols.Entry(letter, "another", "", None, subject)]) == found


def test_letters_that_are_shared_belong_to_subjects():
    everywhere = [letter for entry in ENTRIES for letter in entry.letter.split(",")]
    shared = {letter for letter in everywhere if everywhere.count(letter) > 1}
    subjects = {letter: {e.subject for e in ENTRIES if letter in e.letter.split(",")} for letter in shared}
    assert "z" in shared
    assert all(len(found) > 1 and "" not in found for found in subjects.values())


ACCENTS = {"_tilde": r"\tilde", "_bar": r"\bar", "_hat": r"\hat"}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_name_is_what_is_printed(name):
    letter = name[0] if name[-4:] not in ("_bar", "_hat") else name[:-4]
    printed = sp.latex(PUBLIC[name]).replace("\\", "")
    assert letter in printed
    for suffix, accent in ACCENTS.items():
        assert name.endswith(suffix) == (accent in sp.latex(PUBLIC[name]))
    assert len(re.findall("'", printed)) == (2 if name.endswith("_second") else name.count("_prime"))


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_are_made_of_these_symbols(name):
    free = set().union(*(sp.sympify(formula).free_symbols for formula in FORMULAS[name]))
    assert free
    assert free <= {*PUBLIC.values(), *symbols.phi_n}


def test_no_other_file_defines_a_symbol_at_its_top():
    for file in (ROOT / "crit").rglob("*.py"):
        if file.name == "symbols.py":
            continue
        for statement in ast.parse(file.read_text()).body:
            if isinstance(statement, ast.Assign):
                calls = [node.func for node in ast.walk(statement.value) if isinstance(node, ast.Call)]
                made = {call.attr for call in calls if isinstance(call, ast.Attribute)}
                assert not made & {"Symbol", "symbols", "Dummy"}, file


@pytest.mark.parametrize("k", [-1, 0.5, "1", None])
def test_orders_that_are_none(k):
    with pytest.raises(ValueError, match="^k = "):
        symbols.mean_square(k)
