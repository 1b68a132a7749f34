"""What `# nkquiz: ignore[...]` keeps quiet, and what is said of it."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nkquiz.commands.check import Wanted, check

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG = "one two three four five six seven eight nine ten eleven twelve thirteen"
SETTINGS = "title: Cells\nnamespace: 00112233445566778899aabbccddeeff\nsources: optional\n"
TWO = f"""\
deck: cells
title: Cells
number: 1
facts:
- id: first
  ask: What comes first?
  answer: {LONG}
- id: second
  ask: What comes then?
  answer: {LONG}
"""
LONG_ANSWERS = Wanted(select=("NK301",))
IGNORE = "# nkquiz: ignore[NK301] both parts are one name"


class Said:
    """What `check` says of a deck, a line a problem: place and code."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, deck: str, settings: str = SETTINGS, wanted: Wanted = LONG_ANSWERS) -> list[str]:
        (self.folder / "nkquiz.yaml").write_text(settings, encoding="utf-8")
        (self.folder / "cells.yaml").write_text(deck, encoding="utf-8", newline="")
        out = io.StringIO()
        self.code = check(self.folder, wanted, "text", NOW, out)
        lines = (line.removeprefix(f"{self.folder}/") for line in out.getvalue().splitlines())
        return [" ".join(line.split(" ")[:2]) for line in lines if line.startswith(("cells.yaml:", "nkquiz.yaml:"))]


@pytest.fixture
def said(tmp_path: Path) -> Said:
    return Said(tmp_path)


def test_without_a_comment_both_are_told(said: Said) -> None:
    assert said(TWO) == ["cells.yaml:7:11: NK301", "cells.yaml:10:11: NK301"]
    assert said.code == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"  answer: {LONG}\n- id: second", f"  answer: {LONG}  {IGNORE}\n- id: second"),
        ("- id: first", f"- id: first\n  {IGNORE}"),
        ("- id: first", f"- id: first  {IGNORE}"),
        ("- id: first", f"{IGNORE}\n- id: first"),
        ("- id: first", f"{IGNORE}\n# and more\n\n- id: first"),
    ],
)
def test_in_a_fact_or_above_it_a_comment_speaks_for_that_fact(said: Said, before: str, after: str) -> None:
    found = said(TWO.replace(before, after, 1))
    assert [line.split(" ")[1] for line in found] == ["NK301"]
    assert int(found[0].split(":")[1]) >= 10


def test_above_the_facts_it_speaks_for_the_file(said: Said) -> None:
    assert said(f"{IGNORE}\n{TWO}") == []
    assert said.code == 0


def test_in_the_settings_it_speaks_for_the_collection(said: Said) -> None:
    assert said(TWO, f"{SETTINGS}{IGNORE}\n") == []


def test_one_that_nothing_needs_is_told(said: Said) -> None:
    short = TWO.replace(LONG, "short")
    assert said(f"{IGNORE}\n{short}") == ["cells.yaml:1:1: NK392"]
    assert said.code == 1


def test_one_for_a_rule_that_was_not_asked_for_may_be_needed(said: Said) -> None:
    assert said(f"{IGNORE}\n{TWO}", wanted=Wanted(ignore=("NK30",))) == []


@pytest.mark.parametrize("comment", ["# nkquiz: ignore[NK301]", "# nkquiz: ignore", "# nkquiz: ignore because I say so"])
def test_a_reason_and_a_code_are_needed(said: Said, comment: str) -> None:
    assert said(f"{comment}\n{TWO}")[0] == "cells.yaml:1:1: NK391"


@pytest.mark.parametrize("code", ["NK101", "NK203", "NK399"])
def test_what_is_no_rule_about_good_cards_cannot_be_ignored(said: Said, code: str) -> None:
    assert said(f"# nkquiz: ignore[{code}] it is fine\n{TWO}")[0] == "cells.yaml:1:1: NK391"


def test_of_two_codes_each_is_judged_by_itself(said: Said) -> None:
    both = IGNORE.replace("NK301", "NK301, NK303")
    wanted = Wanted(select=("NK301", "NK303"))
    asks_two = TWO.replace("What comes first?", "What comes first, and why does it?")
    assert said(asks_two.replace("- id: first", f"{both}\n- id: first"), wanted=wanted) == ["cells.yaml:11:11: NK301"]
    assert said(TWO.replace("- id: first", f"{both}\n- id: first"), wanted=wanted)[0] == "cells.yaml:5:1: NK392"


@pytest.mark.parametrize(
    "comment",
    ["#nkquiz:ignore[NK301] so", "#  nkquiz:  ignore[NK301]  so", "# nkquiz: ignore[nk301] so", "# nkquiz: ignore[NK301]: so"],
)
def test_spaces_and_capitals_are_as_the_author_likes(said: Said, comment: str) -> None:
    assert said(f"{comment}\n{TWO}") == []


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_files_of_other_systems_are_read_as_well(said: Said, start: str, end: str) -> None:
    deck = TWO.replace("- id: second", f"{IGNORE}\n- id: second").replace("\n", end)
    assert said(start + deck) == ["cells.yaml:7:11: NK301"]


def test_at_the_end_of_the_file_it_speaks_for_the_last_fact(said: Said) -> None:
    for tail in (IGNORE, f"{IGNORE}\n\n", f"  {IGNORE}\n", f"\n{IGNORE}\n# the end"):
        assert said(TWO + tail) == ["cells.yaml:7:11: NK301"]


@pytest.mark.parametrize(
    "fact",
    [
        f"- {{id: first, ask: What comes first?, answer: {LONG}}}  {IGNORE}\n",
        f"- {{\n  id: first,  {IGNORE}\n  ask: What comes first?,\n  answer: {LONG}}}\n",
        f"- {{id: first, ask: What comes first?,\n   answer: {LONG}}}\n{IGNORE}\n",
    ],
)
def test_a_fact_in_braces_has_comments_too(said: Said, fact: str) -> None:
    head, _, _ = TWO.partition("- id: first")
    assert said(head + fact) == []


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("- id: second", f"  because: |\n    {IGNORE}\n- id: second"),
        ("- id: second", f"  wrong:\n  - text: a\n    why: |\n      {IGNORE}\n  - {{text: b, why: c}}\n- id: second"),
        ("- id: second", f'  setting: "{IGNORE}"\n- id: second'),
        (f"answer: {LONG}", f'answer: "{LONG} {IGNORE}"'),
        (f"answer: {LONG}", f"answer: '{LONG}\n    {IGNORE}\n    and more'"),
        ("facts:", f"about: |\n  Not a comment:\n  {IGNORE}\nfacts:"),
    ],
)
def test_what_yaml_reads_as_a_text_is_no_comment(said: Said, before: str, text: str) -> None:
    assert [line.split(" ")[1] for line in said(TWO.replace(before, text, 1))] == ["NK301", "NK301"]
    assert [line.split(" ")[1] for line in said(TWO, f"{SETTINGS}about: |\n  {IGNORE}\n")] == ["NK301", "NK301"]


def test_beside_slips_of_yaml_it_speaks_for_what_could_be_read(said: Said) -> None:
    torn = f"{TWO}- id: third\n  ask: 'never closed\n  answer: x\n"
    assert said(f"{IGNORE}\n{torn}") == ["cells.yaml:13:8: NK001"]
    assert said(torn.replace("- id: second", f"{IGNORE}\n- id: second")) == ["cells.yaml:7:11: NK301", "cells.yaml:13:8: NK001"]


@pytest.mark.parametrize("flaw", ["  anwser: x", "  draft: true"])
@pytest.mark.parametrize("place", ["- id: second", "deck: cells"])
def test_it_is_not_called_needless_where_a_fact_was_not_judged(said: Said, flaw: str, place: str) -> None:
    unjudged = TWO.replace(LONG, "short") + flaw + "\n"
    assert "NK392" not in " ".join(said(unjudged.replace(place, f"{IGNORE}\n{place}", 1)))
    assert "NK392" not in " ".join(said(unjudged, f"{SETTINGS}{IGNORE}\n"))
    assert said(unjudged.replace("- id: first", f"{IGNORE}\n- id: first"))[0] == "cells.yaml:5:1: NK392"


def test_of_two_facts_with_one_id_none_is_told_twice(said: Said) -> None:
    told = said(TWO.replace("id: second", "id: first"))
    assert len(told) == len(set(told))
    assert "NK301" in " ".join(told)


def test_in_a_text_it_is_text(said: Said) -> None:
    told = TWO.replace("- id: second", f"  because: |\n    {IGNORE}\n- id: second")
    assert said(told) == ["cells.yaml:7:11: NK301", "cells.yaml:12:11: NK301"]
