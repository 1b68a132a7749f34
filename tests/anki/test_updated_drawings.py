"""Drawings over several releases: changed, shared, removed, lost, and strangers of the same name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.anki.test_updates import guid
from tests.conftest import DRAWING

if TYPE_CHECKING:
    from tests.conftest import Author

Learner = Any  # tests/anki/conftest.py

ONE, TWO = guid("ask", "one"), guid("ask", "two")
BIGGER = DRAWING.replace('r="6"', 'r="8"')


@pytest.fixture
def author(author: Author) -> Author:
    for name in ("one", "two"):
        author.facts[name] = f"ask: What is {name}?\nanswer: It\nimage: {{file: car-parts.svg, alt: A cell}}"
    author.facts["plain"] = "ask: What has no picture?\nanswer: This"
    return author


def test_a_changed_drawing_arrives_on_every_card_that_shows_it(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.edit(guid("ask", "plain"), "Because", "My own note.")
    author.drawing = BIGGER
    assert learner.take(author.release()) == {"updated": 2, "duplicate": 1}
    assert (learner.drawing(ONE), learner.drawing(TWO)) == (BIGGER, BIGGER)
    assert len(learner.state()["media"]) == 2, "the old one stays; Anki's Check Media offers to delete it"
    author.drawing = DRAWING
    assert learner.take(author.release(days=40)) == {"updated": 2, "duplicate": 1}
    assert (learner.drawing(ONE), learner.drawing(TWO)) == (DRAWING, DRAWING)
    assert "My own note." in learner.state()["notes"][guid("ask", "plain")]["fields"]


def test_a_drawing_taken_from_a_fact_leaves_its_card(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    learner.review([3])
    before = learner.state()
    author.facts["one"] = "ask: What is one?\nanswer: It"
    assert learner.take(author.release()) == {"updated": 1, "duplicate": 2}
    after = learner.state()
    assert after["cards"] == before["cards"]
    assert "<img" not in learner.rendered()[f"{ONE}#0"]["answer"]
    assert learner.drawing(TWO) == DRAWING
    assert learner.faults() == []


def test_a_file_of_the_learner_with_the_same_name_stays_and_the_drawing_is_shown(
    author: Author, learner: Learner, tmp_path: Path
) -> None:
    """Anki gives ours another name then; the name holds a digest, so it needs bad luck."""
    package = author.release()
    learner.take(package)
    (name,) = learner.state()["media"]
    learner.open(tmp_path / "anki" / "second.anki2")
    learner.put_file(name, "<svg>mine</svg>")
    assert learner.take(package) == {"new": 3}
    assert (learner.drawing(ONE), learner.drawing(TWO)) == (DRAWING, DRAWING)
    assert len(learner.state()["media"]) == 2


def test_a_drawing_that_the_learner_lost_comes_back_when_the_fact_changes(author: Author, learner: Learner) -> None:
    """Not with the same package: Anki takes no file of a note that did not change."""
    package = author.release()
    learner.take(package)
    (name,) = learner.state()["media"]
    learner.put_file(name, None)
    assert learner.faults() == [f"missing {name}"]
    assert learner.take(package) == {"duplicate": 3}
    assert learner.faults() == [f"missing {name}"]
    author.facts["two"] += "\nbecause: So it is."
    assert learner.take(author.release()) == {"updated": 1, "duplicate": 2}
    assert learner.faults() == []


def test_a_drawing_that_the_author_lost_is_no_release(author: Author, learner: Learner) -> None:
    learner.take(author.release())
    (author.folder / "media" / "car-parts.svg").unlink()
    for name in ("one", "two"):
        author.facts[name] = author.facts[name].replace("car-parts", "lost")
    assert author.try_release("again") == 1
    assert "NK113" in author.said
    assert not (author.folder / "again.apkg").exists()
