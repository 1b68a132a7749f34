"""Calm throughout: no text that a learner or an author reads raises its voice."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import nkquiz
from nkquiz.folders import embedded_folder

SOURCES = sorted(Path(nkquiz.__file__).parent.rglob("*.py"))
LOUD = re.compile(r"\w[\"')]?!(?!=)|\b(awesome|amazing|great job|well done|congratulations|oops|streak)\b", re.IGNORECASE)


def texts(source: str) -> Iterator[str]:
    """Yield every text in the code, docstrings and the parts of f-strings too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_text_of_the_program_raises_its_voice(path: Path) -> None:
    assert [text for text in texts(path.read_text(encoding="utf-8")) if LOUD.search(text)] == []


@pytest.mark.parametrize("path", sorted(embedded_folder().glob("[0-9]*.yaml")), ids=lambda path: path.stem)
def test_no_deck_raises_its_voice(path: Path) -> None:
    assert LOUD.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", ["Well done.", "Right!", "'Right'!", "f'{x} right!'", "Keep your streak."])
def test_a_raised_voice_is_heard(text: str) -> None:
    assert LOUD.search(text)


def test_a_comparison_is_no_raised_voice() -> None:
    assert not LOUD.search("a != b, x!=y, [^!]")
