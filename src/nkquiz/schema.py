"""JSON Schemas of the files an author writes, made from the kinds: an editor completes and checks by them while one types.

Draft 7, which the YAML servers of editors know best, with two words of theirs: `defaultSnippets` and `patternErrorMessage`.
A schema sees one file and no lock: `nkquiz check` sees more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal

from nkquiz.identity import ID_LENGTH, ID_PATTERN, NAMESPACE_PATTERN
from nkquiz.kind import Key, Kind
from nkquiz.kinds import all_kinds
from nkquiz.model import EVIDENCE, LEVELS
from nkquiz.ownvalues import MOST_NUMBERS
from nkquiz.reader import COMMON_KEYS, DECK_KEYS
from nkquiz.settings import KEYS as SETTINGS_KEYS
from nkquiz.yamltree import Items, Node, Scalar, Source, parse_yaml
from nkquiz.yamltree import Mapping as Keys

File = Literal["deck", "collection", "sources"]
Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
_FLAG: Schema = {"type": "boolean"}
_TEXT: Schema = {"type": ["string", "number"], "minLength": 1}  # a plain 1.10 is text to nkquiz and a number to an editor
_ID: Schema = {"type": "string", "pattern": f"^{ID_PATTERN.pattern.removesuffix(chr(92) + 'Z')}$", "maxLength": ID_LENGTH,
               "patternErrorMessage": "Lower-case letters, digits and single hyphens, a letter first."}  # fmt: skip
_DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "patternErrorMessage": "A day, such as 2027-01-31."}
_MONTH: Schema = {"type": ["string", "integer"], "pattern": r"^\d{4}(-\d{2}){0,2}$", "minimum": 1000, "maximum": 9999}
_PLACE: Schema = {"type": "integer", "minimum": 0}
_CARD_NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": MOST_NUMBERS}
_NUMBER: Schema = {"type": ["number", "string"], "pattern": r"^-?(0|[1-9]\d*)(\.\d+)?$",
                   "patternErrorMessage": "A number such as 13 or 0.5, without its unit."}  # fmt: skip


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


_TEXTS: Schema = {"oneOf": [_TEXT, _list_of(_TEXT)]}


def _mapping(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


_COMMON: dict[str, Schema] = {
    "id": _ID,
    "because": _TEXT,
    "caveat": _TEXT,
    "level": {"enum": list(LEVELS)},
    "evidence": {"enum": list(EVIDENCE)},
    "setting": _TEXT,
    "sources": _TEXTS,
    "as_of": _MONTH,
    "review_by": _DAY,
    "tags": _TEXTS,
    "image": _mapping({"file": _TEXT, "alt": _TEXT}, ("file", "alt")),
    "draft": _FLAG,
    "was": _ID,
    "retired": _mapping({"on": _DAY, "why": _TEXT, "instead": _TEXT}, ("on", "why")),
    "corrected": _mapping({"on": _DAY, "was": _TEXT, "why": _TEXT}, ("on", "was")),
    "reworded": _FLAG,
}
_GROUPS: Schema = {"oneOf": [_list_of(_TEXTS), {"type": "object", "additionalProperties": _TEXTS}]}
_SETTINGS: dict[str, Schema] = {
    "title": _TEXT,
    "namespace": {"type": "string", "pattern": f"^{NAMESPACE_PATTERN.pattern.removesuffix(chr(92) + 'Z')}$"},
    "language": _TEXT,
    "licence": _TEXT,
    "about": _TEXT,
    "report": _TEXT,
    "checked": _DAY,
    "notice": _TEXT,
    "sources": {"enum": ["required", "optional"]},
    "tags": _TEXTS,
    "first": _TEXTS,
    "things": {
        "type": "object",
        "propertyNames": _ID,
        "additionalProperties": _mapping({"number": _CARD_NUMBER, "name": _TEXT}, ("number", "name")),
    },
    "glossary": _GROUPS,
    "confusable": _GROUPS,
}


def schema_of(file: File) -> Schema:
    """Return the schema of a deck, of `nkquiz.yaml` (the collection) or of `sources.yaml`."""
    return {"$schema": _DRAFT, **_FILES[file]()}


def _deck() -> Schema:
    kinds = tuple(all_kinds().values())
    properties = {"deck": _ID, "title": _TEXT, "number": _PLACE, "about": _TEXT, "facts": _list_of(_any_fact(kinds))}
    return {
        "title": "A deck of nkquiz",
        **_mapping(_told(properties, DECK_KEYS), ("deck", "title", "number", "facts")),
        "definitions": {kind.name: _fact(kind) for kind in kinds},
    }


def _any_fact(kinds: Sequence[Kind]) -> Schema:
    """Return what holds for a fact: by the key that names its kind, so that an editor speaks of that kind only."""
    prompts = {kind.name: {"description": kind.keys[0].help} for kind in kinds}
    return {
        "title": "A fact",
        "type": "object",
        "properties": {"id": {**_ID, "description": COMMON_KEYS["id"]}, **prompts},
        "required": ["id"],
        "anyOf": [{"required": [kind.name]} for kind in kinds],
        "allOf": [{"if": {"required": [kind.name]}, "then": {"$ref": f"#/definitions/{kind.name}"}} for kind in kinds],
        "defaultSnippets": [
            {
                "label": kind.name,
                "description": kind.doc.strip().split("\n")[0],
                "body": {name: f"${place}" for place, name in enumerate(_required(kind), 1)},
            }
            for kind in kinds
        ],
    }


def _collection() -> Schema:
    return {"title": "nkquiz.yaml", **_mapping(_told(_SETTINGS, SETTINGS_KEYS), ("title", "namespace"))}


def _sources() -> Schema:
    entry = {
        "type": "object",
        "properties": {
            "id": {**_ID, "description": "The key by which facts cite the source."},
            "title": {**_TEXT, "description": "The title."},
            "DOI": {"type": "string", "pattern": r"^10\.\d{4,9}/\S+$", "description": "The DOI, without `https://doi.org/`."},
            "PMID": {"type": ["string", "integer"], "pattern": r"^[1-9]\d{0,8}$", "description": "The number in PubMed."},
            "URL": {"type": "string", "description": "A link, where there is no DOI and no PMID."},
            "note": {**_TEXT, "description": "What was read, and when."},
        },
        "required": ["id", "title"],
    }
    references = {**_list_of(entry), "description": "The sources, as CSL-YAML."}
    return {"title": "sources.yaml", **_mapping({"references": references}, ("references",))}


_FILES: dict[File, Callable[[], Schema]] = {"deck": _deck, "collection": _collection, "sources": _sources}


def _told(properties: Mapping[str, Schema], help_of: Mapping[str, str]) -> dict[str, Schema]:
    return {name: {**properties[name], "description": text} for name, text in help_of.items()}


def _fact(kind: Kind) -> Schema:
    own = {key.name: {**_own(key), "description": key.help} for key in kind.keys}
    common = _told({**_COMMON, "accept": _accept(kind)}, COMMON_KEYS)
    examples = [_plain(_parsed(valid)) for valid in kind.valid]
    for name, schema in own.items():
        if texts := [example[name] for example in examples if isinstance(example.get(name), str)]:
            schema["examples"] = texts  # lists and mappings stand in the description: editors offer them without a name
    return {
        "title": kind.name,
        "description": "\n\n".join([kind.doc.strip(), *(f"```yaml\n{dedent(valid).strip()}\n```" for valid in kind.valid)]),
        **_mapping({"id": common.pop("id"), **own, **common}, _required(kind)),
    }


def _required(kind: Kind) -> tuple[str, ...]:
    return ("id", *(key.name for key in kind.keys if key.required))


def _accept(kind: Kind) -> Schema:
    by_card = {"type": "object", "additionalProperties": _TEXTS}
    if kind.card_names:
        by_card = _mapping(dict.fromkeys(kind.card_names, _TEXTS))
    return {"oneOf": [*_TEXTS["oneOf"], by_card]} if len(kind.card_names) == 1 else by_card


def _own(key: Key) -> Schema:
    match key.sort:
        case "text":
            return dict(_TEXT)
        case "flag":
            return dict(_FLAG)
        case "word":
            return {"enum": list(key.words)}
        case "number":
            return dict(_NUMBER)
        case "steps":
            return _list_of(_TEXT)
        case "values":
            return {"type": "object", "propertyNames": _ID, "additionalProperties": _TEXT}
        case "options":
            return _list_of(_mapping({"text": _TEXT, "why": _TEXT, "right": _FLAG}, ("text", "why")))
        case "wrong":
            return _list_of(_mapping({"text": _TEXT, "why": _TEXT}, ("text", "why")))
        case "parts":
            box = {**_list_of({"type": ["number", "string"]}), "minItems": 4, "maxItems": 4}
            part = {"id": _ID, "number": _CARD_NUMBER, "name": _TEXT, "box": box, "clue": _TEXT}
            return _list_of(_mapping(part, part))


def _parsed(text: str) -> Node:
    root, problems = parse_yaml(dedent(text), Source(Path("example")))
    assert root is not None
    assert not problems
    return root


def _plain(node: Node) -> Any:
    """Return `node` as what JSON can hold: every text stays one, but for true and false."""
    match node:
        case Scalar():
            return node.text == "true" if node.plain and node.text in ("true", "false") else node.text
        case Items():
            return [_plain(item) for item in node.items]
        case Keys():
            return {key: _plain(value) for key, value in node.entries.items()}
