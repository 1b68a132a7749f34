from __future__ import annotations

import gc
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nkquiz.compiler import compile_path, without_collector
from nkquiz.diagnostics import UsageError
from nkquiz.folders import collection_folder, deck_files, embedded_folder, using

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SETTINGS = f"title: Cells\nnamespace: {'ab' * 16}\nsources: optional\n"


def _deck(deck_id: str, number: int, fact_id: str = "a") -> str:
    return f"deck: {deck_id}\ntitle: D\nnumber: {number}\nfacts:\n- id: {fact_id}\n  ask: Q\n  answer: A\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "cells"
    folder.mkdir()
    (folder / "nkquiz.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "one.yaml").write_text(_deck("one", 1), encoding="utf-8")
    return folder


def _codes(path: Path) -> list[str]:
    return [problem.code for problem in compile_path(path, NOW).problems]


def test_decks_stand_in_the_order_of_their_numbers(folder: Path) -> None:
    (folder / "a.yml").write_text(_deck("nine", 9, "n"), encoding="utf-8")
    (folder / "B.YAML").write_text(_deck("zero", 0, "z"), encoding="utf-8")
    (folder / ".hidden.yaml").write_text("x", encoding="utf-8")
    compiled = compile_path(folder, NOW)
    assert [deck.id for deck in compiled.collection.decks] == ["zero", "one", "nine"]
    assert list(compiled.cards) == ["z", "a", "n"]
    assert compiled.collection.files_read == 4
    assert not compiled.problems


def test_a_file_of_a_collection_stands_for_the_collection(folder: Path) -> None:
    assert collection_folder(folder / "one.yaml") == folder.resolve()
    assert compile_path(folder / "one.yaml", NOW).collection.settings.title == "Cells"


def test_without_a_path_the_collection_above_is_taken_else_the_embedded_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "media").mkdir()
    monkeypatch.chdir(folder / "media")
    assert collection_folder(None) == folder.resolve()
    assert collection_folder(Path()) == folder.resolve()
    assert using(folder.resolve()) == f"Using {folder.resolve()}"
    assert using(embedded_folder()) == "Using the embedded decks."


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("x.yaml", "# mine\ndeck: x\n", True),
        ("x.yml", "\ufeffdeck: x\n", True),
        ("x.yaml", "services: {deck: x}\n", False),
        ("x.txt", "deck: x\n", False),
    ],
)
def test_without_a_path_decks_that_are_no_collection_yet_are_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, taken: bool
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert collection_folder(None) == (tmp_path if taken else embedded_folder())


def test_a_folder_with_decks_of_its_own_is_not_taken_for_the_one_above(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "x.yaml").write_text(_deck("x", 1), encoding="utf-8")
    assert collection_folder(inner) == inner.resolve()
    assert _codes(inner) == ["NK110"]


def test_a_lone_file_is_read_and_told_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(_deck("x", 1) + "  anwser: A\n", encoding="utf-8")
    (tmp_path / "y.yaml").write_text(_deck("x", 1), encoding="utf-8")
    assert _codes(tmp_path / "x.yaml") == ["NK110", "NK101"]


def test_an_empty_folder_is_told_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert _codes(tmp_path / "empty") == ["NK110"]


@pytest.mark.parametrize("name", ["nowhere", "nowhere/x.yaml", "notes.txt"])
def test_a_path_that_is_no_collection_is_a_mistake_of_use(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match=r"there is no|is not a deck"):
        compile_path(tmp_path / name, NOW)


def test_a_file_that_cannot_be_opened_is_one_problem_and_the_rest_is_read(folder: Path) -> None:
    (folder / "dir.yaml").mkdir()
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "gone.yaml").symlink_to("nowhere.yaml")
    compiled = compile_path(folder, NOW)
    assert [problem.code for problem in compiled.problems] == ["NK003"] * 3
    assert [fact.id for fact in compiled.collection.facts] == ["a"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the super-user reads everything")
def test_a_file_one_may_not_read_is_a_problem(folder: Path) -> None:
    (folder / "one.yaml").chmod(0)
    assert _codes(folder) == ["NK003"]


def test_a_folder_in_the_place_of_sources_or_lock_is_a_problem(folder: Path) -> None:
    (folder / "sources.yaml").mkdir()
    (folder / "nkquiz.lock").mkdir()
    assert _codes(folder) == ["NK003", "NK205"]


@pytest.mark.parametrize("name", ["nkquiz.yaml", "sources.yaml"])
def test_settings_or_sources_that_cannot_be_opened_are_one_problem(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sources.yaml").write_text("references: []\n", encoding="utf-8")
    read = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path.name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    assert _codes(folder) == ["NK003"]


def test_sources_in_place_are_references_too(folder: Path) -> None:
    (folder / "one.yaml").write_text(_deck("one", 1) + "  sources: [pmid:1, 'A book']\n", encoding="utf-8")
    references = compile_path(folder, NOW).collection.references
    assert references["pmid:1"].url == "https://pubmed.ncbi.nlm.nih.gov/1/"
    assert references["A book"].label == "A book"


def test_broken_yaml_makes_the_collection_less_than_whole(folder: Path) -> None:
    assert compile_path(folder, NOW).collection.whole
    (folder / "one.yaml").write_text(_deck("one", 1) + "  x: y: z\n", encoding="utf-8")
    assert not compile_path(folder, NOW).collection.whole


def test_the_collector_is_back_after_an_error() -> None:
    seen = []

    def fail() -> None:
        with without_collector():
            seen.append(gc.isenabled())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert seen == [False]
    assert gc.isenabled()


def test_settings_and_sources_are_no_decks(folder: Path) -> None:
    (folder / "sources.yaml").write_text("references: []\n", encoding="utf-8")
    assert [path.name for path in deck_files(folder)] == ["one.yaml"]


COMPARISON = """\
deck: d
title: D
number: 1
facts:
- id: row
  compare: Where from?
  values: {car-t: Own blood, car-nk: Cord blood}
  sources: [A book]
"""


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        (None, ["NK110"]),
        ("", ["NK107"]),
        ("title: T: U\nthings: {}\n", ["NK007"]),
        ("title: T\nnamespace: " + "ab" * 16 + "\nsources: optional\n", ["NK101", "NK101"]),
    ],
)
def test_settings_that_cannot_be_read_cost_no_comparison_a_problem(
    tmp_path: Path, settings: str | None, codes: list[str]
) -> None:
    (tmp_path / "d.yaml").write_text(COMPARISON, encoding="utf-8")
    if settings is not None:
        (tmp_path / "nkquiz.yaml").write_text(settings, encoding="utf-8")
    assert [problem.code for problem in compile_path(tmp_path, NOW).problems] == codes


def test_a_source_in_place_is_known_also_in_a_fact_with_a_problem(tmp_path: Path) -> None:
    (tmp_path / "nkquiz.yaml").write_text(f"title: T\nnamespace: {'ab' * 16}\n", encoding="utf-8")
    facts = '- id: a\n  ask: Q\n  anwser: A\n  sources: ["pmid:29808007"]\n'
    (tmp_path / "d.yaml").write_text(f"deck: d\ntitle: D\nnumber: 1\nfacts:\n{facts}", encoding="utf-8")
    assert [problem.code for problem in compile_path(tmp_path, NOW).problems] == ["NK101"]
