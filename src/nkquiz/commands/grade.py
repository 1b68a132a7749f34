"""`nkquiz grade`: what the grader says of a response, so that an author can try `accept` before a learner does."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TextIO

from nkquiz import markup
from nkquiz.commands.show import found_fact
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import NkquizError, visible
from nkquiz.folders import using
from nkquiz.model import Card, Number, Typed
from nkquiz.quiz.grading.grader import grader_for
from nkquiz.quiz.grading.numbers import judged_number
from nkquiz.review import Grade, Verdict


def grade(fact_id: str, response: str, path: Path | None, as_json: bool, now: datetime, out: TextIO) -> int:
    """Print verdict and reason for a response to a fact, or to one card of it (`fact-id#card`), and return 0.

    Without a card it is the one that can be typed, else the first. A number is judged by its tolerance; a card that
    is never typed is graded against its answer, a choice against the text of its right option. Raises NkquizError if
    there is no such fact or card.
    """
    compiled = compile_path(path, now)
    card = _card(compiled, fact_id)
    said = _graded(compiled, card, response)
    if as_json:
        print(json.dumps({"verdict": said.verdict.value, "reason": said.reason}, ensure_ascii=False), file=out)
        return 0
    print(using(compiled.collection.folder), file=out)
    print(f"{card.id}: {said.verdict.value}", file=out)
    print(said.reason, file=out)
    return 0


def _graded(compiled: Compiled, card: Card, response: str) -> Grade:
    number = next((way for way in card.ways if isinstance(way, Number)), None)
    if number is None:
        return grader_for(compiled).grade(response, accepted(card))
    found = judged_number(response, number)
    return Grade(Verdict.WRONG, found) if isinstance(found, str) else found


def accepted(card: Card) -> tuple[str, ...]:
    """Return the texts that answer the card, the answer itself first."""
    typed = next((way for way in card.ways if isinstance(way, Typed)), None)
    return typed.accept if typed else (markup.plain(card.answer),)


def _card(compiled: Compiled, name: str) -> Card:
    fact_id, _, card_name = name.partition("#")
    _deck, fact = found_fact(compiled, fact_id)
    cards = compiled.cards[fact.id]
    if not card_name:
        return next((card for card in cards if any(isinstance(way, Typed) for way in card.ways)), cards[0])
    card = next((card for card in cards if card.name == card_name), None)
    if card is None:
        names = ", ".join(f"`{card.name}`" for card in cards)
        raise NkquizError(f"the fact `{fact.id}` has no card `{visible(card_name)}`; it has {names}")
    return card
