"""`nkquiz.yaml` -> Settings of a collection."""

from __future__ import annotations

import os
import re
from pathlib import Path

from nkquiz.diagnostics import Problem, Span, shortened
from nkquiz.folders import SETTINGS_NAME
from nkquiz.identity import NAMESPACE_PATTERN, is_id
from nkquiz.model import Settings, Thing, Where
from nkquiz.ownvalues import card_number
from nkquiz.values import Values
from nkquiz.yamlfaults import FORBIDDEN
from nkquiz.yamltree import Items, Mapping, Node, read_yaml

KEYS = {
    "title": "The collection's title; the top deck in Anki.",
    "namespace": "32 random hex digits, never changed: what makes the ids of this collection its own.",
    "language": "The language of the texts, such as `en-GB`.",
    "licence": "The licence of the texts, such as `CC BY 4.0`.",
    "about": "What the collection is; shown with each deck in Anki.",
    "report": (
        "Where learners report errors: an `https://` or `mailto:` address, to which each card adds its fact's id: at `{id}` if "
        "that stands in it, else as the subject of a mail, the title of a GitHub issue (`.../issues/new`) or `?card=`. Set it "
        "before the first release: the address is part of every note, so a new one updates them all."
    ),
    "checked": "The date to which the texts were checked against their sources.",
    "notice": (
        "One line that learners read before a quiz and with each deck in Anki; `none` where there is none to give. Left out: "
        '"For learning, not for treating patients."'
    ),
    "sources": "`required` (every fact cites a source) or `optional`.",
    "tags": "The words that `tags` of a fact may use.",
    "first": "The facts that a new learner meets first, in this order.",
    "things": "What `compare` facts compare: an id, then its `number` and `name`.",
    "glossary": "Spellings that mean the same: lists of texts.",
    "confusable": "Words that must never be taken for each other: lists of texts.",
}

NO_NOTICE = ("none", "no")

REPORT_ADDRESS = re.compile(
    r"""(?i)(https?://[^\s<>"\\/@?#{}]+([/?#][^\s<>"\\]*)?|mailto:[^\s<>"\\?{}@]+@[^\s<>"\\?{}@]+(\?[^\s<>"\\]*)?)\Z"""
)


def _drawn() -> str:
    """Return a new namespace."""
    return os.urandom(16).hex()


def proposed(folder: Path) -> str:
    """Return an `nkquiz.yaml` for the decks in `folder`, with a namespace drawn for it and without the last line end."""
    import json

    title = json.dumps(title_from(folder.name) or "My collection", ensure_ascii=False)
    return (
        f'title: {title}\nnamespace: "{_drawn()}"  # drawn for this collection; stays for ever\n'
        "sources: optional  # `required`: no fact without a source is built\n"
        f"notice: {Settings().notice}  # what learners read first; `none` for a subject without patients"
    )


def title_from(name: str) -> str:
    """Return the title that the name of a file or folder makes: `my-first_cards` is `My first cards`.

    What no text should hold is left out, and so are colons at its ends, which divide decks in Anki. "" if nothing is left.
    """
    return " ".join(FORBIDDEN.sub("", name).replace("_", " ").replace("-", " ").split()).strip(": ").capitalize()


def missing(folder: Path) -> Problem:
    """Return the problem of a folder without `nkquiz.yaml`; its hint is one that can be saved as it stands."""
    hint = (
        f"`nkquiz check --fix` saves lines like these as {SETTINGS_NAME}, with a namespace drawn for you:\n{proposed(folder)}"
    )
    return Problem(Span(folder / SETTINGS_NAME), "NK110", f"there is no `{SETTINGS_NAME}` in this folder or above it", hint)


def read_settings(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings in the file `path` and its problems. Raises OSError if the file cannot be opened."""
    root, faults = read_yaml(path)
    values = Values(path)
    values.problems.extend(faults)
    if root is None:
        if not faults:
            values.problems.append(Problem(Span(path), "NK107", "the file is empty", "it needs `title` and `namespace`"))
        return Settings(), tuple(values.problems)
    drawn = f"""for a new collection "{_drawn()}", drawn at random; a released one has its own in nkquiz.lock"""
    top = values.mapping(root, SETTINGS_NAME, KEYS, {"title": "the top deck in Anki", "namespace": drawn})
    texts = {name: values.line(top[name], name) for name in ("language", "licence", "report", "notice") if name in top}
    if texts.get("notice", "").casefold() in NO_NOTICE:
        texts["notice"] = ""
    _check_report(values, top.get("report"), texts.get("report", ""))
    checked = values.date(top["checked"], "checked") if "checked" in top else None
    # A `sources` that could not be read must not cost every fact a problem.
    required = not values.problems
    if "sources" in top:
        required = values.word(top["sources"], "sources", ("required", "optional")) == "required"
    settings = Settings(
        **texts,
        title=values.title(top["title"]) if "title" in top else "",
        namespace=_namespace(values, top),
        about=values.text(top["about"], "about") if "about" in top else "",
        checked=checked.isoformat() if checked else "",
        sources_required=required,
        tags=values.texts(top["tags"], "tags") if "tags" in top else (),
        first=values.texts(top["first"], "first") if "first" in top else (),
        things=_things(values, top.get("things")),
        glossary=_groups(values, top.get("glossary"), "glossary"),
        confusable=_groups(values, top.get("confusable"), "confusable"),
        where=_where(path, top),
    )
    return settings, tuple(values.problems)


def _check_report(values: Values, node: Node | None, address: str) -> None:
    if node is None or not address:
        return
    if not REPORT_ADDRESS.match(address):
        hint = "an address begins with https:// or mailto:, for instance https://github.com/you/your-decks/issues/new"
        values.report(node, "NK112", f"the link `{shortened(address)}` is not allowed", hint)
    elif re.search(r"[{}]", address.replace("{id}", "")):
        values.report(node, "NK112", f"only `{{id}}` can stand in braces, but this is `{shortened(address)}`")


def _where(path: Path, top: dict[str, Node]) -> Where:
    return Where(path, 0, 0, tuple(top), tuple(place for node in top.values() for place in (node.line, node.column)))


def _namespace(values: Values, top: dict[str, Node]) -> str:
    if "namespace" not in top:
        return ""
    text = values.text(top["namespace"], "namespace")
    if text and not NAMESPACE_PATTERN.match(text):
        hint = f"a new collection can take this one, drawn at random: {_drawn()}"
        values.report(top["namespace"], "NK104", "`namespace` must be 32 hex digits", hint)
    return text


def _things(values: Values, node: Node | None) -> tuple[Thing, ...]:
    found: list[Thing] = []
    for thing_id, entry in (values.mapping(node, "`things`") if node else {}).items():
        if not is_id(thing_id):
            values.report(entry, "NK121", f"`{shortened(thing_id)}` cannot be an id", "lower-case words joined by hyphens")
        part = values.mapping(entry, f"`{thing_id}`", ("number", "name"), ("number", "name"))
        number = card_number(values, part["number"], "a thing") if "number" in part else 0
        name = values.line(part["name"], "name") if "name" in part else ""
        if number and any(other.number == number for other in found):
            values.report(entry, "NK122", f"two things have the number {number}", "give each its own, for ever")
        found.append(Thing(thing_id, number, name))
    return tuple(found)


def _groups(values: Values, node: Node | None, name: str) -> tuple[tuple[str, ...], ...]:
    """Return lists of texts; a mapping `{IL-6: [interleukin-6]}` counts as the list of its key and texts."""
    if node is None:
        return ()
    if isinstance(node, Mapping):
        return tuple((key, *values.texts(value, name)) for key, value in node.entries.items())
    if isinstance(node, Items):
        return tuple(values.texts(item, name) for item in node.items)
    values.items(node, name)
    return ()
