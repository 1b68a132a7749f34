"""Typed text -> the same text in plain characters, before anything is compared.

What looks different and means the same becomes the same (dashes, quotes, accents, full-width letters). What NFKC
would wrongly join stays apart: `10⁶` becomes `10^6` and never `106`, `1½` becomes `1 1/2` and never `11/2`. A mark
that makes another letter stays too: `が` is never `か`, `й` never `и`. A character that hides or reorders others becomes
one that no answer holds.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

HIDDEN = "\ufffd"
"""Stands for a character that has no place in an answer."""

_SAME = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u02d7\u058a\u2e3a\u2e3b\u2796\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033\u300c\u300d\u300e\u300f\u300a\u300b\u3008\u3009", '"'),
    **dict.fromkeys("\u3002\u06d4\u0964\u00bf\u00a1", "."),  # full stops of other scripts, and what opens a Spanish question
    **dict.fromkeys("\u3001\u060c", ","),
    "\u061f": "?",
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("\u22c5\u2219\u2022\u30fb", "\u00b7"),
    **dict.fromkeys("\u00ad\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u2122\u00ae\u00a9\u2120", ""),  # invisible, or a mark
    **dict.fromkeys("\u200b\u2026\u22ef\u180e", " "),
    "\u02da": "\u00b0",
    "\u00ba": "\u00b0",
    "\u2795": "+",
    "\u2715": "\u00d7",
    "\u2716": "\u00d7",
    "\u2217": "*",
    "\u2a7d": "\u2264",
    "\u2a7e": "\u2265",
    "\u2248": "~",
    "\u223c": "~",
    "\u2243": "~",
    "\u2206": "\u03b4",
    "\u00d8": "O",
    "\u00f8": "o",
    "\u0142": "l",
    "\u0451": "\u0435",  # a Cyrillic e with two dots, mostly written without
    "\u0401": "\u0415",
}


def plain_characters(text: str) -> str:
    """Return `text` in plain characters; spaces are single and trimmed."""
    if not text.isascii() or not text.isprintable():
        text = _folded(text)
    return " ".join(text.split())


def _folded(text: str) -> str:
    out: list[str] = []
    raised = False
    for character in text:
        last = out[-1][-1:] if out else ""
        decomposition = _SAME.get(character) is None and unicodedata.decomposition(character)
        if decomposition and decomposition.startswith("<super>"):
            out.append(_superscript(character, last, raised))
            raised = True
            continue
        raised = False
        if decomposition and decomposition.startswith("<sub>"):
            digit = _compatible(character)
            out.append(f"_{digit}" if digit.isdigit() and last.isdigit() else digit)
        elif character == "\u00df":  # a sharp s, or what a keyboard offers for a beta
            out.append("ss" if last.islower() else "\u03b2")
        elif unicodedata.combining(character) or character in "\ufe0e\ufe0f":
            out.append(_mark(character, last))
        else:
            out.append(_character(character))
        if not out[-1]:
            out.pop()
    return unicodedata.normalize("NFC", "".join(out))  # a mark that came by itself joins its letter


def _superscript(character: str, last: str, raised: bool) -> str:
    """Return a raised digit as a power after a digit (`10⁶`, `10⁻⁶`), as a plain one after a letter (`Ca²⁺`, `m²`)."""
    plain = _SAME.get(_compatible(character), _compatible(character))
    return f"^{plain}" if last.isdigit() and not raised and not plain.isalpha() else plain


def _mark(character: str, last: str) -> str:
    """Return "" for an accent on a letter; a stroke through a character, or a mark on a digit, is not to be lost."""
    overlay = unicodedata.combining(character) == 1 and character not in "\ufe0e\ufe0f"
    if overlay or (last.isdigit() and unicodedata.combining(character)):
        return HIDDEN
    return character if _makes_a_letter(character, last) else ""


def _makes_a_letter(mark: str, letter: str) -> bool:
    """Return True for a mark without which `letter` is another one: voicing in kana, a nukta, a Thai tone, the breve of й.

    The others are accents of Latin and Greek, points of Hebrew and Arabic, and stress: a learner may leave them out.
    """
    own = unicodedata.combining(mark)
    return 0 < own < 10 or 36 < own < 200 or unicodedata.normalize("NFC", letter + mark) in ("й", "Й", "ї", "Ї", "ў", "Ў")


def _compatible(character: str) -> str:
    return unicodedata.normalize("NFKC", character)


@lru_cache(maxsize=2048)
def _character(character: str) -> str:
    """Return one character, seen by itself, in plain characters."""
    if character in _SAME:
        return _SAME[character]
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category[0] == "C":
        return HIDDEN
    plain = _compatible(character)
    if plain != character:
        plain = "".join(_SAME.get(c, c) for c in plain)
        if category[0] == "N":  # ½, ①, Ⅲ: never one number with what stands beside it
            plain = f" {plain} "
    return "".join(map(_without_accents, plain)) if plain.isalpha() else plain


def _without_accents(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter)
    first = apart[0]
    return first + "".join(mark for mark in apart[1:] if not unicodedata.combining(mark) or _makes_a_letter(mark, first))
