"""Values: what `@frozen` makes of a class."""

from __future__ import annotations

import pickle
from dataclasses import KW_ONLY, field, replace
from pathlib import Path

import pytest

import nkquiz
from nkquiz.frozen import frozen


@frozen
class Cell:
    marker: str
    count: int = 0
    note: str = field(default="", compare=False)


@frozen
class Granule:
    marker: str
    count: int = 0


@frozen
class Nothing:
    pass


@frozen
class Named:
    _: KW_ONLY
    name: str


def test_values_of_equal_fields_are_equal() -> None:
    assert Cell("CD56", 2) == Cell("CD56", 2)
    assert hash(Cell("CD56", 2)) == hash(Cell("CD56", 2))
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())


def test_values_of_other_fields_are_not() -> None:
    assert Cell("CD56", 2) != Cell("CD56", 3)
    assert len({Cell("CD56"), Cell("CD16"), Cell("CD56")}) == 2


def test_a_field_that_is_not_compared_makes_no_difference() -> None:
    assert Cell("CD56", note="dim") == Cell("CD56", note="bright")
    assert hash(Cell("CD56", note="dim")) == hash(Cell("CD56", note="bright"))


def test_values_of_two_classes_are_never_equal() -> None:
    cell: object = Cell("CD56")
    assert cell != Granule("CD56")
    assert cell != "CD56"


def test_a_value_is_shown_with_its_fields() -> None:
    assert repr(Cell("CD56", 2)) == "Cell(marker='CD56', count=2, note='')"
    assert repr(Named(name="NK")) == "Named(name='NK')"


def test_a_value_holds_its_fields_and_nothing_else() -> None:
    with pytest.raises(AttributeError):
        Cell("CD56").other = 1  # type: ignore[attr-defined]


def test_a_value_is_replaced_matched_and_kept() -> None:
    cell = replace(Cell("CD56", 2), count=3)
    match cell:
        case Cell(marker, count):
            assert (marker, count) == ("CD56", 3)
    assert pickle.loads(pickle.dumps(cell)) == cell


def test_no_class_is_made_the_slow_way() -> None:
    modules = {path.name: path.read_text(encoding="utf-8") for path in Path(nkquiz.__file__).parent.rglob("*.py")}
    assert "@frozen\n" in modules["model.py"]
    assert [name for name, text in modules.items() if "frozen=True, slots=True" in text] == []
