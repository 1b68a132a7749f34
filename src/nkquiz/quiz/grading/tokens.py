"""The token: what texts are compared by, and which words must be written exactly."""

from __future__ import annotations

import re
from typing import Literal

from nkquiz.frozen import frozen
from nkquiz.quiz.grading.spelling import one_spelling, singular

Sort = Literal["word", "number", "unit", "sign", "and", "comma"]


@frozen
class Token:
    """A piece of a normal form; `shown` is how it was written.

    `exact`: no slip is forgiven. `loose`: an article, which may be missing. `value`: a number that is no part of a
    name. `acronym`: capitals that must not lose or gain a plural s unnoticed.
    """

    text: str
    sort: Sort
    shown: str
    singular: str = ""
    exact: bool = True
    loose: bool = False
    value: bool = False
    acronym: bool = False


GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi "
        "psi omega".split(),
        strict=True,
    )
) | {"ς": "sigma"}

EXACT_WORDS = frozenset(
    "without never neither cannot except unless hyper inter intra infra extra ultra super supra macro micro "
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "twentieth thirtieth twice thrice daily weekly monthly yearly hourly hundred thousand million "
    "billion".split()
) | frozenset(GREEK.values())
"""Longer words that a slip could turn round: negation, loose prefixes, order and number, Greek letters."""

_POSSESSIVE = re.compile(r"'[sS]?\Z")


def _has_letter_cases(text: str) -> bool:
    """Return True if every character is a small letter.

    Scripts without small letters (kana, Han, Hangul, Thai, Hebrew, Arabic) put so much into one character that another
    one is another word: `おばさん` is an aunt, `おばあさん` a grandmother.
    """
    return all(map(str.islower, text))


def word_token(shown: str, joined: bool, article: bool) -> Token:
    """Return the token of a word; `joined` means that a digit or a Greek letter touches it."""
    bare = _POSSESSIVE.sub("", shown)
    lower = bare.casefold()
    capitals = sum(c.isupper() for c in bare)
    acronym = capitals >= 2 and (len(bare) <= 6 or not bare.isupper())
    text = one_spelling(lower)
    plural = acronym and bare[-1] == "s" and bare[:-1].isupper()
    one = text[:-1] if plural else text if acronym else singular(text)
    exact = joined or acronym or len(text) < 5 or text in EXACT_WORDS or not _has_letter_cases(text)
    return Token(text, "word", shown, one, exact=exact, loose=article, acronym=acronym)
