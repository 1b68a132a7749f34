"""`Which of the following is true?` asks nothing: cover the options, and no one could answer.

Such a question is several at once, one an option, from anywhere; what is learned is the look of the card. A question that
can be answered with the options covered asks one thing. Told are also stems that are only a subject, with options
that say something of it.

From: the rule to focus the lead-in so that it can be answered with the options covered (Case and Swanson, Constructing
written test questions, US National Board of Medical Examiners).
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Asked, Bank, Rule

_THING = r"(?:statements?|assertions?|claims?|sentences?|options?|answers?|propositions?|one)"
_TRUE = r"(?:true|correct|right|accurate|false|incorrect|untrue|wrong|valid)"
_ABOUT = r"(?:\s(?:about|regarding|concerning|on|of|for)\s.+?)?"
_UNFOCUSED = re.compile(
    rf"""
    (?:(?:regarding|concerning|about|with\ regard\ to)\s[^,]+,\s*)?
    (?:(?:which|what)(?:\sone)?(?:\sof\s(?:the\sfollowing|these|those)(?:\s{_THING})?)?(?:\s{_THING})?{_ABOUT}
       \s(?:is|are|holds?|appl(?:y|ies))(?:\s(?:the|an?|not|most))*(?:\s{_TRUE}(?:\s{_THING})?)?{_ABOUT}
      |(?:select|choose|mark|pick|identify|tick|find)\s(?:the|one|all|an?)?\s?(?:\w+\s)?{_THING}{_ABOUT})
    [\s?:.…]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SAYS_TRUTH = re.compile(rf"\b(?:{_TRUE}|best|appl(?:y|ies)|holds?)\b", re.IGNORECASE)
_MOST_SUBJECT_WORDS = 3
_MOST_LETTERS = 200
"""A longer prompt says something; and what is looked for here takes long to look for."""

_PREDICATE = re.compile(r"[a-z]+ \S")


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.choices:
        if _asks_nothing(asked.prompt) or _is_subject_only(asked):
            message = "with the options covered, nobody could answer this"
            yield Problem(asked.at_prompt, "NK317", message, "ask for one thing: what, which, where, how many")


def _asks_nothing(prompt: str) -> bool:
    return bool(len(prompt) <= _MOST_LETTERS and _SAYS_TRUTH.search(prompt) and _UNFOCUSED.fullmatch(prompt))


def _is_subject_only(asked: Asked) -> bool:
    """Return True for `Perforin:` with options such as `makes pores`, each a sentence begun by the prompt."""
    if "?" in asked.prompt or len(asked.prompt_words) > _MOST_SUBJECT_WORDS:
        return False
    return all(_PREDICATE.match(text) for text in (*asked.right, *asked.wrong))


RULE = Rule(
    code="NK317",
    title="A question that cannot be answered with the options covered.",
    doc=__doc__,
    bad="""
        id: nk-true
        choose: Which of the following statements about NK cells is true?
        options:
        - {text: They kill without earlier exposure, right: true, why: That is what "natural" means.}
        - {text: They carry CD3, why: T cells do.}
        - {text: They make antibodies, why: Plasma cells do.}
        """,
    good="""
        id: nk-true
        choose: What does "natural" mean in "natural killer cell"?
        options:
        - {text: It kills without earlier exposure, right: true, why: No priming by antigen is needed.}
        - {text: It is found in nature, why: All cells of the body are.}
        - {text: It kills without any receptors, why: It weighs the signals of many.}
        """,
    check=_check,
)
