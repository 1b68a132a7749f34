"""A claim that people meet, to be judged on the evidence.

Shown after "A website says:". The verdict is one of four; `remember` is what to keep in mind instead.
"""

from nkquiz.kind import Content, Key, Kind, NoteField, NoteTemplate, NoteType, OptionList
from nkquiz.model import Card, Choice, Fact, Option

_LEAD = "A website says:"

VERDICTS = {
    "supported": "Supported",
    "supported-with-limits": "Supported, with limits",
    "overstated": "Overstated",
    "unsupported": "Unsupported",
}


def _options(fact: Fact) -> tuple[Option, ...]:
    return tuple(Option(words, right=verdict == fact.text("verdict")) for verdict, words in VERDICTS.items())


def _cards(fact: Fact) -> tuple[Card, ...]:
    way = Choice(_options(fact), fixed=True)
    answer = VERDICTS[fact.text("verdict")]
    return (Card(fact, "verdict", 0, fact.text("claim"), answer, (way,), _LEAD, fact.text("remember")),)


def _contents(fact: Fact) -> tuple[Content, ...]:
    options = _options(fact)
    return (
        fact.text("claim"),
        OptionList(options, explained=False, fixed=True),
        OptionList(options, explained=True, fixed=True),
        VERDICTS[fact.text("verdict")],
        fact.text("remember"),
    )


KIND = Kind(
    doc=__doc__,
    keys=(
        Key("claim", "text", "The claim, in our own words.", required=True),
        Key("verdict", "word", "What the evidence says of it.", required=True, words=tuple(VERDICTS)),
        Key("remember", "text", "What to remember instead.", required=True),
    ),
    card_names=("verdict",),
    cards=_cards,
    contents=_contents,
    note_type=NoteType(
        id=1_795_310_475,
        name="nkquiz Claim",
        fields=(
            NoteField("Claim", 475_001),
            NoteField("Options", 475_002),
            NoteField("Explained", 475_003),
            NoteField("Verdict", 475_004),
            NoteField("Remember", 475_005),
        ),
        templates=(
            NoteTemplate(
                "Verdict", 475_101, prompt="Claim", answer="Verdict", after=("Remember",), lead=_LEAD,
                choices="Options", explained="Explained",
            ),
        ),
    ),
    valid=(
        """
        id: claim-nk-no-gvhd
        claim: NK cells do not cause GvHD.
        verdict: overstated
        remember: Rare in most NK trials; but 5 of 9 had it in one trial of activated donor NK cells.
        """,
    ),
    invalid=(
        ("{id: no-verdict, claim: NK cells do not cause GvHD., remember: Rare.}", "NK102"),
        ("{id: maybe, claim: NK cells do not cause GvHD., verdict: maybe, remember: Rare.}", "NK104"),
    ),
)  # fmt: skip
