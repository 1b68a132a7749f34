"""A picture in `media` that no fact shows is left over, or the fact that should show it does not.

Learners never see it; but who looks through the folder takes it for content, and a drawing that was made for a fact is
soon forgotten.

From: a check that every deck builder of the field lacks, and authors ask for: files that are there and not used.
"""

from collections.abc import Iterator

from nkquiz.diagnostics import Problem, Span
from nkquiz.rule import Bank, Rule

PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")


def _check(bank: Bank) -> Iterator[Problem]:
    shown = {fact.image.name for fact in bank.collection.as_read if fact.image}
    for path in sorted(bank.media.iterdir()) if bank.media.is_dir() and bank.collection.whole else ():
        if path.suffix.lower() in PICTURES and path.name not in shown:
            yield Problem(Span(path), "NK382", f"no fact shows the picture `{path.name}`", "show it with `image`, or delete it")


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
    exact=True,
)
