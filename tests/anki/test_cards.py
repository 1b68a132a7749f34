"""What the real Anki makes of the cards themselves: every kind, every side, and text that means harm."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from nkquiz import markup
from nkquiz.model import Card, Number, Order
from tests.anki.conftest import ALL_KEYS

if TYPE_CHECKING:
    import pytest

    from tests.conftest import Author

Learner = Any  # tests/anki/conftest.py

HOSTILE = r"[sound:x.mp3] [latex]a[/latex] [[type:Ask]] <script>alert(1)</script> {{Because}} {{c7::x}} }} & \x1f \0 \\[x\\]"


def seen(html: str) -> str:
    """Return what is to be read in a card: no tags, scripts or attributes."""
    return " ".join(unescape(re.sub(r"<script.*?</script>|<[^>]*>", "", html, flags=re.DOTALL)).split())


def asked(card: Card) -> list[str]:
    """Return the words of the question: of a comparison its thing and its attribute stand apart."""
    if card.fact.cells("values"):
        return [card.fact.text("compare"), *(cell.thing.name for cell in card.fact.cells("values"))]
    return [markup.plain(card.prompt)]


def answered(card: Card) -> list[str]:
    """Return the words of the answer, step by step where it is an order."""
    match card.ways[0]:
        case Order(steps):
            return list(steps)
        case Number() as number:
            return [number.with_unit(card.fact.text("value")), f"{number.margin} counts as right", f"{number.n} of {number.of}"]
    return [card.answer]


def test_every_card_of_every_kind_shows_prompt_and_answer(
    author: Author, learner: Learner, every_kind: list[tuple[str, Card]]
) -> None:
    learner.take(author.release())

    shown = learner.rendered()
    assert shown.keys() == {name for name, _ in every_kind}
    for name, card in every_kind:
        for words in asked(card):
            assert words in seen(shown[name]["question"])
        for words in answered(card):
            assert words in seen(shown[name]["answer"])
    assert learner.faults() == []


def test_no_front_gives_the_answer_away(author: Author, learner: Learner, every_kind: list[tuple[str, Card]]) -> None:
    learner.take(author.release())
    shown = learner.rendered()
    for name, card in every_kind:
        question = shown[name]["question"]
        assert card.answer not in seen(question.partition('<ol class="options')[0])
        assert 'class="right"' not in question
        assert "Something else" not in question


def test_what_the_back_says_of_a_fact(author: Author, learner: Learner) -> None:
    author.facts["pores"] = "ask: What makes the pores?\nanswer: Perforin" + ALL_KEYS
    learner.take(author.release())
    (shown,) = learner.rendered().values()
    for words in ("first", "In mice only.", "shown in mice", "29808007", "A book of 2020", "2027-11-01", "It was not so."):
        assert words in shown["answer"]


LIVE = re.compile(r"(?i)\[/?(sound|anki):|\[/?latex\]|\[/?\$|\[\[type:|<script|\x1f")


def hostile_facts() -> dict[str, str]:
    rest = f'\nbecause: "{HOSTILE}"\ncaveat: "{HOSTILE}"\nsetting: "{HOSTILE}"\nsources: ["{HOSTILE}"]'
    rest += f'\ncorrected: {{on: 2026-11-01, was: "{HOSTILE}", why: "{HOSTILE}"}}'
    option = f'{{text: "{HOSTILE}", why: "{HOSTILE}"}}'
    right = f'{{text: "Right {HOSTILE}", why: "{HOSTILE}", right: true}}'
    return {
        "bad-ask": f'ask: "{HOSTILE}"\nanswer: "{HOSTILE} too"\nwrong: [{option}]' + rest,
        "bad-term": f'term: "{HOSTILE}"\nmeans: "{HOSTILE}"' + rest,
        "bad-choose": f'choose: "{HOSTILE}"\noptions: [{option}, {right}]' + rest,
        "bad-claim": f'claim: "{HOSTILE}"\nverdict: overstated\nremember: "{HOSTILE}"' + rest,
        "bad-cloze": r'cloze: "[sound:x.mp3] <script> {{c1::[latex] <script>::[sound:y]}} & \x1f"' + rest,
    }


def test_hostile_text_is_only_text(author: Author, learner: Learner) -> None:
    author.facts.update(hostile_facts())

    assert learner.take(author.release()) == {"new": 5}

    state, shown = learner.state(), learner.rendered()
    assert sorted(name.partition("#")[2] for name in state["cards"]) == ["0"] * 5 + ["1"], "no card but the facts' own"
    for note in state["notes"].values():
        assert not any(LIVE.search(text) for text in note["fields"])
    for side in (side for sides in shown.values() for side in sides.values()):
        assert "[sound" not in side
        assert "alert(1)</script>" not in side
        assert "[anki:play" not in side
    assert learner.faults() == []


def test_anki_would_find_harm_in_text_that_was_not_escaped(
    author: Author, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted failure to the test above."""
    monkeypatch.setattr("nkquiz.anki.html.escaped", lambda text: text.replace("\x1f", ""))
    author.facts.update(hostile_facts())
    learner.take(author.release())

    assert any(fault.startswith("Check Database: ") for fault in learner.faults())
    assert "alert(1)</script>" in "".join(sides["answer"] for sides in learner.rendered().values())


def test_hostile_titles_are_only_text(author: Author, learner: Learner) -> None:
    """Anki puts the name of a deck into a card as it is."""
    author.settings["title"] = '"[sound:a.mp3] <b onclick=alert(1)>A</b> & {{Id}}"'
    author.deck_title = '"[latex]a[/latex] <script>alert(1)</script> & {{c1::x}}"'
    author.facts["pores"] = "cloze: Pores need {{c1::perforin}}."

    assert learner.take(author.release()) == {"new": 1}

    (shown,) = learner.rendered().values()
    for side in shown.values():
        topic = side.partition('class="topic"')[2].partition("</p>")[0]
        assert "alert(1)" in topic
        assert "<" not in topic[1:]
        assert not LIVE.search(topic)
    assert not any("<b onclick" in text or "[sound" in text for text in learner.state()["decks"].values())
