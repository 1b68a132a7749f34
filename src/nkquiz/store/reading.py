"""Values from elsewhere -> Review, checked one by one: what is imported comes from files that anybody may have written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from nkquiz.diagnostics import did_you_mean, shortened
from nkquiz.identity import NAMESPACE_PATTERN
from nkquiz.review import EPOCH, Event, Form, Mode, Rating, Review, Verdict, moment_of

_REVIEW_ID = re.compile(r"[0-9a-f]{32}\Z")
_CARD = re.compile(r"[a-z0-9-]{1,64}#[a-z0-9-]{1,64}\Z")
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z\Z")
_LAST = datetime(3000, 1, 1, tzinfo=UTC)
_LONGEST_MS = 10**11
_LONGEST_RESPONSE, _LONGEST_NAME = 100_000, 100

_Check = tuple[str, Callable[[Any], bool]]
"""What a value must be, in words, and whether it is."""


def _one_of(words: type[Enum]) -> _Check:
    known = [word.value for word in words]
    return "one of " + ", ".join(f"`{word}`" for word in known), lambda value: isinstance(value, str) and value in known


def _whole(least: int, most: int) -> _Check:
    return f"a whole number from {least} to {most}", lambda value: type(value) is int and least <= value <= most


def _text(longest: int) -> _Check:
    return f"text of at most {longest} characters", lambda value: isinstance(value, str) and len(value) <= longest


def _matching(pattern: re.Pattern[str], wanted: str) -> _Check:
    return wanted, lambda value: isinstance(value, str) and pattern.match(value) is not None


_HEX = "32 hex digits, 0-9 and a-f"
_NEEDED: dict[str, _Check] = {
    "review_id": _matching(_REVIEW_ID, _HEX),
    "namespace": _matching(NAMESPACE_PATTERN, _HEX),
    "card": _matching(_CARD, "the name of a card, such as `crs-il6-source-mouse#answer`"),
    "event": _one_of(Event),
    "at": ("a time in UTC between 1970 and 3000, such as `2026-11-23T12:00:00.000Z`", lambda value: _moment(value) is not None),
    "duration_ms": _whole(0, _LONGEST_MS),
    "form": _one_of(Form),
    "response": _text(_LONGEST_RESPONSE),
    "session": _text(_LONGEST_NAME),
    "mode": _one_of(Mode),
    "scheduler": _text(_LONGEST_NAME),
}
_OPTIONAL: dict[str, _Check] = {
    "refers_to": _matching(_REVIEW_ID, _HEX),
    "verdict": _one_of(Verdict),
    "rating": _whole(1, 4),
    "confidence": _whole(1, 3),
}


def review_of(values: Mapping[str, Any]) -> tuple[Review | None, list[tuple[str, str]]]:
    """Return the review that `values` make, and what is wrong with them: messages with hints, all at once.

    None is the same as a key left out. `at` is text as in an export, or milliseconds since 1970.
    """
    faults = [(f"unknown key `{shortened(str(key))}`", did_you_mean(str(key), KEYS)) for key in values if key not in KEYS]
    if missing := [f"`{key}`" for key in _NEEDED if values.get(key) is None]:
        faults.append((f"{' and '.join(missing) if len(missing) < 3 else ', '.join(missing)} missing", ""))
    for key, (wanted, fits) in (_NEEDED | _OPTIONAL).items():
        value = values.get(key)
        if value is not None and not fits(value):
            faults.append((f"`{key}` must be {wanted}, but it is `{shortened(str(value))}`", ""))
    if not faults and (values["event"] == Event.ANSWER) is (values.get("refers_to") is not None):
        one = "an answer refers to no other review" if values["event"] == Event.ANSWER else "it must say what it `refers_to`"
        faults.append((f"`refers_to` does not fit the event `{values['event']}`", one))
    return (None if faults else _made(values)), faults


KEYS = (*_NEEDED, *_OPTIONAL)


def _made(values: Mapping[str, Any]) -> Review:
    at, verdict, rating = _moment(values["at"]), values.get("verdict"), values.get("rating")
    return Review(
        review_id=values["review_id"],
        namespace=values["namespace"],
        card=values["card"],
        event=Event(values["event"]),
        at=at or EPOCH,
        session=values["session"],
        mode=Mode(values["mode"]),
        form=Form(values["form"]),
        scheduler=values["scheduler"],
        refers_to=values.get("refers_to"),
        duration_ms=values["duration_ms"],
        response=values["response"],
        verdict=Verdict(verdict) if verdict else None,
        rating=Rating(rating) if rating else None,
        confidence=values.get("confidence"),
    )


def _moment(value: object) -> datetime | None:
    """Return the time that `value` means; None if it means none that a review can have."""
    try:
        if type(value) is int:
            found = moment_of(value)
        elif isinstance(value, str) and _AT.match(value):
            found = datetime.fromisoformat(value)
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return found if EPOCH <= found < _LAST else None
