"""A rare word of the question that comes again in the right option, and in no wrong one.

A learner who knows nothing picks the option that sounds like the question. Say it in another word, or let a wrong option
sound alike too. Words that many prompts of the collection use give nothing away, nor do short and common ones.

From: the clang clue among the item flaws that help the test-wise (Case and Swanson, Constructing written test questions,
US National Board of Medical Examiners).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from nkquiz.diagnostics import Problem
from nkquiz.rule import Asked, Bank, Rule

_WORD = re.compile(r"[^\W\d_]{4,}")
_QUOTED = re.compile(r"[\"“„][^\"“”]{1,60}[\"”]")
_ROOT = 5
_SHARE = 0.6
_OFTEN = 3
_COMMON = frozenset(
    """
    about above after again against already also although always among another around because been before begin behind
    being below between both cannot case cause cell cells come common could does doing done down during each early
    effect either even ever every fewer find first form found from general give given great group have having help
    here high higher however into itself just keep kind known large last late later least less like long longer lower
    made main mainly make makes many mean means mice might more most mostly much must name near need needs never next
    none number often once only onto order other others ought over part patient patients people person place rather
    same seen several shall short should show since small some something soon still such take than that their them
    then there these they thing this those three through time together told type under until upon used uses using very
    want well were what when where whether which while whole whose will with within without word work would year years
    your
    """.split()
)


def _check(bank: Bank) -> Iterator[Problem]:
    prompts = [_words(_QUOTED.sub(" ", asked.prompt)) for asked in bank.choices]
    used = Counter(word for words in prompts for word in words)
    often = _OFTEN + len(bank.choices) // 100
    for asked, words in zip(bank.choices, prompts, strict=True):
        if asked.wrong and (clue := _clue(asked, sorted(word for word in words if used[word] <= often))):
            message = f"`{clue[0]}` of the question comes again in the right option only (`{clue[1]}`)"
            yield Problem(asked.at_options, "NK315", message, "say it in another word, or let a wrong option sound alike too")


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold())) - _COMMON


def _clue(asked: Asked, rare: Sequence[str]) -> tuple[str, str] | None:
    """Return the word of the question, and the word of the right option that sounds like it.

    None if a wrong option sounds like the question too, be it like another word of it.
    """
    ours: dict[str, list[str]] = {}
    for word in rare:
        ours.setdefault(word[:_ROOT], []).append(word)
    right, wrong = " ".join(asked.right).casefold(), " ".join(asked.wrong).casefold()
    if any(root in wrong and root not in right for root in ours):
        return None
    alike = ((word, theirs) for theirs in sorted(_words(right)) for word in ours.get(theirs[:_ROOT], ()))
    return next((pair for pair in alike if _alike(*pair) and pair[0][:_ROOT] not in wrong), None)


def _alike(one: str, other: str) -> bool:
    root = sum(1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(one, other, strict=False)))
    return one == other or (root >= _ROOT and root >= _SHARE * min(len(one), len(other)))


RULE = Rule(
    code="NK315",
    title="A rare word of the question stands in the right option only.",
    doc=__doc__,
    bad="""
        id: kill-perforates
        ask: Which protein of NK cells perforates the membrane of the target?
        answer: Perforin
        wrong:
        - {text: Granzyme B, why: It enters through the pore.}
        - {text: Granulysin, why: It breaks the membranes of bacteria.}
        """,
    good="""
        id: kill-perforates
        ask: Which protein of NK cells makes pores in the membrane of the target?
        answer: Perforin
        wrong:
        - {text: Granzyme B, why: It enters through the pore.}
        - {text: Granulysin, why: It breaks the membranes of bacteria.}
        """,
    check=_check,
)
