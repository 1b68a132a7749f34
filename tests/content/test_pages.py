"""The pages written by hand agree with the decks."""

from __future__ import annotations

import re
from collections import Counter

from tests.content.test_content import DECKS, FACTS

DOCS = DECKS.parent / "docs"
PAGES = ("claims.md", "comparison.md", "questions.md", "how-the-content-was-made.md")


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_claims_marked_as_cards_are_those_of_the_deck() -> None:
    rows = re.findall(r"^\| (\d+)( ●)? \| [^|]+ \| ([^|]+) \|", _page("claims.md"), re.MULTILINE)
    assert [int(number) for number, _, _ in rows] == list(range(1, 41))
    marked = Counter(verdict.lower().replace(", ", "-").replace(" ", "-") for _, mark, verdict in rows if mark)
    assert marked == Counter(fact.text("verdict") for fact in FACTS.values() if fact.kind == "claim")
    verdicts = Counter(verdict for _, _, verdict in rows)
    told = dict(re.findall(r"(Supported, with limits|Supported|Overstated|Unsupported) \((\d+)\)", _page("claims.md")))
    assert {verdict: int(count) for verdict, count in told.items()} == verdicts


def test_the_comparison_has_sixteen_attributes_of_four_things() -> None:
    tables = re.findall(r"^## .+\n\n\| Product \|.+\n\|.+\n((?:\|.+\n)+)", _page("comparison.md"), re.MULTILINE)
    assert [len(rows.splitlines()) for rows in tables] == [4] * 16


NUMBERED = ("https://doi.org/10.", "https://pubmed.ncbi.nlm.nih.gov/", "https://www.fda.gov/", "https://dailymed.nlm.nih.gov/")


def unmarked(page: str) -> list[str]:
    """Return the links that lead neither to a DOI, a PMID nor a regulator and do not say so."""
    links = re.findall(r"\[([^]]+)\]\((https?://[^)]+)\)", page)
    return [name for name, link in links if not link.startswith(NUMBERED) and "no identifier seen" not in name]


def test_a_report_without_an_identifier_says_so() -> None:
    assert [name for page in PAGES[:3] for name in unmarked(_page(page))] == []


def test_a_report_that_does_not_say_so_is_found() -> None:
    bare = "[A 2020](https://doi.org/10.1/x), [News](https://example.org/a), [B (no identifier seen)](https://example.org/b)"
    assert unmarked(bare) == ["News"]


def test_every_question_of_the_deck_is_on_its_page() -> None:
    assert len(re.findall(r"^## \d\. ", _page("questions.md"), re.MULTILINE)) == 6
    for fact in FACTS.values():
        asked = re.match(r'"(.+?)\?"', fact.text("choose")) if fact.deck == "questions" else None
        assert asked is None or asked[1] in _page("questions.md"), fact.id


def test_the_readme_leads_to_every_page() -> None:
    readme = (DECKS.parent / "README.md").read_text(encoding="utf-8")
    assert [name for name in PAGES if f"(docs/{name})" not in readme] == []
