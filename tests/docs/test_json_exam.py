"""The page on exams in JSON is what an exam really says, down to every key."""

from __future__ import annotations

import json

from docs.json_exam import COLLECTION, EXAM_EVENTS, MOVES, REPLIES, exam
from docs.json_page import EVENTS
from nkquiz.quiz.examining import Move

PAGE = (COLLECTION.parent / "json.md").read_text(encoding="utf-8")


def test_every_event_of_an_exam_has_just_the_keys_that_are_described() -> None:
    events, code = exam()
    assert code == 0
    described = EVENTS | EXAM_EVENTS
    assert set(EXAM_EVENTS) <= {event["event"] for event in events}
    for event in events:
        assert set(event) - {"event"} == set(described[event["event"]][1])


def test_what_was_replied_is_what_stands_in_the_list() -> None:
    events, _ = exam()
    listed = next(event for event in events if event["event"] == "exam_list")["questions"]
    assert [entry["answered"] for entry in listed] == [True, False, False]
    assert [entry["flagged"] for entry in listed] == [True, False, False]
    assert len(REPLIES) == 6


def test_every_move_is_described() -> None:
    commands = {json.loads(said).get("command") for said in MOVES}
    assert commands - {None} == {move.value for move in Move}
    assert all(f"| `{said}` |" in PAGE for said in MOVES)
