"""A sample for a rule is a collection of its own: facts alone, or facts and what lies around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.rules import built

FACT = """
id: capital-of-france
ask: What is the capital of France?
answer: Paris
"""
SECOND = """
id: capital-of-spain
ask: What is the capital of Spain?
answer: Madrid
sources: [atlas-2020]
"""


def files_of(folder: Path) -> set[str]:
    """Return the names of the media files of a collection."""
    media = folder / "media"
    return {path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()}


def test_facts_alone_have_two_sources_and_a_drawing_beside_them(tmp_path: Path) -> None:
    collection = built(FACT, tmp_path).collection
    assert [fact.id for fact in collection.facts] == ["capital-of-france"]
    assert set(collection.references) == {"norelli-2018", "lee-2019"}
    assert files_of(collection.folder) == {"car-parts.svg"}
    assert not collection.settings.sources_required


def test_a_mapping_says_what_lies_around_the_facts(tmp_path: Path) -> None:
    around = {"sources": ["atlas-2020"], "media": ["maps/france.PNG", ".DS_Store"], "settings": {"title": "Capitals"}}
    collection = built({"facts": FACT, "second": SECOND, **around}, tmp_path).collection
    assert [[fact.id for fact in deck.facts] for deck in collection.decks] == [["capital-of-france"], ["capital-of-spain"]]
    assert set(collection.references) == {"atlas-2020"}
    assert files_of(collection.folder) == {"maps/france.PNG", ".DS_Store"}
    assert collection.settings.title == "Capitals"


def test_nothing_of_one_sample_is_left_for_the_next(tmp_path: Path) -> None:
    built({"facts": FACT, "second": SECOND, "sources": ["atlas-2020"], "media": ["france.png"]}, tmp_path)
    collection = built({"facts": FACT, "sources": [], "media": []}, tmp_path).collection
    assert len(collection.decks) == 1
    assert not collection.references
    assert files_of(collection.folder) == set()


@pytest.mark.parametrize(
    ("comment", "required", "language"),
    [("# in a collection with `sources: required`", True, "en"), ("# language: en-GB", False, "en-GB")],
)
def test_a_comment_on_the_facts_can_speak_of_settings(comment: str, required: bool, language: str, tmp_path: Path) -> None:
    sample = {"facts": f"{comment}\n{SECOND.strip()}", "sources": ["atlas-2020"]}
    settings = built(sample, tmp_path).collection.settings
    assert (settings.sources_required, settings.language) == (required, language)


def test_a_sample_that_cannot_be_built_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="atlas-2020"):
        built(SECOND, tmp_path)
