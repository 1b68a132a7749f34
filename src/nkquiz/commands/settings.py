"""`nkquiz settings`: where your settings lie and what they are; makes the file if there is none."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from nkquiz.atomic import replacing
from nkquiz.commands.learner import preferences
from nkquiz.diagnostics import NkquizError, shown_path
from nkquiz.store.place import settings_file
from nkquiz.store.settings_text import template


def settings(out: TextIO) -> int:
    """Print the place of the settings file and the settings in force. Return 1 if the file has problems."""
    path = settings_file()
    made = not path.exists()
    if made:
        _make(path)
    found = preferences(out)
    if found is None:
        return 1
    print(f"Your settings: {shown_path(path)}{' (made now)' if made else ''}", file=out)
    for line in (
        f"retention = {found.retention}",
        f"new-cards = {found.new_cards}",
        f"questions = {found.questions}",
        f"confidence = {str(found.confidence).lower()}",
    ):
        print(f"  {line}", file=out)
    print("To change them, edit the file.", file=out)
    return 0


def _make(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as (new,):
            new.write_text(template(), encoding="utf-8")
    except OSError as error:
        raise NkquizError(f"the settings file {path} cannot be made: {error.strerror}") from error
