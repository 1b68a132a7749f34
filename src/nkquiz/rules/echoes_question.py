"""An answer that says the question once more before it comes to the point: "The capital of France is Paris".

The learner types or recites the echo, and is graded on it. Give what was asked for alone: "Paris". Told are an answer that
begins with the subject of the question and "is", "was" or the like, one that begins with the end of the question, and one
that says after its own subject all that the question said of it.

From: the minimum information principle and the advice to optimise wording (P. Wozniak, Twenty rules, 1999, rules 4 and 12).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule

_IS = frozenset("is are was were mean has have had consist".split())
_LITTLE = frozenset("a an the of in on at to for from by with and or that as its their it they he she this these there".split())
_ARTICLES = frozenset(("a", "an", "the"))
_ENDING = re.compile(r"(?<=[a-z]{3})(?:s|ed)$")
_ASKING = {"which": 2, "whose": 2, "what": 1, "who": 1, "whom": 1}  # how many words ask: "which cells", "who"
_MOST_READ = 100  # words; a prompt is compared from each of them on
_LONG = 20  # words of an answer, about which NK301 speaks
_DO = frozenset(("do", "doe", "did"))  # "does" without its ending
_SAID_AGAIN = 3  # words that carry meaning, or two of them that are the subject and its verb
_AFTER_VERB = 2  # where the subject stands: "what is", "why does"


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.asked:
        if asked.fact.kind == "ask" and _echoes(_bare(asked.prompt_words), _bare(asked.answer_words)):
            message = "the answer says the question once more"
            yield Problem(asked.fact.where.span("answer"), "NK331", message, "give what was asked for alone")


def _bare(words: Sequence[str]) -> Sequence[str]:
    """Return the words without articles and endings: "boils" is "boil"."""
    return [_ENDING.sub("", word) for word in words if word not in _ARTICLES]


def _echoes(prompt: Sequence[str], answer: Sequence[str]) -> bool:
    if not prompt or not answer or len(prompt) > _MOST_READ or len(answer) > _LONG:
        return False
    if any(_begins(prompt, at, answer) for at, word in enumerate(prompt) if word == answer[0]):
        return True
    asking = _ASKING.get(prompt[0])
    said_of_it = _same(prompt[::-1], answer[::-1])
    return asking is not None and len(answer) > said_of_it >= max(len(prompt) - asking, 2)


def _begins(prompt: Sequence[str], at: int, answer: Sequence[str]) -> bool:
    """Return True if the answer begins as the prompt goes on from `at`: with its subject and "is", or with all of its end."""
    head = _same(prompt[at:], answer)
    left = answer[head:]
    said = sum(word not in _LITTLE for word in answer[:head])
    subject, to_the_end = at == _AFTER_VERB or prompt[max(at - 1, 0)] in _DO, at + head == len(prompt)
    if left and said and left[0] in _IS:
        return to_the_end or subject
    return to_the_end and len(left) > 1 and said + subject >= _SAID_AGAIN


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many equal words both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


RULE = Rule(
    code="NK331",
    title="An answer that says the question once more.",
    doc=__doc__,
    bad="""
        id: crs-source
        ask: Which cells made most of the IL-6?
        answer: Monocytes and macrophages made most of the IL-6
        """,
    good="""
        id: crs-source
        ask: Which cells made most of the IL-6?
        answer: Monocytes and macrophages
        """,
    check=_check,
)
