from __future__ import annotations

import gc
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.commands.build import build, package_path
from nkquiz.commands.check import Wanted, check
from nkquiz.diagnostics import NkquizError, UsageError

if TYPE_CHECKING:
    from tests.conftest import Author


@pytest.fixture
def author(author: Author) -> Author:
    author.facts["pores"] = "ask: What makes the pores?\nanswer: Perforin"
    author.facts["self"] = "term: Missing self\nmeans: The loss of HLA class I\nlevel: more"
    return author


def test_a_build_says_what_it_read_what_is_new_and_what_it_wrote(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(author.folder)
    author.build()
    assert author.said.splitlines() == [
        "Using .",
        "preview: there was no release yet",
        "build.apkg: 2 facts, 3 cards, 1 deck",
    ]


def test_a_build_counts_what_changed_since_the_release(author: Author) -> None:
    author.release()
    author.build()
    assert "preview: 0 facts changed since the last release" in author.said
    author.facts["pores"] += "\nbecause: So it is."
    author.build()
    assert "preview: 1 fact changed since the last release" in author.said


def test_a_build_leaves_the_lock_alone(author: Author) -> None:
    author.build()
    assert not author.lock.exists()
    author.release()
    before = author.lock.read_bytes()
    author.facts["pores"] += "\nbecause: So it is."
    author.build()
    assert author.lock.read_bytes() == before


def test_a_package_without_a_name_is_called_after_the_collection(
    author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.settings["title"] = "NK and CAR-T Safety"
    author.write()
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert build(author.folder, None, None, False, author.now, io.StringIO()) == 0
    assert build(author.folder, None, "core", False, author.now, io.StringIO()) == 0
    assert sorted(path.name for path in here.iterdir()) == ["nk-and-car-t-safety-core.apkg", "nk-and-car-t-safety.apkg"]
    assert package_path(None, "細胞", None).name == "nkquiz.apkg"


def test_a_build_leaves_the_garbage_collector_as_it_was(author: Author) -> None:
    assert gc.isenabled()
    author.build()
    assert gc.isenabled()


def test_a_level_holds_the_facts_of_that_level(author: Author) -> None:
    author.build(level="core")
    assert "1 fact, 1 card, 1 deck" in author.said


def test_a_collection_with_problems_is_refused_as_by_check(author: Author) -> None:
    author.facts["pores"] = "ask: What makes the pores?\nanwser: Perforin"
    assert author.try_build() == 1
    assert not (author.folder / "build.apkg").exists()
    out = io.StringIO()
    assert check(author.folder, Wanted(ignore=("NK3",)), "text", author.now, out) == 1
    assert author.said == out.getvalue()
    assert "NK101" in author.said


def test_locked_takes_a_released_collection_only(author: Author) -> None:
    assert author.try_build(locked=True) == 1
    assert "NK206 there is no `nkquiz.lock`" in author.said
    author.release()
    assert author.try_build(locked=True) == 0
    author.facts["pores"] += "\nbecause: So it is."
    assert author.try_build("second", locked=True) == 1
    assert "NK207 `pores` changed since the last release" in author.said
    assert not (author.folder / "second.apkg").exists()


@pytest.mark.parametrize(
    ("name", "message"), [("x.zip", "end in .apkg"), ("no/x.apkg", "no folder"), ("folder.apkg", "a folder")]
)
def test_a_place_where_no_package_can_go_is_refused(author: Author, tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.apkg").mkdir()
    author.write()
    with pytest.raises(UsageError, match=message):
        build(author.folder, tmp_path / name, None, False, author.now, io.StringIO())


def test_an_empty_package_is_refused(author: Author) -> None:
    with pytest.raises(NkquizError, match="no fact"):
        author.build(level="trials")
    assert not (author.folder / "build.apkg").exists()
