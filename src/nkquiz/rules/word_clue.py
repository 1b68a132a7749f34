"""A rare word of the question that comes again in the right option, and in no wrong one.

A learner who knows nothing picks the option that sounds like the question. Say it in another word, or let a wrong option
sound alike too. Words that many prompts of the collection use give nothing away, nor do short and common ones.

From: the clang clue among the item flaws that help the test-wise (Case and Swanson, Constructing written test questions,
US National Board of Medical Examiners).
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile

from nkquiz.diagnostics import Problem
from nkquiz.rule import Asked, Bank, Rule

_WORD = re.compile(r"[^\W\d_]{4,}")
_ROOT = 5
_SHARE = 0.6
_OFTEN = 3
_COMMON = frozenset(
    """
    about above after again against already also although always among another around because been before begin behind
    being below between both cannot case cause cell cells come could does doing done down during each early either even
    ever every fewer find first form found from general give given great group have having help here high higher however
    into itself just keep kind known large last late later least less like long longer lower made main mainly make makes
    many mean means mice might more most mostly much must name near need needs never next none number often once only
    onto order other others ought over part patient patients people person place rather same seen several shall short
    should show since small some something soon still such take than that their them then there these they thing this
    those three through time together told type under until upon used uses using very want well were what when where
    whether which while whole whose will with within without word work would year years your
    """.split()
)


def _check(bank: Bank) -> Iterator[Problem]:
    prompts = [_words(asked.prompt) for asked in bank.choices]
    used = Counter(word for words in prompts for word in words)
    often = _OFTEN + len(bank.choices) // 100
    for asked, words in zip(bank.choices, prompts, strict=True):
        if asked.wrong and (clue := _clue(asked, {word for word in words if used[word] <= often})):
            message = f"`{clue[0]}` of the question comes again in the right option only (`{clue[1]}`)"
            yield Problem(asked.at_options, "NK315", message, "say it in another word, or let a wrong option sound alike too")


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold())) - _COMMON


def _clue(asked: Asked, rare: set[str]) -> tuple[str, str] | None:
    """Return the word of the question, and the word of the right options that sounds like it."""
    ours, others = _by_root(rare), _by_root(set().union(*map(_words, asked.wrong)))
    for theirs in sorted(set().union(*map(_words, asked.right))):
        for word in ours.get(theirs[:_ROOT], ()):
            if _alike(word, theirs) and not any(_alike(word, other) for other in others.get(word[:_ROOT], ())):
                return word, theirs
    return None


def _by_root(words: set[str]) -> dict[str, list[str]]:
    """Return the words by their first letters, in which words must agree to sound alike."""
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        found.setdefault(word[:_ROOT], []).append(word)
    return found


def _alike(one: str, other: str) -> bool:
    root = sum(1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(one, other, strict=False)))
    return one == other or (root >= _ROOT and root >= _SHARE * min(len(one), len(other)))


RULE = Rule(
    code="NK315",
    title="A rare word of the question stands in the right option only.",
    doc=__doc__,
    bad="""
        id: kill-perforates
        ask: Which granule protein perforates the membrane of the target?
        answer: Perforin
        wrong:
        - {text: Granzyme B, why: It enters through the pore.}
        - {text: Granulysin, why: It breaks the membranes of bacteria.}
        """,
    good="""
        id: kill-perforates
        ask: Which granule protein makes pores in the membrane of the target?
        answer: Perforin
        wrong:
        - {text: Granzyme B, why: It enters through the pore.}
        - {text: Granulysin, why: It breaks the membranes of bacteria.}
        """,
    check=_check,
)
