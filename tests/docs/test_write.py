"""Pages that are made from code and decks are as the code and the decks are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from docs.write import DOCS, PROJECT, cell, pages
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import CODES
from nkquiz.kinds import all_kinds


@pytest.mark.parametrize("name", ["facts.md", "format.md", "json.md", "problems.md", "rules.md", "commands.md"])
def test_a_page_is_as_the_code_makes_it(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], "run `make docs` and commit what it writes"


def test_every_kind_and_every_code_has_its_place() -> None:
    made = pages()
    assert all(f"### `{name}`" in made["format.md"] for name in all_kinds())
    assert all(f"| {code} |" in made["problems.md"] for code in CODES)


def test_the_example_collection_has_no_problem_and_stands_in_the_readme() -> None:
    compiled = compile_path(DOCS / "example", datetime.now(UTC))
    assert compiled.problems == ()
    assert len(compiled.collection.facts) == 3
    deck = (DOCS / "example" / "10-first.yaml").read_text(encoding="utf-8")
    assert f"```yaml\n{deck}```" in (PROJECT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("H~2~O and 10^6^", "H<sub>2</sub>O and 10<sup>6</sup>"),
        ("HLA-A*02:01 | <b>", r"HLA-A\*02:01 \| &lt;b&gt;"),
        ("two\nlines", "two lines"),
    ],
)
def test_a_cell_shows_what_the_author_meant(written: str, shown: str) -> None:
    assert cell(written) == shown
