"""The schemas, tried with a validator of JSON Schemas on every deck of the tests, and on the embedded collection."""

from __future__ import annotations

import io
import json
import re
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema
import pytest
import yaml

from nkquiz.commands.schema import schema
from nkquiz.folders import SETTINGS_NAME, SOURCES_NAME, deck_files, embedded_folder
from nkquiz.kinds import all_kinds
from nkquiz.reader import COMMON_KEYS
from nkquiz.schema import File, schema_of
from tests.test_reader import BAD, EXPECTED, GOOD

SEEN = ("NK101", "NK102", "NK103", "NK104", "NK105", "NK106", "NK121")
"""What a schema can see; it knows nothing of YAML's own traps, of Markdown, and of other facts and files."""


class AsEditorsRead(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # a class chosen at run time
    """YAML 1.2 as the YAML servers of editors read it: a date is a text, and so is `no`."""


AsEditorsRead.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":int", ":float", ":null"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
AsEditorsRead.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false|True|False"), list("tTfF"))


def _read(text: str) -> Any:
    return yaml.load(text, AsEditorsRead)


@lru_cache(maxsize=3)
def _validator(file: File) -> jsonschema.Draft7Validator:
    jsonschema.Draft7Validator.check_schema(schema_of(file))
    return jsonschema.Draft7Validator(schema_of(file))


def _faults(file: File, text: str) -> list[str]:
    return [error.message for error in _validator(file).iter_errors(_read(text))]


@pytest.mark.parametrize("path", [*GOOD, *deck_files(embedded_folder())], ids=lambda path: path.stem)
def test_a_good_deck_is_valid(path: Path) -> None:
    assert _faults("deck", path.read_text(encoding="utf-8")) == []


def test_the_embedded_collection_and_its_sources_are_valid() -> None:
    folder = embedded_folder()
    assert _faults("collection", (folder / SETTINGS_NAME).read_text(encoding="utf-8")) == []
    assert _faults("sources", (folder / SOURCES_NAME).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_deck_is_invalid_wherever_a_schema_can_see_it(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    expected = {match["problem"].split(" ")[0] for match in EXPECTED.finditer(text)}
    try:
        data = _read(EXPECTED.sub("", text))
    except yaml.YAMLError:
        return  # the editor shows it already
    invalid = bool(list(_validator("deck").iter_errors(data)))
    assert invalid or not expected & set(SEEN), f"{path.name}: {expected}"


def test_every_kind_and_key_has_a_description_and_the_kinds_own_examples() -> None:
    deck = schema_of("deck")
    for name, kind in all_kinds().items():
        fact = deck["definitions"][name]
        assert fact["description"].startswith(kind.doc.strip())
        assert all(dedent(valid).strip() in fact["description"] for valid in kind.valid)
        assert fact["properties"][name]["examples"]
        assert fact["properties"].keys() == {*COMMON_KEYS, *(key.name for key in kind.keys)}
        assert all(part["description"] for part in fact["properties"].values())


@pytest.mark.parametrize(("name", "number"), [(kind.name, n) for kind in all_kinds().values() for n in range(len(kind.valid))])
def test_the_examples_of_a_kind_fit_their_own_definition_only(name: str, number: int) -> None:
    fact = dedent(all_kinds()[name].valid[number])
    deck = {"deck": "cells", "title": "Cells", "number": 1, "facts": [_read(fact)]}
    assert list(_validator("deck").iter_errors(deck)) == []


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("id: a\nask: Q\nanser: A", ["'answer' is a required property", "('anser' was unexpected)"]),
        ("id: a\nterm: T\nmeans: M\naccept: [x]", ["['x'] is not of type 'object'"]),
        ("id: a\nclaim: C\nverdict: maybe\nremember: R", ["'maybe' is not one of"]),
        ("id: a\norder: O", ["'steps' is a required property"]),
        ("ask: Q\nanswer: A", ["'id' is a required property"]),
        ("id: a\nanswer: A", ["is not valid under any of the given schemas"]),
    ],
)
def test_a_slip_is_told_in_the_words_of_its_own_kind(fact: str, told: list[str]) -> None:
    said = _faults("deck", f"deck: cells\ntitle: Cells\nnumber: 1\nfacts:\n- {fact.replace(chr(10), chr(10) + '  ')}\n")
    assert all(any(text in fault for fault in said) for text in told), said
    assert len(set(said)) == len(told)


def test_an_editor_can_begin_a_fact_of_every_kind() -> None:
    snippets = schema_of("deck")["properties"]["facts"]["items"]["defaultSnippets"]
    assert [snippet["label"] for snippet in snippets] == list(all_kinds())
    for snippet in snippets:
        assert {"id", snippet["label"]} <= snippet["body"].keys()


@pytest.mark.parametrize(
    "broken",
    [
        {"namespace": "abc", "title": "Cells"},
        {"namespace": "ab" * 16},
        {"namespace": "ab" * 16, "title": "Cells", "sources": "sometimes"},
        {"namespace": "ab" * 16, "title": "Cells", "things": {"car-t": {"number": 0, "name": "CAR-T"}}},
        {"namespace": "ab" * 16, "title": "Cells", "titel": "Cells"},
    ],
)
def test_a_bad_collection_is_invalid(broken: dict[str, Any]) -> None:
    assert list(_validator("collection").iter_errors(broken))


@pytest.mark.parametrize("broken", [{"id": "A b", "title": "x"}, {"id": "a"}, {"id": "a", "title": "x", "DOI": "doi:10.1/x"}])
def test_a_bad_source_is_invalid(broken: dict[str, Any]) -> None:
    assert list(_validator("sources").iter_errors({"references": [broken]}))


def test_the_command_prints_it() -> None:
    out = io.StringIO()
    assert schema("deck", out) == 0
    assert json.loads(out.getvalue()) == schema_of("deck")
