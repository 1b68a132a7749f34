"""A drawing and its parts.

In Anki a native image occlusion: the part's box is masked and the rest can be seen. In the terminal, and where Anki
cannot draw masks, the part is asked for by its `clue`, so that must point to this part alone and not hold its name.
Every part is one card, named after its `id`; its `number` is the cloze number. Neither ever changes, and no number is
used again.
"""

from collections.abc import Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem
from nkquiz.kind import Content, GapRow, GapRows, Key, Kind, Masks, NoteField, NoteTemplate, NoteType, Picture
from nkquiz.kinds._accepted import unknown_cards
from nkquiz.model import Card, Choice, Fact, Option, Part, Reveal, Typed, Way

_LEAD = "Which part is this?"
_MOST_WRONG = 4


def _cards(fact: Fact) -> tuple[Card, ...]:
    parts = fact.parts("parts")
    return tuple(Card(fact, part.id, part.number - 1, part.clue, part.name, _ways(fact, parts, part), _LEAD) for part in parts)


def _ways(fact: Fact, parts: tuple[Part, ...], mine: Part) -> tuple[Way, ...]:
    at = parts.index(mine)
    neighbours = {part.name: part for part in (*parts[at + 1 :], *parts[:at]) if part.name != mine.name}
    wrong = [Option(part.name, part.clue) for part in neighbours.values()][:_MOST_WRONG]
    ways: list[Way] = [Choice((Option(mine.name, right=True), *wrong))]
    if accept := fact.accept.get(mine.id):
        ways.append(Typed((markup.plain(mine.name), *accept)))
    return (*ways, Reveal())


def _contents(fact: Fact) -> tuple[Content, ...]:
    parts = fact.parts("parts")
    names = tuple(GapRow(part.number, part.name, hint=part.clue) for part in parts)
    clues = tuple(GapRow(part.number, part.clue) for part in parts)
    return Masks(parts), Picture(), fact.text("label"), "", "", GapRows(names), GapRows(clues)


def _check(fact: Fact) -> Iterator[Problem]:
    parts = fact.parts("parts")
    if fact.image is None:
        yield Problem(fact.where.span(), "NK102", "a `label` fact without `image`", "add `image: {file: ..., alt: ...}`")
    if len(parts) < 2:
        yield Problem(fact.where.span("parts"), "NK104", "a drawing needs at least two parts", "or make it an `ask`")
    yield from unknown_cards(fact, [part.id for part in parts])


KIND = Kind(
    doc=__doc__,
    keys=(
        Key("label", "text", "What the drawing shows, as a question.", required=True),
        Key(
            "parts",
            "parts",
            "The parts: `{id, number, name, box, clue}`; `box` is left, top, width and height as shares of the drawing.",
            required=True,
        ),
    ),
    card_names=(),
    cards=_cards,
    contents=_contents,
    check=_check,
    note_type=NoteType(
        id=1_795_310_479,
        name="nkquiz Label",
        fields=(
            NoteField("Occlusion", 479_001, tag=0),
            NoteField("Drawing", 479_002, tag=1),
            NoteField("Header", 479_003, tag=2),
            NoteField("BackExtra", 479_004, tag=3),
            NoteField("Comments", 479_005, tag=4),
            NoteField("Parts", 479_006),
            NoteField("Clues", 479_007),
        ),
        templates=(
            NoteTemplate(
                "Part", 479_101, prompt="Parts", heading="Header", below=(("Clues", ""),), masks="Occlusion", drawing="Drawing"
            ),
        ),
        cloze=True,
        stock_kind=6,
    ),
    valid=(
        """
        id: cart-car-drawing
        label: Which part of the receptor is this?
        image: {file: car-parts.svg, alt: A receptor that spans a membrane}
        parts:
        - {id: scfv, number: 1, name: scFv, box: [0.1, 0.1, 0.3, 0.1], clue: Binds the target outside the cell}
        - {id: zeta, number: 2, name: CD3ζ, box: [0.1, 0.8, 0.3, 0.1], clue: Gives the first signal inside the cell}
        """,
    ),
    invalid=(
        (
            "{id: no-image, label: Which?, parts: [{id: a, number: 1, name: A, box: [0, 0, 0.1, 0.1], clue: x}, "
            "{id: b, number: 2, name: B, box: [0, 0.5, 0.1, 0.1], clue: y}]}",
            "NK102",
        ),
        (
            "{id: box, label: Which?, image: {file: a.svg, alt: x}, parts: [{id: a, number: 1, name: A, box: [2], clue: x}]}",
            "NK104",
        ),
    ),
)
