from __future__ import annotations

from pathlib import Path

import pytest

from nkquiz.diagnostics import Span
from nkquiz.model import Reference
from nkquiz.references import in_place, read_references

NORELLI = """\
references:
- id: norelli2018
  type: article-journal
  title: Monocyte-derived IL-1 and IL-6 are differentially required
  author:
  - {literal: Norelli M et al.}
  issued: {date-parts: [[2018]]}
  container-title: Nat Med
  DOI: 10.1038/s41591-018-0036-4
  PMID: '29808007'
  URL: https://example.org/a
"""


def _read(tmp_path: Path, text: str) -> tuple[dict[str, Reference], list[tuple[int, str]]]:
    path = tmp_path / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    found, problems = read_references(path)
    return found, [(problem.span.line, problem.code) for problem in problems]


def test_a_source_has_a_label_a_learner_can_read_and_its_most_lasting_address(tmp_path: Path) -> None:
    found, problems = _read(tmp_path, NORELLI)
    assert not problems
    label = "Norelli M et al. Monocyte-derived IL-1 and IL-6 are differentially required. Nat Med 2018."
    assert found == {"norelli2018": Reference(label, "https://doi.org/10.1038/s41591-018-0036-4")}


@pytest.mark.parametrize(
    ("left_out", "url"),
    [
        (("DOI",), "https://pubmed.ncbi.nlm.nih.gov/29808007/"),
        (("DOI", "PMID"), "https://example.org/a"),
        (("DOI", "PMID", "URL"), ""),
    ],
)
def test_without_a_doi_the_next_best_address_is_taken(tmp_path: Path, left_out: tuple[str, ...], url: str) -> None:
    text = "".join(line for line in NORELLI.splitlines(keepends=True) if not line.strip().startswith(left_out))
    assert _read(tmp_path, text)[0]["norelli2018"].url == url


def test_many_authors_are_cut_to_the_first(tmp_path: Path) -> None:
    people = ", ".join(f"{{family: Longfamilyname{n}, given: A}}" for n in range(9))
    found, _ = _read(tmp_path, f"references:\n- {{id: a, title: T, author: [{people}], issued: 2020-05}}\n")
    assert found["a"].label == "Longfamilyname0 A et al. T. 2020."


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("- title: T", (2, "NK102")),
        ("- id: a", (2, "NK102")),
        ("- {id: Smith 2020, title: T}", (2, "NK121")),
        ("- {id: a, title: T, DOI: nope}", (2, "NK104")),
        ("- {id: a, title: T, PMID: 0}", (2, "NK104")),
        ("- {id: a, title: T, URL: 'javascript:x'}", (2, "NK112")),
        ("- {id: a, title: T}\n- {id: a, title: U}", (3, "NK122")),
        ("- a source", (2, "NK103")),
        ("- id: a\n  title: T: U", (3, "NK007")),
    ],
)
def test_a_wrong_source_is_a_problem_on_its_line(tmp_path: Path, entry: str, problem: tuple[int, str]) -> None:
    assert _read(tmp_path, f"references:\n{entry}\n")[1] == [problem]


def test_an_unsafe_address_is_never_passed_on(tmp_path: Path) -> None:
    assert _read(tmp_path, "references:\n- {id: a, title: T, URL: 'javascript:x'}\n")[0]["a"].url == ""


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("pmid:29808007", Reference("PMID 29808007", "https://pubmed.ncbi.nlm.nih.gov/29808007/")),
        (
            "doi:10.1038/s41591-018-0036-4",
            Reference("doi:10.1038/s41591-018-0036-4", "https://doi.org/10.1038/s41591-018-0036-4"),
        ),
        ("https://example.org/a", Reference("https://example.org/a", "https://example.org/a")),
        ("Janeway, Immunobiology, 9th edition", Reference("Janeway, Immunobiology, 9th edition")),
        ("norelli2018", None),
        ("pmid:abc", None),
        ("doi:nope", None),
        ("https://with space", None),
    ],
)
def test_a_source_in_place_is_told_from_a_key(text: str, reference: Reference | None) -> None:
    assert in_place(text) == reference


def test_a_reference_says_where_its_key_stands(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("references:\n- {title: One, id: one}\n- title: Two\n  id: two\n", encoding="utf-8")
    found, _ = read_references(path)
    assert [reference.span for reference in found.values()] == [Span(path, 2, 20, 3), Span(path, 4, 7, 3)]
