"""Simulated learners: what they do is drawn at random from their habits, and what must hold is looked at each step.

A life is one learner with one progress file over weeks or months: sessions, days off, answers right and wrong, taken
back, counted as right, skipped, the quiz left in the middle. `BrokenPromiseError` says which promise was not kept, and where.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import fsrs

from nkquiz.model import Card, Match, Number, Order, Reveal, Typed, Way
from nkquiz.quiz import plan as planning
from nkquiz.quiz import scheduling
from nkquiz.quiz.forms import Question
from nkquiz.quiz.grading.grader import Grader
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.plan import Plan
from nkquiz.quiz.responses import DontKnow, Picked, Recalled, Response, Written
from nkquiz.quiz.session import Session
from nkquiz.review import CardState, Form, Mode, Rating, Review
from nkquiz.store.log import ReviewLog, open_log
from tests.quiz.cards import ALL_WAYS, CHOICE, NAMESPACE, card
from tests.quiz.test_session import right, wrong


class BrokenPromiseError(AssertionError):
    """A promise was not kept."""


def hold(promise: str, kept: bool, *seen: object) -> None:
    if not kept:
        raise BrokenPromiseError(f"{promise}: {seen}")


@dataclass(frozen=True)
class Habits:
    """How a learner studies: chances between 0 and 1, and what a value is drawn from at each session."""

    right: float = 0.85
    unknown: float = 0.3  # of the answers that are not right
    guesses: bool = False  # picks and types anything
    undo: float = 0.02
    skip: float = 0.02
    leave: float = 0.01
    practice: float = 0.05
    override: float = 0.3  # of the typed answers that were not taken for right
    hint: float = 0.1
    travels: bool = False  # another zone each session
    days: tuple[float, ...] = (1,)
    questions: tuple[int, ...] = (20,)
    new_cards: tuple[int, ...] = (4,)


LEARNERS = {
    "diligent": Habits(right=0.95, undo=0, skip=0, leave=0, practice=0),
    "forgetful": Habits(right=0.4, days=(1, 1, 2, 4)),
    "guesser": Habits(guesses=True, unknown=0, new_cards=(10,)),
    "undoer": Habits(undo=0.3),
    "skipper": Habits(skip=0.3),
    "interrupter": Habits(leave=0.12, days=(0.001, 0.01, 0.2, 1)),
    "changer": Habits(questions=(1, 5, 20, 60), new_cards=(0, 1, 7, 30), days=(0.02, 1, 3, 40)),
    "practiser": Habits(practice=0.5, new_cards=(6,)),
    "knows better": Habits(right=0.5, override=0.8, undo=0.15, hint=0.4, new_cards=(8,)),
    "traveller": Habits(travels=True, days=(0.3, 0.6, 1, 1, 2)),
    "with a broken clock": Habits(days=(1, 1, 1, 2, -0.01, -3, -400, 800), undo=0.1),
}
"""By name, learners as unlike one another as they can be."""

ZONES = ("UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati")
ROW = (("CAR-T", "own blood"), ("CAR-NK", "cord blood"), ("NK", "a donor"))
DAY_BEGINS = time(4)  # said here once more, so that the code is not its own judge
MAX_REPEATS = 2


def collection() -> list[Card]:
    """Return 40 cards of 24 facts, asked in every way; two, three or four cards of a fact lie side by side."""
    lone: list[Sequence[Way]] = [
        ALL_WAYS,
        (Order(("binds", "gathers", "pierces")),),
        (Number(13, 5, "%", 13, 101),),
        (Reveal(),),
    ]
    found = [card(f"lone-{n}", ways=tuple(lone[n % 4])) for n in range(12)]
    found += [card(f"pair-{n}", name, ways=(CHOICE, Reveal())) for n in range(8) for name in ("meaning", "term")]
    found += [card(f"row-{n}", thing, ways=(Match(ROW, place),)) for n in range(2) for place, (thing, _) in enumerate(ROW)]
    dose = (Typed(("8 mg/kg", "8 mg per kg")), Reveal())
    return [*found, *(card("gaps-0", f"c{n}", ways=dose, answer="8 mg/kg") for n in (1, 2, 3, 4)), card("last", ways=dose)]


class Life:
    """One learner, one progress file. `sit()` is a session with all that a learner may do in it."""

    def __init__(self, folder: Path, habits: Habits, seed: int, *, durable: bool = False) -> None:
        self.path, self.habits, self.durable = folder / f"{seed}.db", habits, durable
        self.chance = random.Random(seed)
        self.zone = ZoneInfo(ZONES[seed % len(ZONES)])
        begin = datetime(2026, 3, 1, self.chance.randrange(24), 30, tzinfo=UTC)
        self.now = begin + timedelta(days=self.chance.randrange(600))  # over leap days and both clock changes
        self.cards = collection()
        self.ids = set[str]()
        self.log = self._open()
        self.sessions = self.answers = 0

    def _open(self) -> ReviewLog:
        log = open_log(self.path)
        if not self.durable:
            log._db.execute("PRAGMA synchronous = OFF")
        return log

    def close(self) -> None:
        self.log.close()

    # What the quiz asks for.

    def new_id(self) -> str:
        new = f"{self.chance.getrandbits(128):032x}"
        self.ids.add(new)
        return new

    def record(self, review: Review) -> CardState | None:
        before = self.rows()
        state = self.log.append(review, (review.card,), scheduling.state_of)
        hold("one answer is one line of the log", self.rows() == before + 1, review)
        return state

    # What is known without asking the code under test.

    def rows(self) -> int:
        return int(self.log._db.execute("SELECT count(*) FROM review").fetchone()[0])

    def day(self) -> tuple[datetime, datetime]:
        """Return begin and end of the learner's day, in UTC."""
        local = self.now.astimezone(self.zone)
        day = local.date() if local.time() >= DAY_BEGINS else local.date() - timedelta(days=1)
        begin, end = (datetime.combine(d, DAY_BEGINS, self.zone).astimezone(UTC) for d in (day, day + timedelta(days=1)))
        return begin, end

    def begun_today(self) -> Counter[str]:
        """Return how many cards of each fact were answered for the first time today, and not taken back."""
        begin, end = self.day()
        first: dict[str, datetime] = {}
        for review in answers_that_count(self.log.reviews(NAMESPACE)):
            first.setdefault(review.card, review.at)
        return Counter(name.partition("#")[0] for name, at in first.items() if begin <= at < end)

    # A session.

    def sit(self) -> None:
        habits, chance = self.habits, self.chance
        self.now += timedelta(days=chance.choice(habits.days), seconds=chance.randrange(3600))
        if habits.travels:
            self.zone = ZoneInfo(chance.choice(ZONES))
        if chance.random() < 0.05:
            self._correct()
        questions, new_cards = chance.choice(habits.questions), chance.choice(habits.new_cards)
        mode = Mode.PRACTICE if chance.random() < habits.practice else Mode.REVIEW
        before = self.log.states(NAMESPACE)
        local = self.now.astimezone(self.zone)
        if mode is Mode.REVIEW:
            plan = planning.review_plan(self.cards, before, (), local, questions, new_cards, chance)
            self._look_at(plan, before, questions, new_cards)
        else:
            plan = planning.practice_plan(self.cards, questions, chance)
        new = Session(plan, before, lambda: Grader((), (), ()), self.record, chance, self.new_id, NAMESPACE, mode, questions)
        Sitting(self, new, plan, before, questions).play()
        self.sessions += 1
        if habits.travels or min(habits.days) < 0:
            return  # what was begun on two days can come to lie in one
        begun = self.begun_today()
        if mode is Mode.REVIEW and habits.new_cards == (new_cards,):
            hold("the limit of new cards holds for the day", begun.total() <= new_cards, begun, new_cards)
        hold("one new card of a fact a day", max(begun.values(), default=0) <= 1, begun)

    def _correct(self) -> None:
        """Publish a correction of some fact, of today."""
        fact = self.chance.choice(self.cards).fact
        today = self.now.astimezone(self.zone).date()
        amended = card(fact.id, corrected=today).fact
        self.cards = [replace(c, fact=amended) if c.fact.id == fact.id else c for c in self.cards]

    def _look_at(self, plan: Plan, states: Mapping[str, CardState], questions: int, new_cards: int) -> None:
        """Hold the plan against what is due by the states alone."""
        begin, end = self.day()
        today = self.now.astimezone(self.zone).date()
        by_id = {c.id: c for c in self.cards}
        corrected = {name for name, state in states.items() if self._corrected_after(by_id[name], state, today)}
        due = {name for name, state in states.items() if state.due < end and not begin <= state.last_review < end} | corrected
        asked = [ask.card.id for ask in plan.asks]
        counted = len(due & set(asked)) + plan.due_left
        hold("every due card is asked or counted as left", counted == len(due), due - set(asked), plan.due_left)
        hold("no plan is longer than the session", len(asked) <= questions, len(asked), questions)
        fresh = [ask.card.fact.id for ask in plan.asks if ask.fresh]
        begun = self.begun_today().total()
        hold("the plan holds the limit of new cards", len(fresh) <= max(0, new_cards - begun), begun, fresh)
        hold("what is new was never answered", not any(ask.card.id in states for ask in plan.asks if ask.fresh), asked)
        facts = [ask.card.fact.id for ask in plan.asks]
        first = [name in corrected for name in asked][: len({by_id[name].fact.id for name in corrected})]
        moved = sorted(plan.asks, key=lambda ask: ask.card.id not in corrected)
        crowded = side_by_side([ask.card.fact.id for ask in moved]) > least_side_by_side(facts)
        hold("what was corrected comes first", all(first) or crowded, asked, corrected)
        hold("siblings are apart in the plan", side_by_side(facts) <= least_side_by_side(facts), asked)

    def _corrected_after(self, asked: Card, state: CardState, today: date) -> bool:
        answered = state.last_review.astimezone(self.zone).date()
        return asked.fact.corrected is not None and answered < asked.fact.corrected.on <= today


@dataclass(frozen=True)
class Moment:
    """Where all stood before an answer was given or counted as right; `place` is None where it was not to be seen."""

    question: Question
    states: Mapping[str, CardState]
    place: object
    standing: Question | None
    outcomes: tuple[Outcome, ...]
    answered: int


class Sitting:
    """One session being played, and what is known of it from outside."""

    def __init__(self, life: Life, session: Session, plan: Plan, before: Mapping[str, CardState], limit: int) -> None:
        self.life, self.session, self.limit = life, session, limit
        self.planned = Counter(ask.card.id for ask in plan.asks)
        self.states = dict(before)
        self.trail: list[Moment] = []
        self.answered = 0
        self.shown: Question | None = None
        self.free = True  # neither undone nor skipped nor left: then every promise of the session itself is kept

    def play(self) -> None:
        chance, habits = self.life.chance, self.life.habits
        while (question := self.session.next_question(self.life.now)) is not None:
            self._look_at(question)
            lot = chance.random()
            self.life.now += timedelta(seconds=chance.randrange(1, 90))
            if lot < habits.leave:
                self.free = False
                self.life.log.close()
                self.life.log = self.life._open()
                break
            if lot < habits.leave + habits.skip:
                self._skip(question)
            elif lot < habits.leave + habits.skip + habits.undo:
                self._undo()
            else:
                self._answer(question)
        if chance.random() < habits.undo:
            self._undo()
        self._end()

    def _look_at(self, question: Question) -> None:
        queue = [ask.card for ask in self.session._place.queue]
        hold("the question's number is its place", question.number == self.answered + 1, question)
        hold("the session keeps its limit", question.number <= question.total <= self.limit, question)
        hold("the total is what is to come", question.total == min(self.answered + len(queue), self.limit), question)
        asked = Counter(outcome.question.card.id for outcome in self.session.outcomes)[question.card.id]
        most = self.planned[question.card.id] + MAX_REPEATS
        hold("no card is asked beyond its repeats", asked < most, question.card.id, asked)
        stands = self.shown is not None and (self.shown.card, self.shown.number) == (question.card, question.number)
        if not stands and self.shown is not None and self.shown.card.fact.id == question.card.fact.id:
            others = {each.fact.id for each in queue[: self.limit - self.answered]} - {question.card.fact.id}
            hold("siblings are apart where another card is left", not others, question.card.id, others)
        self.shown = question

    def _response(self, question: Question) -> Response:
        chance, habits = self.life.chance, self.life.habits
        if habits.guesses:
            if question.form is Form.CHOICE:
                return Picked(frozenset([chance.randrange(len(question.options))]))
            if question.form is Form.RECALL:
                return Recalled(chance.choice(list(Rating)))
            if question.form in (Form.TYPED, Form.NUMBER):
                return Written(chance.choice(["8", "8 mg/kg", "mg", "13", "", "x" * 2000]))
        if question.form is Form.TYPED and chance.random() < 0.1:
            return Written("8")  # close to 8 mg/kg
        if chance.random() < habits.right:
            return right(question)
        return DontKnow() if chance.random() < habits.unknown else wrong(question)

    def _moment(self, question: Question) -> Moment:
        standing, outcomes = self.session.next_question(), self.session.outcomes
        return Moment(question, dict(self.states), self.session._place, standing, outcomes, self.answered)

    def _answer(self, question: Question) -> None:
        life, lines, moment = self.life, self.life.rows(), self._moment(question)
        hinted = life.chance.random() < life.habits.hint and self.session.hint() is not None
        response, sure = self._response(question), life.chance.choice([None, 1, 2, 3])
        outcome = self.session.answer(response, life.now, sure)
        if outcome.retry:
            hold("what stands once more is not logged", life.rows() == lines, question)
            hold("what stands once more is the same", self.session.next_question() is question, question)
            if self.session.can_override and life.chance.random() < life.habits.override:
                self._count_as_right(question, moment)
                return
            outcome = self.session.answer(DontKnow(), life.now)
        helped = not hinted or outcome.rating is None or outcome.rating <= Rating.HARD
        hold("what was right after a hint is hard", helped, outcome)
        self.trail.append(moment)
        self.answered += 1
        life.answers += 1
        self._look_at_outcome(outcome, moment)
        if self.session.can_override and life.chance.random() < life.habits.override:
            self._count_as_right(question, self._moment(question))

    def _look_at_outcome(self, outcome: Outcome, before: Moment) -> None:
        name = outcome.question.card.id
        stored = self.life.log.states(NAMESPACE).get(name)
        if self.session.mode is Mode.REVIEW:
            hold("the state told is the state stored", stored is not None and outcome.state == stored, outcome.state, stored)
            self.states[name] = stored  # type: ignore[assignment]
        else:
            unmoved = stored == before.states.get(name) and outcome.state is None
            hold("practice does not move the schedule", unmoved, name)
        again = name in [ask.card.id for ask in self.session._place.queue][: max(0, self.limit - self.answered)]
        hold("what comes again is in the queue", outcome.comes_again == again, name)
        asked = sum(earlier.question.card.id == name for earlier in self.session.outcomes)
        room = self.limit - self.answered > len(self.session._place.queue)
        if outcome.rating is Rating.AGAIN and asked < self.planned[name] + MAX_REPEATS and room:
            hold("what was wrong comes again where there is room", outcome.comes_again, name)

    def _count_as_right(self, question: Question, before: Moment) -> None:
        close, lines = self.session.asked_again, self.life.rows()
        outcome = self.session.override(self.life.now)
        hold("what was typed can be counted as right", outcome is not None, question)
        assert outcome is not None
        hold("counting as right is a line of its own", self.life.rows() == lines + 1 + close, question)
        hold("what was counted as right is", outcome.rating in (Rating.HARD, Rating.GOOD) and outcome.overridden, outcome)
        if close:
            self.trail.append(before)
            self.answered += 1
            self.life.answers += 1
            graded = scheduling.state_of(self._logged_before(question.card.id))
            states = dict(before.states)
            if graded is not None:
                states[question.card.id] = graded
            before = replace(before, states=states, place=None, answered=self.answered)
        self.trail.append(before)
        self._look_at_outcome(outcome, before)

    def _logged_before(self, name: str) -> list[Review]:
        """Return the log of a card without the last line that was written."""
        (last,) = self.life.log._db.execute("SELECT review_id FROM review ORDER BY rowid DESC LIMIT 1").fetchone()
        return [review for review in self.life.log.reviews_of(NAMESPACE, [name]) if review.review_id != last]

    def _skip(self, question: Question) -> None:
        lines = self.life.rows()
        self.session.skip()
        self.free = False
        hold("a skip writes nothing", self.life.rows() == lines, question)
        left = [ask.card.id for ask in self.session._place.queue]
        hold("a skipped card is left for another day", question.card.id not in left, question)

    def _undo(self) -> None:
        lines = self.life.rows()
        back = self.session.undo(self.life.now)
        if not self.trail:
            hold("there is nothing to undo at the beginning", back is None and self.life.rows() == lines)
            return
        self.free = False
        before = self.trail.pop()
        standing = self.session.next_question()
        hold("undo brings the same question back", back is not None and back.card is before.question.card, back)
        hold("undo restores the store", self.life.log.states(NAMESPACE) == before.states, before.question.card.id)
        if before.place is not None:
            hold("undo restores the question", standing == before.standing, standing)
            hold("undo restores the session", self.session._place == before.place, self.session._place, before.place)
            hold("undo restores the outcomes", self.session.outcomes == before.outcomes, before.outcomes)
        self.states, self.answered, self.shown = dict(before.states), before.answered, standing

    def _end(self) -> None:
        life, outcomes = self.life, self.session.outcomes
        asked = Counter(outcome.question.card.id for outcome in outcomes)
        hold("every answer that stands has its outcome", asked.total() == self.answered, asked, self.answered)
        if self.free:
            missed = [name for name in self.planned if name not in asked]
            hold("a whole session asks all that fits", len(missed) == 0 or self.answered == self.limit, missed)
            last = {outcome.question.card.id: outcome for outcome in outcomes}
            broken = {name for name, outcome in last.items() if outcome.comes_again}
            hold("what was said to come again came", not broken, broken)
        stored = life.log.states(NAMESPACE)
        hold("no other card was touched", stored == self.states, self.session.mode)
        reviews = life.log.reviews(NAMESPACE)
        for name in asked:
            mine = [review for review in reviews if review.card == name]
            hold("the log replayed gives the stored state", scheduling.state_of(mine) == stored.get(name), name)
            hold("the state is that of the fsrs library", same_as_fsrs(stored.get(name), mine), name)


def side_by_side(facts: Sequence[str]) -> int:
    """Return how often two neighbours are alike."""
    return sum(one == other for one, other in pairwise(facts))


def least_side_by_side(facts: Sequence[str]) -> int:
    """Return how often two neighbours must be alike in the best order of `facts`."""
    most = max(Counter(facts).values(), default=0)
    return max(0, 2 * most - len(facts) - 1)


def answers_that_count(reviews: Sequence[Review]) -> list[Review]:
    """Return the answers in review mode that were not taken back, each with the rating that holds."""
    gone = {review.refers_to for review in reviews if review.event == "void"}
    standing = {}
    for review in reviews:
        if review.event == "answer" and review.mode == "review" and review.review_id not in gone:
            standing[review.review_id] = review
    for review in reviews:
        if review.event == "override" and review.review_id not in gone and review.refers_to in standing:
            standing[review.refers_to] = replace(standing[review.refers_to], rating=review.rating)
    return list(standing.values())


def same_as_fsrs(state: CardState | None, reviews: Sequence[Review], retention: float = 0.9) -> bool:
    """Return whether a fresh scheduler of the library comes to the same memory; the due day may be spread by 5 %."""
    scheduler = fsrs.Scheduler(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    memory, seen = fsrs.Card(card_id=1), answers_that_count(reviews)
    for review in seen:
        memory, _ = scheduler.review_card(memory, fsrs.Rating(int(review.rating or 0)), review.at)
    if state is None or not seen:
        return state is None and not seen
    interval = memory.due - seen[-1].at
    near = abs(state.due - memory.due) <= interval * 0.05 + timedelta(days=0.5)
    exact = (state.stability, state.difficulty) == (memory.stability, memory.difficulty)
    return near and exact and (state.first_review, state.last_review, state.reviews) == (seen[0].at, seen[-1].at, len(seen))
