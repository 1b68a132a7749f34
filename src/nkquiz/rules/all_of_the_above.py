"""`All of the above`, `none of the above` and `both A and C` are no answers of their own.

Who sees two right options knows that it is "all"; who sees one wrong knows that it is not; and "none" shows only that
a learner knows what is false. Options are shuffled, too, so that nothing stays above and no option is A. Ask about one of
them, or let the learner pick several (`several: true`).

From: the item-writing guide of the National Certification Corporation (NCC), and T. Haladyna, S. Downing and
M. Rodriguez, A review of multiple-choice item-writing guidelines, 2002.
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem, shortened
from nkquiz.rule import Bank, Rule

_COUNT = r"(?:all|none|neither|both|any|either|some|two|three|one|each|more\ than\ one)"
_OTHERS = re.compile(
    rf"""
    (?:\W*{_COUNT}\b(?:\ (?:of|the|these|those|them|other|listed|given|remaining))*
       \ (?:above|below|options?|answers?|choices?|alternatives?|listed)(?:\ (?:answers?|options?|choices?))?\W*)
    | (?:\W*(?:all|none|both|neither|any|either)\ of\ (?:these|those)\W*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LETTERS = re.compile(
    r"(both|neither|either)?\s*\(?([A-H]|[1-8])\)?(,? (?:and|or|nor|&) \(?([A-H]|[1-8])\)?)(?: only)?\W*", re.I
)
_ONE_LETTER = re.compile(r"\W*[A-Z0-9]{1,2}\W*(?:(?:,|and|or|nor|&)\W*[A-Z0-9]{1,2}\W*)*")


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.choices:
        texts = (*asked.right, *asked.wrong)
        for text in texts:
            if _OTHERS.fullmatch(text) or _names_options(text, texts):
                message = f"`{shortened(text)}` is about the other options, and options are shuffled"
                yield Problem(asked.at_options, "NK311", message, "delete it, or make a `choose` with `several: true`")
                break


def _names_options(text: str, texts: tuple[str, ...]) -> bool:
    """Return True for `both A and C` among words; vitamins A and C are among other letters."""
    found = _LETTERS.fullmatch(text)
    return found is not None and (bool(found[1]) or any(not _ONE_LETTER.fullmatch(other[:40]) for other in texts))


RULE = Rule(
    code="NK311",
    title="An option about the other options: all or none of the above, both A and C.",
    doc=__doc__,
    bad="""
        id: icans-signs
        choose: Which signs belong to ICANS?
        options:
        - {text: Confusion, why: It does.}
        - {text: Loss of words, why: It does.}
        - {text: All of the above, right: true, why: Both are signs.}
        """,
    good="""
        id: icans-signs
        choose: Which signs belong to ICANS?
        several: true
        options:
        - {text: Confusion, right: true, why: It is often the first.}
        - {text: Loss of words, right: true, why: Naming objects is part of the score.}
        - {text: Itching, why: The skin takes no part in it.}
        """,
    check=_check,
)
