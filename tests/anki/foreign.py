"""Packages as other programs make them, with the faults that other programs leave in them."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import genanki

BASIC = {"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr>{{Back}}"}
TIMES = 1_600_000_000


@dataclass
class Foreign:
    """A package of plain cards: `rows` are guid, front and back; one time for all notes, as genanki has it."""

    rows: list[tuple[str, str, str]]
    time: int = TIMES
    templates: list[dict[str, str]] = field(default_factory=lambda: [dict(BASIC)])
    fields: tuple[str, ...] = ("Front", "Back")
    cloze: bool = False
    media: dict[str, bytes] = field(default_factory=dict)
    deck: str = "Foreign"

    def write(self, path: Path) -> Path:
        model = genanki.Model(
            1_700_000_123, "Foreign", [{"name": name} for name in self.fields], self.templates,
            model_type=genanki.Model.CLOZE if self.cloze else genanki.Model.FRONT_BACK,
        )  # fmt: skip
        deck = genanki.Deck(1_700_000_456, self.deck)
        for guid, *texts in self.rows:
            deck.add_note(genanki.Note(model, [*texts, *[""] * (len(self.fields) - len(texts))], guid=guid))
        package = genanki.Package(deck)
        package.write_to_file(str(path), timestamp=self.time)
        if self.media:
            _add(path, self.media)
        return path


def _add(package: Path, media: dict[str, bytes]) -> None:
    """Put files into a package; what genanki wrote as the list of them is left out."""
    beside = package.with_suffix(".part")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(beside, "w") as new:
        for name in old.namelist():
            if name != "media":
                new.writestr(name, old.read(name))
        new.writestr("media", json.dumps({str(number): name for number, name in enumerate(media)}))
        for number, content in enumerate(media.values()):
            new.writestr(str(number), content)
    shutil.move(beside, package)
