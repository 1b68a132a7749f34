"""What `nkquiz diff` says will happen is what the real Anki does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nkquiz.changes.comparing import compared
from nkquiz.changes.json_form import as_json
from nkquiz.changes.sides import side_of_package

if TYPE_CHECKING:
    from pathlib import Path

    from tests.anki.conftest import Learner
    from tests.conftest import Author


def _differences(old: Path, new: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(as_json(compared(side_of_package(old), side_of_package(new))))
    return read


def test_anki_takes_what_diff_announces_and_nothing_else(author: Author, learner: Learner) -> None:
    author.facts.update({f"f{number}": f"ask: Question {number}?\nanswer: Answer {number}" for number in range(8)})
    author.facts["gap"] = "cloze: x {{c1::y}} z w"
    old = author.release("old")
    today = author.now.date()
    author.facts["f0"] = f"ask: Question 0?\nanswer: Better\ncorrected: {{on: {today}, was: Answer 0}}"
    author.facts["f1"] += "\nbecause: So."
    author.facts["f2"] += "\nretired: {on: 2026-11-01, why: Stale.}"
    author.facts["g3"] = author.facts.pop("f3") + "\nwas: f3"
    author.facts["gap"] = "cloze: x {{c1::y}} z {{c2::w}}"
    author.facts["more"] = "ask: More?\nanswer: This"
    new = author.release("new")
    said = _differences(old, new)
    assert said["counts"] == {"new": 1, "changed": 2, "renamed": 0, "corrected": 1, "retired": 1, "back": 0, "gone": 0}

    learner.take(old)
    learner.review([3])
    before = learner.state()
    assert learner.take(new) == {"new": 1, "updated": 4, "duplicate": 5}
    after = learner.state()
    assert {name: after["cards"][name] for name in before["cards"]} == before["cards"], "every schedule stays"
    added = sum(fact["cards"] for fact in said["facts"] if fact["state"] == "new")
    added += sum(fact["cards_added"] for fact in said["facts"])
    assert len(after["cards"]) - len(before["cards"]) == added == 2


def test_anki_takes_nothing_that_diff_says_will_not_arrive(author: Author, learner: Learner) -> None:
    author.facts["a"] = "ask: Qa\nanswer: Aa"
    old = author.release("old")
    author.facts["a"] += "\nbecause: So."
    new = author.release("new")
    assert [warning["word"] for warning in _differences(new, old)["warnings"]] == ["older", "not-later"]
    learner.take(new)
    assert learner.take(old) == {"duplicate": 1}


def test_anki_adds_every_card_of_what_diff_calls_another_collection(author: Author, learner: Learner) -> None:
    author.facts["a"] = "ask: Qa\nanswer: Aa"
    old = author.release("old")
    author.lock.unlink()
    author.settings["namespace"] = "f" * 32
    new = author.release("new")
    assert [warning["word"] for warning in _differences(old, new)["warnings"]] == ["other-namespace"]
    learner.take(old)
    assert learner.take(new)["new"] == 1
    assert len(learner.state()["cards"]) == 2
