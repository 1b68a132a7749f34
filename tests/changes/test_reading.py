from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.changes.reading import labels, prompt_field, read, repeated, switches
from nkquiz.kinds import all_kinds


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Perforin", "Perforin"),
        ("a  b\nc", "a b c"),
        ("IL-6 &lt; 10 &amp; more", "IL-6 < 10 & more"),
        ("10<sup>6</sup> of H<sub>2</sub>O", "10^6 of H2O"),
        ("<p>One <b>bold</b>.</p><p>Two.</p>", "One bold.\nTwo."),
        ('<ol><li class="right">Calcium<span class="why">It binds.</span></li></ol>', "(right) Calcium - It binds."),
        ('<ol class="ordered"><li>One</li><li>Two</li></ol>', "1. One\n2. Two"),
        ('<ol class="steps"><li>One</li><li>Two</li></ol>', "One\nTwo"),
        ('<table class="row"><tr><th>CAR-T</th><td>{{c1::The patient}}</td></tr></table>', "CAR-T: [The patient]"),
        ("{{c1::a:\u2060:b::hint}} c", "[a::b] c"),
        ('<img src="nkq-car-parts-12345678.svg" alt="A receptor">', "[picture car-parts.svg: A receptor]"),
        ('<time class="on">2026-12-01</time><span class="was">Aa</span><span class="why">Wrong.</span>',
         "2026-12-01. It said: Aa - Wrong."),
        ("&#91;\u2060sound:x.mp3]", "[sound:x.mp3]"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("</li></ol></a><", "<"),
    ],
)  # fmt: skip
def test_a_field_is_read_as_a_learner_reads_it(html: str, text: str) -> None:
    assert read(html) == text


def test_what_is_hidden_is_read_closely() -> None:
    assert read('<a href="https://a.org">A</a>', closely=True) == "A <https://a.org>"
    assert read("{{c2::x::which}}", closely=True) == "[2: x, hint: which]"
    assert "12345678" in read('<img src="nkq-a-12345678.svg" alt="">', closely=True)


@given(st.text(st.sampled_from("<>&;/{}:!-[]'\"\n\x00\u2060ac1lio= ")) | st.text())
def test_any_html_is_read(html: str) -> None:
    assert "\u2060" not in read(html)
    assert read(read(html)) is not None


@pytest.mark.parametrize("piece", ["<", "<a ", "<!--", "<a href='", "{{c1::", "&#"])
def test_a_field_of_a_stranger_takes_no_time(piece: str) -> None:
    assert read(piece * 200_000)


def test_every_field_of_every_kind_has_a_name_for_learners() -> None:
    for kind in all_kinds():
        assert all(labels(kind).values())
        assert prompt_field(kind) in labels(kind)
    assert labels("ask")["Ask"] == "Question"
    assert labels("ask")["Wrong"] == "Often confused with"
    assert labels("choose")["Explained"] == "Options"
    assert labels("estimate")["Margin"] == "Counts as right"
    assert repeated("choose") == {"Options": "Explained"}
    assert repeated("order") == {"Steps": "Ordered"}
    assert switches("term") == {"BothWays"}
