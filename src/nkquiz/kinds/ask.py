"""A question and its answer.

The workhorse. With `wrong` the quiz first asks it as a choice; with `accept` and an answer of at most four words it
asks for the answer to be typed. Neither adds a card: there is one memory, `#answer`.
"""

from collections.abc import Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem
from nkquiz.kind import Content, Key, Kind, NoteField, NoteTemplate, NoteType, OptionList
from nkquiz.kinds._options import equal_options
from nkquiz.model import Card, Choice, Fact, Option, Reveal, Typed, Way


def _cards(fact: Fact) -> tuple[Card, ...]:
    answer = fact.text("answer")
    ways: list[Way] = []
    if wrong := fact.options("wrong"):
        ways.append(Choice((Option(answer, right=True), *wrong)))
    if accept := fact.accept.get("answer"):
        ways.append(Typed((markup.plain(answer), *accept)))
    ways.append(Reveal())
    return (Card(fact, "answer", 0, fact.text("ask"), answer, tuple(ways)),)


def _contents(fact: Fact) -> tuple[Content, ...]:
    return fact.text("ask"), fact.text("answer"), OptionList(fact.options("wrong"), explained=True)


def _check(fact: Fact) -> Iterator[Problem]:
    yield from equal_options(fact, "wrong", (fact.text("answer"), *(o.text for o in fact.options("wrong"))))


KIND = Kind(
    doc=__doc__,
    keys=(
        Key("ask", "text", "The question.", required=True),
        Key("answer", "text", "The answer, as short as it can be.", required=True),
        Key("wrong", "wrong", "Answers a learner who half knows would give, each with `why` it is wrong."),
    ),
    card_names=("answer",),
    cards=_cards,
    contents=_contents,
    check=_check,
    note_type=NoteType(
        id=1_795_310_471,
        name="nkquiz Ask",
        fields=(NoteField("Ask", 471_001), NoteField("Answer", 471_002), NoteField("Wrong", 471_003)),
        templates=(NoteTemplate("Answer", 471_101, prompt="Ask", answer="Answer", explained="Wrong"),),
    ),
    valid=(
        """
        id: crs-il6-source-mouse
        ask: In mouse models of CAR-T CRS, which host cells made most of the IL-6?
        answer: Monocytes and macrophages
        accept: [macrophages and monocytes]
        wrong:
        - {text: Endothelial cells, why: "They are activated and leak, but made little of the IL-6."}
        - {text: The CAR-T cells themselves, why: They start the reaction; the IL-6 came from the host.}
        because: That is why blocking the IL-6 receptor calms CRS while the CAR-T cells live on.
        """,
    ),
    invalid=(
        ("{id: no-answer, ask: Which cells made most of the IL-6?}", "NK102"),
        ("{id: same-twice, ask: Which cells?, answer: B cells, wrong: [{text: b  cells, why: They are not.}]}", "NK136"),
        ("{id: yaml-no, ask: Which gas relaxes vessels?, answer: NO}", "NK103"),
    ),
)
