"""`nkquiz diff`: what differs between two releases, fact by fact, and what learners will see and do."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TextIO

from nkquiz.compiler import without_collector
from nkquiz.folders import using

if TYPE_CHECKING:
    from nkquiz.changes.comparing import Differences

Form = Literal["text", "json", "markdown"]
_WIDEST, _NARROWEST = 100, 24  # longer lines are tiring to read; of shorter ones the indent leaves nothing


def diff(old: str, new: str | None, form: Form, now: datetime, out: TextIO) -> int:
    """Print what differs; return 1 if something should be mended before learners get the new side, else 0.

    `old` and `new` each name a package, a lock, a collection or a git revision of one; without `new` the collection is
    taken as it stands. Raises UsageError for what does not exist, NkquizError for what cannot be compared.
    """
    from nkquiz.changes.comparing import compared
    from nkquiz.changes.opening import home_of, opened
    from nkquiz.changes.telling import warnings

    home = home_of(new)
    with without_collector():
        sides = opened(old, home, now), opened(str(home) if new is None else new, home, now)
        differences = compared(*sides)
    if form == "text" and any(side.sort in ("collection", "revision") for side in sides):
        print(using(home), file=out)
    for line in _lines(differences, form):
        print(line, file=out)
    return 1 if any(warnings(differences)) else 0


def _lines(differences: Differences, form: Form) -> list[str]:
    match form:
        case "text":
            from nkquiz.changes.text_form import as_text

            width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
            return list(as_text(differences, width))
        case "json":
            from nkquiz.changes.json_form import as_json

            return [as_json(differences)]
        case "markdown":
            from nkquiz.changes.markdown_form import as_markdown

            return list(as_markdown(differences))
