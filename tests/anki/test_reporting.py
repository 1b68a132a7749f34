from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz.anki.reporting import general_address, report_address
from nkquiz.settings import REPORT_ADDRESS

FACT = "crs-il6-source"

ADDRESSES = [
    ("", ""),
    ("https://example.org/report/{id}?deck={id}#{id}", f"https://example.org/report/{FACT}?deck={FACT}#{FACT}"),
    ("https://github.com/a/b/issues/new", f"https://github.com/a/b/issues/new?title={FACT}"),
    ("https://github.com/a/b/issues/new?labels=error", f"https://github.com/a/b/issues/new?labels=error&title={FACT}"),
    ("https://example.org/form#top", f"https://example.org/form?card={FACT}#top"),
    ("http://example.org?", f"http://example.org?card={FACT}"),
    ("mailto:me@example.org", f"mailto:me@example.org?subject=Card%20{FACT}"),
    ("mailto:me@example.org?subject=Error", f"mailto:me@example.org?subject=Error&body=Card%20{FACT}"),
    ("mailto:me@example.org?subject=Error%20in%20{id}", f"mailto:me@example.org?subject=Error%20in%20{FACT}"),
    ("https://example.org/a'b|c[sound:x]", f"https://example.org/a%27b%7Cc%5Bsound:x%5D?card={FACT}"),
    ("https://münchen.example/é", f"https://m%C3%BCnchen.example/%C3%A9?card={FACT}"),
]


@pytest.mark.parametrize(("report", "address"), ADDRESSES, ids=[report or "none" for report, _ in ADDRESSES])
def test_the_facts_id_goes_where_it_is_read(report: str, address: str) -> None:
    assert report_address(report, FACT) == address


def test_the_address_for_no_fact_in_particular_has_no_placeholder() -> None:
    assert general_address("https://example.org/{id}?a=b") == "https://example.org/?a=b"
    assert general_address("") == ""


REFUSED = [
    "javascript:alert(1)", "data:text/html,x", "doi:10.1/x", "ftp://example.org", "file:///etc/passwd", "//example.org",
    "example.org", "https://", "https:///x", "https://a b", "https://good.example@evil.example/", 'https://a"onclick=x',
    "https://a\\b", "https://{id}.org", "mailto:", "mailto:me", "mailto:{id}@example.org", "https://a/<b>", " https://a",
    "https://a\n", "JaVaScRiPt:x",
]  # fmt: skip


@pytest.mark.parametrize("report", REFUSED)
def test_an_address_that_is_not_one_of_a_page_or_a_mail_is_none(report: str) -> None:
    assert not REPORT_ADDRESS.match(report)
    assert report_address(report, FACT) == general_address(report) == ""


@given(st.sampled_from(["https://example.org/", "mailto:a@b.c?"]), st.text())
def test_no_address_ends_an_attribute_or_means_anything_to_anki(start: str, rest: str) -> None:
    for address in (report_address(start + rest, FACT), general_address(start + rest)):
        assert address.isascii()
        assert not set(address) & set("\"'<>[]{}\\ `|^\x1f")
