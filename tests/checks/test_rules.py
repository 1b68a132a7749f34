"""One test or two a rule across facts; each is a whole collection, read and checked as a user's is."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from pkgutil import iter_modules

import pytest

from nkquiz import checks
from nkquiz.compiler import compile_path
from tests.checks.conftest import NOW

Checked = Callable[[Mapping[str, str]], list[tuple[str, str]]]

HEAD = "deck: {id}\ntitle: D\nnumber: {number}\nfacts:\n"
SETTINGS = f"title: Cells\nnamespace: {'ab' * 16}\n"


def _deck(deck_id: str, number: int, *facts: str) -> str:
    return HEAD.format(id=deck_id, number=number) + "".join(facts)


def _fact(fact_id: str, more: str = "") -> str:
    return f"- id: {fact_id}\n  ask: Q\n  answer: A\n{more}"


def test_every_rule_explains_itself() -> None:
    rules = [module.name for module in iter_modules(checks.__path__)]
    assert rules == [
        "deck_ids",
        "fact_ids",
        "fact_images",
        "fact_sources",
        "fact_tags",
        "first_facts",
        "released_decks",
        "released_facts",
    ]


def test_an_id_names_one_fact_of_all_decks(checked: Checked) -> None:
    assert checked({"a.yaml": _deck("a", 1, _fact("x")), "b.yaml": _deck("b", 2, _fact("y"), _fact("x"))}) == [
        ("b.yaml:8:7", "NK122 the id `x` is used twice")
    ]


def test_a_deck_has_id_and_number_of_its_own(checked: Checked) -> None:
    assert checked({"a.yaml": _deck("a", 1, _fact("x")), "b.yaml": _deck("a", 1, _fact("y"))}) == [
        ("b.yaml:1:7", "NK123 the deck id `a` is used twice"),
        ("b.yaml:3:9", "NK123 the deck number 1 is used twice"),
    ]


def test_decks_whose_head_is_broken_are_not_said_to_share_it(checked: Checked) -> None:
    found = checked(
        {"a.yaml": "deck: no\nnumber: x\nfacts: []\ntitle: A\n", "b.yaml": "deck: no\nnumber: x\nfacts: []\ntitle: B\n"}
    )
    assert {problem[:5] for _, problem in found} == {"NK103"}


@pytest.mark.parametrize("source", ["pmid:1", "doi:10.1000/x", "https://example.org", "A book of mine", "smith2020"])
def test_a_source_may_be_a_key_or_stand_in_place(checked: Checked, source: str) -> None:
    sources = "references:\n- {id: smith2020, title: T}\n"
    assert not checked({"sources.yaml": sources, "a.yaml": _deck("a", 1, _fact("x", f"  sources: ['{source}']\n"))})


@pytest.mark.parametrize("source", ["smith2021", "pmid:x", "doi:x", "https://a b"])
def test_an_unknown_source_is_a_problem(checked: Checked, source: str) -> None:
    assert checked({"a.yaml": _deck("a", 1, _fact("x", f"  sources: ['{source}']\n"))}) == [
        ("a.yaml:8:12", f"NK108 the source `{source}` is not known")
    ]


def test_a_source_in_place_stays_known_in_a_fact_with_another_problem(checked: Checked) -> None:
    deck = _deck("a", 1, _fact("x", "  levle: core\n  sources: [pmid:1]\n"))
    assert checked({"a.yaml": deck}) == [("a.yaml:8:3", "NK101 unknown key `levle` in an `ask` fact")]


def test_sources_that_cannot_be_read_do_not_make_every_source_unknown(checked: Checked) -> None:
    deck = _deck("a", 1, _fact("x", "  sources: [smith2020]\n"))
    assert checked({"sources.yaml": "references: [smith: jones: x\n", "a.yaml": deck}) == [
        ("sources.yaml:1:26", "NK007 a second colon; YAML takes it for another key")
    ]
    assert checked({"sources.yaml": "references:\n- id: smith2020\n  title: A: B\n", "a.yaml": deck}) == [
        ("sources.yaml:3:11", "NK007 a colon and a space inside a text; YAML takes it for a key")
    ]


def test_a_fact_without_a_source_is_a_problem_where_sources_are_required(checked: Checked) -> None:
    assert checked({"nkquiz.yaml": SETTINGS, "a.yaml": _deck("a", 1, _fact("x"))}) == [
        ("a.yaml:5:3", "NK109 `x` has no source")
    ]


def test_a_tag_is_a_word_of_the_vocabulary(checked: Checked) -> None:
    settings = f"{SETTINGS}sources: optional\ntags: [cytokines]\n"
    deck = _deck("a", 1, _fact("x", "  tags: [cytokines]\n"), _fact("y", "  tags: [cytokine]\n"))
    assert checked({"nkquiz.yaml": settings, "a.yaml": deck}) == [
        ("a.yaml:12:9", "NK111 the tag `cytokine` is not in the vocabulary")
    ]


def test_the_first_facts_exist_and_are_asked(checked: Checked) -> None:
    settings = f"{SETTINGS}sources: optional\nfirst: [x, y, z]\n"
    assert checked({"nkquiz.yaml": settings, "a.yaml": _deck("a", 1, _fact("x"), _fact("y", "  draft: true\n"))}) == [
        ("nkquiz.yaml:4:8", "NK104 `first` names `y`, which is no fact that is asked"),
        ("nkquiz.yaml:4:8", "NK104 `first` names `z`, which is no fact that is asked"),
    ]


@pytest.mark.parametrize(
    "fact", ["- id: x\n  ask: Q\n  anwser: A\n", "- id: x\n  ask: Q: R\n", "- id: X\n  ask: Q\n  answer: A\n"]
)
def test_a_fact_with_a_problem_is_not_also_missed_among_the_first(checked: Checked, fact: str) -> None:
    found = checked({"nkquiz.yaml": f"{SETTINGS}sources: optional\nfirst: [x]\n", "a.yaml": _deck("a", 1, fact)})
    assert [place[:6] for place, _ in found] == ["a.yaml"]


SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.svg", SVG.format("<circle r='1'/>"), ""),
        ("a.svg", SVG.format("<path fill='url(#x)'/><a href='#x'/>"), ""),
        ("a.png", "x", ""),
        ("a.svg", SVG.format("<script>x</script>"), "holds `<script`, which is not safe in a card"),
        ("a.svg", SVG.format("<g onload='x'/>"), 'holds `onload="x`, which is not safe in a card'),
        ("a.svg", SVG.format("<foreignObject/>"), "holds `<foreignObject`, which is not safe in a card"),
        ("a.svg", SVG.format("<a href='https://x.y'/>"), 'holds `href="https://x.y`, which is not safe in a card'),
        ("a.svg", SVG.format("<style>@import 'x'</style>"), "holds `@import 'x'`, which is not safe in a card"),
        (
            "a.svg",
            SVG.format("<animate attributeName='href'/>"),
            "holds `<animate`, which is not safe in a card",
        ),
        ("a.svg", SVG.format("<circle/>\0"), "is not UTF-8 text"),
        ("a.txt", "x", "is not an image"),
        ("../a.svg", SVG, "is not the plain name of a file"),
        ("b/a.svg", SVG, "is not the plain name of a file"),
        ("_a.svg", SVG, "is not the plain name of a file"),
        ("media\\a.svg", SVG, "is not the plain name of a file"),
    ],
)
def test_an_image_is_a_safe_file_of_the_media_folder(checked: Checked, name: str, content: str, problem: str) -> None:
    deck = _deck("a", 1, _fact("x", f"  image: {{file: {name}, alt: A drawing}}\n"))
    files = {"a.yaml": deck} if "/" in name or "\\" in name else {f"media/{name}": content, "a.yaml": deck}
    assert checked(files) == ([("a.yaml:8:10", f"NK113 `{name}` {problem}")] if problem else [])


def test_an_image_with_too_long_a_name_is_a_problem(checked: Checked) -> None:
    deck = _deck("a", 1, _fact("x", f"  image: {{file: {'a' * 300}.svg, alt: A}}\n"))
    message = f"NK113 `{'a' * 69}…` cannot be read: {os.strerror(errno.ENAMETOOLONG)}"
    assert checked({"media/b.png": "x", "a.yaml": deck}) == [("a.yaml:8:10", message)]


def test_an_image_that_is_not_there_is_a_problem(checked: Checked) -> None:
    assert checked({"a.yaml": _deck("a", 1, _fact("x", "  image: {file: a.svg, alt: A}\n"))}) == [
        ("a.yaml:8:10", "NK113 there is no `a.svg` in the `media` folder")
    ]


@pytest.mark.parametrize(
    ("there", "hint"), [("aa.svg", "did you mean `aa.svg`?"), ("other.png", "put it there, or mend the name")]
)
def test_a_picture_by_nearly_that_name_is_named(tmp_path: Path, there: str, hint: str) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / there).write_text("<svg/>", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(_deck("a", 1, _fact("x", "  image: {file: a.svg, alt: A}\n")), encoding="utf-8")
    assert [problem.hint for problem in compile_path(tmp_path, NOW).problems if problem.code == "NK113"] == [hint]
