"""`nkquiz new`: a small collection that checks, builds and runs at once, with examples or from a spreadsheet."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TextIO

from nkquiz.atomic import replacing
from nkquiz.commands.repository import files_for_git, notes_for_git
from nkquiz.diagnostics import NkquizError, UsageError, counted, report, shown_path
from nkquiz.folders import SETTINGS_NAME, deck_files, folder_above
from nkquiz.settings import proposed, title_from
from nkquiz.spreadsheet import read_table
from nkquiz.yamlwriting import deck_text, line_text

DECK_NAME = "10-first.yaml"


def new(name: str, table: Path | None, git: bool, out: TextIO) -> int:
    """Make a collection in the folder `name`, and the folder if need be; return 0, or 1 if the spreadsheet has problems.

    With `table` its facts come from a spreadsheet; with `git` it gets what a repository wants. Raises UsageError if
    something is in the way. Nothing is written then.
    """
    if not name.strip():
        raise UsageError("the name of the folder is empty; give one, or `.` for the folder you stand in")
    folder = Path(name).resolve()
    _refuse_what_is_in_the_way(folder)
    made = _from_table(table, out) if table else (_starter("deck.yaml"), ())
    if made is None:
        return 1
    deck, tags = made
    written = {SETTINGS_NAME: _settings(folder, tags), DECK_NAME: deck} | (files_for_git() if git else {})
    for path in (folder / part for part in written):
        if path.exists():
            raise UsageError(f"{shown_path(path)} exists already; nothing was written")
    _write(folder, written)
    for note in notes_for_git(folder) if git else ():
        print(f"Note: {note}.", file=out)
    shown = shlex.quote(shown_path(folder))
    print(f"Edit   {shown_path(folder / DECK_NAME)}", file=out)
    print(f"Try    nkquiz run {shown}", file=out)
    print(f"Anki   nkquiz build {shown}", file=out)
    return 0


def _refuse_what_is_in_the_way(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"`{shown_path(folder)}` is a file; give the name of a folder")
    if above := folder_above(folder):
        where = "is a collection" if above == folder else f"lies in the collection {shown_path(above)}"
        raise UsageError(f"`{shown_path(folder)}` {where} already; nothing was written")
    if folder.exists() and (decks := deck_files(folder)):
        mend = f"nkquiz check --fix {shlex.quote(shown_path(folder))}"
        way = f"if it is one already, `{mend}` makes the rest, else take a new folder"
        raise UsageError(f"`{shown_path(folder)}` holds {decks[0].name}, and every .yaml file of a collection is a deck; {way}")


def _from_table(path: Path, out: TextIO) -> tuple[str, tuple[str, ...]] | None:
    """Return the deck that a spreadsheet makes, and its tags; None, and its problems are told, if it has any."""
    try:
        table = read_table(path)
    except OSError as error:
        raise UsageError(f"the spreadsheet `{path}` cannot be read: {error.strerror}") from error
    if table.problems:
        print(report(table.problems, 1), file=out)
        return None
    for note in table.notes:
        print(f"Note: {note}.", file=out)
    print(f"{counted(len(table.facts), 'fact')} from {shown_path(path)}.", file=out)
    title = title_from(path.stem) or "First facts"
    return deck_text({"deck": "first", "title": title, "number": 10}, table.facts), table.tags


def _settings(folder: Path, tags: Sequence[str]) -> str:
    return "\n".join([proposed(folder), *([line_text("tags", list(tags))] if tags else ()), ""])


def _starter(name: str) -> str:
    return files("nkquiz").joinpath("starter", name).read_text(encoding="utf-8")


def _write(folder: Path, written: dict[str, str]) -> None:
    """Write all files, or none."""
    paths = [folder / name for name in written]
    made = [path for path in reversed((folder, *folder.parents)) if not path.exists()]
    try:
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(*paths) as places:
            for place, text in zip(places, written.values(), strict=True):
                place.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        for path in reversed(made):
            _remove_empty(path)
        raise NkquizError(f"the collection could not be written to {shown_path(folder)}: {error.strerror}") from error


def _remove_empty(folder: Path) -> None:
    for below in sorted(folder.rglob("*"), reverse=True):
        if below.is_dir():
            below.rmdir()
    if folder.is_dir():
        folder.rmdir()
