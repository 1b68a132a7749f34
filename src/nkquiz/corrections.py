"""A released answer that changed must say why: `corrected` where the fact was wrong, `reworded` where only the words changed.

Asked by `nkquiz check`, `nkquiz diff` and `nkquiz release`; a preview may be built before it is answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

from nkquiz.diagnostics import Problem
from nkquiz.identity import guid_of
from nkquiz.lock import Entry, Lock, correction_of, recorded, says_the_same, truth_of
from nkquiz.model import Card, Collection, Fact

_MOST_EXCHANGED = 6  # cards of one fact whose answers are tried in every order


def unexplained(collection: Collection, lock: Lock, cards: Mapping[str, tuple[Card, ...]], today: date) -> Iterator[Problem]:
    """Yield a problem for each released fact whose answer changed without `corrected` or `reworded`.

    A correction of a day to come gets a note.
    """
    return (problem for _, problem in untold(collection, lock, cards, today))


def untold(
    collection: Collection, lock: Lock, cards: Mapping[str, tuple[Card, ...]], today: date
) -> Iterator[tuple[Fact, Problem]]:
    """Yield each fact that `unexplained` has a problem or a note for, with it."""
    for fact in collection.facts:
        if fact.corrected is not None and fact.corrected.on > today + timedelta(days=1):  # somewhere it is tomorrow
            message = f"`{fact.id}` was corrected on a day to come, {fact.corrected.on}"
            hint = f"learners read that day above the answer: give the day of the change, such as {today}"
            yield fact, Problem(fact.where.span("corrected"), "NK203", message, hint, note=True)
    changed = _changed(collection, lock, cards)
    exchanges = {(truth_of(cards[fact.id]), entry.truth): entry for fact, entry in changed}
    for fact, entry in changed:
        problem = _exchanged(fact, entry, cards[fact.id], exchanges) or _silent(fact, entry, today)
        if problem is not None:
            yield fact, problem


def _changed(collection: Collection, lock: Lock, cards: Mapping[str, tuple[Card, ...]]) -> list[tuple[Fact, Entry]]:
    owners = lock.owners(collection.facts)
    found = []
    for fact in collection.facts:
        entry = lock.of(fact)
        if entry is None or owners[entry.guid] is not fact or fact.retired or fact.draft:
            continue
        of_fact = cards[fact.id]
        if not (says_the_same(entry, of_fact) or _told_elsewhere(collection, fact, entry, of_fact)):
            found.append((fact, entry))
    return found


def _told_elsewhere(collection: Collection, fact: Fact, entry: Entry, cards: tuple[Card, ...]) -> bool:
    """Return True if the change has a problem of its own: an id used twice, another kind, a card that is gone."""
    another_kind = entry.guid != guid_of(collection.settings.namespace, fact.kind, entry.first_id)
    return cards[0].fact is not fact or another_kind or not {recorded(card) for card in cards}.issuperset(entry.cards)


def _exchanged(fact: Fact, entry: Entry, cards: Sequence[Card], exchanges: Mapping[tuple[str, str], Entry]) -> Problem | None:
    """Return the problem of a fact that exchanged its answer with another, or whose cards exchanged theirs.

    `exchanges` are the entries of the facts that changed, by their truth now and at their release. Rewording explains
    no exchange, a new correction does: then two answers had been mixed up.
    """
    if fact.corrected is not None and entry.correction != correction_of(fact) and not _is_old(fact, entry):
        return None
    other = exchanges.get((entry.truth, truth_of(cards)))
    if other is not None and other.guid != entry.guid:
        message = f"`{fact.id}` now says what `{other.fact_id}` said at its release, and the other way round"
        hint = (
            "an id stays with its fact for ever: if the two were exchanged, exchange them back;\n"
            "if the answers had been mixed up, give both a `corrected`"
        )
        return Problem(fact.where.span("id"), "NK204", message, hint)
    if _in_another_order(entry, cards):
        names = ", ".join(f"`#{card.name}`" for card in cards)
        message = f"the cards {names} of `{fact.id}` have exchanged their answers"
        hint = (
            "exchange the numbers or ids back: learners' schedules hang on them;\n"
            "if the answers had been mixed up, say so with `corrected`"
        )
        return Problem(fact.where.span(fact.kind), "NK210", message, hint)
    return None


def _in_another_order(entry: Entry, cards: Sequence[Card]) -> bool:
    if not 1 < len(cards) <= _MOST_EXCHANGED:
        return False
    answers = [card.answer for card in cards]
    orders = permutations(answers)
    return any(
        says_the_same(entry, [replace(card, answer=answer) for card, answer in zip(cards, order, strict=True)])
        for order in orders
    )


def _silent(fact: Fact, entry: Entry, today: date) -> Problem | None:
    if fact.reworded:
        return None
    if fact.corrected is None:
        hint = (
            f"if the fact was wrong, tell those who learned it: `corrected: {{on: {today}, was: ..., why: ...}}`;\n"
            "if only the words changed: `reworded: true`"
        )
        return Problem(fact.where.span(), "NK203", f"the answer of `{fact.id}` changed since its release", hint)
    if entry.correction == correction_of(fact) or _is_old(fact, entry):
        hint = f"write a new `corrected` for this change; the fact was last released on {_released(entry)}"
        message = f"the answer of `{fact.id}` changed, but its `corrected` is about an earlier change"
        return Problem(fact.where.span("corrected"), "NK203", message, hint)
    return None


def _is_old(fact: Fact, entry: Entry) -> bool:
    """Return True if the correction is of a day before the fact was last released."""
    return fact.corrected is not None and fact.corrected.on < _released(entry)


def _released(entry: Entry) -> date:
    return datetime.fromtimestamp(entry.time, UTC).date()
