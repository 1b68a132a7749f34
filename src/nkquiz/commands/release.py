"""`nkquiz release`: the package that learners get, and its record in `nkquiz.lock`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from nkquiz.changes.revision import last_release, unknown_to_git
from nkquiz.checks import all_checks
from nkquiz.commands.build import package_path, summary, write
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path, without_collector
from nkquiz.corrections import unexplained
from nkquiz.diagnostics import Problem, Span, UsageError, counted, refusing, report, shown_path, visible
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
    released_as = last_release(compiled.collection.folder, compiled.collection.settings.namespace)
    if recover_from is not None and not refusing(compiled.problems):
        compiled = _recovered(compiled, recover_from, out)
    problems = [*compiled.problems, *_unreleasable(compiled, lock_path, first, released_as, now)]
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
    if released_as and (new := unknown_to_git(compiled.collection.folder)):
        print(f"git does not know {_named(new)} yet: add {'it' if len(new) == 1 else 'them'} together with the lock", file=out)
    if made.changed and compiled.lock is not None:
        print(f"What learners see: {_list_of_changes(compiled.collection.folder, recover_from, released_as)}", file=out)
    return 0


def _named(files: Sequence[str]) -> str:
    shown = [visible(name) for name in files[:3]]
    return ", ".join(shown) + (f" and {counted(len(files) - 3, 'more file')}" if files[3:] else "")


def _list_of_changes(folder: Path, package: Path | None, commit: str) -> str:
    """Return the command that shows the learner's list of changes since the release before."""
    since = shown_path(package) if package is not None else commit or "OLD.apkg"
    words = ["nkquiz", "diff", since, *([] if collection_folder(None) == folder else [shown_path(folder)])]
    return shlex.join([*words, "--format", "markdown"])


def _refuse_needless(lock_path: Path, first: bool, recover_from: Path | None) -> None:
    if first and recover_from is not None:
        raise UsageError("`--first` says there was no release before, `--from` that there was: give one of them")
    if lock_path.exists() and (first or recover_from is not None):
        option = "--first" if first else "--from"
        raise UsageError(f"`{option}` is for a collection without a lock, but there is `{shown_path(lock_path)}`")


def _unreleasable(compiled: Compiled, lock_path: Path, first: bool, released_as: str, now: datetime) -> Iterator[Problem]:
    from nkquiz.anki.notes import missing_lock

    if compiled.lock is not None:
        yield from unexplained(compiled.collection, compiled.lock, compiled.cards, now.date())
    elif lock_path.exists():
        pass  # it has a problem of its own
    elif released_as:
        message = f"`{lock_path.name}` is gone, but git holds that of a release, in {released_as}"
        hint = f"take it back: git checkout {released_as} -- {shown_path(lock_path)}\n{_NEW_COLLECTION}"
        yield Problem(Span(lock_path), "NK206", message, hint)
    elif not first:
        yield missing_lock(compiled.collection.folder)
    else:
        for fact in compiled.collection.facts:
            if fact.was:
                message, hint = (
                    f"`was: {fact.was}` names no released fact",
                    "before a first release there is none: delete the `was`",
                )
                yield Problem(fact.where.span("was"), "NK204", message, hint)


_NEW_COLLECTION = "a copy that is to become a collection of its own has a `namespace` of its own first"


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
