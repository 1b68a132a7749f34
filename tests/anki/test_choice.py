"""choice.js, label.js and card.js in a real Chromium."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from nkquiz.anki.contract import note_types
from tests.anki.chromium import Chromium, filled, page_of, side_of, without_scripts

IONS = ("Calcium", "Zinc", "Magnesium", "Iron", "Copper")
FIELDS = {
    "Subdeck": "10 How NK cells kill",
    "Id": "kill-calcium",
    "Choose": "Which ion?",
    "Claim": "NK cells are harmless.",
    "Right": "Calcium",
    "Because": "Its C2 domain binds it.",
}
NO_STORE = """<script>['sessionStorage', 'localStorage'].forEach(function (kind) {
  Object.defineProperty(window, kind, { get: function () { throw new Error('blocked'); } });
});</script>"""
NO_NAME = (
    "<script>Object.defineProperty(window, 'name', { get: function () { return 'taken'; }, set: function () {} });</script>"
)


def _at(moment: str) -> str:
    """Return a script that lets the page believe it is `moment`."""
    return f"""<script>(function () {{ var Real = Date, start = Real.now(), now = Real.parse('{moment}');
      window.Date = function () {{ return new Real(now + Real.now() - start); }}; }})();</script>"""


class Anki:
    """Draws cards as a reviewer does: every side on a page of its own (AnkiDroid) or all on one (`one_page`)."""

    def __init__(self, browser: Chromium, folder: Path) -> None:
        self._browser, self._page = browser, folder / "page.html"
        self.kind, self.head = "choose", ""
        self.fields = {**FIELDS, "Options": _list("options"), "Explained": _list("explained")}
        self._page.write_text("<!doctype html><title>empty</title>", encoding="utf-8")
        browser.open(self._page)
        browser.run("sessionStorage.clear(); localStorage.clear(); window.name = ''")

    def side(self, side: str) -> str:
        note_type = note_types()[self.kind]
        return filled(side_of(note_type, note_type.templates[0], side), self.fields)

    def draw(self, side: str, *, scripts: bool = True) -> None:
        """Load a new page with the side, as AnkiDroid does."""
        html = self.side(side) if scripts else without_scripts(self.side(side))
        self._page.write_text(page_of(html, head=self.head), encoding="utf-8")
        self._browser.open(self._page)

    def redraw(self, side: str, times: int = 1) -> None:
        """Put the side into the page that is there and run its scripts, `times` over, as the desktop does."""
        script = """document.getElementById('qa').innerHTML = arguments[0];
          for (var n = 0; n < arguments[1]; n++) document.querySelectorAll('#qa script').forEach(function (old) {
            var script = document.createElement('script'); script.text = old.text; old.replaceWith(script); });"""
        self._browser.run(script, self.side(side), times)

    @property
    def rows(self) -> list[str]:
        """The options as shown, without key and reason."""
        script = """return Array.from(document.querySelectorAll('.choices li'), function (row) {
          row = row.cloneNode(true);
          row.querySelectorAll('.key, .why, .pick').forEach(function (part) { part.remove(); });
          return row.textContent.trim(); })"""
        return list(self._browser.run(script))

    @property
    def marked(self) -> set[str]:
        """The options that are picked: on the front as a state, on the back in words."""
        script = "return Array.from(document.querySelectorAll(arguments[0]), function (row) { return row.textContent; })"
        found = self._browser.run(script, '.choices [aria-checked="true"], .choices .picked')
        return {option for option in (*IONS, "Overstated") for text in found if option in text}


def _list(name: str, right: tuple[str, ...] = ("Calcium",)) -> str:
    mark = ' class="right"'
    rows = "".join(f"<li{mark if ion in right and name == 'explained' else ''}>{ion}</li>" for ion in IONS)
    return f'<ol class="{name}">{rows}</ol>'


@pytest.fixture
def anki(browser: Chromium, tmp_path: Path) -> Anki:
    return Anki(browser, tmp_path)


# Picking


def test_a_tap_picks_another_tap_moves_the_pick_and_a_third_takes_it_back(anki: Anki, browser: Chromium) -> None:
    anki.draw("front")
    first, second = anki.rows[:2]
    browser.click(".choice:nth-child(1)")
    assert anki.marked == {first}
    browser.click(".choice:nth-child(2)")
    assert anki.marked == {second}
    browser.click(".choice:nth-child(2)")
    assert anki.marked == set()


def test_several_can_be_picked_where_several_are_right(anki: Anki, browser: Chromium) -> None:
    anki.fields["Several"] = "1"
    anki.draw("front")
    browser.click(".choice:nth-child(1)")
    browser.click(".choice:nth-child(3)")
    assert anki.marked == {anki.rows[0], anki.rows[2]}


SEVERAL = [
    (("Calcium", "Zinc", "Iron"), "All 3 found. Points: 3 of 3."),
    (("Calcium", "Zinc"), "2 of 3 found. Points: 2 of 3."),
    (("Calcium", "Zinc", "Copper"), "2 of 3 found, 1 too many. Points: 1 of 3."),
    (("Copper", "Magnesium"), "0 of 3 found, 2 too many. Points: 0 of 3."),
    (IONS, "All 3 found, 2 too many. Points: 1 of 3."),
    ((), ""),
]
"""What is picked of three right ones, and what the back says of it: right minus wrong, at least 0."""


@pytest.mark.parametrize("one_page", [False, True], ids=["pages", "one page"])
@pytest.mark.parametrize(("picks", "words"), SEVERAL, ids=[words or "nothing" for _, words in SEVERAL])
def test_what_was_picked_of_several_is_counted(
    anki: Anki, browser: Chromium, picks: tuple[str, ...], words: str, one_page: bool
) -> None:
    right = ("Calcium", "Zinc", "Iron")
    anki.fields |= {"Several": "1", "Explained": _list("explained", right)}
    anki.draw("front")
    for ion in picks:
        browser.click(f".choice:nth-child({anki.rows.index(ion) + 1})")
    anki.redraw("back", times=2) if one_page else anki.draw("back")
    assert browser.run("return document.querySelector('.result').textContent") == words
    assert visible(browser, ".result") is bool(words)
    said = "return Array.from(document.querySelectorAll('.pick'), function (word) { return word.textContent.trim(); })"
    missed = [ion for ion in right if ion not in picks] if picks else []
    assert Counter(browser.run(said)) == {
        **({"you picked this": len(picks)} if picks else {}),
        **({"not picked": len(missed)} if missed else {}),
    }


def test_one_pick_is_not_counted(anki: Anki, browser: Chromium) -> None:
    anki.draw("front")
    browser.click(".choice:nth-child(1)")
    anki.draw("back")
    assert not visible(browser, ".result")


def test_letters_pick_in_the_order_shown_and_x_what_has_the_focus(anki: Anki, browser: Chromium) -> None:
    anki.draw("front")
    rows = anki.rows
    browser.press("k")
    assert anki.marked == {rows[2]}
    browser.press("n")
    assert anki.marked == {rows[4]}
    browser.press("\ue004", "x")  # Tab
    assert anki.marked == {rows[0]}


@pytest.mark.parametrize("key", [" ", "\ue007", "1", "a", "d", "x"])
def test_keys_of_anki_pick_nothing(anki: Anki, browser: Chromium, key: str) -> None:
    anki.draw("front")
    browser.press(key)
    assert anki.marked == set()


def test_a_letter_with_ctrl_is_left_alone(anki: Anki, browser: Chromium) -> None:
    anki.draw("front")
    browser.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'h', ctrlKey: true}))")
    assert anki.marked == set()
    browser.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'h'}))")
    assert anki.marked == {anki.rows[0]}


def test_options_can_be_reached_and_heard_and_do_not_turn_the_card(anki: Anki, browser: Chromium) -> None:
    look = """return Array.from(document.querySelectorAll('.choices li'), function (row) {
      return [row.getAttribute('role'), row.tabIndex, row.classList.contains('tappable'), row.offsetHeight >= 44]; })"""
    anki.draw("front")
    assert browser.run(look) == [["radio", 0, True, True]] * len(IONS)
    anki.fields["Several"] = "1"
    anki.draw("front")
    assert browser.run(look) == [["checkbox", 0, True, True]] * len(IONS)


# From front to back


def test_the_back_keeps_order_and_pick_on_a_page_of_its_own(anki: Anki, browser: Chromium) -> None:
    anki.draw("front")
    rows = anki.rows
    browser.click(".choice:nth-child(4)")
    anki.draw("back")
    assert anki.rows == rows
    assert anki.marked == {rows[3]}
    anki.draw("back")
    assert anki.marked == {rows[3]}, "drawn again"


def test_a_front_that_is_drawn_again_keeps_its_picks(anki: Anki, browser: Chromium) -> None:
    anki.draw("front")
    browser.click(".choice:nth-child(2)")
    anki.draw("front")
    assert anki.marked == {anki.rows[1]}


def test_on_one_page_scripts_may_run_twice(anki: Anki, browser: Chromium) -> None:
    anki.draw("front")
    anki.redraw("front", times=2)
    rows = anki.rows
    assert sorted(rows) == sorted(IONS)
    browser.press("h")
    assert anki.marked == {rows[0]}
    anki.redraw("back", times=2)
    assert anki.rows == rows
    assert anki.marked == {rows[0]}
    browser.press("j")
    assert anki.marked == {rows[0]}, "the front's keys do nothing on the back"


def test_the_next_time_the_card_comes_nothing_is_picked(anki: Anki, browser: Chromium) -> None:
    anki.draw("front")
    browser.click(".choice:nth-child(2)")
    anki.redraw("back")
    anki.redraw("front")
    assert anki.marked == set()


def test_picks_of_one_card_are_not_shown_on_another(anki: Anki, browser: Chromium) -> None:
    anki.draw("front")
    browser.click(".choice:nth-child(2)")
    anki.fields["Id"] = "kill-zinc"
    anki.draw("back")
    assert anki.marked == set()


@pytest.mark.parametrize("head", [NO_STORE, NO_NAME], ids=["without storage", "without a window name"])
def test_one_way_of_remembering_is_enough(anki: Anki, browser: Chromium, head: str) -> None:
    anki.head = head
    anki.draw("front")
    rows = anki.rows
    browser.click(".choice:nth-child(3)")
    anki.draw("back")
    assert anki.rows == rows
    assert anki.marked == {rows[2]}


def test_with_nothing_remembered_the_order_is_still_the_same(anki: Anki, browser: Chromium) -> None:
    anki.head = NO_STORE + NO_NAME
    anki.draw("front")
    rows = anki.rows
    browser.click(".choice:nth-child(3)")
    anki.draw("back")
    assert anki.rows == rows
    assert anki.marked == set()


def test_midnight_between_front_and_back_changes_nothing(anki: Anki, browser: Chromium) -> None:
    orders = []
    for day in range(1, 6):  # one day's order may happen to be that of the next
        browser.run("sessionStorage.clear(); localStorage.clear(); window.name = ''")
        anki.head = _at(f"2026-12-0{day}T23:59:30Z")
        anki.draw("front")
        orders.append(anki.rows)
        anki.head = _at(f"2026-12-0{day + 1}T00:00:30Z")
        anki.draw("back")
        assert anki.rows == orders[-1]
    assert len({tuple(order) for order in orders}) > 1


@pytest.mark.parametrize("spoilt", ["", "{", "null", "[]", '{"id": "kill-calcium", "picks": 3}', '{"picks": [99]}'])
def test_a_spoilt_store_is_as_good_as_none(anki: Anki, browser: Chromium, spoilt: str) -> None:
    anki.draw("front")
    rows = anki.rows
    browser.run("sessionStorage.clear(); localStorage.setItem('nkquiz.choice', arguments[0]); window.name = ''", spoilt)
    anki.draw("back")
    assert anki.rows == rows
    assert anki.marked == set()


# Order


def test_every_option_comes_first_about_as_often(anki: Anki, browser: Chromium) -> None:
    anki.head = NO_STORE + NO_NAME
    anki.draw("front")
    first: Counter[str] = Counter()
    places: Counter[int] = Counter()
    for number in range(250):
        anki.fields["Id"] = f"fact-{number}"
        anki.redraw("front")
        first[anki.rows[0]] += 1
        places[anki.rows.index("Calcium")] += 1
    assert min(first[ion] for ion in IONS) > 25
    assert min(places[place] for place in range(len(IONS))) > 25


def test_a_fixed_order_stays(anki: Anki, browser: Chromium) -> None:
    anki.kind = "claim"
    verdicts = ["Supported", "Supported, with limits", "Overstated", "Unsupported"]
    rows = "".join(f"<li>{verdict}</li>" for verdict in verdicts)
    anki.fields["Options"] = f'<ol class="options fixed">{rows}</ol>'
    anki.fields["Explained"] = f'<ol class="explained fixed brief">{rows}</ol>'
    anki.draw("front")
    assert anki.rows == verdicts
    browser.press("k")
    anki.draw("back")
    assert anki.rows == verdicts
    assert anki.marked == {"Overstated"}
    shown = "return Array.from(document.querySelectorAll('.choices li'), function (row) { return row.offsetHeight > 0; })"
    assert browser.run(shown) == [False, False, True, False], "the answer stands above: only the pick is left to say"


# Without scripts, and every card


def test_without_scripts_both_sides_can_be_read_and_the_right_option_is_named(anki: Anki, browser: Chromium) -> None:
    for side in ("front", "back"):
        anki.draw(side, scripts=False)
        assert anki.rows == list(IONS)
        shown = "return Array.from(document.querySelectorAll('.choices li'), function (row) { return row.offsetHeight > 20; })"
        assert all(browser.run(shown))
    words = "return getComputedStyle(document.querySelector('.choices .right'), '::before').content"
    assert browser.run(words) == '"Right: "'


@pytest.mark.parametrize("scripts", [True, False])
def test_marked_words_in_an_option_stay_one_text(anki: Anki, browser: Chromium, scripts: bool) -> None:
    anki.fields["Options"] = '<ol class="options"><li>10<sup>6</sup> <b>live</b> cells <em>in vitro</em></li></ol>'
    anki.draw("front", scripts=scripts)
    shown = browser.run("return document.querySelector('.choices li').innerText")
    assert shown.split("\n")[0] == "106 live cells in vitro"


def test_the_topic_loses_its_number_once(anki: Anki, browser: Chromium) -> None:
    anki.fields["Subdeck"] = "10 20 questions"
    anki.draw("front")
    anki.redraw("front", times=2)
    assert browser.run("return document.querySelector('.topic').textContent") == "20 questions"


@pytest.mark.parametrize(("day", "stale"), [("2027-06-29", False), ("2027-06-30", False), ("2027-07-01", True)])
def test_a_card_may_be_out_of_date_once_its_review_is_due(anki: Anki, browser: Chromium, day: str, stale: bool) -> None:
    anki.fields["Dates"] = '<time class="review-by">2027-06-30</time>'
    anki.head = _at(f"{day}T12:00:00Z")
    anki.draw("back")
    assert browser.run("return document.querySelector('.stale').offsetHeight > 0") is stale


def test_x_opens_and_closes_what_is_folded(anki: Anki, browser: Chromium) -> None:
    anki.draw("back")
    folds = "return Array.from(document.querySelectorAll('details'), function (fold) { return fold.open; })"
    assert browser.run(folds) == [False]
    browser.press("x")
    assert browser.run(folds) == [True]
    browser.press("x")
    assert browser.run(folds) == [False]


def test_a_long_word_does_not_make_a_phone_scroll_sideways(anki: Anki, browser: Chromium) -> None:
    word = "Pseudohypoparathyroidism" * 9
    anki.fields |= dict.fromkeys(("Choose", "Right", "Because", "Caveat", "Evidence", "Sources"), word)
    anki.fields |= {name: f'<ol class="{name.lower()}"><li>{word}</li></ol>' for name in ("Options", "Explained")}
    for side in ("front", "back"):
        anki.draw(side)
        assert browser.run("return document.documentElement.scrollWidth") == 360


# Arranging

STEPS = ("It binds the membrane", "A ring gathers", "The ring is inserted", "A pore is open")


@pytest.fixture
def steps(anki: Anki) -> Anki:
    """A card answered by putting steps in order."""
    anki.kind = "order"
    shuffled = (STEPS[2], STEPS[0], STEPS[3], STEPS[1])
    anki.fields |= {
        "Order": "How perforin makes a pore",
        "Steps": f'<ol class="steps">{"".join(f"<li>{step}</li>" for step in shuffled)}</ol>',
        "Ordered": f'<ol class="ordered">{"".join(f"<li>{step}</li>" for step in STEPS)}</ol>',
    }
    return anki


def arranged(browser: Chromium) -> list[str]:
    """The places that the steps have been given, from the first step shown to the last."""
    script = "return Array.from(document.querySelectorAll('.place'), function (place) { return place.textContent; })"
    return list(browser.run(script))


def tap(anki: Anki, browser: Chromium, wanted: tuple[str, ...]) -> None:
    for step in wanted:
        places = [next(n for n, row in enumerate(anki.rows, start=1) if row.lstrip("1234") == step)]
        browser.click(f".choice:nth-child({places[0]})")


def visible(browser: Chromium, selector: str) -> bool:
    return bool(browser.run("return document.querySelector(arguments[0]).offsetHeight > 0", selector))


def test_taps_number_the_steps_and_a_tap_on_a_number_takes_it_back(steps: Anki, browser: Chromium) -> None:
    steps.draw("front")
    assert arranged(browser) == ["", "", "", ""]
    for place in (2, 4, 1):
        browser.click(f".choice:nth-child({place})")
    assert arranged(browser) == ["3", "1", "", "2"]
    browser.click(".choice:nth-child(2)")
    assert arranged(browser) == ["2", "", "", "1"]


@pytest.mark.parametrize("head", ["", NO_STORE, NO_NAME], ids=["plain", "without storage", "without a window name"])
def test_steps_keep_order_and_numbers_when_drawn_again_and_on_the_back(steps: Anki, browser: Chromium, head: str) -> None:
    steps.head = head
    steps.draw("front")
    rows = steps.rows
    tap(steps, browser, (STEPS[1], STEPS[0]))
    for _ in range(2):
        before = arranged(browser)
        steps.draw("front")
        assert (arranged(browser), [row.lstrip("1234") for row in steps.rows]) == (before, rows)
    tap(steps, browser, (STEPS[2], STEPS[3]))
    for _ in range(2):
        steps.draw("back")
        assert steps.rows == [STEPS[1], STEPS[0], STEPS[2], STEPS[3]]


def test_with_nothing_remembered_the_steps_keep_their_order(steps: Anki, browser: Chromium) -> None:
    steps.head = NO_STORE + NO_NAME
    steps.draw("front")
    rows = steps.rows
    tap(steps, browser, STEPS)
    steps.draw("front")
    assert steps.rows == rows
    steps.draw("back")
    assert not visible(browser, ".choices"), "nothing is known of what was tapped"
    assert visible(browser, ".ordered")


def test_letters_number_the_steps(steps: Anki, browser: Chromium) -> None:
    steps.draw("front")
    browser.press("l", "h")
    assert arranged(browser) == ["2", "", "", "1"]


def test_the_right_order_is_told_to_be_right(steps: Anki, browser: Chromium) -> None:
    steps.draw("front")
    tap(steps, browser, STEPS)
    steps.draw("back")
    assert browser.run("return document.querySelector('.with-script').textContent") == "Your order is the right one."
    assert visible(browser, ".with-script")
    assert not visible(browser, ".choices")


@pytest.mark.parametrize("one_page", [False, True], ids=["pages", "one page"])
def test_another_order_is_shown_beside_the_right_one(steps: Anki, browser: Chromium, one_page: bool) -> None:
    steps.draw("front")
    said = (STEPS[0], STEPS[2], STEPS[1], STEPS[3])
    tap(steps, browser, said)
    steps.redraw("back", times=2) if one_page else steps.draw("back")
    assert steps.rows == list(said)
    assert browser.run("return document.querySelector('.with-script').textContent") == "Your order: 2 of 4 in their place"
    words = browser.run("return Array.from(document.querySelectorAll('.pick'), function (word) { return word.textContent; })")
    assert words == [" right", " is number 3", " is number 2", " right"]
    assert visible(browser, ".choices")
    assert visible(browser, ".ordered")


@pytest.mark.parametrize("count", [0, 3])
def test_steps_that_were_not_all_arranged_are_not_shown_on_the_back(steps: Anki, browser: Chromium, count: int) -> None:
    steps.draw("front")
    tap(steps, browser, STEPS[:count])
    steps.draw("back")
    assert not visible(browser, ".choices")
    assert not visible(browser, ".with-script")
    assert visible(browser, ".ordered")


def test_steps_are_shown_in_another_order_on_another_day(steps: Anki, browser: Chromium) -> None:
    orders = set()
    for day in range(1, 8):
        browser.run("sessionStorage.clear(); localStorage.clear(); window.name = ''")
        steps.head = _at(f"2026-12-0{day}T12:00:00Z")
        steps.draw("front")
        orders.add(tuple(steps.rows))
    assert len(orders) > 1


def test_an_order_can_be_read_without_scripts(steps: Anki, browser: Chromium) -> None:
    steps.draw("front", scripts=False)
    assert sorted(steps.rows) == sorted(STEPS)
    assert not visible(browser, ".with-script"), "nothing to tap"
    steps.draw("back", scripts=False)
    assert not visible(browser, ".choices")
    assert visible(browser, ".ordered")


# A drawing with masks

NATIVE = "<script>window.anki = {imageOcclusion: {setup: function (options) { window.masks = options; }}};</script>"
AT_ONCE = (
    "<script>(function () { var real = setTimeout; window.setTimeout = function (f, ms) { real(f, ms / 1000); }; })();</script>"
)
SVG = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='360' height='440' viewBox='0 0 360 440'/%3E"


@pytest.fixture
def drawing(anki: Anki) -> Anki:
    """A card about a part of a drawing, in an Anki that draws masks when the test says so."""
    anki.kind, anki.head = "label", NATIVE
    anki.fields |= {
        "Header": "Which part is marked?",
        "Drawing": f'<img src="{SVG}" alt="A cell">',
        "Parts": '<ul class="parts"><li><span class="cloze">[The hub]</span></li><li>Granules</li></ul>',
    }
    return anki


def test_the_drawing_is_not_seen_before_its_masks(drawing: Anki, browser: Chromium) -> None:
    seen = "var style = getComputedStyle(arguments[0]); return style.visibility + ' ' + style.display"
    seen = seen.replace("arguments[0]", "document.querySelector('.masked')")
    drawing.draw("front")
    assert browser.run(seen) == "hidden block", "out of sight, but as large as Anki needs to know"
    assert not visible(browser, ".unmasked")
    browser.run("window.masks.onDidDrawShapes()")
    assert browser.run(seen) == "visible block"
    assert not visible(browser, ".unmasked")


@pytest.mark.parametrize("head", ["", "<script>window.anki = {};</script>", NATIVE + AT_ONCE])
def test_where_no_masks_are_drawn_the_parts_are_the_question(drawing: Anki, browser: Chromium, head: str) -> None:
    drawing.head = head
    drawing.draw("front")
    time.sleep(0.1)
    assert visible(browser, ".unmasked")
    assert not visible(browser, ".masked")


def test_masks_that_come_late_are_still_welcome(drawing: Anki, browser: Chromium) -> None:
    drawing.head = NATIVE + AT_ONCE
    drawing.draw("front")
    time.sleep(0.1)
    browser.run("window.masks.onDidDrawShapes()")
    assert visible(browser, ".masked")
    assert not visible(browser, ".unmasked")


def test_without_scripts_the_drawing_never_shows_unmasked_as_the_question(drawing: Anki, browser: Chromium) -> None:
    drawing.draw("front", scripts=False)
    assert visible(browser, ".unmasked")
    assert not visible(browser, ".masked")
    drawing.draw("back", scripts=False)
    assert visible(browser, ".masked")


def test_a_drawing_takes_the_whole_width_of_a_phone(drawing: Anki, browser: Chromium) -> None:
    width = "return document.querySelector(arguments[0]).getBoundingClientRect().width"
    drawing.draw("front")
    browser.run("window.masks.onDidDrawShapes()")
    assert browser.run(width, ".masked img") == 360
    drawing.kind = "choose"
    drawing.fields["Image"] = f'<img src="{SVG}#.svg" alt="A cell">'
    drawing.draw("back")
    assert browser.run(width, ".image img") == 360
    assert browser.run("return document.documentElement.scrollWidth") == 360
