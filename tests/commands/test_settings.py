from __future__ import annotations

import io
from pathlib import Path

import pytest

from nkquiz.commands.settings import settings
from nkquiz.diagnostics import NkquizError
from nkquiz.store.settings_text import template
from tests.commands.test_run import logged, play
from tests.conftest import Author


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NKQUIZ_HOME", str(tmp_path / "deep" / "home"))
    return tmp_path / "deep" / "home" / "settings.toml"


def said() -> tuple[int, str]:
    out = io.StringIO()
    return settings(out), out.getvalue()


def test_the_first_call_makes_the_commented_file_and_says_so(file: Path) -> None:
    code, text = said()
    assert code == 0
    assert file.read_text(encoding="utf-8") == template()
    assert text.splitlines()[0] == f"Your settings: {file} (made now)"
    assert text.splitlines()[1:5] == ["  retention = 0.9", "  new-cards = 10", "  questions = 20", "  confidence = false"]


def test_a_later_call_shows_what_is_in_force_and_leaves_the_file(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("retention = 0.85\nconfidence = true\n", encoding="utf-8")
    code, text = said()
    assert code == 0
    assert "made now" not in text
    assert "  retention = 0.85\n  new-cards = 10\n  questions = 20\n  confidence = true\n" in text
    assert file.read_text(encoding="utf-8") == "retention = 0.85\nconfidence = true\n"


def test_a_file_that_cannot_be_made_is_said_in_one_line(file: Path) -> None:
    file.parent.parent.write_text("no folder", encoding="utf-8")
    with pytest.raises(NkquizError, match="cannot be made"):
        settings(io.StringIO())


def test_mistakes_are_shown_and_the_quiz_does_not_start(ways: Author, home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("retention = 9\nquestion = 5\n", encoding="utf-8")
    code, text = said()
    done = play(home, typed="0\n" * 9)
    assert (code, done.returncode, done.stdout) == (1, 1, text)
    assert "settings.toml:1:13: NK104" in text
    assert "settings.toml:2:1: NK101" in text
    assert not (home / "progress.db").exists()


def test_settings_hold_in_the_quiz_and_options_win(ways: Author, home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("questions = 3\nnew-cards = 2\n", encoding="utf-8")
    assert "3 questions, 2 new" in play(home).stdout
    assert "2 questions, 1 new" in play(home, "-n", "2", "--new-cards", "1").stdout
    assert "Nothing is due" in play(home, "--new-cards", "0").stdout
    play(home, typed="0\n" * 9)
    assert logged(home) == 3
