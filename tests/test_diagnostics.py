from __future__ import annotations

import os
from pathlib import Path

import pytest

from nkquiz.diagnostics import CODES, Problem, Span, counted, did_you_mean, rendered, report, shortened, visible


def test_a_problem_is_shown_with_place_line_caret_and_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "decks" / "crs.yaml"
    path.parent.mkdir()
    path.write_text("deck: crs\ntitle: no\n", encoding="utf-8")
    first = ((Span(path, 1, 1), "first given here"),)
    problem = Problem(Span(path, 2, 8, 2), "NK103", "`title` must be text", 'quote it: "no"\nor delete it', first)
    assert rendered(problem).replace(os.sep, "/").split("\n") == [
        "decks/crs.yaml:2:8: NK103 `title` must be text",
        "     2 | title: no",
        "       |        ^^",
        "    decks/crs.yaml:1:1: first given here",
        '    hint: quote it: "no"',
        "          or delete it",
    ]


def test_a_long_line_is_cut_around_the_caret(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("x" * 500 + "Y" + "z" * 500, encoding="utf-8")
    _, line, caret = rendered(Problem(Span(path, 1, 501), "NK001", "here")).split("\n")
    assert len(line) < 120
    assert line[caret.index("^")] == "Y"


@pytest.mark.parametrize("columns", [40, 80])
def test_a_line_and_its_caret_fit_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    path = tmp_path / "x.yaml"
    path.write_text("x" * 60 + "Y" * 90 + "z" * 60, encoding="utf-8")
    _, line, caret = rendered(Problem(Span(path, 1, 61, 90), "NK001", "here")).split("\n")
    assert (len(line), len(caret) <= columns) == (columns, True)
    assert set(line[caret.index("^") : len(caret)]) == {"Y"}


def test_the_caret_stands_under_its_character_behind_wide_ones(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("読み方か\u3099Y: b" + "水" * 90, encoding="utf-8")
    _, line, caret = rendered(Problem(Span(path, 1, 6, 1), "NK001", "here")).split("\n")
    assert (line[:9], caret) == ("     1 | ", "       | " + " " * 8 + "^")
    assert line.endswith("水…")
    assert line.count("水") == 44, "two columns each"
    _, _, caret = rendered(Problem(Span(path, 1, 1, 3), "NK001", "here")).split("\n")
    assert caret.endswith("| ^^^^^^")


def test_the_caret_stands_under_its_character_behind_control_codes(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a\x1b[31mb", encoding="utf-8")
    _, line, caret = rendered(Problem(Span(path, 1, 7), "NK001", "here")).split("\n")
    assert "\x1b" not in line
    assert line[caret.index("^")] == "b"


@pytest.mark.parametrize(("line", "column"), [(0, 1), (9, 9), (1, 99)])
def test_a_place_outside_the_file_is_shown_without_harm(tmp_path: Path, line: int, column: int) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("short\n", encoding="utf-8")
    assert f":{line}:{column}: NK001 here" in rendered(Problem(Span(path, line, column), "NK001", "here"))


def test_the_report_is_sorted_and_counts_files(tmp_path: Path) -> None:
    here, there = tmp_path / "a.yaml", tmp_path / "b.yaml"
    problems = [
        Problem(Span(there, 1), "NK001", "x"),
        Problem(Span(here, 10), "NK001", "y"),
        Problem(Span(here, 9), "NK001", "z"),
    ]
    shown = [line.rpartition(" ")[2] for line in report(problems, 3).splitlines() if "NK001" in line]
    assert shown == ["z", "y", "x"]
    assert report(problems, 3).endswith("\n3 problems in 2 of 3 files")
    assert report(problems[:1], 3).endswith("\n1 problem in 1 of 3 files")


def test_a_note_is_counted_apart(tmp_path: Path) -> None:
    note = Problem(Span(tmp_path / "a.yaml"), "NK209", "renamed", note=True)
    assert report([note], 1).endswith("0 problems in 0 of 1 file, 1 note")


def test_a_problem_needs_a_code_that_is_explained(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Problem(Span(tmp_path), "NK999", "x")
    assert all(meaning.endswith(".") for meaning in CODES.values())


def test_a_slip_in_a_word_gets_the_nearest_known_word() -> None:
    assert did_you_mean("anwser", ("ask", "answer", "accept")) == "did you mean `answer`?"
    assert did_you_mean("ID", ("id", "ask")) == "did you mean `id`?"
    assert did_you_mean("zzz", ("b", "a")) == "known here: `a`, `b`"
    assert did_you_mean("zzz", ()) == ""


def test_control_characters_are_shown_as_text() -> None:
    assert visible("a\x1b[31m\u202eb") == "a\\x1b[31m\\u202eb"
    assert visible("é 😀") == "é 😀"


def test_a_long_text_is_cut_to_one_line() -> None:
    assert shortened("a\n  b") == "a b"
    assert len(shortened("word " * 1000)) == 70


def test_large_numbers_can_be_read() -> None:
    assert [counted(number, "fact") for number in (0, 1, 2, 4179)] == ["0 facts", "1 fact", "2 facts", "4,179 facts"]
