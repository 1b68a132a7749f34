"""`nkquiz run`: be quizzed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from nkquiz.commands.choosing import RELEASED_LATER, Chosen, Wishes, again, asked_cards, resolved, wants_plain
from nkquiz.commands.learner import opened_log, preferences
from nkquiz.diagnostics import UsageError, counted, refusing, report
from nkquiz.folders import using
from nkquiz.quiz.face import Face
from nkquiz.store.log import ReviewLog
from nkquiz.store.place import cache_folder, playing_file
from nkquiz.store.playing import Playing
from nkquiz.store.preferences import Preferences

if TYPE_CHECKING:
    from nkquiz.quiz.faces.json_face import JsonFace
    from nkquiz.quiz.faces.plain_face import PlainFace
    from nkquiz.quiz.faces.replay_face import ReplayFace


def local_now() -> datetime:
    """Return the time, with the zone of this computer."""
    return datetime.now().astimezone()


def new_id() -> str:
    """Return 128 random bits as hex digits."""
    return os.urandom(16).hex()


def run(wishes: Wishes) -> int:
    """Play a session and return the exit code."""
    _refuse_contradictions(wishes)
    told = sys.stderr if wishes.as_json else sys.stdout  # a program finds nothing but events on its own stream
    settings = preferences(told)
    if settings is None:
        return 1
    with ExitStack() as at_end:
        return _run(wishes, settings, told, at_end)


def _run(wishes: Wishes, settings: Preferences, told: TextIO, at_end: ExitStack) -> int:
    found, deck_ids = resolved(wishes.targets, local_now(), cache_folder(), at_end)
    if refusing(problem for problem in found.problems if problem.code != RELEASED_LATER):
        print(using(found.collection.folder), file=told)
        print(report(found.problems, found.collection.files_read), file=told)
        return 1
    chosen = Chosen(found, asked_cards(found, deck_ids, wishes), again(wishes))
    if not chosen.cards:
        raise UsageError("no fact fits these options; `nkquiz list` shows what there is")
    replay = replay_of(wishes.answers, wishes) if wishes.answers else None
    play = _exam(chosen, wishes) if wishes.exam is not None else _sitting(chosen, wishes, settings, replay or face_for(wishes))
    signal.signal(signal.SIGTERM, _leave)
    log = at_end.enter_context(closing(opened_log(settings)))
    playing = at_end.enter_context(closing(Playing(playing_file())))
    code = play(log, playing)
    if replay is None or not replay.left or code:
        return code
    print(f"nkquiz: {counted(replay.left, 'line')} of `{wishes.answers}` not used", file=sys.stderr)
    return 1


def _sitting(chosen: Chosen, wishes: Wishes, settings: Preferences, face: Face) -> Callable[[ReviewLog, Playing], int]:
    from nkquiz.commands.sitting import Sitting

    merged = _merged(settings, wishes)
    return lambda log, playing: Sitting(chosen, wishes, merged, face, log, playing, local_now, new_id).play()


def _exam(chosen: Chosen, wishes: Wishes) -> Callable[[ReviewLog, Playing], int]:
    from nkquiz.commands.exam import Examination, duration, exam_face

    count, lasts = wishes.exam or 0, duration(wishes.time) if wishes.time else None
    face = exam_face(wishes)
    return lambda log, playing: Examination(chosen, wishes, count, lasts, face, log, playing, local_now, new_id).play()


def _refuse_contradictions(wishes: Wishes) -> None:
    if wishes.weak and not wishes.practice:
        raise UsageError("`--weak` goes with `--practice`: weak cards are practised, the schedule stays as it is")
    if wishes.exam is None and (wishes.time or wishes.report):
        raise UsageError(f"`--{'time' if wishes.time else 'report'}` goes with `--exam N`")
    others = {
        "--practice": wishes.practice, "--questions": wishes.questions is not None,
        "--new-cards": wishes.new_cards is not None, "--answers": wishes.answers is not None,
    }  # fmt: skip
    if wishes.exam is not None and any(others.values()):
        other = next(name for name, given in others.items() if given)
        raise UsageError(f"`--exam {wishes.exam}` does not go with `{other}`")


def _merged(settings: Preferences, wishes: Wishes) -> Preferences:
    """Return the learner's settings, with those that the command line gives in their place."""
    return replace(
        settings,
        questions=settings.questions if wishes.questions is None else wishes.questions,
        new_cards=settings.new_cards if wishes.new_cards is None else wishes.new_cards,
    )


def _leave(number: int, _frame: object) -> NoReturn:
    """End on a signal as on any other way out, so that the terminal gets its own settings back."""
    sys.exit(128 + number)


def face_for(wishes: Wishes) -> Face:
    """Return the face that fits the options and the terminal; rich is loaded for the colour face only."""
    if wishes.as_json or wants_plain(wishes):
        return _face_of_lines(wishes)
    from nkquiz.quiz.faces.colour_face import ColourFace

    return ColourFace(sys.stdout)


def _face_of_lines(wishes: Wishes) -> JsonFace | PlainFace:
    if wishes.as_json:
        from nkquiz.quiz.faces.json_face import JsonFace

        return JsonFace(sys.stdin, sys.stdout)
    from nkquiz.quiz.faces.plain_face import PlainFace

    return PlainFace(sys.stdin, sys.stdout)


def replay_of(path: Path, wishes: Wishes) -> ReplayFace:
    """Return the JSON or the plain face with its answers from the file `path`. Raises UsageError if they are none."""
    from nkquiz.quiz.faces.replay_face import ReplayFace, read_replies

    return ReplayFace(_face_of_lines(wishes), str(path), read_replies(path))
