from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.anki.recovery import recovered_lock
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import NkquizError
from nkquiz.lock import Lock

if TYPE_CHECKING:
    from tests.conftest import Author


@pytest.fixture
def author(author: Author) -> Author:
    author.facts.update(
        {
            "pores": "ask: What makes the pores?\nanswer: Perforin",
            "self": "term: Missing self\nmeans: The loss of HLA class I\nlevel: more",
            "gaps": "cloze: '{{c2::CD107a}} shows {{c1::degranulation::what}}.'",
        }
    )
    author.decks["other"] = {"else": "ask: What else?\nanswer: This"}
    return author


def compiled(author: Author) -> Compiled:
    author.write()
    return compile_path(author.folder, author.now)


def lost_lock(author: Author) -> Lock:
    """Return the lock of the last release, which is deleted."""
    lock = compiled(author).lock
    assert lock is not None
    author.lock.unlink()
    return lock


def test_the_lock_comes_back_as_it_was(author: Author) -> None:
    author.release()
    author.facts["later"] = "ask: And later?\nanswer: That"
    author.facts["gaps"] += "\nbecause: CD107a lines the granules."
    package = author.release()
    lost = lost_lock(author)

    assert recovered_lock(package, compiled(author)).text() == lost.text()


def test_a_retired_fact_comes_back_retired(author: Author) -> None:
    author.release()
    author.facts["pores"] += "\nretired: {on: 2026-11-01, why: It was withdrawn.}"
    package = author.release()
    lost = lost_lock(author).entries["pores"]

    found = recovered_lock(package, compiled(author)).entries["pores"]
    assert (found.guid, found.hash, found.time, found.retired) == (lost.guid, lost.hash, lost.time, True)
    assert (found.cards, found.deck_name) == (lost.cards, lost.deck_name)


def test_a_renamed_fact_comes_back_under_its_first_id_and_is_found(author: Author) -> None:
    author.release()
    author.facts["holes"] = author.facts.pop("pores") + "\nwas: pores"
    package = author.release()
    lost_lock(author)

    assert author.try_release("again", old=package) == 0, author.said
    assert "4 facts recovered" in author.said
    assert "0 facts changed, 0 new" in author.said


def test_a_change_since_the_package_must_still_be_explained(author: Author) -> None:
    package = author.release()
    lost_lock(author)
    author.facts["pores"] = "ask: What makes the pores?\nanswer: Granzyme"

    assert author.try_release("again", old=package) == 1
    assert "NK203 the answer of `pores` changed" in author.said
    assert not author.lock.exists()
    author.facts["pores"] += "\ncorrected: {on: 2027-12-01, was: Perforin}"
    assert author.try_release("again", old=package) == 0


def test_a_fact_that_is_gone_since_is_noticed(author: Author) -> None:
    package = author.release()
    lost_lock(author)
    del author.facts["pores"]
    assert author.try_release("again", old=package) == 1
    assert "NK201 the released fact `pores` is gone" in author.said


def test_facts_that_the_package_lacks_are_new(author: Author) -> None:
    author.release()
    core = author.build("core", level="core")
    lost_lock(author)
    assert author.try_release("again", old=core) == 0
    assert "0 facts changed, 1 new" in author.said


def test_a_package_of_another_collection_is_refused(author: Author) -> None:
    package = author.release()
    lost_lock(author)
    author.settings["namespace"] = "ff" * 16
    with pytest.raises(NkquizError, match="another collection"):
        recovered_lock(package, compiled(author))


def test_what_is_no_package_of_ours_is_refused(author: Author, tmp_path: Path) -> None:
    author.release()
    package = tmp_path / "no.apkg"
    with pytest.raises(NkquizError, match="cannot be read"):
        recovered_lock(package, compiled(author))
    package.write_text("no")
    with pytest.raises(NkquizError, match="not a package made by nkquiz"):
        recovered_lock(package, compiled(author))
    for member, said in (
        ("something.txt", "not a package"),
        ("collection.anki2", "not a package"),
        ("collection.anki21b", "by Anki"),
    ):
        with zipfile.ZipFile(package, "w") as made:
            made.writestr(member, "no database")
        with pytest.raises(NkquizError, match=said):
            recovered_lock(package, compiled(author))
