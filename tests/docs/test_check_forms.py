"""What docs/rules.md says of the forms of `nkquiz check` is what it prints."""

from __future__ import annotations

import json

from docs.check_forms import forms_section
from docs.write import PROJECT


def block(kind: str) -> str:
    """Return the example of a kind, as it stands on the page."""
    text = "\n".join(forms_section())
    return text.partition(f"```{kind}\n")[2].partition("```")[0]


def described(after: str) -> list[str]:
    table = "\n".join(forms_section()).partition(after)[2].partition("|---|---|\n")[2].partition("\n\n")[0]
    return [line.split("`")[1] for line in table.splitlines()]


def test_every_key_of_the_json_is_described() -> None:
    told = json.loads(block("json"))
    assert list(told) == described("```json")
    [problem] = told["problems"]
    assert list(problem) == described("Each of the `problems`")
    assert (problem["path"], problem["line"], problem["code"]) == ("lessons/greek.yaml", 6, "NK303")


def test_github_is_told_the_same_problem() -> None:
    [line] = block("text").splitlines()
    [problem] = json.loads(block("json"))["problems"]
    assert line.startswith("::warning file=lessons/greek.yaml,line=6,col=8,title=NK303::")
    assert line.endswith(f"::{problem['message']}%0A{problem['hint']}")


def test_the_page_holds_them() -> None:
    page = (PROJECT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert "\n".join(forms_section()) in page
