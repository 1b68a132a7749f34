"""How the cards look, measured in a real Chromium: what stays in place, what fits a phone, what stands out from its ground.

The cards are those that the real Anki made of a package; the page around them is built as AnkiDroid builds its own.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nkquiz.commands.build import build
from nkquiz.folders import embedded_folder
from tests.anki.chromium import Chromium, page_of, without_scripts
from tests.anki.conftest import ALL_KEYS, NEWEST

if TYPE_CHECKING:
    from tests.conftest import Author

Learner = Any  # tests/anki/conftest.py

pytestmark = pytest.mark.parametrize("anki", [NEWEST], indirect=True)

LONG = "Which cells of the host made most of the interleukin 6 when CAR-T cells met their target in the mouse model?"
DRAWN = "image: {file: car-parts.svg, alt: A receptor}"
FACTS = {
    "ask": f"ask: {LONG}\nanswer: Monocytes and macrophages\nwrong: [{{text: Endothelium, why: It made little.}}]\n{DRAWN}",
    "term": "term: Missing self\nmeans: The loss of HLA class I, which lets an NK cell attack a cell it would leave alone",
    "cloze": f"cloze: '{LONG[:-1]}, and that was {{{{c1::the monocytes and macrophages::which cells}}}} of the mouse'",
    "choose": f"choose: {LONG}\noptions: [{{text: Calcium, right: true, why: It binds.}}, {{text: Zinc, why: It does not.}}]",
    "choose-several": (
        "choose: Which ions?\nseveral: true\noptions: [{text: Calcium, right: true, why: It binds.}, "
        "{text: Iron, right: true, why: It binds too.}, {text: Zinc, why: It does not.}]"
    ),
    "claim": "claim: NK cells never harm anybody.\nverdict: overstated\nremember: Rare is not never.",
    "order": "order: How is a pore made?\nsteps: [It binds, A ring gathers, The ring goes in, A pore is open]",
    "estimate": "estimate: Which share had it?\nvalue: 13\nunit: '%'\ntolerance: 5\nn: 13\nof: 101",
    "compare": "compare: Where do the cells usually come from?\nvalues: {car-t: Own blood, car-nk: Cord blood}",
    "label": (
        "label: Which part of the receptor is marked?\nimage: {file: car-parts.svg, alt: A receptor}\n"
        "parts: [{id: scfv, number: 1, name: scFv, box: [0.1, 0.1, 0.3, 0.1], clue: Binds the target}, "
        "{id: zeta, number: 2, name: Zeta, box: [0.1, 0.8, 0.3, 0.1], clue: Gives the first signal}]"
    ),
}
ANKIS_MASKS = "<script>window.anki = {imageOcclusion: {setup: function (options) { options.onDidDrawShapes(); }}};</script>"


class Cards:
    """The cards of a package as a learner's Anki has them, drawn in a browser."""

    def __init__(self, browser: Chromium, learner: Learner, folder: Path, package: Path) -> None:
        learner.take(package)
        self.browser, self._page = browser, folder / "page.html"
        self.sides: dict[str, dict[str, str]] = learner.rendered()
        self._prompts = {guid: note["fields"][0] for guid, note in learner.state()["notes"].items()}
        media = (folder / "anki" / "collection.media").as_uri()
        self.head = f'<base href="{media}/">{ANKIS_MASKS}'
        self._page.write_text("<!doctype html><title>empty</title>", encoding="utf-8")
        browser.open(self._page)
        browser.run("sessionStorage.clear(); localStorage.clear(); window.name = ''")

    def draw(self, name: str, side: str, *, night: bool = False, scripts: bool = True) -> None:
        html = self.sides[name][side]
        page = page_of(html if scripts else without_scripts(html), head=self.head, night=night)
        self._page.write_text(page, encoding="utf-8")
        self.browser.open(self._page)

    def prompt(self, name: str) -> str:
        """Return the first field of the card's note, to say which one it is."""
        return str(self._prompts[name.partition("#")[0]])

    def all(self) -> Iterator[tuple[str, str]]:
        """Yield every card and side, each front before its back, with two options picked where there are any."""
        for name in self.sides:
            self.draw(name, "question")
            yield name, "front"
            self.browser.run(PICK)
            yield name, "front, picked"
            self.draw(name, "answer")
            self.browser.run(UNFOLD)
            yield name, "back"


PICK = """var rows = document.querySelectorAll('.choice'), all = document.querySelector('[data-ordered]');
for (var n = 0; n < (all ? rows.length : 2) && n < rows.length; n++) rows[n].click()"""
UNFOLD = """document.querySelectorAll('details').forEach(function (fold) { fold.open = true; });
document.querySelectorAll('.stale').forEach(function (word) { word.hidden = false; });"""


@pytest.fixture
def cards(browser: Chromium, author: Author, learner: Learner, tmp_path: Path) -> Callable[..., Cards]:
    """A function that releases `facts` and gives the learner's cards."""

    def released(facts: Mapping[str, str], keys: str = "") -> Cards:
        author.facts.update({name: own + ("\n" + keys.strip() if keys else "") for name, own in facts.items()})
        return Cards(browser, learner, tmp_path, author.release())

    return released


# What stays in place

PLACES = """return ['.topic', '.head', '.prompt'].map(function (name) {
  var part = document.querySelector(name), box = part.getBoundingClientRect(), style = getComputedStyle(part);
  return [box.left, box.top, box.width, name === '.prompt' && part.querySelector('.cloze') ? 0 : box.height,
    style.fontSize, style.fontWeight, style.lineHeight];
})"""


@pytest.mark.parametrize("width", [360, 1000])
def test_topic_and_prompt_keep_their_place_when_the_card_is_turned(cards: Callable[..., Cards], width: int) -> None:
    shown = cards(FACTS, 'because: It is so.\nsources: ["https://example.org/a"]')
    shown.browser.size(width, 640)
    assert len(shown.sides) >= len(FACTS)
    for name in shown.sides:
        shown.draw(name, "question")
        front = shown.browser.run(PLACES)
        shown.draw(name, "answer")
        assert shown.browser.run(PLACES) == front, shown.prompt(name)
        assert shown.browser.run("return window.scrollY") == 0


def test_nothing_of_a_card_sends_anki_down_the_page(cards: Callable[..., Cards]) -> None:
    """Every Anki scrolls to what has the id `answer`, and the prompt out of sight."""
    for sides in cards(FACTS).sides.values():
        assert 'id="answer"' not in sides["answer"]
        assert "id=answer" not in sides["answer"]


# What fits a phone

PHONE_WITH_BARS = 500
"""What AnkiDroid leaves of a height of 640: 24 for the status bar, 56 for its own bar, 60 for the answer buttons."""

LOWEST = """return Math.max.apply(null, Array.from(
  document.querySelectorAll('.head, .prompt, .answer, .below, .remember, .choices, .because'),
  function (part) { return part.getBoundingClientRect().bottom; }))"""


def test_prompt_answer_and_why_of_a_core_card_need_no_scrolling(browser: Chromium, learner: Learner, tmp_path: Path) -> None:
    package = tmp_path / "core.apkg"
    assert build(embedded_folder(), package, "core", False, datetime.now(UTC), io.StringIO()) == 0
    shown = Cards(browser, learner, tmp_path, package)
    lowest: dict[str, float] = {}
    for name in shown.sides:
        shown.draw(name, "answer")
        lowest[name] = browser.run(LOWEST)
        assert browser.run("return document.documentElement.scrollWidth") == 360, shown.prompt(name)
    assert len(lowest) > 100
    for height in (640, PHONE_WITH_BARS):
        over = {shown.prompt(name): round(bottom) for name, bottom in lowest.items() if bottom > height}
        print(f"{len(over)} of {len(lowest)} core cards are longer than {height}: {over}")  # pytest -rP shows it
        assert len(over) <= 0.05 * len(lowest), over


# What stands out from its ground

MEASURE = r"""
function rgba(colour) {
  var parts = colour.match(/[\d.]+/g).map(Number);
  return parts.length > 3 ? parts : parts.concat(1);
}
function over(top, below) {
  return [0, 1, 2].map(function (n) { return top[n] * top[3] + below[n] * (1 - top[3]); }).concat(1);
}
function ground(part) {
  if (!part) return [255, 255, 255, 1];
  var own = rgba(getComputedStyle(part).backgroundColor);
  return own[3] === 1 ? own : over(own, ground(part.parentElement));
}
function light(colour) {
  var parts = colour.slice(0, 3).map(function (part) {
    part /= 255;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  });
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}
function ratio(colour, below) {
  var one = light(over(rgba(colour), below)), other = light(below);
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
function name(part) { return part.tagName.toLowerCase() + '.' + part.className.trim(); }
function seen(part) { return part.getClientRects().length && getComputedStyle(part).visibility !== 'hidden'; }
"""

INK = (
    MEASURE
    + r"""
var least = arguments[0], found = [], count = 0;
document.querySelectorAll('.nkq, .nkq *').forEach(function (part) {
  if (!seen(part) || /SCRIPT|STYLE|CANVAS|IMG/.test(part.tagName)) return;
  var words = Array.from(part.childNodes).some(function (node) { return node.nodeType === 3 && node.data.trim(); });
  [words && '', '::before', '::after'].forEach(function (pseudo) {
    if (pseudo === false) return;
    var style = getComputedStyle(part, pseudo);
    if (pseudo && (!/^"|counter/.test(style.content) || !style.content.replace(/"/g, '').trim())) return;
    count++;
    var contrast = ratio(style.color, ground(part));
    if (contrast < least) found.push([name(part) + pseudo, style.color, Math.round(contrast * 100) / 100]);
  });
});
return [count, found];
"""
)

EDGES = (
    MEASURE
    + r"""
var found = [], count = 0;
function edge(selector, property, pseudo) {
  document.querySelectorAll(selector).forEach(function (part) {
    if (!seen(part)) return;
    count++;
    var contrast = ratio(getComputedStyle(part, pseudo)[property], ground(part.parentElement));
    if (contrast < 3) found.push([name(part) + (pseudo || ''), property, contrast]);
  });
}
edge('.choice', 'borderTopColor');
edge('.choice[role]:not(:has(.place))', 'borderTopColor', '::before');
edge('.place', 'borderTopColor');
edge('.explained li', 'borderLeftColor');
edge('.back .steps li', 'borderLeftColor');
edge('.banner', 'borderLeftColor');
edge('.evidence', 'borderTopColor');
return [count, found];
"""
)


def themes(browser: Chromium) -> Iterator[str]:
    """Yield day and night, plain and with more contrast, each as the page that is open then shows it."""
    for contrast, night in itertools.product(("no-preference", "more"), (False, True)):
        browser.prefer(prefers_contrast=contrast)
        browser.run("document.body.className = 'card card1' + (arguments[0] ? ' nightMode night_mode' : '')", night)
        yield f"{'night' if night else 'day'}, {contrast}"


def test_every_word_and_edge_of_every_card_stands_out_from_its_ground(cards: Callable[..., Cards]) -> None:
    """WCAG AA: 4.5 for words of any size, 3 for lines that say something; the folded parts and the picks as well."""
    shown = cards(FACTS, ALL_KEYS)
    words = edges = 0
    for name, side in shown.all():
        for theme in themes(shown.browser):
            count, faint = shown.browser.run(INK, 4.5)
            assert faint == [], f"{shown.prompt(name)}, {side}, {theme}"
            words += count
            count, faint = shown.browser.run(EDGES)
            assert faint == [], f"{shown.prompt(name)}, {side}, {theme}"
            edges += count
    assert words > 1000
    assert edges > 200


def test_a_faint_word_would_be_noticed(cards: Callable[..., Cards]) -> None:
    shown = cards({"ask": FACTS["ask"]})
    shown.head += "<style>.nkq .topic { color: #777 } .nkq .badge .unsourced { color: rgba(0, 0, 0, .4) }</style>"
    shown.draw(next(iter(shown.sides)), "answer")
    _, faint = shown.browser.run(INK, 4.5)
    assert [part for part, _, _ in faint] == ["p.topic", "span.unsourced"]


FOCUSED = (
    MEASURE
    + """
var part = document.activeElement, style = getComputedStyle(part);
return [name(part), style.outlineStyle, parseFloat(style.outlineWidth), ratio(style.outlineColor, ground(part.parentElement))];
"""
)


def test_the_focus_can_be_seen_wherever_it_goes(cards: Callable[..., Cards]) -> None:
    shown = cards(FACTS, ALL_KEYS)
    met = set()
    for name, _ in shown.all():
        shown.browser.run("document.activeElement.blur()")
        for theme in themes(shown.browser):
            for _ in range(8):
                shown.browser.press("\ue004")  # Tab
                part, line, width, contrast = shown.browser.run(FOCUSED)
                if part.startswith("body"):
                    break
                met.add(part.partition(" ")[0])
                assert (line, width >= 2, contrast >= 3) == ("solid", True, True), f"{part} of {shown.prompt(name)}, {theme}"
    assert {"li.choice", "summary.tappable", "p.enlarge", "a."} <= met


def test_nothing_moves_by_itself(cards: Callable[..., Cards]) -> None:
    """So there is nothing to do for whoever wants less motion."""
    shown = cards(FACTS)
    for _name, _side in shown.all():
        assert shown.browser.run("return document.getAnimations().length") == 0


# What fingers, and colours of one's own, need

TARGETS = """var targets = document.querySelectorAll('.nkq .tappable, .nkq summary, .sources a, .report a');
return Array.from(targets, function (part) {
  var box = part.getBoundingClientRect();
  return [part.tagName + '.' + part.className, box.width, box.height];
}).filter(function (found) { return found[2] && (found[1] < 44 || found[2] < 44); })"""


@pytest.mark.parametrize("width", [360, 1000])
def test_what_can_be_tapped_is_large_enough_for_a_finger(cards: Callable[..., Cards], author: Author, width: int) -> None:
    author.settings["report"] = "https://example.org/issues/new"
    shown = cards(FACTS, ALL_KEYS)
    shown.browser.size(width, 640)
    for name, side in shown.all():
        assert shown.browser.run(TARGETS) == [], f"{shown.prompt(name)}, {side}"


def test_with_forced_colours_a_pick_and_a_picture_can_still_be_seen(cards: Callable[..., Cards]) -> None:
    shown = cards({"choose": FACTS["choose"] + "\n" + DRAWN})
    (name,) = shown.sides
    look = """return Array.from(document.querySelectorAll('.choice'), function (row) {
      return getComputedStyle(row).outlineStyle; })"""
    shown.browser.prefer(forced_colors="active")
    shown.draw(name, "question")
    shown.browser.click(".choice:nth-child(2)")
    shown.browser.run("document.activeElement.blur()")
    assert shown.browser.run(look) == ["none", "solid"]
    shown.draw(name, "answer")
    assert shown.browser.run("return getComputedStyle(document.querySelector('.zoom')).backgroundColor") == "rgb(255, 255, 255)"


# A drawing that grows

WIDE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 24" width="360" height="240"><title>A cell</title></svg>'
SIZES = """return ['.zoom img', '.zoom canvas'].map(function (name) {
  var part = document.querySelector(name), box = part && part.getBoundingClientRect();
  return box && [Math.round(box.left), Math.round(box.top), Math.round(box.width), Math.round(box.height)]; })"""
ENLARGED = "return !!document.querySelector('.zoomed')"
BELOW = "return document.querySelector('.folds').getBoundingClientRect().top"
HEARD = """window.heard = []; ['click', 'touchend'].forEach(function (sort) {
  document.addEventListener(sort, function () { window.heard.push(sort); }); });"""


@pytest.fixture
def drawing(cards: Callable[..., Cards], author: Author) -> Cards:
    """The back of a card with a drawing."""
    author.drawing = WIDE
    shown = cards({"ask": FACTS["ask"]}, "because: It is so.")
    shown.draw(next(iter(shown.sides)), "answer")
    return shown


@pytest.mark.parametrize("where", [".zoom", ".enlarge"])
def test_a_tap_enlarges_the_drawing_and_another_puts_it_back(drawing: Cards, where: str) -> None:
    browser = drawing.browser
    before, below = browser.run(SIZES), browser.run(BELOW)
    browser.run(HEARD)
    browser.click(where)
    assert browser.run(ENLARGED)
    assert browser.run(SIZES)[0][2:] == [2 * side for side in before[0][2:]]
    assert browser.run(BELOW) == below, "the page below does not move"
    assert browser.run("return document.documentElement.scrollWidth") == 360
    browser.click(where)
    assert not browser.run(ENLARGED)
    assert (browser.run(SIZES), browser.run(BELOW)) == (before, below)
    assert browser.run("return window.heard.indexOf('click')") == -1, "nothing for a reviewer that turns cards by a click"


def test_a_key_enlarges_the_drawing_and_two_put_it_back(drawing: Cards) -> None:
    browser = drawing.browser
    states = []
    for key in ("z", "z", "\ue00c", "z", "\ue00c"):  # Escape
        browser.press(key)
        states.append(browser.run(ENLARGED))
    assert states == [True, False, False, True, False]
    browser.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'z', ctrlKey: true}))")
    assert not browser.run(ENLARGED), "Ctrl+Z is Anki's"


def test_what_is_enlarged_can_be_panned_to_every_corner(drawing: Cards) -> None:
    browser = drawing.browser
    browser.press("z")
    size = "var frame = document.querySelector('.zoom'); return [frame.scrollWidth, frame.scrollHeight >= arguments[0]]"
    assert browser.run(size, 2 * 240) == [2 * 360, True]
    tap = "document.querySelector('.zoom').scrollTo(400, 0); return document.querySelector('.zoom').scrollLeft"
    assert browser.run(tap) == 360


def test_a_drawing_that_is_drawn_twice_has_one_button_and_one_listener(drawing: Cards) -> None:
    again = """document.querySelectorAll('#qa script').forEach(function (old) {
      var script = document.createElement('script'); script.text = old.text; old.replaceWith(script); });
      return document.querySelectorAll('.enlarge').length"""
    assert drawing.browser.run(again) == 1
    drawing.browser.press("z")
    assert drawing.browser.run(ENLARGED)


def test_a_turned_phone_puts_the_drawing_back(drawing: Cards) -> None:
    drawing.browser.press("z")
    drawing.browser.size(640, 360)
    assert drawing.browser.run("window.dispatchEvent(new Event('resize')); " + ENLARGED) is False


def test_without_scripts_a_drawing_is_a_picture_with_words(drawing: Cards) -> None:
    drawing.draw(next(iter(drawing.sides)), "answer", scripts=False)
    assert drawing.browser.run(SIZES)[0][2:] == [360, 240]
    assert drawing.browser.run("return document.querySelector('.zoom img').alt") == "A receptor"
    assert drawing.browser.run("return document.querySelectorAll('.enlarge, .zoom.tappable').length") == 0


def test_the_words_for_a_picture_that_is_missing_can_be_read_by_day_and_night(drawing: Cards) -> None:
    drawing.head = drawing.head.replace("collection.media", "nowhere")
    for night in (False, True):
        drawing.draw(next(iter(drawing.sides)), "answer", night=night)
        look = "var picture = document.querySelector('.zoom img');"
        look += "return [ratio(getComputedStyle(picture).color, ground(picture)) >= 4.5, picture.offsetHeight >= 15]"
        assert drawing.browser.run(MEASURE + look) == [True, True]


@pytest.mark.parametrize("side", ["question", "answer"])
def test_masks_grow_with_their_drawing(cards: Callable[..., Cards], author: Author, side: str) -> None:
    author.drawing = WIDE
    shown = cards({"label": FACTS["label"]})
    shown.head += "<style>#image-occlusion-canvas { width: 100%; height: 100% }</style>"  # Anki sizes it
    shown.draw(next(iter(shown.sides)), side)
    picture, masks = shown.browser.run(SIZES)
    assert picture == masks
    shown.browser.click(".zoom")
    larger, masks = shown.browser.run(SIZES)
    assert larger == masks
    assert larger[2:] == [2 * side for side in picture[2:]]


def test_a_drawing_that_still_waits_for_its_masks_is_not_enlarged(cards: Callable[..., Cards]) -> None:
    shown = cards({"label": FACTS["label"]})
    shown.head = shown.head.replace("options.onDidDrawShapes();", "")
    shown.draw(next(iter(shown.sides)), "question")
    shown.browser.press("z")
    assert not shown.browser.run(ENLARGED)
    assert shown.browser.run("return document.querySelector('.enlarge').offsetHeight * 0") == 0
    assert shown.browser.run("return getComputedStyle(document.querySelector('.enlarge')).visibility") == "hidden"


# Text that means harm

HARM = (
    r"[sound:x.mp3] [latex]a[/latex] [[type:Ask]] <script>window.harm = 1</script> <img src=x onerror=window.harm=1> "
    r"{{Because}} {{c7::x}} }} & \x1f \\[x\\] \\( \\alpha \uFFFE \u202E\u2066\u05D0\u05D1\u05D2 \u0645\u0631\u062D "
    r"\U0001F9EC\U0001F468\u200D\u2695\uFE0F ' onmouseover=window.harm=1 style=position:fixed' "
)
LONG_WORD = "Pseudopseudohypoparathyroidism" * 20


def hostile() -> dict[str, str]:
    """A fact of every kind with harm in every field that takes a text, each of about 2,000 characters."""
    text = f'"{HARM}{LONG_WORD} {"and so on " * 110}"'
    assert len(text) > 1900
    both = [f'{{text: {text[:-1]}{number}", why: {text}}}' for number in (1, 2)]
    right = [f'{{text: {text[:-1]}{number}", why: {text}, right: true}}' for number in (3, 4)]
    gap = f'"<script>window.harm = 1</script> {{{{c1::[latex]<b>{LONG_WORD}::[sound:y]<script>}}}} & {HARM[:30]} {LONG_WORD}"'
    steps = ", ".join(f'{text[:-1]}{number}"' for number in range(3))
    own = {
        "ask": f'ask: {text}\nanswer: {text[:-1]}!"\nwrong: [{both[0]}]\nimage: {{file: car-parts.svg, alt: {text}}}',
        "term": f'term: {text}\nmeans: {text[:-1]}!"',
        "cloze": f"cloze: {gap}",
        "choose": f"choose: {text}\nseveral: true\noptions: [{', '.join(right + both)}]",
        "claim": f"claim: {text}\nverdict: overstated\nremember: {text}",
        "order": f"order: {text}\nsteps: [{steps}]",
        "estimate": f'estimate: {text}\nvalue: 13\nunit: "<script>window.harm=1</script>[sound:x]"\ntolerance: 5',
        "compare": f"compare: {text}\nvalues: {{car-t: {text}, car-nk: {text}}}",
        "label": (
            f"label: {text}\nimage: {{file: car-parts.svg, alt: {text}}}\n"
            f"parts: [{{id: a, number: 1, name: {text}, box: [0.1, 0.1, 0.3, 0.1], clue: {text}}}, "
            f'{{id: b, number: 2, name: {text[:-1]}2", box: [0.1, 0.8, 0.3, 0.1], clue: {text}}}]'
        ),
    }
    rest = (
        f"\nbecause: {text}\ncaveat: {text}\nsetting: {text}\nsources: [{text}]\nevidence: trial\nas_of: 2026-11"
        f"\ncorrected: {{on: 2026-11-01, was: {text}, why: {text}}}"
    )
    return {kind: keys + rest for kind, keys in own.items()}


HARMLESS = """return [window.harm, document.documentElement.scrollWidth, Array.from(document.querySelectorAll('.nkq, .nkq *'),
  function (part) { return part.getAttributeNames().filter(function (name) { return /^on|^style$|^srcdoc$/.test(name); })[0]; }
  ).filter(Boolean), document.querySelectorAll('#qa script:not(:empty)').length - arguments[0],
  document.querySelectorAll('#qa img:not([src^="nkq-car-parts"]), iframe, object, embed, audio, video').length,
  Array.from(document.querySelectorAll('#qa a'), function (link) { return link.protocol; }).filter(function (protocol) {
    return !/^(https?|mailto):$/.test(protocol); }), document.body.innerText.indexOf('[anki:play')]"""


def test_text_that_means_harm_does_none_and_stays_on_the_page(cards: Callable[..., Cards], author: Author) -> None:
    author.settings["report"] = "https://example.org/a'b|c[sound:x]?q=%22%3E&x=$" + "{id}"
    shown = cards(hostile())
    assert len(shown.sides) >= 10
    for name, side in shown.all():
        own = shown.sides[name]["answer" if side == "back" else "question"].count("<script>\n")
        for night in (False, True):
            shown.browser.run("document.body.className = 'card card1' + (arguments[0] ? ' nightMode' : '')", night)
            assert shown.browser.run(HARMLESS, own) == [None, 360, [], 0, 0, [], -1], f"{name} {side}"


def test_harm_that_was_not_escaped_would_be_noticed(cards: Callable[..., Cards], monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted failure to the test above."""
    monkeypatch.setattr("nkquiz.anki.html.escaped", lambda text: text.replace("\x1f", ""))
    shown = cards({"ask": hostile()["ask"]})
    shown.draw(next(iter(shown.sides)), "answer")
    harm, *_ = shown.browser.run(HARMLESS, 3)
    assert harm == 1
