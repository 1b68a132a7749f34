"""A prompt such as "Describe CRS" or a bare word can be answered in many ways; which of them counts, only the author knows.

Say what is wanted: the cause, the year, the author. A term and its meaning are a `term`, whose cards ask by themselves. What
is written without spaces between words, such as Chinese or Thai, or joins what English parts, such as Korean, is not judged
by its words.

From: precise prompts (A. Matuschak, How to write good prompts, 2020); the bare keyword as a question is the fault most
often seen in collections made in haste.
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule, words_of

_OPEN = re.compile(
    r"(?:describe|discuss|explain|elaborate|comment|tell me|talk about|say something|write about|thoughts on|define it"
    r"|what (?:about|do you know|can you say|is important here|is special))\b",
    re.IGNORECASE,
)
_ASKS = frozenset("what which who whom whose when where why how define name translate in".split())
_ORDERS = frozenset("define translate spell conjugate decline solve simplify convert balance".split())
_FEWEST_WORDS = 3
_QUESTION_MARKS = ("?", "？", "؟", ";", ":")
_NOT_BY_WORDS = re.compile(
    "[\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u1aaf\u1b00-\u1b7f"  # Thai, Lao, Tibetan, Burmese, Khmer
    "\u2e80-\ua4cf\ua980-\ua9df\uaa60-\uaadf\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0003ffff]"  # Han, kana, Hangul
)
_KINDS = ("ask", "choose")


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.firsts:
        if asked.fact.kind in _KINDS and (_OPEN.match(asked.prompt) or _bare(asked.prompt)):
            message = "the prompt does not say what is wanted of the learner"
            hint = "ask for one thing: its cause, its year, what it does; a term and its meaning are a `term`"
            yield Problem(asked.fact.where.span(asked.fact.kind), "NK306", message, hint)


def _bare(prompt: str) -> bool:
    """Return True for a few words that are no question: "The mitral valve", "Why?". "Antonym: hot" says what is wanted."""
    if ": " in prompt or _NOT_BY_WORDS.search(prompt):
        return False
    words = words_of(prompt)
    asks = prompt.rstrip().endswith(_QUESTION_MARKS)
    if len(words) >= _FEWEST_WORDS and (asks or words[0] in _ASKS):
        return False
    if len(words) > 1 and (words[0] in _ORDERS or (asks and words[0].endswith(("'s", "’s")))):
        return False
    return len(words) <= _FEWEST_WORDS and " of " not in prompt and not any(c.isdigit() for c in prompt)


RULE = Rule(
    code="NK306",
    title="A prompt that does not say what is wanted.",
    doc=__doc__,
    bad="""
        id: crs
        ask: Describe CRS.
        answer: Fever, low pressure and low oxygen after immune cell therapy
        """,
    good="""
        id: crs
        ask: Which sign does every grade of CRS include?
        answer: Fever
        """,
    check=_check,
)
