"""A prompt that points to what is not on the card: a figure that was left behind, the program above, last week's lecture.

The card was copied from a sheet, a slide or a book, and what it points to stayed there. Add the `image`, write the sentence
or the code into the prompt, or ask so that the card stands alone. With a picture on the card, only pointing to a lecture, a
slide or notes is told; where code or a quotation follows, nothing is.

From: cards that are read years later, out of their context (P. Wozniak, Twenty rules, 1999, rule 16), and the advice that a
prompt be precise by itself (A. Matuschak, How to write good prompts, 2020).
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Asked, Bank, Rule

_DRAWN = r"(?:figure|diagram|drawing|illustration|photo(?:graph)?|screenshot)"
_SHOWN = rf"(?:{_DRAWN}|picture|image|graph|chart|map|table|portrait|video|recording)"
_READ = r"(?:passage|text|excerpt|extract|paragraph|sentence|poem|program|snippet|code|equation|formula|case|scenario|score)"
_THING = rf"(?:{_SHOWN}|{_READ})"
_SEEN = r"(?:shown|seen|depicted|pictured|displayed|illustrated|marked|labell?ed|highlighted|circled|described|red|green|blue)"
_ENDS = r"(?=\s*(?:[,.:;?]|\Z))"
_LEFT_BEHIND = re.compile(
    rf"(?:^|[.?!:] )(?:in|on|from|using|look at|see|refer to) the {_SHOWN}(?=\s*[,.:;])"
    rf"|\baccording to the (?:{_SHOWN}|passage|text|excerpt){_ENDS}"
    rf"|\b(?:in|on) the (?:{_DRAWN}|passage){_ENDS}"
    rf"|\b{_SEEN} (?:(?:here|above|below){_ENDS}|(?:with|by) (?:an|the) arrow|(?:in|on) the {_SHOWN}{_ENDS})"
    rf"|\bin the (?:image|picture|photo(?:graph)?) (?:makes|shows|is|are)\b"
    rf"|\bthe (?:\w+ )?{_THING} (?:shown )?(?:above|below)"
    rf"(?:{_ENDS}| (?:is|are|do|does|returns?|prints?|shows?|makes?)\b)"
    rf"|\bthe above {_THING}\b|\bthe arrow (?:is |are )?point(?:s|ing)\b|\bfollowing {_THING}\W*\Z",
    re.IGNORECASE,
)
_THIS = re.compile(
    rf"\bthis (?:chest )?({_SHOWN}|painting|X-ray|ECG|CT|MRI|scan)(?:{_ENDS}| (?:shows?|depicts?|represents?|suggests?)\b)",
    re.IGNORECASE,
)
_LECTURE = re.compile(
    r"\b(?:in|from|during) (?:the|our|your|today['’]s|yesterday['’]s|last week['’]s) (?:(?:last|previous|first) )?"
    r"(?:lecture|lesson|seminar|handout|textbook)s?(?! (?:of|by|on|at|in)\b)"
    r"|\b(?:in|from) (?:our|your) (?:notes|course|class|slides)\b|\b(?:on|from) slide \d+\b|\b(?:the|this|our) last slide\b"
    r"|\bas (?:we|you) (?:saw|discussed|learn(?:ed|t)|heard)\b"
    r"|\bas (?:discussed|mentioned|explained|seen) (?:above|earlier|before)\b"
    r"|\byou(?: have|['’]ve)? just (?:heard|seen|read|watched)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"[`“\"«「]|:\s*\S|\n")


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.firsts:
        if found := _points(asked):
            hint = "put it on the card, or ask so that the card stands alone"
            yield Problem(asked.at_prompt, "NK329", f"`{found}`: that is not on the card", hint)


def _points(asked: Asked) -> str:
    """Return the words that point away from the card, "" if there are none. "This graph" can be one that was just described."""
    prompt = asked.prompt
    if lecture := _LECTURE.search(prompt):
        return lecture[0].strip()
    behind, this = _LEFT_BEHIND.search(prompt), _THIS.search(prompt)
    if this and this[1].casefold() not in prompt[: this.start()].casefold():
        behind = this
    if behind and asked.fact.image is None and not _GIVEN.search(asked.card.prompt, behind.end()):
        return behind[0].strip(" .?!:")
    return ""


RULE = Rule(
    code="NK329",
    title="A prompt that points to what is not on the card.",
    doc=__doc__,
    bad="""
        id: receptor-part
        ask: Which part of the receptor is shown in the figure?
        answer: The scFv
        """,
    good="""
        id: receptor-part
        ask: Which part of the receptor binds the target outside the cell?
        answer: The scFv
        """,
    check=_check,
)
