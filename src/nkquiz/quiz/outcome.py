"""What came of a response."""

from __future__ import annotations

from nkquiz.frozen import frozen
from nkquiz.quiz.forms import Question
from nkquiz.quiz.responses import DontKnow, Picked, Response
from nkquiz.review import CardState, Rating, Verdict


@frozen
class Outcome:
    """What came of a response. With `retry` nothing was logged and the same question stands once more.

    `reason` is one sentence for the learner; `state` is that of the card after the answer, None outside review mode;
    `comes_again` says that the card is still in the queue; `outdated` says that the learner first met the card before
    its fact was corrected; `points` of `most` go with several options; `hints` were given before the answer;
    `confidence` runs from 1 (a guess) to 3 (sure); `overridden` says that the learner counted the answer as right.
    """

    question: Question
    verdict: Verdict
    reason: str
    rating: Rating | None = None
    state: CardState | None = None
    response: Response | None = None
    retry: bool = False
    comes_again: bool = False
    outdated: bool = False
    points: int = 0
    most: int = 0
    hints: int = 0
    confidence: int | None = None
    overridden: bool = False

    @property
    def unanswered(self) -> bool:
        """True if the learner did not try."""
        return isinstance(self.response, DontKnow)

    @property
    def picked(self) -> frozenset[int]:
        """The places of the options chosen, from 0."""
        return self.response.places if isinstance(self.response, Picked) else frozenset()
