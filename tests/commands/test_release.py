from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.anki.notes import Release
from nkquiz.anki.package import write_package
from nkquiz.commands.release import release
from nkquiz.diagnostics import NkquizError, UsageError
from nkquiz.lock import read_lock

if TYPE_CHECKING:
    from tests.conftest import Author


@pytest.fixture
def author(author: Author) -> Author:
    author.facts["pores"] = "ask: What makes the pores?\nanswer: Perforin"
    author.facts["self"] = "term: Missing self\nmeans: The loss of HLA class I"
    return author


def files(author: Author) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in author.folder.iterdir() if path.suffix != ".yaml"}


def test_a_first_release_says_so_and_writes_the_lock(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(author.folder)
    author.release()
    assert author.said.splitlines() == [
        "Using .",
        "first release: 2 facts",
        "release.apkg: 2 facts, 3 cards, 1 deck",
        "nkquiz.lock: the record of this release; keep it with the decks",
    ]
    lock, problems = read_lock(author.lock, author.now)
    assert problems == ()
    assert lock is not None
    assert lock.entries["pores"].time == int(author.now.timestamp())


def test_a_later_release_says_what_changed(author: Author) -> None:
    author.release()
    author.facts["pores"] += "\nbecause: So it is."
    author.facts["more"] = "ask: What else?\nanswer: This"
    author.release()
    assert "release: 1 fact changed, 1 new" in author.said


def test_a_release_of_what_was_released_changes_nothing(author: Author) -> None:
    author.release()
    before = files(author)
    author.release()
    assert files(author) == before


def test_a_missing_lock_is_never_silent(author: Author) -> None:
    assert author.try_release(first=False) == 1
    assert "NK206 there is no `nkquiz.lock`" in author.said
    assert "nkquiz release --first" in author.said
    assert "nkquiz release --from OLD.apkg" in author.said
    assert files(author) == {}


def test_a_lock_that_is_there_is_not_made_anew(author: Author, tmp_path: Path) -> None:
    package = author.release()
    with pytest.raises(UsageError, match="`--first` is for a collection without a lock"):
        author.try_release(first=True)
    with pytest.raises(UsageError, match="`--from` is for a collection without a lock"):
        author.try_release(first=False, old=package)
    author.lock.unlink()
    with pytest.raises(UsageError, match="give one of them"):
        author.try_release(first=True, old=package)


def test_a_lock_with_conflict_markers_is_refused(author: Author) -> None:
    author.release()
    before = files(author)
    author.lock.write_text(f"<<<<<<< ours\n{author.lock.read_text()}", encoding="utf-8")
    assert author.try_release() == 1
    assert "NK205 a conflict marker" in author.said
    assert "keep a line of every fact" in author.said
    assert files(author)["release.apkg"] == before["release.apkg"]


def test_an_answer_that_changed_without_a_word_is_refused(author: Author) -> None:
    author.release()
    before = files(author)
    author.facts["pores"] = "ask: What makes the pores?\nanswer: Granzyme"
    assert author.try_release() == 1
    assert "NK203 the answer of `pores` changed since its release" in author.said
    assert files(author) == before
    assert author.try_build() == 0, "a preview may be looked at first"
    author.facts["pores"] += "\nreworded: true"
    assert author.try_release() == 0


def test_a_collection_with_problems_is_refused(author: Author) -> None:
    author.facts["pores"] = "ask: What makes the pores?"
    assert author.try_release() == 1
    assert "NK102" in author.said
    assert files(author) == {}


def half_of_the_package(_release: Release, path: Path) -> None:
    path.write_bytes(b"half")
    raise OSError(28, "No space left on device")


def test_a_failure_between_lock_and_package_leaves_neither(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nkquiz.anki.package.write_package", half_of_the_package)
    with pytest.raises(NkquizError, match=r"`release\.apkg` could not be written: No space left on device"):
        author.try_release()
    assert files(author) == {}


def test_a_failure_between_lock_and_package_keeps_the_old_ones(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    author.release()
    before = files(author)
    author.facts["pores"] += "\nbecause: So it is."
    with monkeypatch.context() as full_disk:
        full_disk.setattr("nkquiz.anki.package.write_package", half_of_the_package)
        with pytest.raises(NkquizError):
            author.try_release()
    assert files(author) == before
    author.release()
    assert "1 fact changed" in author.said


def test_a_package_lost_in_a_kill_comes_back_by_releasing_again(author: Author) -> None:
    """The lock takes its place first; a kill after that leaves it without its package."""
    package = author.release()
    lost = package.read_bytes()
    package.unlink()
    author.release(days=3)
    assert package.read_bytes() == lost


def test_a_package_that_cannot_take_its_place_takes_the_lock_back(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    author.release()
    before = files(author)
    author.facts["pores"] += "\nbecause: So it is."

    def write_and_block(release: Release, path: Path) -> None:
        write_package(release, path)
        (author.folder / "blocked.apkg").mkdir()  # as if it were open in Anki on Windows

    monkeypatch.setattr("nkquiz.anki.package.write_package", write_and_block)
    with pytest.raises(NkquizError):
        author.try_release("blocked")
    (author.folder / "blocked.apkg").rmdir()
    assert files(author) == before


def test_the_embedded_decks_are_not_released_by_accident(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    author.write()
    monkeypatch.chdir(author.folder)
    with monkeypatch.context() as embedded:
        embedded.setattr("nkquiz.commands.release.embedded_folder", lambda: author.folder)
        with pytest.raises(UsageError, match="give the PATH"):
            release(None, None, True, None, author.now, io.StringIO())
    assert release(None, None, True, None, author.now, io.StringIO()) == 0
    assert (author.folder / "cells.apkg").exists()
