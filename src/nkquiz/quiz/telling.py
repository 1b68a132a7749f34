"""What a learner is told: the lines after an answer and at the end. Words only; faces decide how they look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from nkquiz.diagnostics import counted
from nkquiz.frozen import frozen
from nkquiz.model import Fact, Match, Order, Reference
from nkquiz.quiz.calibration import said_of_a_session
from nkquiz.quiz.forms import Question
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.plan import day_of
from nkquiz.quiz.responses import Arranged, Matched, Response, Written
from nkquiz.quiz.text import ends_a_sentence, paragraphs, sentence, shown
from nkquiz.review import Form, Rating, Verdict

_OUT_OF_DATE = "may be out of date"
_OWN_WORDS = {Rating.HARD: "Right, with effort.", Rating.EASY: "Right, and easily."}
_RIGHT = (Verdict.CORRECT, Verdict.TYPO)


@frozen
class Why:
    """Why an option is right, or not."""

    option: str
    right: bool
    why: str

    @property
    def begin(self) -> str:
        """The option as its reason follows it: `IL-1:`, but a whole sentence as it is."""
        return self.option if ends_a_sentence(self.option) else f"{self.option}:"

    @property
    def judged(self) -> str:
        """Option, verdict and reason in one line: `IL-1, not right: It comes later.`"""
        verdict = "right" if self.right else "not right"
        joined = f" {verdict.capitalize()}" if ends_a_sentence(self.option) else f", {verdict}"
        return f"{self.option}{joined}: {self.why}"


@frozen
class Telling:
    """The lines after an answer, each "" or empty where there is nothing to say.

    `corrected` comes before the answer; `answer` is the right answer where the learner has not just seen it; `typed`
    and `wanted` are what was typed and the accepted answer nearest to it, where the two differ by letters; `listed` is
    the right order or the whole row, each line as its mark and its text; `whys` are the reasons of options.
    """

    right: bool
    verdict: str
    corrected: str = ""
    answer: str = ""
    typed: str = ""
    wanted: str = ""
    listed: tuple[tuple[str, str], ...] = ()
    remember: str = ""
    whys: tuple[Why, ...] = ()
    because: tuple[str, ...] = ()
    caveat: str = ""
    badge: str = ""
    dates: str = ""
    sources: tuple[Reference, ...] = ()
    returns: str = ""


def tell(outcome: Outcome, references: Mapping[str, Reference], now: datetime) -> Telling:
    """Return what to say after `outcome`; `now` carries the local time zone."""
    question, fact = outcome.question, outcome.question.card.fact
    right = outcome.verdict in _RIGHT
    verdict, answer, listed = _verdict(outcome), shown(question.card.answer), _listed(question, outcome.response)
    typed, wanted = _nearly(outcome)
    return Telling(
        right=right,
        verdict=verdict,
        corrected=_corrected(fact) if outcome.outdated else "",
        answer="" if listed or _just_seen(outcome) or _ends_with(verdict, answer) or wanted == answer else answer,
        typed=typed,
        wanted=wanted,
        listed=listed,
        remember=shown(question.card.remember) if question.card.remember else "",
        whys=_whys(outcome),
        because=tuple(paragraphs(fact.because)) if fact.because else (),
        caveat=shown(fact.caveat) if fact.caveat else "",
        badge=shown(fact.badge) if fact.badge else "",
        dates=_dates(fact, now.date()),
        sources=tuple(references[key] for key in fact.sources if key in references),
        returns=_returns(outcome, now),
    )


def _just_seen(outcome: Outcome) -> bool:
    """Return True if the right answer stands above: picked or typed by the learner, or revealed for a free recall."""
    if outcome.question.form is Form.RECALL:
        return not outcome.unanswered
    if isinstance(outcome.response, Written):
        return _bare(outcome.response.text) == _bare(shown(outcome.question.card.answer))
    return outcome.verdict in _RIGHT and outcome.question.form is Form.CHOICE


def _bare(answer: str) -> str:
    """Return an answer without what its writing alone adds: capitals, spaces, a full stop."""
    return " ".join(answer.split()).rstrip(".").casefold()


def _ends_with(verdict: str, answer: str) -> bool:
    """Return True for `Not apoptosis: degranulation.` and the answer `Degranulation`."""
    return verdict.casefold().endswith(f": {answer.rstrip('.')}.".casefold())


def _nearly(outcome: Outcome) -> tuple[str, str]:
    """Return what was typed and the nearest accepted answer; ("", "") unless they are alike and differ by letters."""
    question, response = outcome.question, outcome.response
    if question.form is not Form.TYPED or not isinstance(response, Written) or outcome.verdict is Verdict.CORRECT:
        return "", ""
    from nkquiz.quiz.difference import nearest

    typed = " ".join(response.text.split())
    return (typed, wanted) if (wanted := nearest(typed, question.accept)) else ("", "")


def _listed(question: Question, response: Response | None) -> tuple[tuple[str, str], ...]:
    """Return the right order as numbered lines, or the whole row, each with the learner's own where that differs."""
    match question.way, response:
        case Order(steps), Arranged(places):
            own = [question.steps[place] for place in places]
            return tuple(
                (f"{number}. ", shown(step) + _yours(str(own.index(step) + 1), str(number)))
                for number, step in enumerate(steps, start=1)
            )
        case Order(steps), _:
            return tuple((f"{number}. ", shown(step)) for number, step in enumerate(steps, start=1))
        case Match(pairs), Matched(places):
            return tuple(
                (f"{shown(left)}: ", shown(right) + _yours(shown(question.rights[place]), shown(right)))
                for (left, right), place in zip(pairs, places, strict=True)
            )
        case Match(pairs), _:
            return tuple((f"{shown(left)}: ", shown(right)) for left, right in pairs)
    return ()


def _yours(said: str, right: str) -> str:
    return f" (yours: {said})" if said != right else ""


def _verdict(outcome: Outcome) -> str:
    if outcome.overridden:
        return "Counted as right."
    if outcome.reason:
        return outcome.reason
    if outcome.verdict in _RIGHT and outcome.hints:
        return "Right, with a hint."
    if outcome.verdict in _RIGHT:
        return _OWN_WORDS.get(outcome.rating or Rating.GOOD, "Right.")
    if outcome.unanswered:
        return "Not known yet, and not guessed."
    return "It will come again." if outcome.question.form is Form.RECALL else "Not this one."


def _corrected(fact: Fact) -> str:
    if fact.corrected is None:
        return ""
    day = f"{fact.corrected.on.day} {fact.corrected.on:%B %Y}"
    return f"Corrected on {day}. It said before: {sentence(shown(fact.corrected.was))} {shown(fact.corrected.why)}".strip()


def _whys(outcome: Outcome) -> tuple[Why, ...]:
    """Return the reasons of the options that were picked and of the right ones."""
    return tuple(
        Why(shown(option.text), option.right, shown(option.why))
        for place, option in enumerate(outcome.question.options)
        if option.why and (option.right or place in outcome.picked)
    )


def _dates(fact: Fact, today: date) -> str:
    said = [f"as of {fact.as_of}"] if fact.as_of else []
    if fact.review_by is not None and fact.review_by < today:
        said.append(_OUT_OF_DATE)
    return "; ".join(said)


def _returns(outcome: Outcome, now: datetime) -> str:
    if outcome.comes_again:
        return "Comes again in this session."
    return f"Back {when(outcome.state.due, now)}." if outcome.state is not None else ""


def when(due: datetime, now: datetime) -> str:
    """Return `today`, `tomorrow`, `in 5 days`, `in 3 months`, as the learner's calendar has it."""
    today, day = (day_of(moment)[0].date() for moment in (now, due.astimezone(now.tzinfo)))
    days = (day - today).days
    if days <= 0:
        return "today"
    if days <= 1:
        return "tomorrow"
    if days < 60:
        return f"in {days} days"
    return f"in {round(days / 30.4)} months" if days < 700 else f"in {days / 365.25:.0f} years"


def summary(outcomes: Sequence[Outcome], now: datetime, topics: Mapping[str, str], *, scheduled: bool) -> list[str]:
    """Return the score, how right the learner was when sure, and what returns when; `topics` are titles by deck id."""
    if not outcomes:
        return ["Nothing answered; nothing changed."]
    right = sum(outcome.verdict in _RIGHT for outcome in outcomes)
    partly = sum(outcome.verdict is Verdict.CLOSE for outcome in outcomes)
    lines = [f"{right} of {len(outcomes)} right{f', {partly} partly' if partly else ''}."]
    lines += said_of_a_session(
        (topics.get(outcome.question.card.fact.deck, ""), outcome.confidence, outcome.verdict in _RIGHT)
        for outcome in outcomes
        if outcome.confidence is not None
    )
    last = {outcome.question.card.id: outcome.state for outcome in outcomes}
    dues = sorted(state.due for state in last.values() if state is not None)
    returns = Counter(when(due, now) for due in dues)
    if scheduled and returns:
        (day, count), *others = returns.items()
        later = sum(count for _, count in others[3:])
        said = [
            f"{counted(count, 'card')} {day}",
            *(f"{count} {day}" for day, count in others[:3]),
            *[f"{later} later"] * (later > 0),
        ]
        lines.append(f"Back: {', '.join(said)}.")
    return lines


def lead_of(question: Question) -> str:
    """Return the line above the prompt: what is to be done, where the prompt alone does not say it."""
    if question.form is Form.MATCH:
        return "Match the whole row; only the pair asked about counts."
    if question.several:
        right = sum(option.right for option in question.options)
        return f"Pick {right}." if right else question.card.lead
    return question.card.lead


def as_asked(question: Question) -> str:
    """Return lead and prompt in one line: a claim alone would read as if it were said here."""
    return " ".join(part for part in (lead_of(question), shown(question.card.prompt)) if part)
