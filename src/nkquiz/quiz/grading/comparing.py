"""Two normal forms, token by token: in order, all there, a slip only where it is allowed."""

from __future__ import annotations

from collections.abc import Callable

from nkquiz.quiz.grading.spelling import singular
from nkquiz.quiz.grading.tokens import Token

Part = tuple[Token, ...]
IsSlip = Callable[[Token, Token], bool]
"""Says whether a given token is a forgivable misspelling of a wanted one."""

_NEVER_JOINED = frozenset("a an in un on at no not".split())
_MOST_PIECES = 4


def same(wanted: Token, given: Token) -> bool:
    """Return True if the two tokens mean the same; a regular plural counts, that of capitals only with a small s."""
    if wanted.sort != given.sort:
        return False
    if wanted.text == given.text:
        return True
    if wanted.sort != "word" or not wanted.singular:
        return False
    if wanted.acronym:
        return wanted.singular == (given.singular if given.acronym else given.text)
    return wanted.singular == singular(given.text)


def aligned(wanted: Part, given: Part, is_slip: IsSlip) -> Part | None:
    """Return the wanted tokens that `given` has with a slip; None if the two do not say the same in the same order."""
    if abs(len(wanted) - len(given)) > len(wanted) + _MOST_PIECES:
        return None
    return _aligned_from(wanted, 0, given, 0, is_slip)


def _aligned_from(wanted: Part, i: int, given: Part, j: int, is_slip: IsSlip) -> Part | None:
    while i < len(wanted) and j < len(given) and same(wanted[i], given[j]):
        i, j = i + 1, j + 1
    if i == len(wanted) and j == len(given):
        return ()
    if i < len(wanted) and wanted[i].loose:
        return _aligned_from(wanted, i + 1, given, j, is_slip)
    if j < len(given) and given[j].loose:
        return _aligned_from(wanted, i, given, j + 1, is_slip)
    if i == len(wanted) or j == len(given):
        return None
    if width := _pieces_of(wanted[i], given, j):
        return _aligned_from(wanted, i + 1, given, j + width, is_slip)
    if width := _pieces_of(given[j], wanted, i):
        return _aligned_from(wanted, i + width, given, j + 1, is_slip)
    if not is_slip(given[j], wanted[i]):
        return None
    rest = _aligned_from(wanted, i + 1, given, j + 1, is_slip)
    return None if rest is None else (wanted[i], *rest)


def _pieces_of(whole: Token, pieces: Part, at: int) -> int:
    """Return how many of `pieces` from `at` make up `whole` written in one (`micro tubule`), 0 if none do."""
    if whole.sort != "word":
        return 0
    text = ""
    for width, piece in enumerate(pieces[at : at + _MOST_PIECES], start=1):
        text += piece.text
        if piece.sort != "word" or piece.loose or not whole.text.startswith(text):
            return 0
        if width > 1 and text in (whole.text, whole.singular):
            return width if _may_join(pieces[at : at + width]) else 0
    return 0


def _may_join(pieces: Part) -> bool:
    """Return False where the space may be meant: `in active` is not `inactive`, `a typical` not `atypical`."""
    return any(len(piece.text) > 1 for piece in pieces) and pieces[0].text not in _NEVER_JOINED


def in_words(part: Part) -> str:
    """Return the tokens of a part as words; a name that was cut comes back whole."""
    out = ""
    for token in part:
        cut = token.sort == "sign" or (token.sort == "number" and not token.value and out[-1:].isalpha())
        out += token.shown if not out or cut else f" {token.shown}"
    return out
