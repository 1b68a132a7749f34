from __future__ import annotations

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.commands.choosing import Wishes
from nkquiz.commands.run import run
from nkquiz.compiler import compile_path
from nkquiz.store.log import open_log
from tests.player import Player

if TYPE_CHECKING:
    from tests.conftest import Author

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
COMMAND = (sys.executable, "-m", "nkquiz")


def play(home: Path, *options: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the quiz without a terminal, all input given at once."""
    environment = {**os.environ, "NKQUIZ_HOME": str(home), "PYTHONUTF8": "1", **settings}
    return subprocess.run(
        [*COMMAND, "run", *options], input=typed, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=60
    )


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def logged(home: Path) -> int:
    with closing(sqlite3.connect(home / "progress.db")) as db:
        return int(db.execute("SELECT count(*) FROM review").fetchone()[0])


# targets


@pytest.mark.parametrize("target", ["crss", "x" * 5000])
def test_a_wrong_name_is_a_usage_error_of_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    monkeypatch.chdir(tmp_path)
    done = play(tmp_path / "home", target)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"nkquiz: no deck called `{target}`.")
    assert not (tmp_path / "home" / "progress.db").exists()


# what is asked


def test_options_that_no_fact_fits_are_a_usage_error(ways: Author, home: Path) -> None:
    done = play(home, "--tag", "nothing")
    assert (done.returncode, done.stderr) == (2, "nkquiz: no fact fits these options; `nkquiz list` shows what there is\n")


def test_the_same_seed_asks_the_same_questions(ways: Author, tmp_path: Path) -> None:
    def asked(seed: str, number: int) -> list[tuple[str, list[str]]]:
        done = play(tmp_path / f"home{number}", "--json", "--seed", seed, typed='{"dont_know": true}\n' * 30)
        return [(event["card"], event["options"]) for event in events(done) if event["event"] == "question"]

    assert asked("7", 1) == asked("7", 2)
    assert len({str(asked(str(seed), 10 + seed)) for seed in range(4)}) > 1


@pytest.mark.parametrize("number", [1, 3, 7])
def test_the_number_of_questions_is_a_hard_cap(ways: Author, home: Path, number: int) -> None:
    done = play(home, "-n", str(number), typed="0\n" * 60)
    assert done.stdout.count("Question ") == number
    assert f"0 of {number} right." in done.stdout


def test_no_question_is_a_usage_error(ways: Author, home: Path) -> None:
    assert play(home, "-n", "0").returncode == 2


def test_practice_is_said_logged_and_leaves_the_schedule(ways: Author, home: Path) -> None:
    done = play(home, "--practice", typed="0\n" * 30)
    assert "Practice: answers are kept, but do not move the schedule." in done.stdout
    assert "Back" not in done.stdout
    assert "To go on: nkquiz run --practice" in done.stdout
    assert logged(home) == 15  # each of five comes back twice
    log = open_log(home / "progress.db")
    assert log.states(compile_path(ways.folder, NOW).collection.settings.namespace) == {}
    log.close()


# nothing due


def test_with_nothing_due_it_is_said_and_the_end_of_input_leaves(ways: Author, home: Path) -> None:
    done = play(home, "--new-cards", "0")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Small cells (cells).",
        "Nothing is due now.",
        "n more new cards   p practise   q leave",
        "Your choice> ",
    ]


def test_more_new_cards_come_at_a_key(ways: Author, home: Path) -> None:
    assert "Question 1 of 10" in play(home, "--new-cards", "0", typed="n\n").stdout


def test_practice_comes_at_a_key(ways: Author, home: Path) -> None:
    done = play(home, "--new-cards", "0", typed="p\n0\n")
    assert "Practice:" in done.stdout
    assert "Question 1 of 5" in done.stdout


def test_with_all_seen_it_is_said_when_the_next_come_and_no_new_are_offered(ways: Author, home: Path) -> None:
    play(home, "-n", "100", typed="0\n" * 100)
    play(home, "-n", "100", typed="0\n" * 100)
    done = play(home)
    assert "Nothing is due now." in done.stdout
    assert "Next: 5 cards tomorrow." in done.stdout
    assert "more new" not in done.stdout


def test_with_nothing_due_a_program_gets_a_summary_too(ways: Author, home: Path) -> None:
    done = play(home, "--new-cards", "0", "--json")
    assert (done.returncode, [event["event"] for event in events(done)]) == (0, ["session", "idle", "summary"])


# pipes


ANSWERS = ["1", "12", "3", "IFN-γ", "", "3", "", "0"]


@pytest.mark.parametrize("lines", range(len(ANSWERS) + 1))
def test_the_end_of_input_at_any_point_ends_with_a_summary(ways: Author, home: Path, lines: int) -> None:
    done = play(home, "--seed", "1", typed="".join(f"{line}\n" for line in ANSWERS[:lines]))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "To go on: nkquiz run"
    answered = logged(home)
    said = f" of {answered} right." if answered else "Nothing answered; nothing changed."
    assert said in done.stdout


@pytest.mark.parametrize("lines", range(4))
def test_the_end_of_input_ends_json_with_a_summary(ways: Author, home: Path, lines: int) -> None:
    done = play(home, "--json", typed='{"dont_know": true}\n' * lines)
    assert (done.returncode, done.stderr) == (0, "")
    assert events(done)[-1]["event"] == "summary"
    assert len(events(done)[-1]["answered"]) == lines == logged(home)


def test_a_program_can_play_to_the_end(ways: Author, home: Path) -> None:
    replies: dict[str, dict[str, Any]] = {"choice": {"pick": [1]}, "typed": {"text": "IFN-gamma"}, "recall": {"rating": 3}}
    player = Player(home)
    kinds = []
    for event in player.events():
        kinds.append(event["event"])
        if event["event"] == "question":
            player.say(**replies[event["form"]])
    assert player.leave() == 0
    assert kinds[0] == "session"
    assert kinds[-1] == "summary"
    assert kinds.count("question") == kinds.count("answer") == logged(home) >= 10


@pytest.mark.parametrize("option", ["--plain", "--json"])
@pytest.mark.parametrize("after", [0, 1, 100])
def test_a_closed_pipe_ends_silently(ways: Author, home: Path, option: str, after: int) -> None:
    process = subprocess.Popen(
        [*COMMAND, "run", option], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "NKQUIZ_HOME": str(home)},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(after)
    process.stdout.close()
    with suppress(BrokenPipeError), process.stdin as stdin:
        stdin.write(b"1\n" * 50)
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=20), errors) == (0, b"")


def test_broken_bytes_in_the_input_do_no_harm(ways: Author, home: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "run", "--plain"], input=b"\xff\xfe\n:s\n\xc3(\n" * 9, capture_output=True, timeout=60,
        env={**os.environ, "NKQUIZ_HOME": str(home)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Please give a number" in done.stdout


def test_without_streams_at_all_it_ends_quietly(ways: Author, home: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("closing streams in the shell is Unix")
    done = subprocess.run(
        f"{shlex.join(COMMAND)} run <&- >&-", shell=True, env={**os.environ, "NKQUIZ_HOME": str(home)}, timeout=60
    )
    assert done.returncode == 0


# problems and places


def test_problems_are_refused_as_check_reports_them(ways: Author, home: Path) -> None:
    ways.decks["killing"]["broken"] = "ask: Q?"
    ways.write()
    done = play(home)
    arguments = ["check", "--ignore", "NK3"]
    checked = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert "NK102" in checked.stdout
    assert (done.returncode, done.stdout) == (checked.returncode, checked.stdout) == (1, done.stdout)
    assert not home.exists()


def test_a_clock_before_the_release_of_the_decks_keeps_nobody_from_learning(ways: Author, home: Path) -> None:
    ways.now += timedelta(days=36_500)
    ways.release()
    done = play(home, typed="1\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "date right" in done.stdout
    assert "These decks were released later than that." in " ".join(done.stdout.split())
    assert logged(home) == 1


def test_a_program_is_told_of_problems_on_the_other_stream(ways: Author, home: Path) -> None:
    ways.decks["killing"]["broken"] = "ask: Q?"
    ways.write()
    done = play(home, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "NK102" in done.stderr


def test_the_real_progress_file_is_out_of_reach(ways: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NKQUIZ_HOME")
    with pytest.raises(AssertionError, match="real files"):
        run(Wishes(plain=True))
    environment = {name: value for name, value in os.environ.items() if name != "NKQUIZ_HOME"}
    done = subprocess.run(
        [*COMMAND, "run"], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, timeout=60
    )
    assert done.returncode == 1
    assert "cannot be made" in done.stderr


def test_an_answer_that_cannot_be_saved_is_said_and_ends_the_session(ways: Author, home: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("limits of a process are Unix")
    open_log(home / "progress.db").close()
    done = subprocess.run(
        f"ulimit -f 200; exec {shlex.join(COMMAND)} run -n 1000 --new-cards 1000", shell=True, text=True, encoding="utf-8",
        input="x" * 900 + "\n" + ":s\n:s\n:s\n" + ("y" * 900 + "\n:u\n") * 400, capture_output=True, timeout=120,
        env={**os.environ, "NKQUIZ_HOME": str(home)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "The answer could not be saved" in done.stdout.replace("\n", " ")
    assert "To go on: nkquiz run" in done.stdout
    assert "Traceback" not in done.stderr


def test_two_sessions_at_once_lose_nothing(ways: Author, home: Path) -> None:
    both = [
        subprocess.Popen(
            [*COMMAND, "run", "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "NKQUIZ_HOME": str(home)},
        )
        for _ in range(2)
    ]  # fmt: skip
    for process in both:  # both have asked before either is answered
        assert process.stdout is not None
        assert any("Question 1 " in line for line in process.stdout)
    answered = 0
    for process in both:
        said, errors = process.communicate("0\n" * 100, timeout=60)
        assert (process.returncode, errors) == (0, "")
        answered += int(re.findall(r"of (\d+) right", said)[0])
    assert logged(home) == answered >= 20


# answers from a file

PLAYED = [
    '{"pick": 1, "card": "pick-one#answer"}', '{"pick": [1, 2]}', '{"command": "hint"}', '{"pick": 3}',
    '{"text": "x", "wait": true}', '{"command": "override"}', '{"command": "next"}',
    '{"command": "skip"}', '{"command": "quit"}',
]  # fmt: skip


@pytest.mark.parametrize("option", ["--plain", "--json"])
def test_a_file_of_answers_is_played_and_its_end_is_clean(ways: Author, home: Path, tmp_path: Path, option: str) -> None:
    (tmp_path / "a.jsonl").write_text("\n".join(PLAYED))
    done = play(home, "--seed", "1", "--answers", str(tmp_path / "a.jsonl"), option)
    assert (done.returncode, done.stderr) == (0, "")
    assert logged(home) == 5  # four answers, and one that counts the last of them as right
    assert "of 4 right" in done.stdout


@pytest.mark.parametrize(
    ("lines", "code", "out", "err"),
    [
        (PLAYED[:2], 1, "The answers in `{}` end here, before the session does.", ""),
        (PLAYED[1:], 1, "`{}`, line 1 does not fit: a choice question", ""),
        ([*PLAYED, "{}", "{}"], 1, "of 4 right", "nkquiz: 2 lines of `{}` not used"),
        (["nonsense"], 2, "", "nkquiz: `{}`: each line must be one JSON object; line 1 is not"),
    ],
)
def test_a_file_that_does_not_fit_says_so(
    ways: Author, home: Path, tmp_path: Path, lines: list[str], code: int, out: str, err: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines))
    done = play(home, "--seed", "1", "--answers", str(path), COLUMNS="200")
    assert done.returncode == code
    assert out.format(path) in done.stdout.replace("\n", " ")
    assert done.stderr.strip() == err.format(path)


def test_the_same_file_and_seed_give_the_same_events(ways: Author, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n".join(PLAYED))

    def played(home: str) -> list[dict[str, Any]]:
        done = play(tmp_path / home, "--seed", "1", "--answers", str(tmp_path / "a.jsonl"), "--json")
        return [{key: value for key, value in event.items() if key != "due"} for event in events(done)]

    assert played("one") == played("two")
