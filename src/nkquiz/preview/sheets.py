"""What the quiz shows of a card, as text: the question in each way it can be asked, and what is said after it."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from datetime import datetime

from nkquiz.model import Card, Collection, Reveal
from nkquiz.quiz.ask import Ask
from nkquiz.quiz.face import Place
from nkquiz.quiz.faces.plain_face import PlainFace
from nkquiz.quiz.forms import question_in, ways_of
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.responses import Picked
from nkquiz.quiz.telling import tell
from nkquiz.review import Rating, Verdict


def quiz_sheets(card: Card, collection: Collection, now: datetime, columns: int) -> Iterator[tuple[str, str]]:
    """Yield, for each way to ask `card`, its name and the text of a plain terminal `columns` wide."""
    topic = next((deck.title for deck in collection.decks if deck.id == card.fact.deck), "")
    for way in ways_of(card):
        question = question_in(way, Ask(card), 1, 1, random.Random(card.id))
        out = io.StringIO()
        face = PlainFace(io.StringIO("\n3\n" if isinstance(way, Reveal) else ""), out, columns)
        face.ask(question, Place(topic, can_undo=False))
        right = frozenset(place for place, option in enumerate(question.options) if option.right)
        outcome = Outcome(question, Verdict.CORRECT, "", Rating.GOOD, response=Picked(right) if right else None)
        face.told(outcome, tell(outcome, collection.references, now))
        yield question.form.value, out.getvalue().strip("\n")
