"""The drawings of event rates show the numbers they were drawn from."""

from __future__ import annotations

import pytest

from docs.event_rates import draw
from docs.write import PROJECT


def test_the_pictures_are_those_of_the_list() -> None:
    for path, svg in draw.pictures().items():
        assert path.read_text(encoding="utf-8") == svg, "run: python docs/event_rates/draw.py"


def test_every_row_cites_a_source_with_an_identifier() -> None:
    rows = draw.read(PROJECT / "docs" / "event_rates" / "rates.yaml")
    assert len(rows) > 10
    assert draw.unidentified(rows, PROJECT / "decks" / "sources.yaml") == []


@pytest.mark.parametrize(
    ("events", "n", "low", "high"),
    [(0, 11, 0.0, 0.2849), (5, 9, 0.2120, 0.8630), (9, 16, 0.2988, 0.8025), (10, 10, 0.6915, 1.0)],
)
def test_the_interval_is_the_exact_one(events: int, n: int, low: float, high: float) -> None:
    """The values are those of tables of Clopper-Pearson intervals."""
    assert draw.interval(events, n) == pytest.approx((low, high), abs=2e-4)
