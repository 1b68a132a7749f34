"""Deck texts -> what a terminal can show: sub- and superscripts as characters, links as text, ASCII where need be."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from nkquiz import markup
from nkquiz.diagnostics import visible

_SUPER = dict(zip("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ", strict=True))
_SUB = dict(zip("0123456789+-()aehklmnoprstx", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕₖₗₘₙₒₚᵣₛₜₓ", strict=True))

_ASCII = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "…": "...", "×": "x", "·": ".",
    "≥": ">=", "≤": "<=", "≠": "!=", "≈": "~", "±": "+/-", "→": "->", "←": "<-", "µ": "u", "°": " deg ", "•": "*",
    "✓": "+", "✗": "x", "\N{NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " ", "ß": "ss", "æ": "ae", "ø": "o",
}  # fmt: skip


def shown(text: str) -> str:
    """Return a Markdown text as one run of terminal text."""
    out: list[str] = []
    style = ""
    for token in markup.tokens(text):
        match token:
            case markup.Text(words) | markup.Code(words):
                out.append(_scripted(words, style))
            case markup.Maths(tex):
                out.append(tex.strip().replace("\\", ""))
            case markup.Open(style):
                pass
            case markup.Close():
                style = ""
    return visible("".join(out))


def paragraphs(text: str) -> list[str]:
    """Return a Markdown text with lists as paragraphs; an entry of a list begins with a dash."""
    if "\n" not in text and not text.startswith("- "):
        return [shown(text)]
    out: list[str] = []
    entry = False
    for block in markup.tokens(text, lists=True):
        match block:
            case markup.Open("entry"):
                out.append("- ")
                entry = True
            case markup.Open("paragraph"):
                out.append("")
            case markup.Close("entry"):
                entry = False
            case markup.Text(words) | markup.Code(words):
                if not out or (not entry and out[-1].startswith("- ")):
                    out.append("")
                out[-1] += visible(words)
            case markup.Maths(tex):
                out[-1:] = [(out[-1] if out else "") + visible(tex.strip().replace("\\", ""))]
    return [line for line in out if line.strip()]


def _scripted(words: str, style: str) -> str:
    table = {"superscript": _SUPER, "subscript": _SUB}.get(style)
    if table is None:
        return words
    if all(c in table for c in words):
        return "".join(table[c] for c in words)
    return f"^{words}" if style == "superscript" else words


@lru_cache(maxsize=256)
def _ascii_of(character: str) -> str:
    if character in _ASCII:
        return _ASCII[character]
    name = unicodedata.name(character, "")
    if name.startswith(("GREEK SMALL LETTER ", "GREEK CAPITAL LETTER ")):
        letter = name.split()[3].lower()
        return letter.capitalize() if "CAPITAL" in name else letter
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    if name.startswith("SUPERSCRIPT"):
        return "^" + plain
    return plain or "?"


def ascii_only(text: str) -> str:
    """Return `text` for a terminal that knows ASCII only: Greek letters by name, accents and typography plain."""
    return text if text.isascii() else "".join(c if c.isascii() else _ascii_of(c) for c in text)
