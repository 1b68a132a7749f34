"""The drawings of event rates show the numbers they were drawn from."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def draw() -> ModuleType:
    place = ROOT / "docs" / "event_rates" / "draw.py"
    spec = importlib.util.spec_from_file_location("draw_event_rates", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_pictures_are_those_of_the_list(draw: ModuleType) -> None:
    for name, svg in draw.pictures().items():
        assert (ROOT / "decks" / "media" / name).read_text(encoding="utf-8") == svg, "run: python docs/event_rates/draw.py"


def test_every_row_cites_a_source_with_an_identifier(draw: ModuleType) -> None:
    rows = draw.read(ROOT / "docs" / "event_rates" / "rates.yaml")
    assert len(rows) > 10
    assert draw.unidentified(rows, ROOT / "decks" / "sources.yaml") == []


@pytest.mark.parametrize(
    ("events", "n", "low", "high"),
    [(0, 11, 0.0, 0.2849), (5, 9, 0.2120, 0.8630), (9, 16, 0.2988, 0.8025), (10, 10, 0.6915, 1.0)],
)
def test_the_interval_is_the_exact_one(draw: ModuleType, events: int, n: int, low: float, high: float) -> None:
    """The values are those of tables of Clopper-Pearson intervals."""
    assert draw.interval(events, n) == pytest.approx((low, high), abs=2e-4)
