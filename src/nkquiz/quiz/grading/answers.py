"""An accepted answer -> every way to give it: glossary texts in place of each other, a bracket or a unit left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from nkquiz.frozen import frozen
from nkquiz.quiz.grading.comparing import Part, same
from nkquiz.quiz.grading.normal_form import normal_form

Glossary = tuple[tuple[Part, ...], ...]

_MAX_VARIANTS = 60
_OWN_GLOSSARY = (("IL", "interleukin"), ("IFN", "interferon"))
_ROUTES = frozenset("intravenously intravenous iv orally oral po subcutaneously subcutaneous sc".split())
_LABELS = frozenset("grade stage phase".split())
_WEIGHTY = frozenset("not no never without except only".split())
_NOT_IN_LISTS = frozenset(
    "is are was were be been being do does did has have had can will may must not no nor or but if than then so that "
    "which who whose when while where it they them its their he she of to in on at by with without from for into onto "
    "as over under after before between first last next following followed respectively only each both either".split()
)
"""Words that tie the parts of a list to their places, or make it a sentence."""

_GLOSS = re.compile(r"(?<=\s)\(([^()]+)\)\s*")


@frozen
class Wanted:
    """One way to give an answer. `parts` are those of a plain list, else (). `missing` is what makes it only close."""

    tokens: Part
    parts: tuple[Part, ...] = ()
    missing: str = ""


def glossary_of(groups: tuple[tuple[str, ...], ...]) -> Glossary:
    """Return the groups of a glossary as normal forms, with our own (IL and interleukin) after them."""
    forms = (tuple(normal_form(text) for text in group) for group in (*groups, *_OWN_GLOSSARY))
    return tuple(tuple(term for term in group if term) for group in forms)


def ways_to_give(text: str, glossary: Glossary) -> Iterator[Wanted]:
    """Yield the ways to give the answer `text`, the whole of it first."""
    for way, missing in _with_and_without_gloss(text):
        for variant in islice(_variants(normal_form(way), glossary), _MAX_VARIANTS):
            yield Wanted(without_commas(variant), _list_parts(variant), missing)
            yield from _shortened(without_commas(variant))


def _with_and_without_gloss(text: str) -> Iterator[tuple[str, str]]:
    """Yield `text`, and without its bracket; then the bracket counts as missing if it holds a number or a `not`."""
    yield text, ""
    short = _GLOSS.sub("", text).strip()
    if short and short != text.strip():
        gloss = " ".join(_GLOSS.findall(text))
        weighty = any(token.value or token.text in _WEIGHTY for token in normal_form(gloss))
        yield short, gloss if weighty else ""


def _variants(found: Part, glossary: Glossary, start: int = 0) -> Iterator[Part]:
    """Yield `found` with every choice of glossary texts, itself first."""
    for at in range(start, len(found)):
        for group in glossary:
            own = max((term for term in group if _stands_at(term, found, at)), key=len, default=None)
            if own is None:
                continue
            yield from _variants(found, glossary, at + len(own))
            for term in group:
                if term != own:
                    changed = (*found[:at], *term, *found[at + len(own) :])
                    yield from _variants(changed, glossary, at + len(term))
            return
    yield found


def _stands_at(term: Part, found: Part, at: int) -> bool:
    return len(term) <= len(found) - at and all(same(a, b) for a, b in zip(term, found[at:], strict=False))


def _shortened(found: Part) -> Iterator[Wanted]:
    """Yield the answer without its units, its route or the word before its grade, each of which leaves it only close."""
    if not any(token.value for token in found):
        return
    if units := [token.shown for token in found if token.sort == "unit" and token.text != "/"]:
        yield Wanted(tuple(token for token in found if token.sort != "unit"), missing=f"the unit ({' per '.join(units)})")
    if len(found) > 1 and found[-1].text in _ROUTES:
        yield Wanted(found[:-1], missing=f"the route ({found[-1].shown})")
    if len(found) == 2 and found[0].text in _LABELS:
        yield Wanted(found[1:], missing=f"the word `{found[0].shown.lower()}`")


def _list_parts(found: Part) -> tuple[Part, ...]:
    """Return the parts of a plain list, () for anything else: a sentence, values in their order, parts tied together."""
    if not any(token.sort == "and" for token in found) and sum(token.sort == "comma" for token in found) < 2:
        return ()
    if any(token.value or token.sort == "unit" or token.text in _NOT_IN_LISTS for token in found):
        return ()
    parts = split_list(found)
    return parts if len(parts) > 1 and all(len(part) <= 5 for part in parts) else ()


def split_list(found: Part) -> tuple[Part, ...]:
    """Return the parts between commas and `and`; empty ones are left out."""
    ends = [at for at, token in enumerate(found) if token.sort in ("and", "comma")]
    starts = [0, *(at + 1 for at in ends)]
    return tuple(found[start:end] for start, end in zip(starts, [*ends, len(found)], strict=True) if start < end)


def without_commas(found: Part) -> Part:
    """Return the tokens that are no commas: they part a list, and mean nothing elsewhere."""
    return tuple(token for token in found if token.sort != "comma")
