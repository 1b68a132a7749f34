"""The note types that learners' collections compare with what they have."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.anki import templates
from nkquiz.anki.contract import MODIFIED, SHARED_FIELDS, note_types
from nkquiz.kind import NoteType

if TYPE_CHECKING:
    from tests.conftest import Goldens

ANKIS_OWN = {"Subdeck", "Deck", "Tags", "Type", "Card", "CardFlag", "FrontSide"}


def described(note_type: NoteType) -> dict[str, Any]:
    """Return what Anki compares, and the name."""
    stock = {"stock kind": note_type.stock_kind} if note_type.stock_kind is not None else {}
    return {
        "id": note_type.id,
        "name": note_type.name,
        "type": "cloze" if note_type.cloze else "standard",
        **stock,
        "fields": [
            f"{field.id} {field.name}" + (f", tag {field.tag}" if field.tag is not None else "") for field in note_type.fields
        ],
        "templates": [f"{template.id} {template.name}" for template in note_type.templates],
    }


def looks(note_type: NoteType) -> str:
    """Return a digest of all that may change while `MODIFIED` rises."""
    sides = [side(note_type, template) for template in note_type.templates for side in (templates.front, templates.back)]
    return blake2b("\x1f".join([note_type.name, templates.CSS, *sides]).encode()).hexdigest()[:20]


def explained(kept: dict[str, Any], new: dict[str, Any]) -> bool:
    """Return True if looks that differ come with a later time."""
    return bool(kept["looks"] == new["looks"] or new["modified"] > kept["modified"])


def test_note_types_are_those_that_learners_have(golden: Goldens) -> None:
    text = json.dumps([described(note_type) for note_type in note_types().values()], indent=1) + "\n"
    golden.check("note-types.json", text, frozen=True)


def test_update_golden_does_not_rewrite_what_is_frozen(golden: Goldens, tmp_path: Path) -> None:
    rewriting = replace(golden, folder=tmp_path, rewriting=True)
    rewriting.check("free.json", "old")
    rewriting.check("free.json", "new")
    rewriting.check("frozen.json", "old", frozen=True)
    with pytest.raises(AssertionError, match="it stays for ever"):
        rewriting.check("frozen.json", "new", frozen=True)
    assert (tmp_path / "free.json").read_text() == "new"
    assert (tmp_path / "frozen.json").read_text() == "old"


def test_new_looks_come_with_a_later_time(golden: Goldens) -> None:
    new = {"modified": MODIFIED, "looks": {name: looks(note_type) for name, note_type in note_types().items()}}
    path = golden.folder / "note-type-looks.json"
    if path.exists():
        advice = "raise MODIFIED in anki/contract.py to the time of this change, then pytest --update-golden"
        assert explained(json.loads(path.read_text(encoding="utf-8")), new), advice
    golden.check(path.name, json.dumps(new, indent=1) + "\n")


def test_new_looks_without_a_later_time_are_noticed() -> None:
    kept = {"modified": 10, "looks": {"ask": "a"}}
    assert not explained(kept, {"modified": 10, "looks": {"ask": "b"}})
    assert explained(kept, {"modified": 11, "looks": {"ask": "b"}})


def test_ids_are_unique_where_anki_compares_them() -> None:
    types = note_types().values()
    assert len({note_type.id for note_type in types}) == len(types)
    assert len({note_type.name for note_type in types}) == len(types)
    for note_type in types:
        for parts in (note_type.fields, note_type.templates):
            assert len({part.id for part in parts}) == len({part.name for part in parts}) == len(parts)


def test_the_shared_fields_end_every_note_type_in_one_order() -> None:
    names = "Id Because Caveat Evidence Sources Dates Image Level Retired Corrected Typed Data Spare1 Spare2 Spare3"
    assert [field.name for field in SHARED_FIELDS] == names.split()
    for note_type in note_types().values():
        assert note_type.fields[-len(SHARED_FIELDS) :] == SHARED_FIELDS
        template = note_type.templates[0]
        asked = (template.prompt, template.heading, template.masks)
        assert note_type.fields[0].name in asked, "the first field is part of the question, which is never empty"


def test_templates_name_fields_that_exist() -> None:
    for note_type in note_types().values():
        known = {field.name for field in note_type.fields} | ANKIS_OWN
        for template in note_type.templates:
            for side in (templates.front(note_type, template), templates.back(note_type, template)):
                named = set(re.findall(r"\{\{[#/^]?(?:[a-z-]+:)*([^}]+)\}\}", side))
                assert named <= known
                assert side.count("{{") == len(re.findall(r"\{\{[^{}]+\}\}", side))
