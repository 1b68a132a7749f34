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
        (self.folder / "cells.yaml").write_text(deck, encoding="utf-8")
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


def test_in_a_text_it_is_text(said: Said) -> None:
    told = TWO.replace("- id: second", f"  because: |\n    {IGNORE}\n- id: second")
    assert said(told) == ["cells.yaml:7:11: NK301", "cells.yaml:12:11: NK301"]
