"""What anybody would see is wrong with a collection: on its cards, in its files, in Anki's own checks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial

from profiles import Profile, Refused, attempt, plain

RETIRED_TAG = "nkquiz::retired"
ERROR_TEXTS = (
    "template has a problem",
    "The front of this card is blank",
    " found on card. Please",
    "is not currently attached",
)
RAW = re.compile(r"\{\{[^{}]*\}\}")
UNSEEN = re.compile(r"(?is)<(script|style|template)\b.*?</\1\s*>|<!--.*?-->|\\\(.*?\\\)|\\\[.*?\\\]")
SHOWN = re.compile(r"(?i)<(img|svg|audio|video|canvas|input|object|iframe|script)\b|\[anki:|\[\[type:|\\\(|\\\[")


def faults_of(profile: Profile) -> dict[str, list[str]]:
    """Return, by kind of fault, the names of what is wrong with a collection. Ends with Check Database, which mends."""
    names = {guid: note["name"] for guid, note in profile.notes().items()}
    found = card_faults(profile, names)
    found["doubled_guid"] = [
        names[guid] for guid in profile.col.db.list("select guid from notes group by guid having count() > 1")
    ]
    found["empty_card"] = [
        names[profile.col.get_note(note.note_id).guid] for note in attempt(profile.col.get_empty_cards).notes
    ]
    found.update(media_faults(profile))
    found.update(database_faults(profile, names))
    return found


def card_faults(profile: Profile, names: dict[str, str]) -> dict[str, list[str]]:
    """Return what shows on a card that should not, each with the name of the card."""
    found: dict[str, list[str]] = {"fails": [], "error": [], "blank": [], "raw": []}
    for card_id, guid, ordinal in profile.col.db.all(
        "select c.id, n.guid, c.ord from cards c join notes n on n.id = c.nid order by n.id, c.ord"
    ):
        name = f"{names[guid]}, card {ordinal + 1}"
        try:
            fault, said = attempt(partial(shown_fault, profile, card_id))
        except Refused as refused:
            fault, said = "fails", str(refused)
        if fault:
            found[fault].append(f"{name}: {said}" if said else name)
    return found


def shown_fault(profile: Profile, card_id: int) -> tuple[str, str]:
    """Return the kind of fault that a card shows and what is seen of it; "" if there is none."""
    card = profile.col.get_card(card_id)
    shown = card.render_output(reload=True)
    own = "\x1f".join(card.note().fields)
    for side, text in (("question", shown.question_text), ("answer", shown.answer_text)):
        if any(error in text and error not in own for error in ERROR_TEXTS):
            return "error", f"{side} shows `{plain(text)}`"
        seen = UNSEEN.sub("", text)
        if raw := RAW.search(seen):
            return "raw", f"{side} shows `{plain(raw[0])}`"
    seen = UNSEEN.sub("", shown.question_text)
    if not plain(seen) and not SHOWN.search(shown.question_text):
        return "blank", ""
    return "", ""


def media_faults(profile: Profile) -> dict[str, list[str]]:
    """Return the files that are missing, needless or empty, or that some machines cannot tell apart."""
    files = profile.media()
    check = attempt(profile.col.media.check)
    folded = Counter(name.casefold() for name in files)
    return {
        "missing_file": sorted(check.missing),
        "unused_file": sorted(check.unused),
        "empty_file": [name for name, digest in files.items() if not digest],
        "same_file_name": [name for name in files if folded[name.casefold()] > 1],
    }


def database_faults(profile: Profile, names: dict[str, str]) -> dict[str, list[str]]:
    """Run Check Database; return the notes without cards, those that it made cards for, and what else it says."""
    retired = {guid for guid, note in profile.notes().items() if RETIRED_TAG in note["content"][2]}
    without = profile.col.db.list("select guid from notes where id not in (select nid from cards)")
    before = profile.cards()
    found: dict[str, list[str]] = {
        "without_cards": [names[guid] for guid in without if guid not in retired],
        "retired": [names[guid] for guid in without if guid in retired],
        "made_card": [],
        "check_database": [],
    }
    try:
        said, fine = attempt(profile.col.fix_integrity)
    except Refused as refused:
        found["check_database"] = [str(refused)]
        return found
    made = profile.cards().keys() - before.keys()
    guids = sorted({card.rpartition("#")[0] for card in made})
    found["made_card"] = [names[guid] for guid in guids if guid not in without]
    found["check_database"] = [
        *complaints(said, fine, bool(made)),
        *(f"{card} is gone" for card in before.keys() - profile.cards()),
    ]
    return found


def complaints(said: str, fine: bool, made: bool) -> Iterator[str]:
    """Yield the lines of Check Database that are about the package."""
    for line in said.replace("\u2068", "").replace("\u2069", "").splitlines():
        about_cards = made and ("missing cards" in line.lower() or "Added missing" in line)
        if (
            line.strip()
            and not fine
            and not about_cards
            and not re.search(r"rebuilt|optimi[sz]ed|last review time", line, re.I)
        ):
            yield line.strip()
