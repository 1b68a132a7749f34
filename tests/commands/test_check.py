from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from nkquiz.cli import app
from nkquiz.commands.check import check
from nkquiz.diagnostics import UsageError
from nkquiz.folders import embedded_folder

if TYPE_CHECKING:
    from tests.conftest import Author, Goldens

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SETTINGS = f"title: Cells\nnamespace: {'ab' * 16}\nsources: optional\n"
GOOD = "deck: killing\ntitle: Killing\nnumber: 1\nfacts:\n- id: pores\n  ask: What makes pores?\n  answer: Perforin\n"


def _checked(path: Path | None) -> tuple[int, list[str]]:
    out = io.StringIO()
    return check(path, NOW, out), out.getvalue().splitlines()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cells"
    folder.mkdir()
    (folder / "nkquiz.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "killing.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_clean_collection_is_told_in_one_line(folder: Path) -> None:
    assert _checked(folder) == (0, ["Using cells", "No problems in 2 files: 1 deck, 1 fact, 1 card."])


def test_drafts_and_retired_facts_are_named(folder: Path) -> None:
    draft = "- id: a\n  ask: Q\n  answer: A\n  draft: true\n"
    retired = "- id: b\n  ask: Q\n  answer: A\n  retired: {on: 2026-01-01, why: Wrong.}\n"
    (folder / "killing.yaml").write_text(GOOD + draft + retired, encoding="utf-8")
    assert _checked(folder)[1][-1] == "No problems in 2 files: 1 deck, 3 facts (1 draft, 1 retired), 3 cards."


def test_the_embedded_decks_are_without_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, lines = _checked(embedded_folder())
    assert (code, lines[0]) == (0, "Using the embedded decks."), "\n".join(lines)


def test_every_problem_of_every_file_is_shown_in_one_run(folder: Path, golden: Goldens) -> None:
    (folder / "nkquiz.yaml").write_text(SETTINGS + "first: [pores, pore]\ntagz: [a]\n", encoding="utf-8")
    (folder / "killing.yaml").write_text(GOOD + "- id: B cells\n  ask: Remember: this?\n  answer: no\n", encoding="utf-8")
    (folder / "choosing.yaml").write_text(GOOD.replace("killing", "choosing") + "  sources: [smith]\n", encoding="utf-8")
    (folder / "sources.yaml").write_text("references:\n- id: smith2020\n  titel: A paper\n", encoding="utf-8")
    code, lines = _checked(folder)
    assert code == 1
    golden.check("check-screen.txt", "\n".join(lines).replace(os.sep, "/") + "\n")


def test_a_note_stops_nothing(author: Author) -> None:
    author.facts["pores"] = "ask: What makes pores?\nanswer: Perforin"
    author.release()
    deck = author.folder / "killing.yaml"
    deck.write_text(deck.read_text(encoding="utf-8").replace("title: Killing", "title: How they kill"), encoding="utf-8")
    out = io.StringIO()
    assert check(author.folder, author.now, out) == 0
    assert "NK209 note: in Anki this deck stays `Cells::01 Killing`" in out.getvalue()
    assert out.getvalue().endswith("No problems in 2 files: 1 deck, 1 fact, 1 card.\n")


def test_a_changed_answer_is_told_before_the_release_refuses_it(author: Author) -> None:
    author.facts["pores"] = "ask: What makes pores?\nanswer: Perforin"
    author.release()
    author.facts["pores"] = "ask: What makes pores?\nanswer: Granzyme B"
    author.write()
    out = io.StringIO()
    assert check(author.folder, author.now, out) == 1
    assert "NK203 the answer of `pores` changed since its release" in out.getvalue()


def test_a_path_that_does_not_exist_is_a_mistake_of_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file or folder"):
        _checked(tmp_path / "nowhere")


def test_the_command_line_passes_path_and_exit_code_on(folder: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["check", "cells"]).exit_code == 0
    (folder / "killing.yaml").write_text("deck: no\n", encoding="utf-8")
    result = runner.invoke(app, ["check", "cells/killing.yaml"])
    assert result.exit_code == 1
    assert "NK103" in result.output
