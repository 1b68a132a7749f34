"""The learner's settings, and where they are read: what a learner wants of every session."""

from __future__ import annotations

from pathlib import Path

from nkquiz.diagnostics import NkquizError, Problem, Span
from nkquiz.frozen import frozen


@frozen
class Preferences:
    """The learner's settings. `retention` is the share of cards that shall still be known when they come back."""

    retention: float = 0.90
    new_cards: int = 10
    questions: int = 20
    confidence: bool = False


def read_preferences(path: Path) -> tuple[Preferences, tuple[Problem, ...]]:
    """Return the settings in the file `path` and its problems; the defaults if there is no such file.

    Raises NkquizError if the file cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return Preferences(), ()
    except OSError as error:
        raise NkquizError(f"the settings file {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        return Preferences(), (Problem(Span(path), "NK003", "the file is not UTF-8 text", "save it as UTF-8"),)
    from nkquiz.store.settings_text import Reading  # only where there is something to read: every start counts

    reading = Reading(path)
    for number, line in enumerate(text.split("\n"), start=1):
        reading.take(number, line.rstrip("\r"))
    return Preferences(**reading.values), tuple(reading.problems)
