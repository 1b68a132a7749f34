"""The source of an answer as lines: what it is called, and where it is found."""

from __future__ import annotations

from nkquiz.model import Reference
from nkquiz.quiz.telling import Telling
from nkquiz.quiz.text import link_lines


def and_more(telling: Telling) -> str:
    """Return ` (and 2 more)` where the fact has more sources than the one shown."""
    return f" (and {len(telling.sources) - 1} more)" if len(telling.sources) > 1 else ""


def source_lines(source: Reference, width: int, more: str) -> list[str]:
    """Return the source as lines: its label, then its link in full or as a DOI, if either fits `width`.

    A label that is the link itself gives way to it.
    """
    links = link_lines(source.url, width)
    if source.label in (source.url, source.url.replace("https://doi.org/", "doi:")):
        return [(links or [source.label])[0] + more]
    return [source.label + more, *links]
