"""`nkquiz progress`: your review log is yours: written out, found, set aside. See joining.py for `import`."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TextIO

from nkquiz.atomic import free_path, replacing
from nkquiz.cache import compiled
from nkquiz.commands.choosing import deck_named, names_by_card, names_of
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import NkquizError, UsageError, counted, refusing, shown_path, visible
from nkquiz.folders import embedded_folder, using
from nkquiz.frozen import frozen
from nkquiz.store.exported import export_lines, is_export
from nkquiz.store.place import cache_folder, progress_file
from nkquiz.store.whole import Answered, WholeLog

NO_PROGRESS = "There is no progress yet; `nkquiz run` begins."


def export(output: Path | None, out: TextIO) -> int:
    """Write every review of every collection as JSON lines to `output`, else to `out`; return 0."""
    log = _begun()
    if log is None:
        raise NkquizError(f"there is no progress yet in {progress_file()}; `nkquiz run` begins")
    try:
        with log.whole() as (namespaces, number, reviews):
            lines = export_lines(namespaces, number, reviews)
            if output is None:
                out.writelines(f"{line}\n" for line in lines)
            else:
                _write(output, lines)
                told = f"{counted(number, 'review')} of {counted(len(namespaces), 'collection')}"
                print(f"{told} in {shown_path(output)}", file=out)
    finally:
        log.close()
    return 0


def _write(output: Path, lines: Iterator[str]) -> None:
    if output.is_dir():
        raise UsageError(f"`{shown_path(output)}` is a folder; give the name of a file")
    if not output.parent.is_dir():
        raise UsageError(f"there is no folder `{shown_path(output.parent)}`")
    if output.exists() and output.stat().st_size and not is_export(output):
        raise UsageError(f"`{shown_path(output)}` is there already and is no export; give another name")
    with replacing(output) as (new,), new.open("w", encoding="ascii", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def known_collections(now: datetime) -> list[Compiled]:
    """Return the collections whose cards are known here: the one in use, and the embedded one."""
    in_use = compiled(None, now, cache_folder())
    if in_use.collection.folder == embedded_folder():
        return [in_use]
    return [in_use, compiled(embedded_folder(), now, cache_folder())]


def where(now: datetime, out: TextIO) -> int:
    """Print where the progress lies, how much of it there is by collection, and the cards gone from the decks; return 0."""
    path = progress_file()
    print(f"Progress: {visible(str(path))}", file=out)
    log = _begun()
    if log is None:
        print(NO_PROGRESS, file=out)
        return 0
    try:
        answered = log.answered()
        with log.whole() as (_, number, _):
            pass
    finally:
        log.close()
    print(f"Size: {_size(path)}, {counted(number, 'review')}.", file=out)
    for found in known_collections(now):
        print(file=out)
        for line in _here(found, answered):
            print(line, file=out)
        answered = [each for each in answered if each.namespace != found.collection.settings.namespace]
    by_namespace: dict[str, list[Answered]] = defaultdict(list)
    for each in answered:
        by_namespace[each.namespace].append(each)
    for namespace, cards in by_namespace.items():
        print(f"\nThe collection {namespace}, not in use here: {_amount(cards)}.", file=out)
    return 0


def _here(found: Compiled, answered: Sequence[Answered]) -> Iterator[str]:
    settings = found.collection.settings
    mine = [each for each in answered if each.namespace == settings.namespace]
    folder = found.collection.folder
    place = "the embedded decks" if folder == embedded_folder() else shown_path(folder)
    yield f"{visible(settings.title)} ({place}): {_amount(mine)}."
    names = set(chain.from_iterable(names_by_card(found).values()))
    gone = [each for each in mine if each.card not in names]
    if gone:
        yield f"No longer in the decks, kept all the same: {counted(len(gone), 'card')}."
        if refusing(found.problems):
            yield "The decks have problems, and cards of facts with problems count as gone; `nkquiz check` shows them."
        for each in gone:
            yield f"  {visible(each.card)}: {counted(each.times, 'answer')}, the last on {each.last.astimezone():%Y-%m-%d}"


def _amount(cards: Sequence[Answered]) -> str:
    if not cards:
        return "no answers yet"
    first, last = (f"{moment.astimezone():%Y-%m-%d}" for moment in (min(c.first for c in cards), max(c.last for c in cards)))
    period = f"from {first} to {last}" if first != last else f"on {first}"
    return f"{counted(sum(each.times for each in cards), 'answer')} to {counted(len(cards), 'card')}, {period}"


@frozen
class Part:
    """What `reset` is asked to take out: all, the collection in use, or a deck of it."""

    collection: bool = False
    deck: str | None = None


def reset(part: Part, yes: bool, now: datetime, out: TextIO, answers: TextIO) -> int:
    """Take answers out of the progress after a copy of all of it was made; return 1 if the learner does not want that.

    Raises UsageError without `yes` where nobody can be asked.
    """
    log = _begun()
    if log is None:
        print(NO_PROGRESS, file=out)
        return 0
    try:
        what, cards = _chosen(part, now, log, out)
        answered = [each for each in log.answered() if cards is None or (each.namespace, each.card) in cards]
        if not answered:
            print(f"There are no answers in {what}; nothing was changed.", file=out)
            return 0
        print(f"This takes {_amount(answered)}, out of {what}. A copy is kept.", file=out)
        if not yes and not _agreed(out, answers):
            print("Nothing was changed.", file=out)
            return 1
        aside = free_path(progress_file().with_name(f"progress-before-reset-{now:%Y%m%d-%H%M%S}.db"))
        log.forget(aside, cards if cards is None else sorted(cards))
    finally:
        log.close()
    print(f"Done. As it was before, your progress is kept in {visible(str(aside))}", file=out)
    print(f"To get it back: nkquiz progress import {visible(_quoted(aside))}", file=out)
    return 0


def _chosen(part: Part, now: datetime, log: WholeLog, out: TextIO) -> tuple[str, set[tuple[str, str]] | None]:
    """Return what is to be taken out, in words, and the cards by namespace and name; None for all of them."""
    if part.deck is None and not part.collection:
        return "your progress, in all collections", None
    found = compiled(None, now, cache_folder())
    print(using(found.collection.folder), file=out)
    namespace, title = found.collection.settings.namespace, visible(found.collection.settings.title)
    if part.deck is None:
        return title, {(namespace, each.card) for each in log.answered() if each.namespace == namespace}
    decks = {deck.id: deck for deck in found.collection.decks}
    deck = decks[deck_named(part.deck, list(decks))]
    cards = (card for fact in found.collection.facts if fact.deck == deck.id for card in found.cards[fact.id])
    return visible(deck.title), {(namespace, name) for card in cards for name in names_of(found, card)}


def _agreed(out: TextIO, answers: TextIO) -> bool:
    if not answers.isatty():
        raise UsageError("nobody can be asked here; `--yes` says that you mean it. Nothing was changed")
    print("Type yes to go on: ", end="", file=out, flush=True)
    return answers.readline().strip().casefold() in ("yes", "y")


def _quoted(path: Path) -> str:
    import shlex

    return f'"{path}"' if os.name == "nt" else shlex.quote(str(path))


def _begun() -> WholeLog | None:
    """Open the log; None where there is none yet, and none is made."""
    return WholeLog.opened(progress_file()) if progress_file().exists() else None


def _size(path: Path) -> str:
    size = sum(each.stat().st_size for each in (path, path.with_name(path.name + "-wal")) if each.exists())
    return f"{size / 2**20:.1f} MiB" if size >= 2**20 else f"{max(1, round(size / 2**10))} KiB"
