"""The values of a kind's own keys that are more than a text: steps, numbers, cells of a comparison, parts of a drawing."""

from __future__ import annotations

import math

from nkquiz.diagnostics import did_you_mean
from nkquiz.identity import is_id
from nkquiz.model import Cell, Part
from nkquiz.values import Values
from nkquiz.yamltree import Mapping, Node, Scalar


def number_text(values: Values, node: Node, name: str) -> str:
    """Return a decimal number as written, `13` or `0.5`; "" after a problem."""
    text = node.text if isinstance(node, Scalar) else ""
    if text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii() and math.isfinite(float(text)):
        return text
    found = f"the text `{text}`" if text else "none"
    values.report(
        node, "NK103", f"`{name}` must be a number such as 13 or 0.5, but this is {found}", "put the unit into `unit`"
    )
    return ""


def cells(values: Values, node: Node, name: str) -> tuple[Cell, ...]:
    """Return a text for each thing, in the order in which `nkquiz.yaml` lists the things."""
    if not isinstance(node, Mapping):
        values.mapping(node, name)
        return ()
    found = []
    for thing_id, (key, value) in node.entries.items():
        thing = values.things.get(thing_id)
        text = values.text(value, thing_id)
        if thing is None:
            hint = did_you_mean(thing_id, values.things) or "list what is compared under `things` in nkquiz.yaml"
            values.report(key, "NK101", f"`{thing_id}` is not one of the collection's `things`", hint)
        elif text:
            found.append(Cell(thing, text))
    return tuple(sorted(found, key=lambda cell: cell.thing.number))


def parts(values: Values, node: Node, name: str) -> tuple[Part, ...]:
    """Return the parts of a drawing, by number."""
    found = [part for item in values.items(node, name) if (part := _part(values, item)) is not None]
    for key in ("id", "number"):
        seen = set()
        for part in found:
            value = getattr(part, key)
            if value in seen:
                values.report(node, "NK122", f"two parts have the {key} `{value}`", "give each part its own, for ever")
            seen.add(value)
    return tuple(sorted(found, key=lambda part: part.number))


_PART_KEYS = ("id", "number", "name", "box", "clue")


def _part(values: Values, item: Node) -> Part | None:
    entry = values.mapping(item, "a part", _PART_KEYS, _PART_KEYS)
    if not set(_PART_KEYS) <= entry.keys():
        return None
    part_id = values.text(entry["id"], "id")
    if part_id and not is_id(part_id):
        values.report(entry["id"], "NK121", f"`{part_id}` cannot be an id", "lower-case words joined by hyphens")
    number = values.number(entry["number"], "number")
    if not 1 <= number <= 500:
        values.report(entry["number"], "NK104", "the `number` of a part is from 1 to 500")
    box = _box(values, entry["box"])
    name, clue = values.text(entry["name"], "name"), values.text(entry["clue"], "clue")
    return Part(part_id, number, name, clue, box) if box and name and clue else None


def _box(values: Values, node: Node) -> tuple[float, float, float, float] | None:
    shares = [float(text) for item in values.items(node, "box") if (text := number_text(values, item, "box"))]
    if len(shares) == 4:
        left, top, width, height = shares
        if min(shares) >= 0 and width > 0 and height > 0 and left + width <= 1 and top + height <= 1:
            return left, top, width, height
    message = "`box` must be left, top, width and height as shares of the drawing"
    values.report(node, "NK104", message, "for instance [0.10, 0.25, 0.30, 0.08]")
    return None
