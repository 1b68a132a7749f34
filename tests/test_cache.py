"""What is kept of a collection is what the collection says, or it is not used."""

from __future__ import annotations

import os
import pickle
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nkquiz import cache
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.folders import embedded_folder
from tests.conftest import Author

NOW = datetime.now(UTC)
QUESTION = "ask: What makes the pores?\nanswer: Perforin"


@pytest.fixture
def folder(author: Author) -> Path:
    author.facts["pores"] = QUESTION
    author.write()
    return author.folder


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """The paths whose YAML was read."""
    read: list[Path | None] = []

    def reading(path: Path | None, now: datetime) -> Compiled:
        read.append(path)
        return compile_path(path, now)

    monkeypatch.setattr("nkquiz.compiler.compile_path", reading)
    return read


def test_the_second_time_no_yaml_is_read_and_the_same_comes_out(
    folder: Path, tmp_path: Path, readings: list[Path | None]
) -> None:
    first = cache.compiled(folder, NOW, tmp_path / "cache")
    second = cache.compiled(folder, NOW, tmp_path / "cache")
    assert readings == [folder]
    assert first == second == compile_path(folder, NOW)


def test_a_learner_does_not_wait_for_what_is_kept(folder: Path, tmp_path: Path, readings: list[Path | None]) -> None:
    with ExitStack() as at_end:
        cache.compiled(folder, NOW, tmp_path / "cache", at_end)
        assert not (tmp_path / "cache").exists()
    cache.compiled(folder, NOW, tmp_path / "cache")
    assert readings == [folder]


def test_the_embedded_decks_come_out_whole(tmp_path: Path) -> None:
    cache.compiled(embedded_folder(), NOW, tmp_path)
    assert cache.compiled(embedded_folder(), NOW, tmp_path) == compile_path(embedded_folder(), NOW)
    assert [path.suffix for path in tmp_path.iterdir()] == [".compiled"]


def test_a_change_of_any_file_is_seen(author: Author, folder: Path, tmp_path: Path, readings: list[Path | None]) -> None:
    kept = tmp_path / "cache"
    cache.compiled(folder, NOW, kept)
    author.facts["pores"] = QUESTION.replace("Perforin", "Properdin")
    author.write()
    assert cache.compiled(folder, NOW, kept).collection.facts[0].text("answer") == "Properdin"
    author.release()
    assert cache.compiled(folder, NOW, kept).lock is not None
    (folder / "more.yaml").write_text("deck: more\ntitle: More\nnumber: 9\nfacts: []\n", encoding="utf-8")
    assert len(cache.compiled(folder, NOW, kept).collection.decks) == 2
    os.utime(folder / "nkquiz.yaml", ns=(1, 1))
    cache.compiled(folder, NOW, kept)
    assert len(readings) == 5


def test_a_collection_with_a_note_is_kept_with_it(author: Author, tmp_path: Path, readings: list[Path | None]) -> None:
    author.facts["pores"] = f"{QUESTION}\ncorrected: {{on: 2026-11-20, was: Properdin}}"
    author.write()
    notes = [cache.compiled(author.folder, NOW, tmp_path / "cache").problems for _ in range(2)]
    assert len(readings) == 1
    assert notes[0] == notes[1] != ()
    assert all(note.note for note in notes[0])


def test_problems_are_never_kept(author: Author, folder: Path, tmp_path: Path) -> None:
    author.facts["broken"] = "ask: What?"
    author.write()
    assert cache.compiled(folder, NOW, tmp_path / "cache").problems
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("spoilt", [b"", b"\x80\x05", b"not a pickle at all, not by far"])
def test_a_damaged_file_is_passed_over_and_mended(
    folder: Path, tmp_path: Path, readings: list[Path | None], spoilt: bytes
) -> None:
    cache.compiled(folder, NOW, tmp_path / "cache")
    (place,) = (tmp_path / "cache").iterdir()
    seal = place.read_bytes()[:16]
    place.write_bytes(seal + spoilt)
    assert cache.compiled(folder, NOW, tmp_path / "cache").collection.facts
    cache.compiled(folder, NOW, tmp_path / "cache")
    assert len(readings) == 2


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("harm",)


class EvilPath:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return cache.compiled.__globals__["_keep"], ("harm",)


@pytest.mark.parametrize("evil", [Evil(), EvilPath()])
def test_a_file_of_a_stranger_runs_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, evil: object) -> None:
    monkeypatch.chdir(tmp_path)
    cache.compiled(folder, NOW, tmp_path / "cache")
    (place,) = (tmp_path / "cache").iterdir()
    place.write_bytes(place.read_bytes()[:16] + pickle.dumps(evil))
    assert cache.compiled(folder, NOW, tmp_path / "cache").collection.facts
    assert not (tmp_path / "harm").exists()
    pickle.loads(pickle.dumps(Evil()))  # the planted harm: an open reader runs it
    assert (tmp_path / "harm").exists()


def test_a_folder_that_cannot_be_written_does_no_harm(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in its place", encoding="utf-8")
    assert cache.compiled(folder, NOW, tmp_path / "cache").collection.facts


def test_one_deck_that_stands_alone_is_read_each_time(folder: Path, tmp_path: Path, readings: list[Path | None]) -> None:
    deck = next(folder.glob("killing.yaml"))
    for _ in range(2):
        cache.compiled(deck, NOW, tmp_path / "cache")
    assert readings == [deck, deck]
