"""Whatever an author and a learner do, in whatever order: no update hurts.

`NKQUIZ_HISTORIES=500 pytest tests/anki/test_any_history.py` plays so many histories, other ones each time, and looks
for a short one that fails.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from nkquiz.anki import notes, package
from nkquiz.anki.notes import Note
from nkquiz.lock import Entry, deck_names, sealed
from tests.anki.history import MOST_SEASONS, histories, play_history

WANTED = int(os.environ.get("NKQUIZ_HISTORIES", "0"))
FEW = 10
"""Enough to find each of the planted bugs below, and so enough for each version of Anki; the newest plays more."""


def play(anki: Any, count: int) -> None:
    """Play so many histories, always the same ones."""
    for number in range(count):
        try:
            play_history(anki, number)
        except AssertionError as error:
            error.add_note(f"It is history {number}; NKQUIZ_HISTORIES=500 may find a shorter one.")
            raise


def play_by_chance(anki: Any, count: int) -> None:
    """Play so many histories that nobody played before; of one that fails a short one is shown."""
    chosen = settings(
        max_examples=count, stateful_step_count=MOST_SEASONS, report_multiple_bugs=False, phases=(Phase.generate, Phase.shrink),
        deadline=None, database=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(histories(anki), settings=chosen)


@pytest.mark.timeout(3600 if WANTED else 300)
def test_no_history_hurts_a_learner(anki: Any, request: pytest.FixtureRequest) -> None:
    if WANTED:
        play_by_chance(anki, WANTED)
    else:
        play(anki, 3 * FEW if "newest" in request.node.name else FEW)


# Planted bugs, each of which some history must bring to light

Rows = Callable[[tuple[Note, ...]], Iterator[tuple[Any, ...]]]


def other_rows(patch: pytest.MonkeyPatch, change: Callable[[Rows, tuple[Note, ...]], Iterator[tuple[Any, ...]]]) -> None:
    rows = package._note_rows
    patch.setattr(package, "_note_rows", lambda notes: change(rows, notes))


def guids_that_follow_the_time(patch: pytest.MonkeyPatch) -> None:
    def changed(rows: Rows, all_notes: tuple[Note, ...]) -> Iterator[tuple[Any, ...]]:
        for note_id, guid, type_id, time, *more in rows(all_notes):
            yield note_id, f"{guid}{time}", type_id, time, *more

    other_rows(patch, changed)


def retired_notes_left_out(patch: pytest.MonkeyPatch) -> None:
    other_rows(patch, lambda rows, all_notes: rows(tuple(note for note in all_notes if note.ordinals)))


def one_time_for_all_notes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(notes, "sealed", lambda entry, digest, now: replace(sealed(entry, digest, now), time=max(now, entry.time)))


def changes_that_keep_their_time(patch: pytest.MonkeyPatch) -> None:
    def kept(entry: Entry, digest: str, now: int) -> Entry:
        return replace(sealed(entry, digest, now), time=entry.time)

    patch.setattr(notes, "sealed", kept)


def tags_left_out_of_the_hash(patch: pytest.MonkeyPatch) -> None:
    digest_of = notes.digest_of
    patch.setattr(notes, "digest_of", lambda fields, _tags: digest_of(fields, ()))


def drawings_under_one_name(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(notes, "_media_name", lambda path: f"nkq-{path.name}")


def decks_under_their_new_title(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("nkquiz.lock.deck_names", lambda collection, _lock: deck_names(collection, None))


def cards_of_retired_facts(patch: pytest.MonkeyPatch) -> None:
    card_rows, names = package._card_rows, package._deck_names

    def asked(all_notes: tuple[Note, ...]) -> tuple[Note, ...]:
        return tuple(replace(note, ordinals=note.ordinals or (0,)) for note in all_notes)

    patch.setattr(package, "_card_rows", lambda all_notes, decks: card_rows(asked(all_notes), decks))
    patch.setattr(package, "_deck_names", lambda all_notes: names(asked(all_notes)))


@pytest.mark.parametrize(
    ("bug", "noticed"),
    [
        (guids_that_follow_the_time, "came or went|did not come"),
        (retired_notes_left_out, "did not come|did not arrive"),
        (one_time_for_all_notes, "other notes were updated"),
        (changes_that_keep_their_time, "did not arrive|other notes were updated"),
        (tags_left_out_of_the_hash, "did not arrive"),
        (drawings_under_one_name, "an old drawing"),
        (decks_under_their_new_title, "into another deck"),
        (cards_of_retired_facts, "a card came"),
    ],
)
def test_a_planted_bug_is_found(
    newest: Any, monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None], noticed: str
) -> None:
    bug(monkeypatch)
    with pytest.raises(AssertionError, match=noticed):
        play(newest, FEW)
