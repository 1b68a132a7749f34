"""A number, to be estimated within a tolerance.

`tolerance` is in the unit of `value`: what somebody who knows the field would let pass. A proportion carries `n` and
`of`, the patients with the event and all patients, and is then given in per cent.
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.kind import Content, Key, Kind, NoteField, NoteTemplate, NoteType
from nkquiz.model import Card, Fact, Number

_ROUNDING = 0.51  # per cent: a value rounded to a whole number may be off by half


def _number(fact: Fact) -> Number:
    n, of = fact.text("n"), fact.text("of")
    return Number(
        float(fact.text("value")), float(fact.text("tolerance")), fact.text("unit"),
        int(n) if n else None, int(of) if of else None,
    )  # fmt: skip


def _with_unit(fact: Fact, number: str) -> str:
    unit = fact.text("unit")
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".rstrip()


def _share(fact: Fact) -> str:
    return f"{fact.text('n')} of {fact.text('of')}" if fact.text("of") else ""


def _cards(fact: Fact) -> tuple[Card, ...]:
    answer = _with_unit(fact, fact.text("value"))
    if share := _share(fact):
        answer += f" ({share})"
    return (Card(fact, "value", 0, fact.text("estimate"), answer, (_number(fact),)),)


def _contents(fact: Fact) -> tuple[Content, ...]:
    margin = f"± {_with_unit(fact, fact.text('tolerance'))}"
    return fact.text("estimate"), _with_unit(fact, fact.text("value")), _share(fact), margin


def _check(fact: Fact) -> Iterator[Problem]:
    if float(fact.text("tolerance")) < 0:
        yield Problem(fact.where.span("tolerance"), "NK104", "`tolerance` cannot be negative", "0 asks for the very number")
    n, of = fact.text("n"), fact.text("of")
    if bool(n) != bool(of):
        yield Problem(fact.where.span(), "NK102", "`n` and `of` belong together", "give both: `n: 13` and `of: 101`")
    elif of:
        yield from _proportion(fact, n, of)


def _proportion(fact: Fact, n: str, of: str) -> Iterator[Problem]:
    if not (n.isdigit() and of.isdigit() and int(n) <= int(of) and int(of) > 0):
        message = "`n` and `of` must be whole numbers, `n` the smaller one"
        yield Problem(fact.where.span("n"), "NK104", message, "13 of 101: `n: 13` and `of: 101`")
    elif fact.text("unit") != "%":
        yield Problem(fact.where.span("n"), "NK104", "a proportion is given in per cent", 'add `unit: "%"`')
    elif abs(100 * int(n) / int(of) - float(fact.text("value"))) > _ROUNDING:
        share = f"{100 * int(n) / int(of):.1f}"
        message = f"`value` is {fact.text('value')}, but {n} of {of} is {share}%"
        yield Problem(fact.where.span("value"), "NK104", message, "mend the one that is wrong")


KIND = Kind(
    doc=__doc__,
    keys=(
        Key("estimate", "text", "The question: which number.", required=True),
        Key("value", "number", "The number.", required=True),
        Key("tolerance", "number", "How far off still counts as right, in the same unit.", required=True),
        Key("unit", "text", "The unit, such as `%` or `days`."),
        Key("n", "number", "For a proportion: how many had it."),
        Key("of", "number", "For a proportion: of how many."),
    ),
    card_names=("value",),
    cards=_cards,
    contents=_contents,
    check=_check,
    note_type=NoteType(
        id=1_795_310_477,
        name="nkquiz Estimate",
        fields=(
            NoteField("Estimate", 477_001),
            NoteField("Value", 477_002),
            NoteField("Share", 477_003),
            NoteField("Margin", 477_004),
        ),
        templates=(NoteTemplate("Value", 477_101, prompt="Estimate", answer="Value", after=("Share", "Margin")),),
    ),
    valid=(
        """
        id: crs-zuma1-severe
        estimate: In ZUMA-1 (axi-cel), what share of patients had CRS of grade 3 or worse?
        value: 13
        unit: "%"
        tolerance: 5
        n: 13
        of: 101
        """,
    ),
    invalid=(
        ("{id: word, estimate: How many?, value: many, tolerance: 1}", "NK103"),
        ("{id: wrong-share, estimate: How many?, value: 20, unit: '%', tolerance: 1, n: 13, of: 101}", "NK104"),
        ("{id: half-share, estimate: How many?, value: 13, unit: '%', tolerance: 1, n: 13}", "NK102"),
        ("{id: no-tolerance, estimate: How many?, value: 13}", "NK102"),
    ),
)
