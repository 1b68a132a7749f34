"""`nkquiz check --fix`: mends what is safe to mend, and says what was done."""

from __future__ import annotations

from datetime import datetime
from errno import EACCES, EBUSY
from pathlib import Path
from stat import S_IMODE
from typing import TextIO

from nkquiz.atomic import replacing
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import NkquizError, counted, shown_path
from nkquiz.folders import SETTINGS_NAME
from nkquiz.mending import Mend, mended
from nkquiz.settings import proposed


def fix(path: Path | None, now: datetime, out: TextIO) -> None:
    """Mend the deck files of the collection of `path`, and give it an `nkquiz.yaml` if it has none.

    Raises NkquizError if a file cannot be written; the others are mended nonetheless.
    """
    compiled = compile_path(path, now)
    count = _with_settings(compiled, out)
    compiled = compile_path(path, now) if count else compiled
    taken = _taken(compiled)
    unwritten: list[str] = []
    for deck_path in dict.fromkeys(deck.where.path for deck in compiled.collection.decks):
        try:
            mends = _mend(deck_path, compiled, taken)
        except OSError as error:
            unwritten.append(f"{shown_path(deck_path)} ({error.strerror})")
            continue
        for mend in mends:
            print(f"{shown_path(mend.span.path)}:{mend.span.line}: {mend.said}", file=out)
        count += len(mends)
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


def _taken(compiled: Compiled) -> set[str]:
    """Return the ids that no fact without one may get: those of other facts, and all that were ever released."""
    released = compiled.lock.entries.values() if compiled.lock else ()
    return {fact.id for fact in compiled.collection.as_read} | {name for entry in released for name in entry.names}


def _mend(path: Path, compiled: Compiled, taken: set[str]) -> tuple[Mend, ...]:
    """Mend the deck at `path` and return what was done. Raises OSError if it cannot be read or written."""
    settings = compiled.collection.settings
    seen = path.stat()
    text, mends = mended(path, taken, settings.things if settings.where else None)
    if text is not None:
        if not seen.st_mode & 0o222:
            raise PermissionError(EACCES, "it is read-only")
        with replacing(path.resolve()) as (place,):  # a link stays one
            place.write_text(text, encoding="utf-8", newline="")
            place.chmod(S_IMODE(seen.st_mode))
            if path.stat().st_mtime_ns != seen.st_mtime_ns:
                raise OSError(EBUSY, "it was saved by another program just now; try again")
    return mends
