"""The preview's own web server: this computer only, reading only.

A page of the internet could ask a server on this computer too: so the Host header has to be ours, and what a deck says
is drawn in a sandbox and under a content security policy.
"""

from __future__ import annotations

import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from nkquiz.anki.notes import image_bytes
from nkquiz.preview.live import Live
from nkquiz.preview.pages import SIZES, THEMES, View, card_page, fact_page, has_fact

HOST = "127.0.0.1"
WAIT = 20.0  # seconds that a question for changes may stay open
PAUSE = 0.3  # between two looks at the files
_OWN = {"preview.css": "text/css", "preview.js": "text/javascript"}
_IMAGES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
           ".webp": "image/webp"}  # fmt: skip
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_CARD_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src {own} data:; "
    "base-uri {own}; form-action 'none'; frame-ancestors {own}"
)


class PreviewServer(ThreadingHTTPServer):
    """Serves one collection on the loopback address; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, live: Live, port: int) -> None:
        self.live = live
        super().__init__((HOST, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say a mistake of ours in one line; that a browser left before the reply was read is none."""
        error = sys.exception()
        if not isinstance(error, OSError):
            print(f"nkquiz: a page could not be made: {error!r}", file=sys.stderr)

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{HOST}:{self.server_port}/"

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which a browser on this computer reaches the server."""
        return frozenset(f"{name}:{self.server_port}" for name in (HOST, "localhost"))


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"
    server_version = "nkquiz"
    sys_version = ""
    timeout = 60  # seconds without a word, after which a connection is closed

    def do_GET(self) -> None:
        """Answer with a page, an image, or whether anything has changed."""
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", b"This server answers on this computer only.\n")
            return
        try:
            parts = urlsplit(self.path)
        except ValueError:
            self._missing()
            return
        steps = [unquote(step) for step in parts.path.split("/") if step]
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        view = View(_one_of(SIZES, asked.get("size")), _one_of(THEMES, asked.get("theme")))
        match steps:
            case []:
                self._page(fact_page(self.server.live.state(), "", view, self.server.live.now))
            case ["fact", fact_id]:
                state = self.server.live.state()
                status = HTTPStatus.OK if has_fact(state, fact_id) else HTTPStatus.NOT_FOUND
                self._page(fact_page(state, fact_id, view, self.server.live.now), status)
            case ["card", fact_id, ordinal, side] if ordinal.isascii() and ordinal.isdigit() and len(ordinal) < 5:
                self._card(card_page(self.server.live.state(), fact_id, int(ordinal), side, view))
            case ["media", name]:
                self._image(name)
            case ["changed"]:
                self._changed(asked.get("since", ""))
            case [name] if name in _OWN:
                self._send(HTTPStatus.OK, _OWN[name], files(__package__).joinpath(name).read_bytes())
            case _:
                self._missing()

    def _page(self, html: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send(status, "text/html", html.encode("utf-8"), _PAGE_POLICY)

    def _card(self, html: str | None) -> None:
        if html is None:
            self._missing()
            return
        policy = _CARD_POLICY.format(own=f"http://{self.headers['Host']}")
        self._send(HTTPStatus.OK, "text/html", html.encode("utf-8"), policy)

    def _image(self, name: str) -> None:
        path = self.server.live.state().media.get(name)
        if path is None or path.suffix.lower() not in _IMAGES:
            self._missing()
            return
        self._send(HTTPStatus.OK, _IMAGES[path.suffix.lower()], image_bytes(path), _IMAGE_POLICY)

    def _changed(self, since: str) -> None:
        """Answer with the number of the present state: when it is another, or after a while."""
        until = time.monotonic() + WAIT
        while (number := str(self.server.live.state().number)) == since and time.monotonic() < until:
            time.sleep(PAUSE)
        self._send(HTTPStatus.OK, "text/plain", number.encode("ascii"))

    def _missing(self) -> None:
        self._send(HTTPStatus.NOT_FOUND, "text/plain", b"There is no such page.\n")

    def _send(self, status: HTTPStatus, kind: str, body: bytes, policy: str = "default-src 'none'") -> None:
        self.send_response(status)
        headers = {
            "Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin" if kind.startswith("image/") else "same-origin",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Keep quiet: the terminal is for the address and for problems."""


def _one_of(known: Any, wanted: str | None) -> str:
    return wanted if wanted in known else next(iter(known))  # type: ignore[return-value] # it is in `known`
