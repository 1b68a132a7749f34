"""A question for the exception, whose `not`, `except`, `least` or `false` is easily overlooked.

Who reads fast answers the opposite of what was asked, and the mistake says nothing about what they know. Best is to ask
for what holds; else set the word in bold or in capitals. `Why does X not ...` is no such question, and a `not` in a
clause that describes a case is none either, nor is one in a quotation.

From: the item-writing guidelines collected by T. Haladyna, S. Downing and M. Rodriguez, 2002: word the stem positively,
and where a negative is needed, emphasise it; the same in the guide of the National Certification Corporation (NCC).
"""

import re
from collections.abc import Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule

_AT_ALL = re.compile(r"\b(?:not|never|except(?:ing)?|least|false|incorrect|untrue|wrong)\b|n['’]t\b", re.IGNORECASE)
_CLAUSE = r"\b(?:that|if|when|where|after|because|while|since|although|unless|who|whose)\b"
_VERB = r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|may|should|will|would)"
_FALSE = r"(?:false(?!\ (?:ribs?|friends?)\b)|incorrect|untrue|wrong(?!\ (?:with|in)\b))"
_NEGATIVE = re.compile(
    rf"""
    (?:^|[.!,;:]\ +)(?:in\ )?(?:which|what|who|pick|choose|select|mark|find)\b
      (?:\ the\ (?:option|one|answer|statement|word)\ that|(?!{_CLAUSE})[^.,;:?!]){{0,70}}?
      {_VERB}(?:n['’]t\b|\ ?\b(?:not|never)\b|\ (?:an?\ |the\ )?{_FALSE}\b)
    | \bexcept(?:ing)?\b(?:\ for)?(?:\ (?:which|what|one)\b.{{0,20}})?\W*(?:which\W*)?$
    | (?<!\bat\ )(?<!\bat\ the\ )(?<!\bnot\ )\bleast\b(?!\ (?:action|squares?|upper|common\ (?:multiple|denominator)))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^“”]*”|„[^„“”]*[“”]")
_CAPITALS = re.compile(r"\b(?:NOT|EXCEPT|LEAST|FALSE|NEVER|INCORRECT|UNTRUE|CANNOT)\b")


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.choices:
        if _AT_ALL.search(asked.prompt) and (found := _NEGATIVE.search(_QUOTED.sub("…", _unstressed(asked.card.prompt)))):
            message = f"the question turns on `{found[0].split()[-1].strip('?:. ')}`, which is easily overlooked"
            yield Problem(asked.at_prompt, "NK313", message, "ask for what holds, or set the word in **bold**")


def _unstressed(prompt: str) -> str:
    """Return the prompt without what is stressed in it, by marks or by capitals."""
    out, depth = [], 0
    for token in markup.tokens(prompt):
        match token:
            case markup.Open("strong" | "emphasis"):
                depth += 1
            case markup.Close("strong" | "emphasis"):
                depth -= 1
            case markup.Text(words) if not depth:
                out.append(words)
            case _:
                pass
    return _CAPITALS.sub("", "".join(out))


RULE = Rule(
    code="NK313",
    title="A negative in the question that is not emphasised.",
    doc=__doc__,
    bad="""
        id: crs-not-a-sign
        choose: Which of these is not a sign of CRS?
        options:
        - {text: Itching, right: true, why: The skin takes no part in it.}
        - {text: Fever, why: It is the first sign.}
        - {text: Low blood pressure, why: It makes CRS grade 2 or more.}
        """,
    good="""
        id: crs-not-a-sign
        choose: Which of these is **not** a sign of CRS?
        options:
        - {text: Itching, right: true, why: The skin takes no part in it.}
        - {text: Fever, why: It is the first sign.}
        - {text: Low blood pressure, why: It makes CRS grade 2 or more.}
        """,
    check=_check,
)
