"""A learner's Anki: reads commands as JSON lines, answers with JSON lines. Runs under any Python that has `anki`.

The tests start one such process for each version of Anki; it knows nothing of nkquiz.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from anki import scheduler_pb2
from anki.buildinfo import version
from anki.collection import Collection
from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

LOG = (
    "new",
    "updated",
    "duplicate",
    "conflicting",
    "first_field_match",
    "missing_notetype",
    "missing_deck",
    "empty_first_field",
)
ERRORS = ("template has a problem", "The front of this card is blank", "No cloze ", "is not currently attached", "{{")


class Learner:
    """One collection after another, each in a folder of its own."""

    def __init__(self) -> None:
        self.col: Any = None

    def version(self) -> str:
        return str(version)

    def open(self, path: str) -> None:
        """Open the collection at `path`, made if need be, with FSRS on."""
        self.close()
        self.col = Collection(path)
        self.col.set_config("fsrs", True)

    def close(self) -> None:
        if self.col is not None:
            self.col.close()
        self.col = None

    def take(self, package: str, ticked: dict[str, Any] | None = None) -> dict[str, int]:
        """Import a package as the import dialog does unless told otherwise; return how many notes fared how.

        By default nothing is merged, and notes and note types are updated if newer; `ticked` are other choices.
        """
        options = ImportAnkiPackageOptions(**(ticked or {}))
        answer = self.col.import_anki_package(ImportAnkiPackageRequest(package_path=package, options=options))
        self.col.models._clear_cache()
        return {name: len(getattr(answer.log, name)) for name in LOG if len(getattr(answer.log, name))}

    def review(self, ratings: list[int]) -> int:
        """Answer every card once for each rating (1 to 4); return how many reviews were made."""
        cards = self.col.db.list("select id from cards where queue >= 0 order by id")
        return sum(self._answer(card_id, rating) for card_id in cards for rating in ratings)

    def _answer(self, card_id: int, rating: int) -> int:
        states = self.col._backend.get_scheduling_states(card_id)
        chosen = (states.again, states.hard, states.good, states.easy)[rating - 1]
        answer = scheduler_pb2.CardAnswer(
            card_id=card_id,
            current_state=states.current,
            new_state=chosen,
            rating=rating - 1,  # type: ignore[arg-type]
            answered_at_millis=int(time.time() * 1000),
            milliseconds_taken=1500,
        )
        self.col._backend.answer_card_raw(answer.SerializeToString())
        time.sleep(0.002)  # the id of a review is its millisecond
        return 1

    def edit(self, guid: str, field: str, text: str) -> None:
        """Change a field of a note, as in Anki's editor."""
        note = self._note(guid)
        note[field] = text
        self.col.update_note(note)

    def tag(self, guid: str, tag: str) -> None:
        note = self._note(guid)
        note.add_tag(tag)
        self.col.update_note(note)

    def answer(self, cards: list[str], rating: int) -> int:
        """Answer those of the cards that Anki would ask now; return how many."""
        kept = self._cards(cards)
        asked = [card for card in kept if self.col.db.scalar("select queue from cards where id = ?", card) >= 0]
        return sum(self._answer(card, rating) for card in asked)

    def act(self, what: str, cards: list[str]) -> None:
        """Suspend, bury, flag or move cards, or gather them in a filtered deck, or send back what is gathered."""
        kept = self._cards(cards)
        if what == "suspend":
            self.col.sched.suspend_cards(kept)
        elif what == "bury":
            self.col.sched.bury_cards(kept)
        elif what == "flag":
            self.col.set_user_flag_for_cards(3, kept)
        elif what == "move":
            self.col.set_deck(kept, self.col.decks.id("My own deck"))
        elif what == "gather":
            deck = self.col.sched.get_or_create_filtered_deck(0)
            deck.name = "Gathered"
            del deck.config.search_terms[1:]
            deck.config.search_terms[0].search = " or ".join(f"cid:{card}" for card in kept)
            deck.config.search_terms[0].limit = 100
            deck.config.reschedule = True
            deck.allow_empty = True
            self.col.sched.add_or_update_filtered_deck(deck)
        elif what == "send back":
            for deck in self.col.decks.all_names_and_ids(include_filtered=True):
                if deck.name.startswith("Gathered"):
                    self.col.sched.empty_filtered_deck(deck.id)
        else:
            raise ValueError(what)

    def delete(self, guid: str) -> None:
        """Delete a note with its cards, as in the browser."""
        self.col.remove_notes([self._note(guid).id])

    def turn_back(self, seconds: int, since: int) -> None:
        """Give all notes that were changed by this computer's clock, after `since`, the time `seconds` instead."""
        self.col.db.execute("update notes set mod = ? where mod >= ?", seconds, since)

    def drawing(self, guid: str) -> str:
        """Return the text of the first file that a note shows."""
        (name, *_) = self.col.media.files_in_str(self._note(guid).mid, "\n".join(self._note(guid).fields))
        with open(os.path.join(self.col.media.dir(), name), encoding="utf-8") as file:  # noqa: PTH118, PTH123
            return file.read()

    def _cards(self, names: list[str]) -> list[int]:
        """Return the ids of cards by `guid#ordinal`; those that are not there are left out."""
        found = [
            self.col.db.scalar("select c.id from cards c join notes n on n.id = c.nid where n.guid = ? and c.ord = ?", *one)
            for one in (name.rsplit("#", 1) for name in names)
        ]
        return [card for card in found if card is not None]

    def masks(self, guid: str) -> dict[str, Any]:
        """Return what Anki's own editor of image occlusions reads of a note."""
        found = self.col.get_image_occlusion_note(self._note(guid).id).note
        return {
            "header": found.header,
            "drawing": found.image_file_name,
            "shapes": [
                [one.ordinal, shape.shape, {side.name: side.value for side in shape.properties}]
                for one in sorted(found.occlusions, key=lambda one: one.ordinal)  # Anki has no order for them
                for shape in one.shapes
            ],
        }

    def restyle(self, note_type_id: int, css: str, answer: str) -> None:
        """Change style sheet and the back of the first template, as in Anki's card editor."""
        kept = self.col.models.get(note_type_id)
        kept["css"] = css
        kept["tmpls"][0]["afmt"] += answer
        self.col.models.update_dict(kept)

    def fields_of(self, note_type_id: int) -> list[list[Any]]:
        """Return name and id of each field of a note type, as Anki holds them."""
        return [[field["name"], field["id"]] for field in self.col.models.get(note_type_id)["flds"]]

    def renumber(self, by: int) -> None:
        """Give all notes and cards other ids, as they have in a collection that came by another way."""
        self.col.db.execute("update cards set id = id + ?, nid = nid + ?", by, by)
        self.col.db.execute("update revlog set cid = cid + ?", by)
        self.col.db.execute("update notes set id = id + ?", by)

    def put_file(self, name: str, text: str | None) -> None:
        """Put a file into the learner's media folder, or take it away, a second after whatever Anki did there.

        Anki looks at the folder anew only if its time has changed, and two changes can fall into one tick of the clock.
        """
        folder = self.col.media.dir()
        path = os.path.join(folder, name)  # noqa: PTH118
        before = os.stat(folder).st_mtime_ns  # noqa: PTH116
        if text is None:
            os.remove(path)  # noqa: PTH107
        else:
            with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123
                file.write(text)
        os.utime(folder, ns=(before + 10**9, before + 10**9))

    def style(self, note_type_id: int) -> dict[str, Any]:
        kept = self.col.models.get(note_type_id)
        return {"css": kept["css"], "mod": kept["mod"]}

    def _note(self, guid: str) -> Any:
        return self.col.get_note(self.col.db.scalar("select id from notes where guid = ?", guid))

    def state(self) -> dict[str, Any]:
        """Return all that matters of the collection: notes by guid, whole rows of cards and reviews, names."""
        return {
            "notes": {
                guid: {"fields": fields.split("\x1f"), "tags": tags.split()}
                for guid, fields, tags in self.col.db.all("select guid, flds, tags from notes")
            },
            "cards": {
                f"{guid}#{ordinal}": row
                for guid, ordinal, *row in self.col.db.all(
                    "select n.guid, c.ord, c.id, c.nid, c.did, c.mod, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, "
                    "c.lapses, c.left, c.odue, c.odid, c.flags, c.data from cards c join notes n on n.id = c.nid order by c.id"
                )
            },
            "reviews": self.col.db.all("select * from revlog order by id"),
            "rows": self.col.db.list("select guid from notes order by guid"),
            "note_types": sorted(kept.name for kept in self.col.models.all_names_and_ids()),
            "decks": {kept.name: self.col.decks.get(kept.id).get("desc") for kept in self.col.decks.all_names_and_ids()},
            "deck_of": {
                f"{guid}#{ordinal}": self.col.decks.name(deck_id)
                for guid, ordinal, deck_id in self.col.db.all(
                    "select n.guid, c.ord, c.did from cards c join notes n on n.id = c.nid"
                )
            },
            "media": sorted(os.listdir(self.col.media.dir())),  # noqa: PTH208
        }

    def rendered(self) -> dict[str, dict[str, str]]:
        """Return question and answer of every card as HTML, by `guid#ordinal`."""
        found = {}
        for card_id in self.col.db.list("select id from cards order by id"):
            card = self.col.get_card(card_id)
            output = card.render_output(reload=True)
            found[f"{card.note().guid}#{card.ord}"] = {"question": output.question_text, "answer": output.answer_text}
        return found

    def faults(self) -> list[str]:
        """Return what Anki itself finds wrong: cards it cannot render, empty cards, Check Database, media."""
        found = [
            f"{name} {side}: {error}"
            for name, sides in self.rendered().items()
            for side, html in sides.items()
            for error in ERRORS
            if error in html
        ]
        found += [f"{self.col.get_note(note.note_id).guid} has empty cards" for note in self.col.get_empty_cards().notes]
        before = self.col.card_count()
        text, ok = self.col.fix_integrity()
        found += [] if ok else [text]
        if self.col.card_count() != before:
            found.append(f"Check Database: {before} cards became {self.col.card_count()}")
        media = self.col.media.check()
        return [*found, *(f"missing {name}" for name in media.missing), *(f"unused {name}" for name in media.unused)]


def main() -> None:
    # Anki itself prints to standard output now and then: keep the real one for the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    learner = Learner()
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        command: Callable[..., Any] = getattr(learner, name)
        try:
            reply = {"value": command(*arguments)}
        except BaseException as error:  # a panic of Anki's Rust code is no Exception
            reply = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(reply) + "\n")
        answers.flush()
    learner.close()


if __name__ == "__main__":
    main()
