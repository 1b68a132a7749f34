"""The learner's own files, as every command needs them: settings that can be trusted, and the log that keeps to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TextIO

from nkquiz.diagnostics import report
from nkquiz.quiz.scheduling import at_retention, counted_answers, state_of
from nkquiz.review import CardState
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


def states_of(log: ReviewLog, namespace: str, names: Mapping[str, Sequence[str]]) -> dict[str, CardState]:
    """Return the state of each card that was answered, by its present name; `names` gives all names of each, that one first.

    Where progress was joined while the collection was not at hand, answers under an earlier name may be missing from
    the state that is stored; then the state is made anew here.
    """
    stored = log.states_of(namespace, [name for all_names in names.values() for name in all_names])
    found = {}
    for card, all_names in names.items():
        known = [stored[name] for name in all_names if name in stored]
        if len(known) > 1 and len(counted_answers(log.reviews_of(namespace, all_names))) != known[0].reviews:
            whole = log.state_of(namespace, card, all_names, state_of)
            known = [whole] if whole else []
        if known:
            found[card] = known[0]
    return found
