"""`nkquiz release`: the package that learners get, and its record in `nkquiz.lock`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from nkquiz.checks import all_checks
from nkquiz.commands.build import package_path, summary, write
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path, without_collector
from nkquiz.corrections import unexplained
from nkquiz.diagnostics import Problem, UsageError, counted, refusing, report, shown_path
from nkquiz.folders import collection_folder, embedded_folder, using
from nkquiz.lock import FILE_NAME as LOCK_NAME

if TYPE_CHECKING:
    from nkquiz.anki.notes import Release


def release(path: Path | None, output: Path | None, first: bool, recover_from: Path | None, now: datetime, out: TextIO) -> int:
    """Write the package and the lock of a release; return 1, and write nothing, if there are problems.

    Without a lock it must be told that there was no release before (`first`), or be given the last package, from which
    the lock is recovered: otherwise learners could get every card anew.
    """
    if path is None and collection_folder(None) == embedded_folder():
        raise UsageError("the decks that come with nkquiz are released by their authors: give the PATH of yours")
    compiled = compile_path(path, now)
    print(using(compiled.collection.folder), file=out)
    lock_path = compiled.collection.folder / LOCK_NAME
    _refuse_needless(lock_path, first, recover_from)
    if recover_from is not None and not refusing(compiled.problems):
        compiled = _recovered(compiled, recover_from, out)
    problems = [*compiled.problems, *_unreleasable(compiled, lock_path, first, now)]
    if refusing(problems):
        print(report(problems, compiled.collection.files_read), file=out)
        return 1
    from nkquiz.anki.notes import next_release

    with without_collector():
        target = package_path(output, compiled.collection.settings.title, None)
        made = next_release(compiled, compiled.lock, now)
        write(made, target, lock_path)
    print(_what_changed(compiled, made), file=out)
    print(summary(made, target), file=out)
    print(f"{shown_path(lock_path)}: the record of this release; keep it with the decks", file=out)
    return 0


def _refuse_needless(lock_path: Path, first: bool, recover_from: Path | None) -> None:
    if first and recover_from is not None:
        raise UsageError("`--first` says there was no release before, `--from` that there was: give one of them")
    if lock_path.exists() and (first or recover_from is not None):
        option = "--first" if first else "--from"
        raise UsageError(f"`{option}` is for a collection without a lock, but there is `{shown_path(lock_path)}`")


def _unreleasable(compiled: Compiled, lock_path: Path, first: bool, now: datetime) -> list[Problem]:
    from nkquiz.anki.notes import missing_lock

    if compiled.lock is not None:
        return [*unexplained(compiled.collection, compiled.lock, compiled.cards, now.date())]
    return [] if first or lock_path.exists() else [missing_lock(compiled.collection.folder)]


def _recovered(compiled: Compiled, package: Path, out: TextIO) -> Compiled:
    from nkquiz.anki.recovery import recovered_lock

    lock = recovered_lock(package, compiled)
    print(f"{shown_path(package)}: {counted(len(lock.entries), 'fact')} recovered", file=out)
    problems = dict.fromkeys((*compiled.problems, *all_checks(compiled.collection, lock)))
    return replace(compiled, lock=lock, problems=tuple(problems))


def _what_changed(compiled: Compiled, made: Release) -> str:
    old = compiled.lock
    if old is None:
        return f"first release: {counted(len(made.changed), 'fact')}"
    guids = {entry.guid for entry in old.entries.values()}
    new = sum(made.lock.entries[fact_id].guid not in guids for fact_id in made.changed)
    return f"release: {counted(len(made.changed) - new, 'fact')} changed, {new} new"
