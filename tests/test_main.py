from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nkquiz.__main__ import plain_wishes
from nkquiz.cli import app
from nkquiz.commands.run import Wishes

gc.enable()  # the way in switched it off

HEAVY = {"genanki", "rich", "fsrs", "markdown_it", "typer", "nkquiz.quiz.grading"}


def through_typer(words: list[str], monkeypatch: pytest.MonkeyPatch) -> Wishes:
    asked: list[Wishes] = []

    def keep(wishes: Wishes) -> int:
        asked.append(wishes)
        return 0

    monkeypatch.setattr("nkquiz.commands.run.run", keep)
    assert CliRunner().invoke(app, words).exit_code == 0
    return asked[0]


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["run", "crs"],
        ["run", "crs", "gvhd"],
        ["run", "--plain"],
        ["run", "--json", "crs"],
        ["run", "crs", "--practice", "--plain"],
        ["run", "--practice", "--practice"],
        ["run", "run"],
        ["run", ""],
    ],
)
def test_the_short_way_and_typer_understand_the_same(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain_wishes(words) == through_typer(words, monkeypatch)


@pytest.mark.parametrize(
    "words",
    [
        [], ["--help"], ["list"], ["stats", "--json"], ["run", "--help"], ["run", "-n", "5"], ["run", "--seed=3"],
        ["run", "--"], ["run", "--plan"], ["run", "-"], ["--plain", "run"],
    ],
)  # fmt: skip
def test_everything_else_is_left_to_typer(words: list[str]) -> None:
    assert plain_wishes(words) is None


def told(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nkquiz", *words], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=60,
        env={**os.environ, "NKQUIZ_HOME": str(home)}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "loaded"),
    [(("run", "--plain"), set()), (("run", "--json"), set()), (("run", "--plain", "-n", "20"), {"typer"})],
)
def test_the_short_way_loads_nothing_heavy(words: tuple[str, ...], loaded: set[str], tmp_path: Path) -> None:
    script = (
        f"import sys; sys.argv = ['nkquiz', *{words!r}]\nfrom nkquiz.__main__ import main\n"
        "try: main()\nfinally: print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=60,
        env={**os.environ, "NKQUIZ_HOME": str(tmp_path)}, check=True,
    )  # fmt: skip
    assert set(done.stdout.splitlines()[-1].split()) & HEAVY == loaded


@pytest.mark.parametrize("more", [(), ("-n", "20")])
def test_both_ways_end_alike(more: tuple[str, ...], tmp_path: Path) -> None:
    assert told(tmp_path, "run", "--plain", *more).returncode == 0
    wrong = told(tmp_path, "run", "crss", *more)
    assert (wrong.returncode, wrong.stderr) == (2, "nkquiz: no deck called `crss`. Did you mean `crs`?\n")
