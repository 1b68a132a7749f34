"""Orders, numbers, comparisons and drawings in a learner's Anki, from one release to the next."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.anki import contract
from nkquiz.anki.contract import note_types
from nkquiz.identity import guid_of

if TYPE_CHECKING:
    from tests.conftest import Author

Learner = Any  # tests/anki/conftest.py

NAMESPACE = "00112233445566778899aabbccddeeff"
GOOD = 3
NEW_PART = "\n- {id: hinge, number: 3, name: Hinge, box: [0.1, 0.4, 0.3, 0.1], clue: Holds the tip away from the cell}"
KINDS = ("order", "estimate", "compare", "label")
ORDER, ESTIMATE, COMPARE, LABEL = (guid_of(NAMESPACE, kind, f"a-{kind}") for kind in KINDS)


@pytest.fixture
def author(author: Author) -> Author:
    """An author with a fact of each of four kinds, seven cards in all."""
    author.facts.update(
        {
            "a-order": "order: How a pore is made\nsteps: [It binds, A ring gathers, A pore is open]",
            "a-estimate": "estimate: Which share?\nvalue: 13\nunit: '%'\ntolerance: 5\nn: 13\nof: 101",
            "a-compare": "compare: Where from?\nvalues: {car-t: Own blood, car-nk: Cord blood}",
            "a-label": dedent("""
                label: Which part is marked?
                image: {file: car-parts.svg, alt: A receptor}
                parts:
                - {id: scfv, number: 1, name: scFv, box: [0.1, 0.1, 0.3, 0.1], clue: Binds the target}
                - {id: zeta, number: 4, name: CD3ζ, box: [0.125, 0.8, 0.3, 0.1], clue: Gives the first signal}
            """).strip(),
        }
    )
    return author


def cards_of(state: dict[str, Any], guid: str) -> dict[str, Any]:
    return {name: row for name, row in state["cards"].items() if name.startswith(guid)}


def test_every_card_is_there_and_nothing_is_wrong(author: Author, learner: Learner) -> None:
    assert learner.take(author.release()) == {"new": 4}
    state = learner.state()
    assert state["cards"].keys() == {
        f"{ORDER}#0", f"{ESTIMATE}#0", f"{COMPARE}#0", f"{COMPARE}#1", f"{LABEL}#0", f"{LABEL}#3",
    }  # fmt: skip
    assert len(state["media"]) == 1
    assert learner.faults() == []


def test_ankis_own_editor_reads_the_masks(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    found = learner.masks(LABEL)
    assert found["header"] == "Which part is marked?"
    assert found["drawing"] == learner.state()["media"][0]
    shapes = {ordinal: {side: float(share) for side, share in box.items()} for ordinal, sort, box in found["shapes"]}
    assert {sort for _, sort, _ in found["shapes"]} == {"rect"}
    assert shapes == {
        1: {"left": 0.1, "top": 0.1, "width": 0.3, "height": 0.1},
        4: {"left": 0.125, "top": 0.8, "width": 0.3, "height": 0.1},
    }


def test_a_new_part_adds_a_card_and_keeps_every_schedule(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD])
    before = learner.state()
    author.facts["a-label"] += NEW_PART + "\nreworded: true"

    assert learner.take(author.release()) == {"updated": 1, "duplicate": 3}

    after = learner.state()
    assert after["cards"].keys() - before["cards"].keys() == {f"{LABEL}#2"}
    assert {name: after["cards"][name] for name in before["cards"]} == before["cards"]
    assert after["reviews"] == before["reviews"]
    assert [ordinal for ordinal, _, _ in learner.masks(LABEL)["shapes"]] == [1, 3, 4]
    assert learner.faults() == []


def test_a_new_thing_adds_a_card_to_the_row(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD])
    before = learner.state()
    author.settings["things"] = author.settings["things"][:-1] + ", nk: {number: 3, name: NK cells}}"
    author.facts["a-compare"] = (
        "compare: Where from?\nvalues: {nk: A donor, car-t: Own blood, car-nk: Cord blood}\nreworded: true"
    )

    assert learner.take(author.release()) == {"updated": 1, "duplicate": 3}

    after = learner.state()
    assert cards_of(after, COMPARE).keys() == {f"{COMPARE}#0", f"{COMPARE}#1", f"{COMPARE}#2"}
    assert {name: after["cards"][name] for name in before["cards"]} == before["cards"]
    assert learner.faults() == []


def test_a_changed_drawing_arrives(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD])
    before = learner.state()
    author.drawing = author.drawing.replace("A cell", "A larger cell")

    assert learner.take(author.release()) == {"updated": 1, "duplicate": 3}

    after = learner.state()
    (new,) = set(after["media"]) - set(before["media"])
    assert learner.masks(LABEL)["drawing"] == new
    assert after["cards"] == before["cards"]
    assert [fault for fault in learner.faults() if not fault.startswith("unused")] == []


def test_a_moved_mask_and_a_better_clue_arrive(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([GOOD])
    before = learner.state()
    author.facts["a-label"] = author.facts["a-label"].replace("0.125", "0.2").replace("Binds the target", "Grips the target")

    assert learner.take(author.release()) == {"updated": 1, "duplicate": 3}

    assert learner.masks(LABEL)["shapes"][1][2]["left"] == "0.2"
    assert "Grips the target" in learner.rendered()[f"{LABEL}#0"]["answer"]
    assert learner.state()["cards"] == before["cards"]


def test_a_wider_margin_is_no_change_of_truth(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    author.facts["a-estimate"] = author.facts["a-estimate"].replace("tolerance: 5", "tolerance: 6")
    assert learner.take(author.release()) == {"updated": 1, "duplicate": 3}
    assert "7% to 19% counts as right" in learner.rendered()[f"{ESTIMATE}#0"]["answer"]


@pytest.mark.parametrize(
    ("fact", "old", "new"),
    [
        ("a-order", "[It binds, A ring gathers,", "[A ring gathers, It binds,"),
        ("a-estimate", "value: 13", "value: 12.9"),
        ("a-compare", "Own blood", "Donor blood"),
        ("a-label", "name: scFv", "name: Hinge"),
    ],
)
def test_another_answer_must_be_explained(author: Author, fact: str, old: str, new: str) -> None:
    author.release()
    author.facts[fact] = author.facts[fact].replace(old, new)
    assert author.try_release() == 1
    assert f"NK203 the answer of `{fact}` changed since its release" in author.said


@pytest.mark.parametrize("where", ["part", "thing"])
def test_a_released_number_stays(author: Author, where: str) -> None:
    author.release()
    if where == "part":
        author.facts["a-label"] = author.facts["a-label"].replace("number: 4", "number: 5")
        name = "a-label#zeta"
    else:
        author.settings["things"] = author.settings["things"].replace("number: 2", "number: 7")
        name = "a-compare#car-nk"
    assert author.try_release() == 1
    number = 4 if where == "part" else 2
    assert f"NK210 the card `{name}` was released with the number {number}, and now has another" in author.said
    assert author.said.count("NK2") == 1, author.said


def test_a_part_under_a_new_id_takes_no_released_number(author: Author) -> None:
    author.release()
    author.facts["a-label"] = author.facts["a-label"].replace("id: zeta", "id: cd3")
    assert author.try_release() == 1
    assert "NK210 the card `a-label#zeta` was released and is gone" in author.said


def test_a_lost_lock_comes_back_with_names_and_numbers(author: Author) -> None:
    package = author.release("old")
    before = author.lock.read_text(encoding="utf-8")
    assert "\tscfv=1,zeta=4\t" in before
    assert "\tcar-t=1,car-nk=2\t" in before
    author.lock.unlink()
    author.release("again", old=package)
    assert author.lock.read_text(encoding="utf-8") == before


def test_newer_looks_arrive(author: Author, learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    learner.take(author.release("old"))
    learner.review([GOOD])
    before = learner.state()
    monkeypatch.setattr("nkquiz.anki.templates.CSS", ".card { colour: green }")
    monkeypatch.setattr("nkquiz.anki.package.MODIFIED", contract.MODIFIED + 1000)

    assert learner.take(author.release("new")) == {"duplicate": 4}

    for kind in KINDS:
        assert learner.style(note_types()[kind].id) == {"css": ".card { colour: green }", "mod": contract.MODIFIED + 1000}
    assert learner.state() == before
    assert learner.masks(LABEL)["shapes"]


HOSTILE = r"[sound:x.mp3] [latex]a[/latex] {{Parts}} {{c7::x}} }} :: <script>alert(1)</script> & \\[x\\]"


def test_hostile_text_in_rows_and_parts_is_only_text(author: Author, learner: Learner) -> None:
    author.facts.clear()
    author.facts["a-order"] = f'order: "{HOSTILE}"\nsteps: ["{HOSTILE} 1", "{HOSTILE} 2", "{HOSTILE} 3"]'
    author.facts["a-estimate"] = f'estimate: "{HOSTILE}"\nvalue: 1\ntolerance: 1\nunit: "{HOSTILE}"'
    author.facts["a-compare"] = f'compare: "{HOSTILE}"\nvalues: {{car-t: "{HOSTILE} 1", car-nk: "{HOSTILE} 2"}}'
    author.facts["a-label"] = (
        f'label: "{HOSTILE}"\nimage: {{file: car-parts.svg, alt: "{HOSTILE}"}}\nparts:\n'
        f'- {{id: a, number: 1, name: "{HOSTILE} 1", box: [0, 0, 0.1, 0.1], clue: "{HOSTILE}"}}\n'
        f'- {{id: b, number: 2, name: "{HOSTILE} 2", box: [0, 0.5, 0.1, 0.1], clue: "{HOSTILE}"}}'
    )

    assert learner.take(author.release()) == {"new": 4}

    assert sorted(name.partition("#")[2] for name in learner.state()["cards"]) == ["0", "0", "0", "0", "1", "1"]
    for sides in learner.rendered().values():
        for side in sides.values():
            assert "[sound:" not in side
            assert "[latex]" not in side
            assert "<script>alert" not in side
    assert learner.faults() == []
