"""What the pages for authors say is done, in their order, and prints what they show."""

from __future__ import annotations

import json
import re

import pytest

from docs.write import DOCS
from nkquiz.spreadsheet import COLUMNS
from tests.docs.reader import BLOCK, Reader, reader

__all__ = ["reader"]


def test_the_tutorial_leads_from_nothing_to_a_release(reader: Reader) -> None:
    reader.do(DOCS / "tutorial.md")
    assert len(reader.ran) == 13
    assert (reader.folder / "ward" / "ward.apkg").exists()


def test_a_spreadsheet_becomes_a_deck_as_the_page_shows(reader: Reader) -> None:
    reader.do(DOCS / "from-a-spreadsheet.md")
    assert len(reader.ran) == 3


def test_the_page_names_every_column_of_a_spreadsheet() -> None:
    page = (DOCS / "from-a-spreadsheet.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)`(?:, `(\w+)`)? \| ([^|]*)\|", page, re.MULTILINE)
    named = {first: {first, *filter(None, [second]), *re.findall(r"\w+", others)} for first, second, others in rows}
    assert named == {column: set(names) for column, names in COLUMNS.items()}


def test_the_settings_that_the_editor_page_shows_are_json() -> None:
    blocks = dict(BLOCK.findall((DOCS / "editor.md").read_text(encoding="utf-8")))
    assert list(json.loads(blocks["json"])["yaml.schemas"]) == [".vscode/deck.schema.json"]


def test_the_index_names_every_page_once() -> None:
    named = re.findall(r"\]\((.+?\.md)\)", (DOCS / "README.md").read_text(encoding="utf-8"))
    assert sorted([*named, "README.md"]) == sorted(path.name for path in DOCS.glob("*.md"))


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)", (DOCS / name).read_text(encoding="utf-8"))
    missing = [link for link in links if not (DOCS / link).exists()]
    assert missing == []
