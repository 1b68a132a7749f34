"""What is wrong with a text that is not YAML, in words for people who never saw YAML.

libyaml says where it gave up and why in terms of its own; the author's slip is often a line above. So its complaint
only chooses the line to look at, and the line itself, read as `key: value`, says what the slip was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nkquiz.frozen import frozen

CURLY = "“”„‟‘’‚‛«»"
DOTS = ("...", "…")
"""What hints write where the author's own text goes; copied as it stands it would reach learners."""

_QUOTE_IT = 'put the whole text in straight quotes: "..."'
_ALIGN = "give it as many spaces as the lines it belongs with"
_BRACKETS = {"[": "]", "{": "}"}

LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<dashes>(?:-(?:[ \t]+|$))*)"
    r"(?:(?P<key>[^\s:#\"'\[{&*!|>%@`-][^:#]*?|\"[^\"]*\"|'[^']*')[ \t]*:(?=\s|$))?[ \t]*(?P<value>.*)"
)
"""A line as authors write it: indent, dashes of list entries, a key with its colon, the value."""


_CONFLICT = re.compile(r"(?:<{7}|\|{7}|>{7})(?: |$)|={7}$")


@frozen
class Fault:
    """A slip: what to call it, its 0-based place, and the line whose removal lets the rest be read."""

    code: str
    line: int
    column: int
    message: str
    hint: str
    length: int = 1


def fault_of(error: Any, lines: Sequence[str]) -> Fault:
    """Return the slip behind `error`, a MarkedYAMLError about the text of `lines`."""
    mark = error.problem_mark or error.context_mark
    said = f"{error.context or ''} {error.problem or ''}"
    at = min(mark.line, max(len(lines) - 1, 0))
    if error.context_mark is not None and ("simple key" in said or "quoted scalar" in said or "flow" in said):
        at = min(error.context_mark.line, at)
    if not (lines and lines[at].strip()):
        at = next((n for n in range(at, -1, -1) if n < len(lines) and lines[n].strip()), 0)
    if not lines:
        return Fault("NK001", 0, 0, "this is not YAML", "look at this line and the one above it")
    above = next((n for n in range(at - 1, -1, -1) if lines[n].strip() and not lines[n].lstrip().startswith("#")), None)
    found = _document_fault(said, lines, at) or _line_fault(lines[at], at, said)
    if found is None and above is not None:
        found = _spacing_fault(lines[above], above) or _line_fault(lines[above], above, "")
    return found or _indent_fault(lines, at, above, mark.column if at == mark.line else 0)


def _document_fault(said: str, lines: Sequence[str], at: int) -> Fault | None:
    if "<document start>" in said:
        end = next((n for n in range(at, -1, -1) if lines[n].startswith("...")), None)
        if end is not None:
            hint = 'delete the line, or put "..." in quotes where it is a text'
            return Fault("NK004", end, 0, "the end of a document (`...`) is not used in decks", hint)
    if lines[at].startswith("%"):
        return Fault("NK004", at, 0, "a directive (`%`) is not used in decks", "delete the line")
    return None


def _line_fault(line: str, at: int, said: str) -> Fault | None:
    """Return the slip that `line` shows by itself, or None."""
    if _CONFLICT.match(line):
        hint = "keep the text that is right, delete the other and the lines `<<<<<<<`, `=======` and `>>>>>>>`"
        return Fault("NK001", at, 0, "a conflict marker of git: two versions of these lines were merged", hint, 7)
    match = LINE.match(line)
    assert match is not None
    value, column = match["value"].rstrip(), match.start("value")
    spacing = _spacing_fault(line, at)
    if spacing is not None:
        return spacing
    if value:
        found = _value_fault(value, at, column, said)
        if found is not None:
            return found
    if match["key"] is None and value and not match["dashes"] and value[0] not in "\"'[{":
        hint = "write `key: text`; if it goes on from the line above, indent it further than the key of that line"
        return Fault("NK009", at, column, "a line that is neither a key with a colon nor a list entry", hint, len(value))
    if "\t" in line and "token" in said:
        return Fault("NK006", at, line.index("\t"), "a tab; YAML wants spaces", "replace the tab by spaces")
    return None


_NO_SPACE_AFTER_COLON = re.compile(r"[ \t]*(?:- +)*[A-Za-z_]+:(?=[^ \t\r\n/:])")
_NO_SPACE_AFTER_DASH = re.compile(r"[ \t]*-(?=[\w{\[\"'“])")


def _spacing_fault(line: str, at: int) -> Fault | None:
    match = _NO_SPACE_AFTER_DASH.match(line)
    if match:
        return Fault("NK010", at, match.end() - 1, "a dash without a space after it", "put a space after the dash")
    match = _NO_SPACE_AFTER_COLON.match(line)
    if match and line[match.end()].isspace():
        return Fault("NK006", at, match.end(), *_unusual_space(line[match.end()]))
    if match:
        return Fault("NK010", at, match.end() - 1, "a colon without a space after it", "put a space after the colon")
    return None


def _value_fault(value: str, at: int, column: int, said: str) -> Fault | None:
    first = value[0]
    if first in CURLY and (": " in value or value.endswith(":")):
        message = f"a curly quote ({first}); YAML knows only straight ones"
        return Fault("NK008", at, column, message, "use \" or ' instead")
    if first in "\"'":
        return _quote_fault(value, at, column, said)
    if value.startswith("{{"):
        hint = 'put the whole text in straight quotes: "{{c1::...}} ..."'
        return Fault("NK001", at, column, "a text cannot begin with `{`", hint, 2)
    if first in _BRACKETS:
        return _bracket_fault(value, at, column)
    if first in "*&!%@`" or f"{value} ".startswith(("- ", "? ", ": ")) or (first in "|>" and not _BLOCK.match(value)):
        sign = "a backtick" if first == "`" else f"`{first}`"
        return Fault("NK001", at, column, f"a text cannot begin with {sign}", _QUOTE_IT)
    colon = _COLON.search(value)
    if colon:
        message = "a colon and a space inside a text; YAML takes it for a key"
        return Fault("NK007", at, column + colon.start(), message, _QUOTE_IT)
    return None


_BLOCK = re.compile(r"[|>][-+0-9]*\s*(#.*)?\Z")
_COLON = re.compile(r":(?=\s|$)")
_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"'), "'": re.compile(r"'(?:[^']|'')*'")}


def _quote_fault(value: str, at: int, column: int, said: str) -> Fault | None:
    quote = value[0]
    other = "'" if quote == '"' else '"'
    if "escape" in said or "hexdecimal" in said:
        message = "a backslash between double quotes has a meaning of its own"
        backslash = max(value.find("\\"), 0)
        return Fault("NK001", at, column + backslash, message, "use single quotes around the text: '...'")
    match = _QUOTED[quote].match(value)
    if match is None:
        hint = "close it; if the quote belongs to the text, put the whole text in the other sort: " + f"{other}...{other}"
        return Fault("NK001", at, column, "a quote is opened here and never closed", hint)
    rest = value[match.end() :].lstrip()
    if rest and not rest.startswith(("#", ":")):
        hint = f"if these quotes belong to the text, put the whole text in the other sort: {other}...{other}"
        return Fault("NK001", at, column + match.end() - 1, "the text goes on after the closing quote", hint)
    return None


def _bracket_fault(value: str, at: int, column: int) -> Fault | None:
    """Return what is wrong with a `[...]` or `{...}`, or None if it is closed and sound."""
    depth = ""
    colons = 0
    n = 0
    while n < len(value):
        sign = value[n]
        quoted = _QUOTED[sign].match(value, n) if sign in _QUOTED and value[:n].rstrip()[-1:] in "[{,:" else None
        if quoted:
            n = quoted.end()
            continue
        if sign in CURLY and value[:n].rstrip()[-1:] in "[{,:":
            message = f"a curly quote ({sign}); YAML knows only straight ones"
            return Fault("NK008", at, column + n, message, "use \" or ' instead")
        if sign in _BRACKETS:
            depth, colons = depth + _BRACKETS[sign], 0
        elif depth and sign == depth[-1]:
            depth = depth[:-1]
            rest = value[n + 1 :].strip()
            if not depth and rest and not rest.startswith("#"):
                return _after_bracket(value, at, column, n + 1)
        elif sign == ",":
            colons = 0
        elif sign == ":" and value[n + 1 : n + 2] in ("", " "):
            colons += 1
            if colons > 1:
                message = "a second colon; YAML takes it for another key"
                hint = "put the text in straight quotes, or a comma before the next key"
                return Fault("NK007", at, column + n, message, hint)
        n += 1
    if depth:
        hint = f"close it with `{depth[-1]}`; if it belongs to the text, put the whole text in straight quotes"
        return Fault("NK001", at, column, f"a `{value[0]}` is opened here and never closed", hint)
    return None


def _after_bracket(value: str, at: int, column: int, end: int) -> Fault:
    rest = value[end:].strip()
    place = column + end + len(value[end:]) - len(value[end:].lstrip())
    if rest[0] in "]}":
        return Fault("NK001", at, place, f"a `{rest[0]}` too many", "delete it")
    hint = f'a text that begins with `{value[0]}` needs quotes around the whole: "..."'
    return Fault("NK001", at, place, f"the text goes on after the closing `{value[end - 1]}`", hint)


def _indent_fault(lines: Sequence[str], at: int, above: int | None, column: int) -> Fault:
    """Return the fault of a line that is sound by itself: it must stand wrongly."""
    line = lines[at]
    indent = len(line) - len(line.lstrip())
    if above is not None:
        goes_on = LINE.match(line)
        if goes_on and goes_on["key"] and " " in goes_on["key"] and not goes_on["dashes"]:  # no key has a space in it
            message = "a colon and a space inside a text; YAML takes it for a key"
            return Fault("NK007", at, goes_on.end("key"), message, _QUOTE_IT)
        other = len(lines[above]) - len(lines[above].lstrip(" -"))
        match = LINE.match(lines[above])
        if match and match["key"] is None and lines[above].lstrip().startswith(("[", "{")):
            other = indent
        entry = len(lines[0]) - len(lines[0].lstrip()) if lines[0].lstrip().startswith("- ") else indent
        if line.lstrip().startswith("- ") and entry != indent and not lines[above].rstrip().endswith(":"):
            message = f"this entry is indented by {indent}, the entry above by {entry}"
            return Fault("NK009", at, indent, message, "give it as many spaces as the entries it belongs with")
        if other != indent or line.lstrip().startswith("-"):
            message = f"this line is indented by {indent}, the one above by {other}"
            return Fault("NK009", at, indent, message, _ALIGN)
    hint = "look at this line and the one above it: is a quote, a bracket, a comma or a colon missing, or one too many?"
    return Fault("NK001", at, max(column, indent), "YAML cannot read this line where it stands", hint)


FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ue000-\uf8ff\ufff9-\uffff]"
)
"""What no text should hold: control codes, signs that cannot be seen or turn text around, and those of one font only."""

UNSEEN = re.compile("[\xad\u200b\u2060\ufeff]")
SAVE_AS_UTF8 = 'save the file as "UTF-8" in your editor'
STAND_IN = "¤"
MOST = 5
"""So many characters or tabs of one file are shown; the rest are counted."""


def bad_characters(text: str) -> tuple[str, list[Fault]]:
    """Return `text` with every character that no text should hold replaced by a stand-in, and where they stood."""
    if "\ufffd" not in text and text.replace("\n", "").isprintable():
        return text, []
    faults: list[Fault] = []
    more = 0
    for number, line in enumerate(LINE_BREAK.split(text)):
        for match in FORBIDDEN.finditer(line):
            if len(faults) == MOST:
                more += 1
                continue
            hint = "delete it; it often comes along when text is pasted from a PDF or a web page"
            message = f"the character U+{ord(match[0]):04X} is not allowed in a deck"
            if UNSEEN.match(match[0]):
                message = f"an invisible character (U+{ord(match[0]):04X})"
            faults.append(Fault("NK003", number, match.start(), message, hint))
    if more:
        faults[-1] = _and_more(faults[-1], more)
    return FORBIDDEN.sub(STAND_IN, text), faults


def _and_more(fault: Fault, more: int) -> Fault:
    return Fault(fault.code, fault.line, fault.column, f"{fault.message} (and {more} more in this file)", fault.hint)


LINE_BREAK = re.compile("\r\n|\r|\n")
_ODD = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
ODD_BLANK_LINE = re.compile(f"^ *[{_ODD}][ {_ODD}]*(?=\r?$)", re.MULTILINE)
"""A line that looks empty, and on which libyaml gives up: nobody could see what there is to mend."""

_WHITE = re.compile(f"[ {_ODD}]*")


def straight_indents(lines: Sequence[str]) -> tuple[list[str], list[Fault]]:
    """Return `lines` with only spaces in their indents, and the tabs and unusual spaces that stood there."""
    straight: list[str] = []
    faults: list[Fault] = []
    tabs = 0
    for number, line in enumerate(lines):
        indent = _WHITE.match(line)
        white = indent[0] if indent else ""
        if white.strip(" ") and line.strip():
            tab = "\t" in white
            tabs += 1
            if tabs <= MOST:
                column = len(white) - len(white.lstrip(" "))
                faults.append(Fault("NK006", number, column, *(_TAB if tab else _unusual_space(white.strip(" ")[0]))))
            line = white.replace("\t", "  ").translate(_ORDINARY) + line[len(white) :]
        straight.append(line)
    if tabs > MOST:
        faults[-1] = _and_more(faults[-1], tabs - MOST)
    return straight, faults


_TAB = ("a tab; YAML wants ordinary spaces here", "replace each tab by two spaces")


def _unusual_space(sign: str) -> tuple[str, str]:
    """Return what to say of a space that is none to YAML, and how it is mended."""
    return f"an unusual space (U+{ord(sign):04X}); YAML wants ordinary spaces here", "replace it by an ordinary space"


class _Ordinary(dict[int, str]):
    def __missing__(self, _code: int) -> str:
        return " "


_ORDINARY = _Ordinary()
