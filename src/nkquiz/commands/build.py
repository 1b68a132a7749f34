"""`nkquiz build`: the Anki package as the next release would have it; the lock is only read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from nkquiz.atomic import replacing
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path, without_collector
from nkquiz.diagnostics import NkquizError, UsageError, counted, refusing, report, shown_path
from nkquiz.folders import using

if TYPE_CHECKING:
    from nkquiz.anki.notes import Release


def build(path: Path | None, output: Path | None, level: str | None, locked: bool, now: datetime, out: TextIO) -> int:
    """Write the package of the collection of `path`; return 1, and write nothing, if there are problems.

    `level` limits it to the facts of one level. `locked` makes every difference from the last release a problem.
    """
    compiled = compile_path(path, now)
    print(using(compiled.collection.folder), file=out)
    if refusing(compiled.problems):
        print(report(compiled.problems, compiled.collection.files_read), file=out)
        return 1
    from nkquiz.anki.notes import mismatches, next_release

    with without_collector():
        release = next_release(compiled, compiled.lock, now)
        if locked and (problems := [*mismatches(release, compiled.lock)]):
            print(report(problems, compiled.collection.files_read), file=out)
            return 1
        target = package_path(output, compiled.collection.settings.title, level)
        write(release.of_level(level), target)
    print(_preview(compiled, release), file=out)
    print(summary(release.of_level(level), target), file=out)
    return 0


def package_path(output: Path | None, title: str, level: str | None) -> Path:
    """Return where the package goes: `output`, or a name made from the title in the current folder.

    Raises UsageError if nothing can be written there or Anki would not open it.
    """
    from nkquiz.anki.notes import slug

    if output is None:
        return Path.cwd() / f"{'-'.join(filter(None, (slug(title) or 'nkquiz', level)))}.apkg"
    if output.suffix.lower() != ".apkg":
        raise UsageError(f"`{output}` is not the name of a package: Anki opens names that end in .apkg")
    if output.is_dir():
        raise UsageError(f"`{output}` is a folder")
    if not output.absolute().parent.is_dir():
        raise UsageError(f"there is no folder `{output.parent}`")
    return output.absolute()


def write(release: Release, target: Path, lock_path: Path | None = None) -> None:
    """Write the package, and with `lock_path` the lock, so that both are there or neither.

    The lock takes its place first: from it, releasing again makes the very same package.
    """
    from nkquiz.anki.package import write_package

    if not any(note.ordinals for note in release.notes):
        raise NkquizError("there is no fact to put into the package")
    places = (target,) if lock_path is None else (lock_path, target)
    try:
        with replacing(*places) as written:
            if lock_path is not None:
                written[0].write_text(release.lock.text(), encoding="utf-8", newline="\n")
            write_package(release, written[-1])
    except OSError as error:
        raise NkquizError(f"`{target.name}` could not be written: {error.strerror or error}") from error


def summary(release: Release, target: Path) -> str:
    """Return the line that says what was written, and where it lies."""
    asked = [note for note in release.notes if note.ordinals]
    facts, cards = counted(len(asked), "fact"), counted(sum(len(note.ordinals) for note in asked), "card")
    decks = counted(len({note.entry.deck_name for note in asked}), "deck")
    return f"{shown_path(target)}: {facts}, {cards}, {decks}"


def _preview(compiled: Compiled, release: Release) -> str:
    if compiled.lock is None:
        return "preview: there was no release yet"
    return f"preview: {counted(len(release.changed), 'fact')} changed since the last release"
