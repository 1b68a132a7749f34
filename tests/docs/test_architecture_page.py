"""Every behaviour has a file, and the page names it; every file that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "nkquiz"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ALIKE = ("kinds", "checks", "rules", "outside")
"""Folders whose files are all of one sort."""


def _modules() -> list[str]:
    found = (path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if not path.name.startswith("__"))
    return sorted(path.as_posix() for path in found if path.parent.name not in ALIKE)


@pytest.mark.parametrize("module", [module for module in _modules() if not module.startswith("commands/")])
def test_every_module_is_named(module: str) -> None:
    assert re.search(rf"[`/]{re.escape(Path(module).name)}\b", PAGE), (
        f"docs/architecture.md does not say what is done in {module}"
    )


def test_what_the_page_names_is_there() -> None:
    names = re.findall(r"`([a-z_/]+\.(?:py|css))`", PAGE.partition("## Where everything is done")[2])
    assert len(names) > 80
    known = {path.name for path in SOURCE.rglob("*")}
    for name in names:
        there = (SOURCE / name).is_file() or (ROOT / name).is_file() or ("/" not in name and name in known)
        assert there, f"docs/architecture.md names {name}"
