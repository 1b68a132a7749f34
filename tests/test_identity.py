from __future__ import annotations

import pytest

from nkquiz.identity import deck_name, guid_of, is_id

NAMESPACE = "00112233445566778899aabbccddeeff"


@pytest.mark.parametrize("text", ["a", "crs", "crs-il6-source-mouse", "a1-2b", "x" * 64])
def test_an_id_is_lower_case_words_joined_by_hyphens(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize(
    "text", ["", "A", "1a", "-a", "a-", "a--b", "a_b", "a b", "é", "a.b", "a\n", "x" * 65, "a-\u0661", "ａ"]
)
def test_nothing_else_is_an_id(text: str) -> None:
    assert not is_id(text)


def test_a_guid_depends_on_namespace_kind_and_first_id_alone() -> None:
    guid = guid_of(NAMESPACE, "ask", "a")
    assert guid == guid_of(NAMESPACE, "ask", "a")
    assert (
        len({guid, guid_of(NAMESPACE[::-1], "ask", "a"), guid_of(NAMESPACE, "term", "a"), guid_of(NAMESPACE, "ask", "b")}) == 4
    )
    assert len(guid) == 20


def test_a_deck_name_has_two_levels_whatever_the_titles_hold() -> None:
    assert deck_name("Cells", 7, "How they kill") == "Cells::07 How they kill"
    assert deck_name("A::B", 60, "CRS::Grades::1").count("::") == 1
    assert deck_name(" A \n b ", 1, "c\td") == "A b::01 c d"
