from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from nkquiz.anki import html
from nkquiz.anki.contract import note_types
from nkquiz.anki.notes import Note, Release, digest_of, mismatches, next_release, slug
from nkquiz.compiler import compile_path

if TYPE_CHECKING:
    from tests.conftest import Author

PLAIN = "ask: What makes the pores?\nanswer: Perforin"


def made(author: Author) -> Release:
    """Return what a release of the collection would be now."""
    author.write()
    compiled = compile_path(author.folder, author.now)
    assert all(problem.note for problem in compiled.problems)
    return next_release(compiled, compiled.lock, author.now)


def note_of(author: Author, fact: str) -> Note:
    author.facts["pores"] = fact
    return next(note for note in made(author).notes if note.entry.fact_id == "pores")


def test_fields_stand_in_the_order_of_the_contract(author: Author) -> None:
    note = note_of(author, PLAIN + "\nbecause: It is _named_ so.\nlevel: more")
    named = dict(zip((field.name for field in note_types()["ask"].fields), note.fields, strict=True))
    assert {name: text for name, text in named.items() if text} == {
        "Ask": "What makes the pores?",
        "Answer": "Perforin",
        "Id": "pores",
        "Because": "It is <em>named</em> so.",
        "Level": "more",
    }


def test_tags_are_sorted_lower_case_and_without_spaces(author: Author) -> None:
    author.settings["tags"] = "[Two Words, 'wide\u3000space']"
    keys = "\nevidence: trial\ntags: [wide\u3000space, Two Words]\ncorrected: {on: 2027-01-15, was: Nothing}"
    assert note_of(author, PLAIN + keys).tags == (
        "nkquiz::corrected::2027-01",
        "nkquiz::evidence::trial",
        "nkquiz::level::core",
        f"nkquiz::new::{author.now:%Y-%m}",
        "nkquiz::tag::two_words",
        "nkquiz::tag::wide_space",
        "nkquiz::topic::killing",
    )


@pytest.mark.parametrize(
    "change",
    [
        PLAIN + ".",
        PLAIN + "\nbecause: So it is.",
        PLAIN + "\nlevel: more",
        PLAIN + "\nevidence: trial",
        PLAIN + "\nsetting: in mice",
        PLAIN + "\nsources: [A book]",
        PLAIN + "\nas_of: 2026",
        PLAIN + "\nwrong: [{text: Granzyme, why: It enters.}]",
    ],
)
def test_what_anki_stores_is_in_the_digest(author: Author, change: str) -> None:
    before, after = note_of(author, PLAIN), note_of(author, change)
    assert before.entry.hash != after.entry.hash
    assert after.entry.hash == digest_of(after.fields, after.tags)


@pytest.mark.parametrize("change", ["\naccept: [PRF1]", "\nreworded: true"])
def test_what_anki_does_not_store_is_not_in_the_digest(author: Author, change: str) -> None:
    assert note_of(author, PLAIN).entry.hash == note_of(author, PLAIN + change).entry.hash


def test_the_digest_keeps_fields_and_tags_apart() -> None:
    assert (
        len({digest_of(("a", "b"), ()), digest_of(("ab",), ()), digest_of(("a",), ("b",)), digest_of(("a", ""), ("b",))}) == 4
    )


def test_a_time_rises_if_and_only_if_the_note_changed(author: Author) -> None:
    author.facts.update({"pores": PLAIN, "other": "ask: What else?\nanswer: This"})
    author.release()
    released = int(author.now.timestamp())
    author.facts["pores"] += "\nbecause: So it is."
    author.now += timedelta(hours=1)

    release = made(author)

    assert {entry.fact_id: entry.time for entry in release.lock.entries.values()} == {
        "pores": released + 3600,
        "other": released,
    }
    assert release.changed == ("pores",)
    assert release.time == released + 3600


def test_a_time_rises_even_when_the_clock_went_back(author: Author) -> None:
    author.facts["pores"] = PLAIN
    author.release()
    released = int(author.now.timestamp())
    author.now -= timedelta(hours=1)
    assert note_of(author, PLAIN + "\nbecause: So it is.").entry.time == released + 1


def test_new_facts_come_after_those_that_were_released(author: Author) -> None:
    author.facts.update({"later": PLAIN + "\nlevel: more", "pores": PLAIN})
    author.release()
    author.facts.clear()
    author.facts.update({"newest": PLAIN, "later": PLAIN + "\nlevel: more", "pores": PLAIN})
    assert [note.entry.fact_id for note in made(author).notes] == ["pores", "later", "newest"]


def test_a_retired_fact_is_a_note_without_cards(author: Author) -> None:
    author.facts["pores"] = PLAIN
    author.release()
    note = note_of(author, PLAIN + "\nretired: {on: 2026-11-01, why: It was withdrawn.}")
    assert note.ordinals == ()
    assert note.entry.retired
    assert "nkquiz::retired" in note.tags


def test_a_renamed_fact_is_written_under_its_first_id(author: Author) -> None:
    options = (
        "choose: Which?\noptions: [{text: A, why: a}, {text: B, why: b, right: true}, {text: C, why: c}, {text: D, why: d}]"
    )
    author.facts["pores"] = options
    author.release()
    (before,) = made(author).notes
    del author.facts["pores"]
    author.facts["holes"] = options + "\nwas: pores"
    release = made(author)
    (after,) = release.notes
    assert (after.fields, after.tags, after.entry.time) == (before.fields, before.tags, before.entry.time)
    assert list(release.lock.entries) == ["holes"]
    assert release.changed == ()


def test_what_is_not_as_the_lock_says_is_named(author: Author) -> None:
    author.facts.update({"pores": PLAIN, "other": "ask: What else?\nanswer: This"})
    author.release()
    author.write()
    compiled = compile_path(author.folder, author.now)
    assert list(mismatches(made(author), compiled.lock)) == []

    author.facts["other"] += "\nbecause: So it is."
    author.decks["second"] = {"third": "ask: And then?\nanswer: That"}
    release = made(author)

    assert [problem.message for problem in mismatches(release, compiled.lock)] == [
        "`other` changed since the last release",
        "`third` is not in the last release",
        "the lock does not hold the decks of the collection",
    ]
    assert [problem.code for problem in mismatches(release, None)] == ["NK206"]


@pytest.mark.parametrize(
    ("title", "name"),
    [("NK and CAR-T Safety", "nk-and-car-t-safety"), ("  A/B: c.. ", "a-b-c"), ("Über Zellen", "ber-zellen"), ("細胞", "")],
)
def test_a_title_as_a_file_name(title: str, name: str) -> None:
    assert slug(title) == name


def test_text_without_marks_needs_no_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{before}{chr(code)}{after}" for code in range(0x250) for before, after in (("a", "b"), ("", "b"), ("a", ""))]
    texts += [f"{each}{each}" for each in texts]
    fast = [html.markdown_html(text, lists=lists) for text in texts for lists in (False, True)]
    monkeypatch.setattr("nkquiz.anki.html._SPECIAL", re.compile(""))
    assert fast == [html.markdown_html(text, lists=lists) for text in texts for lists in (False, True)]


def test_simple_gaps_need_no_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a {{c1::b c}} d", "{{c1::a}}{{c12::b}}", "a: {{c1::b}}; c}", "{{c01::a}}", "{{c1::a:}}", "{{c1::a::b}} c"]
    texts += [f"a{chr(code)} {{{{c1::b{chr(code)}}}}}{chr(code)}" for code in range(0x250)]
    fast = [html._gap_html(text) for text in texts]
    assert fast[:2] == texts[:2]
    monkeypatch.setattr("nkquiz.anki.html._SIMPLE_GAPS", re.compile("never"))
    assert fast == [html._gap_html(text) for text in texts]
