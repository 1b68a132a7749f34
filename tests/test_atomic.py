from __future__ import annotations

import os
from pathlib import Path

import pytest

from nkquiz.atomic import free_path, replacing


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(*paths: Path, failure: type[BaseException] | None = None) -> None:
    """Write "new" into the first two of `paths`, together; `failure` strikes after the first."""
    with replacing(*paths) as (first, second):
        first.write_text("new")
        if failure is not None:
            raise failure
        second.write_text("new")


def test_files_take_their_places_together(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("old")
    with replacing(one, two) as (first, second):
        first.write_text("new one")
        second.write_text("new two")
        assert one.read_text() == "old"
        assert not two.exists()
    assert (one.read_text(), two.read_text()) == ("new one", "new two")
    assert names(tmp_path) == ["one", "two"]


def test_what_a_kill_left_behind_goes_with_the_next_writing(tmp_path: Path) -> None:
    for name in (".one.0123abcd.tmp", ".one.99999999.tmp", ".one.note.tmp", ".other.0123abcd.tmp"):
        (tmp_path / name).write_text("half")
    for name in (".one.0123abcd.tmp", ".one.note.tmp", ".other.0123abcd.tmp"):
        os.utime(tmp_path / name, (0, 0))
    with replacing(tmp_path / "one") as (first,):
        first.write_text("new")
    assert names(tmp_path) == [".one.99999999.tmp", ".one.note.tmp", ".other.0123abcd.tmp", "one"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failure_while_writing_leaves_everything_as_it_was(tmp_path: Path, failure: type[BaseException]) -> None:
    one = tmp_path / "one"
    one.write_text("old")
    with pytest.raises(failure):
        write(one, tmp_path / "two", failure=failure)
    assert one.read_text() == "old"
    assert names(tmp_path) == ["one"]


@pytest.mark.parametrize("before", [{}, {"one": "old"}])
def test_a_failure_between_two_renamings_takes_the_first_back(tmp_path: Path, before: dict[str, str]) -> None:
    for name, text in before.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "two").mkdir()  # no file can take the place of a folder
    with pytest.raises(OSError):
        write(tmp_path / "one", tmp_path / "two")
    (tmp_path / "two").rmdir()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before


def test_a_file_that_was_not_written_fails_before_any_is_renamed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "one", tmp_path / "two") as (first, _):
        first.write_text("new")
    assert names(tmp_path) == []


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        free = free_path(tmp_path / "exam-1.md")
        free.write_text("taken", encoding="utf-8")
        names.append(free.name)
    assert names == ["exam-1.md", "exam-1-2.md", "exam-1-3.md"]
