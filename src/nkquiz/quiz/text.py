"""Deck texts -> what a terminal can show: sub- and superscripts as characters, links as text, ASCII where need be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from nkquiz import markup
from nkquiz.diagnostics import visible

_SUPER = dict(zip("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ", strict=True))
_SUB = dict(zip("0123456789+-()aehklmnoprstx", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕₖₗₘₙₒₚᵣₛₜₓ", strict=True))

_LOWERED = str.maketrans({raised: plain for table in (_SUPER, _SUB) for plain, raised in table.items()})
_RAISED = re.compile(f"[{''.join(_SUPER.values())}]+")

_PIECES = re.compile(r" +|[\0-\x1f\x21-\u10ff\u1200-\u2e7f\ufff0-\U0010ffff]+|[^ ]")  # a line may break beside a wide character

_SENTENCE = re.compile(r"[.?!…。！？][\"'”’»]*\Z")

_C_LOCALES = ("C", "POSIX")
_NOTED_BY_PYTHON = ("C.UTF-8", "C.utf8", "UTF-8")

_ASCII = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "…": "...", "×": "x", "·": ".",
    "≥": ">=", "≤": "<=", "≠": "!=", "≈": "~", "±": "+/-", "→": "->", "←": "<-", "µ": "u", "°": " deg ", "•": "*",
    "✓": "+", "✗": "x", "\N{NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " ", "ß": "ss", "æ": "ae", "ø": "o",
}  # fmt: skip


def shown(text: str) -> str:
    """Return a Markdown text as one run of terminal text."""
    return _run(markup.tokens(text))


def paragraphs(text: str) -> list[str]:
    """Return a Markdown text with lists as paragraphs; an entry of a list begins with a dash."""
    blocks: list[list[markup.Token]] = [[]]
    begins = ""
    for token in markup.tokens(text, lists=True):
        match token:
            case markup.Open("entry"):
                blocks.append([])
                begins = "- "
            case markup.Open("paragraph" | "list"):
                blocks.append([])
            case markup.Close("paragraph" | "list" | "entry"):
                pass
            case _:
                if not blocks[-1] and begins:
                    blocks[-1].append(markup.Text(begins))
                    begins = ""
                blocks[-1].append(token)
    return [_run(block) for block in blocks if block]


def ends_a_sentence(text: str) -> bool:
    """Return True if `text` ends a sentence: nothing that would go on with it, such as a colon, can follow."""
    return bool(_SENTENCE.search(text))


def sentence(text: str) -> str:
    """Return `text` as a sentence: with a full stop, unless it ends one already."""
    return text if ends_a_sentence(text) else f"{text}."


def _run(tokens: Iterable[markup.Token]) -> str:
    out: list[str] = []
    styles: list[str] = []
    for token in tokens:
        match token:
            case markup.Text(words) | markup.Code(words):
                raised = next((style for style in reversed(styles) if style in ("superscript", "subscript")), "")
                out.append(_scripted(words.replace("\n", " "), raised))
            case markup.Maths(tex):
                out.append(tex.strip().replace("\\", ""))
            case markup.Open(style):
                styles.append(style)
            case markup.Close():
                styles.pop()
    return visible("".join(out))


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
    return plain or "?"


def ascii_only(text: str) -> str:
    """Return `text` for a terminal that knows ASCII only: Greek letters by name, accents and typography plain."""
    if text.isascii():
        return text
    text = _RAISED.sub(_raised_in_ascii, text).translate(_LOWERED)
    return "".join(c if c.isascii() else _ascii_of(c) for c in text)


def _raised_in_ascii(run: re.Match[str]) -> str:
    """Return `^-6` for the end of 10⁻⁶, but plain `+` for that of CD3⁺."""
    plain = run[0].translate(_LOWERED)
    return f"^{plain}" if any(c.isalnum() for c in plain) else plain


def knows_ascii_only(encoding: str | None, environ: Mapping[str, str]) -> bool:
    """Return True if a terminal should be sent ASCII only: by its encoding, or by a locale that was set to C.

    Python itself takes the C locale for UTF-8 and notes that in LC_CTYPE.
    """
    try:
        "✓α…".encode(encoding or "ascii")
    except (LookupError, UnicodeError):
        return True
    if environ.get("LC_ALL"):
        return environ["LC_ALL"] in _C_LOCALES
    return environ.get("LANG") in _C_LOCALES and environ.get("LC_CTYPE", "C") in (*_C_LOCALES, *_NOTED_BY_PYTHON)


def width_of(text: str) -> int:
    """Return how many columns `text` takes: East Asian wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(c) for c in text)


@lru_cache(maxsize=1024)
def _columns_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int, indent: str = "", hang: str | None = None) -> list[str]:
    """Return `text` as lines of at most `width` columns, the first after `indent` and the others after `hang`.

    Lines break at spaces and beside wide characters; a word that fills more than a line is cut.
    """
    hang = indent if hang is None else hang
    lines = [indent]
    room = width - width_of(indent)
    for piece in _pieces(text, max(1, width - max(width_of(indent), width_of(hang)))):
        columns = width_of(piece)
        if columns > room and not piece.isspace():
            lines[-1] = lines[-1].rstrip(" ")
            lines.append(hang)
            room = width - width_of(hang)
        if piece.isspace() and lines[-1] in (indent, hang):
            continue
        lines[-1] += piece
        room -= columns
    lines[-1] = lines[-1].rstrip(" ")
    return lines


def _pieces(text: str, most: int) -> Iterator[str]:
    """Yield words, spaces and wide characters; what is wider than `most` columns comes in parts."""
    for piece in _PIECES.findall(text):
        while width_of(piece) > most:
            cut = most if piece.isascii() else max(1, most // 2)
            yield piece[:cut]
            piece = piece[cut:]
        yield piece


def link_lines(url: str, width: int) -> list[str]:
    """Return the line that shows `url` in full within `width` columns, or shows its DOI; none where neither fits."""
    doi = url.removeprefix("https://doi.org/")
    shorter = [f"doi:{doi}"] if doi != url else []
    return [form for form in (url, *shorter) if url and width_of(form) <= width][:1]
