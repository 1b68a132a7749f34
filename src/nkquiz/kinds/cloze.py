"""A sentence with gaps, in Anki's own notation: `{{c1::text}}` or `{{c1::text::hint}}`.

Every number is one card, `#c1`, `#c2` ..., and the authored number is its identity for ever; gaps with the same number
are hidden together. Gaps cannot be nested; a text inside a gap cannot hold `::` or `}}`.
"""

import re
from collections.abc import Iterator

from nkquiz import markup
from nkquiz.diagnostics import Problem, shortened
from nkquiz.kind import Content, GapText, Key, Kind, NoteField, NoteTemplate, NoteType
from nkquiz.kinds._accepted import unknown_cards
from nkquiz.model import Card, Fact, Reveal, Typed, Way

_LEAD = "Fill the gap."
MAX_NUMBER = 500  # Anki makes an empty card of a greater one


def _cards(fact: Fact) -> tuple[Card, ...]:
    text = fact.text("cloze")
    hidden: dict[int, list[str]] = {}
    for gap in markup.gaps(text):
        hidden.setdefault(gap.number, []).append(gap.text)
    return tuple(
        Card(fact, f"c{n}", n - 1, markup.with_gap(text, n), " … ".join(hidden[n]), _ways(fact, n, hidden[n]), _LEAD)
        for n in sorted(hidden)
    )


def _ways(fact: Fact, number: int, hidden: list[str]) -> tuple[Way, ...]:
    accept = fact.accept.get(f"c{number}", ())
    if len(hidden) > 1 or not accept:
        return (Reveal(),)
    return Typed((markup.plain(hidden[0]), *accept)), Reveal()


def _contents(fact: Fact) -> tuple[Content, ...]:
    return (GapText(fact.text("cloze")),)


_OPENING = re.compile(r"\{\{c([^:{}]*)::")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}\Z")


def _check(fact: Fact) -> Iterator[Problem]:
    text, span = fact.text("cloze"), fact.where.span("cloze")

    def problem(code: str, message: str, hint: str) -> Problem:
        return Problem(span, code, message, hint)

    depth = 0
    for mark in re.finditer(r"\{\{c[^:{}]*::|\{\{|\}\}", text):
        opening = mark[0].startswith("{{")
        if opening and depth:
            yield problem("NK134", f"a gap inside a gap at `{mark[0]}`", "close the first gap with `}}` before it")
            return
        depth += 1 if opening else -1
        if depth < 0:
            break
    if depth:
        yield problem("NK132", "the braces of a gap do not match", "a gap is written `{{c1::text}}`")
        return
    found = _OPENING.findall(text)
    if "{{" in text and len(found) != text.count("{{"):
        yield problem("NK132", "`{{` that begins no gap", "a gap is written `{{c1::text}}`")
        return
    if not found:
        yield problem("NK131", "a `cloze` fact without a gap", "mark what to hide: `{{c1::text}}`")
        return
    for number in found:
        if not _NUMBER.match(number) or int(number) > MAX_NUMBER:
            yield problem("NK132", f"a gap numbered `c{shortened(number)}`", f"gaps are numbered from `c1` to `c{MAX_NUMBER}`")
    for gap in markup.gaps(text):
        if not gap.text.strip():
            yield problem("NK133", f"the gap `c{gap.number}` is empty", "write what to hide: `{{c1::text}}`")
        if "::" in gap.hint:
            hint = "a gap is written `{{c1::text}}` or `{{c1::text::hint}}`; neither can hold `::`"
            yield problem("NK132", f"the gap `c{gap.number}` has more than one `::` in it", hint)
    yield from unknown_cards(fact, list(dict.fromkeys(f"c{number}" for number in found)))


KIND = Kind(
    doc=__doc__,
    keys=(Key("cloze", "text", "The sentence, with at least one gap.", required=True),),
    card_names=(),
    cards=_cards,
    contents=_contents,
    check=_check,
    note_type=NoteType(
        id=1_795_310_473,
        name="nkquiz Cloze",
        fields=(NoteField("Text", 473_001),),
        templates=(NoteTemplate("Cloze", 473_101, prompt="Text", lead=_LEAD),),
        cloze=True,
    ),
    valid=(
        """
        id: kill-cd107a
        cloze: Surface {{c1::CD107a}} shows that an NK cell has released its {{c2::granules::which part}}.
        accept: {c1: [LAMP-1]}
        """,
    ),
    invalid=(
        ("{id: none, cloze: Surface CD107a shows degranulation.}", "NK131"),
        ("{id: zero, cloze: 'Surface {{c0::CD107a}}.'}", "NK132"),
        ("{id: too-many-colons, cloze: 'Surface {{c1::CD107a::which::marker}}.'}", "NK132"),
        ("{id: unbalanced, cloze: 'Surface {{c1::CD107a}.'}", "NK132"),
        ("{id: empty, cloze: 'Surface {{c1::}}.'}", "NK133"),
        ("{id: nested, cloze: 'Surface {{c1::a {{c2::b}} c}}.'}", "NK134"),
        ("{id: wrong-card, cloze: 'Surface {{c1::CD107a}}.', accept: {c2: [LAMP-1]}}", "NK137"),
    ),
)
