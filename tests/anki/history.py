"""Any history of an author and a learner: facts change, releases go out, some are imported, cards are learned meanwhile.

What must come of it is said from the author's words and the learner's acts alone; nothing here asks nkquiz what it
thinks has changed.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from nkquiz.identity import guid_of
from tests.conftest import DRAWING, NAMESPACE, Author

KINDS = ("ask", "term", "choose", "cloze")
DECKS = ("killing", "other")
CHANGES = (
    "wording", "reason 1", "reason 2", "corrected", "reworded", "part", "retired", "retired", "renamed", "level core",
    "level more", "deck killing", "deck other", "drawing 3", "drawing 4", "title First", "title Second", "turn round",
    *(f"add {kind}" for kind in KINDS),
)  # fmt: skip
ACTS = (
    "rate 1", "rate 2", "rate 3", "rate 4", "edit", "tag", "delete", "suspend", "bury", "flag", "move", "gather", "send back",
)  # fmt: skip
LATER: tuple[dict[str, int] | None, ...] = ({"days": 1}, {"days": 30}, {"seconds": 0}, None)
BACKS = (0, 0, 0, 1, 1, 2, 3, 5, 8)
LAST_PLACE, MOST_SEASONS = 999, 8
PLACES = st.integers(0, LAST_PLACE)
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2000)
NOTE_TYPES = {f"nkquiz {kind.title()}" for kind in KINDS}


@dataclass(frozen=True)
class Written:
    """A fact as its author has it now; `was` is the id of the last release if it has another now."""

    id: str
    kind: str
    first_id: str
    deck: str = "killing"
    level: str = "core"
    wording: int = 0
    truth: int = 0
    reason: int = 0
    parts: int = 1
    picture: bool = False
    retired: bool = False
    corrected: str = ""
    reworded: bool = False
    was: str = ""
    released: bool = False

    @property
    def guid(self) -> str:
        return guid_of(NAMESPACE, self.kind, self.first_id)

    @property
    def ordinals(self) -> set[int]:
        """The places of the cards that a learner should have of it."""
        if self.retired:
            return set()
        return set(range({"term": 2, "cloze": self.parts}.get(self.kind, 1)))

    def content(self, drawing: str) -> object:
        """Return all of it that a learner sees."""
        return replace(self, id="", was="", reworded=False, released=False), drawing if self.picture else ""

    def yaml(self) -> str:
        prompt, answer = f"Wording {self.wording} of {self.first_id}", f"Truth {self.truth}"
        if self.kind == "ask":
            lines = [f"ask: {prompt}", f"answer: {answer}", *_wrong(self.parts)]
        elif self.kind == "term":
            lines = [f"term: {prompt}", f"means: {answer}"]
        elif self.kind == "choose":
            lines = [f"choose: {prompt}", "options:", f"- {{text: {answer}, right: true, why: Yes.}}"]
            lines += [f"- {{text: Wrong {n}, why: No.}}" for n in range(self.parts)]
        else:
            gaps = " and ".join(f"{{{{c{n + 1}::{answer} {n}}}}}" for n in range(self.parts))
            lines = [f"cloze: '{prompt}: {gaps}.'"]
        lines += [f"because: Reason {self.reason}.", f"level: {self.level}"]
        lines += ["image: {file: car-parts.svg, alt: A cell}"] if self.picture else []
        lines += ["retired: {on: 2020-01-01, why: It was withdrawn.}"] if self.retired else []
        lines += [f"corrected: {{on: {self.corrected}, was: Something else than {self.truth}}}"] if self.corrected else []
        lines += ["reworded: true"] if self.reworded else []
        lines += [f"was: {self.was}"] if self.was else []
        return "\n".join(lines)


def _wrong(parts: int) -> list[str]:
    return ["wrong:", *(f"- {{text: Wrong {n}, why: No.}}" for n in range(1, parts))] if parts > 1 else []


@dataclass(frozen=True)
class Sent:
    """A package that went out: its facts as written, the moment at which each last changed, and their drawing."""

    path: Path
    facts: tuple[Written, ...]
    changed: dict[str, int]
    drawing: str

    def contents(self) -> dict[str, tuple[list[str], list[str]]]:
        """Return fields and tags of its notes, by guid."""
        with tempfile.TemporaryDirectory() as folder:
            with zipfile.ZipFile(self.path) as package:
                package.extract("collection.anki2", folder)
            with closing(sqlite3.connect(Path(folder) / "collection.anki2")) as connection:
                rows = connection.execute("SELECT guid, flds, tags FROM notes").fetchall()
        return {guid: (fields.split("\x1f"), tags.split()) for guid, fields, tags in rows}


@dataclass
class World:
    """An author's folder, a learner's collection, and one clock for both."""

    author: Author
    learner: Any
    folder: Path
    moment: int = 0
    began: int = field(default_factory=lambda: int(time.time()) - 5)

    def tick(self, **later: int) -> int:
        """Let time pass; return the number of the moment."""
        self.author.now += timedelta(**(later or {"minutes": 1}))
        self.moment += 1
        return self.moment

    def settle(self) -> None:
        """Give the notes that the learner, or Anki, changed just now the time that it is in this world."""
        self.learner.turn_back(int(self.author.now.timestamp()), self.began)
        self.author.now += timedelta(seconds=1)  # nobody releases in the very second in which a learner edits


class History(RuleBasedStateMachine):
    """The rules; a subclass from `histories` has a learner."""

    learner: Callable[[], Any]

    def __init__(self) -> None:
        super().__init__()
        self.anki = self.learner()
        folder = Path(tempfile.mkdtemp(prefix="nkquiz-history-"))
        for name in ("cells", "anki"):
            (folder / name).mkdir()
        self.anki.open(str(folder / "anki" / "collection.anki2"))
        author = Author(folder / "cells", START)
        author.decks = {deck: {} for deck in DECKS}
        self.world = World(author, self.anki, folder)
        self.stamps_imports = self.anki.version().startswith("24.")
        self.stock = set(self.anki.state()["note_types"])
        self.facts: list[Written] = []
        self.sent: list[Sent] = []
        self.last: dict[str, object] = {}
        self.changed: dict[str, int] = {}
        self.deck_names: dict[str, str] = {}
        self.first_decks: dict[str, str] = {}
        self.held: dict[str, int] = {}
        self.parts: dict[str, int] = {}  # of each note that is held, in its text
        self.behind: set[str] = set()  # with a new card whose gap was not taken, for an edit after its release
        self.numbers = iter(range(10_000))
        self.ended_well = True

    def teardown(self) -> None:
        try:
            if self.ended_well:
                told = ("Check Database: ", "unused ", *self.behind)  # docs/contracts.md; drawings that were replaced
                faults = [fault for fault in self.anki.faults() if not fault.startswith(told)]
                assert not faults, f"Anki finds faults: {faults}"
        finally:
            self.anki.close()
            shutil.rmtree(self.world.folder)

    @initialize(kinds=st.lists(st.sampled_from(KINDS), min_size=2, max_size=4))
    def begin(self, kinds: list[str]) -> None:
        for kind in kinds:
            self.add(kind)
        self.release({"days": 1})

    @rule(
        changes=st.lists(st.tuples(st.sampled_from(CHANGES), PLACES), min_size=1, max_size=5),
        later=st.sampled_from(LATER),
        acts=st.lists(st.tuples(st.sampled_from(ACTS), PLACES), max_size=4),
        backs=st.lists(st.sampled_from(BACKS), max_size=2),
    )
    def season(
        self, changes: list[tuple[str, int]], later: dict[str, int] | None, acts: list[tuple[str, int]], backs: list[int]
    ) -> None:
        """The author writes and may release; the learner studies, then may import packages, late ones or early ones."""
        self.ended_well = False
        for how, place in changes:
            self.write(how, place)
        if later is not None:
            self.release(later)
        for act, place in acts:
            self.study(act, place)
        for back in backs:
            self.take(back)
        self.ended_well = True

    # the author

    def write(self, how: str, place: int) -> None:
        if how.startswith("add "):
            self.add(how.removeprefix("add "))
        elif how == "turn round":
            self.facts.reverse()
        elif how.startswith("drawing "):
            self.world.author.drawing = DRAWING.replace('r="6"', f'r="{how[-1]}"')
        elif how.startswith("title "):
            self.world.author.deck_title = how.removeprefix("title ")
        else:
            place %= len(self.facts)
            self.facts[place] = self.changed_by(how, self.facts[place])

    def add(self, kind: str) -> None:
        fact_id = f"fact-{next(self.numbers)}"
        self.facts.append(Written(fact_id, kind, fact_id, picture=kind == "ask"))

    def changed_by(self, how: str, fact: Written) -> Written:
        day = f"{self.world.author.now + timedelta(days=1):%Y-%m-%d}"
        match how.split():
            case ["wording"]:  # of a term it is also an answer
                return replace(fact, wording=fact.wording + 1, reworded=fact.reworded or fact.kind == "term")
            case ["reason", number]:
                return replace(fact, reason=int(number))
            case ["corrected"]:
                return replace(fact, truth=fact.truth + 1, corrected=day)
            case ["reworded"]:
                return replace(fact, truth=fact.truth + 1, reworded=True)
            case ["part"]:
                return fact if fact.kind == "term" else replace(fact, parts=fact.parts + 1, reworded=True)
            case ["retired"]:
                return replace(fact, retired=not fact.retired, reworded=fact.retired)  # back with what changed meanwhile
            case ["renamed"]:
                fact_id = f"fact-{next(self.numbers)}"
                if fact.released:
                    return replace(fact, id=fact_id, was=fact.was or fact.id)
                return replace(fact, id=fact_id, first_id=fact_id)
            case ["level", level]:
                return replace(fact, level=level)
            case ["deck", deck]:
                return replace(fact, deck=deck)
        raise ValueError(how)

    def release(self, later: dict[str, int]) -> None:
        leaving = [fact for fact in self.facts if fact.released or not fact.retired]
        if not any(fact.ordinals for fact in leaving):
            return
        author, moment = self.world.author, self.world.tick(**later)
        author.decks = {deck: {fact.id: fact.yaml() for fact in self.facts if fact.deck == deck} for deck in DECKS}
        for fact in leaving:
            content = fact.content(author.drawing)
            title = author.deck_title or fact.deck.title()
            name = self.deck_names.setdefault(fact.deck, f"Cells::{DECKS.index(fact.deck) + 1:02} {title}")
            self.first_decks.setdefault(fact.guid, name)
            if self.last.get(fact.guid) != content:
                self.last[fact.guid], self.changed[fact.guid] = content, moment
        self.send(author.release(f"full-{moment}", days=0), leaving)
        core = [fact for fact in leaving if fact.level == "core"]
        if moment % 2 and any(fact.ordinals for fact in core):  # now and then, to save time
            self.send(author.build(f"core-{moment}", level="core"), core)
        self.facts = [replace(fact, released=True, reworded=False, was="") if fact in leaving else fact for fact in self.facts]

    def send(self, path: Path, facts: list[Written]) -> None:
        self.sent.append(Sent(path, tuple(facts), dict(self.changed), self.world.author.drawing))

    # the learner

    def take(self, back: int) -> None:
        """Import a package: mostly one of the last, sometimes an old one or the same again."""
        package = self.sent[-1 - back % len(self.sent)]
        moment = self.world.tick()
        before = self.anki.state()
        log = self.anki.take(str(package.path))
        self.world.settle()
        after = self.anki.state()
        assert_nothing_hurt(before, after, self.stock)
        counts = self.arrived(package, before, after, moment)
        assert log == {kind: number for kind, number in counts.items() if number}, "other notes were updated than changed"
        self.cards_arrived(package, before, after)

    def arrived(self, package: Sent, before: dict[str, Any], after: dict[str, Any], moment: int) -> dict[str, int]:
        """Check each note that the package should hold; return how many should be new, updated, and left alone."""
        contents = package.contents()
        counts = {"new": 0, "updated": 0, "duplicate": 0}
        sent = {fact.guid for fact in package.facts}
        assert before["notes"].keys() - sent == after["notes"].keys() - sent, "a note came or went that was not sent"
        assert sent <= after["notes"].keys(), "a note that was sent did not come"
        others = before["notes"].keys() - sent
        assert all(after["notes"][guid] == before["notes"][guid] for guid in others), "a note changed that was not sent"
        for fact in package.facts:
            guid, stamp = fact.guid, package.changed[fact.guid]
            note = after["notes"][guid]
            if guid in self.held and stamp <= self.held[guid]:
                counts["duplicate"] += 1
                if fact.kind == "cloze" and len(fact.ordinals) > self.parts[guid]:
                    self.behind.add(guid)
                assert note == before["notes"][guid], "a note changed that its author left alone"
                continue
            counts["updated" if guid in self.held else "new"] += 1
            self.held[guid] = moment if guid in self.held and self.stamps_imports else stamp
            self.parts[guid] = fact.parts
            if guid in self.behind and len(fact.ordinals) >= len(self.cards_of(guid, after)):
                self.behind.remove(guid)
            assert_says(fact, note)
            assert (note["fields"], note["tags"]) == contents[guid], "a change did not arrive whole"
            assert not fact.picture or self.anki.drawing(guid) == package.drawing, "an old drawing is shown"
        return counts

    def cards_of(self, guid: str, state: dict[str, Any]) -> list[str]:
        return [card for card in state["cards"] if card.startswith(f"{guid}#")]

    def cards_arrived(self, package: Sent, before: dict[str, Any], after: dict[str, Any]) -> None:
        new = after["cards"].keys() - before["cards"].keys()
        asked = {f"{fact.guid}#{ordinal}" for fact in package.facts for ordinal in fact.ordinals}
        assert new <= asked, "a card came that should not"
        assert asked <= after["cards"].keys(), "a card is missing"
        for card in new:
            assert after["deck_of"][card] == self.first_decks[card.partition("#")[0]], "a card came into another deck"

    def some(self, names: list[str], place: int) -> list[str]:
        return [name for number, name in enumerate(sorted(names)) if number % 3 == place % 3]

    def study(self, act: str, place: int) -> None:
        if not self.held:
            return
        guid = sorted(self.held)[place % len(self.held)]
        if act == "delete":
            del self.held[guid]
            self.behind.discard(guid)
            self.anki.delete(guid)
        elif act in ("edit", "tag"):
            self.held[guid] = self.world.tick()
            if act == "tag":
                self.anki.tag(guid, f"mine-{self.world.moment}")
            else:
                self.anki.edit(guid, "Because", f"My own words of moment {self.world.moment}.")
            self.world.settle()
        else:
            cards = self.some(list(self.anki.state()["cards"]), place)
            if act.startswith("rate "):
                self.anki.answer(cards, int(act[-1]))
            elif cards:
                self.anki.act(act, cards)


def assert_nothing_hurt(before: dict[str, Any], after: dict[str, Any], stock: set[str]) -> None:
    """No card or review changed by a byte; nothing came twice; no note type is a copy."""
    assert {name: after["cards"].get(name) for name in before["cards"]} == before["cards"], "a schedule changed"
    assert after["reviews"] == before["reviews"], "a review changed"
    assert len(set(after["rows"])) == len(after["rows"]), "two notes have one guid"
    assert len(set(after["note_types"])) == len(after["note_types"])
    assert set(after["note_types"]) <= stock | NOTE_TYPES, "a note type was copied"


def assert_says(fact: Written, note: dict[str, Any]) -> None:
    """The note says what the author wrote."""
    text = "\x1f".join(note["fields"])
    said = {
        f"Wording {fact.wording} of {fact.first_id}" in text, f"Truth {fact.truth}" in text, f"Reason {fact.reason}." in text,
        f"nkquiz::level::{fact.level}" in note["tags"], f"nkquiz::topic::{fact.deck}" in note["tags"],
        ("nkquiz::retired" in note["tags"]) == ("It was withdrawn." in text) == fact.retired,
        ("Something else" in text) == bool(fact.corrected),
    }  # fmt: skip
    assert said == {True}, "a change did not arrive"


def play_history(anki: Any, number: int) -> None:
    """Play a history that is always the same.

    Those that hypothesis draws are others with every change of the code, even with `derandomize`: it tries the numbers
    that stand in the modules which happen to be loaded.
    """
    rng = random.Random(number)

    def some(words: Sequence[str], least: int, most: int) -> list[tuple[str, int]]:
        return [(rng.choice(words), rng.randint(0, LAST_PLACE)) for _ in range(rng.randint(least, most))]

    history = histories(anki)()
    try:
        history.begin(rng.choices(KINDS, k=rng.randint(2, 4)))
        for _ in range(MOST_SEASONS):
            history.season(some(CHANGES, 1, 5), rng.choice(LATER), some(ACTS, 0, 4), rng.choices(BACKS, k=rng.randint(0, 2)))
    finally:
        history.teardown()


def histories(anki: Any) -> type[History]:
    """Return the rules for a learner's Anki."""
    return type("HistoryWithAnki", (History,), {"learner": staticmethod(lambda: anki)})
