"""A package -> what learners meet when they import it into the real Anki, and which of it is a problem.

nkquiz never imports Anki's library: `outside/trial.py` does, in a process of another interpreter. It reports what it
saw by kind of fault; here stands what each kind means.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from typing import Any

from nkquiz.diagnostics import NkquizError, UsageError, shortened, visible
from nkquiz.frozen import frozen

VARIABLE = "NKQUIZ_ANKI_PYTHON"
SCRIPT = Path(__file__).with_name("outside") / "trial.py"
PATIENCE_SECONDS = 600.0

_HOW_TO_GET = """\
To have one, and to use it:
  python3 -m venv anki-env && anki-env/bin/pip install anki
  nkquiz verify FILE --anki anki-env/bin/python"""


@frozen
class Finding:
    """One thing that learners would meet: a headline, whom it concerns, how to mend it. A `note` is no problem."""

    kind: str
    headline: str
    names: tuple[str, ...] = ()
    hint: str = ""
    note: bool = False


@frozen
class Verification:
    """What Anki made of a package. `beginner` and `updater` are the counts of trial.py; empty where it did not come so far."""

    anki: str
    beginner: Mapping[str, Any]
    updater: Mapping[str, Any]
    findings: tuple[Finding, ...]


def verification_of(
    file: Path, after: Path | None, interpreter: str | None, patience: float = PATIENCE_SECONDS
) -> Verification:
    """Return what learners meet, new ones and, with `after`, those who have that package already.

    Raises UsageError if there is no usable interpreter, NkquizError if Anki neither finishes nor fails in an orderly way.
    """
    python = interpreter or os.environ.get(VARIABLE) or sys.executable
    if Path(python).name != python:  # a path; it is started in another folder
        python = str(Path(python).absolute())
    with tempfile.TemporaryDirectory(prefix="nkquiz-", ignore_cleanup_errors=True) as folder:
        request = {"file": str(file.absolute()), "after": str(after.absolute()) if after else "", "folder": folder}
        reply = _reply(python, request, patience)
    if reply.get("missing"):
        raise UsageError(f"`{visible(python)}` has no Anki library, which nkquiz does not bring.\n{_HOW_TO_GET}")
    if reply.get("too_old"):
        raise UsageError(f"Anki {reply['anki']} in `{visible(python)}` is too old: 23.10 or later is needed.\n{_HOW_TO_GET}")
    return Verification(reply["anki"], reply.get("beginner", {}), reply.get("updater", {}), tuple(_findings(reply)))


def _reply(python: str, request: Mapping[str, str], patience: float) -> dict[str, Any]:
    """Return the answer of trial.py, run with its temporary files in the folder of the request."""
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), request["folder"])
    environment = {**os.environ, **places, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        with Popen(
            [python, str(SCRIPT)], stdin=PIPE, stdout=PIPE, stderr=PIPE, encoding="utf-8", errors="replace",
            cwd=request["folder"], env=environment, start_new_session=True,
        ) as process:  # fmt: skip
            said, complained = _answer(process, json.dumps(request), patience)
    except OSError as error:
        raise UsageError(f"`{visible(python)}` cannot be run: {error.strerror}.\n{_HOW_TO_GET}") from error
    try:
        reply: dict[str, Any] = json.loads(said)
    except ValueError:
        last = shortened((complained.strip().splitlines() or ["it said nothing"])[-1])
        raise NkquizError(f"`{visible(python)}` ended without an answer, with {process.returncode}: {visible(last)}") from None
    return reply


def _answer(process: Popen[str], request: str, patience: float) -> tuple[str, str]:
    """Return what the process says; whatever ends the waiting ends the process too, with all that it started."""
    try:
        return process.communicate(request, timeout=patience)
    except TimeoutExpired:
        raise NkquizError(f"Anki was not done after {patience:.0f} seconds, and was stopped") from None
    finally:
        if process.poll() is None:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _findings(reply: Mapping[str, Any]) -> Iterator[Finding]:
    if refused := reply.get("refused"):
        yield Finding("refused", f"Anki does not import the package: {visible(refused)}")
    if refused := reply.get("old_refused"):
        yield Finding("old_refused", f"Anki does not import the old package: {visible(refused)}")
    if failed := reply.get("failed"):
        yield Finding("failed", f"Anki stumbles over what it imported: {visible(failed)}")
    if beginner := reply.get("beginner"):
        yield from _taken(beginner["taken"], for_new=True)
        if not beginner["cards"]:
            yield Finding("no_cards", "the package brings no card")
        yield from _observed(beginner.get("observed", {}), beginner.get("unstable", False))
    if updater := reply.get("updater"):
        yield from _taken(updater["taken"], for_new=False)
        yield from _observed(updater["observed"], updater["unstable"])


def _taken(taken: Mapping[str, Any], *, for_new: bool) -> Iterator[Finding]:
    for kind, names in taken["refused"].items():
        if kind == "conflicting" and not for_new:
            hint = "their note type has other fields or templates than the learner's: no change reaches them any more"
            yield Finding(kind, "notes in conflict, frozen for ever", _shown(names), hint)
        else:
            yield Finding(kind, f"notes that Anki leaves out ({kind.replace('_', ' ')})", _shown(names))


def _observed(observed: Mapping[str, list[str]], unstable: bool) -> Iterator[Finding]:
    for kind, names in observed.items():
        if names:
            headline, hint = _MEANINGS[kind]
            yield Finding(kind, headline, _shown(names), hint, note=kind in _NOTES)
    if unstable:
        hint = "learners import a file twice now and then; do two of its notes have the same guid, or none?"
        yield Finding("unstable", "importing the same package again changes the collection", (), hint)


def _shown(names: list[str]) -> tuple[str, ...]:
    return tuple(visible(name) for name in names)


_NOTES = frozenset({"unused_file", "retired", "left_behind", "other_deck", "edit_replaced"})

_DRAWN = "what they have of the old package and what the new one brings do not go together"
_STAMPS = "a note is replaced if its time is later than the learner's: only what changed may have a new one"
_LOST = f"{_STAMPS}; what changed and changed back in a release between has one too, and that cannot be helped"

_MEANINGS = {
    "fails": ("cards that Anki cannot draw", "does the note type have a template for each of them?"),
    "error": (
        "cards that show an error of Anki",
        "a template names a field that is not there, or a note has no gap of that number",
    ),
    "blank": ("cards with a blank front", "the template's front shows no field that is filled"),
    "raw": ("cards that show `{{...}}` as text", "gaps work in note types of the cloze sort only"),
    "doubled_guid": ("guids that two notes share", "Anki adds both, and a later update reaches one of them"),
    "empty_card": ("notes with empty cards", "Anki's Tools > Empty Cards would delete them, with their schedules"),
    "missing_file": ("files that notes show and the package lacks", "the name must be the same, capitals too"),
    "unused_file": ("files that no note shows", ""),
    "empty_file": ("files with nothing in them", ""),
    "same_file_name": ("files whose names differ in capitals only", "on Windows and macOS one of them is lost"),
    "without_cards": ("notes without a card", "Anki's Check Database makes one one day, or deletes the note"),
    "retired": ("retired facts, of which a new learner gets no card", ""),
    "made_card": ("notes that Check Database makes more cards for", "the package does not hold all the cards of their fields"),
    "check_database": ("what Anki's Check Database says", ""),
    "edit_lost": ("learners' own edits that were lost though the note did not change", _LOST),
    "tag_lost": ("learners' own tags that were lost though the note did not change", _LOST),
    "not_arrived": ("notes that are not as the package has them", _STAMPS),
    "schedule_lost": ("notes whose cards lost their schedule, flag or deck", ""),
    "review_lost": ("reviews that were lost", ""),
    "came_twice": ("notes that came a second time, under another guid", "the guid of a note must stay the same for ever"),
    "stray_note_type": ("note types that Anki had to make anew", "fields and templates of a note type must stay as they were"),
    "old_file_kept": (
        "files with new content under an old name, which some learners do not see",
        "a file that changes needs another name, and the note that shows it a later time",
    ),
    "card_not_arrived": ("notes that lack a card of the new package", ""),
    "left_behind": ("missing from the new package, so learners keep them as they are", ""),
    "other_deck": ("cards stay in their old deck, of notes that have another now", ""),
    "edit_replaced": ("own edits and tags that the change of their note takes away", ""),
    "fails_after": ("cards that Anki cannot draw after the update", _DRAWN),
    "error_after": ("cards that show an error of Anki after the update", _DRAWN),
    "blank_after": ("cards with a blank front after the update", _DRAWN),
    "raw_after": ("cards that show `{{...}}` as text after the update", _DRAWN),
    "doubled_guid_after": (
        "guids that two notes share after the update",
        "Anki adds both, and a later update reaches one of them",
    ),
    "empty_card_after": (
        "notes whose cards are empty after the update",
        "a gap was taken away; its card stays, with nothing to ask",
    ),
    "missing_file_after": ("files that are missing after the update", ""),
    "check_database_after": ("what Anki's Check Database says after the update", ""),
}
