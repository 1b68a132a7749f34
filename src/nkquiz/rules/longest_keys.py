"""The right option is the longest far more often than chance would have it, over the whole collection.

A learner who has seen twenty of these cards has learned to pick the longest. No single card need be wrong for that: each
key is only a little more exact than its rivals. Told is a collection of at least twenty choices in which it is so in
more than 35 %, and more often than guessing by length would explain: with two wrong options a third are the longest anyway.

From: the long correct answer among the item flaws that help the test-wise (Case and Swanson, Constructing written test
questions, US National Board of Medical Examiners), counted over a bank of questions; the test is ours.
"""

from collections.abc import Iterator
from math import sqrt

from nkquiz.diagnostics import Problem, Span
from nkquiz.folders import SETTINGS_NAME
from nkquiz.rule import Asked, Bank, Rule

LEAST_CHOICES = 20
MOST_SHARE = 0.35
SPREADS = 2
"""How many standard deviations above chance are told: chance alone goes as far in one collection of forty."""

_SHOWN = 3


def _check(bank: Bank) -> Iterator[Problem]:
    judged = [asked for asked in bank.choices if len(asked.right) == 1 and asked.wrong]
    longest = [asked for asked in judged if _more_letters(asked) > 0]
    by_chance = [1 / len(asked.options) for asked in judged]
    spread = sqrt(sum(share * (1 - share) for share in by_chance))
    most = max(MOST_SHARE * len(judged), sum(by_chance) + SPREADS * spread)
    if len(judged) < LEAST_CHOICES or len(longest) <= most:
        return
    message = (
        f"the right option is the longest in {len(longest)} of {len(judged)} choices; chance makes it {sum(by_chance):.0f}"
    )
    worst = sorted(longest, key=_more_letters, reverse=True)[:_SHOWN]
    related = tuple((asked.at_options, f"longer by {_more_letters(asked)} letters") for asked in worst)
    hint = "shorten right options, or make wrong ones as exact"
    yield Problem(Span(bank.collection.folder / SETTINGS_NAME), "NK320", message, hint, related)


def _more_letters(asked: Asked) -> int:
    return len(asked.right[0]) - max(map(len, asked.wrong))


def _many(key: str) -> str:
    """Return a collection of choices, all with one `key`, for the examples."""
    wrong = "[{text: Granzyme B, why: It is another.}, {text: Granulysin, why: It is another.}]"
    return "\n".join(
        f"- {{id: choice-{n}, ask: Which protein is number {n}?, answer: {key}, wrong: {wrong}}}" for n in range(1, 21)
    )


RULE = Rule(
    code="NK320",
    title="In too many choices the right option is the longest.",
    doc=__doc__,
    bad=_many("Perforin of the granules"),
    good=_many("Perforin"),
    check=_check,
)
