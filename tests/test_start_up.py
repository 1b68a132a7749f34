"""What a start leaves alone, so that it is quick."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("genanki", "rich", "fsrs", "markdown_it", "anki")


def loaded_by(words: list[str], home: Path) -> set[str]:
    """Return the modules that are loaded when `nkquiz` with `words` ends; its input is empty."""
    script = (
        f"import sys; sys.argv = ['nkquiz', *{words!r}]\nfrom nkquiz.cli import main\ntry: main()\nfinally: print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env={"NKQUIZ_HOME": str(home)}, stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["--version"], ("yaml", "sqlite3")),
        (["--help"], ("yaml", "sqlite3")),
        (["run", "--plain"], ("tomllib", "nkquiz.quiz.exam", "nkquiz.quiz.weakness", "nkquiz.quiz.resuming")),
        (["list"], ("sqlite3",)),
    ],
)
def test_a_start_loads_nothing_heavy(words: list[str], more: tuple[str, ...], tmp_path: Path) -> None:
    loaded = loaded_by(words, tmp_path)
    assert "nkquiz.cli" in loaded
    assert loaded.isdisjoint((*HEAVY, *more))


def test_what_is_loaded_is_seen(tmp_path: Path) -> None:
    assert "yaml" in loaded_by(["run", "--plain"], tmp_path)


def test_the_second_quiz_reads_no_yaml(tmp_path: Path) -> None:
    loaded_by(["run", "--plain"], tmp_path)
    assert "yaml" not in loaded_by(["run", "--plain"], tmp_path)


def test_a_command_is_made_ready_alone_and_help_still_shows_all() -> None:
    def said(*words: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "nkquiz", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        ).stdout

    assert all(
        f"\n  {name} " in said("--help")
        for name in ("run", "stats", "progress", "list", "show", "grade", "check", "build", "release")
    )
    assert "[DECK or PATH]" in said("run", "--help")
