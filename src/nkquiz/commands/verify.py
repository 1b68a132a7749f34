"""`nkquiz verify`: a package as learners will meet it, imported into the real Anki."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TextIO

from nkquiz.anki.verification import PATIENCE_SECONDS, Finding, Verification, verification_of
from nkquiz.diagnostics import UsageError, counted, shown_path, visible

_MOST_NAMES = 5


def verify(
    file: Path, after: Path | None, interpreter: str | None, as_json: bool, out: TextIO, patience: float = PATIENCE_SECONDS
) -> int:
    """Print what a new learner of `file` meets, and with `after` one who has learned that; return 1 if there are problems."""
    for package in filter(None, (file, after)):
        _refuse_unsuitable(package)
    with _ended_in_order():
        found = verification_of(file, after, interpreter, patience)
    problems = [finding for finding in found.findings if not finding.note]
    if as_json:
        _print_json(found, file, after, out)
    else:
        for line in [*_lines(found, file, after), _closing(len(problems), len(found.findings) - len(problems))]:
            print(line, file=out)
    return 1 if problems else 0


def _refuse_unsuitable(package: Path) -> None:
    if package.suffix.lower() == ".colpkg":
        raise UsageError(f"`{shown_path(package)}` is a whole collection, which would take the place of a learner's own")
    if not package.exists():
        raise UsageError(f"there is no file `{shown_path(package)}`")
    if not package.is_file():
        raise UsageError(f"`{shown_path(package)}` is not a file")
    if package.suffix.lower() != ".apkg":
        raise UsageError(f"`{shown_path(package)}` is not the name of a package: Anki opens names that end in .apkg")


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let a request to end (SIGTERM, a closed terminal) stop Anki too, and take the temporary folder away."""

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {getattr(signal, name): signal.signal(getattr(signal, name), leave) for name in names}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _lines(found: Verification, file: Path, after: Path | None) -> Iterator[str]:
    yield f"Anki {found.anki}"
    if found.beginner:
        yield from _beginner_lines(found.beginner, file)
    if found.updater and after is not None:
        yield from _updater_lines(found.updater, {finding.kind: finding for finding in found.findings}, file, after)
    for finding in sorted(found.findings, key=lambda finding: not finding.note):
        yield from _finding_lines(finding)


def _beginner_lines(beginner: Mapping[str, Any], file: Path) -> Iterator[str]:
    counts = (
        counted(beginner["notes"], "note"), counted(beginner["cards"], "card"), counted(len(beginner["decks"]), "deck"),
        counted(len(beginner["note_types"]), "note type"), counted(beginner["media"], "file"),
    )  # fmt: skip
    yield f"{shown_path(file)} for a new learner: {', '.join(counts)}"
    for name, cards in beginner["decks"]:
        yield f"  {cards:>5}  {visible(name)}"


def _updater_lines(updater: Mapping[str, Any], findings: Mapping[str, Finding], file: Path, after: Path) -> Iterator[str]:
    names = {"new": "new", "updated": "updated", "duplicate": "unchanged", "conflicting": "conflicting"}

    def kept(number: str, lost: str, word: str) -> str:
        gone = len(findings[lost].names) if lost in findings else 0
        return f"{updater[number] - min(gone, updater[number])} of {counted(updater[number], word)}"

    yield f"{shown_path(file)} for a learner of {shown_path(after)}:"
    yield "  " + ", ".join(f"{updater['taken']['counts'][name]} {word}" for name, word in names.items())
    yield f"  kept: {kept('schedules', 'schedule_lost', 'schedule')}, {kept('reviews', 'review_lost', 'review')}"
    yield f"  kept on notes that did not change: {kept('edited', 'edit_lost', 'edit')}, {kept('tagged', 'tag_lost', 'tag')}"


def _finding_lines(finding: Finding) -> Iterator[str]:
    number = f": {len(finding.names)}" if finding.names else ""
    yield f"{'note: ' if finding.note else 'problem: '}{finding.headline}{number}"
    for name in finding.names[:_MOST_NAMES]:
        yield f"    {name}"
    if len(finding.names) > _MOST_NAMES:
        yield f"    and {len(finding.names) - _MOST_NAMES} more; --json has them all"
    if finding.hint:
        yield f"    hint: {finding.hint}"


def _closing(problems: int, notes: int) -> str:
    said = counted(problems, "problem") if problems else "No problems"
    return f"{said}, {counted(notes, 'note')}." if notes else f"{said}."


def _print_json(found: Verification, file: Path, after: Path | None, out: TextIO) -> None:
    import json

    told = {
        "anki": found.anki,
        "file": str(file),
        "after": str(after) if after else None,
        "new_learner": _without(found.beginner, "observed"),
        "updating_learner": _without(found.updater, "observed"),
        "findings": [asdict(finding) for finding in found.findings],
    }
    json.dump(told, out, ensure_ascii=False, indent=2)
    out.write("\n")


def _without(counts: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    return {key: value for key, value in counts.items() if key != name} or None
