from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.quiz.face import Choice, Command
from nkquiz.quiz.faces.json_face import JsonFace
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import Confident, DontKnow, Picked, Recalled, Response, Written
from nkquiz.quiz.telling import Telling
from nkquiz.review import Form, Rating, Verdict
from tests.quiz.faces.test_plain_face import HERE, question


def said(typed: str, form: Form, *, several: bool = False) -> tuple[Response | Confident | Command, list[dict[str, Any]]]:
    out = io.StringIO()
    response = JsonFace(io.StringIO(typed), out).ask(question(form, several=several), HERE)
    return response, [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("form", "line", "response"),
    [
        (Form.CHOICE, '{"pick": 2}', Picked(frozenset([1]))),
        (Form.CHOICE, '{"pick": [2]}', Picked(frozenset([1]))),
        (Form.CHOICE, '{"dont_know": true}', DontKnow()),
        (Form.TYPED, '{"text": "IL-6"}', Written("IL-6")),
        (Form.TYPED, '{"text": ""}', Written("")),
        (Form.RECALL, '{"rating": 3}', Recalled(Rating.GOOD)),
        (Form.RECALL, '{"command": "skip"}', Command.SKIP),
        (Form.RECALL, '{"command": "undo"}', Command.UNDO),
        (Form.RECALL, '{"command": "quit"}', Command.QUIT),
    ],
)
def test_a_line_is_an_answer_or_a_command(form: Form, line: str, response: Response | Command) -> None:
    assert said(f"{line}\n", form)[0] == response


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (Form.CHOICE, "2"),
        (Form.CHOICE, "not JSON"),
        (Form.CHOICE, "[" * 100_000),
        (Form.CHOICE, '{"pick": [1, 2]}'),
        (Form.CHOICE, '{"pick": 4}'),
        (Form.CHOICE, '{"pick": 0}'),
        (Form.CHOICE, '{"pick": true}'),
        (Form.CHOICE, '{"pick": [true]}'),
        (Form.CHOICE, '{"pick": []}'),
        (Form.CHOICE, '{"text": "x"}'),
        (Form.CHOICE, '{"pick": 1, "text": "perforin"}'),
        (Form.CHOICE, '{"pick": 1, "command": "skip"}'),
        (Form.CHOICE, '{"pick": 1, "wait": "yes"}'),
        (Form.TYPED, '{"text": 5}'),
        (Form.RECALL, '{"rating": 5}'),
        (Form.RECALL, '{"command": "dance"}'),
    ],
)
def test_a_line_that_makes_no_sense_is_met_with_an_error(form: Form, line: str) -> None:
    response, events = said(f"{line}\n", form)
    assert response is Command.QUIT
    assert [event["event"] for event in events] == ["question", "error"]


def test_a_question_event_holds_what_a_program_needs() -> None:
    _, (event,) = said("", Form.CHOICE)
    assert event["options"] == ["Perforin", "Granzyme B", "Insulin"]
    assert (event["card"], event["form"], event["number"], event["total"]) == ("a#answer", "choice", 3, 20)
    assert (event["topic"], event["prompt"], event["several"]) == ("Killing", "What is a?", False)


def test_the_right_answer_is_told_only_when_asked_for() -> None:
    _, events = said('{"command": "reveal"}\n', Form.RECALL)
    assert "right" not in json.dumps(events[0])
    assert events[1] == {"event": "reveal", "card": "a#answer", "answer": "right"}


def test_an_answer_event_tells_what_came_of_it() -> None:
    out = io.StringIO()
    JsonFace(io.StringIO(), out).told(Outcome(question(Form.TYPED), Verdict.TYPO, "", Rating.GOOD), Telling(True, "Right."))
    event = json.loads(out.getvalue())
    assert (event["event"], event["verdict"], event["rating"], event["answer"], event["due"]) == (
        "answer", "typo", "good", "right", None,
    )  # fmt: skip


def test_a_stream_without_unicode_gets_escapes() -> None:
    kept = io.BytesIO()
    out = io.TextIOWrapper(kept, encoding="ascii", write_through=True)
    JsonFace(io.StringIO(), out).note("IFN-γ")
    assert json.loads(kept.getvalue())["text"] == "IFN-γ"


def test_with_nothing_due_a_program_is_told_and_leaves() -> None:
    out = io.StringIO()
    assert JsonFace(io.StringIO("n\n"), out).idle(["Nothing is due now."], list(Choice)) is Choice.LEAVE
    assert json.loads(out.getvalue()) == {"event": "idle", "lines": ["Nothing is due now."]}


@given(st.text(max_size=80), st.sampled_from(list(Form)))
def test_any_input_is_met_with_json(typed: str, form: Form) -> None:
    response, events = said(typed, form)
    assert isinstance(response, (Picked, Written, Recalled, DontKnow, Command))
    assert {event["event"] for event in events} <= {"question", "error", "reveal"}
