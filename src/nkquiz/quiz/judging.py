"""What a response is worth: verdict, rating, words, and how it is written to the log."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, assert_never

from nkquiz import markup
from nkquiz.frozen import frozen
from nkquiz.model import Match, Number, Order
from nkquiz.quiz.forms import Question
from nkquiz.quiz.responses import Arranged, DontKnow, Matched, Picked, Recalled, Response, Written
from nkquiz.review import Grade, Rating, Verdict

if TYPE_CHECKING:
    from nkquiz.quiz.grading.grader import Grader  # loaded when the first typed answer comes

MAX_RESPONSE = 1000  # characters; what is longer was pasted by mistake


@frozen
class Judged:
    """What a response is worth; `said` is how it stands in the log. `points` of `most` go with several options."""

    verdict: Verdict
    rating: Rating
    said: str = ""
    reason: str = ""
    points: int = 0
    most: int = 0


@frozen
class Unclear:
    """The response is no answer to the question; `wanted` is a sentence that says what is."""

    wanted: str


def judge(question: Question, response: Response, grader: Callable[[], Grader]) -> Judged | Unclear:
    """Return what `response` is worth as an answer to `question`."""
    match response:
        case DontKnow():
            return Judged(Verdict.WRONG, Rating.AGAIN)
        case Arranged(places) if isinstance(question.way, Order):
            return _arranged(question, question.way, places)
        case Matched(places) if isinstance(question.way, Match):
            return _matched(question, question.way, places)
        case Arranged() | Matched():
            return Unclear("That answers another kind of question.")
        case Recalled(rating):
            verdict = Verdict.WRONG if rating is Rating.AGAIN else Verdict.CORRECT
            return Judged(verdict, rating, rating.name.lower())
        case Picked(places):
            return _picked(question, places)
        case Written(text):
            return _written(question, text[:MAX_RESPONSE], grader)
        case _:
            assert_never(response)


def _written(question: Question, said: str, grader: Callable[[], Grader]) -> Judged | Unclear:
    if not isinstance(question.way, Number):
        return _judged(grader().grade(said, question.accept), said)
    from nkquiz.quiz.grading.numbers import judged_number

    found = judged_number(said, question.way)
    return Unclear(found) if isinstance(found, str) else _judged(found, said)


def _judged(grade: Grade, said: str) -> Judged:
    right = grade.verdict in (Verdict.CORRECT, Verdict.TYPO)
    return Judged(grade.verdict, Rating.GOOD if right else Rating.AGAIN, said, grade.reason)


def _arranged(question: Question, way: Order, places: tuple[int, ...]) -> Judged:
    steps = [question.steps[place] for place in places]
    return _judged(judged_order([way.steps.index(step) for step in steps]), " > ".join(map(markup.plain, steps)))


def _matched(question: Question, way: Match, places: tuple[int, ...]) -> Judged:
    rights = [right for _, right in way.pairs]
    chosen = [question.rights[place] for place in places]
    return _judged(judged_match([rights.index(right) for right in chosen], way), " | ".join(map(markup.plain, chosen)))


def _picked(question: Question, places: frozenset[int]) -> Judged:
    """Return what the picks are worth; where several are right, each right pick gives a point and a wrong one takes one.

    What is worth some points only is close, and comes again all the same.
    """
    right = {place for place, option in enumerate(question.options) if option.right}
    said = "; ".join(markup.plain(question.options[place].text) for place in sorted(places))
    if not question.several:
        return Judged(Verdict.CORRECT, Rating.GOOD, said) if places == right else Judged(Verdict.WRONG, Rating.AGAIN, said)
    most, missed, extra = len(right), len(right - places), len(places - right)
    points = max(0, len(places & right) - extra)
    if places == right:
        return Judged(Verdict.CORRECT, Rating.GOOD, said, "", points, most)
    parts = [f"{missed} missed"] * (missed > 0) + [f"{extra} too many"] * (extra > 0)
    begin = "Partly right" if points else "Not right"
    reason = f"{begin}: {', '.join(parts)}. {points} of {most} points."
    return Judged(Verdict.CLOSE if points else Verdict.WRONG, Rating.AGAIN, said, reason, points, most)


def judged_order(said: Sequence[int]) -> Grade:
    """Return the verdict on an order; `said` gives the right place of each step, in the learner's order."""
    if list(said) == sorted(said):
        return Grade(Verdict.CORRECT, "Right.")
    return Grade(Verdict.WRONG, f"{longest_run(said)} of {len(said)} stand in the right order.")


def longest_run(said: Sequence[int]) -> int:
    """Return how many steps stand in the right order among themselves (the longest rising subsequence)."""
    ends: list[int] = []
    for place in said:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def judged_match(said: Sequence[int], way: Match) -> Grade:
    """Return the verdict on a matched row; `said` gives for each left text the place of the right one chosen.

    The verdict is that of the card's own pair; the others are told.
    """
    good = sum(place == at for at, place in enumerate(said))
    if good == len(said):
        return Grade(Verdict.CORRECT, "Right, the whole row.")
    mine = said[way.mine] == way.mine
    own = f"{'Right' if mine else 'Not right'} for {markup.plain(way.pairs[way.mine][0])}"
    return Grade(Verdict.CORRECT if mine else Verdict.WRONG, f"{own}; {good} of {len(said)} pairs are right.")
