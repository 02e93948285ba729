r"""The letters of a formula: which symbols a line of LaTeX speaks of, each with its index.

``letters(r"\sigma_w^2\,\mathbb E\varphi(\sqrt K z)^2")`` holds σ_w, 𝔼, φ, K and z. What is no letter: commands, words
in upright type, differentials, numbers, Euler's number under an exponent, π, i and j that count, and
what an index counts.
"""

import re
from typing import NamedTuple

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]|[0-9]+|\s+|.", re.S)
GREEK = re.compile(
    r"\\(var)?(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|rho|sigma|tau|upsilon|phi|chi|psi|"
    r"omega|Gamma|Delta|Theta|Lambda|Xi|Sigma|Upsilon|Phi|Psi|Omega|ell)"
)
ACCENTS = {rf"\{name}" for name in ("hat", "bar", "tilde", "dot", "vec", "mathbb", "mathcal", "mathsf", "mathbf")}
"""Commands that make one letter of another."""
UPRIGHT = {rf"\{name}" for name in ("text", "mathrm", "operatorname", "textbf", "begin", "end", "label", "tag")}
"""Commands whose argument is words, or no part of the formula."""
FUNCTIONS = {r"\min", r"\max"}
"""Commands that stand for a word where they are an index."""
WORD = r"\text"
OPERATORS = {r"\sum", r"\prod", r"\int", r"\max", r"\min", r"\lim"}
"""Commands that bind the letters of their index."""
SETS = {r"\mathbb{Z}", r"\mathbb{R}", r"\mathbb{N}", r"\mathcal{N}", r"\mathcal{O}", r"\mathsf{T}"}
"""Names that mathematics has for everybody: sets of numbers, the normal law, an order, the transposed."""
COUNTERS = {*"ijklmn", r"\mu", r"\nu"}
"""What counts where it is an index: units, layers and terms by latin letters, channels by greek ones."""


class Letter(NamedTuple):
    """A letter with its index and a star, each as LaTeX without blanks and braces that say nothing."""

    base: str
    index: str = ""
    star: str = ""

    def __str__(self):
        index = f"_{{{self.index}}}" if len(self.index) > 1 else f"_{self.index}" * bool(self.index)
        return f"{self.base}{index}{self.star and '^*'}"

    @property
    def counters(self):
        """The parts of the index that count."""
        return [] if WORD in self.index else [token for token in TOKEN.findall(self.index) if token in COUNTERS]

    @property
    def pattern(self):
        """The same with every counter and every number of the index as a joker: a_i and a_j are one declaration."""
        if WORD in self.index:
            return self
        jokers = ("*" if token in COUNTERS or token.isdigit() else token for token in TOKEN.findall(self.index))
        return self._replace(index="".join(jokers))

    @property
    def bare(self):
        """The letter without an index that only counts, says where or when in words, or marks a critical point."""
        rest = re.sub(r"\\text\{[^{}]*\}|\\infty|[*+,c-]", "", self.pattern.index)
        return self._replace(index=rest)


def letters(latex):
    """Return the letters of a formula, in order, repeats included.

    Parameters
    ----------
    latex : str
        Without dollars.

    Returns
    -------
    list of Letter
    """
    found, bound = [], set()
    _read(TOKEN.findall(latex), found, bound)
    bound.update("ij", (counter for letter in found for counter in letter.counters))
    return [letter for letter in found if letter.base not in bound or letter.index]


def _read(tokens, found, bound):
    place = 0
    while place < len(tokens):
        token, start, place = tokens[place], place, place + 1
        if token in UPRIGHT:
            place = _skip_index(tokens, _argument(tokens, place)[1], found, bound)
        elif token in OPERATORS:
            index, place = _index(tokens, place)
            bound.update(other for other in index if other.isalpha())
        elif token in ACCENTS:
            inner, place = _argument(tokens, place)
            letter = f"{token}{{{_plain(inner)}}}"
            place = _letter(letter, tokens, place, found, bound) if letter not in SETS else place
        elif _is_letter(token) and not _is_sign(tokens, start):
            place = _letter(token, tokens, place, found, bound)


def _is_letter(token):
    return (len(token) == 1 and token.isalpha()) or bool(GREEK.fullmatch(token))


def _is_sign(tokens, start):
    """Whether a letter is a differential, Euler's number, an order or the gamma function, as its neighbours say."""
    token = tokens[start]
    following = next((other for other in tokens[start + 1 :] if not other.isspace()), "")
    if token == "d":
        in_fraction = start > 1 and tokens[start - 2 : start] == [r"\frac", "{"] and following in "}^"
        return in_fraction or _is_letter(following) or following in ACCENTS
    return (token, following) in (
        ("e", "^"),
        *((name, behind) for name in ("O", r"\Gamma") for behind in ("(", r"\left")),
    )


def _letter(base, tokens, place, found, bound):
    """Note a letter with the index and the star behind it; read what else stands above or below. Return the place."""
    index, star, above = [], "", []
    while place < len(tokens) and tokens[place] in "_^'":
        mark = tokens[place]
        argument, place = ([], place + 1) if mark == "'" else _argument(tokens, place + 1)
        if mark == "_":
            index = argument
        elif argument == ["*"]:
            star = "*"
        else:
            above = argument
    found.append(Letter(base, _plain(index), star))
    if above[:1] == ["("]:  # the order of a derivative, counted by any letter
        above = [token for token in above if token not in COUNTERS]
    _read(above, found, bound)
    return place


def _skip_index(tokens, place, found, bound):
    index, place = _index(tokens, place)
    _read(index, found, bound)
    return place


def _index(tokens, place):
    if place < len(tokens) and tokens[place] == "_":
        return _argument(tokens, place + 1)
    return [], place


def _argument(tokens, place):
    """Return the tokens of the argument that begins at a place, without its braces, and the place behind it."""
    while place < len(tokens) and tokens[place].isspace():
        place += 1
    if place < len(tokens) and tokens[place] == "{":
        depth, start = 1, place + 1
        while depth and place + 1 < len(tokens):
            place += 1
            depth += (tokens[place] == "{") - (tokens[place] == "}")
        return tokens[start:place], place + 1
    if place < len(tokens) and tokens[place] in ACCENTS | UPRIGHT:
        inner, behind = _argument(tokens, place + 1)
        return [tokens[place], "{", *inner, "}"], behind
    return tokens[place : place + 1], place + 1


def _plain(tokens):
    """Return tokens as one string: without blanks, accents with braces, all words in one kind of upright type."""
    written, place = "", 0
    while place < len(tokens):
        token, place = tokens[place], place + 1
        if token in ACCENTS | UPRIGHT:
            inner, place = _argument(tokens, place)
            written += f"{token if token in ACCENTS else WORD}{{{_plain(inner)}}}"
        elif token in FUNCTIONS:
            written += f"{WORD}{{{token[1:]}}}"
        else:
            written += token.strip()
    return written
