from __future__ import annotations

import re
from html.parser import HTMLParser
from textwrap import dedent
from typing import Any

import pytest

from nkquiz.anki import templates
from nkquiz.anki.contract import note_types
from nkquiz.kind import NoteTemplate, NoteType

CARDS = [
    pytest.param(note_type, template, id=f"{name}-{template.name}")
    for name, note_type in note_types().items()
    for template in note_type.templates
]
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
REPLACEMENT = re.compile(r"\{\{([#^/]?)(?:type:)?(?:cloze:|cloze-only:)?(\w+)\}\}")

every_card = pytest.mark.parametrize(("note_type", "template"), CARDS)


def named(html: str) -> set[str]:
    return {name for _, name in REPLACEMENT.findall(html)}


# What Anki makes of a template


@every_card
def test_a_template_names_only_fields_of_its_note_type(note_type: NoteType, template: NoteTemplate) -> None:
    known = {field.name for field in note_type.fields} | {"Subdeck"}
    for html in (templates.front(note_type, template), templates.back(note_type, template)):
        assert named(html) <= known
        assert html.count("{{") == len(REPLACEMENT.findall(html)), "a replacement that Anki would not know"


@every_card
def test_sections_close_as_they_open(note_type: NoteType, template: NoteTemplate) -> None:
    for html in (templates.front(note_type, template), templates.back(note_type, template)):
        opened: list[str] = []
        for mark, name in REPLACEMENT.findall(html):
            if mark == "/":
                assert opened.pop() == name
            elif mark:
                opened.append(name)
        assert not opened


@every_card
def test_the_front_shows_topic_and_prompt_and_nothing_of_the_answer(note_type: NoteType, template: NoteTemplate) -> None:
    shown = re.sub(r"\{\{#Typed\}\}.*?\{\{/Typed\}\}", "", templates.front(note_type, template))
    asked = {template.prompt, template.heading, template.masks, template.drawing, template.arrange, template.choices}
    assert named(shown) == {"Id", "Subdeck", *asked, template.several, template.only_if} - {""}


@every_card
def test_the_back_shows_answer_reasons_and_what_changed(note_type: NoteType, template: NoteTemplate) -> None:
    back = templates.back(note_type, template)
    answer = "" if template.marked else template.answer  # then the explained options mark it
    own = {template.prompt, answer, template.explained, template.heading, template.drawing} - {""}
    own |= {*template.after, *(field for field, _ in template.below)}
    shared = {"Because", "Caveat", "Evidence", "Sources", "Dates", "Image", "Retired", "Corrected", "Id", "Subdeck"}
    assert own | shared <= named(back)
    places = [back.index(f"{{{{{name}}}}}") for name in ("Retired", "Corrected", "Because", "Caveat", "Evidence", "Sources")]
    assert places == sorted(places)


@every_card
def test_no_side_includes_the_other_and_no_script_has_double_braces(note_type: NoteType, template: NoteTemplate) -> None:
    for html in (templates.front(note_type, template), templates.back(note_type, template)):
        assert "FrontSide" not in html
        scripts = SCRIPT.findall(html)
        assert scripts
        for script in scripts:
            assert "{{" not in script
            assert script.strip().startswith("(function () {")
            code = re.sub("//.*", "", script)
            assert not re.search(r"\b(let|const)\b|=>|`", code), "Anki draws on one page, and old web views know var only"


ANKIS_CLASSES = {"drawing", "latex", "replay-button", "typeGood", "typeBad", "typeMissed", "cloze", "cloze-inactive"}
"""Classes that Anki's own style sheet gives a look; `drawing`, for one, is shown at half its size."""


@every_card
def test_no_part_of_a_card_has_a_class_that_anki_restyles(note_type: NoteType, template: NoteTemplate) -> None:
    for html in (templates.front(note_type, template), templates.back(note_type, template)):
        given = {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}
        assert given
        assert not given & ANKIS_CLASSES


def test_a_card_that_hangs_on_a_field_is_empty_without_it() -> None:
    note_type = note_types()["term"]
    meaning, term = (templates.front(note_type, template) for template in note_type.templates)
    assert term.startswith("{{#BothWays}}")
    assert term.endswith("{{/BothWays}}")
    assert "BothWays" not in meaning


def test_the_options_are_asked_in_one_field_and_explained_in_the_other() -> None:
    note_type = note_types()["choose"]
    (template,) = note_type.templates
    assert "{{Options}}" in templates.front(note_type, template)
    assert "{{Explained}}" in templates.back(note_type, template)
    assert "{{Options}}" not in templates.back(note_type, template)


# What a learner's Anki shows


class Seen(HTMLParser):
    """The words of a card outside scripts and styles, one line a block."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self._skip = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._skip = tag in ("script", "style")
        self.words += "\n" if tag in ("div", "p", "li", "summary") else ""

    def handle_endtag(self, tag: str) -> None:
        self._skip = False

    def handle_data(self, data: str) -> None:
        self.words += "" if self._skip else re.sub(r"\s+", " ", data)

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.words.split("\n") if line.strip()]


FACTS = {
    "ask-full": """
        ask: Which ion does perforin need?
        answer: Calcium
        wrong: [{text: Zinc, why: It does not bind there.}]
        because: Its C2 domain binds it.
        caveat: Shown with purified protein.
        evidence: mechanistic
        sources: [A book]
    """,
    "term-both": "term: Missing self\nmeans: The loss of HLA class I",
    "cloze-two": "cloze: Surface {{c1::CD107a}} shows release of {{c2::granules::which part}}.",
    "choose-one": """
        choose: Which ion?
        options: [{text: Calcium, right: true, why: It binds.}, {text: Zinc, why: It does not.}]
    """,
    "claim-one": "claim: NK cells are harmless.\nverdict: overstated\nremember: Rare is not never.",
    "order-three": "order: How a pore is made\nsteps: [It binds, A ring gathers, A pore is open]",
    "estimate-share": "estimate: Which share?\nvalue: 13\nunit: '%'\ntolerance: 5\nn: 13\nof: 101",
    "estimate-exact": "estimate: How many domains?\nvalue: 2\ntolerance: 0",
    "compare-two": "compare: Where from?\nvalues: {car-t: Own blood, car-nk: Cord blood}",
    "label-two": """
        label: Which part is marked?
        image: {file: car-parts.svg, alt: A receptor}
        parts:
        - {id: scfv, number: 1, name: scFv, box: [0.1, 0.1, 0.3, 0.1], clue: Binds the target}
        - {id: zeta, number: 4, name: CD3ζ, box: [0.1, 0.8, 0.3, 0.1], clue: Gives the first signal}
    """,
}


@pytest.fixture
def seen(author: Any, learner: Any) -> dict[str, list[str]]:
    """The lines of every card, by `fact-id#ordinal question`; Anki knows a fact by its guid only."""
    author.facts.update({name: dedent(keys) for name, keys in FACTS.items()})
    learner.take(author.release())
    names = {line.split("\t")[4]: line.split("\t")[1] for line in author.lock.read_text().splitlines() if line[:4] == "fact"}
    found = {}
    for card, sides in learner.rendered().items():
        guid, ordinal = card.split("#")
        for side, html in sides.items():
            found[f"{names[guid]}#{ordinal} {side}"] = Seen(html).lines
    return found


FOLDS = ["Sources and datesx"]


def test_a_question_shows_its_topic_and_prompt_then_answer_why_caveat_and_badge(seen: dict[str, list[str]]) -> None:
    assert seen["ask-full#0 question"] == ["01 Killing", "Which ion does perforin need?"]
    assert seen["ask-full#0 answer"] == [
        "01 Killing", "Which ion does perforin need?", "Calcium", "Its C2 domain binds it.",
        "Mind: Shown with purified protein.", "laboratory work may be out of date",
        "Often confused with", "ZincIt does not bind there.", *FOLDS, "A book",
        "An error? The description of the deck says where to report it. This card: ask-full",
    ]  # fmt: skip


def test_a_term_is_asked_both_ways(seen: dict[str, list[str]]) -> None:
    assert seen["term-both#0 question"][1:] == ["What does this mean?", "Missing self"]
    assert seen["term-both#0 answer"][2:4] == ["Missing self", "The loss of HLA class I"]
    assert seen["term-both#1 question"][1:] == ["Which term is this?", "The loss of HLA class I"]
    assert seen["term-both#1 answer"][2:4] == ["The loss of HLA class I", "Missing self"]


def test_a_gap_is_closed_on_the_front_and_open_on_the_back(seen: dict[str, list[str]]) -> None:
    assert seen["cloze-two#0 question"][1:] == ["Fill the gap.", "Surface [...] shows release of granules."]
    assert seen["cloze-two#1 question"][1:] == ["Fill the gap.", "Surface CD107a shows release of [which part]."]
    assert seen["cloze-two#1 answer"][2] == "Surface CD107a shows release of granules."


def test_a_choice_can_be_read_without_scripts(seen: dict[str, list[str]]) -> None:
    front, back = seen["choose-one#0 question"], seen["choose-one#0 answer"]
    assert front[1] == "Which ion?"
    assert sorted(front[2:]) == ["Calcium", "Zinc"]
    assert back[1] == "Which ion?"
    assert sorted(back[2:4]) == ["CalciumIt binds.", "ZincIt does not."]


def test_a_claim_keeps_the_order_of_its_verdicts_and_says_what_to_remember(seen: dict[str, list[str]]) -> None:
    verdicts = ["Supported", "Supported, with limits", "Overstated", "Unsupported"]
    assert seen["claim-one#0 question"][1:] == ["A website says:", "NK cells are harmless.", *verdicts]
    said = ["A website says:", "NK cells are harmless.", "Overstated", "Rare is not never.", *verdicts]
    assert seen["claim-one#0 answer"][1:9] == said


def test_steps_can_be_read_without_scripts(seen: dict[str, list[str]]) -> None:
    front, back = seen["order-three#0 question"], seen["order-three#0 answer"]
    assert front[1] == "How a pore is made"
    assert sorted(front[3:]) == ["A pore is open", "A ring gathers", "It binds"]
    assert front[3:] != ["It binds", "A ring gathers", "A pore is open"]
    assert back[1:5] == ["How a pore is made", "It binds", "A ring gathers", "A pore is open"]


def test_a_number_says_of_how_many_it_is_and_what_counts_as_right(seen: dict[str, list[str]]) -> None:
    assert seen["estimate-share#0 question"][1:] == ["Which share?"]
    assert seen["estimate-share#0 answer"][1:5] == ["Which share?", "13%", "13 of 101", "8% to 18% counts as right"]
    assert seen["estimate-exact#0 answer"][1:3] == ["How many domains?", "2"]
    assert not any("counts as right" in line for line in seen["estimate-exact#0 answer"])


def test_a_comparison_hides_one_thing_and_shows_the_others(seen: dict[str, list[str]]) -> None:
    assert " ".join(seen["compare-two#1 question"][1:]) == (
        "Fill the gap in the comparison. Where from? CAR-T cellsOwn bloodCAR-NK cells[...]"
    )
    assert " ".join(seen["compare-two#1 answer"][2:4]) == "Where from? CAR-T cellsOwn bloodCAR-NK cellsCord blood"


def test_a_drawing_is_asked_with_its_clue_where_its_masks_cannot_be_drawn(seen: dict[str, list[str]]) -> None:
    sentence = "The drawing cannot be masked here. Which part belongs in the brackets?"
    assert seen["label-two#3 question"][1:] == ["Which part is marked?", sentence, "scFv", "[Gives the first signal]"]
    assert seen["label-two#3 answer"][1:4] == ["Which part is marked?", "CD3ζ", "Gives the first signal"]
    assert not any("scFv" in line for line in seen["label-two#3 answer"])


def test_a_fact_without_a_source_says_so(seen: dict[str, list[str]]) -> None:
    assert any(line.startswith("no source given") for line in seen["term-both#0 answer"])
    assert not any("no source given" in line for line in seen["ask-full#0 answer"])


def test_an_error_is_reported_under_the_facts_own_address(author: Any, learner: Any) -> None:
    author.settings["report"] = "https://example.org/issues/new"
    author.facts["pores"] = "ask: What makes the pores?\nanswer: Perforin"
    learner.take(author.release())
    ((question, answer),) = [tuple(sides.values()) for sides in learner.rendered().values()]
    assert '<a href="https://example.org/issues/new?title=pores">Report an error</a>' in answer
    assert "The description of the deck says" not in answer
    assert "example.org" not in question


def test_a_correction_and_a_retirement_stand_above_the_answer(author: Any, learner: Any) -> None:
    author.facts["old"] = "ask: Which drug?\nanswer: The old one"
    author.facts["wrong"] = "ask: How many of 9?\nanswer: 4 of 9"
    learner.take(author.release())
    author.facts["old"] += "\nretired: {on: 2026-12-01, why: A newer trial.}"
    author.facts["wrong"] = "ask: How many of 9?\nanswer: 5 of 9\ncorrected: {on: 2026-12-01, was: 4 of 9, why: One late case.}"
    learner.take(author.release("next"))
    backs = sorted(Seen(sides["answer"]).lines[1:4] for sides in learner.rendered().values())
    assert backs == [
        ["How many of 9?", "Corrected. 2026-12-014 of 9One late case.", "5 of 9"],
        ["Which drug?", "No longer asked. A newer trial.", "The old one"],
    ]


def test_a_typed_answer_is_off_until_the_field_says_so(author: Any, learner: Any) -> None:
    author.facts["ion"] = "ask: Which ion?\nanswer: Calcium"
    learner.take(author.release())
    (guid,) = learner.state()["notes"]
    assert "[[type:" not in learner.rendered()[f"{guid}#0"]["question"]
    learner.edit(guid, "Typed", "1")
    assert "[[type:Answer]]" in learner.rendered()[f"{guid}#0"]["question"]
    assert "[[type:Answer]]" in learner.rendered()[f"{guid}#0"]["answer"]


# The palette

INK_ON_GROUND = [
    ("ink", "ground"), ("muted", "ground"), ("accent", "ground"), ("caution", "ground"),
    ("ink", "soft"), ("muted", "soft"),
    ("ink", "accent-soft"), ("muted", "accent-soft"), ("accent", "accent-soft"),
    ("ink", "caution-soft"), ("muted", "caution-soft"), ("caution", "caution-soft"),
]  # fmt: skip
"""Every pair in which words stand on a ground."""

EDGES = [("line", "ground"), ("accent", "ground"), ("caution", "caution-soft")]
"""Lines that say something: the edge of an option, the mark of a pick, of a right answer, of a banner."""


def palettes() -> dict[str, dict[str, str]]:
    """Return the colours of day and night, by name, and those for more contrast."""
    blocks = re.findall(r"([^{}]+)\{([^{}]*--[\w-]+:[^{}]*)\}", templates.CSS)
    found: dict[str, dict[str, str]] = {}
    for selector, body in blocks:
        time = "night" if "night" in selector else "day"
        colours = dict(re.findall(r"--([\w-]+): (#\w{6});", body))
        kept = found.setdefault(time, {})
        found[time if not kept else f"{time}, more contrast"] = {**kept, **colours}
    return found


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_measure_of_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the known grey that just fails


def test_there_is_a_palette_for_day_night_and_more_contrast() -> None:
    assert list(palettes()) == ["day", "night", "day, more contrast", "night, more contrast"]
    assert len({frozenset(palette) for palette in palettes().values()}) == 1


@pytest.mark.parametrize("time", palettes())
def test_words_stand_out_from_their_ground(time: str) -> None:
    palette = palettes()[time]
    assert {pair: ratio for pair in INK_ON_GROUND if (ratio := contrast(palette[pair[0]], palette[pair[1]])) < 4.5} == {}
    assert {pair: ratio for pair in EDGES if (ratio := contrast(palette[pair[0]], palette[pair[1]])) < 3} == {}


@pytest.mark.parametrize("time", palettes())
def test_a_mask_stands_out_from_any_drawing(time: str) -> None:
    """By its dark edge where not by its colour: a drawing has grounds of its own, light in the night as well."""
    palette = palettes()[time]
    for ground in ("#ffffff", "#d6e6f8", "#fbe4cc"):
        assert contrast(palette["mask"], ground) >= 3
        assert contrast(palette["mask-edge"], ground) >= 7
    assert contrast(palette["mask-edge"], palette["mask"]) >= 3


def test_every_colour_comes_from_the_palette() -> None:
    rules = re.sub(r"--[\w-]+: #\w{6};", "", templates.CSS)
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules)) == {"#fff"}, "white is the paper of a picture"
    assert set(re.findall(r"var\(--([\w-]+)\)", rules)) == set(palettes()["day"])


def test_the_paper_below_a_drawing_is_nothing_that_anki_darkens_by_night() -> None:
    """Anki 25.9.5 by night makes white dark, but not the white of an image that asks to stay light."""
    (paper,) = re.findall(r"\.nkq \.zoom \{[^}]*\}", templates.CSS)
    assert re.search(r"url\(\"data:image/svg\+xml,[^\"]*color-scheme:only light;background:white", paper)
