"""A learner's collection in the real Anki: import into it, and read what is there."""

from __future__ import annotations

import hashlib
import html
import os
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

COUNTED = ("new", "updated", "duplicate", "conflicting")
REFUSED = ("conflicting", "missing_notetype", "missing_deck", "empty_first_field", "first_field_match")


class Refused(Exception):  # noqa: N818 - Anki refuses, and that is an answer
    """Anki does not take the package, or fails on the way; the text says why."""


def attempt(step: Callable[[], Any]) -> Any:
    """Return what `step` returns. Raises Refused for what Anki raises; a panic of its Rust code is no Exception."""
    try:
        return step()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        said = " ".join(str(error).replace("\u2068", "").replace("\u2069", "").split())
        crashed = not isinstance(error, Exception)
        raise Refused(("crash: " if crashed else "") + (said or type(error).__name__)[:300]) from error


class Profile:
    """One collection in a folder of its own, and its learner."""

    def __init__(self, folder: str) -> None:
        from anki.collection import Collection

        os.mkdir(folder)  # noqa: PTH102 - pathlib is not needed for anything else
        self.col: Any = Collection(os.path.join(folder, "collection.anki2"))  # noqa: PTH118
        self.col.set_config("fsrs", True)

    def take(self, package: str) -> dict[str, Any]:
        """Import as the import dialog does unless told otherwise; return how the notes fared."""
        from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

        request = ImportAnkiPackageRequest(package_path=package, options=ImportAnkiPackageOptions())
        log = attempt(lambda: self.col.import_anki_package(request)).log
        self.col.models._clear_cache()  # which keeps note types of before the import
        refused = {kind: [plain(" ".join(note.fields[:1])) for note in getattr(log, kind)] for kind in REFUSED}
        return {
            "found": log.found_notes,
            "counts": {kind: len(getattr(log, kind)) for kind in COUNTED},
            "refused": {kind: names for kind, names in refused.items() if names},
        }

    def notes(self) -> dict[str, dict[str, Any]]:
        """Return the notes by guid; of two with one guid, the first."""
        found: dict[str, dict[str, Any]] = {}
        for note_id, guid, type_id, mod, tags, fields in self.col.db.all(
            "select id, guid, mid, mod, tags, flds from notes order by id"
        ):
            content = (type_id, fields, tuple(sorted(tags.split())))
            found.setdefault(guid, {"id": note_id, "mod": mod, "content": content, "name": self.name(guid, type_id, fields)})
        return found

    def name(self, guid: str, type_id: int, fields: str) -> str:
        """Return what a report calls a note: the id of the fact, or the guid and the first words."""
        note_type = self.col.models.get(type_id)
        values = fields.split("\x1f")
        if note_type and note_type["name"].startswith("nkquiz "):
            for field in note_type["flds"]:
                if field["name"] == "Id" and field["ord"] < len(values):
                    return plain(values[field["ord"]])
        return f"{guid} ({words})" if (words := plain(values[0])) else guid

    def cards(self) -> dict[str, list[Any]]:
        """Return the rows of the cards by guid and place."""
        return {
            f"{guid}#{ordinal}": row
            for guid, ordinal, *row in self.col.db.all(
                "select n.guid, c.ord, c.id, c.nid, c.did, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.left, "
                "c.odue, c.odid, c.flags, c.data from cards c join notes n on n.id = c.nid order by c.id"
            )
        }

    def decks(self) -> dict[str, str]:
        """Return the name of the deck of each card."""
        names = {deck.id: deck.name for deck in self.col.decks.all_names_and_ids()}
        return {
            card: names.get(home or deck, "?")
            for card, deck, home in (
                (f"{guid}#{ordinal}", deck, home)
                for guid, ordinal, deck, home in self.col.db.all(
                    "select n.guid, c.ord, c.did, c.odid from cards c join notes n on n.id = c.nid"
                )
            )
        }

    def reviews(self) -> set[tuple[Any, ...]]:
        """Return the rows of all reviews."""
        return {tuple(row) for row in self.col.db.all("select * from revlog")}

    def note_types(self) -> dict[int, str]:
        """Return the names of the note types by id."""
        return {kept.id: kept.name for kept in self.col.models.all_names_and_ids()}

    def media(self) -> dict[str, str]:
        """Return a digest of each media file, "" for an empty one."""
        found = {}
        folder = self.col.media.dir()
        for name in sorted(os.listdir(folder)):  # noqa: PTH208
            with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123
                content = file.read()
            found[name] = hashlib.sha256(content).hexdigest() if content else ""
        return found

    def everything(self) -> Any:
        """Return all that a second import of the same package must leave alone."""
        return self.notes(), self.cards(), self.reviews(), self.note_types(), self.media()


def plain(text: str) -> str:
    """Return HTML as a few words."""
    shown = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>|[\u2068\u2069]", " ", text)
    words = " ".join(html.unescape(shown).split())
    return words if len(words) <= 60 else words[:59] + "…"


def beginner(package: str, folder: str) -> tuple[Profile, dict[str, Any]]:
    """Return a new collection with the package, and what its learner met. Raises Refused if Anki does not take it."""
    profile = Profile(folder)
    stock = profile.note_types()
    taken = profile.take(package)
    return profile, attempt(lambda: counted(profile, taken, stock))


def counted(profile: Profile, taken: dict[str, Any], stock: dict[int, str]) -> dict[str, Any]:
    """Return what the import brought; `stock` are the note types that were there before."""
    by_deck = Counter(profile.decks().values())
    used = dict(profile.col.db.all("select mid, count() from notes group by mid"))
    return {
        "taken": taken,
        "notes": profile.col.note_count(),
        "cards": profile.col.card_count(),
        "decks": [[name, by_deck[name]] for name in sorted(by_deck, key=str.casefold)],
        "note_types": [
            [name, used.get(kept, 0)] for kept, name in profile.note_types().items() if kept not in stock or kept in used
        ],
        "media": len(profile.media()),
    }


def unstable(profile: Profile, package: str) -> bool:
    """Import the package once more; return True if that changes anything."""
    before = profile.everything()
    profile.take(package)
    return bool(profile.everything() != before)


def in_folder(request: dict[str, str], name: str) -> str:
    """Return the path of a collection's folder."""
    return os.path.join(request["folder"], name)  # noqa: PTH118
