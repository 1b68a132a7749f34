"""One attribute over several things.

The things stand in `nkquiz.yaml`, each with a number that is its cloze number for ever:
`things: {car-t: {number: 1, name: CAR-T cells}, car-nk: {number: 2, name: CAR-NK cells}}`. Every thing with a value is
one card, named after it: `#car-t`. For attributes that words can settle; rates from different trials side by side would
make a ranking that nobody has measured.
"""

from collections.abc import Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem
from nkquiz.kind import Content, GapRow, GapRows, Key, Kind, NoteField, NoteTemplate, NoteType
from nkquiz.kinds._accepted import unknown_cards
from nkquiz.model import Card, Cell, Choice, Fact, Match, Option, Reveal, Typed, Way

_LEAD = "Fill the gap in the comparison."
_LEAST_MATCHED, _MOST_MATCHED = 3, 9  # of two, one pair gives the other away; ten are typed with two digits


def _cards(fact: Fact) -> tuple[Card, ...]:
    row = fact.cells("values")
    return tuple(
        Card(fact, c.thing.id, c.thing.number - 1, f"{c.thing.name}: {fact.text('compare')}", c.text, _ways(fact, row, c))
        for c in row
    )


def _ways(fact: Fact, row: tuple[Cell, ...], mine: Cell) -> tuple[Way, ...]:
    by_text: dict[str, list[Cell]] = {}
    for cell in row:
        by_text.setdefault(_folded(cell), []).append(cell)
    others = [cells for text, cells in by_text.items() if text != _folded(mine)]
    ways: list[Way] = []
    if others:
        wrong = (Option(cells[0].text, f"Right for {'; '.join(cell.thing.name for cell in cells)}.") for cells in others)
        ways.append(Choice((Option(mine.text, right=True), *wrong)))
    if _LEAST_MATCHED <= len(by_text) == len(row) <= _MOST_MATCHED:
        ways.append(Match(tuple((cell.thing.name, cell.text) for cell in row), row.index(mine)))
    if accept := fact.accept.get(mine.thing.id):
        ways.append(Typed((markup.plain(mine.text), *accept)))
    return (*ways, Reveal())


def _folded(cell: Cell) -> str:
    return " ".join(markup.plain(cell.text).casefold().split())


def _contents(fact: Fact) -> tuple[Content, ...]:
    rows = tuple(GapRow(cell.thing.number, cell.text, head=cell.thing.name) for cell in fact.cells("values"))
    return fact.text("compare"), GapRows(rows)


def _check(fact: Fact) -> Iterator[Problem]:
    row = fact.cells("values")
    if len(row) < 2:
        yield Problem(fact.where.span("values"), "NK104", "a comparison needs at least two things", "or make it an `ask`")
    yield from unknown_cards(fact, [cell.thing.id for cell in row])


KIND = Kind(
    doc=__doc__,
    keys=(
        Key("compare", "text", "The attribute, as a question that fits every thing.", required=True),
        Key("values", "values", "A text for each thing.", required=True),
    ),
    card_names=(),
    cards=_cards,
    contents=_contents,
    check=_check,
    note_type=NoteType(
        id=1_795_310_478,
        name="nkquiz Compare",
        fields=(NoteField("Compare", 478_001), NoteField("Row", 478_002)),
        templates=(NoteTemplate("Row", 478_101, prompt="Row", heading="Compare", lead=_LEAD),),
        cloze=True,
    ),
    valid=(
        """
        id: side-cell-source
        compare: Where do the cells come from?
        values:
          car-t: The patient's own T cells
          car-nk: Cord blood, stem cells or a donor
        """,
    ),
    invalid=(
        ("{id: alone, compare: Where from?, values: {car-t: The patient}}", "NK104"),
        ("{id: unknown, compare: Where from?, values: {car-t: The patient, car-x: A donor}}", "NK101"),
        ("{id: wrong-card, compare: Where from?, values: {car-t: A, car-nk: B}, accept: {nk: [C]}}", "NK137"),
    ),
)
