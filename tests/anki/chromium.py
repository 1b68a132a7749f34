"""A real Chromium, driven through chromedriver, and cards drawn in it as a reviewer would."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from nkquiz.anki import templates
from nkquiz.kind import NoteTemplate, NoteType

MISSING = "there is no chromedriver here (Debian: apt install chromium-driver): the cards are not looked at in a browser"

PHONE = {"deviceMetrics": {"width": 360, "height": 640, "pixelRatio": 1, "touch": True}}
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]


class Chromium:
    """A browser of the size of a phone."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}/session"
        options = {"goog:chromeOptions": {"args": ARGUMENTS, "mobileEmulation": PHONE}}
        self._base += "/" + self._ask("POST", "", {"capabilities": {"alwaysMatch": options}})["sessionId"]

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        content = json.dumps(body or {}).encode() if method == "POST" else None
        with urlopen(Request(self._base + path, content, method=method), timeout=60) as reply:
            return json.load(reply)["value"]

    def open(self, page: Path | str) -> None:
        """Open a file or an address."""
        self._ask("POST", "/url", {"url": page if isinstance(page, str) else page.as_uri()})

    def enter(self, frame: int | None) -> None:
        """Go into a frame of the page, by its place from 0, or back to the page itself."""
        self._ask("POST", "/frame", {"id": frame})

    def picture(self) -> bytes:
        """Return the page as a PNG file."""
        return b64decode(self._ask("GET", "/screenshot"))

    def run(self, script: str, *arguments: Any) -> Any:
        return self._ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def press(self, *keys: str) -> None:
        strokes = [{"type": stroke, "value": key} for key in keys for stroke in ("keyDown", "keyUp")]
        self._ask("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]})

    def click(self, selector: str) -> None:
        found = self._ask("POST", "/element", {"using": "css selector", "value": selector})
        self._ask("POST", f"/element/{next(iter(found.values()))}/click")

    def size(self, width: int, height: int) -> None:
        """Make the page as large as that, as on a phone."""
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True}
        self._command("Emulation.setDeviceMetricsOverride", screen)

    def prefer(self, **features: str) -> None:
        """Let the learner's machine ask for what the names say, such as `forced_colors="active"`; nothing of it before."""
        wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self._command("Emulation.setEmulatedMedia", {"features": wanted})

    def _command(self, name: str, parameters: dict[str, Any]) -> Any:
        return self._ask("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def close(self) -> None:
        self._ask("DELETE", "")


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Start a browser; skip the test where there is none."""
    if not shutil.which("chromedriver"):
        pytest.skip(MISSING)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as driver:
        try:
            _wait_for(port)
            browser = Chromium(port)
            yield browser
            browser.close()
        finally:
            driver.terminate()


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            urlopen(f"http://127.0.0.1:{port}/status", timeout=5).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("chromedriver does not answer")


def filled(html: str, fields: Mapping[str, str]) -> str:
    """Return a side of a card with the note's fields in it; gaps are taken as they are."""

    def section(match: re.Match[str]) -> str:
        return match[3] if bool(fields.get(match[2])) is (match[1] == "#") else ""

    html = re.sub(r"(?s)\{\{([#^])(\w+)\}\}(.*?)\{\{/\2\}\}", section, html)
    return re.sub(r"\{\{(?:type:)?(?:cloze:|cloze-only:)?(\w+)\}\}", lambda match: fields.get(match[1], ""), html)


def page_of(html: str, *, head: str = "", night: bool = False) -> str:
    """Return a page with a side of a card, built as AnkiDroid builds it, whose own style sheet has no say here."""
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    body = "card card1 nightMode night_mode" if night else "card card1"
    return (
        f'<!doctype html><html><head><meta charset="utf-8">{viewport}<style>{ANKIDROIDS}</style><style>{templates.CSS}</style>'
        f'{head}</head><body class="{body}"><div id="content"><div id="qa">{html}</div></div></body></html>'
    )


ANKIDROIDS = "body { margin: 0; margin-bottom: 30px; padding: 0; } #content { margin: .5em; } img { max-width: 100%; }"
"""What matters here of the rules of AnkiDroid's own style sheet."""


def without_scripts(html: str) -> str:
    return re.sub(r"(?s)<script>.*?</script>", "", html)


def side_of(note_type: NoteType, template: NoteTemplate, side: str) -> str:
    """Return the template of a side, `front` or `back`."""
    return templates.front(note_type, template) if side == "front" else templates.back(note_type, template)
