"""A right option that is much longer than the others gives itself away.

Who knows nothing picks the longest: authors take care that the right option is exact, and hardly any with the wrong ones.
A shorter key, with the detail in `because`, mends both. Told is a key half as long again as the longest wrong option,
and longer by more than a word or two; long names of one word are spared.

From: the list of item flaws that help the test-wise, in the manual for item writers of the US National Board of Medical
Examiners (Case and Swanson, Constructing written test questions).
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule, words_of

TIMES = 1.5
MORE_LETTERS = 15
LEAST_WORDS = 4


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.choices:
        if len(asked.right) != 1 or not asked.wrong:
            continue
        key, longest = len(asked.right[0]), max(map(len, asked.wrong))
        if key >= TIMES * longest and key - longest >= MORE_LETTERS and len(words_of(asked.right[0])) >= LEAST_WORDS:
            message = f"the right option has {key} letters, the longest wrong one {longest}: its length gives it away"
            hint = "shorten it and move the detail to `because`, or make the wrong ones as exact"
            yield Problem(asked.at_options, "NK310", message, hint)


RULE = Rule(
    code="NK310",
    title="A right option that is much longer than the others.",
    doc=__doc__,
    bad="""
        id: crs-first-sign
        ask: What is usually the first sign of CRS?
        answer: Fever of 38 degrees or more that infection does not explain
        wrong:
        - {text: Rash, why: It is seen in acute GvHD.}
        - {text: Cough, why: It is not part of the definition.}
        """,
    good="""
        id: crs-first-sign
        ask: What is usually the first sign of CRS?
        answer: Fever
        wrong:
        - {text: Rash, why: It is seen in acute GvHD.}
        - {text: Cough, why: It is not part of the definition.}
        because: A temperature of 38 degrees or more that infection does not explain.
        """,
    check=_check,
)
