"""Whole screens in a real terminal, wide and narrow: hints, close answers, what was right after all, confidence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are Unix", allow_module_level=True)

from docs.json_page import COLLECTION
from tests.terminal import QUIZ, Terminal

if TYPE_CHECKING:
    from tests.conftest import Goldens

LINE = "\n  > "
WIDTHS = pytest.mark.parametrize("columns", [80, 40])


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stand in the collection that holds every way of answering; the learner is new."""
    monkeypatch.chdir(COLLECTION)
    return tmp_path


def played(
    home: Path,
    columns: int,
    steps: tuple[tuple[str, str], ...],
    *options: str,
    term: str = "xterm-256color",
    lang: str = "C.UTF-8",
) -> str:
    """Press the keys of each step, wait for what it shows, and return all that was shown when the quiz has ended."""
    with Terminal((*QUIZ, "--seed", "1", *options), columns=columns, NKQUIZ_HOME=str(home), TERM=term, LANG=lang) as terminal:
        for keys, shown in steps:
            terminal.type(keys)
            terminal.wait_for(shown)
        assert terminal.end() == 0
        text = terminal.text
    assert max(map(len, text.split("\n"))) <= columns
    return text


HELPED = (
    ("", "? help"), ("h", "Hint: Not"), ("", "? help"), ("3", "q quit"),
    ("\r", LINE), ("1 2\r", "q quit"),
    ("\r", LINE), (":h\r", "1 word"), ("", LINE), (":h\r", "First letters"), ("", LINE), ("tocilizumap\r", "q quit"),
    ("\r", LINE), ("8\r", "Once more."), ("", LINE), (":o\r", "Counted as right."), ("", "q quit"),
    ("u", "Taken back"), ("", "q quit"), ("o", "Counted as right."), ("", "q quit"),
    ("\r", LINE), ("> 10\r", "a bound"), ("", LINE), (":h\r", "Between"), ("", LINE), ("30%\r", "q quit"), ("o", "q quit"),
    ("\r", LINE), (":h\r", "First:"), ("", LINE), ("4 3\r", "first to last"), ("", LINE), ("3 2 1\r", "q quit"),
    ("\r", "? help"), ("h", "Hint:"), ("", "? help"), ("\r", "4 easy"), ("4", "with a hint."), ("", "q quit"),
    ("q", "To go on"),
)  # fmt: skip


@WIDTHS
def test_the_screen_of_hints_and_of_what_was_right_after_all(folder: Path, golden: Goldens, columns: int) -> None:
    golden.check(f"helped-{columns}.txt", played(folder, columns, HELPED))


def test_in_ascii_the_difference_is_still_seen(folder: Path) -> None:
    text = played(folder, 40, (*HELPED[:12], ("q", "To go on")), lang="C")
    assert text.isascii()
    assert "  You wrote  tocilizumap\n  Answer     Tocilizumab\n                       ^\n" in text


def test_only_the_letters_that_differ_are_coloured(folder: Path) -> None:
    with Terminal((*QUIZ, "--seed", "1"), NKQUIZ_HOME=str(folder)) as terminal:
        for keys, shown in (*HELPED[:6], ("\r", LINE), ("tocilizumap\r", "q quit")):
            terminal.type(keys)
            terminal.wait_for(shown)
        assert "tocilizuma\x1b[35mp\x1b[0m" in terminal.raw
        assert "Tocilizuma\x1b[32mb\x1b[0m" in terminal.raw


SURE = (
    ("", "? help"), ("3", "3 sure"), ("3", "q quit"),
    ("\r", LINE), ("0\r", "q quit"),
    ("\r", LINE), ("tocilizumab\r", "3 sure"), ("x2", "q quit"),
    ("\r", LINE), ("8\r", "3 sure"), ("3", "Once more."), ("", LINE), ("8 mg/kg\r", "q quit"),
    ("q", "To go on"),
)  # fmt: skip


@WIDTHS
def test_the_screen_where_the_learner_says_how_sure(folder: Path, golden: Goldens, columns: int) -> None:
    (folder / "settings.toml").write_text("confidence = true\n", encoding="utf-8")
    golden.check(f"sure-{columns}.txt", played(folder, columns, SURE))


PLAIN = (
    ("", "1 to 3> "), ("h\n", "Hint: Not"), ("", "1 to 3> "), ("x\n", "Please"), ("", "1 to 3> "), ("3\n", "How sure?"),
    ("", "1 to 3> "), ("3\n", "Numbers, 1 to 3> "), ("0\n", "Type the answer> "),
    ("tocilizumap\n", "How sure?"), ("", "1 to 3> "), ("2\n", "Type the answer> "),
    ("8\n", "How sure?"), ("", "1 to 3> "), ("1\n", "Once more."), ("", "Type the answer> "), (":o\n", "Counted as right."),
    ("", "Answer> "), ("30%\n", "1 to 3> "), ("1\n", "Answer> "), (":o\n", "Counted as right."), ("", "Answer> "),
    (":u\n", "graded."), ("", "Answer> "), ("3 1 2\n", "1 to 3> "), ("3\n", "0 to 3> "),
    ("2\n", "1 to 4> "), ("3\n", "Numbers, 1 to 3> "), (":q\n", "To go on"),
)  # fmt: skip


@WIDTHS
def test_the_lines_that_a_screen_reader_speaks(folder: Path, golden: Goldens, columns: int) -> None:
    (folder / "settings.toml").write_text("confidence = true\n", encoding="utf-8")
    text = played(folder, columns, PLAIN, term="dumb")
    assert "\x1b" not in text
    golden.check(f"plain-{columns}.txt", text)


def test_after_the_last_question_of_lines_the_answer_can_still_be_counted(folder: Path) -> None:
    steps = (
        ("", "1 to 3> "), ("3\n", "Numbers, 1 to 3> "), ("2 3\n", "Type the answer> "), ("x\n", "That was the last question."),
        ("", "Enter ends> "), ("o\n", "Counted as right."), ("", "Enter ends> "), ("\n", "3 of 3 right."), ("", "To go on"),
    )  # fmt: skip
    played(folder, 80, steps, "-n", "3", term="dumb")
