"""Facts -> the HTML of Anki's note fields: content only, small and stable.

A field's HTML is hashed, and a changed hash rewrites the note of every learner; so labels, badges and layout belong to
the templates (templates.py), and a change here must say so in the CHANGELOG. Anki runs `[sound:...]`, `[latex]` and
`[[type:...]]` in escaped text too, and its editor undoes entities: so what would run is written with an entity and
divided as well. Any other `[` stays as it is, or a mere look in Browse would rewrite the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import assert_never

from nkquiz import markup
from nkquiz.anki.reporting import report_address
from nkquiz.kind import Content, GapRow, GapRows, GapText, Masks, OptionList, Picture, StepList
from nkquiz.markup import Close, Code, Maths, Open, Style, Text, Token
from nkquiz.model import Collection, Fact, Option, Part, Reference

_NO_MEDIA: Mapping[str, str] = {}

_ENTITIES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", 0xA0: "&nbsp;", 0x7F: "\u2421"}
_ENTITIES |= {code: chr(0x2400 + code) for code in range(32)}  # a control code is shown as its picture
_ENTITIES |= {ord(space): " " for space in "\t\n\r"}

_UNSAFE = re.compile(r"[&<>\[\x00-\x1f\x7f\xa0]|\{\{|\\\(")
_MARKS = r"*_`\[\\~^\n&<>\x00-\x1f\x7f\xa0"
_SPECIAL = re.compile(f"[{_MARKS}{{]")
"""Any character that may be markup or need an entity."""

_JOINER = "\u2060"
"""A word joiner, which nobody sees, divides what Anki or MathJax would run: Anki's editor turns entities back into
characters when a note is but looked at in Browse, so that they alone guard nothing for long."""
_RUNS = re.compile(r"(?i)\[(?=/?(?:sound|anki):|/?latex\]|/?\$|\[type:)|\{(?=\{)|\\(?=[(\[])")
"""After these: the beginnings of media, LaTeX and typed-answer tags, of `{{` (a gap, in any field of a cloze note), `\\(`."""

_TAGS: dict[Style, str] = {
    "strong": "b",
    "emphasis": "em",
    "subscript": "sub",
    "superscript": "sup",
    "list": "ul",
    "entry": "li",
    "paragraph": "p",
}


def escaped(text: str) -> str:
    """Return plain text for HTML, in which Anki, MathJax and a browser find nothing to run."""
    return _RUNS.sub(_divided, text.translate(_ENTITIES)) if _UNSAFE.search(text) else text


def _divided(match: re.Match[str]) -> str:
    return ("&#91;" if match[0] == "[" else match[0]) + _JOINER


def _quoted(text: str) -> str:
    """Return plain text as the value of an attribute, quotes and all."""
    return '"' + escaped(text).replace('"', "&quot;") + '"'


def markdown_html(text: str, *, lists: bool = False) -> str:
    """Return the HTML of the author's Markdown; with `lists`, paragraphs and lists are kept apart."""
    if not _SPECIAL.search(text) and text[:1] != "-":
        return text  # most texts by far; what follows takes ten times as long
    parts = markup.tokens(text, lists=lists)
    if len(parts) == 1 and isinstance(parts[0], Text):
        return escaped(parts[0].text)
    return "".join(_rendered(_without_lone_paragraph(parts)))


_BRACES = re.compile(r"(?<=\{)(?=\{)|(?<=\})(?=\})")  # Anki takes them for its own; TeX does not mind a space


def _without_lone_paragraph(parts: tuple[Token, ...]) -> tuple[Token, ...]:
    if parts and parts[0] == Open("paragraph") and parts.count(Open("paragraph")) == 1 and parts[-1] == Close("paragraph"):
        return parts[1:-1]
    return parts


def _rendered(parts: Iterable[Token]) -> Iterable[str]:
    words: list[str] = []  # neighbouring texts are escaped together: `\` and `(` may be two tokens
    opened: list[str] = []
    for part in parts:
        if isinstance(part, Text):
            words.append(part.text)
            continue
        if words:
            yield escaped("".join(words))
            words.clear()
        match part:
            case Code(code):
                yield f"<code>{escaped(code)}</code>"
            case Maths(tex):
                yield rf"\({escaped(_BRACES.sub(' ', tex))}\)"
            case Open("link", href):
                safe = markup.SAFE_LINK.match(href) is not None
                opened.append("a" if safe else "span")
                yield f"<a href={_quoted(address(href))}>" if safe else "<span>"
            case Close("link"):
                yield f"</{opened.pop()}>"
            case Open(style):
                yield f"<{_TAGS[style]}>"
            case Close(style):
                yield f"</{_TAGS[style]}>"
    if words:
        yield escaped("".join(words))


def address(href: str) -> str:
    """Return a link that a browser can open: `doi:` leads to doi.org."""
    return "https://doi.org/" + href[4:].strip() if href[:4].lower() == "doi:" else href


def content_html(content: Content, fact: Fact, media: Mapping[str, str] = _NO_MEDIA) -> str:
    """Return the HTML of one of the kind's own note fields; `media` as in `shared_html`."""
    match content:
        case bool():
            return "1" if content else ""
        case str():
            return markdown_html(content)
        case GapText(text):
            return _gap_html(text)
        case OptionList():
            return _options_html(content, fact)
        case GapRows(rows):
            return _rows_html(rows)
        case StepList(steps, in_order):
            return _steps_html(steps, fact, in_order=in_order)
        case Masks(parts):
            return "<br>".join(_mask(part) for part in parts)
        case Picture():
            return _image_html(fact, media)
        case _:
            assert_never(content)


_ENDS_A_GAP = re.compile(r"(?<=:)(?=:|\Z)|(?<=\})(?=\}|\Z)")

_SIMPLE_GAPS = re.compile(f"(?:[^{_MARKS}{{}}]++|\\{{\\{{c[1-9][0-9]*::[^{_MARKS}{{}}:]++\\}}\\}})*+")
"""Gaps without hints, and nothing that needs rendering: most cloze texts are for Anki what they are for the author.

The repeats are possessive: trying every way to share the letters out would take for ever on a text that fits almost.
"""


def _gap_html(text: str) -> str:
    """Return a cloze text with Anki's gap marks around rendered Markdown.

    Marks stand in while the Markdown is rendered. Beside `_` and `*` they must count as punctuation, elsewhere as
    letters, or `{{c1::_in vitro_}}` and `**{{c1::NK}}** cells` would not be read as the author means them.
    """
    letter, stop = _unused(text, range(0xE000, 0xF8FF)), _unused(text, range(0x2E22, 0x2E2A))

    def mark(neighbour: str) -> str:
        return stop if neighbour in ("_", "*") else letter

    if _SIMPLE_GAPS.fullmatch(text):
        return text
    numbers: list[str] = []
    pieces: list[str] = []
    end = 0
    for gap in markup.GAP.finditer(text):
        answer, hint = gap["text"], gap["hint"] or ""
        numbers.append(gap["number"])
        pieces += [text[end : gap.start()], mark(answer[:1]), answer, mark(answer[-1:]), hint, mark(hint[-1:])]
        end = gap.end()
    html = markdown_html("".join(pieces) + text[end:])
    shown = re.split(f"[{letter}{stop}]", html)
    out = [shown[0]]
    for number, answer, hint, rest in zip(numbers, shown[1::3], shown[2::3], shown[3::3], strict=True):
        asked = f"{_inside(answer)}::{_inside(hint)}" if hint else _inside(answer)
        out.append(f"{{{{c{int(number)}::{asked}}}}}{rest}")
    return "".join(out)


def _unused(text: str, codes: range) -> str:
    return next(chr(code) for code in codes if chr(code) not in text)


def _inside(html: str) -> str:
    """Return the HTML inside a gap, with a joiner wherever Anki would see its hint or its end."""
    return _ENDS_A_GAP.sub(_JOINER, html)


def _options_html(listed: OptionList, fact: Fact) -> str:
    """Return the options as a list in an order that gives nothing away, "" if there are none.

    The order hangs on the fact's id and the option's text alone, so front and back agree and the right option's place
    is spread evenly. `brief` says that no option has a reason to show.
    """
    if not listed.options:
        return ""
    options = listed.options if listed.fixed else sorted(listed.options, key=lambda option: _place(fact.id, option))
    name = "explained" if listed.explained else "options"
    if listed.fixed:
        name += " fixed"
    if listed.explained and not any(option.why for option in options):
        name += " brief"
    rows = "".join(_explained(option) if listed.explained else f"<li>{markdown_html(option.text)}</li>" for option in options)
    return f'<ol class="{name}">{rows}</ol>'


def _place(fact_id: str, option: Option) -> bytes:
    return _place_of(fact_id, option.text)


def _place_of(fact_id: str, text: str) -> bytes:
    return blake2b(f"{fact_id}\x1f{text}".encode(), digest_size=8).digest()


def _rows_html(rows: Sequence[GapRow]) -> str:
    """Return lines with a gap each: a table where they have heads, else a list."""
    if any(row.head for row in rows):
        cells = (f"<tr><th>{markdown_html(row.head)}</th><td>{_gap(row)}</td></tr>" for row in rows)
        return f'<table class="row">{"".join(cells)}</table>'
    return f'<ul class="parts">{"".join(f"<li>{_gap(row)}</li>" for row in rows)}</ul>'


def _gap(row: GapRow) -> str:
    hint = f"::{_inside(markdown_html(row.hint))}" if row.hint else ""
    return f"{{{{c{row.number}::{_inside(markdown_html(row.text))}{hint}}}}}"


def _steps_html(steps: Sequence[str], fact: Fact, *, in_order: bool) -> str:
    """Return the steps as a list; for the front in an order that hangs on the fact's id and is never the right one."""
    shown = list(steps)
    if not in_order:
        shown.sort(key=lambda step: _place_of(fact.id, step))
        if shown == list(steps):
            shown = [*shown[1:], shown[0]]
    name = "ordered" if in_order else "steps"
    return f'<ol class="{name}">{"".join(f"<li>{markdown_html(step)}</li>" for step in shown)}</ol>'


def _mask(part: Part) -> str:
    """Return the box over a part as Anki's image occlusion writes it."""
    sides = zip(("left", "top", "width", "height"), part.box, strict=True)
    shape = ":".join(f"{side}={f'{share:.4f}'.rstrip('0').rstrip('.')}" for side, share in sides)
    return f"{{{{c{part.number}::image-occlusion:rect:{shape}}}}}"


def _explained(option: Option) -> str:
    why = f'<span class="why">{markdown_html(option.why)}</span>' if option.why else ""
    right = ' class="right"' if option.right else ""
    return f"<li{right}>{markdown_html(option.text)}{why}</li>"


def shared_html(fact: Fact, collection: Collection, media: Mapping[str, str] = _NO_MEDIA) -> dict[str, str]:
    """Return the HTML of the fields that all note types share, by name.

    `media` gives the name in the package of each image file, where it differs.
    """
    return {
        "Because": markdown_html(fact.because, lists=True),
        "Caveat": markdown_html(fact.caveat, lists=True),
        "Evidence": _evidence_html(fact),
        "Sources": _sources_html(tuple(collection.references[key] for key in fact.sources)),
        "Dates": _time("as-of", fact.as_of) + _time("review-by", fact.review_by),
        "Image": _image_html(fact, media),
        "Level": fact.level,
        "Retired": _retired_html(fact),
        "Corrected": _corrected_html(fact),
        "Typed": "",
        "Data": escaped(report_address(collection.settings.report, fact.id)),
    }


def _evidence_html(fact: Fact) -> str:
    if not fact.badge:
        return ""
    name = f"evidence {fact.evidence}" if fact.evidence else "evidence"
    return f'<span class="{name}">{markdown_html(fact.badge)}</span>'


@lru_cache(maxsize=1024)
def _sources_html(references: tuple[Reference, ...]) -> str:
    rows = "".join(f"<li>{_reference_html(reference)}</li>" for reference in references)
    return f"<ul>{rows}</ul>" if rows else ""


def _reference_html(reference: Reference) -> str:
    label = escaped(reference.label)
    if not markup.SAFE_LINK.match(reference.url):
        return label
    return f"<a href={_quoted(address(reference.url))}>{label}</a>"


def _time(name: str, day: date | str | None) -> str:
    return f'<time class="{name}">{day}</time>' if day else ""


def _image_html(fact: Fact, media: Mapping[str, str]) -> str:
    if fact.image is None:
        return ""
    name = media.get(fact.image.name, fact.image.name)
    return f"<img src={_quoted(name)} alt={_quoted(fact.image.alt)}>"


def _retired_html(fact: Fact) -> str:
    if fact.retired is None:
        return ""
    return markdown_html(fact.retired.why) + _span("instead", fact.retired.instead)


def _corrected_html(fact: Fact) -> str:
    if fact.corrected is None:
        return ""
    corrected = fact.corrected
    return _time("on", corrected.on) + _span("was", corrected.was) + _span("why", corrected.why)


def _span(name: str, text: str) -> str:
    return f'<span class="{name}">{markdown_html(text)}</span>' if text else ""
