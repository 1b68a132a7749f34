"""Logs made by chance, as a learner with two machines could have them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from nkquiz.review import Event, Form, Mode, Rating, Review, Verdict
from tests.quiz.cards import NAMESPACE, NOON, review

OTHER = "ffeeddccbbaa99887766554433221100"
CARDS = ("a#answer", "b#answer", "old#answer", "new#answer")


def review_id(number: int) -> str:
    return f"{number:032x}"


@st.composite
def histories(draw: st.DrawFn) -> list[Review]:
    """Return all that was ever answered anywhere; some reviews take others back or rate them anew."""
    found: list[Review] = []
    for number in range(draw(st.integers(0, 10))):
        at = NOON + timedelta(milliseconds=draw(st.sampled_from([0, 1, 86_400_000, 9 * 86_400_000, -5 * 86_400_000])))
        event = draw(st.sampled_from(Event)) if found else Event.ANSWER
        about = draw(st.sampled_from(found)) if event is not Event.ANSWER else None
        each = review(
            about.card if about else draw(st.sampled_from(CARDS)),
            at,
            None if event is Event.VOID else draw(st.sampled_from(Rating)),
            review_id=review_id(number),
            event=event,
            mode=draw(st.sampled_from([Mode.REVIEW, Mode.REVIEW, Mode.PRACTICE])),
            refers_to=about.review_id if about else None,
            response=draw(st.text(max_size=5)),
        )
        found.append(
            replace(
                each, namespace=about.namespace if about else draw(st.sampled_from([NAMESPACE, NAMESPACE, OTHER])),
                confidence=draw(st.sampled_from([None, 1, 2, 3])), form=draw(st.sampled_from(Form)),
                duration_ms=draw(st.integers(0, 10**6)), verdict=draw(st.sampled_from([None, *Verdict])),
            )
        )  # fmt: skip
    return found


@st.composite
def machines(draw: st.DrawFn, number: int = 3) -> list[list[Review]]:
    """Return what each of some machines knows of one history: any part of it, in any order."""
    whole = draw(histories())
    parts = st.lists(st.sampled_from(whole), unique_by=lambda each: each.review_id) if whole else st.just([])
    return [draw(parts) for _ in range(number)]
