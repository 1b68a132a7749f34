"""One best answer out of several options, each with its reason.

For questions in which seeing the options is part of the question; otherwise `ask` with `wrong` is better, since the
quiz can then ask it without options too. With `several: true` all the right options are to be picked.
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.kind import Content, Key, Kind, NoteField, NoteTemplate, NoteType, OptionList
from nkquiz.kinds._options import equal_options
from nkquiz.model import Card, Choice, Fact

_SEVERAL_LEAD = "Pick all that apply."


def _cards(fact: Fact) -> tuple[Card, ...]:
    several = fact.flag("several")
    way = Choice(fact.options("options"), several=several)
    lead = _SEVERAL_LEAD if several else ""
    return (Card(fact, "best", 0, fact.text("choose"), _right(fact), (way,), lead),)


def _right(fact: Fact) -> str:
    return "; ".join(option.text for option in fact.options("options") if option.right)


def _contents(fact: Fact) -> tuple[Content, ...]:
    options = fact.options("options")
    return (
        fact.text("choose"),
        OptionList(options, explained=False),
        OptionList(options, explained=True),
        _right(fact),
        fact.flag("several"),
    )


def _check(fact: Fact) -> Iterator[Problem]:
    options = fact.options("options")
    span = fact.where.span("options")
    right = sum(option.right for option in options)
    if len(options) < 2:
        yield Problem(span, "NK135", "`options` needs at least two", "add what a learner who half knows would pick")
    elif right == 0:
        yield Problem(span, "NK135", "no option is the right one", "add `right: true` to it")
    elif fact.flag("several") and right < 2:
        yield Problem(span, "NK135", "`several` is true, but one option is right", "mark the others, or delete `several`")
    elif not fact.flag("several") and right > 1:
        yield Problem(span, "NK135", f"{right} options are right", "keep one, or add `several: true`")
    yield from equal_options(fact, "options", tuple(option.text for option in options))


KIND = Kind(
    doc=__doc__,
    keys=(
        Key("choose", "text", "The question.", required=True),
        Key("options", "options", "The options, each with `text` and `why`, the right one with `right: true`.", required=True),
        Key("several", "flag", "True: more than one option is right."),
    ),
    card_names=("best",),
    cards=_cards,
    contents=_contents,
    check=_check,
    note_type=NoteType(
        id=1_795_310_474,
        name="nkquiz Choose",
        fields=(
            NoteField("Choose", 474_001),
            NoteField("Options", 474_002),
            NoteField("Explained", 474_003),
            NoteField("Right", 474_004),
            NoteField("Several", 474_005),
        ),
        templates=(
            NoteTemplate(
                "Best", 474_101, prompt="Choose", answer="Right", choices="Options", explained="Explained",
                several="Several", marked=True, lead=_SEVERAL_LEAD,
            ),
        ),
    ),
    valid=(
        """
        id: kill-needs-calcium
        choose: Which ion does perforin need in order to bind to a membrane?
        options:
        - {text: Calcium, right: true, why: Its C2 domain binds phospholipid when calcium is there.}
        - {text: Magnesium, why: It does not make the C2 domain bind.}
        - {text: Zinc, why: "Many enzymes need it, but not the C2 domain of perforin."}
        """,
    ),
    invalid=(
        ("{id: none-right, choose: Which ion?, options: [{text: Calcium, why: a}, {text: Zinc, why: b}]}", "NK135"),
        ("{id: one, choose: Which ion?, options: [{text: Calcium, why: a, right: true}]}", "NK135"),
        ("{id: no-why, choose: Which ion?, options: [{text: Calcium, right: true}, {text: Zinc, why: b}]}", "NK102"),
        (
            "{id: two-right, choose: Which ion?, options: [{text: Calcium, why: a, right: true}, "
            "{text: Zinc, why: b, right: true}]}",
            "NK135",
        ),
    ),
)  # fmt: skip
