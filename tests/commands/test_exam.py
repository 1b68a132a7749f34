from __future__ import annotations

import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from nkquiz.commands.exam import duration
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import UsageError
from nkquiz.quiz.scheduling import standing_answers
from nkquiz.review import Event, Mode, Review
from nkquiz.store.log import open_log
from tests.commands.test_run import NOW, events, play
from tests.conftest import Author
from tests.player import Player
from tests.terminal import QUIZ, Terminal

EXAM = ("--exam", "4", "--seed", "1")


@pytest.fixture
def exam(ways: Author) -> Author:
    """Six facts that can be judged, in two decks."""
    ask = "ask: Which {}?\nanswer: Right {}\nwrong: [{{text: Left, why: It is not.}}, {{text: Up, why: It is not.}}]"
    ways.decks = {
        "killing": {f"kill-{n}": ask.format(n, n) + f"\nbecause: Reason {n}." for n in range(3)},
        "choosing": {f"choose-{n}": ask.format(n, n) + "\nlevel: more" for n in range(3)},
    }
    ways.write()
    return ways


def logged(home: Path, author: Author) -> list[Review]:
    log = open_log(home / "progress.db")
    found = log.reviews(compile_path(author.folder, NOW).collection.settings.namespace)
    assert log.states(compile_path(author.folder, NOW).collection.settings.namespace) == {}
    log.close()
    return found


def right_pick(event: dict[str, Any]) -> dict[str, Any]:
    return {"pick": next(n for n, text in enumerate(event["options"], start=1) if text.startswith("Right"))}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("1h", 3600), ("1h30m", 5400), (" 2M ", 120), ("1m30s", 90)],
)
def test_a_time_is_read(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "10", "m", "0s", "-5m", "5 m", "1m1h", "ten minutes", "9999999h"])
def test_what_is_no_time_is_said(text: str) -> None:
    with pytest.raises(UsageError, match="10m"):
        duration(text)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--time", "5m"), "`--time` goes with `--exam N`"),
        (("--report", "x.md"), "`--report` goes with `--exam N`"),
        (("--exam", "3", "--practice"), "`--exam 3` does not go with `--practice`"),
        (("--exam", "3", "-n", "5"), "`--exam 3` does not go with `--questions`"),
        (("--exam", "3", "--time", "soon"), "`soon` is no time; write it as 90s, 10m, 1h or 1h30m"),
        (("--weak",), "`--weak` goes with `--practice`: weak cards are practised, the schedule stays as it is"),
    ],
)
def test_options_that_contradict_each_other_are_a_usage_error(
    exam: Author, home: Path, options: tuple[str, ...], said: str
) -> None:
    done = play(home, *options)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"nkquiz: {said}\n")


def test_a_whole_exam_in_plain_lines(exam: Author, home: Path) -> None:
    done = play(home, *EXAM, typed="1\n:f\n:n\n2\n:1\n3\n:e\n:e\n")
    assert (done.returncode, done.stderr) == (0, "")
    before, _, after = done.stdout.partition("hands in")
    assert "Right." not in before
    assert "Not this one." not in before
    assert "2  flagged, open" in done.stdout
    assert "2 questions without an answer. The same once more hands the exam in." in done.stdout
    assert "Your answer: none" in after
    assert "of 4 right (" in after
    assert "By topic:" in after
    assert "By level:" in after
    assert "Practise them: nkquiz run --practice --weak " in after
    reviews = logged(home, exam)
    assert {review.mode for review in reviews} == {Mode.EXAM}
    assert Counter(review.event for review in reviews) == {Event.ANSWER: 5, Event.VOID: 1}
    assert len(standing_answers(reviews)) == 4


def test_the_report_holds_every_question_with_both_answers_and_the_reason(exam: Author, home: Path) -> None:
    talk = Player(home, "--exam", "6", "--report", "exam.md")
    for _ in range(6):
        event = talk.hear("exam_question")
        talk.say(**(right_pick(event) if event["card"].startswith("kill") else {"dont_know": True}))
    talk.hear("exam_list")
    talk.say(command="finish")
    result = talk.hear("exam_result")
    assert talk.leave() == 0
    assert (result["right"], result["asked"], result["time_up"]) == (3, 6, False)
    assert result["topics"] == [
        {"name": "Killing", "right": 3, "asked": 3}, {"name": "Choosing", "right": 0, "asked": 3},
    ]  # fmt: skip
    assert sorted(result["restudy"]) == ["choose-0", "choose-1", "choose-2"]
    page = (exam.folder / "exam.md").read_text(encoding="utf-8")
    assert page.startswith("# Exam: Small cells\n")
    assert "3 of 6 right (50%)" in page
    assert "| Killing | 3 | 3 | 100% |" in page
    assert "- Your answer (right): Right 2\n- Answer: Right 2" in page
    assert "- Why: Reason 2." in page
    assert "- Your answer (not right): I don't know\n- Answer: Right 1" in page
    assert "nkquiz run --practice --weak choosing" in page
    practised = play(home, "--practice", "--weak", "choosing", "--json")
    first = next(event for event in events(practised) if event["event"] == "question")
    assert (first["card"].split("-")[0], first["total"]) == ("choose", 3)


def test_a_claim_is_told_as_a_claim_at_the_end_and_in_the_report(ways: Author, home: Path) -> None:
    fact = "claim: NK cells are always safe.\nverdict: unsupported\nremember: Ask who says so."
    ways.decks = {"killing": {"claim-safe": fact}}
    ways.write()
    done = play(home, "--exam", "1", "--report", "exam.md", typed="4\n:e\n")
    told = "1. A website says: NK cells are always safe."
    assert f"\n{told}\n" in done.stdout
    assert f"\n### {told}\n" in (ways.folder / "exam.md").read_text(encoding="utf-8")


def test_the_report_gives_the_reason_of_an_option_that_is_a_whole_sentence(ways: Author, home: Path) -> None:
    options = "[{text: We test daily., why: A plan.}, {text: It is mild, why: No number., right: true}]"
    ways.decks = {"killing": {"ask-risk": f"choose: Which reply is a warning?\noptions: {options}"}}
    ways.write()
    talk = Player(home, "--exam", "1", "--report", "exam.md")
    picked = talk.hear("exam_question")["options"].index("We test daily.") + 1
    talk.say(pick=picked)
    talk.hear("exam_list")
    talk.say(command="finish")
    assert talk.leave() == 0
    page = (ways.folder / "exam.md").read_text(encoding="utf-8")
    assert "- We test daily. Not right: A plan.\n" in page
    assert "- It is mild, right: No number.\n" in page


@pytest.mark.parametrize(("notice", "last"), [("For _pupils_ <b>.", "For pupils \\<b\\>."), ("none", "")])
def test_the_report_ends_with_the_notice_of_the_collection(exam: Author, home: Path, notice: str, last: str) -> None:
    exam.settings["notice"] = notice
    exam.write()
    play(home, *EXAM, "--report", "exam.md", typed=":l\n:e\n:e\n:e\n")
    page = (exam.folder / "exam.md").read_text(encoding="utf-8")
    assert page.rstrip().endswith(last)
    assert "patients" not in page


def test_without_a_name_the_report_lies_with_the_progress_and_is_never_written_over(exam: Author, home: Path) -> None:
    for _ in range(3):
        assert "The report:\n" in play(home, *EXAM, typed=":l\n:e\n:e\n:e\n").stdout
    reports = sorted((home / "exams").iterdir())
    assert len(reports) == 3
    assert all(report.read_text(encoding="utf-8").startswith("# Exam") for report in reports)


def test_a_report_that_exists_or_has_no_folder_is_refused_before_the_exam(exam: Author, home: Path) -> None:
    (exam.folder / "mine.md").write_text("mine", encoding="utf-8")
    for name, said in (("mine.md", "`mine.md` exists"), ("no/where.md", "there is no folder `no`")):
        done = play(home, *EXAM, "--report", name, typed=":e\n" * 9)
        assert done.returncode == 2
        assert said in done.stderr
        assert "Question" not in done.stdout
    assert (exam.folder / "mine.md").read_text(encoding="utf-8") == "mine"


def test_a_seed_repeats_the_exam(exam: Author, tmp_path: Path) -> None:
    def asked(number: int, seed: str) -> list[tuple[str, list[str]]]:
        talk = Player(tmp_path / f"home{number}", "--exam", "4", "--seed", seed)
        found = []
        for _ in range(4):
            event = talk.hear("exam_question")
            found.append((event["card"], event["options"]))
            talk.say(dont_know=True)
        talk.leave()
        return found

    assert asked(1, "5") == asked(2, "5") != asked(3, "6")


# leaving and going on


def test_a_killed_exam_goes_on_with_its_answers_and_its_time(exam: Author, home: Path) -> None:
    talk = Player(home, "--exam", "4", "--time", "10m")
    cards = []
    for _ in range(2):
        event = talk.hear("exam_question")
        cards.append(event["card"])
        talk.say(**right_pick(event))
    talk.hear("exam_question")
    talk.process.send_signal(signal.SIGKILL)
    talk.leave()
    again = Player(home, "--exam", "4", "--time", "10m")
    opening = again.hear("session")
    assert any(line.startswith("Going on with the exam you left: 2 of 4 answered, 9 minutes") for line in opening["lines"])
    event = again.hear("exam_question")
    assert (event["number"], event["total"]) == (3, 4)
    assert event["card"] not in cards
    assert event["seconds_left"] <= 600
    again.say(command="list")
    assert [entry["answered"] for entry in again.hear("exam_list")["questions"]] == [True, True, False, False]
    again.say(command="finish")
    assert again.hear("exam_result")["right"] == 2
    assert again.leave() == 0
    assert "Going on" not in play(home, "--exam", "4", "--time", "10m").stdout


def test_an_exam_killed_after_its_last_answer_still_gets_its_marks(exam: Author, home: Path) -> None:
    talk = Player(home, "--exam", "4")
    for _ in range(4):
        talk.say(**right_pick(talk.hear("exam_question")))
    talk.hear("exam_list")
    talk.process.kill()
    talk.leave()
    again = Player(home, "--exam", "4")
    assert "Going on with the exam you left: 4 of 4 answered." in again.hear("session")["lines"]
    assert all(entry["answered"] for entry in again.hear("exam_list")["questions"])
    again.say(command="finish")
    assert again.hear("exam_result")["right"] == 4
    assert again.leave() == 0
    assert len(logged(home, exam)) == 4


@pytest.mark.parametrize("report", [(), ("--report", "mine.md")])
def test_after_the_marks_the_next_exam_is_another_however_long(exam: Author, home: Path, report: tuple[str, ...]) -> None:
    assert "of 3 right" in play(home, "--exam", "3", *report, typed=":l\n:e\n").stdout
    for count in ("3", "5"):
        assert "Going on" not in play(home, "--exam", count).stdout


def test_marks_whose_report_could_not_be_written_are_told_again(exam: Author, home: Path) -> None:
    home.mkdir()
    (home / "exams").write_text("no folder", encoding="utf-8")
    done = play(home, "--exam", "3", typed=":l\n:e\n")
    assert "could not be written" in " ".join(done.stdout.split())
    assert done.returncode == 1
    (home / "exams").unlink()
    done = play(home, "--exam", "3", typed=":e\n")
    assert "3 of 3 answered" in done.stdout
    assert "The report:" in done.stdout
    assert done.returncode == 0


def test_the_end_of_input_leaves_the_exam_open(exam: Author, home: Path) -> None:
    done = play(home, *EXAM, typed="1\n")
    assert done.returncode == 0
    said = " ".join(done.stdout.split())
    assert "The exam is left: 1 of 4 answered, all kept. To go on: nkquiz run --exam 4" in said
    assert len(logged(home, exam)) == 1
    assert "Going on with the exam you left: 1 of 4 answered." in play(home, *EXAM).stdout


def test_an_exam_whose_time_ran_out_meanwhile_is_marked(exam: Author, home: Path) -> None:
    assert "The exam is left" in " ".join(play(home, *EXAM, "--time", "40s", typed="1\n").stdout.split())
    with closing(sqlite3.connect(home / "progress.db")) as db, db:
        db.execute("UPDATE review SET at = at - 41000")
    done = play(home, *EXAM, "--time", "40s")
    assert "The time is up; what was answered counts." in done.stdout
    assert "Question" not in done.stdout.partition("Going on")[0]
    assert len(logged(home, exam)) == 4


def test_a_review_that_comes_between_is_another_sitting(exam: Author, home: Path) -> None:
    play(home, *EXAM, typed="1\n")
    assert "Going on" not in play(home, typed="1\n").stdout
    assert "Going on with the exam you left: 1 of 4 answered." in play(home, *EXAM).stdout


def test_where_nothing_can_be_judged_there_is_no_exam(ways: Author, home: Path) -> None:
    ways.decks = {"killing": {"recall": "ask: Why?\nanswer: " + "A long answer that nobody would type. " * 3}}
    ways.write()
    done = play(home, *EXAM)
    assert done.returncode == 2
    assert "no card here can be judged without you" in done.stderr


def test_with_fewer_questions_than_asked_for_it_is_said(exam: Author, home: Path) -> None:
    assert "Only 6 questions here can be judged without you." in play(home, "--exam", "50").stdout


# a terminal


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix")
class TestInATerminal:
    @pytest.mark.parametrize("columns", [80, 40])
    def test_an_exam_is_taken_by_keyboard(self, exam: Author, home: Path, columns: int) -> None:
        command = (*QUIZ, *EXAM, "--time", "1h")
        with Terminal(command, columns=columns, NKQUIZ_HOME=str(home)) as terminal:
            for typed in ("1\r", ":f\r", "2\r", "\r", "\r"):
                terminal.wait_for("\n  > ")
                terminal.type(typed)
            terminal.wait_for("All questions")
            assert "1 hour left." in terminal.text
            terminal.wait_for("2  flagged, answered")
            terminal.wait_for("\n  > ")
            terminal.type(":e\r")
            terminal.wait_for("of 4 right")
            assert terminal.end() == 0
            lines = terminal.text.split("\n")
            assert max(len(line) for line in lines if "exam-" not in line) <= columns
            assert "\x1b[2J" not in terminal.raw

    @pytest.mark.parametrize("plain", [(), ("--plain",)])
    def test_at_the_end_of_the_time_what_is_answered_counts_though_a_line_is_being_typed(
        self, exam: Author, home: Path, plain: tuple[str, ...]
    ) -> None:
        with Terminal((*QUIZ, *EXAM, "--time", "4s", *plain), NKQUIZ_HOME=str(home)) as terminal:
            terminal.wait_for("> ")
            terminal.type("1\r")
            terminal.wait_for("2 of 4")
            terminal.wait_for("> ")
            terminal.type("2")
            terminal.wait_for("The time is up; what was answered counts.")
            assert terminal.end() == 0
        assert [review.response == "" for review in logged(home, exam)] == [False, True, True, True]

    def test_ctrl_c_leaves_and_says_how_to_go_on(self, exam: Author, home: Path) -> None:
        with Terminal((*QUIZ, *EXAM), NKQUIZ_HOME=str(home)) as terminal:
            terminal.wait_for("\n  > ")
            terminal.type("1\r")
            terminal.wait_for("2 of 4")
            terminal.wait_for("\n  > ")
            assert terminal.interrupt() == 130
            assert "The exam is left: 1 of 4 answered" in terminal.text
