"""The neutral middle form: what a deck says (Fact, Deck, Collection) and what is asked of it (Card and its ways).

All texts here are the author's Markdown (see markup.py). Nothing in this module knows YAML, Anki or a terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, field
from datetime import date
from pathlib import Path
from typing import Literal

from nkquiz.diagnostics import Span
from nkquiz.frozen import frozen

Level = Literal["core", "more", "trials"]
LEVELS: tuple[Level, ...] = ("core", "more", "trials")

EVIDENCE = {
    "mechanistic": "laboratory work",
    "preclinical": "animal work",
    "trial": "clinical trial",
    "observational": "observed in patients",
    "review": "review article",
    "textbook": "textbook knowledge",
    "consensus": "expert consensus",
    "label": "product label",
}
"""Kinds of evidence, and the badge a learner reads when the fact gives no `setting` of its own."""


@frozen
class Where:
    """Where a fact stands, and where the values of its keys stand. Positions count from 0.

    `places` holds, for each of `keys` in turn, how many lines below the fact its value stands, and the column: flat,
    since large collections have a million of them.
    """

    path: Path
    line: int
    column: int
    keys: tuple[str, ...] = ()
    places: tuple[int, ...] = ()

    def span(self, key: str | None = None) -> Span:
        """Return the place of the value of `key`, or of the fact itself."""
        if key not in self.keys:
            return Span(self.path, self.line + 1, self.column + 1)
        place = 2 * self.keys.index(key)
        return Span(self.path, self.line + self.places[place] + 1, self.places[place + 1] + 1)


@frozen
class Option:
    """One option of a choice; `why` says why it is right or wrong."""

    text: str
    why: str = ""
    right: bool = False


@frozen
class Retired:
    """The fact is no longer asked; an old learner sees why."""

    on: date
    why: str
    instead: str = ""


@frozen
class Corrected:
    """The truth of the fact changed: what it said before, and why that was wrong."""

    on: date
    was: str
    why: str = ""


@frozen
class Image:
    """A picture in the `media` folder; `alt` is for those who cannot see it."""

    name: str
    alt: str


@frozen
class Thing:
    """A thing that `compare` facts compare; `number` is its cloze number, for ever."""

    id: str
    number: int
    name: str


@frozen
class Cell:
    """What a `compare` fact says of one thing."""

    thing: Thing
    text: str

    @property
    def id(self) -> str:
        """The id of the thing, which names the card."""
        return self.thing.id


@frozen
class Part:
    """A part of a drawing. `box` is left, top, width and height as shares of the drawing; `number` is for ever."""

    id: str
    number: int
    name: str
    clue: str
    box: tuple[float, float, float, float]


Value = str | bool | tuple[str, ...] | tuple[Option, ...] | tuple[Cell, ...] | tuple[Part, ...]


@frozen
class Fact:
    """One authored fact. `own` holds the keys of its kind; `accept` other spellings by card name."""

    _: KW_ONLY
    id: str
    kind: str
    deck: str
    own: Mapping[str, Value]
    where: Where
    accept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    because: str = ""
    caveat: str = ""
    level: Level = "core"
    evidence: str = ""
    setting: str = ""
    sources: tuple[str, ...] = ()
    as_of: str = ""
    review_by: date | None = None
    tags: tuple[str, ...] = ()
    image: Image | None = None
    draft: bool = False
    was: str = ""
    retired: Retired | None = None
    corrected: Corrected | None = None
    reworded: bool = False

    def text(self, key: str) -> str:
        """Return the text that the kind keeps under `key`, "" if the author gave none."""
        value = self.own.get(key, "")
        return value if isinstance(value, str) else ""

    def options(self, key: str) -> tuple[Option, ...]:
        """Return the options that the kind keeps under `key`."""
        value = self.own.get(key, ())
        return tuple(v for v in value if isinstance(v, Option)) if isinstance(value, tuple) else ()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts that the kind keeps under `key`."""
        value = self.own.get(key, ())
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, tuple) else ()

    def cells(self, key: str) -> tuple[Cell, ...]:
        """Return the cells that the kind keeps under `key`."""
        value = self.own.get(key, ())
        return tuple(v for v in value if isinstance(v, Cell)) if isinstance(value, tuple) else ()

    def parts(self, key: str) -> tuple[Part, ...]:
        """Return the parts of a drawing that the kind keeps under `key`."""
        value = self.own.get(key, ())
        return tuple(v for v in value if isinstance(v, Part)) if isinstance(value, tuple) else ()

    def flag(self, key: str) -> bool:
        """Return True if the author set the flag `key`."""
        return self.own.get(key) is True

    @property
    def badge(self) -> str:
        """How we know, in plain words."""
        return self.setting or EVIDENCE.get(self.evidence, "")


@frozen
class Reveal:
    """The learner recalls the answer and rates the recall."""


@frozen
class Typed:
    """The learner types the answer; any of `accept` is right (texts, not Markdown)."""

    accept: tuple[str, ...]


@frozen
class Choice:
    """The learner picks one option, or `several`. `fixed` keeps the order of the options."""

    options: tuple[Option, ...]
    several: bool = False
    fixed: bool = False


@frozen
class Order:
    """The learner puts `steps`, given here in their right order, in order."""

    steps: tuple[str, ...]


@frozen
class Number:
    """The learner gives a number; `value` plus or minus `tolerance`, in `unit`, is right. `n` of `of` is the share."""

    value: float
    tolerance: float
    unit: str = ""
    n: int | None = None
    of: int | None = None

    def with_unit(self, number: str) -> str:
        """Return a number with the unit as it is written: `13%`, `3 days`."""
        return f"{number}%" if self.unit == "%" else f"{number} {self.unit}".rstrip()

    @property
    def margin(self) -> str:
        """What counts as right, `8% to 18%`; "" if only the value itself does. Shares end at 0% and 100%."""
        if not self.tolerance:
            return ""
        least, most = self.value - self.tolerance, self.value + self.tolerance
        least = max(least, 0) if self.value >= 0 else least
        most = min(most, 100) if self.of else most
        return f"{self.with_unit(_digits(least))} to {self.with_unit(_digits(most))}"


@frozen
class Match:
    """The learner matches the right text to every left one; `mine` is the place of the pair this card is about."""

    pairs: tuple[tuple[str, str], ...]
    mine: int


def _digits(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


Way = Reveal | Typed | Choice | Order | Number | Match
"""How a card can be answered. A new way is one class here; `assert_never` shows the places to extend."""


@frozen
class Card:
    """What has a memory: one question about a fact. `ways` lists how it can be asked, easiest first.

    `ordinal` is the card's fixed place among the cards of its fact, from 0 (in Anki: template or cloze number - 1).
    """

    fact: Fact
    name: str
    ordinal: int
    prompt: str
    answer: str
    ways: tuple[Way, ...]
    lead: str = ""
    remember: str = ""

    @property
    def id(self) -> str:
        """The card's name within its collection: `fact-id#card`."""
        return f"{self.fact.id}#{self.name}"


@frozen
class Deck:
    """One deck file. `number` is its place among the decks; facts stand in the order of the file.

    `faulty` facts were left out because they have problems, `torn` ones because a slip of YAML cost them some keys;
    both are here as far as they could be read, perhaps without a kind.
    """

    id: str
    title: str
    number: int
    about: str
    facts: tuple[Fact, ...]
    where: Where
    faulty: tuple[Fact, ...] = ()
    torn: tuple[Fact, ...] = ()

    @property
    def left_out(self) -> frozenset[str]:
        """The ids of the facts that have problems."""
        return frozenset(fact.id for fact in (*self.faulty, *self.torn))


@frozen
class Reference:
    """A source as a learner sees it; `url` is "" where there is nothing to open.

    `span` is the place of its key in `sources.yaml`, None where the source stands in the fact itself.
    """

    label: str
    url: str = ""
    span: Span | None = field(default=None, compare=False)


@frozen
class Settings:
    """What `nkquiz.yaml` says. `first` are the facts a new learner meets first, in that order."""

    title: str = ""
    namespace: str = ""
    language: str = "en"
    licence: str = ""
    about: str = ""
    report: str = ""
    checked: str = ""
    notice: str = "For learning, not for treating patients."
    sources_required: bool = True
    tags: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    glossary: tuple[tuple[str, ...], ...] = ()
    confusable: tuple[tuple[str, ...], ...] = ()
    where: Where | None = None


@frozen
class Collection:
    """A folder of decks. `references` holds each source a fact may cite, by the key it is cited with.

    `whole` is False where broken YAML hides facts or decks, so that nobody takes them for deleted.
    """

    folder: Path
    settings: Settings
    decks: tuple[Deck, ...]
    references: Mapping[str, Reference]
    files_read: int = 0
    whole: bool = True

    @property
    def as_read(self) -> tuple[Fact, ...]:
        """Every fact, also those with problems of their own, in the order of decks and files."""
        every = ((*deck.facts, *deck.faulty, *deck.torn) for deck in self.decks)
        return tuple(fact for facts in every for fact in sorted(facts, key=lambda fact: fact.where.line))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact without problems of its own, in the order of decks and files."""
        return tuple(fact for deck in self.decks for fact in deck.facts)
