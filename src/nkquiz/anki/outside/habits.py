"""What a learner does with a package: answer cards, write and tag, suspend, flag, move."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from profiles import Profile

MOST_CARDS, MOST_NOTES = 300, 120
"""So many cards are answered, and so many notes edited or tagged, spread over the whole package."""

OWN_DECK = "Own deck of a learner"


def learn(profile: Profile) -> dict[str, Any]:
    """Answer, edit, tag, suspend, flag and move as a learner might; return what was done."""
    cards = spread(profile.col.db.list("select id from cards where queue >= 0 order by id"), MOST_CARDS)
    answer(profile.col, cards)
    profile.col.set_user_flag_for_cards(2, cards[::7])
    profile.col.sched.suspend_cards(cards[1::11])
    own_deck = profile.col.decks.id(OWN_DECK)
    profile.col.set_deck(cards[2::13], own_deck)
    guids = spread(sorted(profile.notes()), MOST_NOTES)
    edited = {guid: edit(profile.col, guid) for guid in guids[::2]}
    for guid in guids[1::2]:
        tag(profile.col, guid)
    return {"answered": cards, "edited": edited, "tagged": guids[1::2]}


def spread(names: Sequence[Any], most: int) -> list[Any]:
    """Return at most `most` of the names, evenly taken."""
    step = max(1, -(-len(names) // most))
    return list(names[::step])


def answer(col: Any, cards: Iterable[int]) -> None:
    """Answer each card once to three times, so that some are learned, some failed and some half known."""
    from anki import scheduler_pb2

    at = int(time.time() * 1000)
    for place, card_id in enumerate(cards):
        for rating in ((2,), (3,), (0, 2), (2, 2, 2), (1,))[place % 5]:
            states = col._backend.get_scheduling_states(card_id)
            reply = scheduler_pb2.CardAnswer(
                card_id=card_id,
                current_state=states.current,
                new_state=(states.again, states.hard, states.good, states.easy)[rating],
                rating=rating,  # type: ignore[arg-type]
                answered_at_millis=at,
                milliseconds_taken=1500,
            )
            col._backend.answer_card_raw(reply.SerializeToString())
            at += 1  # the id of a review is its millisecond


def edit(col: Any, guid: str) -> str:
    """Write own words into a note; return them."""
    words = " (my own words)"
    with_old_time(col, guid, lambda note: add_words(note, words))
    return words


def add_words(note: Any, words: str) -> None:
    """Add words to the last field that has any: the front of the card may hang on the first."""
    filled = [place for place, field in enumerate(note.fields) if field.strip()]
    place = filled[-1] if filled else 0
    note.fields[place] += words


def tag(col: Any, guid: str) -> None:
    """Tag a note."""
    with_old_time(col, guid, lambda note: note.add_tag("my-own-tag"))


def with_old_time(col: Any, guid: str, change: Callable[[Any], None]) -> None:
    """Change a note as if on the day of the old release: a learner's edits are older than the next one."""
    note_id, mod = col.db.first("select id, mod from notes where guid = ?", guid)
    note = col.get_note(note_id)
    change(note)
    col.update_note(note)
    col.db.execute("update notes set mod = ? where id = ?", mod, note_id)
