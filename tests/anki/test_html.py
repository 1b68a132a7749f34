from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkquiz import markup
from nkquiz.anki.html import content_html, markdown_html, shared_html
from nkquiz.kind import GapRow, GapRows, GapText, Masks, OptionList, Picture, StepList
from nkquiz.model import Collection, Corrected, Fact, Image, Option, Part, Reference, Retired, Settings, Where

JOINER = "\u2060"

FACT = Fact(id="kill-calcium", kind="ask", deck="killing", own={}, where=Where(Path("killing.yaml"), 0, 0))


def gaps(text: str) -> str:
    return content_html(GapText(text), FACT)


def shared(
    fact: Fact, references: Mapping[str, Reference] | None = None, media: Mapping[str, str] | None = None
) -> dict[str, str]:
    return shared_html(fact, Collection(Path(), Settings(), (), references or {}), media or {})


class Reading(HTMLParser):
    """What a browser would make of a field: its words, its tags; fails on a tag that closes nothing."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: set[str] = set()
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"{self._open} stay open in {html}"

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


# Markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Calcium", "Calcium"),
        ('Say "no" to IFN-γ', 'Say "no" to IFN-γ'),
        ("**bold** and _in vitro_", "<b>bold</b> and <em>in vitro</em>"),
        ("H~2~O, 10^6^", "H<sub>2</sub>O, 10<sup>6</sup>"),
        ("`CD3+` in HLA-A*02:01", "<code>CD3+</code> in HLA-A*02:01"),
        (r"\(\frac{5}{9} < 1\)", r"\(\frac{5}{9} &lt; 1\)"),
        (r"\(\frac{{a}}{b}\)", r"\(\frac{ {a} }{b}\)"),
        ("10\u00a0mg", "10&nbsp;mg"),
        ("[label](https://example.org/?a=1&b=2)", '<a href="https://example.org/?a=1&amp;b=2">label</a>'),
        ("[paper](doi:10.1000/1)", '<a href="https://doi.org/10.1000/1">paper</a>'),
    ],
)
def test_markdown_becomes_small_html(text: str, html: str) -> None:
    assert markdown_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>x</script> & co", "&lt;script&gt;x&lt;/script&gt; &amp; co"),
        ("[1] [Sound:x.mp3] [latex]x[/latex]", "[1] &#91;|Sound:x.mp3] &#91;|latex]x&#91;|/latex]"),
        ("`[[type:Answer]]` [$]x[/$]", "<code>&#91;|[type:Answer]]</code> &#91;|$]x&#91;|/$]"),
        ("[anki:tts lang=en_US]x[/anki:tts]", "&#91;|anki:tts lang=en_US]x&#91;|/anki:tts]"),
        ("[run](javascript:alert(1))", "<span>run</span>"),
        ("not a gap: {{c7::x}}", "not a gap: {|{c7::x}}"),
        ("unit\x1fseparator", "unit\u241fseparator"),
    ],
)
def test_what_anki_or_a_browser_would_run_is_text(text: str, html: str) -> None:
    assert markdown_html(text) == html.replace("|", JOINER)


@given(st.lists(st.sampled_from(["[", "sound:", "anki:", "latex]", "$]", "type:", "{", "c1::", "\\", "(", "a", "}", "`", "/"])))
def test_nothing_runs_after_anki_turned_entities_into_characters(parts: list[str]) -> None:
    words = unescape(markdown_html("".join(parts)))
    assert not re.search(r"\[(?:sound|anki):|\[/?(?:latex|\$)|\[\[type:|\{\{|\\[(\[]", words)


@pytest.mark.parametrize("text", [r"\\(\input{x}\\)", r"\\[x\\]", r"\\\(x", r"a\\\[b"])
def test_only_a_formula_of_the_author_opens_maths(text: str) -> None:
    words = Reading(markdown_html(text)).words
    assert "\\(" not in words
    assert "\\[" not in words


def test_paragraphs_and_lists_are_kept_where_they_are_allowed() -> None:
    text = "First.\n\n- one\n- **two**"
    assert markdown_html(text, lists=True) == "<p>First.</p><ul><li>one</li><li><b>two</b></li></ul>"
    assert markdown_html("One **line**.", lists=True) == "One <b>line</b>."


@given(st.text())
def test_any_text_becomes_tags_that_match_and_nothing_that_runs(text: str) -> None:
    for lists in (False, True):
        html = markdown_html(text, lists=lists)
        reading = Reading(html)
        assert not re.search(r"(?i)\[/?(sound|anki):|\[/?latex\]|\[/?\$|\[\[type:|\{\{", html)
        assert reading.tags <= {"b", "em", "sub", "sup", "code", "a", "span", "p", "ul", "li"}
        assert not re.search("[\x00-\x1f]", html)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_the_words_of_a_text_survive(text: str) -> None:
    words = "".join(token.text for token in markup.tokens(text) if isinstance(token, markup.Text | markup.Code))
    words += "".join(token.tex for token in markup.tokens(text) if isinstance(token, markup.Maths))
    read = Reading(markdown_html(text)).words.replace("\\\u2060", "\\")
    assert Counter(words) <= Counter(read)


# Gaps


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Surface {{c1::CD107a}}.", "Surface {{c1::CD107a}}."),
        ("{{c1::granules::which part}} of {{c2::NK cells}}", "{{c1::granules::which part}} of {{c2::NK cells}}"),
        ("{{c1::_in vitro_}} and {{c2::**NK**}}s", "{{c1::<em>in vitro</em>}} and {{c2::<b>NK</b>}}s"),
        ("**{{c1::NK}}** cells, _{{c2::T}}_", "<b>{{c1::NK}}</b> cells, <em>{{c2::T}}</em>"),
        ("H~{{c1::2}}~O at 10^{{c2::6}}^", "H<sub>{{c1::2}}</sub>O at 10<sup>{{c2::6}}</sup>"),
        (r"ratio {{c1::a\:\:b}}", "ratio {{c1::a:|:b}}"),
        ("ratio {{c1::5 _to:_::a number}}", "ratio {{c1::5 <em>to:</em>::a number}}"),
        (r"ratio {{c1::5\:}}", "ratio {{c1::5:|}}"),
        (r"{{c1::x\}\}y}} {{c2::[sound:x]::[n]}}", "{{c1::x}|}y}} {{c2::&#91;|sound:x]::[n]}}"),
        ("\ue000 {{c1::a}} \u2e22", "\ue000 {{c1::a}} \u2e22"),
    ],
)
def test_gaps_keep_their_marks_around_rendered_markdown(text: str, html: str) -> None:
    assert gaps(text) == html.replace("|", JOINER)


def test_a_long_text_that_is_almost_simple_takes_no_longer() -> None:
    words = "a" * 5_000  # a pattern that tries every way to divide them would never end
    assert gaps(f"{{{{c1::{words}}}}} {words} & {words}") == f"{{{{c1::{words}}}}} {words} &amp; {words}"


WORDS = st.text(st.characters(exclude_characters="{}:\\", exclude_categories=["Cs", "Cc"]), min_size=1)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4))
def test_every_gap_arrives_with_its_number_answer_and_hint(parts: list[tuple[str, str, str]]) -> None:
    text = "".join(f"{before} {{{{c{n}::{answer}::{hint}}}}} " for n, (before, answer, hint) in enumerate(parts, start=1))
    found = re.findall(r"\{\{c(\d+)::((?:(?!::).)*)::((?:(?!::).)*?)\}\}", gaps(text), re.DOTALL)
    assert [int(number) for number, _, _ in found] == list(range(1, len(parts) + 1))


# Switches and options


def test_a_switch_is_1_or_empty() -> None:
    assert (content_html(True, FACT), content_html(False, FACT)) == ("1", "")


OPTIONS = (
    Option("Calcium", "Its C2 domain needs it.", right=True),
    Option("Magnesium", "It does **not**."),
    Option("Zinc < 2", "No."),
)


def test_options_are_a_plain_list_and_say_nothing_of_the_right_one() -> None:
    html = content_html(OptionList(OPTIONS, explained=False), FACT)
    assert html.startswith('<ol class="options"><li>')
    assert Counter(re.findall("<li>(.*?)</li>", html)) == Counter(["Calcium", "Magnesium", "Zinc &lt; 2"])


def test_explained_options_stand_in_the_same_order_and_mark_the_right_one() -> None:
    asked = content_html(OptionList(OPTIONS, explained=False), FACT)
    explained = content_html(OptionList(OPTIONS, explained=True), FACT)
    assert re.findall("<li[^>]*>([^<]*)", explained) == re.findall("<li>([^<]*)", asked)
    assert '<li class="right">Calcium<span class="why">Its C2 domain needs it.</span></li>' in explained
    assert explained.count("right") == 1


def test_the_order_of_the_author_gives_nothing_away() -> None:
    def place(fact_id: str, options: tuple[Option, ...]) -> int:
        html = content_html(OptionList(options, explained=True), replace(FACT, id=fact_id))
        return re.findall(r"<li( class=\"right\")?>", html).index(' class="right"')

    places = Counter(place(f"fact-{n}", OPTIONS) for n in range(300))
    assert sorted(places) == [0, 1, 2]
    assert min(places.values()) > 70
    assert [place(f"fact-{n}", OPTIONS) for n in range(20)] == [place(f"fact-{n}", OPTIONS[::-1]) for n in range(20)]


def test_a_fixed_order_stays_and_options_without_reasons_are_brief() -> None:
    verdicts = tuple(Option(words, right=words == "Overstated") for words in ("Supported", "Overstated", "Unsupported"))
    html = content_html(OptionList(verdicts, explained=True, fixed=True), FACT)
    assert html == (
        '<ol class="explained fixed brief"><li>Supported</li><li class="right">Overstated</li><li>Unsupported</li></ol>'
    )


def test_no_options_are_an_empty_field() -> None:
    assert content_html(OptionList((), explained=True), FACT) == ""


# The shared fields


STEPS = ("It binds, with `Ca`", "A <ring> gathers", "A pore is open")


def listed(html: str) -> list[str]:
    return re.findall(r"<li>(.*?)</li>", html)


def test_steps_stand_in_their_order_on_the_back_and_in_another_on_the_front() -> None:
    back = content_html(StepList(STEPS, in_order=True), FACT)
    front = content_html(StepList(STEPS, in_order=False), FACT)
    assert back.startswith('<ol class="ordered">')
    assert listed(back) == ["It binds, with <code>Ca</code>", "A &lt;ring&gt; gathers", "A pore is open"]
    assert front.startswith('<ol class="steps">')
    assert sorted(listed(front)) == sorted(listed(back))


@given(st.integers(0, 10_000), st.integers(3, 7))
def test_a_front_never_shows_the_right_order(number: int, count: int) -> None:
    steps = tuple(f"step {n}" for n in range(count))
    front = content_html(StepList(steps, in_order=False), replace(FACT, id=f"fact-{number}"))
    assert sorted(listed(front)) == sorted(steps)
    assert listed(front) != list(steps)


def test_rows_with_heads_are_a_table_and_others_a_list() -> None:
    rows = GapRows((GapRow(1, "own _T_ cells", head="CAR-T"), GapRow(12, "a donor", head="NK")))
    assert content_html(rows, FACT) == (
        '<table class="row"><tr><th>CAR-T</th><td>{{c1::own <em>T</em> cells}}</td></tr>'
        "<tr><th>NK</th><td>{{c12::a donor}}</td></tr></table>"
    )
    named = GapRows((GapRow(2, "MTOC", hint="the hub"),))
    assert content_html(named, FACT) == '<ul class="parts"><li>{{c2::MTOC::the hub}}</li></ul>'


@pytest.mark.parametrize("text", ["std::vector", "a }} b", "{{c3::x}}", "ends with :", "ends with }"])
def test_nothing_in_a_row_ends_its_gap(text: str) -> None:
    html = content_html(GapRows((GapRow(1, text, hint=text), GapRow(2, "other"))), FACT)
    found = re.findall(r"\{\{c(\d+)::((?:(?!\}\}|::).)*)(?:::((?:(?!\}\}|::).)*))?\}\}", html)
    assert [number for number, _, _ in found] == ["1", "2"]
    assert unescape(found[0][1]).replace(JOINER, "") == unescape(found[0][2]).replace(JOINER, "") == text


def part(number: int, *box: float) -> Part:
    left, top, width, height = box
    return Part(f"part-{number}", number, "name", "clue", (left, top, width, height))


def test_masks_are_written_as_anki_reads_them() -> None:
    masks = Masks((part(1, 0, 0.25, 0.3333, 0.08), part(2, 0.6306, 0.2159, 1, 0.00001)))
    assert content_html(masks, FACT) == (
        "{{c1::image-occlusion:rect:left=0:top=0.25:width=0.3333:height=0.08}}<br>"
        "{{c2::image-occlusion:rect:left=0.6306:top=0.2159:width=1:height=0}}"
    )


@given(st.tuples(*[st.floats(0, 1)] * 4))
def test_a_mask_lies_where_the_author_put_it(box: tuple[float, float, float, float]) -> None:
    html = content_html(Masks((part(7, *box),)), FACT)
    assert [float(share) for share in re.findall(r"=([0-9.]+)", html)] == pytest.approx(box, abs=0.0001)


def test_a_drawing_is_the_image_of_the_fact() -> None:
    fact = replace(FACT, image=Image("car.svg", "A receptor"))
    assert content_html(Picture(), fact, {"car.svg": "nkq-car-1.svg"}) == '<img src="nkq-car-1.svg" alt="A receptor">'


def test_a_bare_fact_fills_no_shared_field_but_its_level() -> None:
    assert {name: html for name, html in shared(FACT).items() if html} == {"Level": "core"}


def test_the_badge_is_in_words_with_a_class_for_its_evidence() -> None:
    assert shared(replace(FACT, evidence="trial"))["Evidence"] == '<span class="evidence trial">clinical trial</span>'
    mice = replace(FACT, evidence="preclinical", setting="shown in mice")
    assert shared(mice)["Evidence"] == '<span class="evidence preclinical">shown in mice</span>'
    assert shared(replace(FACT, setting="our search"))["Evidence"] == '<span class="evidence">our search</span>'


def test_sources_are_a_list_of_links() -> None:
    references = {"a": Reference('A & "B". Nature 2018.', "https://doi.org/10.1/x"), "b": Reference("A book", "javascript:x")}
    html = shared(replace(FACT, sources=("a", "b")), references)["Sources"]
    assert html == '<ul><li><a href="https://doi.org/10.1/x">A &amp; "B". Nature 2018.</a></li><li>A book</li></ul>'


def test_dates_stand_in_a_form_that_a_script_can_compare() -> None:
    fact = replace(FACT, as_of="2026-11", review_by=date(2027, 6, 30))
    assert shared(fact)["Dates"] == '<time class="as-of">2026-11</time><time class="review-by">2027-06-30</time>'


def test_an_image_has_its_packaged_name_and_says_what_it_shows() -> None:
    fact = replace(FACT, image=Image("cell.svg", 'An "NK" cell > its target'))
    assert shared(fact, media={"cell.svg": "nkq-cell-1f.svg"})["Image"] == (
        '<img src="nkq-cell-1f.svg" alt="An &quot;NK&quot; cell &gt; its target">'
    )


def test_a_retired_fact_says_why_and_what_is_asked_instead() -> None:
    fact = replace(FACT, retired=Retired(date(2026, 12, 1), "A **newer** trial.", "kill-other"))
    assert shared(fact)["Retired"] == 'A <b>newer</b> trial.<span class="instead">kill-other</span>'


def test_a_corrected_fact_says_when_what_it_said_and_why_that_was_wrong() -> None:
    fact = replace(FACT, corrected=Corrected(date(2026, 12, 1), "4 of 9", "One late case."))
    assert shared(fact)["Corrected"] == (
        '<time class="on">2026-12-01</time><span class="was">4 of 9</span><span class="why">One late case.</span>'
    )


def test_a_caveat_may_have_lists_and_a_reason_paragraphs() -> None:
    fact = replace(FACT, because="One.\n\nTwo.", caveat="- mice\n- men")
    assert shared(fact)["Because"] == "<p>One.</p><p>Two.</p>"
    assert unescape(shared(fact)["Caveat"]) == "<ul><li>mice</li><li>men</li></ul>"
