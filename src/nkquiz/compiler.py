"""A path -> the collection, its cards and its problems. The only way in for every command."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from nkquiz.checks import all_checks
from nkquiz.diagnostics import Problem, Span, UsageError, shown_path
from nkquiz.kinds import all_kinds
from nkquiz.lock import FILE_NAME as LOCK_NAME
from nkquiz.lock import Lock, read_lock
from nkquiz.model import Card, Collection, Deck, Reference, Settings
from nkquiz.reader import read_deck
from nkquiz.references import FILE_NAME as SOURCES_NAME
from nkquiz.references import in_place, read_references
from nkquiz.settings import FILE_NAME as SETTINGS_NAME
from nkquiz.settings import missing, read_settings

_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A collection that was read. `cards` holds the cards of each fact, by fact id; `lock` the last release."""

    collection: Collection
    cards: Mapping[str, tuple[Card, ...]]
    lock: Lock | None
    problems: tuple[Problem, ...]


def embedded_folder() -> Path:
    """Return the folder of the decks that come with nkquiz: inside the wheel, or beside `src` in a checkout."""
    package = Path(__file__).parent
    inside = package / "decks"
    return inside if inside.is_dir() else package.parents[1] / "decks"


def collection_folder(path: Path | None) -> Path:
    """Return the folder of the collection that `path` belongs to.

    Without a path: the collection in or above the current folder, else the embedded one. Raises UsageError if `path`
    does not exist or is a file that no collection has.
    """
    if path is None:
        return _folder_above(Path.cwd()) or embedded_folder()
    if not path.exists():
        raise UsageError(f"there is no file or folder `{path}`")
    if path.is_dir():
        folder = path.resolve()
        return folder if deck_files(folder) else _folder_above(folder) or folder
    if path.suffix.lower() not in (*_SUFFIXES, ".lock"):
        raise UsageError(f"`{path}` is not a deck; the names of decks end in .yaml")
    return path.parent.resolve()


def using(folder: Path) -> str:
    """Return the line that tells the user which collection a command reads."""
    return "Using the embedded decks." if folder == embedded_folder() else f"Using {shown_path(folder)}"


def _folder_above(start: Path) -> Path | None:
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS_NAME).is_file()), None)


@contextmanager
def without_collector() -> Iterator[None]:
    """Switch the garbage collector off for a while: nothing here makes cycles, and it nearly doubles large builds."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def compile_path(path: Path | None, now: datetime) -> Compiled:
    """Read and check the collection of `path`. Problems are returned, not raised; UsageError if the path is missing."""
    folder = collection_folder(path)
    lone = path.resolve() if path is not None and path.is_file() and not (folder / SETTINGS_NAME).is_file() else None
    with without_collector():
        collection, problems = _read(folder, lone)
        lock, faults = read_lock(folder / LOCK_NAME, now)
        kinds = all_kinds()
        cards = {fact.id: kinds[fact.kind].cards(fact) for fact in collection.facts}
        found = (*problems, *faults, *all_checks(collection, lock))
    return Compiled(collection, cards, lock, found)


def _read(folder: Path, lone: Path | None) -> tuple[Collection, tuple[Problem, ...]]:
    problems: list[Problem] = []
    settings = Settings()
    references: dict[str, Reference] = {}
    files = 0
    if (folder / SETTINGS_NAME).is_file():
        settings, found = read_settings(folder / SETTINGS_NAME)
        problems.extend(found)
        files += 1
    else:
        settings = Settings(sources_required=False)
        problems.append(missing(folder))
    if (folder / SOURCES_NAME).exists():
        references, found = read_references(folder / SOURCES_NAME)
        problems.extend(found)
        files += 1
    decks: list[Deck] = []
    for path in [lone] if lone else deck_files(folder):
        files += 1
        try:
            deck, found = read_deck(path)
        except OSError as error:
            found, deck = (Problem(Span(path), "NK003", f"the file cannot be read: {error.strerror}"),), None
        problems.extend(found)
        if deck is not None:
            decks.append(deck)
    decks.sort(key=lambda deck: (deck.number, deck.id))
    whole = not any(problem.code < "NK100" for problem in problems)
    collection = Collection(folder, settings, tuple(decks), {}, files, whole)
    return replace(collection, references=_cited(collection, references)), tuple(problems)


def deck_files(folder: Path) -> list[Path]:
    """Return the deck files of a collection, by name."""
    names = (SETTINGS_NAME, SOURCES_NAME)
    found = (p for p in folder.iterdir() if p.suffix.lower() in _SUFFIXES and p.name not in names and p.name[0] != ".")
    return sorted(found)


def _cited(collection: Collection, known: Mapping[str, Reference]) -> dict[str, Reference]:
    """Return `known` and the sources that stand in place in a fact."""
    found = dict(known)
    for fact in collection.facts:
        for source in fact.sources:
            if source not in found and (reference := in_place(source)) is not None:
                found[source] = reference
    return found
