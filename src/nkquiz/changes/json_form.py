"""Differences as JSON for programs. docs/releasing.md describes it; `version` rises when a program would have to know."""

from __future__ import annotations

import json
from typing import Any

from nkquiz.changes.comparing import STATES, Change, Differences
from nkquiz.changes.sides import Side
from nkquiz.changes.telling import to_do, to_see, warnings

VERSION = 1


def as_json(differences: Differences) -> str:
    """Return the differences as one JSON object, in ASCII."""
    return json.dumps(_object(differences), indent=2)


def _object(differences: Differences) -> dict[str, Any]:
    pictures = differences.pictures
    return {
        "format": "nkquiz-diff",
        "version": VERSION,
        "old": _side(differences.old),
        "new": _side(differences.new),
        "same": differences.none and differences.related,
        "counts": {state: len(differences.of(state)) for state in STATES},
        "warnings": [{"word": word, "text": text} for word, text in warnings(differences)],
        "facts": [_change(change) for state in STATES for change in differences.of(state)],
        "pictures": {"new": list(pictures.new), "changed": list(pictures.changed), "gone": list(pictures.gone)},
        "rewritten": list(differences.rewritten),
        "new_decks": list(differences.new_decks),
        "kept_titles": [{"title": title, "in_anki": name} for title, name in differences.new.kept_titles],
        "learners": {"do": to_do(differences), "see": list(to_see(differences))},
    }


def _side(side: Side) -> dict[str, Any]:
    return {"sort": side.sort, "name": side.name, "facts": len(side.facts), "time": side.time}


def _change(change: Change) -> dict[str, Any]:
    fields = change.fields
    return {
        "id": change.fact_id,
        "state": change.state,
        "was": change.was or None,
        "kind": change.kind,
        "deck": change.deck,
        "prompt": change.prompt,
        "answer": change.answer,
        "cards": change.cards,
        "cards_added": change.cards_added,
        "cards_gone": change.cards_gone,
        "moved_to": change.moved_to or None,
        "answer_changed": change.answer_changed,
        "unexplained": change.unexplained,
        "arrives": change.arrives,
        "fields": None if fields is None else [
            {"field": field.field, "label": field.label, "old": field.old, "new": field.new} for field in fields
        ],
        "tags": {"gone": list(change.tags_gone), "new": list(change.tags_new)},
    }  # fmt: skip
