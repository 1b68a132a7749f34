"""`nkquiz check --fix`: mends what is safe to mend, and says what was done."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from errno import EACCES, EBUSY
from functools import partial
from pathlib import Path
from stat import S_IMODE
from typing import TextIO

from nkquiz.atomic import replacing
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import NkquizError, counted, shown_path
from nkquiz.folders import SETTINGS_NAME, SOURCES_NAME
from nkquiz.mending import Mended, mended, mended_settings, mended_sources
from nkquiz.model import Thing
from nkquiz.reader import read_deck
from nkquiz.settings import proposed


def fix(path: Path | None, now: datetime, out: TextIO) -> None:
    """Mend the files of the collection of `path`, and give it an `nkquiz.yaml` if it has none.

    Raises NkquizError if a file cannot be written; the others are mended nonetheless.
    """
    compiled = compile_path(path, now)
    count = _with_settings(compiled, out)
    folder = compiled.collection.folder
    unwritten: list[str] = []
    for file, mend in ((folder / SETTINGS_NAME, mended_settings), (folder / SOURCES_NAME, mended_sources)):
        if file.is_file():
            count += _mend(file, mend, unwritten, out)
    compiled = compile_path(path, now) if count else compiled
    settings, taken = compiled.collection.settings, _taken(compiled)
    things = settings.things if settings.where else None
    for file in dict.fromkeys(deck.where.path for deck in compiled.collection.decks):
        if mends := _mend(file, partial(mended, taken=taken, things=things), unwritten, out):
            count += mends
            taken |= _ids_in(file, things)
    if count or not unwritten:
        print(f"{counted(count, 'mend')}." if count else "Nothing that could be mended safely.", file=out)
    if unwritten:
        raise NkquizError(f"could not be written: {', '.join(unwritten)}")


def _with_settings(compiled: Compiled, out: TextIO) -> int:
    folder = compiled.collection.folder
    if (folder / SETTINGS_NAME).exists() or not compiled.collection.decks:
        return 0
    try:
        with replacing(folder / SETTINGS_NAME) as (place,):
            place.write_text(proposed(folder) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise NkquizError(f"could not be written: {shown_path(folder / SETTINGS_NAME)} ({error.strerror})") from error
    print(f"{shown_path(folder / SETTINGS_NAME)}: was made, with a namespace of its own", file=out)
    return 1


def _ids_in(deck_path: Path, things: tuple[Thing, ...] | None) -> set[str]:
    deck, _ = read_deck(deck_path, things)
    return {fact.id for fact in (*deck.facts, *deck.faulty, *deck.torn)} if deck else set()


def _taken(compiled: Compiled) -> set[str]:
    """Return the ids that no fact without one may get: those of other facts, and all that were ever released."""
    released = compiled.lock.entries.values() if compiled.lock else ()
    return {fact.id for fact in compiled.collection.as_read} | {name for entry in released for name in entry.names}


def _mend(path: Path, mend: Callable[[Path], Mended], unwritten: list[str], out: TextIO) -> int:
    """Mend the file at `path`, say what was done and return how much; a file that cannot be written is added to `unwritten`."""
    try:
        seen = path.stat()
        text, mends = mend(path)
        if text is not None:
            _write(path, text, seen)
    except OSError as error:
        unwritten.append(f"{shown_path(path)} ({error.strerror})")
        return 0
    for each in mends:
        print(f"{shown_path(path)}:{each.span.line}: {each.said}", file=out)
    return len(mends)


def _write(path: Path, text: str, seen: os.stat_result) -> None:
    """Write `text` in place of what was `seen` in the file. Raises OSError if it cannot be, or was saved in between."""
    if not seen.st_mode & 0o222:
        raise PermissionError(EACCES, "it is read-only")
    with replacing(path.resolve()) as (place,):  # a link stays one
        place.write_text(text, encoding="utf-8", newline="")
        place.chmod(S_IMODE(seen.st_mode))
        if path.stat().st_mtime_ns != seen.st_mtime_ns:
            raise OSError(EBUSY, "it was saved by another program just now; try again")
