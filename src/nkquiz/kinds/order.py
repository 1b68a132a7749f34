"""Steps to be put in order.

The author gives the steps in their right order, three to seven of them and short; learners get them shuffled. In Anki
they can be tapped in order, in the terminal their numbers are typed.
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.kind import Content, Key, Kind, NoteField, NoteTemplate, NoteType, StepList
from nkquiz.kinds._options import equal_options
from nkquiz.model import Card, Fact, Order

LEAST, MOST = 3, 7


def _cards(fact: Fact) -> tuple[Card, ...]:
    steps = fact.texts("steps")
    return (Card(fact, "order", 0, fact.text("order"), " → ".join(steps), (Order(steps),)),)


def _contents(fact: Fact) -> tuple[Content, ...]:
    steps = fact.texts("steps")
    return fact.text("order"), StepList(steps, in_order=False), StepList(steps, in_order=True)


def _check(fact: Fact) -> Iterator[Problem]:
    steps = fact.texts("steps")
    if not LEAST <= len(steps) <= MOST:
        hint = "fewer are no order, more cannot be held in mind: make two facts of it"
        yield Problem(fact.where.span("steps"), "NK104", f"`steps` needs {LEAST} to {MOST} steps, not {len(steps)}", hint)
    yield from equal_options(fact, "steps", steps)
    if fact.accept:
        hint = "steps are put in order and not typed: delete `accept`"
        yield Problem(fact.where.span("accept"), "NK104", "`accept` means nothing to an order", hint)


KIND = Kind(
    doc=__doc__,
    keys=(
        Key("order", "text", "What is to be put in order, and from what to what.", required=True),
        Key("steps", "steps", "The steps in their right order.", required=True),
    ),
    card_names=("order",),
    cards=_cards,
    contents=_contents,
    check=_check,
    note_type=NoteType(
        id=1_795_310_476,
        name="nkquiz Order",
        fields=(NoteField("Order", 476_001), NoteField("Steps", 476_002), NoteField("Ordered", 476_003)),
        templates=(NoteTemplate("Order", 476_101, prompt="Order", arrange="Steps", answer="Ordered"),),
    ),
    valid=(
        """
        id: kill-perforin-pore-steps
        order: "How perforin makes a pore: put the steps in order."
        steps:
        - It binds the membrane, with calcium
        - Molecules gather into a ring
        - The ring is inserted into the membrane
        - A pore is open
        """,
    ),
    invalid=(
        ("{id: two, order: Put them in order., steps: [One, Two]}", "NK104"),
        ("{id: same, order: Put them in order., steps: [One, Two, one]}", "NK136"),
        ("{id: none, order: Put them in order.}", "NK102"),
    ),
)
