"""A term and what it means, asked both ways.

`#meaning` shows the term and asks what it means; `#term` shows the meaning and asks for the term. `one_way: true`
drops the second for ever. The meaning should not hold the term, and should point to this term only.
"""

from nkquiz import markup
from nkquiz.kind import Content, Key, Kind, NoteField, NoteTemplate, NoteType
from nkquiz.model import Card, Fact, Reveal, Typed, Way

_MEANING_LEAD = "What does this mean?"
_TERM_LEAD = "Which term is this?"


def _cards(fact: Fact) -> tuple[Card, ...]:
    term, means = fact.text("term"), fact.text("means")
    meaning = Card(fact, "meaning", 0, term, means, _ways(fact, "meaning", means), _MEANING_LEAD)
    if fact.flag("one_way"):
        return (meaning,)
    return meaning, Card(fact, "term", 1, means, term, _ways(fact, "term", term), _TERM_LEAD)


def _ways(fact: Fact, card: str, answer: str) -> tuple[Way, ...]:
    accept = fact.accept.get(card)
    return (Typed((markup.plain(answer), *accept)), Reveal()) if accept else (Reveal(),)


def _contents(fact: Fact) -> tuple[Content, ...]:
    return fact.text("term"), fact.text("means"), not fact.flag("one_way")


KIND = Kind(
    doc=__doc__,
    keys=(
        Key("term", "text", "The term.", required=True),
        Key("means", "text", "What it means.", required=True),
        Key("one_way", "flag", "True: only the meaning is asked, for ever."),
    ),
    card_names=("meaning", "term"),
    cards=_cards,
    contents=_contents,
    note_type=NoteType(
        id=1_795_310_472,
        name="nkquiz Term",
        fields=(NoteField("Term", 472_001), NoteField("Means", 472_002), NoteField("BothWays", 472_003)),
        templates=(
            NoteTemplate("Meaning", 472_101, prompt="Term", answer="Means", lead=_MEANING_LEAD),
            NoteTemplate("Term", 472_102, prompt="Means", answer="Term", lead=_TERM_LEAD, only_if="BothWays"),
        ),
    ),
    valid=(
        """
        id: term-missing-self
        term: Missing self
        means: The loss of the body's own HLA class I from a cell, which lifts a brake on NK cells
        accept: {term: [missing-self, missing self recognition]}
        """,
    ),
    invalid=(
        ("{id: no-meaning, term: Perforin}", "NK102"),
        ("{id: flag-is-text, term: Perforin, means: A pore-forming protein, one_way: perhaps}", "NK103"),
        ("{id: wrong-card, term: Perforin, means: A pore former, accept: {answer: [PRF1]}}", "NK137"),
    ),
)
