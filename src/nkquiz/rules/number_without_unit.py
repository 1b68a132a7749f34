"""A measure without its unit is half an answer, and in medicine a dangerous half: 8 is not 8 mg/kg.

Judged are answers that are a bare number to a question for a measure: how long, how far, which dose, which temperature.
Counts, years, grades, scores, pure numbers and the numbers of pages and articles have no unit; how large a jury or a
choir is, is a count too. An `estimate` has a key for the unit, and checks it.

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
_QUANTITY = (
    r"(?:dose|temperature|height|depth|width|length|weight|mass|speed|distance|half-life|boiling point|melting point"
    r"|wavelength|heart rate|blood sugar|pressure)"
    r"(?=\?|,| (?:of|in|for|at|on|to|between|before|after|during|is|was|has|had|do|does|did|must|may|can|should)\b)"
)
_BETWEEN = r"(?: (?!(?:the|an?|of|in|on|at|for|with|by|to|from|that|which|is|are|was|were)\b)[^\s,.?]++){0,3}?"
"""The words before a quantity that belong to it: `the normal resting` heart rate, but not `verse gives the` height."""

_MEASURED = re.compile(
    r"\bhow (?:long|far|tall|high|heavy|fast|deep|warm|hot|cold|thick|wide|much(?! (?:is|are|makes?)\b))\b"
    r"|\bhow (?:large|big)\b[^?]{0,80} (?:across|around|in diameter)\b"  # without, often a count: a jury, a choir, a litter
    rf"|\b(?:what|which|how (?:large|big|much))(?: (?:is|are|was|were)(?: the| an?)?)?{_BETWEEN} {_QUANTITY}",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\bin \w*(?:years|months|weeks|days|hours|minutes|seconds|metres?|meters?|grams?|litres?|liters?|degrees|feet|inches|miles"
    r"|knots|pounds|ounces|lines|bars|joules|watts|volts|pascals?|kelvin|celsius|fahrenheit|dollars|euros)\b"
    r"|\bin \w+ (?:a|an|per) \w|\bin (?:°[CF]|km|m|cm|mm|µm|nm|kg|g|mg|µg|ml|l|mmHg|kPa|km/h|m/s|mph)(?!\w)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:how many|f-number|scale|score|ratio|grade|stage|phase|percentage|majority|quorum)\b|(?<!sea )\blevel\b|\d\s?%",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:what|which) (?:year|century|decade|unit|article|chapter|page|section|rule|paragraph|clause|law|amendment|question"
    r"|exercise|problem|lesson|verse|psalm|hymn|canto|sonnet|act|scene|step|move|stop|edition|volume of the)\b|\bstandard\b",
    re.IGNORECASE,
)
_PURE = re.compile(
    r"\b(?:primes?|number|integer|square root|pH|probability|chance|odds|likelihood|coefficient|index(?! finger| patient| case)"
    r"|relative (?:atomic|molecular|formula) mass|atomic weight|bit (?:depth|width)|(?:edit|Hamming|Levenshtein) distance"
    r"|hypotenuse|relative to|empty (?:string|list|set)|(?<!lymph )nodes?|vert(?:ex|ices)|unit (?:circle|square|cube))\b"
    r"|\b(?:string|word|list|array|tuple|vector) [\"'“‘(\[]"
    r"|\b(?:legs?|sides?|radius|edges?) (?:(?:of|is|are) )?\d[\d.]*(?:[?,]| and\b)",
    re.IGNORECASE,
)
_NO_MEASURE = (_NAMED, _COUNTED, _NUMBERED, _PURE)


def _check(bank: Bank) -> Iterator[Problem]:
    for asked in bank.asked:
        if (
            "answer" in asked.fact.own
            and _BARE.match(asked.answer)
            and _MEASURED.search(asked.prompt)
            and not any(spared.search(asked.prompt) for spared in _NO_MEASURE)
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
