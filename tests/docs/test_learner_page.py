"""The page for learners, whose pictures are taken by hand: by `python docs/learner_pictures.py`."""

from __future__ import annotations

import re

from docs import learner_pictures

PAGE = learner_pictures.DOCS / "anki-for-learners.md"


def test_every_picture_is_there_has_words_and_is_small() -> None:
    shown = re.findall(r"!\[([^]]+)\]\((learner/[\w-]+\.png)\)", PAGE.read_text(encoding="utf-8"))
    assert {name for _, name in shown} == {f"learner/{path.name}" for path in (learner_pictures.DOCS / "learner").iterdir()}
    for words, name in shown:
        assert len(words) > 20
        picture = (learner_pictures.DOCS / name).read_bytes()
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        assert len(picture) < 80_000


def test_the_facts_in_the_pictures_are_still_there() -> None:
    deck = (learner_pictures.DOCS.parent / "decks" / "10-killing.yaml").read_text(encoding="utf-8")
    for fact in (learner_pictures.CORRECTED, learner_pictures.RETIRED, learner_pictures.REPORTED):
        assert f"\n- id: {fact}\n" in deck


def test_the_page_links_to_pages_that_are_there() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE.read_text(encoding="utf-8")):
        assert (learner_pictures.DOCS / target).exists()
