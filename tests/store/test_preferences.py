from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkquiz.diagnostics import NkquizError, Problem, report
from nkquiz.quiz.scheduling import RETENTION
from nkquiz.store.preferences import Preferences, read_preferences
from nkquiz.store.settings_text import SETTINGS, template


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def read(path: Path, text: str) -> tuple[Preferences, tuple[Problem, ...]]:
    path.write_text(text, encoding="utf-8")
    return read_preferences(path)


def test_without_a_file_the_defaults_are_in_force(path: Path) -> None:
    assert read_preferences(path) == (Preferences(), ())
    assert Preferences().retention == RETENTION


def test_a_new_file_holds_every_setting_at_its_default_with_a_comment(path: Path) -> None:
    assert read(path, template()) == (Preferences(), ())
    assert set(tomllib.loads(template())) == {setting.name for setting in SETTINGS}
    assert all(f"# {setting.about.splitlines()[0]}\n" in template() for setting in SETTINGS)
    assert max(map(len, template().splitlines())) <= 90


def test_what_is_written_is_in_force(path: Path) -> None:
    text = "\ufeffretention = 0.95 # more often\r\nnew-cards=0\r\n\r\n'questions' = 1_00\r\nconfidence = true\r\n"
    assert read(path, text) == (Preferences(0.95, 0, 100, True), ())


@pytest.mark.parametrize("retention", ["0.70", "0.97", "0.7", "0.905"])
def test_the_bounds_of_retention_belong_to_it(path: Path, retention: str) -> None:
    assert read(path, f"retention = {retention}") == (Preferences(retention=float(retention)), ())


@pytest.mark.parametrize(
    ("line", "code", "column", "message"),
    [
        ("retention = 0.69", "NK104", 13, "`retention` must be a number from 0.70 to 0.97, but this is `0.69`"),
        ("retention = 0.98", "NK104", 13, "`retention` must be a number from 0.70 to 0.97, but this is `0.98`"),
        ("retention = 90", "NK104", 13, "`retention` must be a number from 0.70 to 0.97, but this is `90`"),
        ("retention = nan", "NK104", 13, "`retention` must be a number from 0.70 to 0.97, but this is `nan`"),
        ("retention = true", "NK104", 13, "`retention` must be a number from 0.70 to 0.97, but this is `true`"),
        ("  retention='0.9'", "NK104", 13, "`retention` must be a number from 0.70 to 0.97, but this is the text `0.9`"),
        ("retention = 0,9", "NK501", 13, "`retention` must be a number from 0.70 to 0.97, but this is `0,9`"),
        ("retention =", "NK501", 12, "`retention` must be a number from 0.70 to 0.97, but there is nothing here"),
        ("new-cards = -1", "NK104", 13, "`new-cards` must be a whole number from 0 to 1000, but this is `-1`"),
        ("new-cards = 1.5", "NK104", 13, "`new-cards` must be a whole number from 0 to 1000, but this is `1.5`"),
        ("questions = 0", "NK104", 13, "`questions` must be a whole number from 1 to 1000, but this is `0`"),
        ("questions = " + "9" * 5000, "NK501", 13, "`questions` must be a whole number from 1 to 1000, but this is `99"),
        ("questions = " + "[" * 5000, "NK501", 13, "`questions` must be a whole number from 1 to 1000, but this is `[["),
        ("confidence = yes", "NK501", 14, "`confidence` must be `true` or `false`, but this is `yes`"),
        ("confidence = 1", "NK104", 14, "`confidence` must be `true` or `false`, but this is `1`"),
        ("confidence.a = 1", "NK104", 11, "`confidence` must be `true` or `false`, but this is a table"),
        ("question = 5", "NK101", 1, "there is no setting `question`"),
        ("[quiz]", "NK101", 2, "there is no setting `quiz`"),
        ("hello there", "NK501", 7, "this line is no setting"),
        ("= 5", "NK501", 1, "this line is no setting"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_where_it_is(path: Path, line: str, code: str, column: int, message: str) -> None:
    found, problems = read(path, f"# mine\n{line}\n")
    (problem,) = problems
    assert found == Preferences()
    assert (problem.code, problem.span.line, problem.span.column) == (code, 2, column)
    assert problem.message.startswith(message)
    assert problem.hint


def test_all_mistakes_are_shown_at_once_and_nothing_of_a_wrong_line_is_taken(path: Path) -> None:
    _, problems = read(path, "retention = 2\nnew-card = 5\nretention = 0.8\nconfidence = On\n")
    assert [problem.code for problem in problems] == ["NK104", "NK101", "NK002", "NK501"]
    assert "first given here" in report(problems, 1)
    assert "4 problems in 1 of 1 file" in report(problems, 1)


def test_a_file_that_is_no_text_is_a_problem_and_a_folder_an_error(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00r")
    assert [problem.code for problem in read_preferences(path)[1]] == ["NK003"]
    path.unlink()
    path.mkdir()
    with pytest.raises(NkquizError, match="cannot be read"):
        read_preferences(path)


@settings(deadline=None)  # a busy machine is no fault
@given(st.text())
def test_any_text_gives_settings_or_problems(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode("utf-8", "replace"))
    _, problems = read_preferences(path)
    lines = path.read_bytes().decode("utf-8-sig").split("\n")
    assert all(1 <= problem.span.line <= len(lines) for problem in problems)
    assert report(problems, 1)
