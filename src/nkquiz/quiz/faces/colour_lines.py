"""Lines in colour: the styles, the margins, and how a text is wrapped between them."""

from __future__ import annotations

import os
from typing import TextIO

from rich.console import Console
from rich.style import Style
from rich.text import Text

from nkquiz.diagnostics import visible
from nkquiz.quiz.text import ascii_only, knows_ascii_only

_MAX_WIDTH = 80
MARGIN = "  "

BODY = Style()
TOPIC = Style(color="cyan")
QUIET = Style(dim=True)
PROMPT = Style(bold=True)
KEY = Style(bold=True)  # many terminals brighten what is bold and coloured: on white it is hardly seen
RIGHT = Style(color="green")
WRONG = Style(
    color="magenta"
)  # not red: a wrong answer is no alarm, and red and green look alike to many; nor yellow, on white
NOTE = Style(italic=True)


class ColourLines:
    """Prints on `out`, below what stands there already."""

    def __init__(self, out: TextIO) -> None:
        self._console = Console(file=out, highlight=False, soft_wrap=True)
        self._ascii = knows_ascii_only(out.encoding, os.environ)

    @property
    def _width(self) -> int:
        return max(20, min(_MAX_WIDTH, self._console.width))

    def _text(self, text: str, style: Style = BODY) -> Text:
        return Text(visible(ascii_only(text) if self._ascii else text), style=style)

    def _say(self, text: str, style: Style = BODY) -> None:
        self._put(self._text(text, style))

    def _put(self, text: Text, begin: Text | None = None) -> None:
        """Print `text` between the margins; `begin` stands before its first line, and the others hang under it."""
        first = Text(MARGIN).append(begin or Text())
        lines = text.wrap(self._console, self._width - first.cell_len)
        for number, line in enumerate(lines):
            line.rstrip()
            self._console.print((first.copy() if number == 0 else Text(" " * first.cell_len)).append(line))

    def _gap(self) -> None:
        self._console.print()

    def _line_of(self, line: Text) -> None:
        """Print a line that fits as it stands."""
        line.rstrip()
        self._console.print(Text(MARGIN).append(line))
