"""A note and its template -> the two sides of a card as Anki draws them, for looking at cards without Anki.

Only what our own templates use: fields, conditions, `cloze:` and `cloze-only:`. The tests compare every kind with the
real Anki.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from nkquiz.anki import templates
from nkquiz.anki.notes import Note
from nkquiz.markup import GAP

_SECTION = re.compile(r"\{\{([#^])(\w+)\}\}((?:(?!\{\{[#^]\2\}\}).)*?)\{\{/\2\}\}", re.DOTALL)
_FIELD = re.compile(r"\{\{((?:[a-z-]+:)*)(\w+)\}\}")
_MASK = "image-occlusion:"


def sides(note: Note, ordinal: int) -> tuple[str, str]:
    """Return the HTML of front and back of the card `ordinal` of `note`."""
    names = (field.name for field in note.note_type.fields)
    fields = dict(zip(names, note.fields, strict=True)) | {"Subdeck": note.entry.deck_name.rpartition("::")[2]}
    template = note.note_type.templates[0 if note.note_type.cloze else ordinal]
    return (
        _drawn(templates.front(note.note_type, template), fields, ordinal + 1, back=False),
        _drawn(templates.back(note.note_type, template), fields, ordinal + 1, back=True),
    )


def _drawn(source: str, fields: Mapping[str, str], number: int, *, back: bool) -> str:
    def section(match: re.Match[str]) -> str:
        return match[3] if bool(fields[match[2]].strip()) is (match[1] == "#") else ""

    def field(match: re.Match[str]) -> str:
        filters, name = match.groups()
        if "cloze-only:" in filters:
            return ", ".join(gap[2] for gap in GAP.finditer(fields[name]) if int(gap[1]) == number)
        return _with_gaps(fields[name], number, back=back) if "cloze:" in filters else fields[name]

    while _SECTION.search(source):
        source = _SECTION.sub(section, source)
    return _FIELD.sub(field, source)


def _with_gaps(text: str, number: int, *, back: bool) -> str:
    def gap(match: re.Match[str]) -> str:
        mine, said, hint = int(match[1]), match[2], match[3]
        if said.startswith(_MASK):
            return _mask(said, mine, mine == number, back=back)
        if mine != number:
            return f'<span class="cloze-inactive" data-ordinal="{mine}">{said}</span>'
        if back:
            return f'<span class="cloze" data-ordinal="{mine}">{said}</span>'
        kept = escape(said, quote=True)
        return f'<span class="cloze" data-cloze="{kept}" data-ordinal="{mine}">[{hint or "..."}]</span>'

    return GAP.sub(gap, text)


def _mask(said: str, ordinal: int, mine: bool, *, back: bool) -> str:
    """Return the place of a mask as Anki hands it to its script: the shape and its sides as attributes."""
    shape, *sides = said.removeprefix(_MASK).split(":")
    attributes = " ".join(f'data-{side.replace("=", "=" + chr(34), 1)}"' for side in sides)
    name = ("cloze-highlight" if back else "cloze") if mine else "cloze-inactive"
    return f'<div class="{name}" data-ordinal="{ordinal}" data-shape="{shape}" {attributes}></div>'
