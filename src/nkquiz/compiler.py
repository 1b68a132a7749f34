"""A path -> the collection, its cards and its problems. The only way in for every command."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from nkquiz.checks import all_checks
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import Problem, Span
from nkquiz.folders import SETTINGS_NAME, SOURCES_NAME, collection_folder, deck_files
from nkquiz.kinds import all_kinds
from nkquiz.lock import FILE_NAME as LOCK_NAME
from nkquiz.lock import read_lock
from nkquiz.model import Collection, Deck, Reference, Settings
from nkquiz.reader import read_deck
from nkquiz.references import in_place, read_references
from nkquiz.settings import missing, read_settings


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
        try:
            settings, found = read_settings(folder / SETTINGS_NAME)
        except OSError as error:
            settings, found = Settings(sources_required=False), _unreadable(folder / SETTINGS_NAME, error)
        problems.extend(found)
        files += 1
    else:
        settings = Settings(sources_required=False)
        problems.append(missing(folder))
    unread = settings.where is None or any(problem.code < "NK100" for problem in problems)
    things = None if unread else settings.things  # what cannot be known must not cost every comparison a problem
    if (folder / SOURCES_NAME).exists():
        try:
            references, found = read_references(folder / SOURCES_NAME)
        except OSError as error:
            found = _unreadable(folder / SOURCES_NAME, error)
        problems.extend(found)
        files += 1
    decks: list[Deck] = []
    paths = [lone] if lone else deck_files(folder)
    for path in paths:
        files += 1
        try:
            deck, found = read_deck(path, things)
        except OSError as error:
            deck, found = None, _unreadable(path, error)
        problems.extend(found)
        if deck is not None:
            decks.append(deck)
    decks.sort(key=lambda deck: (deck.number, deck.id))
    whole = len(decks) == len(paths) and not any(problem.code < "NK100" for problem in problems)
    collection = Collection(folder, settings, tuple(decks), {}, files, whole)
    return replace(collection, references=_cited(collection, references)), tuple(problems)


def _unreadable(path: Path, error: OSError) -> tuple[Problem, ...]:
    return (Problem(Span(path), "NK003", f"the file cannot be read: {error.strerror}"),)


def _cited(collection: Collection, known: Mapping[str, Reference]) -> dict[str, Reference]:
    """Return `known` and the sources that stand in place in a fact, be it one with problems."""
    found = dict(known)
    for fact in (fact for deck in collection.decks for fact in (*deck.facts, *deck.faulty, *deck.torn)):
        for source in fact.sources:
            if source not in found and (reference := in_place(source)) is not None:
                found[source] = reference
    return found
