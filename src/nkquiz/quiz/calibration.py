"""Whether a learner is as right as they are sure: what `confidence` in the log says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from nkquiz.frozen import frozen
from nkquiz.quiz.intervals import Share
from nkquiz.review import SURE

CONFIDENCE = {1: "a guess", 2: "unsure", 3: "sure"}
HELD_SURE = 0.9
"""Whoever says "sure" and is right less often than this is over-confident."""


@frozen
class Calibration:
    """By confidence, 1 to 3, the share that was right; `overconfident` names the topics where "sure" is often wrong."""

    by_confidence: Mapping[int, Share]
    overconfident: tuple[str, ...] = ()


def calibration_of(answers: Mapping[tuple[str, int], Share]) -> Calibration:
    """Return the calibration of `answers`, the shares by topic and confidence.

    A topic counts as over-confident where even the upper bound of the share right when sure lies below 90 %.
    """
    by_confidence = {confidence: Share() for confidence in CONFIDENCE}
    for (_, confidence), share in answers.items():
        by_confidence[confidence] += share
    sure = {topic: share for (topic, confidence), share in answers.items() if topic and confidence == SURE and not share.early}
    over = [topic for topic, share in sure.items() if share.interval[1] < HELD_SURE]
    return Calibration(by_confidence, tuple(sorted(over, key=lambda topic: sure[topic].share or 0.0)))


def said_of_a_session(answers: Iterable[tuple[str, int, bool]]) -> list[str]:
    """Return the lines that end a session: how often each confidence was right, and where "sure" was wrong.

    `answers` are topic, confidence and whether it was right. One session is too short for more than that.
    """
    given = list(answers)
    rights = {level: [right for _, confidence, right in given if confidence == level] for level in reversed(CONFIDENCE)}
    parts = [f"{CONFIDENCE[level]}: {sum(right)} of {len(right)} right" for level, right in rights.items() if right]
    lines = [f"{'; '.join(parts).capitalize()}."] if parts else []
    wrong = Counter(topic for topic, confidence, right in given if confidence == SURE and not right)
    if wrong:
        named = [f"{topic} ({count} times)" if count > 1 else topic for topic, count in wrong.most_common()]
        lines.append(f"Sure, but not right: {', '.join(named)}.")
    return lines
