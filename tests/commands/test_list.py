from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nkquiz.commands.list import list_facts

if TYPE_CHECKING:
    import pytest

    from tests.conftest import Author

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _listed(folder: Path) -> tuple[int, list[str]]:
    out = io.StringIO()
    return list_facts(folder, False, NOW, out), out.getvalue().splitlines()


def _as_json(folder: Path) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    return list_facts(folder, True, NOW, out), json.loads(out.getvalue())


def test_each_deck_has_a_line_with_its_facts_and_cards_by_level(author: Author) -> None:
    author.decks = {
        "killing": {
            "pores": "ask: Q\nanswer: A",
            "self": "term: T\nmeans: M\nlevel: more",
            "new": "ask: Q\nanswer: A\ndraft: true",
        },
        "crs": {"old": "ask: Q\nanswer: A\nretired: {on: 2026-01-01, why: Wrong.}"},
    }
    author.write()
    code, lines = _listed(author.folder)
    assert code == 0
    assert lines[1:] == [
        "  1  killing  Killing: 2 facts, 3 cards (1 core, 1 more, 1 draft)",
        "  2  crs      Crs: 0 facts, 0 cards (1 retired)",
        "2 decks, 2 facts, 3 cards.",
    ]


def test_a_narrow_terminal_cuts_no_word(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    author.decks = {"killing": {"pores": "ask: Q\nanswer: A", "self": "term: T\nmeans: M\nlevel: more"}}
    author.write()
    monkeypatch.setenv("COLUMNS", "30")
    _code, lines = _listed(author.folder)
    assert lines[1:] == [
        "  1  killing: Killing",
        "     2 facts, 3 cards (1 core,",
        "     1 more)",
        "1 deck, 2 facts, 3 cards.",
    ]


def test_problems_are_counted_and_facts_with_them_left_out(author: Author) -> None:
    author.facts.update({"good": "ask: Q\nanswer: A", "bad": "ask: Q\nanswer: no"})
    author.write()
    code, lines = _listed(author.folder)
    assert code == 1
    assert lines[-2:] == [
        "1 deck, 1 fact, 1 card.",
        "1 problem; `nkquiz check` shows them. Facts with problems are left out here.",
    ]


def test_json_holds_every_fact_with_its_cards(author: Author) -> None:
    author.facts["self"] = "term: Missing self\nmeans: The loss of HLA\nlevel: more\nevidence: review\nreview_by: 2027-01-01"
    author.write()
    code, listed = _as_json(author.folder)
    assert (code, listed["problems"], listed["title"]) == (0, 0, "Cells")
    (fact,) = listed["decks"][0]["facts"]
    assert (fact["id"], fact["kind"], fact["level"], fact["state"], fact["badge"]) == (
        "self",
        "term",
        "more",
        "asked",
        "review article",
    )
    assert fact["review_by"] == "2027-01-01"
    assert fact["cards"] == [
        {"id": "self#meaning", "prompt": "Missing self", "answer": "The loss of HLA"},
        {"id": "self#term", "prompt": "The loss of HLA", "answer": "Missing self"},
    ]


def test_drafts_and_retired_facts_say_so_in_json(author: Author) -> None:
    author.facts.update(
        {"a": "ask: Q\nanswer: A\ndraft: true", "b": "ask: Q\nanswer: A\nretired: {on: 2026-01-01, why: Wrong.}"}
    )
    author.write()
    assert [fact["state"] for fact in _as_json(author.folder)[1]["decks"][0]["facts"]] == ["draft", "retired"]
