"""What a learner of the old package meets when the new one comes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from faults import faults_of
from habits import OWN_DECK, learn
from profiles import Profile, attempt, beginner, in_folder, plain, unstable

RENAMED = re.compile(r"-[0-9a-f]{40}(?=\.[A-Za-z0-9]+)")
"""What Anki puts into the name of a file when another with that name is there already."""


def updater(request: dict[str, str], old: Profile, new: Profile, wanted_faults: dict[str, list[str]]) -> dict[str, Any]:
    """Return what a learner of the old package meets when the new one comes. `old` and `new` hold one package each."""
    profile, _ = beginner(request["after"], in_folder(request, "learner"))
    was, wanted = old.notes(), new.notes()
    done = attempt(lambda: learn(profile))
    before, cards, reviews, types = profile.notes(), profile.cards(), profile.reviews(), profile.note_types()
    files, decks = profile.media(), profile.decks()
    taken = profile.take(request["file"])
    after, kept = profile.notes(), profile.cards()
    same = {guid for guid in was.keys() & wanted.keys() if was[guid]["content"] == wanted[guid]["content"]}
    touched = {*done["edited"], *done["tagged"]}
    lost = {guid for guid in touched & same if guid not in after or after[guid]["content"] != before[guid]["content"]}
    stale = {*not_arrived(wanted, after, touched & same)}
    frozen = {*taken["refused"].get("conflicting", ())}
    known = {*types, *new.note_types()}

    def named(guids: Iterable[str]) -> list[str]:
        return sorted((after.get(guid) or before.get(guid) or wanted[guid])["name"] for guid in guids)

    observed = {
        "edit_lost": named(guid for guid in lost if guid in done["edited"]),
        "tag_lost": named(guid for guid in lost if guid not in done["edited"]),
        "not_arrived": named(guid for guid in stale if plain(wanted[guid]["content"][1].split("\x1f")[0]) not in frozen),
        "schedule_lost": named({name.rpartition("#")[0] for name, row in cards.items() if kept.get(name) != row}),
        "review_lost": [str(row[0]) for row in sorted(reviews - profile.reviews())],
        "came_twice": named(came_twice(was, wanted, after.keys() - before.keys())),
        "stray_note_type": [name for kind, name in profile.note_types().items() if kind not in known],
        "old_file_kept": old_files_kept(files, new.media(), profile.media(), after, wanted),
        "card_not_arrived": named({name.rpartition("#")[0] for name in new.cards().keys() - kept.keys()}),
        "left_behind": named(was.keys() - wanted.keys()),
        "other_deck": named({name.rpartition("#")[0] for name in strayed(decks, new.decks())}),
        "edit_replaced": named(guid for guid in touched - same if guid in wanted and guid not in stale),
    }
    again = unstable(profile, request["file"])
    ours = faults_of(profile)
    for kind in ("fails", "error", "blank", "raw", "doubled_guid", "empty_card", "missing_file", "check_database"):
        only_here = Counter(ours[kind]) - Counter(wanted_faults[kind])
        observed[f"{kind}_after"] = sorted(only_here)
    return {
        "taken": taken,
        "answered": len(done["answered"]), "reviews": len(reviews), "schedules": len(cards),
        "edited": len(set(done["edited"]) & same), "tagged": len(set(done["tagged"]) & same),
        "unstable": again, "observed": observed,
    }  # fmt: skip


def not_arrived(wanted: dict[str, Any], after: dict[str, Any], own: set[str]) -> Iterator[str]:
    """Yield the notes that are not as the package has them, those aside that hold a learner's `own` words."""
    for guid, note in wanted.items():
        here = after.get(guid)
        if guid in own and here is not None:
            continue
        if here is None or as_compared(here["content"]) != as_compared(note["content"]):
            yield guid


def as_compared(content: tuple[int, str, tuple[str, ...]]) -> tuple[int, str, tuple[str, ...]]:
    """Return a note's content without what Anki puts into the names of its files."""
    type_id, fields, tags = content
    return type_id, RENAMED.sub("", fields), tags


def came_twice(was: dict[str, Any], wanted: dict[str, Any], new: Iterable[str]) -> Iterator[str]:
    """Yield the new notes that ask what a note of the old package asks, which is not in the new one."""
    gone = {asked(note) for guid, note in was.items() if guid not in wanted}
    return (guid for guid in new if guid in wanted and asked(wanted[guid]) in gone)


def asked(note: dict[str, Any]) -> tuple[int, str]:
    """Return note type and first field, by which a person takes two notes for one."""
    type_id, fields, _ = note["content"]
    return type_id, fields.split("\x1f")[0]


def old_files_kept(
    before: dict[str, str], wanted: dict[str, str], after: dict[str, str], notes: dict[str, Any], shown: dict[str, Any]
) -> list[str]:
    """Return the files whose content is new under an old name, and that a learner still sees as they were."""
    changed = [name for name, digest in wanted.items() if name in before and before[name] != digest]
    new_names = {name: [kept for kept in after if after[kept] == wanted[name]] for name in changed}
    still = []
    for name in changed:
        showing = [guid for guid, note in shown.items() if name in note["content"][1]]
        arrived = [guid for guid in showing if any(kept in notes[guid]["content"][1] for kept in new_names[name])]
        if len(arrived) < len(showing) or not showing:
            still.append(name)
    return still


def strayed(before: dict[str, str], wanted: dict[str, str]) -> list[str]:
    """Return the cards that the new package would put elsewhere; those that the learner moved aside."""
    return [card for card, deck in before.items() if deck != OWN_DECK and wanted.get(card, deck).casefold() != deck.casefold()]
