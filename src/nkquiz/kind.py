"""What a kind of fact is: its keys, its cards, its note type in Anki, its examples. One file in kinds/ makes one.

The Anki contract of a kind (model id, fields, templates, their ids and order) is frozen with its first release:
Anki freezes a learner's notes when a field or a template is added, renamed or moved. See docs/contracts.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from nkquiz.diagnostics import Problem
from nkquiz.model import Card, Fact, Option

KeySort = Literal["text", "options", "wrong", "flag", "word"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a kind. `sort` says what stands under it:

    `text` Markdown; `options` a list of `{text, why, right}`; `wrong` a list of `{text, why}`; `flag` true or false;
    `word` one of `words`.
    """

    name: str
    sort: KeySort
    help: str
    required: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GapText:
    """Content of a note field: Markdown with `{{c1::...}}` gaps for Anki to hide."""

    text: str


@dataclass(frozen=True, slots=True)
class OptionList:
    """Content of a note field: options as a list; `explained` marks the right ones and says why, for the back."""

    options: tuple[Option, ...]
    explained: bool
    fixed: bool = False


Content = str | bool | GapText | OptionList
"""What a note field is made from: Markdown, a switch for a template, a gap text or a list of options."""


@dataclass(frozen=True, slots=True)
class NoteField:
    """A field of the note type; `id` is Anki's, fixed for ever."""

    name: str
    id: int


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """A card template; `id` is Anki's, fixed for ever.

    The front shows `lead` and the field `prompt`, and `choices` where the card is answered by picking; the back
    shows the fields `answer`, large, and then `after`. The card exists only while the field `only_if` is not empty.
    """

    name: str
    id: int
    prompt: str
    answer: str = ""
    after: tuple[str, ...] = ()
    lead: str = ""
    choices: str = ""
    explained: str = ""
    several: str = ""
    only_if: str = ""


@dataclass(frozen=True, slots=True)
class NoteType:
    """The kind's own part of its note type; anki/contract.py adds the fields that all note types share."""

    id: int
    name: str
    fields: tuple[NoteField, ...]
    templates: tuple[NoteTemplate, ...]
    cloze: bool = False


def _no_problems(_fact: Fact) -> Iterator[Problem]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact. The first key holds the prompt and gives the kind its name in a deck file.

    `cards` makes the cards of a fact that has no problems; `contents` the contents of the kind's own note fields, in
    their order; `check` finds what the keys' sorts cannot. `valid` and `invalid` are facts in YAML, each invalid one
    with the code it must give; tests and docs are made from them.
    """

    doc: str
    keys: tuple[Key, ...]
    card_names: tuple[str, ...]
    cards: Callable[[Fact], tuple[Card, ...]]
    contents: Callable[[Fact], tuple[Content, ...]]
    note_type: NoteType
    valid: tuple[str, ...]
    invalid: tuple[tuple[str, str], ...]
    check: Callable[[Fact], Iterator[Problem]] = field(default=_no_problems)

    @property
    def name(self) -> str:
        """The key that names the kind, for instance `ask`."""
        return self.keys[0].name
