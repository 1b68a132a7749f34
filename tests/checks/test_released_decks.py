"""What a release has fixed of decks, and what an author may still do to them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nkquiz.checks.released_decks import missing_decks
from nkquiz.commands.check import Wanted, check
from nkquiz.lock import Lock
from nkquiz.model import Collection, Deck, Settings, Where

if TYPE_CHECKING:
    from tests.conftest import Author


@pytest.fixture
def released(author: Author) -> Author:
    author.facts.update({"a": "ask: Qa\nanswer: Aa", "b": "ask: Qb\nanswer: Ab"})
    author.decks["other"] = {"c": "ask: Qc\nanswer: Ac", "d": "ask: Qd\nanswer: Ad"}
    author.release()
    return author


def _said(author: Author) -> str:
    for path in author.folder.glob("*.yaml"):
        path.unlink()
    author.write()
    return _said_as_written(author)


def _said_as_written(author: Author) -> str:
    out = io.StringIO()
    check(author.folder, Wanted(ignore=("NK3",)), "text", author.now, out)
    return out.getvalue()


def _found(said: str) -> list[str]:
    return [line.partition(": ")[2] for line in said.splitlines() if ": NK" in line]


def test_a_deck_whose_file_is_gone_is_one_problem(released: Author) -> None:
    del released.decks["other"]
    said = _said(released)
    assert _found(said) == ["NK211 the released deck `other` is gone"]
    assert "put its file back" in said
    assert "its 2 facts can be retired there" in said


def test_a_deck_with_another_id_is_told_to_take_the_old_one(released: Author) -> None:
    released.decks["another"] = released.decks.pop("other")
    said = _said(released)
    assert _found(said) == ["NK211 the released deck `other` has become `another`"]
    assert "put `deck: other` back" in said
    assert "another.yaml:1:7" in said


def test_a_deck_that_was_divided_keeps_its_id_for_one_part(released: Author) -> None:
    facts = released.decks.pop("other")
    released.decks |= {"one": {"c": facts["c"]}, "two": {"d": facts["d"]}}
    assert _found(_said(released)) == ["NK211 the released deck `other` has become `one`"]
    released.decks = {"killing": released.facts, "other": {"c": facts["c"]}, "two": {"d": facts["d"]}}
    assert not _found(_said(released))


def test_a_deck_may_go_when_its_facts_live_on_in_another(released: Author) -> None:
    released.facts.update(released.decks.pop("other"))
    assert not _found(_said(released))
    released.release()
    assert not _found(_said(released))
    del released.facts["c"]
    assert _found(_said(released)) == ["NK211 the released deck `other` is gone"]


def test_a_deck_may_have_another_file(released: Author) -> None:
    (released.folder / "other.yaml").rename(released.folder / "99-renamed.yaml")
    assert not _found(_said_as_written(released))
    (released.folder / "99-renamed.yaml").unlink()
    assert _found(_said_as_written(released)) == ["NK211 the released deck `other` is gone"]


@pytest.mark.parametrize("edit", [("title: Other", "title: New"), ("number: 2", "number: 3")])
def test_another_title_or_number_is_a_note(released: Author, edit: tuple[str, str]) -> None:
    deck = released.folder / "other.yaml"
    deck.write_text(deck.read_text(encoding="utf-8").replace(*edit), encoding="utf-8")
    assert _found(_said_as_written(released)) == [
        "NK209 note: in Anki this deck stays `Cells::02 Other`; the new title shows in the quiz only"
    ]


def test_another_title_of_the_collection_is_a_note_for_each_deck(released: Author) -> None:
    released.settings["title"] = "New"
    assert [found[:10] for found in _found(_said(released))] == ["NK209 note"] * 2


def test_a_deck_that_an_older_nkquiz_let_change_its_id_is_not_missed() -> None:
    where = Where(Path("x.yaml"), 0, 0)
    collection = Collection(Path(), Settings(), (Deck("new", "Killing", 1, "", (), where),), {})
    lock = Lock("ab" * 16, {"old": "Cells::01 Killing", "new": "Cells::01 Killing", "gone": "Cells::02 Other"})
    assert missing_decks(collection, lock) == {"gone": []}


UNREADABLE = [
    ("deck: other", "deck: Oth er"),
    ("deck: other\n", ""),
    ("deck: other\ntitle: Other\nnumber: 2\nabout: All about other.\nfacts:\n", ""),
    ("facts:", "facts: ["),
]


@pytest.mark.parametrize("edit", UNREADABLE)
def test_a_deck_that_cannot_be_read_is_not_also_missed(released: Author, edit: tuple[str, str]) -> None:
    deck = released.folder / "other.yaml"
    deck.write_text(deck.read_text(encoding="utf-8").replace(*edit), encoding="utf-8")
    found = _found(_said_as_written(released))
    assert found
    assert not [each for each in found if each.startswith("NK2")]
