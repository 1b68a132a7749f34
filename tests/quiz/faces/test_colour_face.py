"""The colour face in a real pseudo-terminal, through the real command."""

from __future__ import annotations

import io
import os
import re
import shlex
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are Unix", allow_module_level=True)

from nkquiz.quiz.faces import keys as pressed
from nkquiz.quiz.faces.colour_face import ColourFace
from nkquiz.quiz.forms import Question
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.telling import Telling, Why
from nkquiz.review import Form, Rating, Verdict
from tests.quiz.cards import card
from tests.terminal import DELETE, END_OF_INPUT, INTERRUPT, LEFT, QUIZ, UP, Terminal, without_escapes

if TYPE_CHECKING:
    from tests.conftest import Author, Goldens

LINE = "  > "  # what a line is typed after; keys typed sooner could be shown twice

Start = Callable[..., Terminal]


@pytest.fixture
def start(ways: Author, home: Path) -> Iterator[Start]:
    """Start the quiz over the collection of all ways, in a terminal."""
    with ExitStack() as stack:

        def started(*options: str, **settings: str | int) -> Terminal:
            return stack.enter_context(
                Terminal((*QUIZ, "--seed", "1", *options), **{"NKQUIZ_HOME": str(home), **settings})  # type: ignore[arg-type]
            )

        yield started


def responses(home: Path) -> list[tuple[str, str, str | None]]:
    """Return card, event and response of all that was logged."""
    with closing(sqlite3.connect(home / "progress.db")) as db:
        return db.execute("SELECT card, event, response FROM review ORDER BY at").fetchall()


def play(terminal: Terminal) -> None:
    """Answer one question of each way, undo, ask for help, skip, quit."""
    for keys, shown in (
        ("1", "q quit"), ("\r", f"? help\n{LINE}"),
        ("13\r", "q quit"), ("u", f"? help\n{LINE}"), ("12\r", "q quit"), ("?", "followed"), ("\r", "? help"),
        ("3", "q quit"), ("\r", f"? help\n{LINE}"),
        ("interferon alpha\r", "q quit"), ("\r", "? help"),
        ("\r", "4 easy"), ("3", "q quit"), ("\r", "? help"),
        ("s", f"? help\n{LINE}"),
    ):  # fmt: skip
        terminal.type(keys)
        terminal.wait_for(shown)
    terminal.type(":q\r")


@pytest.mark.parametrize("columns", [80, 40])
def test_the_screen_of_every_way_of_answering(start: Start, golden: Goldens, columns: int) -> None:
    terminal = start(columns=columns)
    terminal.wait_for("? help")
    play(terminal)
    assert terminal.end() == 0
    golden.check(f"screen-{columns}.txt", terminal.text)


@pytest.fixture
def row_told(monkeypatch: pytest.MonkeyPatch) -> str:
    """What is shown of a row after an answer: a long name, then a long step, 40 columns wide."""
    row = (
        ("Gene-edited donor CAR-T cells: ", "A healthy, HLA-unmatched donor's blood"),
        ("10. ", "A step that fills two lines, or nearly"),
    )
    return _told(monkeypatch, Telling(right=True, verdict="Right.", listed=row))


def _told(monkeypatch: pytest.MonkeyPatch, telling: Telling) -> str:
    """Return what a terminal of 40 columns shows after an answer."""
    for name, value in {"COLUMNS": "40", "TERM": "xterm-256color", "FORCE_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(pressed, "listen", lambda: None)
    monkeypatch.setattr(pressed, "read_key", lambda: pressed.ENTER)
    out = io.StringIO()
    ColourFace(out).told(Outcome(Question(card("a"), Form.MATCH, 1, 1), Verdict.CORRECT, "Right.", Rating.GOOD, None), telling)
    return out.getvalue()


def test_a_long_name_in_a_row_leaves_its_text_the_whole_width(row_told: str) -> None:
    assert without_escapes(row_told).splitlines()[2:7] == [
        "  Gene-edited donor CAR-T cells: A",
        "  healthy, HLA-unmatched donor's blood",
        "  10. A step that fills two lines, or",
        "      nearly",
        "",
    ]


def test_a_reason_follows_an_option_that_is_a_whole_sentence_without_a_colon(monkeypatch: pytest.MonkeyPatch) -> None:
    whys = (Why("We test daily.", right=False, why="A plan."), Why("IL-1", right=True, why="It comes first."))
    told = Telling(right=False, verdict="Not this one.", whys=whys)
    lines = without_escapes(_told(monkeypatch, told)).splitlines()
    assert [line for line in lines if "IL-1" in line or "test" in line] == [
        "  x We test daily. A plan.",  # an output without an encoding gets ASCII
        "  + IL-1: It comes first.",
    ]


def test_only_the_name_in_a_row_is_bold_and_not_what_belongs_to_it(row_told: str) -> None:
    assert "\x1b[1mGene-edited donor CAR-T cells: \x1b[0mA\n  healthy" in row_told


def test_only_the_option_is_bold_and_not_the_reason_after_it(start: Start) -> None:
    terminal = start()
    for keys, shown in (("", "? help"), ("1", "q quit")):
        terminal.type(keys)
        terminal.wait_for(shown)
    assert "\x1b[35m✗ \x1b[0m\x1b[1mHLA class II: \x1b[0mT helper cells read it" in terminal.raw


@pytest.mark.parametrize("columns", [24, 40, 61, 80, 200])
def test_nothing_is_wider_than_the_terminal(start: Start, columns: int) -> None:
    terminal = start(columns=columns)
    terminal.wait_for("help")
    terminal.type("1")
    terminal.wait_for("q quit")
    terminal.type("?")
    terminal.wait_for("followed")
    terminal.type("\r")
    terminal.wait_for("> ")
    terminal.type(":q\r")
    terminal.end()
    assert max(map(len, terminal.text.split("\n"))) <= min(80, columns)
    assert not any(line.endswith(" ") for line in terminal.text.split("\n"))


def test_the_first_question_stands_below_five_lines_at_most_and_no_menu(start: Start) -> None:
    terminal = start(columns=40)
    before = terminal.wait_for("Killing")
    assert before.count("\n") <= 5
    terminal.wait_for("hold")


def test_colours_and_links_are_there(start: Start) -> None:
    terminal = start()
    terminal.wait_for("? help")
    terminal.type("1")
    terminal.wait_for("q quit")
    assert "\x1b[1m" in terminal.raw
    assert re.search(r"\x1b\[(1;)?36m", terminal.raw)
    assert "]8;" in terminal.raw


def test_a_console_that_knows_no_links_is_sent_none(start: Start) -> None:
    terminal = start(TERM="linux")
    terminal.wait_for("? help")
    terminal.type("1")
    terminal.wait_for("q quit")
    assert "\x1b[1m" in terminal.raw
    assert "]8;" not in terminal.raw


def test_no_color_removes_colour_only(start: Start) -> None:
    terminal = start(NO_COLOR="1")
    terminal.wait_for("? help")
    terminal.type("1")
    terminal.wait_for("q quit")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", terminal.raw)
    assert "\x1b[1m" in terminal.raw


@pytest.mark.parametrize("settings", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}])
def test_a_terminal_that_can_do_no_more_gets_plain_lines(start: Start, settings: dict[str, str]) -> None:
    terminal = start(**settings)
    terminal.wait_for("1 to 3> ")
    terminal.type("1\n")
    terminal.wait_for("Question 2 of 10")
    assert "\x1b" not in terminal.raw
    terminal.type(END_OF_INPUT)
    assert terminal.end() == 0
    assert "0 of 1 right." in terminal.text


@pytest.mark.parametrize("settings", [{"LANG": "C"}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}])
def test_a_terminal_without_unicode_gets_ascii(start: Start, settings: dict[str, str]) -> None:
    terminal = start(**settings)
    terminal.wait_for("? help")
    play(terminal)
    assert terminal.end() == 0
    assert terminal.text.isascii()
    assert "x Not this one." in terminal.text
    assert "10^6 targets" in terminal.text


def test_ctrl_c_ends_with_a_summary_and_130(start: Start, home: Path) -> None:
    terminal = start()
    terminal.wait_for("? help")
    terminal.type("1")
    terminal.wait_for("q quit")
    terminal.type(INTERRUPT)
    assert terminal.end() == 130
    assert "0 of 1 right." in terminal.text
    assert len(responses(home)) == 1


def test_ctrl_c_while_typing_ends_with_a_summary_on_a_line_of_its_own(start: Start) -> None:
    terminal = start()
    terminal.wait_for("? help")
    terminal.type("s")
    terminal.wait_for("Pick 2.")
    terminal.wait_for("> ")
    terminal.type("1")
    terminal.wait_for("1")
    assert terminal.interrupt() == 130
    assert "\n  Nothing answered; nothing changed.\n" in terminal.text


def test_ctrl_d_ends_at_once_with_a_summary(start: Start) -> None:
    terminal = start()
    terminal.wait_for("? help")
    terminal.type(END_OF_INPUT)
    assert terminal.end() == 0
    assert "Nothing answered; nothing changed." in terminal.text


def test_ctrl_d_while_typing_ends_too(start: Start) -> None:
    terminal = start()
    terminal.wait_for("? help")
    terminal.type("s")
    terminal.wait_for("> ")
    terminal.type(END_OF_INPUT)
    assert terminal.end() == 0
    assert "Nothing answered; nothing changed." in terminal.text


def test_an_interrupted_session_goes_on_with_the_next_run(start: Start) -> None:
    first = start()
    first.wait_for("? help")
    first.type("1")
    first.wait_for("q quit")
    first.type(INTERRUPT)
    first.end()
    second = start()
    assert "Going on where you stopped: 9 questions left." in second.wait_for("? help")


@pytest.mark.parametrize("how", ["hang up", "kill", "terminate"])
def test_no_end_loses_an_answer(start: Start, home: Path, how: str) -> None:
    terminal = start()
    terminal.wait_for("? help")
    terminal.type("1")
    terminal.wait_for("Answer: ")
    if how == "hang up":
        terminal.hang_up()
    else:
        terminal.process.send_signal(signal.SIGKILL if how == "kill" else signal.SIGTERM)
    terminal.process.wait(timeout=20)
    assert [card for card, _, _ in responses(home)] == ["pick-one#answer"]


def test_a_terminated_quiz_gives_the_terminal_its_settings_back(start: Start) -> None:
    import termios

    terminal = start()
    before = termios.tcgetattr(terminal._ours)
    terminal.wait_for("? help")
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.process.wait(timeout=20) == 128 + signal.SIGTERM
    assert termios.tcgetattr(terminal._ours)[3] == before[3]


def test_a_closed_terminal_that_ignores_the_signal_ends_silently(ways: Author, home: Path, tmp_path: Path) -> None:
    command = ("sh", "-c", f"trap '' HUP; {shlex.join(QUIZ)} 2>{tmp_path}/errors; echo $? >{tmp_path}/code")
    with Terminal(command, NKQUIZ_HOME=str(home), TMPDIR=str(tmp_path)) as terminal:
        terminal.wait_for("? help")
        terminal.type("1")
        terminal.wait_for("q quit")
        terminal.hang_up()
        terminal.process.wait(timeout=20)
    assert (tmp_path / "errors").read_text() == ""
    assert (tmp_path / "code").read_text() == "0\n"
    assert len(responses(home)) == 1
    assert list(tmp_path.glob("nkquiz-*.log")) == []


def test_arrow_keys_and_other_noise_are_passed_over(start: Start, home: Path) -> None:
    terminal = start()
    terminal.wait_for("? help")
    terminal.type(UP + LEFT + DELETE + "\x1bOA" + "\x1b[200~" + "xyz9 \t" + "α")
    terminal.type("1")
    terminal.wait_for("q quit")
    assert [(card, response) for card, _, response in responses(home)] == [("pick-one#answer", "HLA class II")]


def to_the_typed_question(terminal: Terminal) -> None:
    for lead in ("Pick 2.", "A website says:", "What does this mean?"):
        terminal.wait_for("? help")
        terminal.type(":s\r" if "Pick 2." in terminal.text and "website" not in terminal.text else "s")
        terminal.wait_for(lead)
    terminal.wait_for("> ")


def test_a_typed_line_can_be_edited_and_holds_greek_letters(start: Start, home: Path) -> None:
    terminal = start()
    to_the_typed_question(terminal)
    terminal.type("IFX-γ" + LEFT + LEFT + "\x7f" + "N" + "\r")
    terminal.wait_for("Right.")
    assert responses(home)[-1][2] == "IFN-γ"


def test_earlier_answers_do_not_come_back_with_the_arrow_keys(start: Start, home: Path) -> None:
    terminal = start()
    to_the_typed_question(terminal)
    terminal.type("IFN-gamma\r")
    terminal.wait_for("q quit")
    terminal.type("u")
    terminal.wait_for("> ")
    terminal.type(UP + "\t" + "nothing\r")
    terminal.wait_for("q quit")
    assert responses(home)[-1][2] == "nothing"


def test_the_key_that_would_search_earlier_lines_does_nothing(start: Start, home: Path) -> None:
    terminal = start()
    to_the_typed_question(terminal)
    terminal.type("inter\x12feron alpha\r")
    assert "search" not in terminal.wait_for("q quit")
    assert responses(home)[-1][2] == "interferon alpha"


def test_the_tab_key_does_not_show_files(start: Start, home: Path) -> None:
    terminal = start()
    to_the_typed_question(terminal)
    terminal.type("kill\t\t\r")
    terminal.wait_for("q quit")
    assert responses(home)[-1][2] == "kill"
    assert "killing.yaml" not in terminal.text


def test_a_very_long_answer_does_no_harm(start: Start, home: Path) -> None:
    terminal = start(columns=40)
    to_the_typed_question(terminal)
    for _ in range(30):
        terminal.type("some words " * 10)
        terminal._read(0.05)
    terminal.type("\r")
    terminal.wait_for("q quit")
    assert responses(home)[-1][2] is not None
    assert len(str(responses(home)[-1][2])) == 1000


def test_a_text_pasted_where_a_key_is_wanted_presses_none(start: Start, home: Path) -> None:
    terminal = start()
    terminal.wait_for("? help")
    for _ in range(20):
        terminal.type("1 quick answer to 2 questions, or 3.\n" * 7)
    time.sleep(0.5)
    terminal.type("2")
    assert "> 2" in terminal.wait_for("q quit")
    assert [event for _, event, _ in responses(home)] == ["answer"]


def test_several_lines_pasted_where_a_line_is_wanted_are_one_answer(start: Start, home: Path) -> None:
    terminal = start()
    to_the_typed_question(terminal)
    assert "\x1b[?2004h" in terminal.raw  # asks the terminal to say what is pasted
    terminal.type("\x1b[200~first line\nsecond line\nq\n\x1b[201~\r")
    terminal.wait_for("q quit")
    _, _, response = responses(home)[-1]
    assert response is not None
    assert response.split() == ["first", "line", "second", "line", "q"]


def test_a_terminal_that_is_made_narrow_gets_narrow_lines(start: Start) -> None:
    terminal = start(columns=80)
    terminal.wait_for("? help")
    terminal.resize(40)
    terminal.type("1")
    terminal.wait_for("q quit")
    after = terminal.text[terminal.text.index("> 1") :]
    assert max(map(len, after.split("\n"))) <= 40


def test_keys_typed_ahead_are_not_lost(start: Start) -> None:
    terminal = start()
    terminal.type("1\rs")
    terminal.wait_for("Not this one.")


def test_keys_typed_ahead_are_not_shown(start: Start) -> None:
    terminal = start()
    terminal.wait_for("? help")
    terminal.type("zzz")
    terminal.type("1")
    terminal.wait_for("q quit")
    assert "zzz" not in terminal.text


def test_a_quiz_that_was_stopped_goes_on_key_by_key(start: Start) -> None:
    import termios

    terminal = start()
    before = termios.tcgetattr(terminal._ours)
    terminal.wait_for("? help")
    terminal.process.send_signal(signal.SIGSTOP)
    termios.tcsetattr(terminal._ours, termios.TCSANOW, before)  # as a shell does when a job is stopped
    terminal.process.send_signal(signal.SIGCONT)
    time.sleep(0.3)
    terminal.type("1")
    terminal.wait_for("Not this one.")


def test_with_nothing_due_a_key_practises(start: Start, home: Path) -> None:
    terminal = start("--new-cards", "0")
    assert "Nothing is due now." in terminal.wait_for("q leave")
    terminal.type("p")
    assert "do not move the schedule" in terminal.wait_for("? help")
    terminal.type(INTERRUPT)
    assert terminal.end() == 130


def test_with_nothing_due_a_key_shows_new_cards(start: Start) -> None:
    terminal = start("--new-cards", "0")
    terminal.wait_for("q leave")
    terminal.type("n")
    terminal.wait_for("1 of 10")


def test_with_nothing_due_one_can_leave(start: Start) -> None:
    terminal = start("--new-cards", "0")
    terminal.wait_for("q leave")
    terminal.type("q")
    assert terminal.end() == 0


def test_escapes_are_taken_out_before_we_look() -> None:
    assert without_escapes("\x1b[1;36mkey\x1b[0m \x1b]8;id=1;https://e.org\x1b\\link\x1b]8;;\x1b\\\r\n") == "key link\n"


def test_the_child_process_has_no_other_home() -> None:
    assert "NKQUIZ_HOME" not in os.environ


def test_no_colour_is_one_that_a_white_terminal_swallows(start: Start) -> None:
    terminal = start()
    for keys, shown in (("", "? help"), ("1", "q quit"), ("\r", LINE), ("?\r", "followed")):
        terminal.type(keys)
        terminal.wait_for(shown)
    codes = set(re.findall(r"\x1b\[([0-9;]+)m", terminal.raw))
    assert codes == {"0", "1", "2", "3", "35", "36"}  # nothing is bold and coloured, and nothing is yellow
