"""A picture in `media` that no fact shows is left over, or the fact that should show it does not.

Learners never see it; but who looks through the folder takes it for content, and a drawing that was made for a fact is
soon forgotten.

From: a check that every deck builder of the field lacks, and authors ask for: files that are there and not used.
"""

from collections.abc import Iterator
from pathlib import Path

from nkquiz.diagnostics import Problem, Span
from nkquiz.folders import PICTURE_SUFFIXES
from nkquiz.rule import Bank, Rule


def _check(bank: Bank) -> Iterator[Problem]:
    if not bank.collection.whole:
        return
    shown = {bank.media / fact.image.name for fact in bank.collection.as_read if fact.image}
    for path in _pictures(bank.media):
        if path not in shown:
            name = path.relative_to(bank.media).as_posix()
            yield Problem(Span(path), "NK382", f"no fact shows the picture `{name}`", "show it with `image`, or delete it")


def _pictures(media: Path) -> Iterator[Path]:
    """Yield the pictures in `media` and below, by name, without what the system hides there."""
    for path in sorted(media.rglob("*")):
        visible = not any(part.startswith(".") for part in path.relative_to(media).parts)
        if visible and path.suffix.lower() in PICTURE_SUFFIXES and path.is_file():
            yield path


RULE = Rule(
    code="NK382",
    title="A picture that no fact shows.",
    doc=__doc__,
    bad="""
        # media holds car-parts.svg
        id: car-parts-number
        ask: How many parts has a CAR of the second generation?
        answer: Four
        """,
    good="""
        # media holds car-parts.svg
        id: car-parts-number
        ask: How many parts has a CAR of the second generation?
        answer: Four
        image: {file: car-parts.svg, alt: A CAR in the membrane with its parts}
        """,
    check=_check,
)
