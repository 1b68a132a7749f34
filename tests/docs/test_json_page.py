"""The page on the JSON protocol is what the quiz really says, down to every key."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from docs.json_page import BESIDE, CLIENT, COLLECTION, EVENTS, REPLIES, Played, played
from nkquiz.quiz.faces.json_face import PROTOCOL
from nkquiz.quiz.faces.replies import COMMANDS, PAUSED, REVEAL

PAGE = (COLLECTION.parent / "json.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def whole() -> Played:
    return played()


def test_every_event_that_is_emitted_has_just_the_keys_that_are_described(whole: Played) -> None:
    emitted = (*whole.events, *played("--new-cards", "0").events)
    assert {event["event"] for event in emitted} == set(EVENTS)
    for event in emitted:
        assert next(iter(event)) == "event"
        assert set(event) - {"event"} == set(EVENTS[event["event"]][1])


def test_every_form_and_every_sort_of_reply_is_in_the_session_that_is_played(whole: Played) -> None:
    asked = {event["form"] for event in whole.events if event["event"] == "question"}
    assert asked == {"choice", "typed", "recall", "number", "order", "match"}
    assert {key for said, _ in whole.replies for key in json.loads(said)} == {*REPLIES, *BESIDE}


def test_every_command_is_described() -> None:
    for command in {*COMMANDS, *PAUSED, REVEAL}:
        assert f'| `{{"command": "{command}"}}` |' in PAGE


@pytest.mark.parametrize(
    ("reply", "after"),
    [("hint", "hint"), ("reveal", "reveal"), ("override", "override"), ("undo", "note"), ("skip", "note"), ("help", "note"),
     ("next", "question"), ("quit", "summary")],
)  # fmt: skip
def test_what_follows_a_command(whole: Played, reply: str, after: str) -> None:
    followed = [event["event"] for said, event in whole.replies if json.loads(said).get("command") == reply]
    assert set(followed) == {after}


def test_the_session_ends_cleanly_and_names_the_protocol(whole: Played) -> None:
    assert whole.exit_code == 0
    assert whole.events[0]["protocol"] == PROTOCOL == 1
    assert whole.events[-1]["event"] == "summary"


def test_the_program_on_the_page_plays_a_whole_session(tmp_path: Path) -> None:
    assert CLIENT in PAGE
    script = CLIENT.replace('"nkquiz", "run"', f'"{sys.executable}", "-m", "nkquiz", "run", "-n", "3"')
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], cwd=COLLECTION, env={"NKQUIZ_HOME": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert len(said) == 3
    assert "brake#answer HLA class I" in said


def test_the_replies_of_the_session_can_be_played_from_a_file(whole: Played, tmp_path: Path) -> None:
    said = [said for said, event in whole.replies if event["event"] != "error"]
    (tmp_path / "answers.jsonl").write_text("\n".join(said), encoding="utf-8")
    options = ["--json", "--seed", "1", "-n", "40", "--answers", str(tmp_path / "answers.jsonl")]
    done = subprocess.run(
        [sys.executable, "-m", "nkquiz", "run", *options],
        cwd=COLLECTION, env={"NKQUIZ_HOME": str(tmp_path / "home"), "PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    replayed = [json.loads(line) for line in done.stdout.splitlines()]
    assert replayed[-1]["answered"] == whole.events[-1]["answered"]
