"""`nkquiz progress import`: the log of another machine joined with this one, from exports or progress files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TextIO

from nkquiz.commands.choosing import names_by_card
from nkquiz.commands.progress import known_collections
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import Problem, Span, UsageError, counted, listed, shown_path, visible
from nkquiz.quiz.scheduling import state_of
from nkquiz.review import Review
from nkquiz.store.exported import read_export
from nkquiz.store.foreign import foreign_reviews, is_database
from nkquiz.store.place import progress_file
from nkquiz.store.staging import Conflict, Place, Stage, staged
from nkquiz.store.whole import Depending, WholeLog

_STANDARD_INPUT = "-"
_MOST_PROBLEMS = 200
_MANY = 100_000
_CLOCKS_DIFFER = timedelta(minutes=10)


def bring_in(files: Sequence[str], now: datetime, out: TextIO, standard_input: BinaryIO) -> int:
    """Take every review of `files`, exports or progress files, into the log; return 1 if that cannot be, with all reasons.

    What the log has already stays as it is, so it can be done as often as one likes, in any order.
    """
    for name in files:
        if name != _STANDARD_INPUT and not Path(name).is_file():
            raise UsageError(f"there is no file `{visible(name)}`")
    if files.count(_STANDARD_INPUT) > 1:
        raise UsageError("standard input (`-`) can be read once only")
    with staged() as stage:
        incoming = _Incoming(stage, files, now)
        for number, name in enumerate(files):
            incoming.read(number, name, standard_input)
        incoming.refuse(stage.conflicts())
        if incoming.faults:
            return _told_faults(incoming, out)
        if incoming.read_number > _MANY:
            print(
                f"{counted(incoming.read_number, 'review')} to take in; scheduling them can take some minutes.",
                file=out,
                flush=True,
            )
        log = WholeLog.opened(progress_file())
        try:
            known = known_collections(now)
            done = log.union(stage, _depending(known), state_of)
        finally:
            log.close()
    incoming.refuse(done.conflicts)
    if incoming.faults:
        return _told_faults(incoming, out)
    read = f"{counted(incoming.read_number, 'review')} in {counted(len(files), 'file')}: "
    print(f"{read}{done.added:,} new, {incoming.read_number - done.added:,} known already.", file=out)
    if done.restated:
        print(f"{counted(done.restated, 'card')} scheduled anew.", file=out)
    for line in _remarks(incoming, known):
        print(line, file=out)
    return 0


class _Incoming:
    """Reads the files one after another; gathers what is wrong with them, and what is worth a remark."""

    def __init__(self, stage: Stage, files: Sequence[str], now: datetime) -> None:
        self._stage, self._files, self._latest = stage, files, now + _CLOCKS_DIFFER
        self.problems: list[Problem] = []
        self.words: list[str] = []
        self.faults = 0
        self.read_number = 0
        self.ahead: list[datetime] = []
        self.elsewhere: dict[str, int] = defaultdict(int)

    def path(self, number: int) -> Path:
        """Return what file `number` is called in messages."""
        name = self._files[number]
        return Path("standard input") if name == _STANDARD_INPUT else Path(name)

    def read(self, number: int, name: str, standard_input: BinaryIO) -> None:
        """Read a file, whichever sort it is."""
        path = self.path(number)
        if name == _STANDARD_INPUT:
            self._export(number, standard_input)
            return
        with path.open("rb") as file:
            database = is_database(file.read(16))
            file.seek(0)
            if not database:
                self._export(number, file)
        if database:
            for found in foreign_reviews(path):
                self._take(found, Place(number, 0))

    def _export(self, number: int, file: BinaryIO) -> None:
        for line, found in read_export(self.path(number), file):
            self._take(found, Place(number, line))

    def _take(self, found: Review | Problem | str, place: Place) -> None:
        if isinstance(found, Review):
            self.read_number += 1
            self.elsewhere[found.namespace] += 1
            if found.at > self._latest:
                self.ahead.append(found.at)
            if not self.faults:
                self._stage.add(found, place)
            return
        self.faults += 1
        if self.faults > _MOST_PROBLEMS:
            return
        if isinstance(found, Problem):
            self.problems.append(found)
        else:
            self.words.append(f"{shown_path(self.path(place.file))}: {found}")

    def refuse(self, conflicts: Sequence[Conflict]) -> None:
        """Take each conflict for a fault."""
        for conflict in conflicts:
            message = f"the review `{conflict.review_id}` differs from the one {self._of(conflict.other)}"
            hint = "one of the two was changed by hand; take that line out, or the whole file"
            path, line = self.path(conflict.place.file), conflict.place.line
            self._take(Problem(Span(path, line), "NK512", message, hint) if line else message, conflict.place)

    def _of(self, place: Place | None) -> str:
        if place is None:
            return "in your progress"
        return f"in {shown_path(self.path(place.file))}" + (f", line {place.line}" if place.line else "")


def _told_faults(incoming: _Incoming, out: TextIO) -> int:
    for line in (*listed(incoming.problems), *incoming.words):
        print(line, file=out)
    shown = min(incoming.faults, _MOST_PROBLEMS)
    more = f", of which the first {shown} are shown" if shown < incoming.faults else ""
    print(f"{counted(incoming.faults, 'problem')}{more}; nothing was imported", file=out)
    return 1


def _remarks(incoming: _Incoming, known: Sequence[Compiled]) -> Iterator[str]:
    if incoming.ahead:
        reviews = f"{counted(len(incoming.ahead), 'review')} {'bears' if len(incoming.ahead) == 1 else 'bear'}"
        yield (
            f"{reviews} a time still to come, up to {max(incoming.ahead):%Y-%m-%d %H:%M} UTC: a clock was wrong. "
            "They are kept; their cards come back later than they should."
        )
    here = {each.collection.settings.namespace for each in known}
    for namespace, number in sorted(incoming.elsewhere.items()):
        if namespace not in here:
            yield f"{counted(number, 'review')} of the collection {namespace}, which is not in use here; kept all the same."


def _depending(known: Sequence[Compiled]) -> Depending:
    owners: dict[tuple[str, str], set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for found in known:
        for card, names in names_by_card(found).items():
            for name in names:
                owners[found.collection.settings.namespace, name].add((card, names))

    def depending(namespace: str, name: str) -> set[tuple[str, tuple[str, ...]]]:
        cards = owners.get((namespace, name), set())
        return cards if any(card == name for card, _ in cards) else cards | {(name, (name,))}

    return depending
