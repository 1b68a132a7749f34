from __future__ import annotations

import pytest

from nkquiz.model import Reference
from nkquiz.quiz.faces.sources import source_lines


@pytest.mark.parametrize(
    ("source", "width", "lines"),
    [
        (Reference("Norelli 2018", "https://doi.org/10.1/x"), 40, ["Norelli 2018 (m)", "https://doi.org/10.1/x"]),
        (Reference("Norelli 2018", "https://doi.org/10.1/x"), 16, ["Norelli 2018 (m)", "doi:10.1/x"]),
        (Reference("Norelli 2018", "https://doi.org/10.1/x"), 6, ["Norelli 2018 (m)"]),
        (Reference("doi:10.1/x", "https://doi.org/10.1/x"), 40, ["https://doi.org/10.1/x (m)"]),
        (Reference("https://e.org", "https://e.org"), 40, ["https://e.org (m)"]),
        (Reference("https://e.org", "https://e.org"), 4, ["https://e.org (m)"]),
        (Reference("A textbook"), 40, ["A textbook (m)"]),
    ],
)
def test_a_source_is_a_label_and_a_link(source: Reference, width: int, lines: list[str]) -> None:
    assert source_lines(source, width, " (m)") == lines
