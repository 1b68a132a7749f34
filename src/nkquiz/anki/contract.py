"""The Anki contract: the note types as Anki gets them, the same for every collection. docs/contracts.md shows them.

Anki compares a note type by its id and by the ids and places of its fields and templates. Where one of them differs
from what a learner has, the learner's notes are frozen for good; so a golden file holds them all, and is never
rewritten. Only templates, style and names may change, and then `MODIFIED` rises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from nkquiz.kind import NoteField, NoteType
from nkquiz.kinds import all_kinds

MODIFIED = 1_795_415_600
"""When templates, style or names last changed, in seconds since 1970. Anki takes a note type over only if this is
greater than what it has: so it rises with every such change, and an older nkquiz never undoes a newer one."""

SHARED_FIELDS = (
    NoteField("Id", 470_901),
    NoteField("Because", 470_902),
    NoteField("Caveat", 470_903),
    NoteField("Evidence", 470_904),
    NoteField("Sources", 470_905),
    NoteField("Dates", 470_906),
    NoteField("Image", 470_907),
    NoteField("Level", 470_908),
    NoteField("Retired", 470_909),
    NoteField("Corrected", 470_910),
    NoteField("Typed", 470_911),
    NoteField("Data", 470_912),
    NoteField("Spare1", 470_913),
    NoteField("Spare2", 470_914),
    NoteField("Spare3", 470_915),
)
"""The fields that follow the kind's own in every note type. The spare ones are for what nobody has thought of yet."""


@lru_cache(maxsize=1)
def note_types() -> Mapping[str, NoteType]:
    """Return the full note types by the name of their kind."""
    return {
        name: replace(kind.note_type, fields=(*kind.note_type.fields, *SHARED_FIELDS)) for name, kind in all_kinds().items()
    }
