"""Absolutes that stand in wrong options only: `always`, `never`, `all`, `only`.

Hardly anything is true without exception, and learners know it: they strike out such options unread. Where the right
option is absolute too, nothing is given away. A dose `every 8 hours` is no absolute, nor is a number that is `none`, nor an
`only` within a sentence, nor a word of a title (`All's Well That Ends Well`).

From: the list of item flaws that help the test-wise, in the manual for item writers of the US National Board of Medical
Examiners (Case and Swanson, Constructing written test questions).
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem, counted
from nkquiz.rule import Bank, Rule
from nkquiz.rules._texts import is_title

_ABSOLUTE = re.compile(
    r"""\b(?:
    [Aa]lways | [Nn]ever | (?<!.)[Oo]nly | [Aa]ll(?!-|\ (?:but|over|year|day|night|summer|winter)\b)(?<!\bat\ all)
    | [Ee]very(?!\ (?:\d|second|other|few|two|three|four|six|day|night|week|month|year))
    | [Ee]very(?:one|body|thing|where) | [Nn]obody | [Nn]othing | [Nn]one
    | [Cc]ompletely | [Ee]ntirely | [Tt]otally | [Aa]bsolutely | [Ss]olely | [Ee]xclusively | [Ii]nvariably | [Gg]uarantees?
    )\b(?!-)""",
    re.VERBOSE,
)
"""Small or with one capital: ALL is a leukaemia."""


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.choices:
        if any(_ABSOLUTE.search(text) for text in asked.right):
            continue
        own = (text for text in asked.wrong if not is_title(text))
        found = [match[0].lower() for text in own if (match := _ABSOLUTE.search(text)) and match[0] != text]
        if found:
            words = ", ".join(f"`{word}`" for word in dict.fromkeys(found))
            message = f"{words} in {counted(len(found), 'wrong option')}, and no such word in the right one"
            yield Problem(asked.at_options, "NK312", message, "put the wrong options as carefully as the right one")


RULE = Rule(
    code="NK312",
    title="Absolutes in wrong options only.",
    doc=__doc__,
    bad="""
        id: nk-gvhd
        ask: What is known of GvHD after donor NK cells?
        answer: It was rare in most trials
        wrong:
        - {text: It never occurs, why: It was seen in a trial of activated cells.}
        - {text: It always follows, why: Most patients had none.}
        """,
    good="""
        id: nk-gvhd
        ask: What is known of GvHD after donor NK cells?
        answer: It was rare in most trials
        wrong:
        - {text: It was as common as with T cells, why: Donor T cells cause far more of it.}
        - {text: It was not looked for, why: Every trial reports it.}
        """,
    check=_check,
)
