"""What a machine can check of the decks that come with the program; each rule is also shown to find what it looks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.model import Fact, Image, Option

DECKS = Path(__file__).parents[2] / "decks"
COMPILED: Compiled = compile_path(DECKS, datetime.now(UTC))
FACTS = {fact.id: fact for fact in COMPILED.collection.facts if not fact.draft and not fact.retired}
CHECKED = date.fromisoformat(COMPILED.collection.settings.checked)
Source = dict[str, Any]
SOURCES: dict[str, Source] = {
    source["id"]: source for source in yaml.safe_load((DECKS / "sources.yaml").read_text(encoding="utf-8"))["references"]
}
DRAWINGS = sorted((DECKS / "media").glob("*.svg"))
LOCAL = "Check your local protocol and the current label."
NAMED = re.compile(r"\b(ASCO|ASTCT|EBMT|European|FDA|UK|US|USA|National Cancer Institute|BMT CTN)\b|\(review of \d{4}\)")
FIRST_OF_ALL = {
    "what HLA class I shows": "choose-hla-class-i-shows",
    "to whom": "choose-hla-class-i-reader",
    "that missing self needs an activating signal": "choose-activating-signal",
    "what a CAR is": "cart-car-what",
    "what CRS is": "crs-what",
    "the first sign of CRS": "crs-first-sign",
    "its usual onset": "crs-onset",
    "what tocilizumab blocks": "crs-tocilizumab-blocks",
    "when it is given": "crs-tocilizumab-when",
    "the first-line drug for ICANS": "icans-first-line",
    "who watches, and for how long": "tox-monitoring-two-weeks",
    "when to call: fever": "tox-call-fever",
    "when to call: words": "tox-call-words",
    "prophylaxis of GvHD": "gvhd-prevent-methotrexate",
    "first-line treatment of acute GvHD": "gvhd-first-line",
}
"""What a learner must be able to learn before any trial's number."""


# Facts and their sources


def unfounded(fact: Fact, sources: dict[str, Source]) -> Iterator[str]:
    """Say what is missing of what a fact rests on."""
    for key in ("evidence", "because", "sources"):
        if not getattr(fact, key):
            yield f"{fact.id}: no `{key}`"
    if not any(identified(sources[key]) for key in fact.sources if key in sources):
        yield f"{fact.id}: no source with a DOI, a PMID or from a regulator"


def identified(source: Source) -> bool:
    return bool(source.get("DOI") or source.get("PMID") or (source["type"] == "regulation" and source.get("URL")))


READ = re.compile(r"\b(read|re-read|found again|seen|confirmed)\b", re.IGNORECASE)


def untraceable(source: Source) -> Iterator[str]:
    """Say why a reader could not find a source again, or not know how much of it was read."""
    name = source["id"]
    if not identified(source):
        yield f"{name}: no DOI, no PMID and no document of a regulator"
    if not (source.get("URL") or source.get("DOI") or source.get("PMID")):
        yield f"{name}: no link"
    if not READ.search(source.get("note", "")):
        yield f"{name}: the note does not say what was read"


def misshapen(source: Source) -> Iterator[str]:
    """Say which identifiers do not look like one, and what a source lacks."""
    name = source["id"]
    if "DOI" in source and not re.fullmatch(r"10\.\d{4,9}/[^\s\"<>]*[^\s\"<>.,;]", source["DOI"]):
        yield f"{name}: DOI {source['DOI']}"
    if "PMID" in source and not re.fullmatch(r"[1-9]\d{5,7}", str(source["PMID"])):
        yield f"{name}: PMID {source['PMID']}"
    if "URL" in source and not re.fullmatch(r"https?://[\w.-]+\.[a-z]{2,}(/\S*)?", source["URL"]):
        yield f"{name}: URL {source['URL']}"
    for key in ("title", "note"):
        if not source.get(key):
            yield f"{name}: no {key}"
    if not ({"DOI", "PMID", "URL"} & source.keys()):
        yield f"{name}: nothing to open"


def undated(fact: Fact, checked: date) -> Iterator[str]:
    """Say what dates a fact lacks, or when it would be looked at too late. A year runs from the day of the last check."""
    local = LOCAL in fact.caveat
    if bool(fact.as_of) != bool(fact.review_by):
        yield f"{fact.id}: `as_of` and `review_by` belong together"
    if local and not (fact.as_of and fact.review_by and fact.setting):
        yield f"{fact.id}: a local matter without `setting`, `as_of` and `review_by`"
    if fact.as_of and date.fromisoformat(f"{fact.as_of}-01-01"[:10]) > checked:
        yield f"{fact.id}: `as_of` is later than the check"
    if fact.review_by and not 0 < (fact.review_by - checked).days <= 366:
        yield f"{fact.id}: `review_by` is not within a year of the check"
    asks = fact.kind in ("ask", "choose", "cloze", "estimate", "order")
    if local and asks and fact.evidence in ("consensus", "label", "review") and not NAMED.search(prompt(fact)):
        yield f"{fact.id}: the prompt names no guideline and no country"


def prompt(fact: Fact) -> str:
    return fact.text(fact.kind)


def uncounted(fact: Fact) -> Iterator[str]:
    """Say which share of a trial is without its count, and without saying why."""
    if fact.kind != "estimate" or fact.level != "trials" or fact.text("unit") != "%" or fact.text("of"):
        return
    if "estimated" not in prompt(fact) and "count" not in fact.caveat:
        yield f"{fact.id}: a share without n and of"


def longest_right(facts: Sequence[Fact]) -> float:
    """Return the share of choices whose right option is longer than every other."""
    found = []
    for fact in facts:
        options = fact.options("options") or fact.options("wrong")
        if not options or fact.flag("several"):
            continue
        right = [fact.text("answer")] if fact.kind == "ask" else [option.text for option in options if option.right]
        wrong = [option.text for option in options if not option.right]
        found.append(max(map(len, right)) > max(map(len, wrong)))
    return sum(found) / len(found)


def shouted(value: object) -> Iterator[str]:
    """Return every text in a deck as it was read that holds an exclamation mark."""
    match value:
        case str():
            if "!" in value:
                yield value
        case list():
            for item in value:
                yield from shouted(item)
        case dict():
            for item in value.values():
                yield from shouted(item)


def unseen(fact: Fact) -> Iterator[str]:
    if fact.image and len(fact.image.alt) < 40:
        yield f"{fact.id}: {fact.image.name} is not described"


# Drawings

SVG = "{http://www.w3.org/2000/svg}"
PHONE = 360  # CSS pixels
SMALLEST = 14


def unreadable(svg: str) -> Iterator[str]:
    """Say what keeps somebody from reading a drawing: on a phone, at night, or with a screen reader."""
    root = ElementTree.fromstring(svg)
    for name in ("title", "desc"):
        if not (root.findtext(SVG + name) or "").strip():
            yield f"no <{name}>"
    box = [float(part) for part in root.get("viewBox", "").split()]
    if len(box) != 4 or box[2] <= 0:
        yield "no viewBox"
        return
    yield from _background(root, box)
    for text, size in _sizes(root, 16.0, 1.0):
        shown = size * PHONE / box[2]
        if shown < SMALLEST - 0.01:
            yield f"`{text}` is {shown:.1f} px high on a phone"


def _background(root: ElementTree.Element, box: list[float]) -> Iterator[str]:
    drawn = [e for e in root if e.tag not in {SVG + name for name in ("title", "desc", "defs", "style", "metadata")}]
    first = drawn[0] if drawn else root
    if first.tag != SVG + "rect":
        yield "no background"
        return
    covers = _length(first, "width", box[2]) >= 0.97 * box[2] and _length(first, "height", box[3]) >= 0.97 * box[3]
    see_through = first.get("fill", "#000") in ("none", "transparent") or {"opacity", "fill-opacity"} & first.attrib.keys()
    if not covers or see_through:
        yield "the background leaves a part open"


def _length(element: ElementTree.Element, name: str, whole: float) -> float:
    value = element.get(name, "0")
    return whole * float(value[:-1]) / 100 if value.endswith("%") else float(value.removesuffix("px"))


def _sizes(element: ElementTree.Element, size: float, scale: float) -> Iterator[tuple[str, float]]:
    """Return each written text with its size in units of the viewBox."""
    given = element.get("font-size") or dict(
        part.strip().split(":", 1) for part in element.get("style", "").replace(" ", "").split(";") if ":" in part
    ).get("font-size")
    if given:
        size = float(given.removesuffix("px"))
    for x, y in re.findall(r"scale\(\s*([\d.]+)(?:[\s,]+([\d.]+))?", element.get("transform", "")):
        scale *= min(float(x), float(y or x))
    if element.tag in (SVG + "text", SVG + "tspan") and (element.text or "").strip():
        yield (element.text or "").strip(), size * scale
    for child in element:
        yield from _sizes(child, size, scale)


# The decks keep the rules


def _slips(rule: Callable[[Fact], Iterator[str]]) -> list[str]:
    return [slip for fact in FACTS.values() for slip in rule(fact)]


def test_every_level_has_its_measure() -> None:
    facts = Counter(fact.level for fact in FACTS.values())
    cards = sum(len(COMPILED.cards[fact.id]) for fact in FACTS.values() if fact.level == "core")
    assert 90 <= facts["core"] <= 120
    assert cards <= 150
    assert 120 <= facts["more"] <= 180
    assert facts["trials"] <= 50


def test_every_level_was_written_by_hand() -> None:
    """The reader would take a missing level for `core`."""
    written = [fact for path in DECKS.glob("[0-9]*.yaml") for fact in _deck(path)["facts"]]
    assert [fact["id"] for fact in written if "level" not in fact] == []
    assert len(written) >= len(FACTS) > 200


def _deck(path: Path) -> dict[str, Any]:
    deck: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return deck


def test_every_kind_has_its_measure() -> None:
    kinds = Counter(fact.kind for fact in FACTS.values())
    assert 15 <= kinds["claim"] <= 18
    assert kinds["estimate"] >= 12
    assert kinds["order"] >= 5
    assert kinds["compare"] == 8
    assert kinds["label"] >= 4
    assert len(DRAWINGS) >= 8
    assert sum(fact.deck == "questions" for fact in FACTS.values()) == 6


@pytest.mark.parametrize("what", FIRST_OF_ALL)
def test_the_course_does_not_begin_with_numbers(what: str) -> None:
    assert FACTS[FIRST_OF_ALL[what]].level == "core"


def test_every_fact_rests_on_an_identified_source() -> None:
    assert _slips(lambda fact: unfounded(fact, SOURCES)) == []


def test_every_source_can_be_found_again() -> None:
    assert [slip for source in SOURCES.values() for slip in untraceable(source)] == []


def test_every_source_is_cited_by_a_fact() -> None:
    cited = {key for fact in COMPILED.collection.facts for key in fact.sources}
    assert sorted(SOURCES.keys() - cited) == []


def test_every_identifier_is_well_formed() -> None:
    assert [slip for source in SOURCES.values() for slip in misshapen(source)] == []


def test_what_may_go_out_of_date_says_when() -> None:
    assert _slips(lambda fact: undated(fact, CHECKED)) == []
    assert sum(LOCAL in fact.caveat for fact in FACTS.values()) > 10


def test_a_share_of_a_trial_carries_its_count() -> None:
    assert _slips(uncounted) == []


def test_the_right_option_is_seldom_the_longest() -> None:
    assert longest_right(list(FACTS.values())) <= 0.35


def test_nothing_is_shouted() -> None:
    assert [text for path in DECKS.glob("[0-9]*.yaml") for text in shouted(_deck(path))] == []


def test_every_picture_is_described() -> None:
    assert _slips(unseen) == []
    assert sum(fact.image is not None for fact in FACTS.values()) >= 8


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.name)
def test_a_drawing_can_be_read(path: Path) -> None:
    assert list(unreadable(path.read_text(encoding="utf-8"))) == []


# And the rules find what they look for

FACT = FACTS["icans-first-line"]
PLAIN: Source = {"id": "s", "type": "webpage", "title": "T", "note": "Read.", "URL": "https://example.org/a"}


@pytest.mark.parametrize(
    "change", [{"evidence": ""}, {"because": ""}, {"sources": ()}, {"sources": ("s",)}], ids=lambda change: str(change)
)
def test_an_unfounded_fact_is_found(change: dict[str, Any]) -> None:
    assert list(unfounded(FACT, SOURCES)) == []
    assert list(unfounded(replace(FACT, **change), SOURCES | {"s": PLAIN}))


@pytest.mark.parametrize(
    "change",
    [
        {"DOI": "doi:10.1000/x"},
        {"DOI": "https://doi.org/10.1000/x"},
        {"DOI": "10.1000/x."},
        {"DOI": "10.1000/"},
        {"PMID": "PMC5720478"},
        {"PMID": "012345678"},
        {"PMID": "12"},
        {"URL": "example.org/a"},
        {"URL": "https://example.org/a b"},
        {"note": ""},
        {"title": ""},
    ],
    ids=lambda change: str(change),
)
def test_a_misshapen_source_is_found(change: dict[str, Any]) -> None:
    assert list(misshapen(PLAIN)) == []
    assert list(misshapen(PLAIN | change))


ARTICLE: Source = {"id": "s", "type": "article-journal", "title": "T", "note": "Read the abstract.", "PMID": "12032324"}


@pytest.mark.parametrize(
    ("change", "slip"),
    [
        ({"PMID": ""}, "s: no DOI, no PMID and no document of a regulator"),
        ({"PMID": "", "PMCID": "PMC124287"}, "s: no DOI, no PMID and no document of a regulator"),
        ({"PMID": "", "type": "webpage", "URL": "https://example.org/a"}, "s: no DOI, no PMID and no document of a regulator"),
        ({"PMID": "", "type": "regulation"}, "s: no link"),
        ({"note": "Supports the card."}, "s: the note does not say what was read"),
    ],
    ids=lambda value: str(value),
)
def test_an_untraceable_source_is_found(change: dict[str, str], slip: str) -> None:
    assert list(untraceable(ARTICLE)) == []
    assert slip in list(untraceable(ARTICLE | change))


def test_a_regulators_document_needs_no_number() -> None:
    label = {"id": "s", "type": "regulation", "title": "T", "note": "Read.", "URL": "https://example.org/label"}
    assert list(untraceable(label)) == []
    assert list(untraceable(label | {"type": "webpage"}))


def test_a_source_that_cannot_be_opened_is_found() -> None:
    assert list(misshapen({key: value for key, value in PLAIN.items() if key != "URL"})) == ["s: nothing to open"]


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": ""},
        {"review_by": None},
        {"as_of": "", "review_by": None},
        {"setting": ""},
        {"as_of": "2027"},
        {"review_by": date(2027, 12, 1)},
        {"review_by": date(2026, 11, 23)},
        {"own": {**FACT.own, "ask": "Grade 3 ICANS: which class of drug is given first?"}},
    ],
    ids=lambda change: str(change),
)
def test_an_undated_fact_is_found(change: dict[str, Any]) -> None:
    assert LOCAL in FACT.caveat
    assert list(undated(FACT, date(2026, 11, 23))) == []
    assert list(undated(replace(FACT, **change), date(2026, 11, 23)))


def test_a_share_without_a_count_is_found() -> None:
    fact = FACTS["crs-eliana-any"]
    assert list(uncounted(replace(fact, own={key: value for key, value in fact.own.items() if key != "of"})))


def test_long_right_options_are_found() -> None:
    fact = replace(FACT, kind="ask", own={"answer": "Corticosteroids", "wrong": (Option("Aspirin"), Option("None"))})
    short = replace(fact, own={**fact.own, "answer": "Salt"})
    assert longest_right([fact, short]) == 0.5
    chosen = replace(FACT, kind="choose", own={"options": (Option("Long one", right=True), Option("Short"))})
    assert longest_right([chosen]) == 1


def test_shouting_is_found() -> None:
    assert list(shouted({"facts": [{"wrong": [{"why": "No!"}]}]})) == ["No!"]


def test_a_picture_without_description_is_found() -> None:
    assert list(unseen(replace(FACT, image=Image("a.svg", "A cell"))))


DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 400" font-size="28"><title>T</title><desc>D</desc>
<rect width="720" height="400" fill="#fff"/><g><text x="9" y="9">A <tspan font-size="30">cell</tspan></text></g></svg>"""


@pytest.mark.parametrize(
    ("old", "new", "slip"),
    [
        ("<title>T</title>", "", "no <title>"),
        ("<desc>D</desc>", "<desc> </desc>", "no <desc>"),
        ('viewBox="0 0 720 400"', 'width="720"', "no viewBox"),
        ('<rect width="720" height="400" fill="#fff"/>', "", "no background"),
        ('fill="#fff"', 'fill="none"', "the background leaves a part open"),
        ('fill="#fff"', 'fill="#fff" opacity="0.5"', "the background leaves a part open"),
        ('<rect width="720"', '<rect width="360"', "the background leaves a part open"),
        ('font-size="28"', 'font-size="27"', "`A` is 13.5 px high on a phone"),
        (' font-size="28"', "", "`A` is 8.0 px high on a phone"),
        ('font-size="30"', 'style="font-size: 20px"', "`cell` is 10.0 px high on a phone"),
        ("<g>", '<g transform="translate(1 2) scale(0.5)">', "`cell` is 7.5 px high on a phone"),
    ],
)
def test_an_unreadable_drawing_is_found(old: str, new: str, slip: str) -> None:
    assert list(unreadable(DRAWING)) == []
    assert old in DRAWING
    assert slip in list(unreadable(DRAWING.replace(old, new)))
