"""Two sides -> what differs, fact by fact, and whether it will reach a learner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from nkquiz.changes.reading import answer_field, labels, picture, prompt_field, read, repeated, switches
from nkquiz.changes.sides import Seen, Side
from nkquiz.frozen import frozen
from nkquiz.identity import guid_of

State = Literal["new", "changed", "renamed", "corrected", "retired", "back", "gone"]
STATES: tuple[State, ...] = ("new", "changed", "renamed", "corrected", "retired", "back", "gone")

_TOLD_BY_FIELDS = ("nkquiz::level::", "nkquiz::evidence::", "nkquiz::corrected::", "nkquiz::retired", "nkquiz::new::")


@frozen
class FieldChange:
    """A field that differs: its name in the contract, what a learner calls it, and both texts as read.

    The texts are equal where only markup differs.
    """

    field: str
    label: str
    old: str
    new: str


@frozen
class Change:
    """A fact that differs.

    `state` is the chief thing that happened; `was` its id on the old side where that differs. `fields` are None where a
    side knows names only, of a new or gone fact the fields it has. `answer_changed` is None where it cannot be told.
    `arrives` is False where Anki would take the note for no newer than a learner's.
    """

    state: State
    fact_id: str
    was: str
    kind: str
    deck: str
    prompt: str
    answer: str
    cards: int
    fields: tuple[FieldChange, ...] | None = ()
    tags_gone: tuple[str, ...] = ()
    tags_new: tuple[str, ...] = ()
    moved_to: str = ""
    cards_added: int = 0
    cards_gone: int = 0
    answer_changed: bool | None = None
    unexplained: bool = False
    arrives: bool = True


@frozen
class Pictures:
    """Names of pictures that came, that show something else, and that went."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@frozen
class Differences:
    """All that differs between `old` and `new`. `related` is False if they belong to different collections.

    `rewritten` are the ids of facts that read as before, but whose notes Anki takes anew since their time is later: what
    changed and changed back in releases between, or was released without its lock.
    """

    old: Side
    new: Side
    changes: tuple[Change, ...]
    pictures: Pictures
    new_decks: tuple[str, ...]
    rewritten: tuple[str, ...]
    looks_changed: bool
    related: bool

    def of(self, state: State) -> tuple[Change, ...]:
        """Return the changes of one state, in the order of the new side."""
        return tuple(change for change in self.changes if change.state == state)

    @property
    def older(self) -> bool:
        """True if the new side was released before the old one."""
        return self.old.time is not None and self.new.time is not None and self.new.time < self.old.time

    @property
    def lost(self) -> tuple[Change, ...]:
        """Changes that would not reach a learner who has the old side."""
        return tuple(change for change in self.changes if not change.arrives)

    @property
    def unexplained(self) -> tuple[Change, ...]:
        """Changes that a release would refuse for want of `corrected` or `reworded`."""
        return tuple(change for change in self.changes if change.unexplained)

    @property
    def seen(self) -> bool:
        """True if a learner will see any of it."""
        pictures = self.pictures.new + self.pictures.changed + self.pictures.gone
        return bool(pictures) or self.looks_changed or any(change.state != "renamed" for change in self.changes)

    @property
    def none(self) -> bool:
        """True if both sides are the same."""
        return not (self.changes or self.seen)


def compared(old: Side, new: Side) -> Differences:
    """Return what differs between two sides."""
    related = _related(old, new)
    changes = [*_changes(old, new), *_gone(old, new)]
    media_known = not (old.names_only or new.names_only)
    pictures = _pictures(old.media, new.media) if media_known else Pictures()
    looks = old.looks is not None and new.looks is not None and old.looks < new.looks
    decks = tuple(sorted(new.decks - old.decks))
    return Differences(old, new, tuple(changes), pictures, decks, tuple(_rewritten(old, new)), looks, related)


def _rewritten(old: Side, new: Side) -> Iterator[str]:
    for guid, seen in new.facts.items():
        before = old.facts.get(guid)
        if before is None or before.digest != seen.digest or before.time is None or seen.time is None:
            continue
        if seen.time > before.time:
            yield seen.fact_id


def _related(old: Side, new: Side) -> bool:
    """Return True if Anki would update the notes of one side from the other: they have a guid or the namespace in common."""
    if old.namespace and new.namespace:
        return old.namespace == new.namespace
    if not old.facts.keys().isdisjoint(new.facts):
        return True
    return any(_belongs(side, other.namespace) for side, other in ((old, new), (new, old)) if other.namespace)


def _belongs(package: Side, namespace: str) -> bool:
    return any(guid_of(namespace, seen.kind, seen.fact_id) == seen.guid for seen in package.facts.values())


def _changes(old: Side, new: Side) -> Iterator[Change]:
    for guid, seen in new.facts.items():
        before = old.facts.get(guid)
        if before is None:
            if not seen.retired:  # a new learner gets no card of it, and there was none before
                yield _alone("new", seen)
            continue
        was = _was(before, seen, named="package" not in (old.sort, new.sort))
        if was or before.digest != seen.digest or before.retired != seen.retired:
            yield _both(before, seen, was, new)


def _was(before: Seen, seen: Seen, *, named: bool) -> str:
    """Return the fact's id on the old side, "" if it is the same; without `named` only a renaming not released yet is known."""
    if not named:
        return seen.was
    return before.fact_id if before.fact_id != seen.fact_id else ""


def _gone(old: Side, new: Side) -> Iterator[Change]:
    return (_alone("gone", seen) for guid, seen in old.facts.items() if guid not in new.facts)


def _alone(state: State, seen: Seen) -> Change:
    prompt, answer = _said(seen)
    return Change(state, seen.fact_id, "", seen.kind, seen.deck, prompt, answer, len(seen.ordinals))


def _said(seen: Seen) -> tuple[str, str]:
    """Return prompt and answer as read, "" where only names are known or the answer stands in the prompt."""
    if seen.fields is None or not seen.kind:
        return "", ""
    answer = answer_field(seen.kind)
    return read(seen.fields[prompt_field(seen.kind)]), read(seen.fields[answer]) if answer else ""


def _both(before: Seen, seen: Seen, was: str, new: Side) -> Change:
    prompt, answer = _said(seen)
    cards_kept = not (before.retired or seen.retired)
    return Change(
        _state(before, seen),
        seen.fact_id,
        was,
        seen.kind,
        seen.deck,
        prompt,
        answer,
        len(seen.ordinals),
        _field_changes(before, seen),
        _own_tags(before.tags - seen.tags),
        _own_tags(seen.tags - before.tags),
        _moved(before, seen),
        len(seen.ordinals - before.ordinals) if cards_kept else 0,
        len(before.ordinals - seen.ordinals) if cards_kept else 0,
        before.truth != seen.truth if before.truth and seen.truth else None,
        seen.fact_id in new.unexplained,
        before.digest == seen.digest or before.time is None or seen.time is None or seen.time > before.time,
    )


def _state(before: Seen, seen: Seen) -> State:
    if before.retired != seen.retired:
        return "retired" if seen.retired else "back"
    if before.digest == seen.digest:
        return "renamed"
    return "corrected" if _corrected(before, seen) else "changed"


def _corrected(before: Seen, seen: Seen) -> bool:
    """Return True if the fact carries a correction that the old side did not; of a lock, its answer is all that is known."""
    if seen.fields is None or not seen.fields["Corrected"]:
        return False
    if before.fields is None:
        return before.truth != seen.truth
    return before.fields["Corrected"] != seen.fields["Corrected"]


def _field_changes(before: Seen, seen: Seen) -> tuple[FieldChange, ...] | None:
    if before.fields is None or seen.fields is None:
        return None
    differ = [name for name in seen.fields if before.fields.get(name, "") != seen.fields[name]]
    again, words = repeated(seen.kind), labels(seen.kind)
    return tuple(
        FieldChange(name, words[name], *_texts(seen.kind, name, before.fields.get(name, ""), seen.fields[name]))
        for name in differ
        if again.get(name) not in differ
    )


def _texts(kind: str, field: str, old: str, new: str) -> tuple[str, str]:
    """Return both texts as read, closely where else they would be the same."""
    if field in switches(kind):
        return "yes" if old else "no", "yes" if new else "no"
    texts = read(old), read(new)
    return texts if texts[0] != texts[1] else (read(old, closely=True), read(new, closely=True))


def _own_tags(tags: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(tag for tag in tags if not tag.startswith((*_TOLD_BY_FIELDS, "nkquiz::topic::"))))


def _moved(before: Seen, seen: Seen) -> str:
    """Return the id of the deck that the fact was moved to, "" if it was not."""
    if before.fields is None or seen.fields is None:
        return ""
    topics = [sorted(tag for tag in each.tags if tag.startswith("nkquiz::topic::")) for each in (before, seen)]
    return topics[1][0].removeprefix("nkquiz::topic::") if topics[0] != topics[1] and topics[1] else ""


def _pictures(old: frozenset[str], new: frozenset[str]) -> Pictures:
    come, went = {picture(name) for name in new - old}, {picture(name) for name in old - new}
    return Pictures(tuple(sorted(come - went)), tuple(sorted(come & went)), tuple(sorted(went - come)))
