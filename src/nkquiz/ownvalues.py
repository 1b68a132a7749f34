"""The values of a kind's own keys that are more than a text: steps, numbers, cells of a comparison, parts of a drawing."""

from __future__ import annotations

import re

from nkquiz.diagnostics import nearest, shortened
from nkquiz.identity import is_id
from nkquiz.model import Cell, Part, Thing
from nkquiz.values import Values
from nkquiz.yamltree import Mapping, Node, Scalar

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")
_LONGEST_NUMBER = 15
MOST_NUMBERS = 500
"""A greater cloze number is an empty card in Anki."""


def number_text(values: Values, node: Node, name: str) -> str:
    """Return a decimal number as written, `13` or `0.5`; "" after a problem."""
    text = node.text if isinstance(node, Scalar) else ""
    if len(text) <= _LONGEST_NUMBER and _NUMBER.match(text):
        return text
    found = f"the text `{shortened(text)}`" if text else "none"
    hint = "digits with a point, and no unit, sign or space between them: 13, 0.5, 1000000"
    values.report(node, "NK103", f"`{name}` must be a number such as 13 or 0.5, but this is {found}", hint)
    return ""


def cells(values: Values, node: Node, name: str) -> tuple[Cell, ...]:
    """Return a text for each thing, in the order in which `nkquiz.yaml` lists the things."""
    if not isinstance(node, Mapping):
        values.mapping(node, name)
        return ()
    found: list[Cell] = []
    free = max((thing.number for thing in (values.things or {}).values()), default=0)
    for thing_id, value in node.entries.items():
        known = values.things
        thing = Thing(thing_id, len(found) + 1, thing_id) if known is None else known.get(thing_id)
        text = values.text(value, thing_id)
        if thing is None:
            near = nearest(thing_id, known or ())
            free += not near
            line = f"`{shortened(thing_id)}: {{number: {free}, name: ...}}`"
            hint = f"did you mean `{near}`?" if near else f"below `things:` in nkquiz.yaml it needs a line of its own: {line}"
            message = f"`{shortened(thing_id)}` is not one of the collection's `things`"
            values.report(node.keys[thing_id], "NK101", message, hint)
        elif text:
            found.append(Cell(thing, text))
    return tuple(sorted(found, key=lambda cell: cell.thing.number))


def parts(values: Values, node: Node, name: str) -> tuple[Part, ...]:
    """Return the parts of a drawing, by number."""
    found: list[Part] = []
    for item in values.items(node, name):
        part = _part(values, item)
        if part is None:
            continue
        if any(other.id == part.id for other in found):
            values.report(item, "NK122", f"two parts have the id `{part.id}`", _OWN)
        if any(other.number == part.number for other in found):
            values.report(item, "NK122", f"two parts have the number {part.number}", _OWN)
        found.append(part)
    return tuple(sorted(found, key=lambda part: part.number))


_OWN = "give each its own, for ever; one that was released is never used again"
_PART_KEYS = {
    "id": "its name for ever, in lower-case words joined by hyphens",
    "number": "1, 2, 3 and so on; its card's for ever",
    "name": "the answer: what the part is called",
    "box": "where it is: left, top, width and height as shares of the drawing, such as [0.1, 0.2, 0.3, 0.1]",
    "clue": "which points to this part alone and does not name it, for where nothing can be masked",
}


def _part(values: Values, item: Node) -> Part | None:
    """Return the part; None after a problem."""
    before = len(values.problems)
    entry = values.mapping(item, "a part", _PART_KEYS, _PART_KEYS)
    texts = {key: values.line(entry[key], key) for key in ("id", "name", "clue") if key in entry}
    if texts.get("id") and not is_id(texts["id"]):
        hint = "lower-case words joined by hyphens"
        values.report(entry["id"], "NK121", f"`{shortened(texts['id'])}` cannot be an id", hint)
    number = card_number(values, entry["number"], "a part") if "number" in entry else 0
    box = _box(values, entry["box"]) if "box" in entry else None
    if len(values.problems) > before or box is None or len(texts) < 3:
        return None
    return Part(texts["id"], number, texts["name"], texts["clue"], box)


def card_number(values: Values, node: Node, what: str) -> int:
    """Return the number that a card has in Anki for ever; 0 after a problem."""
    before = len(values.problems)
    number = values.number(node, "number")
    if len(values.problems) == before and not 1 <= number <= MOST_NUMBERS:
        values.report(node, "NK104", f"the `number` of {what} is from 1 to {MOST_NUMBERS}")
        return 0
    return number


def _box(values: Values, node: Node) -> tuple[float, float, float, float] | None:
    before = len(values.problems)
    texts = [number_text(values, item, "box") for item in values.items(node, "box")]
    if len(values.problems) > before:
        return None
    shares = [float(text) for text in texts]
    if len(shares) == 4:
        left, top, width, height = shares
        inside = left + width <= 1 + _ROUNDING and top + height <= 1 + _ROUNDING
        if min(left, top) >= 0 and min(width, height) > _ROUNDING and inside:
            return left, top, width, height
    message = "`box` must be left, top, width and height as shares of the drawing"
    values.report(node, "NK104", message, "each from 0 to 1, and no part outside, for instance [0.10, 0.25, 0.30, 0.08]")
    return None


_ROUNDING = 0.0001
