from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.markup import Close, Code, Gap, Maths, Open, Text, faults, gaps, plain, tokens, with_gap, without_gaps


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("just words", (Text("just words"),)),
        ("**bold** and _italic_", (
            Open("strong"), Text("bold"), Close("strong"), Text(" and "), Open("emphasis"), Text("italic"), Close("emphasis"),
        )),
        ("`a_b*c`", (Code("a_b*c"),)),
        ("H~2~O", (Text("H"), Open("subscript"), Text("2"), Close("subscript"), Text("O"))),
        ("10^6^", (Text("10"), Open("superscript"), Text("6"), Close("superscript"))),
        (r"\(x^2\)", (Maths("x^2"),)),
        ("[a](https://b.c)", (Open("link", "https://b.c"), Text("a"), Close("link"))),
    ],
)  # fmt: skip
def test_a_mark_becomes_its_tokens(text: str, expected: tuple[object, ...]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    "text",
    ["HLA-A*02:01 and HLA-B*07:02", "a * b * c", "snake_case_name", "<b>not bold</b> &amp;", "# no heading", "1. no list",
     "> no quote", "![no image]", "a\\b", "5 < 10 > 3", "~ about 5", "x^", "[1] is no link", "http://a.b is no link",
     "| no | table |", "---", "- no list here"],
)  # fmt: skip
def test_what_is_no_mark_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_a_backslash_makes_a_mark_plain() -> None:
    assert plain(r"\**not bold\** \_ \` \[a](b)") == "**not bold** _ ` [a](b)"


def test_lists_and_paragraphs_are_kept_apart_only_where_lists_are_allowed() -> None:
    text = "Why:\n\n- one\n- two\n\nso"
    styles = [token.style for token in tokens(text, lists=True) if isinstance(token, Open)]
    assert styles == ["paragraph", "list", "entry", "entry", "paragraph"]
    assert not [token for token in tokens(text) if isinstance(token, Open)]


def test_plain_text_keeps_superscripts_apart_from_digits() -> None:
    assert plain("10^6^ cells in H~2~O") == "10^6 cells in H2O"
    assert plain("**a** `b` [c](https://d.e) \\( f \\)") == "a b c f"


@pytest.mark.parametrize(
    "text",
    ["[a](javascript:alert(1))", "[a](JavaScript:x)", "[a](data:text/html,x)", "[a](file:///etc/passwd)", "[a](//b.c)",
     "[a](b)",
     "[a](vbscript:x)", "[a](<java script:x>)", r"\(\input{/etc/passwd}\)", r"\(\href{javascript:x}{y}\)", r"\(\def\a{\a}\a\)",
     r"\(\begin{x}\)", r"\(\unicode{x41}\)", r"\(\require{x}\)", "`\n\n[a](javascript:x)\n\n`", "`\n\n\\(\\input{a}\\)\n\n`",
     "- [a](javascript:x)"],
)  # fmt: skip
def test_an_unsafe_link_or_formula_is_a_fault(text: str) -> None:
    assert list(faults(text))


@pytest.mark.parametrize(
    "text",
    ["[a](https://b.c/d?e=f#g)", "[a](http://b.c)", "[a](mailto:a@b.c)", "[a](doi:10.1000/x)", r"\(\frac{1}{2} \times 10^6\)",
     "[sound:x.mp3]", "a](b", r"\(unclosed", "`[a](javascript:x)`"],
)  # fmt: skip
def test_a_safe_one_is_none(text: str) -> None:
    assert not list(faults(text))


def test_the_same_command_twice_is_told_once() -> None:
    assert len(list(faults(r"\(\input{a} \input{b}\) \(\input{a} \input{b}\)"))) == 1


def test_gaps_are_read_in_anki_notation() -> None:
    text = "Surface {{c1::CD107a}} shows {{c12::granules::which part}}."
    assert gaps(text) == (Gap(1, "CD107a", ""), Gap(12, "granules", "which part"))
    assert with_gap(text, 12) == r"Surface CD107a shows \[which part\]."
    assert with_gap(text, 1) == r"Surface \[...\] shows granules."
    assert without_gaps(text) == "Surface CD107a shows granules."


@pytest.mark.parametrize("text", ["{{c1::", "{{c1::a::", "{{c1::a::b", "{{c1::a}", "{"])
def test_gaps_that_never_close_take_no_time(text: str) -> None:
    assert gaps(text * 20_000) == ()


def test_a_gap_shown_as_brackets_is_no_link() -> None:
    assert plain(with_gap("{{c1::a}}(b) and {{c1::c::[d](e)}}", 1)).startswith("[...](b) and ")


@given(st.text())
def test_any_text_gives_tokens_and_no_error(text: str) -> None:
    assert tokens(text)
    assert tokens(text, lists=True) or not text.strip()
    list(faults(text))


@given(st.text(st.characters(exclude_characters="*_`[\\~^\n")))
def test_a_text_without_marks_is_its_own_plain_text(text: str) -> None:
    assert plain(text) == text
    assert tokens(text) == (Text(text),)
