"""The preview as an author uses it: in a real browser, on this computer only, with decks that mean harm."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest

from nkquiz.commands.check import Wanted, weak_cards
from nkquiz.compiled import Compiled
from nkquiz.compiler import compile_path
from nkquiz.diagnostics import Problem
from nkquiz.kinds import all_kinds
from nkquiz.preview.live import Live
from nkquiz.preview.pages import View, card_page, fact_page
from nkquiz.preview.server import PreviewServer
from tests.anki.chromium import Chromium, chromium

if TYPE_CHECKING:
    from tests.conftest import Author

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOSTILE = "<script>document.title='harm'</script><img src=x onerror=\"document.title='harm'\"> {{Back}} [sound:x.mp3]"


def _judge(compiled: Compiled, now: datetime) -> tuple[Problem, ...]:
    return tuple(weak_cards(compiled, Wanted(select=("NK301",)).rules(), now))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with PreviewServer(Live(folder, _judge, lambda: NOW), 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.address
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def decks(author: Author) -> Author:
    """A collection with every example of every kind."""
    for kind in all_kinds().values():
        for number, example in enumerate(kind.valid):
            keys = "\n".join(line for line in dedent(example).strip().splitlines() if not line.startswith("id:"))
            author.facts[f"{kind.name}-{number}"] = keys
    author.write()
    return author


@pytest.fixture
def address(decks: Author) -> Iterator[str]:
    with served(decks.folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as browser:
        yield browser


def _reply(address: str, path: str, method: str = "GET", host: str | None = None) -> tuple[int, str, http.client.HTTPMessage]:
    place = urlsplit(address).netloc
    connection = http.client.HTTPConnection(place, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", place if host is None else host)
    connection.endheaders()
    reply = connection.getresponse()
    text = reply.read().decode("utf-8", "replace")
    connection.close()
    return reply.status, text, reply.headers


def _wait(done: Callable[[], object]) -> None:
    """Wait until `done` says so; a page that is just being replaced by another says nothing."""
    until = time.monotonic() + 20
    while True:
        with suppress(HTTPError):
            if done():
                return
        assert time.monotonic() < until, "it never came"
        time.sleep(0.1)


def _enter(browser: Chromium, frame: int) -> None:
    """Go into a frame once its card stands in it: before that it holds an empty page, which is complete too."""
    browser.enter(frame)
    _wait(lambda: browser.run("return document.readyState === 'complete' && document.querySelector('.nkq') !== null"))


# In the browser


def test_every_fact_shows_its_cards_as_anki_and_the_quiz_do(decks: Author, address: str, browser: Chromium) -> None:
    compiled = compile_path(decks.folder, NOW)
    browser.open(address)
    assert browser.run("return document.querySelectorAll('nav li').length") == len(decks.facts)
    for fact_id, cards in compiled.cards.items():
        browser.open(f"{address}fact/{fact_id}")
        frames = browser.run("return document.querySelectorAll('iframe').length")
        assert frames == 2 * len(cards)
        for frame in range(frames):
            _enter(browser, frame)
            assert browser.run("return document.querySelector('.nkq').innerText.trim().length") > 10
            browser.enter(None)
        told = browser.run("return [...document.querySelectorAll('figure pre')].map(e => e.textContent).join(' ')")
        assert "Question 1 of 1" in told


def test_a_drawing_is_shown_with_its_masks(decks: Author, address: str, browser: Chromium) -> None:
    browser.open(f"{address}fact/label-0")
    _enter(browser, 0)
    _wait(lambda: browser.run("return document.querySelector('.nkq').className.includes('drawn')"))
    masked = "var c = document.getElementById('image-occlusion-canvas'); return c.getContext('2d').getImageData(0, 0, c.width, "
    assert browser.run(f"{masked}c.height).data.some(v => v > 0)")
    browser.enter(None)


def test_a_choice_can_be_picked_in_its_sandbox(decks: Author, address: str, browser: Chromium) -> None:
    browser.open(f"{address}fact/choose-0")
    _enter(browser, 0)
    _wait(lambda: browser.run("return document.querySelectorAll('.choice').length") == 3)
    browser.run("document.querySelector('.choice').click()")
    assert browser.run("return document.querySelectorAll('.choice.picked, .choice[aria-checked=true]').length") == 1
    browser.enter(None)


def test_a_save_draws_the_page_anew_and_a_slip_stands_beside_its_card(decks: Author, address: str, browser: Chromium) -> None:
    browser.open(f"{address}fact/ask-0")
    assert browser.run("return document.querySelectorAll('.problems').length") == 0
    decks.facts["ask-0"] = "ask: What is new?\nanswer: This is"
    decks.write()
    _wait(lambda: "What is new?" in browser.run("return document.body.textContent"))
    decks.facts["ask-0"] = "ask: What is new?\nanser: This is"
    decks.write()
    _wait(lambda: browser.run("return document.querySelectorAll('.problems').length") == 1)
    told = browser.run("return document.querySelector('.problems').textContent")
    assert "NK101 unknown key `anser`" in told
    assert "did you mean `answer`?" in told
    assert browser.run("return document.querySelectorAll('iframe').length") == 0
    decks.facts["ask-0"] = f"ask: What is weak?\nanswer: {' word' * 14}"
    decks.write()
    _wait(lambda: "NK301" in browser.run("return document.body.textContent"))


def test_the_page_of_a_fact_that_goes_waits_for_it_to_come_back(decks: Author, address: str, browser: Chromium) -> None:
    browser.open(f"{address}fact/ask-0")
    text = (decks.folder / "killing.yaml").read_text(encoding="utf-8")
    (decks.folder / "killing.yaml").write_text(text.replace("id: ask-0\n", "id: other\n"), encoding="utf-8")
    _wait(lambda: "No fact is called ask-0 now" in browser.run("return document.body.innerText"))
    assert browser.run("return document.querySelectorAll('iframe').length") == 0
    (decks.folder / "killing.yaml").write_text(text, encoding="utf-8")
    _wait(lambda: browser.run("return document.querySelectorAll('iframe').length"))
    assert _reply(address, "/fact/%3Cb%3E")[:2][0] == 404


def test_the_first_page_tells_every_problem_and_leads_to_its_fact(decks: Author, address: str, browser: Chromium) -> None:
    browser.open(address)
    assert ", 0 problems" in browser.run("return document.querySelector('main').textContent")
    decks.facts["ask-0"] = "ask: What is new?\nanser: <b>This</b>"
    decks.facts["term-0"] = f"ask: What is weak?\nanswer: {'word ' * 14}"
    decks.write()
    _wait(lambda: browser.run("return document.querySelectorAll('.told li').length") == 2)
    assert "1 problem, 1 warning" in browser.run("return document.querySelector('main').textContent")
    browser.click(".told a")
    _wait(lambda: browser.run("return location.pathname") == "/fact/ask-0")


def test_a_fact_is_found_by_its_id_or_its_prompt(decks: Author, address: str, browser: Chromium) -> None:
    decks.facts["ask-0"] = "ask: Which **pores** leak?\nanswer: A"
    decks.write()
    shown = "return [...document.querySelectorAll('nav li')].filter(e => !e.hidden).map(e => e.textContent.trim())"
    browser.open(f"{address}fact/term-0")
    browser.press("/")
    browser.press(*"leak pores")
    assert browser.run(shown) == ["ask-0"]
    decks.write()
    browser.open(f"{address}fact/term-0")
    assert browser.run(shown) == ["ask-0"], "what was looked for outlives a reload"
    browser.press("/", *"cloze-")
    assert all("cloze-" in entry for entry in browser.run(shown))
    browser.press("\ue00c")
    assert len(browser.run(shown)) == len(decks.facts)


def test_another_fact_begins_at_its_top(decks: Author, address: str, browser: Chromium) -> None:
    browser.open(f"{address}fact/ask-0")
    browser.run("window.scrollTo(0, 200)")
    decks.facts["ask-0"] = "ask: What is new?\nanswer: This is"
    decks.write()
    _wait(lambda: "What is new?" in browser.run("return document.body.textContent"))
    _wait(lambda: browser.run("return window.scrollY") == 200)
    browser.open(f"{address}fact/term-0")
    assert browser.run("return window.scrollY") == 0


def test_a_page_says_when_the_preview_has_ended(decks: Author, browser: Chromium, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nkquiz.preview.server.WAIT", 0.2)
    with served(decks.folder) as address:
        browser.open(f"{address}fact/ask-0")
        assert browser.run("return document.querySelector('.gone').hidden")
        browser.run("window.fetch = () => Promise.reject()")  # the thread of an open connection outlives the server here
    _wait(lambda: not browser.run("return document.querySelector('.gone').hidden"))


@pytest.mark.parametrize("theme", ["light", "night"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_phone_and_desktop_light_and_night(address: str, browser: Chromium, size: str, theme: str) -> None:
    browser.open(f"{address}fact/ask-0?size={size}&theme={theme}")
    width = browser.run("return document.querySelector('iframe').getBoundingClientRect().width")
    assert width <= 362 if size == "phone" else width
    _enter(browser, 0)
    html, ground = browser.run("return [document.documentElement, document.body].map(e => getComputedStyle(e).backgroundColor)")
    assert html == "rgba(0, 0, 0, 0)", "the ground of the card fills the window, as in Anki"
    assert ground == ("rgb(252, 252, 250)" if theme == "light" else "rgb(27, 32, 36)")
    browser.enter(None)


def test_a_deck_that_means_harm_is_text(author: Author, browser: Chromium) -> None:
    for kind in all_kinds().values():
        author.facts[f"{kind.name}-x"] = "\n".join(
            line for line in dedent(kind.valid[0]).strip().splitlines() if not line.startswith("id:")
        )
    author.facts["hostile"] = "\n".join(f"{key}: {json.dumps(HOSTILE)}" for key in ("ask", "answer", "because", "caveat"))
    author.deck_title = '"<script>document.title=1</script>"'
    author.write()
    with served(author.folder) as address:
        browser.open(f"{address}fact/hostile")
        for frame in (None, 0, 1):
            if frame is None:
                browser.enter(None)
            else:
                _enter(browser, frame)
            assert browser.run("return document.title") in ("hostile", "")
            assert browser.run("return document.querySelectorAll('img').length") == 0
            browser.enter(None)


# Without one


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "", "localhost:1"])
def test_another_name_of_the_host_is_refused(address: str, host: str) -> None:
    status, text, _ = _reply(address, "/", host=host)
    assert status == 421
    assert "<" not in text


def test_localhost_is_our_name_too(address: str) -> None:
    port = urlsplit(address).port
    assert _reply(address, "/", host=f"LOCALHOST:{port}")[0] == 200


def test_it_listens_on_this_computer_only(decks: Author) -> None:
    with PreviewServer(Live(decks.folder, _judge, lambda: NOW), 0) as server:
        assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_only_reads(address: str, method: str) -> None:
    assert _reply(address, "/", method)[0] == 501


@pytest.mark.parametrize(
    "path",
    [
        "/fact/nothing",
        "/card/ask-0/0/middle",
        "/card/ask-0/7/front",
        "/card/ask-0/-1/front",
        "/card/ask-0/99999999/front",
        "/media/..%2fnkquiz.yaml",
        "/media/../nkquiz.yaml",
        "/media/car-parts.svg",
        "/nkquiz.yaml",
        "/server.py",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "http://[::1",
    ],
)
def test_nothing_else_can_be_read(address: str, path: str) -> None:
    assert _reply(address, path)[0] == 404


def test_every_page_has_a_policy(address: str) -> None:
    for path in ("/", "/preview.css", "/preview.js", "/card/ask-0/0/front", "/nothing"):
        headers = _reply(address, path)[2]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
    assert "'unsafe-inline'" not in _reply(address, "/")[2]["Content-Security-Policy"]
    assert _reply(address, "/card/ask-0/0/front")[2]["Content-Security-Policy"].startswith("sandbox allow-scripts;")


def test_a_collection_that_is_broken_all_over_is_still_shown(tmp_path: Path) -> None:
    (tmp_path / "nkquiz.yaml").write_text("title: [", encoding="utf-8")
    (tmp_path / "cells.yaml").write_text("deck: cells\nfacts:\n- just text\n", encoding="utf-8")
    with served(tmp_path) as address:
        status, text, _ = _reply(address, "/")
    assert status == 200
    assert "NK103" in text


def test_a_formula_that_only_anki_sets_is_told(author: Author) -> None:
    author.facts["a"] = 'ask: What is it?\nanswer: "\\\\( x^2 \\\\)"'
    author.facts["b"] = "ask: What is that?\nanswer: f(x)"
    author.write()
    live = Live(author.folder, _judge, lambda: NOW)
    assert ["Formulas stand" in str(fact_page(live.state(), fact, View(), NOW)) for fact in ("a", "b")] == [True, False]


def test_drafts_and_retired_facts_say_so(author: Author) -> None:
    author.facts["draft"] = "ask: Q\nanswer: A\ndraft: true"
    author.write()
    state = Live(author.folder, _judge, lambda: NOW).state()
    page = fact_page(state, "draft", View(), NOW) or ""
    assert "A draft: no package holds it yet." in page
    assert card_page(state, "draft", 0, "front", View()) is None


def test_a_file_that_is_gone_or_half_saved_does_not_stop_it(decks: Author) -> None:
    live = Live(decks.folder, _judge, lambda: NOW)
    first = live.state()
    deck = decks.folder / "killing.yaml"
    deck.write_text("deck: killing\nti", encoding="utf-8")
    assert live.state().number == first.number + 1
    deck.unlink()
    assert live.state().compiled.collection.decks == ()
    decks.write()
    assert live.state().compiled.cards.keys() == first.compiled.cards.keys()


def test_a_folder_that_goes_and_comes_back_is_shown_as_it_was_meanwhile(decks: Author, address: str) -> None:
    aside = decks.folder.with_name("aside")
    decks.folder.rename(aside)
    assert _reply(address, "/fact/ask-0")[0] == 200
    aside.rename(decks.folder)
    decks.facts["ask-0"] = "ask: What is new?\nanswer: This is"
    decks.write()
    assert "What is new?" in _reply(address, "/fact/ask-0")[1]


def test_a_browser_that_does_not_wait_is_no_fault(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    place = urlsplit(address)
    for _ in range(5):
        with socket.create_connection((place.hostname, place.port)) as hasty:
            hasty.sendall(f"GET / HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
            hasty.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed at once, with a reset
    assert _reply(address, "/")[0] == 200
    assert capfd.readouterr().err == ""


def test_a_mistake_of_ours_is_one_line(
    decks: Author, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nkquiz.preview.server.fact_page", lambda *_: 1 / 0)
    with served(decks.folder) as address:
        with pytest.raises(http.client.RemoteDisconnected):
            _reply(address, "/")
        assert _reply(address, "/preview.css")[0] == 200
    assert capfd.readouterr().err == "nkquiz: a page could not be made: ZeroDivisionError('division by zero')\n"
