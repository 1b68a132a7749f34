"""Phrases of several tokens -> what they say: comparisons, ranges, proportions, positive and negative, Roman numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nkquiz.quiz.grading.quantities import canonical_number
from nkquiz.quiz.grading.tokens import Token

Tokens = tuple[Token, ...]
_Folded = tuple[Tokens, int] | None
"""What a rule makes of the tokens at a place, and how many of them it takes."""

_ABOUT = frozenset("about approximately approx around roughly circa ca ~".split())
_LABELS = frozenset("class type grade stage phase group".split())
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_LEADS = (("it", "is"), ("they", "are"), ("because", "of"), ("because",), ("it",), ("they",), ("to",))
_COMPARISONS = {
    ("no", "more", "than"): "≤",
    ("not", "more", "than"): "≤",
    ("no", "less", "than"): "≥",
    ("at", "least"): "≥",
    ("at", "most"): "≤",
    ("up", "to"): "≤",
    ("more", "than"): ">",
    ("greater", "than"): ">",
    ("less", "than"): "<",
    ("fewer", "than"): "<",
    ("over",): ">",
    ("above",): ">",
    ("under",): "<",
    ("below",): "<",
    (">", "="): "≥",
    ("<", "="): "≤",
}

TO = Token("–", "sign", "to")
"""What parts a range: `2 to 7`, `2-7`, `between 2 and 7`."""

OF = Token("of", "word", "of", "of")
"""What parts a proportion: `5 of 9`, `5/9`, `5 out of 9`."""


def phrased(found: Tokens) -> Iterator[Token]:
    """Yield `found` with every phrase folded."""
    at = 0
    while at < len(found):
        folded = next((folded for rule in _RULES if (folded := rule(found, at))), ((found[at],), 1))
        yield from folded[0]
        at += folded[1]


def without_lead(found: Iterator[Token]) -> list[Token]:
    """Return the tokens without `it is`, `they`, `because`, `to` at their head."""
    rest = list(found)
    for lead in _LEADS:
        if len(rest) > len(lead) and tuple(t.text for t in rest[: len(lead)]) == lead and rest[len(lead)].sort == "word":
            return rest[len(lead) :]
    return rest


def _the(found: Tokens, at: int) -> _Folded:
    return ((), 1) if found[at].text == "the" and len(found) > 1 else None


def _about(found: Tokens, at: int) -> _Folded:
    """Drop `about` before a number: nobody is asked whether a figure is rounded."""
    after = found[at + 1] if at + 1 < len(found) else None
    if found[at].text in _ABOUT and after and (after.value or after.text in ("half", "third")):
        return (), 1
    return None


def _range(found: Tokens, at: int) -> _Folded:
    """Fold `between 2 and 7`, `from 2 to 7` and `2 to 7` into one form."""
    texts, sorts = [t.text for t in found[at : at + 4]], [t.sort for t in found[at : at + 4]]
    if texts[0] == "between" and sorts[1:] == ["number", "and", "number"]:
        return (found[at + 1], TO, found[at + 3]), 4
    if texts[0] == "from" and sorts[1:2] == sorts[3:4] == ["number"] and texts[2:3] == ["to"]:
        return (found[at + 1], TO, found[at + 3]), 4
    if sorts[:3] == ["number", "word", "number"] and texts[1] == "to":
        return (found[at], TO, found[at + 2]), 3
    return None


def _proportion(found: Tokens, at: int) -> _Folded:
    """Fold `5 in 9` and `5 out of 9` into `5 of 9`."""
    texts, sorts = [t.text for t in found[at : at + 4]], [t.sort for t in found[at : at + 4]]
    if sorts[:3] == ["number", "word", "number"] and texts[1] == "in":
        return (found[at], OF, found[at + 2]), 3
    if sorts == ["number", "word", "word", "number"] and texts[1:3] == ["out", "of"]:
        return (found[at], OF, found[at + 3]), 4
    return None


def _comparison(found: Tokens, at: int) -> _Folded:
    for length in (3, 2, 1):
        words = found[at : at + length]
        sign = _COMPARISONS.get(tuple(token.text for token in words))
        if sign and len(found) > at + length and found[at + length].sort == "number":
            return (Token(sign, "sign", " ".join(token.shown for token in words)),), length
    return None


def _marker(found: Tokens, at: int) -> _Folded:
    """Fold the `positive` of `CD8-positive` and `CD107a positive` into the sign."""
    sign = {"positive": "+", "pos": "+", "negative": "-", "neg": "-"}.get(found[at].text)
    if sign is None or at == 0:
        return None
    last, before = found[at - 1], found[at - 2] if at > 1 else None
    named = last.sort == "number" and not last.value
    named |= len(last.text) <= 2 and last.exact and before is not None and before.sort == "number" and not before.value
    return ((Token(sign, "sign", found[at].shown),), 1) if named else None


def _roman(found: Tokens, at: int) -> _Folded:
    """Fold `class II` into `class 2`; an `I` that follows no such word stays."""
    number = _ROMAN.get(found[at].text)
    if number is None or at == 0 or found[at - 1].text not in _LABELS:
        return None
    value = found[at - 1].text not in ("class", "type")
    return (Token(canonical_number(number), "number", found[at].shown, value=value),), 1


_RULES: tuple[Callable[[Tokens, int], _Folded], ...] = (_the, _about, _range, _proportion, _comparison, _marker, _roman)
