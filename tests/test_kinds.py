"""Every kind, found by itself, is held to its own examples."""

from __future__ import annotations

import sqlite3
import textwrap
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from nkquiz import kinds
from nkquiz.anki.contract import note_types
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import CODES, Problem, report
from nkquiz.kind import Kind
from nkquiz.kinds import all_kinds
from nkquiz.model import LEVELS, Choice, Deck, Thing, Typed
from nkquiz.quiz.forms import question_of
from nkquiz.quiz.plan import practice_plan
from nkquiz.reader import COMMON_KEYS, read_deck
from nkquiz.review import Form

if TYPE_CHECKING:
    from tests.conftest import Author

THINGS = (Thing("car-t", 1, "CAR-T cells"), Thing("car-nk", 2, "CAR-NK cells"))
VALID = [pytest.param(kind, text, id=f"{kind.name}-{n}") for kind in all_kinds().values() for n, text in enumerate(kind.valid)]
INVALID = [
    pytest.param(text, code, id=f"{kind.name}-{n}-{code}")
    for kind in all_kinds().values()
    for n, (text, code) in enumerate(kind.invalid)
]


def _read(tmp_path: Path, fact: str) -> tuple[Deck | None, tuple[Problem, ...]]:
    path = tmp_path / "deck.yaml"
    entry = textwrap.indent(textwrap.dedent(fact).strip(), "  ")
    path.write_text(f"deck: d\ntitle: D\nnumber: 1\nfacts:\n-{entry[1:]}\n", encoding="utf-8")
    return read_deck(path, THINGS)


@pytest.mark.parametrize(("kind", "text"), VALID)
def test_a_valid_example_is_read_and_makes_cards(tmp_path: Path, kind: Kind, text: str) -> None:
    deck, problems = _read(tmp_path, text)
    assert not problems, report(problems, 1)
    assert deck is not None
    (fact,) = deck.facts
    assert fact.kind == kind.name
    cards = kind.cards(fact)
    assert cards
    assert len({card.id for card in cards}) == len({card.ordinal for card in cards}) == len(cards)
    for card in cards:
        assert card.prompt
        assert card.answer
        assert card.ways
        for way in card.ways:
            if isinstance(way, Choice):
                assert any(option.right for option in way.options)
            if isinstance(way, Typed):
                assert all(way.accept)


@pytest.mark.parametrize(("kind", "text"), VALID)
def test_the_contents_fit_the_fields_of_the_note_type(tmp_path: Path, kind: Kind, text: str) -> None:
    deck, _ = _read(tmp_path, text)
    assert deck is not None
    contents = kind.contents(deck.facts[0])
    assert len(contents) == len(kind.note_type.fields)
    assert contents[0]


@pytest.mark.parametrize(("text", "code"), INVALID)
def test_an_invalid_example_gives_its_code_and_no_other(tmp_path: Path, text: str, code: str) -> None:
    deck, problems = _read(tmp_path, text)
    assert {problem.code for problem in problems} == {code}, report(problems, 1)
    assert deck is not None
    assert not deck.facts


@pytest.mark.parametrize("kind", all_kinds().values(), ids=lambda kind: kind.name)
def test_a_kind_explains_itself(kind: Kind) -> None:
    assert kind.doc.strip()
    assert kind.valid
    assert kind.invalid
    assert all(key.help for key in kind.keys)
    assert kind.keys[0].required
    assert not {key.name for key in kind.keys} & set(COMMON_KEYS)
    assert {code for _, code in kind.invalid} <= set(CODES)


@pytest.mark.parametrize("kind", all_kinds().values(), ids=lambda kind: kind.name)
def test_a_template_names_fields_that_exist(kind: Kind) -> None:
    names = {field.name for field in kind.note_type.fields}
    for template in kind.note_type.templates:
        used = {template.prompt, template.answer, *template.after, template.choices, template.explained, template.several}
        used |= {template.heading, template.arrange, template.masks, template.drawing, *(field for field, _ in template.below)}
        assert (used | {template.only_if}) - {""} <= names


def test_no_two_kinds_share_a_number_in_anki() -> None:
    types = [kind.note_type for kind in all_kinds().values()]
    numbers = [n for t in types for n in (t.id, *(f.id for f in t.fields), *(t.id for t in t.templates))]
    assert len(set(numbers)) == len(numbers)


SCALE = '''
"""How sure one can be: a kind that this test alone knows."""

from nkquiz.kind import Content, Key, Kind, NoteField, NoteTemplate, NoteType
from nkquiz.model import Card, Fact, Reveal


def _cards(fact: Fact) -> tuple[Card, ...]:
    return (Card(fact, "place", 0, fact.text("scale"), fact.text("place"), (Reveal(),)),)


def _contents(fact: Fact) -> tuple[Content, ...]:
    return fact.text("scale"), fact.text("place")


KIND = Kind(
    doc=__doc__,
    keys=(Key("scale", "text", "The scale.", required=True), Key("place", "text", "The place on it.", required=True)),
    card_names=("place",),
    cards=_cards,
    contents=_contents,
    note_type=NoteType(
        id=1_795_999_001, name="nkquiz Scale", fields=(NoteField("Scale", 999_001), NoteField("Place", 999_002)),
        templates=(NoteTemplate("Place", 999_101, prompt="Scale", answer="Place"),),
    ),
    valid=("{id: grade, scale: CRS grade with fever alone, place: '1'}",),
    invalid=(("{id: no-place, scale: CRS grade}", "NK102"),),
)
'''


def _forget() -> None:
    """A process reads its kinds once; this one is to read them again."""
    all_kinds.cache_clear()
    note_types.cache_clear()


@pytest.fixture
def scale_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Drop one file into the package of kinds, for the length of a test."""
    folder = tmp_path / "more-kinds"
    folder.mkdir()
    (folder / "scale.py").write_text(SCALE, encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(folder)])
    _forget()
    yield
    monkeypatch.undo()
    _forget()


@pytest.mark.usefixtures("scale_kind")
def test_a_kind_dropped_in_as_one_file_works_from_deck_to_card(tmp_path: Path) -> None:
    folder = tmp_path / "cells"
    folder.mkdir()
    namespace = "ab" * 16
    (folder / "nkquiz.yaml").write_text(f"title: Cells\nnamespace: {namespace}\nsources: optional\n", encoding="utf-8")
    facts = (
        "- id: grade\n  scale: CRS grade with fever alone\n  place: '1'\n  accept: [one]\n- id: x\n  scale: S\n  plce: '1'\n"
    )
    (folder / "d.yaml").write_text(f"deck: d\ntitle: D\nnumber: 1\nfacts:\n{facts}", encoding="utf-8")
    compiled = compile_path(folder, datetime(2026, 11, 23, tzinfo=UTC))
    assert [(card.id, card.answer) for cards in compiled.cards.values() for card in cards] == [("grade#place", "1")]
    assert [(problem.code, problem.hint) for problem in compiled.problems] == [("NK101", "did you mean `place`?")]


@pytest.mark.usefixtures("scale_kind")
def test_a_kind_dropped_in_as_one_file_can_be_asked_in_the_quiz(author: Author) -> None:
    author.facts["grade"] = "scale: CRS grade with fever alone\nplace: '1'"
    author.write()
    (card,) = compile_path(author.folder, author.now).cards["grade"]
    (ask,) = practice_plan([card], 1, Random(1)).asks
    question = question_of(ask, None, 1, 1, Random(1))
    assert (question.card.prompt, question.form) == ("CRS grade with fever alone", Form.RECALL)


@pytest.mark.usefixtures("scale_kind")
def test_a_kind_dropped_in_as_one_file_gets_into_an_anki_package(author: Author) -> None:
    author.facts["grade"] = "scale: CRS grade with fever alone\nplace: '1'"
    with zipfile.ZipFile(author.build()) as package:
        package.extract("collection.anki2", author.folder)
    with closing(sqlite3.connect(author.folder / "collection.anki2")) as database:
        assert [row[0].split("\x1f")[:3] for row in database.execute("select flds from notes")] == [
            ["CRS grade with fever alone", "1", "grade"]
        ]
        assert "nkquiz Scale" in database.execute("select models from col").fetchone()[0]


def test_the_levels_are_those_a_deck_can_name() -> None:
    assert LEVELS == ("core", "more", "trials")
