"""What is told after an answer, in colour."""

from __future__ import annotations

import os
from typing import TextIO

from rich.style import Style
from rich.text import Text

from nkquiz.diagnostics import visible
from nkquiz.quiz.faces.colour_lines import BODY, KEY, MARGIN, NOTE, PROMPT, QUIET, RIGHT, WRONG, ColourLines
from nkquiz.quiz.faces.sources import and_more, source_lines
from nkquiz.quiz.outcome import Outcome
from nkquiz.quiz.telling import Telling
from nkquiz.quiz.text import width_of

_YOU, _ANSWER = "You wrote  ", "Answer     "
_WIDEST_MARK = 4  # lines hang under the text after `10. `, not after the name of a thing


class ColourTelling(ColourLines):
    """Shows what came of an answer, and how we know it."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._links = os.environ.get("TERM") != "linux"  # the console of Linux may show the codes of a link

    def retry(self, outcome: Outcome) -> None:
        """Say that the answer was close, and that the question stands once more."""
        self._gap()
        self._put(self._text(f"{outcome.reason} Once more.", WRONG), self._text("~ ", WRONG))

    def told(self, outcome: Outcome, telling: Telling) -> None:
        """Show what came of an answer."""
        self._gap()
        mark, style = ("✓", RIGHT) if telling.right else (_mark_of(outcome), WRONG)
        self._put(self._text(telling.verdict, style), self._text(f"{mark} ", style))
        if telling.corrected:
            self._say(telling.corrected, NOTE)
        if telling.wanted:
            self._difference(telling)
        if telling.answer:
            self._put(self._text(telling.answer, PROMPT), self._text("Answer: ", QUIET))
        for mark, text in telling.listed:
            if width_of(mark) > _WIDEST_MARK:
                self._put(Text.assemble(self._text(mark, KEY), self._text(text)))
            else:
                self._put(self._text(text), self._text(mark, KEY))
        if telling.remember:
            self._say(telling.remember)
        self._reasons(telling)
        self._known(telling)

    def _difference(self, telling: Telling) -> None:
        """Show what was typed over the answer, letter under letter, with marks under those that differ."""
        from nkquiz.quiz.difference import alike, rows

        typed, wanted = self._text(telling.typed).plain, self._text(telling.wanted).plain
        self._gap()
        for pairs, marks in rows(typed, wanted, self._width - len(MARGIN) - len(_YOU)):
            for label, place, style in ((_YOU, 0, WRONG), (_ANSWER, 1, RIGHT)):
                row = Text().append(self._text(label, QUIET))
                for pair in pairs:
                    row.append(self._text(pair[place], BODY if alike(pair) else style))
                self._line_of(row)
            self._line_of(Text(" " * len(_YOU)).append(self._text(marks, WRONG)))

    def overridden(self, outcome: Outcome, telling: Telling) -> None:
        """Say that the last answer counts as right after all."""
        self._gap()
        said = " ".join(part for part in (telling.verdict, telling.returns) if part)
        self._put(self._text(said, RIGHT), self._text("✓ ", RIGHT))

    def _reasons(self, telling: Telling) -> None:
        if telling.because or telling.whys or telling.caveat:
            self._gap()
        for why in telling.whys:
            mark, style = ("✓", RIGHT) if why.right else ("✗", WRONG)
            reason = Text.assemble(self._text(f"{why.begin} ", PROMPT), self._text(why.why))
            self._put(reason, self._text(f"{mark} ", style))
        if telling.whys and telling.because:
            self._gap()
        for paragraph in telling.because:
            dash = paragraph[:2] if paragraph.startswith("- ") else ""
            self._put(self._text(paragraph.removeprefix(dash)), self._text(dash))
        if telling.caveat:
            self._put(self._text(telling.caveat, NOTE), self._text("Note: ", NOTE))

    def _known(self, telling: Telling) -> None:
        """Show how we know it: kind of evidence and dates, the first source, and when the card returns."""
        self._gap()
        badge = "; ".join(part for part in (telling.badge, telling.dates) if part)
        if badge:
            self._say(badge[:1].upper() + badge[1:] + ".", QUIET)
        for source in telling.sources[:1]:
            link = Style(dim=True, link=visible(source.url)) if source.url and self._links else QUIET
            for line in source_lines(source, self._width - len(MARGIN), and_more(telling)):
                self._say(line, link)
        if not telling.sources:
            self._say("No source given.", QUIET)
        if telling.returns:
            self._gap()
            self._say(telling.returns)


def _mark_of(outcome: Outcome) -> str:
    """Return the mark of an answer that is not right: partly right, not tried, or wrong."""
    return "~" if outcome.points else "–" if outcome.unanswered else "✗"
