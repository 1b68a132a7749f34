"""Rows of the progress file <-> reviews and states of cards. Times are milliseconds since 1970."""

from __future__ import annotations

from collections.abc import Sequence

from nkquiz.review import CardState, Event, Form, Mode, Rating, Review, Verdict, moment_of, ms_of

REVIEW_COLUMNS = (
    "review_id, namespace, card, event, refers_to, at, duration_ms, form, response, verdict, rating, confidence, "
    "session, mode, scheduler"
)
STATE_COLUMNS = "due, stability, difficulty, first_review, last_review, last_rating, reviews, lapses"


def differing(one: str, other: str) -> str:
    """Return the SQL that is true where two rows of reviews differ."""
    names = REVIEW_COLUMNS.split(", ")
    return "(" + " OR ".join(f"{one}.{name} IS NOT {other}.{name}" for name in names) + ")"


def review_row(review: Review) -> tuple[object, ...]:
    """Return the row of `review`, its values in the order of REVIEW_COLUMNS."""
    return (
        review.review_id, review.namespace, review.card, review.event.value, review.refers_to, ms_of(review.at),
        review.duration_ms, review.form.value, _storable(review.response), review.verdict and review.verdict.value,
        review.rating and int(review.rating), review.confidence, review.session, review.mode.value, review.scheduler,
    )  # fmt: skip


def _storable(text: str) -> str:
    """Return `text` without the halves of characters that a broken terminal or program can send."""
    return text.encode("utf-8", "replace").decode("utf-8")


def review_from(row: tuple[str, ...]) -> Review:
    """Return the review of a row of REVIEW_COLUMNS."""
    (review_id, namespace, card, event, refers_to, at, duration_ms, form, response, verdict, rating, confidence,
     session, mode, scheduler) = row  # fmt: skip
    return Review(
        review_id=review_id, namespace=namespace, card=card, event=Event(event), refers_to=refers_to,
        at=moment_of(int(at)), duration_ms=int(duration_ms), form=Form(form), response=response,
        verdict=Verdict(verdict) if verdict else None, rating=Rating(int(rating)) if rating else None,
        confidence=int(confidence) if confidence is not None else None, session=session, mode=Mode(mode),
        scheduler=scheduler,
    )  # fmt: skip


def state_row(state: CardState) -> tuple[object, ...]:
    """Return the row of `state`, its values in the order of STATE_COLUMNS."""
    return (
        ms_of(state.due), state.stability, state.difficulty, ms_of(state.first_review), ms_of(state.last_review),
        int(state.last_rating), state.reviews, state.lapses,
    )  # fmt: skip


def state_from(row: Sequence[float]) -> CardState:
    """Return the state of a row of STATE_COLUMNS."""
    due, stability, difficulty, first, last, rating, reviews, lapses = row
    return CardState(
        moment_of(int(due)), stability, difficulty, moment_of(int(first)), moment_of(int(last)), Rating(int(rating)),
        int(reviews), int(lapses),
    )  # fmt: skip
