from __future__ import annotations

import io
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.anki.notes import Release
from nkquiz.anki.package import write_package
from nkquiz.commands.check import Wanted, check
from nkquiz.commands.diff import diff
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to the size of a file")
def test_a_disk_that_takes_no_database_is_one_line(author: Author) -> None:
    author.write()
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048)); from nkquiz.cli import main; main()"
    command = [sys.executable, "-c", limited, "release", "--first", "-o", "full.apkg"]
    done = subprocess.run(command, cwd=author.folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert done.stderr.startswith("nkquiz: `full.apkg` could not be written: disk I/O error, in ")
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


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def committed(author: Author) -> str:
    """Commit all that the author has, and return the commit's short name."""
    if not (author.folder / ".git").exists():
        git(author.folder, "init", "-q")
    git(author.folder, "add", "-A")
    git(author.folder, "commit", "-qm", "x")
    return git(author.folder, "rev-parse", "--short", "HEAD")


def test_a_release_ends_with_the_way_to_the_learners_list(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(author.folder)
    author.release()
    assert "nkquiz diff" not in author.said
    author.facts["pores"] += "\nbecause: So it is."
    author.release()
    assert author.said.splitlines()[-1] == "What learners see: nkquiz diff OLD.apkg --format markdown"
    commit = committed(author)
    author.facts["self"] += "\nbecause: So it is."
    author.release()
    command = author.said.splitlines()[-1].removeprefix("What learners see: ")
    assert command == f"nkquiz diff {commit} --format markdown"
    out = io.StringIO()
    assert diff(commit, None, "markdown", author.now, out) == 0
    assert out.getvalue().startswith("1 changed. ")
    author.release()
    assert "nkquiz diff" not in author.said, "nothing changed"


def test_files_that_git_does_not_know_are_named_where_it_holds_the_last_release(author: Author) -> None:
    author.decks["more"] = {"extra": "ask: What else?\nanswer: This"}
    author.release()
    assert "git does not know" not in author.said
    committed(author)
    author.decks["new"] = {"newest": "ask: What now?\nanswer: That"}
    (author.folder / "media").mkdir()
    for name in ("a.svg", "b.svg", "c.svg"):
        (author.folder / "media" / name).write_text("<svg/>", encoding="utf-8")
    (author.folder / "notes.txt").write_text("mine", encoding="utf-8")
    author.release()
    known = [line for line in author.said.splitlines() if "git does not know" in line]
    [deck] = [path.name for path in author.folder.glob("*new*.yaml")]
    names = sorted([deck, "media/a.svg", "media/b.svg", "media/c.svg"])
    assert known == [f"git does not know {', '.join(names[:3])} and 1 more file yet: add them together with the lock"]
    git(author.folder, "add", "--", deck, "media/a.svg", "media/b.svg")
    author.facts["self"] += "\nbecause: So it is."
    author.release()
    assert "git does not know media/c.svg yet: add it together with the lock" in author.said


def test_the_way_to_the_list_names_a_collection_elsewhere(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(author.folder.parent)
    author.release()
    author.facts["pores"] += "\nbecause: So it is."
    author.release()
    assert author.said.splitlines()[-1] == "What learners see: nkquiz diff OLD.apkg cells --format markdown"


@pytest.mark.parametrize("first", [True, False])
def test_a_lock_that_git_still_holds_is_taken_from_there(author: Author, first: bool) -> None:
    author.release()
    commit = committed(author)
    kept = author.lock.read_bytes()
    author.lock.unlink()
    committed(author)
    assert author.try_release(first=first) == 1
    assert f"NK206 `nkquiz.lock` is gone, but git holds that of a release, in {commit}" in author.said
    assert f"git checkout {commit} -- " in author.said
    assert not author.lock.exists()
    git(author.folder, "checkout", commit, "--", "nkquiz.lock")
    assert author.lock.read_bytes() == kept
    author.release()


def test_a_copy_with_a_namespace_of_its_own_begins_anew(author: Author) -> None:
    author.release()
    committed(author)
    author.lock.unlink()
    author.settings["namespace"] = "f" * 32
    author.release(first=True)
    assert "first release" in author.said


def test_a_fact_that_says_it_was_released_makes_no_first_release(author: Author) -> None:
    author.facts["holes"] = author.facts.pop("pores") + "\nwas: pores"
    assert author.try_release(first=True) == 1
    assert "NK204 `was: pores` names no released fact" in author.said


@pytest.mark.parametrize("key", ["reworded: true", "retired: {on: 2026-11-01, why: x}", "corrected: {on: 2026-10-01, was: x}"])
def test_a_lock_that_seems_lost_is_noted_before_the_release(author: Author, key: str) -> None:
    author.facts["pores"] += f"\n{key}"
    out = io.StringIO()
    author.write()
    check(author.folder, Wanted(ignore=("NK3",)), "text", author.now, out)
    name = key.partition(":")[0]
    assert f"NK206 note: there is no `nkquiz.lock`, but `pores` says `{name}`" in out.getvalue()
    assert author.try_release(first=True) == 0


def test_a_copy_in_another_folder_makes_the_same_package(author: Author) -> None:
    author.release()
    author.facts["pores"] += "\nbecause: So it is."
    author.write()
    copy = author.folder.parent / "another name"
    shutil.copytree(author.folder, copy)
    package = author.release()
    out = io.StringIO()
    assert release(copy, copy / "release.apkg", False, None, author.now, out) == 0
    assert (copy / "release.apkg").read_bytes() == package.read_bytes()
    assert (copy / "nkquiz.lock").read_bytes() == author.lock.read_bytes()


def test_a_draft_is_in_no_release_until_it_is_none(author: Author) -> None:
    author.facts["idea"] = "ask: Perhaps?\nanswer: Perhaps so\ndraft: true"
    author.release()
    assert "\tidea\t" not in author.lock.read_text(encoding="utf-8")
    author.facts["idea"] = "ask: Perhaps?\nanswer: Certainly so"
    author.release()
    assert "0 facts changed, 1 new" in author.said


def test_a_lock_that_was_edited_by_hand_is_not_released_over(author: Author) -> None:
    author.release()
    before = author.lock.read_text(encoding="utf-8")
    author.lock.write_text("".join(line for line in before.splitlines(True) if "\tself\t" not in line), encoding="utf-8")
    edited = files(author)
    assert author.try_release() == 1
    assert "NK205 the lock is not as the release wrote it" in author.said
    assert "git checkout" in author.said
    assert files(author) == edited


def test_a_lock_of_an_older_nkquiz_is_closed_by_the_next_release(author: Author) -> None:
    author.release()
    closed = author.lock.read_text(encoding="utf-8")
    older = [line for line in closed.replace("1, closed:", "1:").splitlines(True) if not line.startswith("# end")]
    author.lock.write_text("".join(older), encoding="utf-8")
    assert author.try_build(locked=True) == 0, author.said
    author.release()
    assert author.lock.read_text(encoding="utf-8") == closed


def test_a_lone_deck_is_not_missing_a_lock(tmp_path: Path) -> None:
    deck = tmp_path / "lone.yaml"
    corrected = "corrected: {on: 2026-01-01, was: B}"
    deck.write_text(
        f"deck: lone\ntitle: L\nnumber: 1\nfacts:\n- id: a\n  ask: Q?\n  answer: A\n  {corrected}\n", encoding="utf-8"
    )
    out = io.StringIO()
    check(deck, Wanted(ignore=("NK3",)), "text", datetime.now(UTC), out)
    assert "NK110" in out.getvalue()
    assert "NK206" not in out.getvalue()
