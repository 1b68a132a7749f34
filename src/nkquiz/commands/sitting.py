"""One sitting of `nkquiz run`, in review or practice: planned, or gone on with where the last one stopped."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from nkquiz.commands.choosing import RELEASED_LATER, Chosen, Wishes, known_states, names_of, title_of
from nkquiz.compiled import Compiled
from nkquiz.diagnostics import Problem, counted
from nkquiz.frozen import frozen
from nkquiz.markup import plain
from nkquiz.quiz.face import Choice, Ending, Face, closing_lines, play
from nkquiz.quiz.plan import Plan, day_of, new_on_day, practice_plan, review_plan
from nkquiz.quiz.scheduling import state_of
from nkquiz.quiz.session import Record, Session
from nkquiz.quiz.telling import when
from nkquiz.review import CardState, Mode, Review
from nkquiz.store.log import ReviewLog
from nkquiz.store.playing import Playing
from nkquiz.store.preferences import Preferences

if TYPE_CHECKING:
    from nkquiz.quiz.grading.grader import Grader
    from nkquiz.quiz.resuming import Stopped

MORE_NEW = 10  # so many more new cards come at a key press where the day's number is none
PRACTICE_NOTE = "Practice: answers are kept, but do not move the schedule."
NONE_WEAK = "None of the cards you have met is weak now: none lately wrong, often forgotten or overdue."

States = Mapping[str, CardState]


@frozen
class _Start:
    """What a session begins with. `answered` are the cards that were answered in it before it was left."""

    sitting: str
    mode: Mode
    plan: Plan
    rng: random.Random
    answered: tuple[str, ...] = ()


@frozen
class Sitting:
    """What one call of `nkquiz run` asks, how, and where the answers go."""

    chosen: Chosen
    wishes: Wishes
    settings: Preferences
    face: Face
    log: ReviewLog
    playing: Playing
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    @property
    def _namespace(self) -> str:
        return self.chosen.compiled.collection.settings.namespace

    def play(self) -> int:
        """Play the sitting and return the exit code."""
        now = self.clock()
        states = known_states(self.chosen, self.log)
        mode = Mode.PRACTICE if self.wishes.practice else Mode.REVIEW
        start = self._stopped(mode, states, now) or self._new(mode, states, now)
        self.face.opening([*self._opening(start), *clock_doubts(self.chosen.compiled.problems, states, now)])
        if not start.plan.asks:
            chosen = self._idle(start, states, now)
            if chosen is None:
                self.face.closing((), ())
                return 0
            start = chosen
        return self._session(start, states).code

    def _session(self, start: _Start, states: States) -> Ending:
        collection = self.chosen.compiled.collection
        session = Session(
            start.plan, states, grader_of(self.chosen.compiled), recorder(self.chosen, self.log), start.rng, self.new_id,
            self._namespace, start.mode, self.settings.questions, start.sitting, start.answered,
        )  # fmt: skip
        topics = {deck.id: deck.title for deck in collection.decks}
        confidence = self.settings.confidence
        ending = play(session, self.face, topics, collection.references, self.clock, confidence=confidence)
        scheduled = start.mode is Mode.REVIEW
        lines = closing_lines(ending, self.clock(), topics, scheduled=scheduled, go_on=self.chosen.again)
        self.face.closing(lines, ending.outcomes)
        return ending

    def _new(self, mode: Mode, states: States, now: datetime, *, more: bool = False) -> _Start:
        sitting = self.new_id()
        self.playing.take(sitting)
        rng = self._rng(sitting)
        return _Start(sitting, mode, self._plan(mode, states, now, rng, sitting, more=more), rng)

    def _rng(self, sitting: str) -> random.Random:
        """Return the chance of a sitting: always alike for one sitting, so that its plan can be made again."""
        return random.Random(sitting if self.wishes.seed is None else self.wishes.seed)

    def _plan(self, mode: Mode, states: States, now: datetime, rng: random.Random, sitting: str, *, more: bool = False) -> Plan:
        """Return the plan of the sitting that begins `now`; `more` new cards come where the learner asked for them."""
        cards, questions = self.chosen.cards, self.settings.questions
        if self.wishes.weak:
            from nkquiz.quiz.weakness import weak_plan

            return weak_plan(cards, states, self._lately_wrong(now, sitting), now, questions)
        if mode is Mode.PRACTICE:
            return practice_plan(cards, questions, rng)
        new_cards = self.settings.new_cards
        if more:
            new_cards = new_on_day(states.values(), now) + (new_cards or MORE_NEW)
        first = self.chosen.compiled.collection.settings.first
        return review_plan(cards, states, first, now, questions, new_cards, rng, self._missed(now, sitting))

    def _stopped(self, mode: Mode, states: States, now: datetime) -> _Start | None:
        """Return what is left of today's last sitting; None if it is at its end, is played elsewhere, or had other cards."""
        today = self.log.reviews(self._namespace, day_of(now)[0])
        if not today:
            return None
        from nkquiz.quiz.resuming import last_sitting, remaining

        stopped = last_sitting(today, mode, now)
        if stopped is None or len(stopped.answers) >= self.settings.questions:
            return None
        before = self._states_before(stopped, states)
        for more in (False, True):
            rng = self._rng(stopped.sitting)
            plan = self._plan(mode, before, stopped.began, rng, stopped.sitting, more=more)
            left = remaining(plan.asks, stopped.answers, self.settings.questions)
            if left and self.playing.take(stopped.sitting):
                return _Start(stopped.sitting, mode, Plan(left), rng, tuple(card for card, _ in stopped.answers))
        return None

    def _states_before(self, stopped: Stopped, states: States) -> States:
        before = dict(states)
        answered = {card for card, _ in stopped.answers}
        for card in (card for card in self.chosen.cards if card.id in answered):
            names = names_of(self.chosen.compiled, card)
            state = self.log.state_without(stopped.sitting, self._namespace, card.id, names, state_of)
            before.pop(card.id, None)
            if state is not None:
                before[card.id] = state
        return before

    def _lately_wrong(self, now: datetime, sitting: str) -> dict[str, int]:
        from nkquiz.quiz.weakness import LATELY, lately_wrong

        logged = self.log.reviews(self._namespace, now - LATELY)
        return lately_wrong((review for review in logged if review.session != sitting), now)

    def _missed(self, now: datetime, sitting: str) -> frozenset[str]:
        """Return the cards the learner was sure of and wrong; asked only where confidence is switched on."""
        if not self.settings.confidence:
            return frozenset()
        from nkquiz.quiz.weakness import LATELY, sure_but_wrong

        names = self.log.sure_and_wrong(self._namespace, now - LATELY)
        logged = self.log.reviews_of(self._namespace, sorted(names))
        return sure_but_wrong((review for review in logged if review.session != sitting), now)

    def _opening(self, start: _Start) -> list[str]:
        begin = title_of(self.chosen)
        plan = start.plan
        if not plan.asks:
            return [f"{begin}."]
        if start.answered:
            left = min(len(plan.asks), self.settings.questions - len(start.answered))
            said = [f"{begin}.", f"Going on where you stopped: {counted(left, 'question')} left."]
        else:
            new = sum(ask.fresh for ask in plan.asks)
            counts = [f"{new} new"] * (new > 0) + [f"{plan.due_left} more due"] * (plan.due_left > 0)
            said = [f"{begin}: {', '.join([counted(len(plan.asks), 'question'), *counts])}."]
        practice = [PRACTICE_NOTE] * (start.mode is Mode.PRACTICE)
        notice = plain(self.chosen.compiled.collection.settings.notice)
        return [*said, *practice, *[notice] * bool(notice)]

    def _idle(self, start: _Start, states: States, now: datetime) -> _Start | None:
        """Say that there is nothing to ask, and return what the learner wants instead; None to leave."""
        if self.wishes.weak:
            self.face.note(NONE_WEAK)
            return None
        plan = start.plan
        lines = ["Nothing is due now."]
        if plan.next_due is not None:
            lines.append(f"Next: {counted(plan.next_count, 'card')} {when(plan.next_due, now)}.")
        choices = [Choice.PRACTISE, Choice.LEAVE]
        keys = ["p practise", "q leave"]
        if plan.new_left:
            choices.insert(0, Choice.MORE_NEW)
            keys.insert(0, "n more new cards")
        match self.face.idle([*lines, "   ".join(keys)], choices):
            case Choice.MORE_NEW:
                return self._new(Mode.REVIEW, states, now, more=True)
            case Choice.PRACTISE:
                self.face.note(PRACTICE_NOTE)
                return self._new(Mode.PRACTICE, states, now)
            case Choice.LEAVE:
                return None


def clock_doubts(problems: Iterable[Problem], states: States, now: datetime) -> list[str]:
    """Return a line if answers or the decks are of days to come: their cards wait for those days, and nobody would know why."""
    _, end = day_of(now)
    ahead = sum(state.last_review >= end for state in states.values())
    reasons = [f"{counted(ahead, 'card')} {'was' if ahead == 1 else 'were'} answered later than that"] * (ahead > 0)
    reasons += ["these decks were released later than that"] * any(problem.code == RELEASED_LATER for problem in problems)
    if not reasons:
        return []
    said = ", and ".join(reasons)
    return [f"Is this computer's date right, {now.day} {now:%B %Y}? {said[:1].upper()}{said[1:]}."]


def grader_of(compiled: Compiled) -> Callable[[], Grader]:
    """Return a function that makes the grader when the first typed answer comes, and once only."""
    made: list[Grader] = []

    def grader() -> Grader:
        if not made:
            from nkquiz.quiz.grading.grader import grader_for

            made.append(grader_for(compiled))
        return made[0]

    return grader


def recorder(chosen: Chosen, log: ReviewLog) -> Record:
    """Return what writes a review to the log under all the names its card ever had."""
    by_name = {card.id: card for card in chosen.cards}

    def record(review: Review) -> CardState | None:
        return log.append(review, names_of(chosen.compiled, by_name[review.card]), state_of)

    return record
