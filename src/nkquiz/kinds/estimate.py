"""A number, to be estimated within a tolerance.

`tolerance` is in the unit of `value`: what somebody who knows the field would let pass. A proportion carries `n` and
`of`, the patients with the event and all patients, and is then given in per cent. In the terminal `13`, `13%` and
`13 of 101` are all understood.
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.kind import Content, Key, Kind, NoteField, NoteTemplate, NoteType
from nkquiz.model import Card, Fact, Number

_ROUNDING = 0.51  # of the last digit given: a rounded value may be off by half of it


def _number(fact: Fact) -> Number:
    n, of = fact.text("n"), fact.text("of")
    value, tolerance = float(fact.text("value")), float(fact.text("tolerance"))
    return Number(value, tolerance, fact.text("unit"), int(n) if n else None, int(of) if of else None)


def _share(fact: Fact) -> str:
    return f"{fact.text('n')} of {fact.text('of')}" if fact.text("of") else ""


def _cards(fact: Fact) -> tuple[Card, ...]:
    way = _number(fact)
    answer = way.with_unit(fact.text("value"))
    if share := _share(fact):
        answer += f" ({share})"
    return (Card(fact, "value", 0, fact.text("estimate"), answer, (way,)),)


def _contents(fact: Fact) -> tuple[Content, ...]:
    way = _number(fact)
    return fact.text("estimate"), way.with_unit(fact.text("value")), _share(fact), way.margin


def _check(fact: Fact) -> Iterator[Problem]:
    if fact.text("tolerance")[0] == "-":
        yield Problem(fact.where.span("tolerance"), "NK104", "`tolerance` cannot be negative", "0 asks for the very number")
    if fact.accept:
        hint = "what counts as right follows from `value`, `tolerance` and `unit`: delete `accept`"
        yield Problem(fact.where.span("accept"), "NK104", "`accept` means nothing to a number", hint)
    n, of = fact.text("n"), fact.text("of")
    if bool(n) != bool(of):
        given = "n" if n else "of"
        yield Problem(fact.where.span(given), "NK102", "`n` and `of` belong together", "give both: `n: 13` and `of: 101`")
    elif of:
        yield from _proportion(fact, n, of)


def _proportion(fact: Fact, n: str, of: str) -> Iterator[Problem]:
    value = fact.text("value")
    if not (n.isdigit() and of.isdigit() and int(n) <= int(of) and int(of) > 0):
        message = "`n` and `of` must be whole numbers, `n` not the greater one"
        yield Problem(fact.where.span("n"), "NK104", message, "13 of 101: `n: 13` and `of: 101`")
    elif fact.text("unit") != "%":
        yield Problem(fact.where.span("n"), "NK104", "a proportion is given in per cent", 'add `unit: "%"`')
    elif abs(100 * int(n) / int(of) - float(value)) > _ROUNDING / 10 ** len(value.partition(".")[2]):
        share = f"{100 * int(n) / int(of):.{len(value.partition('.')[2]) + 1}f}"
        message = f"`value` is {value}, but {n} of {of} is {share}%"
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
        templates=(
            NoteTemplate(
                "Value", 477_101, prompt="Estimate", answer="Value", below=(("Share", ""), ("Margin", "counts as right"))
            ),
        ),
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
