from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nkquiz.compiler import compile_path

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

Found = list[tuple[str, str]]
Checked = Callable[[Mapping[str, str]], Found]


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """Return a function that checks the files of a collection: `(place, code and message)` of each problem, sorted."""
    folder = tmp_path / "cells"
    folder.mkdir()
    (folder / "nkquiz.yaml").write_text(f"title: Cells\nnamespace: {'ab' * 16}\nsources: optional\n", encoding="utf-8")

    def check(files: Mapping[str, str]) -> Found:
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        problems = compile_path(folder, NOW).problems
        return sorted((f"{p.span.path.name}:{p.span.line}:{p.span.column}", f"{p.code} {p.message}") for p in problems)

    return check
