from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from nkquiz.commands.show import show
from nkquiz.diagnostics import NkquizError, UsageError

if TYPE_CHECKING:
    from tests.conftest import Author

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

PORES = """\
ask: Which protein makes the **pores**?
answer: Perforin
accept: [PRF1]
wrong:
- {text: Granzyme B, why: It goes through them.}
because: It is a pore former, and without it the granzymes stay outside, which is why losing it is a serious disease.
caveat: In mice.
evidence: review
as_of: 2026-11
review_by: 2027-11-01
sources: ["pmid:29808007", A book]
corrected: {on: 2026-10-01, was: Granzyme B, why: It was wrong.}
"""


def _shown(author: Author, fact_id: str) -> list[str]:
    author.write()
    out = io.StringIO()
    assert show(fact_id, author.folder, NOW, out) == 0
    return out.getvalue().splitlines()


def test_a_fact_is_shown_with_all_that_is_known_of_it(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    author.facts["pores"] = PORES
    assert _shown(author, "pores")[1:] == [
        "pores: ask, core; deck 1 Killing",
        "",
        "#answer: Which protein makes the pores?",
        "  Answer: Perforin",
        "    + Perforin",
        "    - Granzyme B (It goes through them.)",
        "  Typed: Perforin | PRF1",
        "",
        "Corrected: 2026-10-01. Before: Granzyme B. It was wrong.",
        "Because: It is a pore former, and without it the granzymes stay outside,",
        "         which is why losing it is a serious disease.",
        "Caveat: In mice.",
        "Shown: review article",
        "Dates: as of 2026-11, look again by 2027-11-01",
        "Source: PMID 29808007 https://pubmed.ncbi.nlm.nih.gov/29808007/",
        "Source: A book",
    ]


def test_every_card_is_shown(author: Author) -> None:
    author.facts["self"] = "term: Missing self\nmeans: The loss of HLA"
    shown = "\n".join(_shown(author, "self"))
    assert "#meaning: What does this mean? Missing self" in shown
    assert "#term: Which term is this? The loss of HLA" in shown
    assert "Source: none given" in shown


def test_the_name_of_a_card_shows_its_fact(author: Author) -> None:
    author.facts["self"] = "term: Missing self\nmeans: The loss of HLA"
    assert _shown(author, "self#term")[1].startswith("self: term")


def test_a_claim_and_a_retired_fact_tell_what_to_remember_and_why(author: Author) -> None:
    author.facts["gvhd"] = (
        "claim: NK cells do not cause GvHD.\nverdict: overstated\nremember: They rarely do.\n"
        "retired: {on: 2026-01-01, why: Out of date., instead: gvhd-2}\ntags: []"
    )
    shown = "\n".join(_shown(author, "gvhd"))
    assert "gvhd: claim, core, retired; deck 1 Killing" in shown
    assert "    + Overstated" in shown
    assert "  Remember: They rarely do." in shown
    assert "Retired: 2026-01-01. Out of date. Instead: gvhd-2" in shown


@pytest.mark.parametrize("columns", ["20", "40", "200"])
def test_lines_keep_to_the_width_of_the_terminal(author: Author, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    author.facts["pores"] = PORES.replace("pmid:29808007", "Some book")
    assert max(len(line) for line in _shown(author, "pores")[1:] if " " in line.strip()) <= max(int(columns), 34)


def test_an_unknown_fact_gets_the_nearest_id(author: Author) -> None:
    author.facts["pores"] = PORES
    author.write()
    with pytest.raises(NkquizError, match=r"no fact called `pore`\. Did you mean `pores`\?") as raised:
        show("pore", author.folder, NOW, io.StringIO())
    assert not isinstance(raised.value, UsageError)
    with pytest.raises(NkquizError, match=r"no fact called `zzz`\. `nkquiz list --json` lists them all\."):
        show("zzz", author.folder, NOW, io.StringIO())


def test_a_fact_with_problems_says_so_instead_of_being_unknown(author: Author) -> None:
    author.facts["pores"] = "ask: Q\nanswer: no"
    author.write()
    with pytest.raises(NkquizError, match=r"`pores` has problems; `nkquiz check` shows them"):
        show("pores", author.folder, NOW, io.StringIO())


def test_control_codes_in_an_id_are_shown_as_text(author: Author) -> None:
    author.write()
    with pytest.raises(NkquizError, match=r"\\x1b\[31m"):
        show("\x1b[31m", author.folder, NOW, io.StringIO())


def test_a_number_is_shown_with_what_counts_as_right(author: Author) -> None:
    author.facts["share"] = "estimate: Which share?\nvalue: 13\nunit: '%'\ntolerance: 5\nn: 13\nof: 101"
    lines = _shown(author, "share")
    assert "  Answer: 13% (13 of 101)" in lines
    assert "  Right: 8% to 18%" in lines


def test_a_row_is_shown_thing_by_thing(author: Author) -> None:
    author.facts["row"] = "compare: Where from?\nvalues: {car-t: Own blood, car-nk: Cord blood}"
    lines = _shown(author, "row")
    assert "#car-t: CAR-T cells: Where from?" in lines
    assert "    - Cord blood (Right for CAR-NK cells.)" in lines
