"""Learners with ways of their own: moved, suspended, deleted, restyled, merged, gathered. An update leaves all that alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.anki import contract
from nkquiz.anki.contract import note_types
from tests.anki.test_updates import GAPS, IL6, MISSING, PORES, assert_nothing_lost, changed, guid
from tests.anki.test_updates import author as author  # the same six facts

if TYPE_CHECKING:
    from tests.conftest import Author

Learner = Any  # tests/anki/conftest.py

GOOD, EASY = 3, 4
QUEUE, STATE, FLAGS = 5, -1, -2  # columns of a card's row
ALWAYS, NEVER = 1, 2
MERGED = {"merge_notetypes": True, "update_notes": ALWAYS, "update_notetypes": ALWAYS}
WITH_PROGRESS = {"with_scheduling": True, "with_deck_configs": True}


def updated(author: Author) -> Path:
    """Release again, with one fact changed and one more."""
    author.facts["kill-pores"] = "ask: What makes the pores?\nanswer: Perforin\nbecause: From Latin perforare."
    author.facts["new-fact"] = "ask: What is new?\nanswer: This"
    return author.release("new")


def assert_only_what_changed_came(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert changed(before, after) == {PORES, guid("ask", "new-fact")}
    assert "perforare" in "".join(after["notes"][PORES]["fields"])
    assert_nothing_lost(before, after)


def test_cards_in_a_deck_of_ones_own_stay_there(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD])
    learner.act("move", [f"{PORES}#0", f"{GAPS}#1"])
    before = learner.state()
    learner.take(updated(author))
    after = learner.state()
    assert_only_what_changed_came(before, after)
    own = {card for card, deck in after["deck_of"].items() if deck == "My own deck"}
    assert own == {f"{PORES}#0", f"{GAPS}#1"}
    assert after["deck_of"][guid("ask", "new-fact") + "#0"] == "Cells::01 Killing"


def test_suspended_buried_and_flagged_cards_stay_so(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD, EASY])
    learner.act("suspend", [f"{PORES}#0"])
    learner.act("bury", [f"{GAPS}#0"])
    learner.act("flag", [f"{PORES}#0", f"{IL6}#0"])
    before = learner.state()
    learner.take(updated(author))
    after = learner.state()
    assert_only_what_changed_came(before, after)
    assert (after["cards"][f"{PORES}#0"][QUEUE], after["cards"][f"{GAPS}#0"][QUEUE]) == (-1, -3)
    assert (after["cards"][f"{PORES}#0"][FLAGS], after["cards"][f"{IL6}#0"][FLAGS]) == (3, 3)


def test_cards_gathered_in_a_filtered_deck_stay_there_and_come_home(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD, EASY])
    learner.act("gather", [f"{PORES}#0", f"{GAPS}#1"])
    before = learner.state()
    learner.take(updated(author))
    after = learner.state()
    assert_only_what_changed_came(before, after)
    assert after["deck_of"][f"{PORES}#0"] == "Gathered"
    learner.act("send back", [])
    assert set(learner.state()["deck_of"].values()) == {"Cells::01 Killing"}
    assert learner.faults() == []


def test_the_memory_that_fsrs_has_of_a_card_stays(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD, GOOD, EASY])
    before = learner.state()
    author.facts["crs-il6"] += "\ncorrected: {on: 2027-01-15, was: Neutrophils, why: They were not.}"
    learner.take(updated(author))
    after = learner.state()
    assert_nothing_lost(before, after)
    kept = json.loads(after["cards"][f"{IL6}#0"][STATE])
    assert kept == json.loads(before["cards"][f"{IL6}#0"][STATE])
    assert kept["s"] > 0
    assert kept["d"] > 0


def test_a_note_that_the_learner_deleted_comes_back_as_new(author: Author, learner: Learner) -> None:
    """What docs/contracts.md tells of Anki. Nothing else is touched by it."""
    learner.take(author.release())
    learner.review([GOOD])
    learner.delete(MISSING)
    before = learner.state()
    assert learner.take(updated(author)) == {"new": 2, "updated": 1, "duplicate": 4}
    after = learner.state()
    assert changed(before, after) == {PORES, MISSING, guid("ask", "new-fact")}
    assert_nothing_lost(before, after)


def test_a_deleted_note_that_was_retired_since_comes_back_without_cards(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.delete(PORES)
    before = learner.state()
    author.facts["kill-pores"] += "\nretired: {on: 2026-11-01, why: It was withdrawn.}"
    learner.take(author.release())
    assert learner.state()["cards"] == before["cards"]


def test_a_learners_own_look_stays_until_nkquiz_has_a_newer_one(
    author: Author, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.take(author.release("old"))
    ask = note_types()["ask"].id
    learner.restyle(ask, ".card { color: purple }", "<hr>My own line")
    mine = learner.style(ask)
    before = learner.state()
    learner.take(updated(author))
    assert learner.style(ask) == mine
    assert "My own line" in learner.rendered()[f"{PORES}#0"]["answer"]
    assert_only_what_changed_came(before, learner.state())

    monkeypatch.setattr("nkquiz.anki.package.MODIFIED", mine["mod"] + 1000)
    learner.take(author.release("later"))
    assert "purple" not in learner.style(ask)["css"]
    assert "My own line" not in learner.rendered()[f"{PORES}#0"]["answer"]
    assert_only_what_changed_came(before, learner.state())


@pytest.mark.parametrize("ticked", [MERGED, WITH_PROGRESS, {**MERGED, **WITH_PROGRESS}], ids=["merged", "progress", "all"])
def test_other_choices_in_the_import_dialog_hurt_nothing(author: Author, learner: Learner, ticked: dict[str, Any]) -> None:
    learner.take(author.release("old"), ticked)
    learner.review([GOOD, EASY])
    before = learner.state()
    assert learner.take(updated(author), ticked) == {"new": 1, "updated": 1, "duplicate": 5}
    after = learner.state()
    assert_only_what_changed_came(before, after)
    again = learner.take(author.folder / "new.apkg", ticked)
    assert again.keys() <= {"duplicate", "updated"}, "Anki before 25 puts the same text there once more"
    assert learner.state() == after
    assert learner.faults() == []


def test_never_update_means_never(author: Author, learner: Learner) -> None:
    learner.take(author.release("old"))
    before = learner.state()
    learner.take(updated(author), {"update_notes": NEVER, "update_notetypes": NEVER})
    after = learner.state()
    assert changed(before, after) == {guid("ask", "new-fact")}
    assert_nothing_lost(before, after)
    assert learner.take(author.folder / "new.apkg")["updated"] == 1, "and can be made good later"


def test_always_update_costs_own_edits_and_nothing_else(author: Author, learner: Learner) -> None:
    learner.take(author.release("old"))
    learner.review([GOOD])
    learner.edit(IL6, "Because", "My own note.")
    before = learner.state()
    assert learner.take(updated(author), {"update_notes": ALWAYS}) == {"new": 1, "updated": 2, "duplicate": 4}
    after = learner.state()
    assert changed(before, after) == {PORES, IL6, guid("ask", "new-fact")}
    assert_nothing_lost(before, after)


def test_other_ids_of_notes_and_cards_do_not_matter(author: Author, learner: Learner) -> None:
    """In a collection that was synced, exported or merged the ids are not those of the package; the guids are."""
    learner.take(author.release("old"))
    learner.review([GOOD])
    learner.renumber(12_345_678)
    before = learner.state()
    assert learner.take(updated(author)) == {"new": 1, "updated": 1, "duplicate": 5}
    assert_only_what_changed_came(before, learner.state())
    assert learner.faults() == []


def test_core_after_full_and_full_again_touch_only_what_changed(author: Author, learner: Learner) -> None:
    author.facts["crs-il6"] += "\nlevel: more"
    learner.take(author.release("full"))
    learner.review([GOOD, EASY])
    before = learner.state()
    updated(author)
    author.facts["crs-il6"] += "\nbecause: They are many."
    author.release("second")

    assert learner.take(author.build("core", level="core")) == {"new": 1, "updated": 1, "duplicate": 4}
    assert_only_what_changed_came(before, learner.state())
    assert learner.take(author.folder / "second.apkg") == {"updated": 1, "duplicate": 6}
    after = learner.state()
    assert changed(before, after) == {PORES, IL6, guid("ask", "new-fact")}
    assert_nothing_lost(before, after)


def test_a_fact_that_moves_to_another_level_stays_the_same_card(author: Author, learner: Learner) -> None:
    author.release("old")
    learner.take(author.build("core", level="core"))
    learner.review([GOOD])
    before = learner.state()
    author.facts["kill-pores"] += "\nlevel: more"
    author.release("new")

    assert learner.take(author.build("core", level="core")) == {"duplicate": 5}
    assert changed(before, learner.state()) == set()
    assert learner.take(author.folder / "new.apkg") == {"updated": 1, "duplicate": 5}
    assert_nothing_lost(before, learner.state())


def test_a_fact_that_is_brought_back_is_asked_again(author: Author, learner: Learner) -> None:
    """By those who kept its card, and by those who first met it retired."""
    fact = author.facts["kill-pores"]
    author.release("first")
    author.facts["kill-pores"] = fact + "\nretired: {on: 2026-11-01, why: It was withdrawn.}"
    learner.take(author.release("retired"))
    assert f"{PORES}#0" not in learner.state()["cards"]
    before = learner.state()
    author.facts["kill-pores"] = fact
    assert learner.take(author.release("back", days=40)) == {"updated": 1, "duplicate": 5}
    after = learner.state()
    assert after["cards"].keys() - before["cards"].keys() == {f"{PORES}#0"}
    assert "It was withdrawn." not in learner.rendered()[f"{PORES}#0"]["answer"]
    assert_nothing_lost(before, after)
    assert learner.faults() == []


def test_anki_holds_the_fields_of_the_contract(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    for kind in ("ask", "term", "cloze", "choose", "claim"):
        note_type = note_types()[kind]
        fields = [[field.name, field.id] for field in note_type.fields]
        assert learner.fields_of(note_type.id) == fields
        assert [name for name, _ in fields[-len(contract.SHARED_FIELDS) :]] == [field.name for field in contract.SHARED_FIELDS]
