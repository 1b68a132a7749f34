"""What the differences mean to a learner, in whole sentences: what there is to do, what they will see."""

from __future__ import annotations

from collections.abc import Iterator

from nkquiz.changes.comparing import Differences, State
from nkquiz.diagnostics import counted

COUNT_WORDS: dict[State, str] = {
    "new": "new", "changed": "changed", "renamed": "renamed", "corrected": "corrected", "retired": "retired",
    "back": "brought back", "gone": "gone",
}  # fmt: skip


def counts(differences: Differences, *, unseen: bool = True) -> str:
    """Return how many facts fared how: `2 new, 1 corrected`; without `unseen` only what learners can see."""
    parts = ((len(differences.of(state)), words) for state, words in COUNT_WORDS.items() if unseen or state != "renamed")
    return ", ".join(f"{number} {words}" for number, words in parts if number)


def warnings(differences: Differences) -> Iterator[tuple[str, str]]:
    """Yield a word and a sentence for each thing that should be mended before learners get the new side."""
    if not differences.related:
        said = "these are two collections: Anki would add every card of the new one and update none of the old one"
        yield "other-namespace", said
        return
    if differences.older:
        yield "older", "the new side was released before the old one: perhaps they are the wrong way round"
    if lost := differences.lost:
        said = (
            f"{counted(len(lost), 'change')} would not reach learners, since Anki takes a note only if it is later than theirs"
        )
        yield "not-later", f"{said}: {_named(change.fact_id for change in lost)}"
    if unexplained := differences.unexplained:
        said = f"{counted(len(unexplained), 'answer')} changed without `corrected` or `reworded`, so no release can be made"
        yield "unexplained", f"{said}: {_named(change.fact_id for change in unexplained)}"


def _named(names: Iterator[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
    return ", ".join(f"`{name}`" for name in listed[:8]) + more


def to_do(differences: Differences) -> str:
    """Return what a learner has to do, in one sentence."""
    if not differences.seen:
        return "Nothing: they see none of it."
    return "Import the new package over the old one and leave Anki's choices as they are; nothing else needs doing."


def to_see(differences: Differences) -> Iterator[str]:
    """Yield what a learner will see, a sentence each."""
    if new := differences.of("new"):
        cards = sum(change.cards for change in new)
        yield f"{counted(len(new), 'new fact')} with {counted(cards, 'card')}, after the new cards you have."
    if altered := [*differences.of("changed"), *differences.of("corrected"), *differences.of("back")]:
        read = "1 fact reads" if len(altered) == 1 else f"{len(altered)} facts read"
        yield f"{read} differently. Every schedule stays; edits of your own stay too, except on these notes."
    if corrected := differences.of("corrected"):
        said = "1 card says" if len(corrected) == 1 else f"{len(corrected)} of them say"
        yield f"{said} above the answer what was wrong before; tagged `nkquiz::corrected`."
    if retired := differences.of("retired"):
        are = "1 fact is" if len(retired) == 1 else f"{len(retired)} facts are"
        yield f"{are} no longer asked. A card you have stays and says why; suspend or delete it: `tag:nkquiz::retired`."
    if added := sum(change.cards_added for change in differences.changes):
        yield f"{counted(added, 'card')} added to facts you have."
    if lost := sum(change.cards_gone for change in differences.changes):
        yield f"{counted(lost, 'card')} no longer made; what you have of them stays, and Anki lists it under Empty Cards."
    if gone := differences.of("gone"):
        are = "1 fact is" if len(gone) == 1 else f"{len(gone)} facts are"
        yield f"{are} not in the new package. The cards stay as they are, and no update will reach them from it."
    if drawn := len(differences.pictures.changed):
        yield f"{counted(drawn, 'picture')} drawn anew."
    if rewritten := len(differences.rewritten):
        facts = "1 fact reads" if rewritten == 1 else f"{rewritten} facts read"
        yield f"{facts} as before, having changed and changed back in between. Every schedule stays; your own edits there go."
    if differences.looks_changed:
        yield "The style of the cards comes anew."
