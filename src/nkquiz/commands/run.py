"""`nkquiz run`: be quizzed."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from nkquiz.cache import compiled
from nkquiz.commands.learner import opened_log, preferences, states_of
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import UsageError, counted, did_you_mean, refusing, report
from nkquiz.folders import collection_folder, using
from nkquiz.model import Card, Fact
from nkquiz.quiz.face import Face
from nkquiz.review import CardState
from nkquiz.store.log import ReviewLog
from nkquiz.store.place import cache_folder, playing_file
from nkquiz.store.playing import Playing
from nkquiz.store.preferences import Preferences

if TYPE_CHECKING:
    from nkquiz.quiz.faces.json_face import JsonFace
    from nkquiz.quiz.faces.plain_face import PlainFace
    from nkquiz.quiz.faces.replay_face import ReplayFace


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `nkquiz run`; what is None is left to the learner's settings."""

    targets: tuple[str, ...] = ()
    questions: int | None = None
    new_cards: int | None = None
    practice: bool = False
    weak: bool = False
    level: str | None = None
    tag: str | None = None
    seed: int | None = None
    plain: bool = False
    as_json: bool = False
    answers: Path | None = None
    exam: int | None = None
    time: str | None = None
    report: Path | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be asked: the collection, the cards of the chosen decks, and how the learner would call it again."""

    compiled: Compiled
    cards: tuple[Card, ...]
    again: str


def local_now() -> datetime:
    """Return the time, with the zone of this computer."""
    return datetime.now().astimezone()


def new_id() -> str:
    """Return 128 random bits as hex digits."""
    return os.urandom(16).hex()


def run(wishes: Wishes) -> int:
    """Play a session and return the exit code."""
    _refuse_contradictions(wishes)
    settings = preferences(sys.stdout)
    if settings is None:
        return 1
    found, deck_ids = resolved(wishes.targets, local_now(), cache_folder())
    if refusing(found.problems):
        print(using(found.collection.folder))
        print(report(found.problems, found.collection.files_read))
        return 1
    chosen = Chosen(found, asked_cards(found, deck_ids, wishes), again(wishes))
    if not chosen.cards:
        raise UsageError("no fact fits these options; `nkquiz list` shows what there is")
    replay = replay_of(wishes.answers, wishes) if wishes.answers else None
    play = _exam(chosen, wishes) if wishes.exam is not None else _sitting(chosen, wishes, settings, replay or face_for(wishes))
    signal.signal(signal.SIGTERM, _leave)
    log = opened_log(settings)
    playing = Playing(playing_file())
    try:
        code = play(log, playing)
    finally:
        playing.close()
        log.close()
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


def again(wishes: Wishes) -> str:
    """Return the command that asks from the same cards again; `make run` names itself in NKQUIZ_CALLED_AS."""
    limits = [part for name in ("level", "tag") if (value := getattr(wishes, name)) for part in (f"--{name}", value)]
    called_as = os.environ.get("NKQUIZ_CALLED_AS", "nkquiz run").split()
    limits += [part for name in ("exam", "time") if (value := getattr(wishes, name)) for part in (f"--{name}", str(value))]
    words = [*called_as, *wishes.targets, *limits, *["--practice"] * wishes.practice, *["--weak"] * wishes.weak]
    return " ".join(shlex.quote(word) for word in words)


def resolved(targets: Sequence[str], now: datetime, kept_in: Path) -> tuple[Compiled, frozenset[str] | None]:
    """Return the collection the targets belong to and the ids of the decks they name; None stands for all decks.

    A target is an existing path first, else a deck id or the beginning of just one. Raises UsageError otherwise, and
    if the paths belong to two collections. `kept_in` is where compiled collections are kept.
    """
    paths = [Path(target) for target in targets if os.path.exists(target)]  # noqa: PTH110 - a name may be too long for Path
    names = [target for target in targets if not os.path.exists(target)]  # noqa: PTH110
    found = compiled(paths[0] if paths else None, now, kept_in)
    for path in paths[1:]:
        if collection_folder(path) != found.collection.folder:
            raise UsageError("the paths belong to two collections; one session asks from one")
    decks = found.collection.decks
    chosen = {deck_named(name, [deck.id for deck in decks]) for name in names}
    for path in paths:
        if path.is_dir():
            return found, None
        chosen |= {deck.id for deck in decks if deck.where.path == path.resolve() or deck.where.path == path}
    return found, frozenset(chosen) if targets else None


def deck_named(name: str, known: Sequence[str]) -> str:
    """Return the id that `name` is, or is the beginning of. Raises UsageError if there is none, or more than one."""
    if name in known:
        return name
    near = [deck_id for deck_id in known if deck_id.startswith(name)]
    if len(near) == 1:
        return near[0]
    if near:
        *others, last = [f"`{deck_id}`" for deck_id in near]
        raise UsageError(f"`{name}` could be {', '.join(others)} or {last}")
    if os.sep in name or "/" in name or name.endswith((".yaml", ".yml")):
        raise UsageError(f"there is no file or folder `{name}`")
    hint = did_you_mean(name, known)
    raise UsageError(f"no deck called `{name}`. {hint[:1].upper()}{hint[1:]}")


def asked_cards(compiled: Compiled, deck_ids: frozenset[str] | None, wishes: Wishes) -> tuple[Card, ...]:
    """Return the cards of the facts that fit the options, in the order of decks and files."""

    def fits(fact: Fact) -> bool:
        return (
            not fact.draft
            and fact.retired is None
            and (deck_ids is None or fact.deck in deck_ids)
            and wishes.level in (None, fact.level)
            and (wishes.tag is None or wishes.tag in fact.tags)
        )

    return tuple(card for fact in compiled.collection.facts if fits(fact) for card in compiled.cards[fact.id])


def wants_plain(wishes: Wishes) -> bool:
    """Return True if plain lines are wanted, or all that the terminal can do."""
    interactive = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return wishes.plain or bool(os.environ.get("ACCESSIBLE")) or not interactive


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


def names_of(compiled: Compiled, card: Card) -> tuple[str, ...]:
    """Return every name the card ever had, by the fact's `was` and the lock; the present one first."""
    fact = card.fact
    entry = compiled.lock.of(fact) if compiled.lock else None
    earlier = {fact.was, *(entry.names if entry else ())} - {"", fact.id}
    return (card.id, *(f"{fact_id}#{card.name}" for fact_id in sorted(earlier)))


def known_states(chosen: Chosen, log: ReviewLog) -> dict[str, CardState]:
    """Return the state of each chosen card that was answered before, also under an earlier name."""
    names = {card.id: names_of(chosen.compiled, card) for card in chosen.cards}
    return states_of(log, chosen.compiled.collection.settings.namespace, names)
