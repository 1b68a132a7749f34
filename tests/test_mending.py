"""What `check --fix` mends, and that nothing else changes: comments, layout, and facts that were sound."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkquiz.mending import mended
from nkquiz.reader import read_deck
from tests.test_reader import BAD, EXPECTED, GOOD, THINGS

HEAD = "deck: cells\ntitle: Cells\nnumber: 1\nfacts:\n"
SOUND = "- id: sound  # kept\n  ask: Which cells?   # and this\n  answer: B cells\n\n"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return tmp_path / "cells.yaml"


def _mended(deck: Path, fact: str, taken: tuple[str, ...] = ()) -> tuple[str, list[str]]:
    """Return the fact after mending, and what was said; the rest of the file must be as it was."""
    before = HEAD + SOUND + dedent(fact).lstrip("\n")
    deck.write_text(before, encoding="utf-8", newline="")
    text, mends = mended(deck, taken, THINGS)
    after = before if text is None else text
    assert after.startswith(HEAD + SOUND)
    return after.removeprefix(HEAD + SOUND), [mend.said for mend in mends]


def test_a_mend_is_told_with_the_line_on_which_it_stands_now(deck: Path) -> None:
    facts = "- ask: Why: pores?\n  answer: no\n- ask: Why rings?\n  answer: yes\n- {ask: Who is it?, answer: off}\n"
    deck.write_text(HEAD + facts, encoding="utf-8")
    text, mends = mended(deck, (), THINGS)
    assert text is not None
    lines = text.splitlines()
    for mend in mends:
        what = mend.said.split("`")[1] if "`" in mend.said else '"'
        assert what in lines[mend.span.line - 1], mend
    assert [mend.span.line for mend in mends] == [5, 6, 7, 8, 10, 11, 11]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("- ask: Which pores?\n  answer: Rings\n", "- id: pores\n  ask: Which pores?\n  answer: Rings\n"),
        ("- {ask: Which pores?, answer: Rings}\n", "- {id: pores, ask: Which pores?, answer: Rings}\n"),
        ('- {"ask": "Which pores?", "answer": "A"}\n', '- {"id": "pores", "ask": "Which pores?", "answer": "A"}\n'),
        ("- id: a\n  ask:\u00a0Which pores?\n  answer: A\n", "- id: a\n  ask: Which pores?\n  answer: A\n"),
        ("# a\n-ask: Which pores?\n  answer: A\n", "# a\n- id: pores\n  ask: Which pores?\n  answer: A\n"),
        ("- {\n  ask: Which pores?, answer: Rings}\n", "- {id: pores,\n  ask: Which pores?, answer: Rings}\n"),
        ("- answer: Rings\n  ask: Which pores?\n", "- id: pores\n  answer: Rings\n  ask: Which pores?\n"),
        ("- ask: >-\n    Which\n    pores?\n  answer: A\n", "- id: pores\n  ask: >-\n    Which\n    pores?\n  answer: A\n"),
        ("- # one\n  ask: Which pores?\n  answer: A\n", "- # one\n  id: pores\n  ask: Which pores?\n  answer: A\n"),
        ("- cloze: The {{c1::pores::what}} open\n", "- id: pores-open\n  cloze: The {{c1::pores::what}} open\n"),
        ("- id:\n  ask: Which pores?\n  answer: A\n", "- id: pores\n  ask: Which pores?\n  answer: A\n"),
        ("- id:  # to do\n  ask: Which pores?\n  answer: A\n", "- id: pores  # to do\n  ask: Which pores?\n  answer: A\n"),
        ("- id: ''\n  ask: Which pores?\n  answer: A\n", "- id: pores\n  ask: Which pores?\n  answer: A\n"),
        ("- id: null  # a\n  ask: Which pores?\n  answer: A\n", "- id: pores  # a\n  ask: Which pores?\n  answer: A\n"),
        ("- {id: , ask: Which pores?, answer: A}\n", "- {id: pores, ask: Which pores?, answer: A}\n"),
        ("- ask: Why: pores?\n  answer: A\n", '- id: pores\n  ask: "Why: pores?"\n  answer: A\n'),
        ("- id: a\n  ask: Why: B?  # kept\n  answer: A\n", '- id: a\n  ask: "Why: B?"  # kept\n  answer: A\n'),
        ("- id: a\n  ask: “Who” is it?\n  answer: A\n", '- id: a\n  ask: "“Who” is it?"\n  answer: A\n'),
        ("- id: a\n  ask: “Who?”  # kept\n  answer: A\n", '- id: a\n  ask: "Who?"  # kept\n  answer: A\n'),
        ("- id: Été_froid\n  ask: Q\n  answer: A\n", "- id: ete-froid\n  ask: Q\n  answer: A\n"),
        ("- id: Pores of NK\n  ask: Q\n  answer: A\n", "- id: pores-of-nk\n  ask: Q\n  answer: A\n"),
        ("- id: a\n  ask: Q  # why\n  answer: no  # yes\n", '- id: a\n  ask: Q  # why\n  answer: "no"  # yes\n'),
        ("- id: a\n  ask: Remember: what?\n  answer: A\n", '- id: a\n  ask: "Remember: what?"\n  answer: A\n'),
        ('- id: a\n  ask: He said "B": why?\n  answer: A\n', '- id: a\n  ask: "He said \\"B\\": why?"\n  answer: A\n'),
        ("- id: a\n  ask: “What?”\n  answer: A\n", '- id: a\n  ask: "What?"\n  answer: A\n'),
        ("-id: a\n  ask: Q\n  answer: A\n", "- id: a\n  ask: Q\n  answer: A\n"),
        ("- id:a\n  ask:Q\n  answer: A\n", "- id: a\n  ask: Q\n  answer: A\n"),
        ("- id: a\n\task: Q\n\tanswer: A\n", "- id: a\n  ask: Q\n  answer: A\n"),
        ("- id: a\n  ask: Q\n\u00a0 answer: A\n", "- id: a\n  ask: Q\n  answer: A\n"),
        ("- id: a\n  ask: Q\n  anwser: A\n", "- id: a\n  ask: Q\n  answer: A\n"),
        ("- ID: a\n  Ask: Q\n  Answer: A\n", "- id: a\n  ask: Q\n  answer: A\n"),
    ],
)
def test_a_safe_mend_changes_one_thing(deck: Path, fact: str, expected: str) -> None:
    after, said = _mended(deck, fact)
    assert after == expected
    assert said
    assert read_deck(deck.parent / _written(deck, HEAD + SOUND + after), THINGS)[1] == ()


def test_a_slip_of_every_line_is_mended_in_all_of_them(deck: Path) -> None:
    fact = "".join(f"- id: a{number}\n\task: Q\n\tanswer: A\u200b\n" for number in range(40))
    after, said = _mended(deck, fact)
    assert after == fact.replace("\t", "  ").replace("\u200b", "")
    assert said == [
        "the indent was written with spaces, here and in 79 more lines",
        "an invisible character was taken out, here and in 39 more lines",
    ]


def test_in_a_large_deck_what_holds_is_found_fact_by_fact(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nkquiz.mending.MOST_SEARCHED", 0)
    good = "- id: a\n  ask: Q: q\n  answer: A\n-\n  # why\n  ask: Which pores?\n  answer: B\n"
    bad = "- id: b\n  ask: This: is\n    two lines\n  answer: no\n"
    after, said = _mended(deck, bad + good + bad.replace("id: b", "id: c"))
    assert len(said) == 4
    assert '"Q: q"' in after
    assert "id: pores" in after
    assert after.count("This: is\n    two lines") == 2


def _written(deck: Path, text: str) -> str:
    deck.write_text(text, encoding="utf-8", newline="")
    return deck.name


@pytest.mark.parametrize(
    "fact",
    [
        "- id: a\n  ask: Q\n",
        "- id: a\n  ask: Q\n  answer: [A]\n",
        "- id: a\n  ask: Q\n  answer: One #two\n",
        "- id: a\n  ask: Q\n  answer: A\n  answer: B\n",
        "- id: a\n  ask: Q\n  answer: A\n  was: Old Id\n",
        "- id: a\n  claim: C\n  verdict: true\n  remember: R\n",
        "- id: 12\n  ask: Q\n  answer: A\n",
        "- ask: Q\n  claim: C\n  answer: A\n",
        "- &here\n  ask: Q\n  answer: A\n",
        "- id: a\n  ask: What: is number #1?\n  answer: A\n",
        "- id: a\n  ask: What: is\n    all this?\n  answer: A\n",
        "- id: sound\n  ask: Q\n  answer: A\n",
    ],
)
def test_what_the_author_has_to_decide_is_left_alone(deck: Path, fact: str) -> None:
    assert _mended(deck, fact) == (fact, [])


def test_a_drawn_id_is_one_that_nobody_has(deck: Path) -> None:
    fact = "- ask: Which pores?\n  answer: A\n- ask: Which pores?\n  answer: B\n- ask: Is it sound?\n  answer: C\n"
    after, _ = _mended(deck, fact, taken=("pores", "pores-2"))
    assert [line for line in after.splitlines() if "id:" in line] == ["- id: pores-3", "- id: pores-4", "- id: sound-2"]


def test_an_id_is_not_tidied_into_one_that_was_released(deck: Path) -> None:
    fact = "- id: Old Name\n  ask: Q\n  answer: A\n"
    assert _mended(deck, fact, taken=("old-name",)) == (fact, [])


@pytest.mark.parametrize(("mark", "end"), [("", "\r\n"), ("\ufeff", "\n"), ("\ufeff", "\r\n")])
def test_line_ends_and_byte_order_mark_stay(deck: Path, mark: str, end: str) -> None:
    text = f"{mark}{HEAD}- ask: Which pores?\n  answer: no\n".replace("\n", end)
    deck.write_bytes(text.encode("utf-8"))
    after, _ = mended(deck, (), THINGS)
    assert after == f'{mark}{HEAD}- id: pores\n  ask: Which pores?\n  answer: "no"\n'.replace("\n", end)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_deck_is_left_as_it_is(path: Path) -> None:
    assert mended(path, (), THINGS) == (None, ())


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_mending_a_bad_deck_never_harms_it(path: Path, deck: Path) -> None:
    lines = path.read_bytes().decode("utf-8").split("\n")
    before = "\n".join(EXPECTED.sub("", line) for line in lines)
    deck.write_bytes(before.encode("utf-8"))
    was, problems = read_deck(deck, THINGS)
    text, mends = mended(deck, (), THINGS)
    if text is None:
        assert mends == ()
        return
    deck.write_bytes(text.encode("utf-8"))
    now, left = read_deck(deck, THINGS)
    slips, others = (sum(problem.code.startswith("NK0") for problem in found) for found in (problems, left))
    assert others < slips or len(left) <= len(problems) - len(mends), "a slip of YAML can hide others, nothing else can"
    kept = {fact.id: repr(fact.own) for fact in (now.facts if now else ())}
    assert all(kept[fact.id] == repr(fact.own).replace("¤", "") for fact in (was.facts if was else ()))
    touched = [line for line in difflib.ndiff(before.splitlines(), text.splitlines()) if line[0] in "+-"]
    more = sum(int(found[1]) for mend in mends if (found := re.search(r"and in (\d+) more line", mend.said)))
    assert len(touched) <= 3 * (len(mends) + more)
    assert mended(deck, (), THINGS) == (None, ()), "once is enough"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(list("abc:#-[]{}\"'“” \t\n*&?")), max_size=60).map("".join))
def test_no_text_makes_it_fail(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    deck = tmp_path_factory.mktemp("any") / "cells.yaml"
    deck.write_text(HEAD + SOUND + "- id: a\n  ask: Q\n  answer: " + text, encoding="utf-8", newline="")
    after, _ = mended(deck, (), THINGS)
    assert after is None or after.startswith(HEAD + SOUND)
