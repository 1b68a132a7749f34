"""A measure without its unit is half an answer, and in medicine a dangerous half: 8 is not 8 mg/kg.

Judged are answers that are a bare number to a question for a measure: how long, how far, which dose, which temperature.
Counts, years, grades, scores and pH have no unit. An `estimate` has a key for the unit, and checks it.

From: the checklists of safe prescribing, which want the unit written out, and shared medical decks' own rules.
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule

_BARE = re.compile(
    r"(?:(?:about|around|over|under|at least|at most|up to|below|above) )?[-−]?\d[\d,. ]*+(?:(?:to |–|-|/)\d[\d.,]*+)?\s*\Z",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\bhow (?:long|far|tall|high|heavy|fast|deep|warm|hot|cold|thick|wide|large|big|much(?! is (?:a|one|half|\d)))\b"
    r"|\b(?:what|which)(?: [^\s,.?]++){0,4}? (?:dose|temperature|height|depth|width|length|weight|mass|speed|distance|half-life"
    r"|boiling point|melting point|wavelength|heart rate|blood sugar|pressure)"
    r"(?=\?|,| (?:of|in|for|at|on|to|between|before|after|during|is|was|has|had|do|does|did|must|may|can|should)\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\bin \w*(?:years|months|weeks|days|hours|minutes|seconds|metres?|meters?|grams?|litres?|liters?|degrees|feet|inches|miles"
    r"|knots|pounds|ounces|lines|bars|joules|watts|volts|pascals?|kelvin|celsius|fahrenheit|dollars|euros)\b"
    r"|\bin \w+ (?:a|an|per) \w|\bin (?:°[CF]|km|m|cm|mm|µm|nm|kg|g|mg|µg|ml|l|mmHg|kPa|km/h|m/s|mph)(?!\w)",
    re.IGNORECASE,
)
_NO_MEASURE = re.compile(
    r"\b(?:how many|f-number|scale|score|ratio|grade|stage|phase|prime|number|integer|square root|percentage"
    r"|(?:which|what) (?:year|century|unit|article|chapter|page|section|rule|paragraph)|standard)\b|(?<!sea )\blevel\b|\d\s?%",
    re.IGNORECASE,
)


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.asked:
        if (
            "answer" in asked.fact.own
            and _BARE.match(asked.answer)
            and _MEASURED.search(asked.prompt)
            and not _NAMED.search(asked.prompt)
            and not _NO_MEASURE.search(asked.prompt)
        ):
            message = f"`{asked.answer}` of what? The answer is a measure without its unit"
            yield Problem(asked.fact.where.span("answer"), "NK323", message, "write the unit, or ask in which unit")


RULE = Rule(
    code="NK323",
    title="A measure without its unit.",
    doc=__doc__,
    bad="""
        id: tocilizumab-half-life
        ask: How long is the half-life of tocilizumab?
        answer: 13
        """,
    good="""
        id: tocilizumab-half-life
        ask: How long is the half-life of tocilizumab?
        answer: 13 days
        """,
    check=_check,
)
