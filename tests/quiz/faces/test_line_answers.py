"""Orders, numbers and rows in every face, through the real command; the colour face in a real pseudo-terminal."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.model import Match, Number, Option, Order, Way
from nkquiz.quiz.face import Command
from nkquiz.quiz.faces.json_face import JsonFace
from nkquiz.quiz.forms import Question
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import Arranged, DontKnow, Matched, Response, Written
from nkquiz.quiz.telling import lead_of, tell
from nkquiz.quiz.text import width_of
from nkquiz.review import Form, Rating, Verdict
from tests.player import Player
from tests.quiz.cards import NOON, card
from tests.quiz.faces.test_plain_face import HERE, Spoken

if sys.platform != "win32":
    from tests.terminal import QUIZ, Terminal

if TYPE_CHECKING:
    from tests.conftest import Author, Goldens

STEPS = ("It binds the membrane, with calcium", "Molecules gather into a ring", "A pore is open")
PAIRS = (("CAR-T cells", "The patient's blood"), ("CAR-NK cells", "Cord blood or a donor"), ("NK cells", "Half-matched blood"))
FACTS = {
    "pore-steps": f"order: How perforin makes a pore, first to last\nsteps:\n- {STEPS[0]}\n- {STEPS[1]}\n- {STEPS[2]}",
    "severe-crs": "estimate: ZUMA-1 (axi-cel, 2017), which share had CRS of grade 3 or worse?\n"
    "value: 13\nunit: '%'\ntolerance: 5\nn: 13\nof: 101",
    "cell-source": f"compare: Where do the cells usually come from?\nvalues:\n  car-t: {PAIRS[0][1]}\n"
    f"  car-nk: {PAIRS[1][1]}\n  nk: {PAIRS[2][1]}",
    "car-drawing": "label: Which part is marked?\nimage: {file: car-parts.svg, alt: A receptor}\nparts:\n"
    "- {id: scfv, number: 1, name: scFv, box: [0, 0, 0.3, 0.1], clue: The outer tip that grips the target}\n"
    "- {id: hinge, number: 2, name: Hinge, box: [0, 0.2, 0.3, 0.1], clue: The stretch that holds the tip away}\n"
    "- {id: zeta, number: 3, name: CD3-zeta, box: [0, 0.4, 0.3, 0.1], clue: The part that gives the first signal}",
}


@pytest.fixture
def lines(author: Author, monkeypatch: pytest.MonkeyPatch) -> Author:
    """A collection of facts that are answered by a line, in the current folder."""
    author.settings["things"] = author.settings["things"][:-1] + ", nk: {number: 3, name: NK cells}}"
    author.decks = {"cells": dict(FACTS)}
    author.write()
    monkeypatch.chdir(author.folder)
    return author


# Each face by itself


def asked(form: Form, way: Way, steps: tuple[str, ...] = (), rights: tuple[str, ...] = ()) -> Question:
    return Question(card("a", answer="the answer"), form, 3, 20, steps=steps, rights=rights, way=way)


ORDERING = asked(Form.ORDER, Order(STEPS), steps=(STEPS[2], STEPS[0], STEPS[1]))
MATCHING = asked(Form.MATCH, Match(PAIRS, 1), rights=(PAIRS[2][1], PAIRS[0][1], PAIRS[1][1]))
NUMBER = asked(Form.NUMBER, Number(13, 5, "%", 13, 101))
EACH = [(ORDERING, "2 3 1", Arranged((1, 2, 0))), (MATCHING, "1b 2c 3a", Matched((1, 2, 0))), (NUMBER, "13 %", Written("13 %"))]


@pytest.mark.parametrize(("question", "typed", "said"), EACH)
def test_the_plain_face_takes_a_line(question: Question, typed: str, said: Response) -> None:
    assert Spoken(f"{typed}\n").face.ask(question, HERE) == said
    assert Spoken("\n").face.ask(question, HERE) == DontKnow()
    assert Spoken(":u\n").face.ask(question, HERE) is Command.UNDO
    assert Spoken("?\n").face.ask(question, HERE) is Command.HELP
    assert Spoken("").face.ask(question, HERE) is Command.QUIT


@pytest.mark.parametrize("question", [ORDERING, MATCHING])
def test_a_line_that_makes_no_sense_is_asked_for_again_with_an_example(question: Question) -> None:
    spoken = Spoken("nonsense\n\n")
    assert spoken.face.ask(question, HERE) == DontKnow()
    assert spoken.text.count("such as") == 2
    assert "Please answer in that form, or ? for help." in spoken.text


def test_the_plain_face_shows_a_row_as_numbers_and_letters() -> None:
    spoken = Spoken("\n")
    spoken.face.ask(MATCHING, HERE)
    assert spoken.text == (
        "\nQuestion 3 of 20. Killing.\nMatch the whole row; only the pair asked about counts.\nWhat is a?\n"
        "1. CAR-T cells\n2. CAR-NK cells\n3. NK cells\n\n"
        "a. Half-matched blood\nb. The patient's blood\nc. Cord blood or a donor\n"
        "Pairs, such as 1c 2b 3a.\nOr 0 for don't know, ? for help.\nAnswer> \n"
    )


@pytest.mark.parametrize("columns", [20, 40, 80])
@pytest.mark.parametrize(("question", "typed", "said"), EACH)
def test_no_line_is_wider_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: int, question: Question, typed: str, said: Response
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    spoken = Spoken(f"nonsense\n{typed}\n")
    spoken.face.ask(question, HERE)
    outcome = Outcome(question, Verdict.WRONG, "Too high: 8% to 18% counts as right.", Rating.AGAIN)
    spoken.face.told(outcome, tell(outcome, {}, NOON))
    assert max(map(width_of, spoken.text.splitlines())) <= columns


@pytest.mark.parametrize(
    ("question", "line", "said"),
    [
        (ORDERING, '{"order": [2, 3, 1]}', Arranged((1, 2, 0))),
        (MATCHING, '{"match": [2, 3, 1]}', Matched((1, 2, 0))),
        (NUMBER, '{"text": "13 of 101"}', Written("13 of 101")),
        (ORDERING, '{"dont_know": true}', DontKnow()),
        (MATCHING, '{"command": "undo"}', Command.UNDO),
    ],
)
def test_the_json_face_takes_numbers(question: Question, line: str, said: Response | Command) -> None:
    assert JsonFace(io.StringIO(f"{line}\n"), io.StringIO()).ask(question, HERE) == said


@pytest.mark.parametrize(
    "value", ["[1, 2]", "[1, 2, 2]", "[0, 1, 2]", "[1, 2, 4]", "[true, 2, 3]", '["1", "2", "3"]', "[[]]", "1", "null"]
)
@pytest.mark.parametrize(("question", "key"), [(ORDERING, "order"), (MATCHING, "match")])
def test_json_that_names_not_each_one_once_is_an_error(question: Question, key: str, value: str) -> None:
    out = io.StringIO()
    assert JsonFace(io.StringIO(f'{{"{key}": {value}}}\n'), out).ask(question, HERE) is Command.QUIT
    assert json.loads(out.getvalue().splitlines()[1])["event"] == "error"


def test_a_question_event_holds_steps_row_and_unit() -> None:
    events = []
    for question in (ORDERING, MATCHING, NUMBER):
        out = io.StringIO()
        JsonFace(io.StringIO(), out).ask(question, HERE)
        events.append(json.loads(out.getvalue().splitlines()[0]))
    ordering, matching, number = events
    assert (ordering["form"], ordering["steps"]) == ("order", list(ORDERING.steps))
    assert (matching["form"], matching["left"]) == ("match", [left for left, _ in PAIRS])
    assert matching["texts"] == list(MATCHING.rights)
    assert (number["form"], number["unit"]) == ("number", "%")
    assert "13" not in json.dumps(number)


# What is told


def told(question: Question, verdict: Verdict = Verdict.WRONG, **more: Any) -> list[str]:
    outcome = Outcome(question, verdict, "", Rating.AGAIN, **more)
    spoken = Spoken()
    spoken.face.told(outcome, tell(outcome, {}, NOON))
    return spoken.text.splitlines()


@pytest.mark.parametrize("verdict", [Verdict.CORRECT, Verdict.WRONG])
def test_after_an_order_the_right_one_is_told_as_numbered_lines(verdict: Verdict) -> None:
    assert told(ORDERING, verdict)[1:4] == [f"{number}. {step}" for number, step in enumerate(STEPS, start=1)]
    assert told(ORDERING, response=DontKnow())[0] == "Not known yet, and not guessed."


@pytest.mark.parametrize("verdict", [Verdict.CORRECT, Verdict.WRONG])
def test_after_a_match_the_whole_row_is_told(verdict: Verdict) -> None:
    assert told(MATCHING, verdict)[1:4] == [f"{left}: {right}" for left, right in PAIRS]


def test_after_a_number_the_value_is_told() -> None:
    assert told(NUMBER)[1] == "Answer: the answer"


def test_a_match_says_which_pair_counts_and_a_choice_of_the_same_card_does_not() -> None:
    assert lead_of(MATCHING) == "Match the whole row; only the pair asked about counts."
    assert lead_of(Question(card("a"), Form.CHOICE, 1, 1, (Option("x", right=True),))) == ""


# The whole command


def play(lines: Author, typed: str, *options: str) -> str:
    environment = {**os.environ, "NKQUIZ_HOME": str(lines.folder.parent / "home"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "nkquiz", "run", "--seed", "1", *options]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def response_to(event: dict[str, Any]) -> dict[str, Any]:
    """Return the right response to a question event."""
    match event["form"]:
        case "order":
            return {"order": [event["steps"].index(step) + 1 for step in STEPS]}
        case "match":
            return {"match": [event["texts"].index(dict(PAIRS)[left]) + 1 for left in event["left"]]}
        case "number":
            return {"text": "13 of 101"}
        case "choice":
            right = {"cell-source": [text for _, text in PAIRS], "car-drawing": ["scFv"]}[event["card"].partition("#")[0]]
            wanted = right[0] if event["card"].endswith("#car-t") else right[-1]
            return {"pick": event["options"].index(wanted) + 1}
    return {"rating": 3}


def test_a_program_can_answer_every_one_of_them_right(lines: Author) -> None:
    player = Player(lines.folder.parent / "home", "--seed", "1")
    forms, verdicts = [], []
    for event in player.events():
        if event["event"] == "question":
            forms.append(event["form"])
            player.say(**response_to(event))
        elif event["event"] == "answer":
            verdicts.append(event["verdict"])
    assert player.leave() == 0
    assert forms == ["order", "number", "choice", "choice", "order", "number", "match", "recall"]
    assert set(verdicts) == {"correct"}


def test_a_pipe_is_told_the_right_order_and_the_margin(lines: Author) -> None:
    text = play(lines, "1 2 3\nno idea\n99%\n0\n0\n", "--plain")
    assert "of 3 stand in the right order." in text
    assert "\n1. It binds the membrane, with calcium (yours: 3)\n2. Molecules gather into a ring (yours: 1)\n3." in text
    assert "One number is wanted, in per cent. Once more." in text
    assert "Too high by 86 percentage points; 8% to 18% counts as right.\nAnswer: 13% (13 of 101)\n" in text


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix")
@pytest.mark.parametrize("columns", [80, 40])
def test_the_screen_of_every_line_that_can_be_typed(lines: Author, golden: Goldens, columns: int) -> None:
    home = str(lines.folder.parent / "home")
    with Terminal((*QUIZ, "--seed", "1"), columns=columns, NKQUIZ_HOME=home) as terminal:
        terminal.wait_for("? help")
        for keys, shown in (
            ("nonsense\r", "such as"), ("3 2 1\r", "q quit"), ("\r", "? help"),
            ("many\r", "? help"), ("99\r", "q quit"), ("\r", "? help"),
            ("1", "q quit"), ("\r", "? help"), ("1", "q quit"), ("\r", "? help"),
            ("\r", "q quit"), ("\r", "? help"), ("10%\r", "q quit"), ("\r", "? help"),
            ("1a 2b 3c\r", "q quit"), ("\r", "? help"),
        ):  # fmt: skip
            if len(keys) > 2:
                terminal.wait_for("> ")  # what is typed before readline is ready is shown twice
            terminal.type(keys)
            terminal.wait_for(shown)
        terminal.type("q")
        assert terminal.end() == 0
        golden.check(f"lines-{columns}.txt", terminal.text)
    assert max(map(len, terminal.text.split("\n"))) <= columns
