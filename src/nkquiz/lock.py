"""`nkquiz.lock`: the record of the last release, and what the next one will say.

Plain text, one tab-separated line a deck and a fact, sorted, so that git can merge it and a person can read it. Only
`nkquiz release` writes it. docs/contracts.md shows a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from nkquiz.diagnostics import Problem, Span
from nkquiz.frozen import frozen
from nkquiz.identity import deck_name, guid_of
from nkquiz.model import LEVELS, Card, Collection, Fact

FILE_NAME = "nkquiz.lock"
_HEADER = "# nkquiz.lock 1, closed: the last release. Written by `nkquiz release`; commit it, never edit it."
_DAY_SECONDS = 86_400


@frozen
class Entry:
    """What a learner's collection holds of one fact.

    `first_id` is the id it was first released with and `formerly` those between that and `fact_id`; `hash` covers the
    note's fields and tags, `truth` the answers of its cards; `first_release` and `time` (of the last change) are in
    seconds since 1970; `position` orders new cards; `cards` are all cards ever released, as `recorded` writes them.
    `correction` is a digest of the `corrected` that learners read already, "" if there is none or nobody wrote it down.
    """

    fact_id: str
    first_id: str
    formerly: tuple[str, ...]
    guid: str
    hash: str
    truth: str
    first_release: int
    time: int
    position: int
    cards: tuple[str, ...]
    retired: bool
    deck_name: str
    correction: str = field(default="", compare=False)  # older locks do not have it

    @property
    def names(self) -> frozenset[str]:
        """Every id the fact was ever released under."""
        return frozenset((self.fact_id, self.first_id, *self.formerly))

    def line(self) -> str:
        """Return the entry as a line of the lock, without the line end."""
        columns = (
            "fact", self.fact_id, self.first_id, ",".join(self.formerly) or "-", self.guid, self.hash, self.truth,
            str(self.first_release), str(self.time), str(self.position), ",".join(self.cards),
            "retired" if self.retired else "live", self.deck_name,
        )  # fmt: skip
        return "\t".join(columns)


@frozen
class Lock:
    """The last release: entries by fact id, and the frozen names of decks by deck id.

    `lines` are the lines of the file on which the facts stand, from 1.
    """

    namespace: str
    decks: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    path: Path | None = None
    lines: Mapping[str, int] = field(default_factory=dict)

    def of(self, fact: Fact) -> Entry | None:
        """Return the entry of `fact`, also if it was renamed with `was` since."""
        return self.entries.get(fact.id) or (self.entries.get(fact.was) if fact.was else None)

    def owners(self, facts: Iterable[Fact]) -> dict[str, Fact]:
        """Return, by guid, the one fact that goes on with each entry: that of the same id before any with `was`."""
        found: dict[str, Fact] = {}
        facts = tuple(facts)
        for fact in (*(f for f in facts if f.id in self.entries), *(f for f in facts if f.id not in self.entries)):
            entry = self.of(fact)
            if entry is not None:
                found.setdefault(entry.guid, fact)
        return found

    def text(self) -> str:
        """Return the lock as the text of its file."""
        decks = [f"deck\t{deck_id}\t{name}" for deck_id, name in sorted(self.decks.items())]
        entries = [self.entries[fact_id] for fact_id in sorted(self.entries)]
        corrected = [f"{_CORRECTED}{entry.fact_id}\t{entry.correction}" for entry in entries if entry.correction]
        lines = [_HEADER, f"namespace\t{self.namespace}", *decks, *(entry.line() for entry in entries), *corrected]
        return "\n".join([*lines, closing_line(lines), ""])


_CORRECTED = "# corrected\t"
_END = "# end: "
"""What came later into the form of the lock begins with `#`, which every nkquiz before it reads over."""


def closing_line(lines: Sequence[str]) -> str:
    """Return the last line of a lock with these lines: how many facts it has, and a digest that no slip of a hand keeps."""
    facts = sum(line.startswith("fact\t") for line in lines)
    digest = blake2b("\n".join(lines).encode("utf-8")).hexdigest()[:20]
    return f"{_END}{facts} facts, {digest}"


def recorded(card: Card) -> str:
    """Return how the lock records a card: by its name, and with its number where the author chose both: `mtoc=2`."""
    from nkquiz.kinds import all_kinds  # a quiz, which has the lock in what it kept, needs no kinds

    named = card.name in all_kinds()[card.fact.kind].card_names or card.name == f"c{card.ordinal + 1}"
    return card.name if named else f"{card.name}={card.ordinal + 1}"


def truth_of(cards: Iterable[Card]) -> str:
    """Return a digest of what the cards hold to be true: their names and answers, spaces and case aside."""
    said = "\x1f".join(f"{card.name}\x1e{' '.join(card.answer.split()).casefold()}" for card in cards)
    return blake2b(said.encode("utf-8")).hexdigest()[:20]


def says_the_same(entry: Entry, cards: Sequence[Card]) -> bool:
    """Return True if the cards that were released have the answers they were released with.

    A card that came since takes nothing from them.
    """
    return entry.truth in (truth_of(cards), truth_of(card for card in cards if recorded(card) in entry.cards))


def correction_of(fact: Fact) -> str:
    """Return a digest of the `corrected` of a fact, "" if it has none."""
    if fact.corrected is None:
        return ""
    said = "\x1f".join((fact.corrected.on.isoformat(), fact.corrected.was, fact.corrected.why))
    return blake2b(said.encode("utf-8")).hexdigest()[:20]


def read_lock(path: Path, now: datetime) -> tuple[Lock | None, tuple[Problem, ...]]:
    """Return the lock and its problems; None if there is no lock or it cannot be trusted."""
    if not path.exists():
        return None, ()
    reading = _Reading(path, now)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return None, (Problem(Span(path), "NK205", f"the lock cannot be read: {error.strerror}", _RESTORE),)
    except UnicodeDecodeError:
        return None, (Problem(Span(path), "NK205", "the lock is not UTF-8 text", _RESTORE),)
    version = _VERSION.match(text)
    if version and version[1] != "1":
        message = f"the lock has the form {version[1]}, which this nkquiz does not know"
        return None, (Problem(Span(path), "NK205", message, "update nkquiz to the version that made the last release"),)
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        reading.take(number, line)
    if not reading.problems and not (reading.namespace and text.endswith("\n")):
        reading.problems.append(Problem(Span(path), "NK205", "the lock is not whole", _RESTORE))
    if not reading.problems:
        reading.problems.extend(_unclosed(path, lines[:-1]))
    for fact_id in reading.corrections.keys() & reading.entries.keys():
        reading.entries[fact_id] = replace(reading.entries[fact_id], correction=reading.corrections[fact_id])
    lock = Lock(reading.namespace, reading.decks, reading.entries, path, reading.numbers)
    return (None if reading.problems else lock), tuple(reading.problems)


def _unclosed(path: Path, lines: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem if a closed lock is not as it was written; locks of older versions are not closed."""
    ends = [number for number, line in enumerate(lines) if line.startswith(_END)]
    if not ends and not lines[0].startswith(_HEADER.partition(":")[0]):
        return
    wanted = closing_line([line for line in lines if line and not line.startswith(_END)])
    if lines[-1] == wanted and len(ends) == 1:
        return
    message = "the lock is not as the release wrote it: a line was changed, added or lost"
    hint = f"{_RESTORE}\nonly if you have just merged two releases line by hand, make its last line `{wanted}`"
    yield Problem(Span(path, ends[0] + 1 if ends else len(lines)), "NK205", message, hint)


_RESTORE = "take the file of the last release from git: git checkout <release> -- nkquiz.lock"
_VERSION = re.compile(r"# nkquiz\.lock (\d{1,9})\b")
_NUMBER = re.compile(r"[0-9]{1,12}\Z")
_TWICE = "keep the line of the release that learners have (in doubt the later time), and delete the other"
_MERGE = (
    "delete the markers and keep a line of every fact; of two lines of one fact, keep that of the later time;\n"
    "`nkquiz check` then says what the last line must be"
)


class _Reading:
    def __init__(self, path: Path, now: datetime) -> None:
        self.path, self.latest = path, int(now.timestamp()) + _DAY_SECONDS
        self.namespace = ""
        self.decks: dict[str, str] = {}
        self.entries: dict[str, Entry] = {}
        self.guids: dict[str, str] = {}
        self.numbers: dict[str, int] = {}
        self.corrections: dict[str, str] = {}
        self.merged = False
        self.problems: list[Problem] = []

    def _report(self, number: int, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(Span(self.path, number), code, message, hint))

    def take(self, number: int, line: str) -> None:
        """Read one line of the lock."""
        word, *columns = line.split("\t")
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
            if line.startswith("<<<<<<<") or not self.merged:
                self._report(number, "NK205", "a conflict marker: two releases were merged", _MERGE)
            self.merged = True
        elif line.startswith(_CORRECTED) and len(columns) == 2:
            self.corrections[columns[0]] = columns[1]
        elif not line or line.startswith("#"):
            return
        elif word == "namespace" and len(columns) == 1:
            self.namespace = columns[0]
        elif word == "deck" and len(columns) == 2:
            self.decks[columns[0]] = columns[1]
        elif word == "fact" and len(columns) == 12:
            self._fact(number, columns)
        else:
            self._report(number, "NK205", "this is not a line of a lock", _RESTORE)

    def _fact(self, number: int, columns: list[str]) -> None:
        fact_id, first_id, formerly, guid, digest, truth, first, time, position, cards, state, name = columns
        if not all(map(_NUMBER.match, (first, time, position))) or state not in ("live", "retired"):
            self._report(number, "NK205", "this is not a line of a lock", _RESTORE)
            return
        entry = Entry(
            fact_id, first_id, tuple(formerly.split(",")) if formerly != "-" else (), guid, digest, truth,
            int(first), int(time), int(position), tuple(cards.split(",")), state == "retired", name,
        )  # fmt: skip
        if fact_id in self.entries or guid in self.guids:
            if not self.merged:
                self._report(number, "NK205", f"`{fact_id}` stands in the lock twice", _TWICE)
        elif any(problem.code == "NK208" for problem in self.problems):
            pass  # one wrong clock is one problem
        elif max(entry.time, entry.first_release) > self.latest:
            when = datetime.fromtimestamp(min(entry.time, 253_402_300_799), UTC)
            message = f"`{fact_id}` was released at a time to come, {when:%Y-%m-%d %H:%M} UTC"
            self._report(number, "NK208", message, "set this computer's clock; if it is right, " + _RESTORE)
        self.entries[fact_id] = entry
        self.numbers[fact_id] = number
        self.guids[guid] = fact_id


def planned(collection: Collection, lock: Lock | None, cards: Mapping[str, tuple[Card, ...]], now: int) -> dict[str, Entry]:
    """Return an entry for each fact of the next release, by fact id; `hash` is still that of the last one, or "".

    Facts new to the lock come after all others: core first, in the order of decks and files.
    """
    decks = deck_names(collection, lock)
    entries: dict[str, Entry] = {}
    position = max((entry.position for entry in lock.entries.values()), default=0) if lock else 0
    in_order = sorted(collection.facts, key=lambda fact: LEVELS.index(fact.level))
    for fact in in_order:
        old = lock.of(fact) if lock else None
        if fact.draft or (fact.retired and old is None):
            continue
        names = tuple(recorded(card) for card in cards[fact.id])
        if old is None:
            position += 1
            guid = guid_of(collection.settings.namespace, fact.kind, fact.id)
            truth, deck = truth_of(cards[fact.id]), decks[fact.deck]
            entry = Entry(fact.id, fact.id, (), guid, "", truth, now, now, position, names, False, deck, correction_of(fact))
            entries[fact.id] = entry
            continue
        formerly = old.formerly
        if old.fact_id not in (fact.id, old.first_id, *formerly):
            formerly = (*formerly, old.fact_id)
        every_card = (*old.cards, *(name for name in names if name not in old.cards))
        asked = fact.retired is None  # of a retired fact stays what learners were last asked
        entries[fact.id] = replace(
            old, fact_id=fact.id, formerly=formerly, cards=every_card, retired=not asked,
            truth=truth_of(cards[fact.id]) if asked else old.truth,
            correction=correction_of(fact) if asked else old.correction,
        )  # fmt: skip
    return entries


def sealed(entry: Entry, digest: str, now: int) -> Entry:
    """Return `entry` with the digest of its note; its time rises if and only if the digest changed."""
    if digest == entry.hash:
        return entry
    time = max(now, entry.time + 1) if entry.hash else now
    return replace(entry, hash=digest, time=time)


def deck_names(collection: Collection, lock: Lock | None) -> dict[str, str]:
    """Return the name in Anki of each deck, by deck id: the frozen one where the deck was released.

    The collection's own name is frozen as well: a new deck comes under the one that learners have.
    """
    frozen = lock.decks if lock else {}
    title = next((name.partition("::")[0] for name in frozen.values()), collection.settings.title)
    return {deck.id: frozen.get(deck.id) or deck_name(title, deck.number, deck.title) for deck in collection.decks}
