"""The benchmarks compare like with like, and tell a budget that is missed."""

from __future__ import annotations

import io
import os
import sqlite3
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.__main__ import Row
from benchmarks.facts import write_collection
from benchmarks.learner import write_progress
from benchmarks.timing import cost_of, ratio, seconds_to_words
from nkquiz.commands.build import build
from nkquiz.store.log import open_log

pytestmark = pytest.mark.skipif(os.name == "nt", reason="measured on Linux and macOS")
NAIVE = Path(__file__).parents[2] / "benchmarks" / "naive.py"


def counts(package: Path, folder: Path) -> dict[str, int]:
    with zipfile.ZipFile(package) as archive:
        archive.extract("collection.anki2", folder)
    with closing(sqlite3.connect(folder / "collection.anki2")) as database:
        return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("notes", "cards")}


def test_the_plain_script_makes_the_same_notes_and_cards(tmp_path: Path) -> None:
    write_collection(tmp_path / "facts", 250)
    out = io.StringIO()
    assert build(tmp_path / "facts", tmp_path / "ours.apkg", None, False, datetime.now(UTC), out) == 0, out.getvalue()
    cost = cost_of([sys.executable, str(NAIVE), str(tmp_path / "facts"), str(tmp_path / "naive.apkg")])
    assert cost.seconds > 0
    assert cost.peak_mib > 1
    ours = counts(tmp_path / "ours.apkg", tmp_path)
    assert ours == counts(tmp_path / "naive.apkg", tmp_path)
    assert ours["notes"] == 250
    assert ours["cards"] > 250


def test_a_long_log_is_one_that_the_quiz_can_read(tmp_path: Path) -> None:
    namespace = write_progress(tmp_path / "progress.db", 4000, 800)
    log = open_log(tmp_path / "progress.db")
    states = log.states(namespace)
    assert (len(log.reviews(namespace)), len(states)) == (4000, 800)
    assert {name.partition("-")[0] for name in states} > {"gone", "crs"}
    log.close()


def test_a_command_that_ends_with_a_code_that_is_not_fine_is_not_measured() -> None:
    command = [sys.executable, "-c", "raise SystemExit(1)"]
    assert cost_of(command, fine=(0, 1)).seconds > 0
    with pytest.raises(RuntimeError, match="SystemExit"):
        cost_of(command)


def test_the_same_number_gives_the_same_facts(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_collection(tmp_path / name, 30)
    texts = [(tmp_path / name / "000.yaml").read_text(encoding="utf-8") for name in ("one", "two")]
    assert texts[0] == texts[1]


def test_a_figure_above_its_budget_is_missed() -> None:
    assert "kept" in Row("start", 6.9, 7, "×").line()
    assert "**missed**" in Row("start", 7.1, 7, "×").line()


def test_a_ratio_is_taken_round_by_round() -> None:
    assert ratio({"a": [2.0, 40.0, 3.0], "b": [1.0, 10.0, 1.5]}, "a", "b") == 2.0


@pytest.mark.parametrize("terminal", [False, True])
def test_words_on_the_screen_end_the_wait(terminal: bool) -> None:
    command = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(60)"]
    assert 0 < seconds_to_words(command, b"ready", {}, terminal=terminal) < 30


def test_a_process_that_never_says_the_words_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="never said"):
        seconds_to_words([sys.executable, "-c", "print('other')"], b"ready", {}, terminal=False)
