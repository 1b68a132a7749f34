"""docs/releasing.md: every command on the page is run, in its order, and prints what the page shows."""

from __future__ import annotations

import re
import shutil

from docs.write import DOCS
from nkquiz.diagnostics import CODES
from tests.docs.reader import Reader, reader

__all__ = ["reader"]

PAGE = DOCS / "releasing.md"


def test_every_command_of_the_page_prints_what_the_page_shows(reader: Reader) -> None:
    shutil.copytree(DOCS / "example", reader.folder / "ward")
    reader.run("cd ward")
    reader.run("git init -q")
    reader.do(PAGE)
    assert len(reader.ran) == 13


def test_every_problem_that_the_page_names_is_one() -> None:
    named = set(re.findall(r"NK\d{3}", PAGE.read_text(encoding="utf-8")))
    assert named <= CODES.keys()
    assert {code for code in CODES if code.startswith("NK2")} - named == {"NK207"}
