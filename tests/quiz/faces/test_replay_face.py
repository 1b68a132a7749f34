"""A session played from a file: what fits is answered, what does not ends it and says where."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from nkquiz.diagnostics import NkquizError, UsageError
from nkquiz.quiz.face import Command
from nkquiz.quiz.faces.json_face import JsonFace
from nkquiz.quiz.faces.replay_face import ReplayFace, Showing, read_replies
from nkquiz.quiz.responses import Confident, DontKnow, Picked
from nkquiz.review import Form
from tests.quiz.faces.test_plain_face import HERE, Spoken, question

CHOICE = question(Form.CHOICE)


def replaying(tmp_path: Path, *lines: str, face: Showing | None = None) -> ReplayFace:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return ReplayFace(face or Spoken().face, "a.jsonl", read_replies(path))


def test_lines_are_answers_and_commands_in_order(tmp_path: Path) -> None:
    face = replaying(tmp_path, '{"pick": 2}', "", '{"dont_know": true}', '{"command": "hint"}', '{"pick": 1, "confidence": 3}')
    said = [face.ask(CHOICE, HERE) for _ in range(4)]
    assert said == [Picked(frozenset([1])), DontKnow(), Command.HINT, Confident(Picked(frozenset([0])), 3)]
    assert face.left == 0


def test_the_plain_face_shows_what_was_replied(tmp_path: Path) -> None:
    spoken = Spoken()
    replaying(tmp_path, '{"command": "reveal"}', '{"pick": 2}', face=spoken.face).ask(CHOICE, HERE)
    assert spoken.text.endswith('3. Insulin\n> {"command": "reveal"}\nAnswer: right\n> {"pick": 2}\n')


def test_the_json_face_shows_the_same_events_as_without_a_file(tmp_path: Path) -> None:
    typed, replayed = io.StringIO(), io.StringIO()
    JsonFace(io.StringIO('{"command": "reveal"}\n{"pick": 2}\n'), typed).ask(CHOICE, HERE)
    replaying(tmp_path, '{"command": "reveal"}', '{"pick": 2}', face=JsonFace(io.StringIO(), replayed)).ask(CHOICE, HERE)
    assert replayed.getvalue() == typed.getvalue() != ""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"pick": 9}', 'a choice question is answered by {"pick": [1]} with the numbers of options from 1'),
        ('{"text": "IL-6"}', 'a choice question is answered by {"pick": [1]} with the numbers of options from 1'),
        ('{"pick": 1, "card": "b#answer"}', "the question is about a#answer"),
        ('{"pick": 1, "confidence": 4}', "confidence is 1 for a guess, 2 for unsure or 3 for sure"),
        ('{"command": "dance"}', "no such command; known here: help, hint, override, quit, reveal, skip, undo"),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    face = replaying(tmp_path, '{"pick": 1}', "", line)
    face.ask(CHOICE, HERE)
    with pytest.raises(NkquizError) as caught:
        face.ask(CHOICE, HERE)
    assert str(caught.value) == f"`a.jsonl`, line 3 does not fit: {why}"


def test_a_file_that_ends_too_soon_says_so(tmp_path: Path) -> None:
    with pytest.raises(NkquizError, match=r"the answers in `a\.jsonl` end here, before the session does"):
        replaying(tmp_path).ask(CHOICE, HERE)


def test_after_an_answer_that_waits_the_next_line_is_a_command(tmp_path: Path) -> None:
    face = replaying(tmp_path, '{"pick": 1}', '{"pick": 1, "wait": true}', '{"command": "undo"}', '{"pick": 1}')
    face.ask(CHOICE, HERE)
    assert face.pause(can_override=False, last=False) is Command.NEXT
    face.ask(CHOICE, HERE)
    assert face.pause(can_override=False, last=True) is Command.UNDO
    with pytest.raises(NkquizError, match="line 4 does not fit: a pause ends with a command: next, undo, override, quit"):
        face.pause(can_override=False, last=True)


def test_all_lines_that_are_no_json_objects_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="each line must be one JSON object; lines 1, 3 and 4 are not"):
        replaying(tmp_path, "1", '{"pick": 1}', "[]", '{"pick')
    with pytest.raises(UsageError, match="line 2 is not"):
        replaying(tmp_path, '{"pick": 1}', "one")


def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_replies(tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"\xff\xff{")
    with pytest.raises(UsageError, match="cannot be read"):
        read_replies(tmp_path / "bytes")
