"""What learners have stays whole: no released fact is deleted, made a draft, changed in kind or robbed of a card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nkquiz.checks.released_decks import missing_decks
from nkquiz.diagnostics import Problem, Span, nearest
from nkquiz.identity import guid_of, is_id
from nkquiz.kinds import all_kinds
from nkquiz.lock import FILE_NAME as LOCK_NAME
from nkquiz.lock import Entry, Lock, recorded, says_the_same, truth_of
from nkquiz.model import Card, Collection, Fact

_AFTER_A_RELEASE = ("was", "retired", "corrected", "reworded")
_RETIRE = "keep the fact and add `retired: {on: YYYY-MM-DD, why: ...}`; learners then see why, and it is asked no more"


def check(collection: Collection, lock: Lock | None) -> Iterator[Problem]:
    """Yield a problem for each released fact that the sources would take from its learners."""
    namespace = collection.settings.namespace
    if lock is None:
        yield from _without_lock(collection)
        return
    if not namespace:  # nkquiz.yaml has a problem of its own
        return
    if lock.namespace != namespace:
        span = Span(lock.path or collection.folder)
        hint = "put the old `namespace` back into nkquiz.yaml: with another one every card would come twice"
        yield Problem(span, "NK206", "the lock belongs to another namespace", hint)
        return
    names = {name: entry for entry in lock.entries.values() for name in entry.names}
    owners = lock.owners(collection.facts)
    new = []
    for fact in collection.facts:
        entry = lock.of(fact)
        if entry is None:
            new.append(fact)
            yield from _new(fact, names, lock)
        elif owners[entry.guid] is fact:
            yield from _old(fact, entry, namespace, lock)
        elif owners[entry.guid].id != fact.id:  # the same id twice is a problem of its own
            message = f"`was: {fact.was}`, but `{owners[entry.guid].id}` is that fact already"
            yield Problem(fact.where.span("was"), "NK204", message, "one fact cannot become two: delete the `was`")
    yield from _gone(collection, lock, owners, new)


def _without_lock(collection: Collection) -> Iterator[Problem]:
    """Yield a note if there is no lock, and yet a fact speaks of a release."""
    path = collection.folder / LOCK_NAME
    told = next(((fact, key) for fact in collection.facts for key in _AFTER_A_RELEASE if getattr(fact, key)), None)
    if told is not None and collection.settings.namespace and not path.exists():
        message = f"there is no `{LOCK_NAME}`, but `{told[0].id}` says `{told[1]}`, as facts do after a release"
        hint = "if the lock was lost, take it from git, or recover it: nkquiz release --from OLD.apkg"
        yield Problem(Span(path), "NK206", message, hint, note=True)


def _gone(collection: Collection, lock: Lock, owners: Mapping[str, Fact], new: Sequence[Fact]) -> Iterator[Problem]:
    faulty = {fact_id for deck in collection.decks for fact_id in deck.left_out}
    if not collection.whole or not all(map(is_id, faulty)):
        return  # a fact whose id cannot be read may be the one that is missed
    meant = {nearest(fact.was, lock.entries) for fact in new if fact.was}
    elsewhere = {entry.guid for entries in missing_decks(collection, lock).values() for entry in entries}
    alike = {truth_of(all_kinds()[fact.kind].cards(fact)): fact.id for fact in new}
    for entry in lock.entries.values():
        if entry.guid in owners or entry.guid in elsewhere or entry.fact_id in faulty or entry.fact_id in meant:
            continue
        hint = f"{_RETIRE};\nif it only has a new id, add `was: {entry.fact_id}` to it"
        if entry.truth in alike:
            hint = f"`{alike[entry.truth]}` says the same: if it is this fact under a new id, add `was: {entry.fact_id}` to it"
        span = Span(lock.path or collection.folder, lock.lines.get(entry.fact_id, 1))
        yield Problem(span, "NK201", f"the released fact `{entry.fact_id}` is gone", hint)


def _new(fact: Fact, names: Mapping[str, Entry], lock: Lock) -> Iterator[Problem]:
    owner = names.get(fact.id)
    if owner is not None:
        message = f"the id `{fact.id}` once named the fact that is now `{owner.fact_id}`"
        yield Problem(fact.where.span("id"), "NK204", message, "an id is never used again: give this fact a new one")
    elif fact.was and fact.was in names:
        message = f"`was: {fact.was}` is an earlier name of the fact that is now `{names[fact.was].fact_id}`"
        yield Problem(fact.where.span("was"), "NK204", message, "`was` gives the id of the last release")
    elif fact.was:
        near = nearest(fact.was, lock.entries)
        hint = f"did you mean `{near}`?" if near else "`was` gives the id of the last release; a new fact has none"
        yield Problem(fact.where.span("was"), "NK204", f"`was: {fact.was}` names no released fact", hint)


def _old(fact: Fact, entry: Entry, namespace: str, lock: Lock) -> Iterator[Problem]:
    other = lock.entries.get(fact.was) if fact.was and fact.was != entry.fact_id else None
    if other is not None:
        message = f"`{fact.id}` and `{fact.was}` were both released; one cannot become the other"
        yield Problem(fact.where.span("was"), "NK204", message, "retire one with `instead`")
    if fact.draft:
        yield Problem(fact.where.span("draft"), "NK201", f"`{fact.id}` was released and cannot become a draft", _RETIRE)
    if entry.guid != guid_of(namespace, fact.kind, entry.first_id):
        yield _other_kind(fact, entry, namespace, lock)
        return
    cards = all_kinds()[fact.kind].cards(fact)
    if fact.reworded and says_the_same(entry, cards):
        message = f"`reworded` of `{fact.id}` has been released"
        hint = "delete the line: while it stands, a later change of the answer goes out without a word to learners"
        yield Problem(fact.where.span("reworded"), "NK203", message, hint, note=True)
    if not fact.retired:
        yield from _cards_kept(fact, cards, entry)


def _cards_kept(fact: Fact, cards: Sequence[Card], entry: Entry) -> Iterator[Problem]:
    now = {card.name: recorded(card) for card in cards}
    for released in entry.cards:
        name, _, number = released.partition("=")
        if name not in now:
            message = f"the card `{fact.id}#{name}` was released and is gone"
            hint = "put it back, or retire the fact and give what remains a new id"
            yield Problem(fact.where.span(fact.kind), "NK210", message, hint)
        elif now[name] != released:
            message = f"the card `{fact.id}#{name}` was released with the number {number}, and now has another"
            hint = "put the number back: in Anki the learners' schedules hang on it"
            yield Problem(fact.where.span(fact.kind), "NK210", message, hint)


def _other_kind(fact: Fact, entry: Entry, namespace: str, lock: Lock) -> Problem:
    before = [kind for kind in all_kinds() if guid_of(namespace, kind, entry.first_id) == entry.guid]
    if not before:
        span = Span(lock.path or fact.where.path, lock.lines.get(entry.fact_id, 1))
        hint = "take the file of the last release from git: git checkout <release> -- nkquiz.lock"
        return Problem(span, "NK205", f"the guid of `{entry.fact_id}` is not one of this collection", hint)
    message = f"`{fact.id}` was released as `{before[0]}` and cannot become `{fact.kind}`"
    hint = "give the new form a new id, and keep this one with `retired: {on: ..., why: ..., instead: the-new-id}`"
    return Problem(fact.where.span(fact.kind), "NK202", message, hint)
