"""What a learner's Anki does with one release after another: an update never hurts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.anki import contract
from nkquiz.anki.contract import note_types
from nkquiz.identity import guid_of

if TYPE_CHECKING:
    from tests.conftest import Author

Learner = Any  # tests/anki/conftest.py

NAMESPACE = "00112233445566778899aabbccddeeff"
GOOD, EASY = 3, 4
ALWAYS = 1  # of "Update notes" in the import options
DUE = 6  # the column of a card's row that holds the position of a new card


def guid(kind: str, first_id: str) -> str:
    return guid_of(NAMESPACE, kind, first_id)


PORES, IL6, MISSING = guid("ask", "kill-pores"), guid("ask", "crs-il6"), guid("term", "missing-self")
GAPS, ION, CLAIM = guid("cloze", "kill-gaps"), guid("choose", "kill-ion"), guid("claim", "claim-gvhd")


@pytest.fixture
def author(author: Author) -> Author:
    """An author with a fact of each of five kinds; test_more_kinds.py has the others."""
    author.facts.update(
        {
            "kill-pores": "ask: What makes the pores?\nanswer: Perforin\nbecause: It is named for that.",
            "crs-il6": "ask: Which cells make the IL-6?\nanswer: Macrophages\nwrong: [{text: B cells, why: Hardly any.}]",
            "missing-self": "term: Missing self\nmeans: The loss of HLA class I",
            "kill-gaps": "cloze: Surface {{c1::CD107a}} shows {{c2::degranulation::what}}.",
            "kill-ion": "choose: Which ion?\noptions:\n- {text: Calcium, right: true, why: Yes.}\n- {text: Zinc, why: No.}",
            "claim-gvhd": "claim: NK cells never cause GvHD.\nverdict: overstated\nremember: Some did.",
        }
    )
    return author


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the guids of notes that are new, gone or different."""
    names = before["notes"].keys() | after["notes"].keys()
    return {name for name in names if before["notes"].get(name) != after["notes"].get(name)}


def assert_nothing_lost(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Every card and review is what it was, to the byte; no note is doubled, no note type or deck is a copy."""
    assert {name: after["cards"].get(name) for name in before["cards"]} == before["cards"]
    assert after["reviews"][: len(before["reviews"])] == before["reviews"]
    assert len(set(after["rows"])) == len(after["rows"])
    assert after["note_types"] == before["note_types"]


def test_one_changed_fact_updates_one_note_and_hurts_nothing(author: Author, learner: Learner) -> None:
    assert learner.take(author.release()) == {"new": 6}
    assert learner.review([GOOD, EASY]) == 16
    learner.edit(IL6, "Because", "My own note.")
    learner.tag(MISSING, "mine")
    before = learner.state()
    author.facts["kill-pores"] = "ask: What makes the pores?\nanswer: Perforin\nbecause: From Latin perforare."

    assert learner.take(author.release()) == {"updated": 1, "duplicate": 5}

    after = learner.state()
    assert changed(before, after) == {PORES}
    assert "perforare" in "".join(after["notes"][PORES]["fields"])
    assert "My own note." in after["notes"][IL6]["fields"]
    assert "mine" in after["notes"][MISSING]["tags"]
    assert any(row[-1] for row in before["cards"].values()), "the cards should have a memory state to lose"
    assert_nothing_lost(before, after)
    assert before["reviews"] == after["reviews"]
    assert learner.faults() == []


def test_a_lost_lock_would_cost_learners_their_edits(author: Author, learner: Learner) -> None:
    """The planted failure to the test above: without the lock every note is stamped anew."""
    learner.take(author.release())
    learner.edit(IL6, "Because", "My own note.")
    author.lock.unlink()
    assert author.try_release(days=31) == 0

    assert learner.take(author.folder / "release.apkg") == {"updated": 6}
    assert "My own note." not in learner.state()["notes"][IL6]["fields"]


def test_every_release_arrives_also_after_earlier_updates(author: Author, learner: Learner) -> None:
    """Anki before 25 stamps an updated note with the time of the import, here later than the first two releases."""
    for number, days in enumerate((1, 1, 40, 1)):
        author.facts["kill-pores"] = f"ask: What makes the pores?\nanswer: Perforin\nbecause: Reason {number}."
        counts = learner.take(author.release(days=days))
        assert counts == ({"updated": 1, "duplicate": 5} if number else {"new": 6})
        assert f"Reason {number}." in learner.state()["notes"][PORES]["fields"]


def test_two_releases_in_one_second_both_arrive(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    author.facts["kill-pores"] += " Really."
    assert learner.take(author.release(days=0)) == {"updated": 1, "duplicate": 5}


def test_the_same_release_twice_changes_nothing(author: Author, learner: Learner) -> None:
    package = author.release()
    learner.take(package)
    learner.review([GOOD])
    before = learner.state()

    assert learner.take(package) == {"duplicate": 6}
    assert learner.state() == before


def test_an_older_release_over_a_newer_one_changes_nothing(author: Author, learner: Learner) -> None:
    old = author.release("old")
    author.facts["kill-pores"] += " Really."
    learner.take(author.release("new"))
    before = learner.state()

    assert learner.take(old) == {"duplicate": 6}
    after = learner.state()
    assert before.pop("decks") != after.pop("decks"), "Anki takes the descriptions of whatever was imported last"
    assert after == before


def test_a_renamed_fact_keeps_note_card_and_edits(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD])
    learner.edit(ION, "Because", "My own note.")
    before = learner.state()
    author.facts["kill-needs-ion"] = author.facts.pop("kill-ion") + "\nwas: kill-ion"

    assert learner.take(author.release()) == {"duplicate": 6}
    assert learner.state() == before

    author.facts["kill-needs-calcium"] = author.facts.pop("kill-needs-ion").replace("was: kill-ion", "was: kill-needs-ion")
    author.facts["kill-needs-calcium"] += "\nbecause: Its C2 domain binds it."
    assert learner.take(author.release(days=40)) == {"updated": 1, "duplicate": 5}
    assert changed(before, learner.state()) == {ION}
    assert_nothing_lost(before, learner.state())


RETIRED = "\nretired: {on: 2026-11-01, why: The trial was withdrawn., instead: crs-il6}"


def test_a_retired_fact_keeps_its_cards_and_says_why(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD])
    before = learner.state()
    for fact_id in ("kill-pores", "kill-gaps", "missing-self"):
        author.facts[fact_id] += RETIRED

    assert learner.take(author.release()) == {"updated": 3, "duplicate": 3}

    after = learner.state()
    assert_nothing_lost(before, after)
    assert after["cards"].keys() == before["cards"].keys()
    for retired in (PORES, GAPS, MISSING):
        assert "nkquiz::retired" in after["notes"][retired]["tags"]
        assert "The trial was withdrawn." in learner.rendered()[f"{retired}#0"]["answer"]
    assert "The trial was withdrawn." not in learner.rendered()[f"{IL6}#0"]["answer"]
    assert learner.faults() == []


def test_a_new_learner_gets_no_card_of_a_retired_fact(author: Author, learner: Learner) -> None:
    author.release()
    for fact_id in ("kill-pores", "kill-gaps"):
        author.facts[fact_id] += RETIRED
    learner.take(author.release())

    state = learner.state()
    assert f"{IL6}#0" in state["cards"]
    assert not [name for name in state["cards"] if name.startswith((PORES, GAPS))]


def test_a_card_that_check_database_makes_of_a_retired_fact_says_so(author: Author, learner: Learner) -> None:
    """What docs/contracts.md tells of Anki: no note stays without a card for ever."""
    author.release()
    author.facts["kill-pores"] += RETIRED
    learner.take(author.release())

    assert learner.faults() == ["Check Database: 7 cards became 8"]
    assert "The trial was withdrawn." in learner.rendered()[f"{PORES}#0"]["answer"]


def test_a_fact_retired_before_its_first_release_never_leaves(author: Author, learner: Learner) -> None:
    author.facts["kill-pores"] += RETIRED
    assert learner.take(author.release()) == {"new": 5}
    assert PORES not in learner.state()["notes"]


def test_a_correction_is_shown_above_the_answer_and_tagged(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD])
    before = learner.state()
    author.facts["crs-il6"] = (
        "ask: Which cells make the IL-6?\nanswer: Monocytes and macrophages\n"
        "corrected: {on: 2027-01-15, was: Macrophages, why: Monocytes made more.}"
    )

    assert learner.take(author.release()) == {"updated": 1, "duplicate": 5}

    after = learner.state()
    assert_nothing_lost(before, after)
    assert "nkquiz::corrected::2027-01" in after["notes"][IL6]["tags"]
    shown = learner.rendered()[f"{IL6}#0"]["answer"]
    assert -1 < shown.index("Monocytes made more.") < shown.index("Monocytes and macrophages")


def test_a_draft_is_not_built_until_it_is_none(author: Author, learner: Learner) -> None:
    fact = author.facts["kill-pores"]
    author.facts["kill-pores"] = f"{fact}\ndraft: true"
    assert learner.take(author.release()) == {"new": 5}
    positions = {row[DUE] for row in learner.state()["cards"].values()}
    learner.review([GOOD])
    before = learner.state()
    author.facts["kill-pores"] = fact

    assert learner.take(author.release()) == {"new": 1, "duplicate": 5}

    after = learner.state()
    assert_nothing_lost(before, after)
    assert changed(before, after) == {PORES}
    assert after["cards"][f"{PORES}#0"][DUE] > max(positions), "what is new later is learned later"


def test_a_new_gap_adds_a_card_and_keeps_the_others(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD])
    before = learner.state()
    author.facts["kill-gaps"] = "cloze: '{{c3::Surface}} {{c1::CD107a}} shows {{c2::degranulation::what}}.'\nreworded: true"

    assert learner.take(author.release()) == {"updated": 1, "duplicate": 5}

    after = learner.state()
    assert_nothing_lost(before, after)
    assert after["cards"].keys() - before["cards"].keys() == {f"{GAPS}#2"}
    assert learner.faults() == []


def test_the_full_package_over_the_core_one_only_adds(author: Author, learner: Learner) -> None:
    author.facts["kill-pores"] += "\nlevel: more"
    author.decks["rare"] = {"rare-fact": "ask: How rare?\nanswer: Very\nlevel: trials"}
    full = author.release("full")
    core = author.build("core", level="core")

    assert learner.take(core) == {"new": 5}
    assert not [name for name in learner.state()["decks"] if "Rare" in name]
    learner.review([GOOD, EASY])
    learner.tag(IL6, "mine")
    before = learner.state()

    assert learner.take(full) == {"new": 2, "duplicate": 5}
    after = learner.state()
    assert_nothing_lost(before, after)
    assert changed(before, after) == {PORES, guid("ask", "rare-fact")}
    assert learner.take(core) == {"duplicate": 5}
    assert learner.state() == after
    assert learner.faults() == []


def test_core_and_full_packages_agree_on_places(author: Author, learner: Learner, tmp_path: Path) -> None:
    author.facts["kill-pores"] += "\nlevel: more"
    full = author.release("full")
    core = author.build("core", level="core")
    learner.take(full)
    in_full = learner.state()
    learner.open(tmp_path / "anki" / "second.anki2")
    learner.take(core)
    in_core = learner.state()

    assert {name: row[DUE] for name, row in in_core["cards"].items()} == {
        name: row[DUE] for name, row in in_full["cards"].items() if not name.startswith(PORES)
    }
    assert {name: in_full["deck_of"][name] for name in in_core["deck_of"]} == in_core["deck_of"]


def newer_nkquiz(monkeypatch: pytest.MonkeyPatch) -> None:
    """Act as a later version of nkquiz, with another style sheet."""
    monkeypatch.setattr("nkquiz.anki.templates.CSS", ".card { colour: green }")
    monkeypatch.setattr("nkquiz.anki.package.MODIFIED", contract.MODIFIED + 1000)


def test_a_newer_nkquiz_brings_its_note_types(author: Author, learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    learner.take(author.release("old"))
    learner.review([GOOD])
    before = learner.state()
    newer_nkquiz(monkeypatch)

    assert learner.take(author.release("new")) == {"duplicate": 6}

    for kind in ("ask", "term", "cloze", "choose", "claim"):
        assert learner.style(note_types()[kind].id) == {"css": ".card { colour: green }", "mod": contract.MODIFIED + 1000}
    assert learner.state() == before


def test_an_older_nkquiz_leaves_newer_note_types_alone(
    author: Author, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = author.release("old")
    with monkeypatch.context() as later:
        newer_nkquiz(later)
        learner.take(author.release("new"))
    before = learner.state()

    assert learner.take(old) == {"duplicate": 6}
    assert learner.style(note_types()["ask"].id)["css"] == ".card { colour: green }"
    assert learner.state() == before


def test_an_older_nkquiz_still_updates_notes(author: Author, learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        newer_nkquiz(later)
        learner.take(author.release("new"))
    author.facts["kill-pores"] += " Really."

    assert learner.take(author.release("old")) == {"updated": 1, "duplicate": 5}
    assert learner.style(note_types()["ask"].id)["css"] == ".card { colour: green }"


def test_a_changed_contract_would_freeze_every_note(author: Author, learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted failure: what the frozen golden file of the note types is there to prevent."""
    learner.take(author.release("old"))
    note_types.cache_clear()
    monkeypatch.setattr(contract, "SHARED_FIELDS", contract.SHARED_FIELDS[:-1])
    monkeypatch.setattr("nkquiz.anki.notes._in_order", lambda shared: tuple(shared.values())[:-1])
    author.facts["kill-pores"] += " Really."
    try:
        assert learner.take(author.release("new")) == {"conflicting": 6}
    finally:
        note_types.cache_clear()


def test_a_new_title_leaves_decks_and_cards_where_they_are(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    before = learner.state()
    author.settings["title"] = "Cells, second edition"
    author.decks["killers"] = {"crs-new": "ask: What is new?\nanswer: This"}

    learner.take(author.release())

    after = learner.state()
    assert {name: after["deck_of"][name] for name in before["deck_of"]} == before["deck_of"]
    assert set(before["deck_of"].values()) == {"Cells::01 Killing"}
    assert set(after["decks"]) - set(before["decks"]) == {"Cells::02 Killers"}


def test_a_fact_moved_to_another_deck_stays_in_its_old_one_in_anki(author: Author, learner: Learner) -> None:
    author.decks["other"] = {"other-fact": "ask: What else?\nanswer: This"}
    learner.take(author.release())
    before = learner.state()
    author.decks["other"]["kill-pores"] = author.facts.pop("kill-pores")

    assert learner.take(author.release()) == {"updated": 1, "duplicate": 6}
    after = learner.state()
    assert after["deck_of"] == before["deck_of"]
    assert "nkquiz::topic::other" in after["notes"][PORES]["tags"]


def test_collections_with_the_same_fact_ids_do_not_touch_each_other(author: Author, learner: Learner) -> None:
    learner.take(author.release("one"))
    before = learner.state()
    author.lock.unlink()
    author.settings |= {"namespace": "ff" * 16, "title": "Others"}

    assert learner.take(author.release("other", days=0)) == {"new": 6}
    after = learner.state()
    assert {name: after["notes"][name] for name in before["notes"]} == before["notes"]
    assert len(after["cards"]) == 2 * len(before["cards"])
    assert learner.faults() == []


def test_a_preview_gives_way_to_the_release(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    author.facts["kill-pores"] += " Perhaps."
    author.now += timedelta(days=1)
    assert learner.take(author.build()) == {"updated": 1, "duplicate": 5}
    author.facts["kill-pores"] += " Really."

    assert learner.take(author.release(days=31)) == {"updated": 1, "duplicate": 5}
    assert "Perhaps. Really." in "".join(learner.state()["notes"][PORES]["fields"])


def test_a_changed_picture_arrives(author: Author, learner: Learner) -> None:
    (author.folder / "media").mkdir()
    picture = author.folder / "media" / "Pore drawing.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>', encoding="utf-8")
    author.facts["kill-pores"] += "\nimage: {file: Pore drawing.svg, alt: A pore}"
    learner.take(author.release())
    (first,) = learner.state()["media"]
    assert first.startswith("nkq-pore-drawing-")
    assert learner.faults() == []
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>', encoding="utf-8")

    assert learner.take(author.release()) == {"updated": 1, "duplicate": 5}
    (second,) = set(learner.state()["media"]) - {first}
    assert f'src="{second}"' in learner.rendered()[f"{PORES}#0"]["answer"]


def test_a_recovered_lock_goes_on_as_if_it_had_not_been_lost(author: Author, learner: Learner) -> None:
    old = author.release("old")
    learner.take(old)
    learner.review([GOOD])
    learner.edit(IL6, "Because", "My own note.")
    before = learner.state()
    author.lock.unlink()
    author.facts["kill-pores"] += " Really."

    assert learner.take(author.release("new", old=old)) == {"updated": 1, "duplicate": 5}
    after = learner.state()
    assert changed(before, after) == {PORES}
    assert_nothing_lost(before, after)


def test_a_gap_that_an_edit_keeps_out_comes_with_update_always(author: Author, learner: Learner) -> None:
    """What docs/anki-for-learners.md says of an edit between a release and its import."""
    learner.take(author.release())
    learner.review([GOOD])
    author.facts["kill-gaps"] = author.facts["kill-gaps"].replace("shows", "{{c3::often}} shows")
    package = author.release()
    learner.edit(GAPS, "Because", "My own note.")
    before = learner.state()
    assert learner.take(package) == {"duplicate": 6}
    after = learner.state()
    assert_nothing_lost(before, after)
    assert "My own note." in after["notes"][GAPS]["fields"]
    assert f"{GAPS} has empty cards" in learner.faults()

    learner.take(package, {"update_notes": ALWAYS})
    assert_nothing_lost(before, learner.state())
    assert learner.faults() == []
