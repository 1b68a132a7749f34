"""What a kind of fact is: its keys, its cards, its note type in Anki, its examples. One file in kinds/ makes one.

The Anki contract of a kind (model id, fields, templates, their ids and order) is frozen with its first release:
Anki freezes a learner's notes when a field or a template is added, renamed or moved. See docs/contracts.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Literal

from nkquiz.diagnostics import Problem
from nkquiz.frozen import frozen
from nkquiz.model import Card, Fact, Option, Part

KeySort = Literal["text", "options", "wrong", "flag", "word", "steps", "number", "values", "parts"]


@frozen
class Key:
    """A key of a kind. `sort` says what stands under it:

    `text` Markdown; `options` a list of `{text, why, right}`; `wrong` a list of `{text, why}`; `flag` true or false;
    `word` one of `words`; `steps` a list of texts; `number` a number as written; `values` a text for each thing of
    `nkquiz.yaml`; `parts` the parts of a drawing, `{id, number, name, box, clue}`.
    """

    name: str
    sort: KeySort
    help: str
    required: bool = False
    words: tuple[str, ...] = ()


@frozen
class GapText:
    """Content of a note field: Markdown with `{{c1::...}}` gaps for Anki to hide."""

    text: str


@frozen
class OptionList:
    """Content of a note field: options as a list; `explained` marks the right ones and says why, for the back."""

    options: tuple[Option, ...]
    explained: bool
    fixed: bool = False


@frozen
class GapRow:
    """A line of which `text` is hidden on the card of cloze number `number`; `head` and `hint` may be ""."""

    number: int
    text: str
    head: str = ""
    hint: str = ""


@frozen
class GapRows:
    """Content of a note field: lines, each with a gap; a table where the lines have heads."""

    rows: tuple[GapRow, ...]


@frozen
class StepList:
    """Content of a note field: steps as a list, in their right order or, for the front, in another."""

    steps: tuple[str, ...]
    in_order: bool


@frozen
class Masks:
    """Content of a note field: the boxes over the parts of a drawing, as Anki's image occlusion writes them."""

    parts: tuple[Part, ...]


@frozen
class Picture:
    """Content of a note field: the fact's own image."""


Content = str | bool | GapText | OptionList | GapRows | StepList | Masks | Picture
"""What a note field is made from: Markdown, a switch for a template, a gap text, a list of options ..."""


@frozen
class NoteField:
    """A field of the note type; `id` is Anki's, fixed for ever. `tag` is the part it plays in an image occlusion."""

    name: str
    id: int
    tag: int | None = None


@frozen
class NoteTemplate:
    """A card template; `id` is Anki's, fixed for ever.

    The front shows `lead`, the field `heading` and the field `prompt`, and `choices` where the card is answered by
    picking, `arrange` where by putting in order, `drawing` under `masks` where by naming a part; the back shows the
    fields `answer`, large unless the options say it (`marked`), then `below`, each a field and the words that follow
    it, and `after`. The card exists only while the field `only_if` is not empty.
    """

    name: str
    id: int
    prompt: str
    answer: str = ""
    after: tuple[str, ...] = ()
    below: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    choices: str = ""
    explained: str = ""
    several: str = ""
    marked: bool = False
    only_if: str = ""
    heading: str = ""
    arrange: str = ""
    masks: str = ""
    drawing: str = ""


@frozen
class NoteType:
    """The kind's own part of its note type; anki/contract.py adds the fields that all note types share.

    `stock_kind` is Anki's number for a kind of note type it treats in a way of its own, 6 for image occlusion.
    """

    id: int
    name: str
    fields: tuple[NoteField, ...]
    templates: tuple[NoteTemplate, ...]
    cloze: bool = False
    stock_kind: int | None = None


def _no_problems(_fact: Fact) -> Iterator[Problem]:
    return iter(())


@frozen
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
