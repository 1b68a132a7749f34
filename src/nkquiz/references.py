"""`sources.yaml` (CSL-YAML) and sources that stand in place -> References a learner can open."""

from __future__ import annotations

import re
from pathlib import Path

from nkquiz.diagnostics import Problem
from nkquiz.folders import SOURCES_NAME
from nkquiz.identity import is_id
from nkquiz.markup import SAFE_LINK
from nkquiz.model import Reference
from nkquiz.values import Values
from nkquiz.yamltree import Items, Mapping, Node, Scalar, read_yaml

_DOI = re.compile(r"10\.\d{4,9}/\S+\Z")
_PMID = re.compile(r"[1-9]\d{0,8}\Z")


def read_references(path: Path) -> tuple[dict[str, Reference], tuple[Problem, ...]]:
    """Return the references of `sources.yaml` by key, and its problems. Raises OSError if it cannot be opened."""
    root, faults = read_yaml(path)
    values = Values(path)
    values.problems.extend(faults)
    found: dict[str, Reference] = {}
    if root is None:
        return found, tuple(values.problems)
    top = values.mapping(root, SOURCES_NAME, ("references",), ("references",))
    for item in values.items(top["references"], "references") if "references" in top else []:
        entry = values.mapping(item, "a source", (), ("id", "title"))
        key = values.text(entry["id"], "id") if "id" in entry else ""
        if key and not is_id(key):
            values.report(entry["id"], "NK121", f"`{key}` cannot be the key of a source", "for instance `norelli-2018`")
        if key in found:
            values.report(entry["id"], "NK122", f"the source `{key}` stands here twice", "delete one of the two")
        elif key:
            found[key] = Reference(_label(entry), _url(values, entry), values.source.span(entry["id"]))
    return found, tuple(values.problems)


def in_place(text: str) -> Reference | None:
    """Return the reference for a source that stands in a fact, or None if `text` looks like a key of `sources.yaml`."""
    prefix, _, rest = text.partition(":")
    rest = rest.strip()
    if prefix == "pmid" and _PMID.match(rest):
        return Reference(f"PMID {rest}", f"https://pubmed.ncbi.nlm.nih.gov/{rest}/")
    if prefix == "doi" and _DOI.match(rest):
        return Reference(f"doi:{rest}", f"https://doi.org/{rest}")
    if prefix in ("http", "https") and SAFE_LINK.match(text):
        return Reference(text, text)
    return None if is_id(text) or prefix in ("pmid", "doi", "http", "https") else Reference(text)


def _text(entry: dict[str, Node], key: str) -> str:
    node = entry.get(key)
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""


def _year(entry: dict[str, Node]) -> str:
    issued = entry.get("issued")
    if isinstance(issued, Scalar):
        return issued.text[:4]
    parts = issued.entries.get("date-parts") if isinstance(issued, Mapping) else None
    while isinstance(parts, Items) and parts.items:
        parts = parts.items[0]
    return parts.text if isinstance(parts, Scalar) else ""


def _authors(entry: dict[str, Node]) -> str:
    node = entry.get("author")
    people = node.items if isinstance(node, Items) else []
    names = []
    for person in people:
        if isinstance(person, Mapping):
            part = person.entries
            names.append(_text(part, "literal") or f"{_text(part, 'family')} {_text(part, 'given')}".strip())
    shown = ", ".join(name for name in names if name)
    return f"{names[0]} et al." if len(shown) > 60 and len(names) > 1 else shown


def _label(entry: dict[str, Node]) -> str:
    """Return what a learner reads: `Norelli M et al. Monocyte-derived IL-1 and IL-6 ... Nat Med 2018`."""
    authors = _authors(entry)
    journal = f"{_text(entry, 'container-title')} {_year(entry)}".strip()
    parts = [authors, _text(entry, "title"), journal]
    return " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts if part)


def _url(values: Values, entry: dict[str, Node]) -> str:
    """Return the most lasting address: DOI, else PubMed, else the link given."""
    doi, pmid, url = (_text(entry, key) for key in ("DOI", "PMID", "URL"))
    if doi and not _DOI.match(doi):
        values.report(entry["DOI"], "NK104", f"`{doi}` does not have the form of a DOI", "a DOI begins with 10.")
    if pmid and not _PMID.match(pmid):
        values.report(entry["PMID"], "NK104", f"`{pmid}` does not have the form of a PMID", "a PMID is a plain number")
    if url and not SAFE_LINK.match(url):
        values.report(entry["URL"], "NK112", f"the link `{url}` is not allowed", "links begin with https:// or http://")
        url = ""
    if doi:
        return f"https://doi.org/{doi}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else url
