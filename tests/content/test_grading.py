"""The cases in the decks have the grade that the ASTCT table gives them.

`grading-table.yaml` holds the criteria as data, `grading-cases.yaml` the raw values of each case. For tests alone: nothing
in the program takes a patient's values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from nkquiz.model import Fact
from tests.content.test_content import FACTS, prompt

HERE = Path(__file__).parent
Case = dict[str, Any]
TABLE: dict[str, Any] = yaml.safe_load((HERE / "grading-table.yaml").read_text(encoding="utf-8"))
CASES: list[Case] = yaml.safe_load((HERE / "grading-cases.yaml").read_text(encoding="utf-8"))
HIGH_FLOW = ("Venturi mask", "non-rebreather mask", "face mask")
PRESSURE = ("BiPAP", "CPAP", "ventilator")


def derived(case: Case) -> int:
    """Return the grade of a case, or its ICE score, from the table alone."""
    if case["scale"] == "ice":
        points: dict[str, int] = TABLE["ice_points"]
        assert all(0 <= case[item] <= most for item, most in points.items()), case["id"]
        return sum(int(case[item]) for item in points)
    rows = [row for row in TABLE["rows"] if row["scale"] == case["scale"] and row.get("sets_grade", True)]
    return max(int(row["grade"]) for row in rows if all(_fits(case.get(key), wanted) for key, wanted in row["values"].items()))


def _fits(value: Any, wanted: Any) -> bool:
    match wanted:
        case {}:
            return value is not None and wanted.get("min", value) <= value <= wanted.get("max", value)
        case list():
            return value in wanted
    return bool(value == wanted)


def oxygen(case: Case) -> str:
    """Return the oxygen support that device and flow of a case make."""
    device, flow = case.get("oxygen_device"), case.get("oxygen_l_min")
    if device in PRESSURE:
        return "positive-pressure"
    if device in HIGH_FLOW:
        return "high-flow"
    if device == "nasal cannula":
        return "low-flow" if flow <= TABLE["oxygen_limits"]["low-flow"]["max_l_min"] else "high-flow"
    return "none"


def grade_in(text: str) -> int | None:
    found = re.search(r"\bgrade ([1-5])\b", text, re.IGNORECASE)
    return int(found[1]) if found else None


def contradictions(fact: Fact, case: Case) -> Iterator[str]:
    """Say where a fact and the grade of its case differ."""
    grade, told = derived(case), prompt(fact)
    if "option" in case:
        option = {option.text: option for option in fact.options("options")}.get(case["option"])
        if option is None:
            yield "the fact has no such option"
            return
        if option.right is not (grade == grade_in(told)):
            yield f"the option is grade {grade}, the prompt asks for grade {grade_in(told)}"
        if not option.right and f"grade {grade}" not in option.why:
            yield f"its reason says: {option.why}"
        told = option.text
    elif "step" in case:
        steps = fact.texts("steps")
        if case["step"] not in steps or steps.index(case["step"]) + 1 != grade:
            yield f"the step is grade {grade}"
        told += " " + case["step"]
    elif case["scale"] == "ice":
        if not re.match(rf"{grade}\b", fact.text("answer")):
            yield f"the score is {grade}"
        return
    elif grade_in(fact.text("answer")) != grade:
        yield f"the grade is {grade}, the answer {fact.text('answer')}"
    for key, form in (("temperature_c", "{} °C"), ("oxygen_l_min", "{} L/min"), ("oxygen_device", "{}"), ("ice", "{}")):
        if key in case and not re.search(rf"\b{_loosely(form.format(case[key]))}", told, re.IGNORECASE):
            yield f"the fact does not tell {key}"


def _loosely(text: str) -> str:
    """Return a pattern for `39.0 °C` or `39 °C`, `nasal cannula` or `cannula`."""
    return re.escape(text).replace(r"\.0\ ", r"(\.0)?\ ").replace(r"nasal\ cannula", "cannula")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_case_has_the_grade_of_the_table(case: Case) -> None:
    assert derived(case) == case.get("grade", case.get("score"))
    assert list(contradictions(FACTS[case["fact"]], case)) == []
    if "oxygen_device" in case:
        assert oxygen(case) == case["oxygen"]
    if "temperature_c" in case:
        assert case["temperature_c"] >= 38.0


def test_every_case_of_the_decks_is_here() -> None:
    covered = {case["fact"] for case in CASES}
    assert {name for name in FACTS if re.match(r"(crs|icans)-(case|choose-grade)", name)} <= covered
    for fact in (FACTS[name] for name in covered):
        told = {case.get("option", case.get("step")) for case in CASES if case["fact"] == fact.id}
        assert told >= {option.text for option in fact.options("options")} | set(fact.texts("steps")), fact.id


def test_every_grade_and_every_row_is_asked() -> None:
    for scale in ("crs", "icans"):
        assert {derived(case) for case in CASES if case["scale"] == scale} == {1, 2, 3, 4}
    assert sum(TABLE["ice_points"].values()) == 10


CASE = next(case for case in CASES if case["id"] == "crs-case-vasopressor-low-flow")


@pytest.mark.parametrize(
    "change",
    [
        {"vasopressors": 2},
        {"vasopressors": 0},
        {"oxygen": "positive-pressure"},
        {"temperature_c": 39.8},
        {"oxygen_l_min": 2},
        {"oxygen_device": "Venturi mask"},
    ],
    ids=lambda change: str(change),
)
def test_a_wrong_case_is_found(change: Case) -> None:
    fact = FACTS[CASE["fact"]]
    assert list(contradictions(fact, CASE)) == []
    assert list(contradictions(fact, CASE | change))


@pytest.mark.parametrize("name", ["crs-choose-grade3-venturi", "crs-choose-grade3-fever", "crs-grade-staircase-2"])
def test_a_wrong_option_or_step_is_found(name: str) -> None:
    case = next(case for case in CASES if case["id"] == name)
    other = {"vasopressors": 1, "oxygen": "none"} if derived(case) != 3 else {"oxygen": "positive-pressure"}
    assert list(contradictions(FACTS[case["fact"]], case | other))


def test_a_wrong_score_is_found() -> None:
    case = next(case for case in CASES if case["scale"] == "ice")
    assert list(contradictions(FACTS[case["fact"]], case | {"naming": 3}))
