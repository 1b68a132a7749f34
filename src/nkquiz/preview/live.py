"""The collection as it stands on disk: read again when a file of it has changed."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from nkquiz.anki.notes import Note, next_release
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import Problem, UsageError, in_order
from nkquiz.folders import SETTINGS_NAME, SOURCES_NAME, collection_folder, deck_files
from nkquiz.frozen import frozen
from nkquiz.lock import FILE_NAME as LOCK_NAME
from nkquiz.model import Collection, Fact

Judge = Callable[[Compiled, datetime], tuple[Problem, ...]]
"""What `nkquiz check` says of a collection beyond what keeps it from being built."""


@frozen
class State:
    """The collection at one moment. `number` rises with every change; `notes` are by fact id, `media` by package name.

    Each problem comes with the fact it is about, None where it is about none.
    """

    number: int
    compiled: Compiled
    problems: tuple[tuple[Problem, Fact | None], ...]
    notes: Mapping[str, Note]
    media: Mapping[str, Path]


class Live:
    """Reads a collection anew when it has changed. Many threads may ask."""

    def __init__(self, path: Path | None, judge: Judge, clock: Callable[[], datetime]) -> None:
        self._path, self._judge, self._clock = path, judge, clock
        self._guard = threading.Lock()
        self._seen = _signature(collection_folder(path))  # before the reading: a save in between is seen later
        self._state = self._read(1)

    @property
    def folder(self) -> Path:
        """The folder of the collection."""
        return self._state.compiled.collection.folder

    @property
    def now(self) -> datetime:
        """The time, with its zone."""
        return self._clock()

    def state(self) -> State:
        """Return the collection as it stands; while its folder is away, as it stood."""
        with self._guard, suppress(OSError, UsageError):
            seen = _signature(self.folder)
            if seen != self._seen:
                self._state = self._read(self._state.number + 1)
                self._seen = seen
        return self._state

    def _read(self, number: int) -> State:
        now = self._clock()
        compiled = compile_path(self._path, now)
        problems = in_order((*compiled.problems, *self._judge(compiled, now)))
        release = next_release(compiled, compiled.lock, now)
        folder = compiled.collection.folder / "media"
        media = {name: folder / file for file, name in release.media.items()}
        notes = {note.entry.fact_id: note for note in release.notes}
        return State(number, compiled, tuple(_with_facts(problems, compiled.collection)), notes, media)


def _with_facts(problems: Iterable[Problem], collection: Collection) -> Iterator[tuple[Problem, Fact | None]]:
    """Yield each problem with the fact it is about: the last one to begin at or above its line."""
    by_file: dict[Path, list[Fact]] = {}
    for fact in collection.as_read:
        by_file.setdefault(fact.where.path, []).append(fact)
    for problem in problems:
        facts = by_file.get(problem.span.path, [])
        place = bisect_left(facts, problem.span.line, key=lambda fact: fact.where.line)
        yield problem, facts[place - 1] if place else None


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, time and size of every file that the collection is made of."""
    media = folder / "media"
    named = [folder / name for name in (SETTINGS_NAME, SOURCES_NAME, LOCK_NAME)]
    found = []
    for path in (*named, *deck_files(folder), *(sorted(media.iterdir()) if media.is_dir() else ())):
        try:
            stat = path.stat()
        except OSError:
            continue  # it is not there, or being saved just now
        found.append((path.name, stat.st_mtime_ns, stat.st_size))
    return tuple(found)
