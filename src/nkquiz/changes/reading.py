"""The HTML of a note's fields -> what a learner reads, as plain lines.

Markup that nobody sees goes; what the style sheet adds in words or marks (a right option, an entry of a list) is kept.
The HTML may be a stranger's: html.parser runs nothing and stumbles over nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html.parser import HTMLParser

from nkquiz.anki.contract import note_types
from nkquiz.anki.notes import MEDIA_NAME
from nkquiz.kind import NoteTemplate
from nkquiz.markup import GAP

_JOINER = "\u2060"
_BLOCKS = frozenset(("p", "div", "ul", "ol", "li", "tr", "table", "br"))
_BEFORE = {"was": " It said: ", "why": " - ", "instead": " Instead: ", "review-by": " Look again by ", "as-of": "As of "}


class _Reader(HTMLParser):
    def __init__(self, *, closely: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.closely = closely
        self.out: list[str] = []
        self.links: list[str] = []
        self.numbers: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        words = given.get("class", "").split()
        if tag in _BLOCKS:
            self.out.append("\n")
        if tag in ("ol", "ul"):
            self.numbers.append(1 if "ordered" in words else 0)
        elif tag == "li":
            self.out.append(self._mark() + ("(right) " if "right" in words else ""))
        elif tag == "img":
            name = given.get("src", "")
            self.out.append(f"[picture {name if self.closely else picture(name)}: {given.get('alt', '')}]")
        elif tag == "sup":
            self.out.append("^")
        elif tag == "a":
            self.links.append(given.get("href", ""))
        self.out.extend(_BEFORE[word] for word in words if word in _BEFORE)

    def _mark(self) -> str:
        if not self.numbers or not self.numbers[-1]:
            return ""
        self.numbers[-1] += 1
        return f"{self.numbers[-1] - 1}. "

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.out.append("\n")
        if tag in ("ol", "ul") and self.numbers:
            self.numbers.pop()
        elif tag in ("th", "time"):
            self.out.append(": " if tag == "th" else ".")
        elif tag == "a" and self.links:
            link = self.links.pop()
            self.out.append(f" <{link}>" if self.closely else "")

    def handle_data(self, data: str) -> None:
        self.out.append(data.replace("\n", " "))


def read(html: str, *, closely: bool = False) -> str:
    """Return the text of a field, one line a paragraph or an entry of a list.

    `closely` shows what else two texts can differ in: where links lead, numbers and hints of gaps, which picture it is.
    """
    if not _MARKED.search(html):
        return " ".join(html.split())
    reader = _Reader(closely=closely)
    reader.feed(_NO_TAG.sub("&lt;", html))
    reader.close()
    text = "".join(reader.out)
    text = GAP.sub(_closely if closely else _filled, text).replace(_JOINER, "")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


_MARKED = re.compile(f"[<&{{{_JOINER}]")
_NO_TAG = re.compile(r"<(?![^<>]*>)")
"""A `<` that no `>` closes: html.parser would look for one up to the end of the text, anew at each."""


def _filled(gap: re.Match[str]) -> str:
    return f"[{gap[2].removeprefix('image-occlusion:')}]"


def _closely(gap: re.Match[str]) -> str:
    hint = f", hint: {gap[3]}" if gap[3] else ""
    return f"[{gap[1]}: {gap[2].removeprefix('image-occlusion:')}{hint}]"


def picture(name: str) -> str:
    """Return the name of a picture without what the package adds to it."""
    made = MEDIA_NAME.match(name)
    return f"{made[1]}{made[2]}" if made else name


_SHARED_LABELS = {
    "Because": "Why", "Caveat": "Mind", "Evidence": "How we know", "Image": "Picture", "Retired": "No longer asked",
    "Typed": "Typed answer", "Data": "Where to report an error",
}  # fmt: skip


@lru_cache(maxsize=64)
def labels(kind: str) -> Mapping[str, str]:
    """Return what a learner would call each field of a kind's note type, by its name in the contract."""
    note_type = note_types()[kind]
    found: dict[str, set[str]] = {}
    for template in note_type.templates:
        for name, label in _roles(template, cloze=note_type.cloze):
            found.setdefault(name, set()).add(label)
    alone = {name: next(iter(said)) for name, said in found.items() if len(said) == 1}
    return {field.name: alone.get(field.name) or _SHARED_LABELS.get(field.name, field.name) for field in note_type.fields}


def _roles(template: NoteTemplate, *, cloze: bool) -> list[tuple[str, str]]:
    roles = [
        (template.prompt, "Parts" if template.masks else "Text" if cloze else "Question"),
        (template.heading, "Question"),
        (template.answer, "Answer"),
        (template.choices, "Options"),
        (template.explained, "Options" if template.choices else "Often confused with"),
        (template.only_if, "Asked both ways"),
        (template.several, "More than one is right"),
        (template.arrange, "Steps as shown"),
        (template.masks, "Boxes on the drawing"),
        *((name, words.capitalize() or name) for name, words in template.below),
    ]
    return [(name, label) for name, label in roles if name]


@lru_cache(maxsize=64)
def repeated(kind: str) -> Mapping[str, str]:
    """Return fields that say again, for the front, what another says for the back: that other one by their names."""
    templates = note_types()[kind].templates
    pairs = [(t.choices, t.explained) for t in templates] + [(t.arrange, t.answer) for t in templates]
    return {front: back for front, back in pairs if front and back}


@lru_cache(maxsize=64)
def prompt_field(kind: str) -> str:
    """Return the name of the field that a learner would know the fact by."""
    first = note_types()[kind].templates[0]
    return first.heading or first.prompt


def answer_field(kind: str) -> str:
    """Return the name of the field with the answer, "" where it is a gap in the prompt."""
    return note_types()[kind].templates[0].answer


@lru_cache(maxsize=64)
def switches(kind: str) -> frozenset[str]:
    """Return the names of the fields that say yes or no."""
    templates = note_types()[kind].templates
    return frozenset(name for template in templates for name in (template.only_if, template.several) if name)
