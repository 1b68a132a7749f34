from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.quiz.text import (
    ascii_only,
    ends_a_sentence,
    knows_ascii_only,
    link_lines,
    paragraphs,
    shown,
    width_of,
    wrapped,
)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Plain text.", "Plain text."),
        ("**bold** _slanted_ `code`", "bold slanted code"),
        ("10^6^ cells", "10⁶ cells"),
        ("10^-6^", "10⁻⁶"),
        ("CD3^+^", "CD3⁺"),
        ("H~2~O", "H₂O"),
        ("x^abc^", "x^abc"),
        ("HLA-A*02:01", "HLA-A*02:01"),
        ("[a link](https://example.org)", "a link"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("one\ntwo", "one two"),
    ],
)
def test_a_text_as_a_terminal_shows_it(text: str, seen: str) -> None:
    assert shown(text) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("One.", ["One."]),
        ("Two jobs:\n\n- arms 10^6^ cells\n- shows **HLA**", ["Two jobs:", "- arms 10⁶ cells", "- shows HLA"]),
        ("- a\n\n- b", ["- a", "- b"]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One\nline.", ["One line."]),
        ("- one\n  line\n- two", ["- one line", "- two"]),
        ("- a\n\nThen.", ["- a", "Then."]),
    ],
)
def test_lists_become_paragraphs_with_a_dash(text: str, seen: list[str]) -> None:
    assert paragraphs(text) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("IFN-γ and TNF-α", "IFN-gamma and TNF-alpha"),
        ("Δ Ω", "Delta Omega"),
        ("10⁻⁶", "10^-6"),
        ("CD3⁺CD56⁻", "CD3+CD56-"),
        ("H₂O", "H2O"),
        ("“curly” ‘quotes’ – dash…", "\"curly\" 'quotes' - dash..."),
        ("≥ 38 °C ± 1", ">= 38  deg C +/- 1"),
        ("Kärre", "Karre"),
        ("✓ ✗", "+ x"),
        ("中", "?"),
    ],
)
def test_a_terminal_without_unicode_gets_readable_ascii(text: str, seen: str) -> None:
    assert ascii_only(text) == seen


@given(st.text())
def test_ascii_is_ascii_whatever_comes(text: str) -> None:
    assert ascii_only(text).isascii()


@pytest.mark.parametrize(
    ("encoding", "environ", "only_ascii"),
    [
        ("utf-8", {}, False),
        ("utf-8", {"LANG": "en_GB.UTF-8"}, False),
        ("ascii", {"LANG": "en_GB.UTF-8"}, True),
        (None, {}, True),
        ("no-such-encoding", {}, True),
        ("latin-1", {}, True),
        ("utf-8", {"LANG": "C"}, True),
        ("utf-8", {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ("utf-8", {"LC_ALL": "POSIX", "LANG": "en_GB.UTF-8"}, True),
        ("utf-8", {"LC_ALL": "C.UTF-8", "LANG": "C"}, False),
        ("utf-8", {"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, False),
    ],
)
def test_when_a_terminal_is_sent_ascii_only(encoding: str | None, environ: dict[str, str], only_ascii: bool) -> None:
    assert knows_ascii_only(encoding, environ) is only_ascii


@given(st.text("ab  é中汉\u0301-“", max_size=200), st.integers(8, 90), st.sampled_from(["", "1. ", "- "]))
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(text: str, width: int, indent: str) -> None:
    lines = wrapped(text, width, indent, "   ")
    assert all(width_of(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == (indent + text).replace(" ", "")


def test_lines_break_at_spaces_and_hang() -> None:
    assert wrapped("one two three", 9, "1. ", "   ") == ["1. one", "   two", "   three"]
    assert wrapped("IL-6 IL-1", 6) == ["IL-6", "IL-1"]
    assert wrapped("", 9) == [""]


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert wrapped("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_wide_characters_take_two_columns() -> None:
    assert wrapped("细胞杀伤", 4) == ["细胞", "杀伤"]
    assert width_of("a\u0301") == 1


@pytest.mark.parametrize(
    ("url", "width", "lines"),
    [
        ("https://doi.org/10.1/abc", 40, ["https://doi.org/10.1/abc"]),
        ("https://doi.org/10.1/abc", 20, ["doi:10.1/abc"]),
        ("https://doi.org/10.1/abc", 5, []),
        ("https://example.org", 10, []),
        ("", 40, []),
    ],
)
def test_a_link_is_shown_where_it_fits_or_as_a_doi(url: str, width: int, lines: list[str]) -> None:
    assert link_lines(url, width) == lines


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("We test daily.", True),
        ("Is it mine?", True),
        ("“It is mine.”", True),
        ("He said: 'no.'", True),
        ("40 words, and the first are: We test ...", True),
        ("IL-6", False),
        ("An infusion (i.v.)", False),
        ("At 0.5 mg/kg", False),
        ("", False),
    ],
)
def test_what_ends_a_sentence(text: str, ends: bool) -> None:
    assert ends_a_sentence(text) is ends
