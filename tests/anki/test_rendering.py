"""Cards as we draw them ourselves are the cards that the real Anki draws."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.anki.notes import next_release
from nkquiz.anki.rendering import sides
from nkquiz.compiler import compile_path

if TYPE_CHECKING:
    from tests.conftest import Author


def _told(html: str) -> list[str]:
    """Return a side tag by tag, with the attributes of each in order: what a browser makes of it, and no more."""
    pieces = [piece.strip() for piece in re.findall(r"<[^>]*>|[^<]+", html)]
    return [_tag(piece) if piece.startswith("<") else unescape(piece) for piece in pieces if piece]


def _tag(tag: str) -> str:
    name, *attributes = re.findall(r'[^\s"<>=]+(?:="[^"]*")?', unescape(tag))
    return " ".join([name, *sorted(attributes)])


@pytest.mark.usefixtures("every_kind")
def test_every_card_of_every_kind_is_drawn_as_anki_draws_it(author: Author, learner: Any) -> None:
    learner.take(author.build())
    drawn = learner.rendered()
    compiled = compile_path(author.folder, author.now)
    ours = {
        f"{note.entry.guid}#{ordinal}": sides(note, ordinal)
        for note in next_release(compiled, None, author.now).notes
        for ordinal in note.ordinals
    }
    assert ours.keys() == drawn.keys()
    for name, (front, back) in ours.items():
        assert _told(front) == _told(drawn[name]["question"])
        assert _told(back) == _told(drawn[name]["answer"])
