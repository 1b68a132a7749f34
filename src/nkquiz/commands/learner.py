"""The learner's own files, as every command needs them: settings that can be trusted, and the log that keeps to them."""

from __future__ import annotations

from typing import TextIO

from nkquiz.diagnostics import report
from nkquiz.quiz.scheduling import at_retention
from nkquiz.store.log import ReviewLog, open_log
from nkquiz.store.place import progress_file, settings_file
from nkquiz.store.preferences import Preferences, read_preferences


def preferences(out: TextIO) -> Preferences | None:
    """Return the settings in force; None where the file has problems, which are then printed."""
    found, problems = read_preferences(settings_file())
    if problems:
        print(report(problems, 1), file=out)
        return None
    return found


def opened_log(wanted: Preferences) -> ReviewLog:
    """Open the learner's log, every card due when recall falls to the wanted retention."""
    return open_log(progress_file(), lambda card, state: at_retention(card, state, wanted.retention))
