"""`nkquiz run`: be quizzed."""

from __future__ import annotations

import os
import random
import shlex
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from nkquiz.cache import compiled
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import UsageError, counted, did_you_mean, refusing, report, shown_path
from nkquiz.folders import collection_folder, embedded_folder, using
from nkquiz.model import Card, Fact
from nkquiz.quiz.face import Choice, Ending, Face, closing_lines, play
from nkquiz.quiz.plan import Plan, new_on_day, practice_plan, review_plan
from nkquiz.quiz.scheduling import state_of
from nkquiz.quiz.session import Record, Session
from nkquiz.quiz.telling import when
from nkquiz.review import CardState, Mode, Review
from nkquiz.store.log import ReviewLog, open_log
from nkquiz.store.place import progress_file

if TYPE_CHECKING:
    from nkquiz.quiz.grading.grader import Grader


MORE_NEW = 10  # so many more new cards come at a key press where the day's number is none
PRACTICE_NOTE = "Practice: answers are kept, but do not move the schedule."


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `nkquiz run`."""

    targets: tuple[str, ...] = ()
    questions: int = 20
    new_cards: int = 10
    practice: bool = False
    level: str | None = None
    tag: str | None = None
    seed: int | None = None
    plain: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be asked: the collection, the cards of the chosen decks, and how the learner would call it again."""

    compiled: Compiled
    cards: tuple[Card, ...]
    again: str


def local_now() -> datetime:
    """Return the time, with the zone of this computer."""
    return datetime.now().astimezone()


def run(wishes: Wishes) -> int:
    """Play a session and return the exit code."""
    found, deck_ids = resolved(wishes.targets, local_now(), progress_file().parent / "cache")
    if refusing(found.problems):
        print(using(found.collection.folder))
        print(report(found.problems, found.collection.files_read))
        return 1
    chosen = Chosen(found, asked_cards(found, deck_ids, wishes), again(wishes))
    if not chosen.cards:
        raise UsageError("no fact fits these options; `nkquiz list` shows what there is")
    face = face_for(wishes)
    log = open_log(progress_file())
    signal.signal(signal.SIGTERM, _leave)
    try:
        return _play(chosen, wishes, face, log).code
    finally:
        log.close()


def _leave(number: int, _frame: object) -> NoReturn:
    """End on a signal as on any other way out, so that the terminal gets its own settings back."""
    sys.exit(128 + number)


def again(wishes: Wishes) -> str:
    """Return the command that asks from the same cards again; `make run` names itself in NKQUIZ_CALLED_AS."""
    limits = [part for name in ("level", "tag") if (value := getattr(wishes, name)) for part in (f"--{name}", value)]
    called_as = os.environ.get("NKQUIZ_CALLED_AS", "nkquiz run").split()
    words = [*called_as, *wishes.targets, *limits, *["--practice"] * wishes.practice]
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


def face_for(wishes: Wishes) -> Face:
    """Return the face that fits the options and the terminal; rich is loaded for the colour face only."""
    if wishes.as_json:
        from nkquiz.quiz.faces.json_face import JsonFace

        return JsonFace(sys.stdin, sys.stdout)
    interactive = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    if wishes.plain or os.environ.get("ACCESSIBLE") or not interactive:
        from nkquiz.quiz.faces.plain_face import PlainFace

        return PlainFace(sys.stdin, sys.stdout)
    from nkquiz.quiz.faces.colour_face import ColourFace

    return ColourFace(sys.stdout)


def _play(chosen: Chosen, wishes: Wishes, face: Face, log: ReviewLog) -> Ending:
    collection = chosen.compiled.collection
    now = local_now()
    states = known_states(chosen, log)
    mode = Mode.PRACTICE if wishes.practice else Mode.REVIEW
    rng = random.Random(wishes.seed)
    plan = _plan(chosen, wishes, states, now, rng, mode, wishes.new_cards)
    face.opening(_opening(chosen, plan, mode))
    if not plan.asks:
        match _idle(face, plan, now):
            case Choice.MORE_NEW:
                more = new_on_day(states.values(), now) + (wishes.new_cards or MORE_NEW)
                plan = _plan(chosen, wishes, states, now, rng, mode, more)
            case Choice.PRACTISE:
                mode = Mode.PRACTICE
                plan = _plan(chosen, wishes, states, now, rng, mode, 0)
                face.note(PRACTICE_NOTE)
            case Choice.LEAVE:
                face.closing((), ())
                return Ending()
    session = Session(
        plan, states, _grader_of(chosen.compiled), _recorder(chosen, log), rng, new_id,
        collection.settings.namespace, mode, wishes.questions,
    )  # fmt: skip
    topics = {deck.id: deck.title for deck in collection.decks}
    ending = play(session, face, topics, collection.references, local_now)
    face.closing(closing_lines(ending, local_now(), scheduled=mode is Mode.REVIEW, go_on=chosen.again), ending.outcomes)
    return ending


def new_id() -> str:
    """Return 128 random bits as hex digits."""
    return os.urandom(16).hex()


def _grader_of(compiled: Compiled) -> Callable[[], Grader]:
    """Return a function that makes the grader when the first typed answer comes, and once only."""
    made: list[Grader] = []

    def grader() -> Grader:
        if not made:
            from nkquiz.quiz.grading.grader import grader_for

            made.append(grader_for(compiled))
        return made[0]

    return grader


def _plan(
    chosen: Chosen,
    wishes: Wishes,
    states: dict[str, CardState],
    now: datetime,
    rng: random.Random,
    mode: Mode,
    new_cards: int,
) -> Plan:
    if mode is Mode.PRACTICE:
        return practice_plan(chosen.cards, wishes.questions, rng)
    first = chosen.compiled.collection.settings.first
    return review_plan(chosen.cards, states, first, now, wishes.questions, new_cards, rng)


def _opening(chosen: Chosen, plan: Plan, mode: Mode) -> list[str]:
    folder = chosen.compiled.collection.folder
    where = "the embedded decks" if folder == embedded_folder() else folder.name if folder == Path.cwd() else shown_path(folder)
    begin = f"{chosen.compiled.collection.settings.title} ({where})"
    if not plan.asks:
        return [f"{begin}."]
    new = sum(ask.fresh for ask in plan.asks)
    counts = [f"{new} new"] * (new > 0) + [f"{plan.due_left} more due"] * (plan.due_left > 0)
    said = ", ".join([counted(len(plan.asks), "question"), *counts])
    practice = [PRACTICE_NOTE] * (mode is Mode.PRACTICE)
    return [f"{begin}: {said}.", *practice, "For learning, not for treating patients."]


def _idle(face: Face, plan: Plan, now: datetime) -> Choice:
    lines = ["Nothing is due now."]
    if plan.next_due is not None:
        lines.append(f"Next: {counted(plan.next_count, 'card')} {when(plan.next_due, now)}.")
    choices = [Choice.PRACTISE, Choice.LEAVE]
    keys = ["p practise", "q leave"]
    if plan.new_left:
        choices.insert(0, Choice.MORE_NEW)
        keys.insert(0, "n more new cards")
    lines.append("   ".join(keys))
    return face.idle(lines, choices)


def names_of(compiled: Compiled, card: Card) -> tuple[str, ...]:
    """Return every name the card ever had, by the fact's `was` and the lock; the present one first."""
    fact = card.fact
    entry = compiled.lock.of(fact) if compiled.lock else None
    earlier = {fact.was, *(entry.names if entry else ())} - {"", fact.id}
    return (card.id, *(f"{fact_id}#{card.name}" for fact_id in sorted(earlier)))


def known_states(chosen: Chosen, log: ReviewLog) -> dict[str, CardState]:
    """Return the state of each chosen card that was answered before, also under an earlier name."""
    stored = log.states(chosen.compiled.collection.settings.namespace)
    found = {}
    for card in chosen.cards:
        for name in names_of(chosen.compiled, card):
            if name in stored:
                found[card.id] = stored[name]
                break
    return found


def _recorder(chosen: Chosen, log: ReviewLog) -> Record:
    by_name = {card.id: card for card in chosen.cards}

    def record(review: Review) -> CardState | None:
        return log.append(review, names_of(chosen.compiled, by_name[review.card]), state_of)

    return record
