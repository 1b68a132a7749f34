"""A deck file -> Deck and Facts, with a Problem for everything that is not as it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nkquiz import ownvalues
from nkquiz.diagnostics import Problem, did_you_mean, nearest, shortened
from nkquiz.identity import ID_LENGTH, free_id, is_id, tidy_id
from nkquiz.kind import Key, Kind
from nkquiz.kinds import all_kinds
from nkquiz.model import EVIDENCE, LEVELS, Cell, Corrected, Deck, Fact, Image, Option, Part, Retired, Thing, Value, Where
from nkquiz.values import Values
from nkquiz.yamltree import Items, Mapping, Node, Scalar, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType

COMMON_KEYS = {
    "id": "The fact's name for ever: lower-case words joined by hyphens.",
    "accept": "Other spellings of the whole answer that may be typed; by card name where a fact has several cards.",
    "because": "Why the answer is so; shown after it.",
    "caveat": "One line: what limits the use of the fact.",
    "level": "`core`, `more` or `trials`.",
    "evidence": "The kind of evidence: " + ", ".join(f"`{word}`" for word in EVIDENCE) + ".",
    "setting": 'The badge a learner reads, in plain words: "one trial, 11 patients".',
    "sources": "Keys of `sources.yaml`, or `pmid:...`, `doi:...`, a link, plain text.",
    "as_of": "When this was true: a year, a month or a day.",
    "review_by": "The day after which the learner is told that the fact may be out of date.",
    "tags": "Words of the collection's own vocabulary.",
    "image": "A picture of the `media` folder: `{file, alt}`.",
    "draft": "True: the fact is checked but not built.",
    "was": "The id under which the fact was released before.",
    "retired": "The fact is no longer asked: `{on, why, instead}`.",
    "corrected": "The truth of the fact changed: `{on, was, why}`.",
    "reworded": "True: the answer's words changed, its meaning did not.",
}
DECK_KEYS = {
    "deck": "The deck's id for ever: lower-case words joined by hyphens.",
    "title": "Its title. In Anki the title of the first release stays.",
    "number": "Its place among the decks.",
    "about": "What it is about, in a sentence or two.",
    "facts": "The list of its facts.",
}


def read_deck(path: Path, things: Iterable[Thing] | None = ()) -> tuple[Deck | None, tuple[Problem, ...]]:
    """Return the deck of a file and the problems in it; a fact with a problem is left out of the deck.

    `things` are what the collection's `compare` facts compare; None if nobody can tell, then any will do.

    Raises OSError if the file cannot be opened.
    """
    root, faults = read_yaml(path)
    values = Values(path, things)
    values.problems.extend(faults)
    if root is None:
        if not faults:
            values.report(Scalar("", 0, 0, True), "NK107", "the file is empty", "a deck begins with `deck: its-id`")
        return None, tuple(values.problems)
    if not isinstance(root, Mapping):
        hint = "a deck begins with the lines `deck: its-id`, `title: ...`, `number: ...` and `facts:`"
        values.report(root, "NK103", "a deck file must have keys with values", hint)
        return None, tuple(values.problems)
    _loose_keys(values, root)
    top = values.mapping(root, "a deck file", DECK_KEYS, ("deck", "title", "number", "facts"))
    deck_id = _id(values, top, "deck")
    facts, faulty, torn = _facts(values, top.get("facts"), deck_id)
    deck = Deck(
        id=deck_id,
        title=values.title(top["title"]) if "title" in top else "",
        number=_number(values, top),
        about=values.text(top["about"], "about") if "about" in top else "",
        facts=facts,
        where=_where(path, root),
        faulty=faulty,
        torn=torn,
    )
    return deck, tuple(values.problems)


def _number(values: Values, top: MappingType[str, Node]) -> int:
    """Return the deck's number; -1 if it gives none that can be read."""
    before = len(values.problems)
    number = values.number(top["number"], "number") if "number" in top else -1
    return number if len(values.problems) == before else -1


def _loose_keys(values: Values, root: Mapping) -> None:
    """Report, once, keys of facts that stand at the left edge; they are taken out of `root`."""
    known = {*COMMON_KEYS, *(key.name for kind in all_kinds().values() for key in kind.keys)} - DECK_KEYS.keys()
    loose = [key for key in root.entries if key in known]
    if loose:
        names = ", ".join(f"`{key}`" for key in loose)
        hint = "a fact begins with `- id: ...`; its other keys stand below the `id`, two spaces further right than the dash"
        message = f"{names}: the key of a fact at the left edge, outside the list of facts"
        values.report(root.keys[loose[0]], "NK009", message, hint)
        for key in loose:
            del root.entries[key]
        facts = root.entries.get("facts")
        last = facts.items[-1] if isinstance(facts, Items) and facts.items else None
        if isinstance(last, Mapping):
            last.broken = True  # they may be its own


def _where(path: Path, node: Mapping) -> Where:
    line = node.line
    places = [place for value in node.entries.values() for place in (value.line - line, value.column)]
    return Where(path, line, node.column, _shared(tuple(node.entries)), tuple(places))


@lru_cache(maxsize=1024)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tuple that stands for all that equal it: most facts have the same few keys, sources and tags."""
    return names


def _id(values: Values, mapping: dict[str, Node], key: str) -> str:
    node = mapping.get(key)
    if node is None:
        return ""
    text = values.text(node, key)
    if text and not is_id(text):
        hint = f"lower-case letters, digits and single hyphens, a letter first, at most {ID_LENGTH} characters"
        if is_id(tidy := tidy_id(text)):
            hint = f"for instance `{tidy}`; {hint}"
        values.report(node, "NK121", f"`{shortened(text)}` cannot be an id", hint)
    return text


def _facts(values: Values, node: Node | None, deck_id: str) -> tuple[tuple[Fact, ...], tuple[Fact, ...], tuple[Fact, ...]]:
    """Return the facts without problems, those with, and those that a slip of YAML cost some keys."""
    found: list[Fact] = []
    faulty: list[Fact] = []
    torn: list[Fact] = []
    if node is None:
        return (), (), ()
    for item in values.items(node, "facts"):
        if not isinstance(item, Mapping):
            empty = isinstance(item, Scalar) and not item.text
            message = "an entry with nothing in it" if empty else "a fact must have keys with values"
            values.report(item, "NK103", message, "begin it with `- id: its-id`")
            torn.append(_of_no_kind(values, Mapping(item.line, item.column), deck_id))
            continue
        before = len(values.problems)
        fact = _fact(values, item, deck_id)
        sound = len(values.problems) == before
        (torn if item.broken else found if sound else faulty).append(fact)
    return tuple(found), tuple(faulty), tuple(torn)


def _kind_of(values: Values, item: Mapping) -> Kind | None:
    kinds = all_kinds()
    prompts = [key for key in item.entries if key in kinds]
    if len(prompts) == 1:
        return kinds[prompts[0]]
    if prompts:
        at, other = item.keys[prompts[1]], prompts[0]
        values.report(at, "NK106", f"a fact has one kind, but this has `{other}` and `{prompts[1]}`", "make two facts of it")
        return None
    if item.broken:
        return None
    names = ", ".join(f"`{name}`" for name in kinds)
    for key in item.entries:
        if key not in COMMON_KEYS and (near := nearest(key, kinds)):
            values.report(item.keys[key], "NK106", f"a fact without a prompt; `{key}` is no kind", f"did you mean `{near}`?")
            return None
    values.report(item, "NK106", "a fact without a prompt", f"the key that holds the prompt is one of {names}")
    return None


def _fact(values: Values, item: Mapping, deck_id: str) -> Fact:
    kind = _kind_of(values, item)
    slips: set[str] = set()
    if "id" not in item.entries and not item.broken:
        slips = {nearest(key, _KNOWN) for key in item.entries if key not in _KNOWN}
        if "id" not in slips:
            prompt = item.entries[kind.name] if kind else None
            such = f", such as `{free_id(prompt.text, ())}`" if isinstance(prompt, Scalar) and prompt.text else ""
            hint = f"give it a name for ever{such}; `nkquiz check --fix` gives one to each"
            values.report(item, "NK102", "a fact without an `id`", hint)
    if kind is None:
        return _of_no_kind(values, item, deck_id)
    own_keys = {key.name: key for key in kind.keys}
    fields: dict[str, Any] = {}
    own: dict[str, Value] = {}
    sound = not item.broken
    for name, value in item.entries.items():
        if (key := own_keys.get(name)) is not None:
            before = len(values.problems)
            own[key.name] = _own_value(values, value, key)
            sound = sound and len(values.problems) == before
        elif (read := _COMMON.get(name)) is not None:
            fields[name] = read(values, value, name)
        elif name not in ("id", "accept"):
            hint = did_you_mean(name, (*own_keys, *COMMON_KEYS))
            message = f"unknown key `{shortened(name)}` in {_a(kind.name)} `{kind.name}` fact"
            values.report(item.keys[name], "NK101", message, hint)
            slips.add(nearest(name, (*own_keys, *COMMON_KEYS)))
    for key in kind.keys:
        if key.required and key.name not in item.entries and key.name not in slips and not item.broken:
            hint = f"add `{key.name}: ...`, {key.help[0].lower()}{key.help[1:]}"
            values.report(item, "NK102", f"{_a(kind.name)} `{kind.name}` fact without `{key.name}`", hint)
    accept = _accept(values, item.entries["accept"], kind, own) if "accept" in item.entries else {}
    fact = Fact(
        id=_id(values, item.entries, "id"),
        kind=kind.name,
        deck=deck_id,
        own=own,
        where=_where(values.source.path, item),
        accept=accept,
        **fields,
    )
    if sound and all(own.get(key.name) for key in kind.keys if key.required):
        values.problems.extend(kind.check(fact))
    return fact


def _of_no_kind(values: Values, item: Mapping, deck_id: str) -> Fact:
    """Return what can be told of a fact whose kind is not known, and report what is wrong with its other keys."""
    own = _own_keys()
    fields: dict[str, Any] = {}
    for name, value in item.entries.items():
        if (read := _COMMON.get(name)) is not None:
            fields[name] = read(values, value, name)
        elif name in own:
            _own_value(values, value, own[name])
        elif name not in ("id", "accept") and not nearest(name, all_kinds()) and (near := nearest(name, {*_KNOWN, *own})):
            values.report(item.keys[name], "NK101", f"unknown key `{shortened(name)}` in a fact", f"did you mean `{near}`?")
    fact_id = _id(values, item.entries, "id")
    return Fact(id=fact_id, kind="", deck=deck_id, own={}, where=_where(values.source.path, item), **fields)


@lru_cache(maxsize=1)
def _own_keys() -> dict[str, Key]:
    """Return the keys that kinds have of their own, by name, if all kinds that have one mean the same by it."""
    keys: dict[str, Key] = {}
    for key in (key for kind in all_kinds().values() for key in kind.keys):
        keys.setdefault(key.name, key)
    return {name: key for name, key in keys.items() if all(_same_sort(kind, key) for kind in all_kinds().values())}


def _same_sort(kind: Kind, key: Key) -> bool:
    return all(own.sort == key.sort for own in kind.keys if own.name == key.name)


def _a(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _own_value(values: Values, node: Node, key: Key) -> Value:
    match key.sort:
        case "text":
            return values.text(node, key.name)
        case "flag":
            return values.flag(node, key.name)
        case "word":
            return values.word(node, key.name, key.words)
        case "options" | "wrong":
            return _options(values, node, key)
        case "steps":
            return tuple(values.text(item, key.name) for item in values.items(node, key.name))
        case "number":
            return ownvalues.number_text(values, node, key.name)
        case "values":
            return ownvalues.cells(values, node, key.name)
        case "parts":
            return ownvalues.parts(values, node, key.name)


def _options(values: Values, node: Node, key: Key) -> tuple[Option, ...]:
    known = ("text", "why", "right") if key.sort == "options" else ("text", "why")
    found = []
    for item in values.items(node, key.name):
        if isinstance(item, Scalar):
            text = values.text(item, key.name)
            hint = "write `{text: ..., why: ...}`, so that the learner is told why"
            values.report(item, "NK103", f"an entry of `{key.name}` must be a mapping with `text` and `why`", hint)
            continue
        part = values.mapping(item, f"an entry of `{key.name}`", known, ("text",))
        text = values.text(part["text"], "text") if "text" in part else ""
        why = values.text(part["why"], "why") if "why" in part else ""
        right = values.flag(part["right"], "right") if "right" in part else False
        if text and "why" not in part and not getattr(item, "broken", False):
            hint = "say why it is wrong" if key.sort == "wrong" else "say why it is right or wrong"
            values.report(item, "NK102", f"`{shortened(text)}` has no `why`", hint)
        found.append(Option(text, why, right))
    return tuple(found)


def _accept(values: Values, node: Node, kind: Kind, own: MappingType[str, Value]) -> dict[str, tuple[str, ...]]:
    names = kind.card_names
    if isinstance(node, Mapping):
        found = {}
        for name, value in node.entries.items():
            if names and name not in names:
                message = f"`accept` names the card `{shortened(name)}`, which this fact does not have"
                values.report(node.keys[name], "NK137", message, did_you_mean(name, names))
            found[name] = values.texts(value, "accept")
        return found
    if len(names) == 1:
        return {names[0]: values.texts(node, "accept")}
    shown = " or ".join(f"`{{{name}: [...]}}`" for name in names or _first_card(own))
    values.report(node, "NK103", f"`accept` of a fact with several cards goes by card name: {shown}")
    return {}


def _first_card(own: MappingType[str, Value]) -> Iterator[str]:
    """Yield the name of one card of a fact whose cards the author names: a thing's, a part's, else that of a gap."""
    for value in own.values():
        for entry in value if isinstance(value, tuple) else ():
            if isinstance(entry, Cell | Part):
                yield entry.id
                return
    yield "c1"


def _retired(values: Values, node: Node, name: str) -> Retired | None:
    part = values.mapping(node, f"`{name}`", ("on", "why", "instead"), ("on", "why"))
    on = values.date(part["on"], "on") if "on" in part else None
    why = values.text(part["why"], "why") if "why" in part else ""
    instead = values.text(part["instead"], "instead") if "instead" in part else ""
    return Retired(on, why, instead) if on else None


def _corrected(values: Values, node: Node, name: str) -> Corrected | None:
    part = values.mapping(node, f"`{name}`", ("on", "was", "why"), ("on", "was"))
    on = values.date(part["on"], "on") if "on" in part else None
    was = values.text(part["was"], "was") if "was" in part else ""
    why = values.text(part["why"], "why") if "why" in part else ""
    return Corrected(on, was, why) if on else None


def _image(values: Values, node: Node, name: str) -> Image | None:
    part = values.mapping(node, f"`{name}`", ("file", "alt"), ("file", "alt"))
    file = values.text(part["file"], "file") if "file" in part else ""
    alt = values.line(part["alt"], "alt") if "alt" in part else ""
    return Image(file, alt) if file and alt else None


def _words(values: Values, node: Node, name: str) -> tuple[str, ...]:
    return _shared(values.texts(node, name))


def _was(values: Values, node: Node, name: str) -> str:
    return _id(values, {name: node}, name)


_COMMON: dict[str, Callable[[Values, Node, str], Any]] = {
    "because": Values.text,
    "caveat": Values.line,
    "level": lambda values, node, name: values.word(node, name, LEVELS),
    "evidence": lambda values, node, name: values.word(node, name, EVIDENCE),
    "setting": Values.line,
    "sources": _words,
    "as_of": Values.month,
    "review_by": Values.date,
    "tags": _words,
    "image": _image,
    "draft": Values.flag,
    "was": _was,
    "retired": _retired,
    "corrected": _corrected,
    "reworded": Values.flag,
}
_KNOWN = frozenset(COMMON_KEYS)
