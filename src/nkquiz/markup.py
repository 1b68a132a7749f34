"""The small safe Markdown of deck texts -> neutral tokens, which each back end draws its own way.

`**bold**`, `_italic_`, `` `code` ``, links, `H~2~O`, `10^6^`, `\\( maths \\)` and, where lists are allowed, `- ` lists.
A single `*` is text, so that `HLA-A*02:01` needs no care; HTML is text. markdown-it-py does the parsing and is loaded
only for a text that has a mark-up character in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from nkquiz.frozen import frozen

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

Style = Literal["strong", "emphasis", "subscript", "superscript", "link", "list", "entry", "paragraph"]


@frozen
class Text:
    """Plain text."""

    text: str


@frozen
class Code:
    """Text to be shown as it is, in a fixed-width face."""

    text: str


@frozen
class Maths:
    """TeX, without its delimiters."""

    tex: str


@frozen
class Open:
    """A style begins; `href` is given for a link only."""

    style: Style
    href: str = ""


@frozen
class Close:
    """A style ends."""

    style: Style


Token = Text | Code | Maths | Open | Close

_MARKED = re.compile(r"[*_`\[\\~^\n]")
_LONE_STAR = re.compile(r"(`[^`]*`|\\\(.*?\\\)|\\.|\*\*+)|\*", re.DOTALL)

SAFE_LINK = re.compile(r"(?i)(https?://|doi:|mailto:)[^\s<>\"]+\Z")

SAFE_TEX = frozenset(
    """
    alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega Gamma
    Delta Theta Lambda Sigma Phi Psi Omega frac sqrt text mathrm mathbf mathit cdot times div pm mp le leq ge geq ne
    neq approx sim equiv propto infty sum prod int log ln exp min max lim to rightarrow leftarrow Rightarrow left
    right quad circ degree prime bar hat overline underline partial
    """.split()
)
"""The TeX commands a text may use; everything else could read files or never end."""


def tokens(text: str, *, lists: bool = False) -> tuple[Token, ...]:
    """Return the tokens of `text`. With `lists`, paragraphs and `- ` lists are kept apart; else all is one line."""
    if not _MARKED.search(text) and not (lists and text.startswith("- ")):
        return (Text(text),)
    parser = _parser()
    text = _LONE_STAR.sub(lambda match: match[1] or r"\*", text)
    if lists:
        return tuple(_blocks(parser.parse(text)))
    return tuple(_inline(parser.parseInline(" ".join(text.split("\n")))[0].children or []))


def plain(text: str) -> str:
    """Return `text` without marks, for comparing: `10^6^` stays `10^6`, `H~2~O` is `H2O`."""
    if not _MARKED.search(text):
        return text
    out = []
    for token in tokens(text):
        match token:
            case Text(words) | Code(words):
                out.append(words)
            case Maths(tex):
                out.append(tex.strip())
            case Open("superscript"):
                out.append("^")
    return "".join(out)


def faults(text: str) -> Iterable[tuple[str, str]]:
    """Return message and hint for every link and formula in `text` that is not safe."""
    return _faults(text) if "](" in text or r"\(" in text else ()


def _faults(text: str) -> Iterator[tuple[str, str]]:
    # Read both ways: a code span can hide a link in one line that stands open between paragraphs, and the other way.
    for token in dict.fromkeys((*tokens(text), *tokens(text, lists=True))):
        if isinstance(token, Open) and token.style == "link" and not SAFE_LINK.match(token.href):
            yield f"the link `{token.href}` is not allowed", "links begin with https://, http://, doi: or mailto:"
        if isinstance(token, Maths):
            for command in dict.fromkeys(re.findall(r"\\([a-zA-Z]+|.)", token.tex)):
                if command not in SAFE_TEX and command not in ("{", "}", ",", ";", " ", "%", "\\"):
                    yield f"the TeX command `\\{command}` is not allowed", "write it in words, or with simpler TeX"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.subscript import sub_plugin
    from mdit_py_plugins.superscript import superscript_plugin

    parser = MarkdownIt("zero").enable(["backticks", "emphasis", "escape", "link", "list", "paragraph"])
    sub_plugin(parser)
    superscript_plugin(parser)
    parser.inline.ruler.before("escape", "maths", _maths_rule)
    for judge in ("validateLink", "normalizeLink"):  # `faults` judges links itself, and by name
        setattr(parser, judge, lambda href: href)
    return parser


def _maths_rule(state: Any, silent: bool) -> bool:
    if not state.src.startswith("\\(", state.pos):
        return False
    end = state.src.find("\\)", state.pos + 2)
    if end < 0:
        return False
    if not silent:
        state.push("maths", "", 0).content = state.src[state.pos + 2 : end]
    state.pos = end + 2
    return True


_STYLES: dict[str, Style] = {
    "strong": "strong",
    "em": "emphasis",
    "sub": "subscript",
    "sup": "superscript",
    "link": "link",
    "bullet_list": "list",
    "list_item": "entry",
    "paragraph": "paragraph",
}


def _inline(parts: list[Any]) -> Iterator[Token]:
    for part in parts:
        if part.type in ("text", "text_special"):
            if part.content:
                yield Text(part.content)
        elif part.type == "code_inline":
            yield Code(part.content)
        elif part.type == "maths":
            yield Maths(part.content)
        elif part.type in ("softbreak", "hardbreak"):
            yield Text(" ")
        elif part.type.endswith("_open"):
            yield Open(_STYLES[part.type.removesuffix("_open")], str(part.attrs.get("href", "")))
        elif part.type.endswith("_close"):
            yield Close(_STYLES[part.type.removesuffix("_close")])


def _blocks(parts: list[Any]) -> Iterator[Token]:
    for part in parts:
        if part.type == "inline":
            yield from _inline(part.children or [])
        elif not part.hidden and part.type.removesuffix("_open").removesuffix("_close") in _STYLES:
            style = _STYLES[part.type.removesuffix("_open").removesuffix("_close")]
            yield Open(style) if part.type.endswith("_open") else Close(style)


GAP = re.compile(
    r"\{\{c(?P<number>[0-9]{1,9})::(?P<text>(?:[^:{}]|:(?!:)|\{(?!\{)|\}(?!\}))*+)"
    r"(?:::(?P<hint>(?:[^{}]|\{(?!\{)|\}(?!\}))*+))?\}\}"
)
"""A cloze gap; its text cannot hold `::`, and neither text nor hint `{{` or `}}`: so no text of a stranger takes long."""


@frozen
class Gap:
    """One gap of a cloze text."""

    number: int
    text: str
    hint: str


def gaps(text: str) -> tuple[Gap, ...]:
    """Return the gaps of a cloze text, in the order of the text."""
    return tuple(Gap(int(m["number"]), m["text"], m["hint"] or "") for m in GAP.finditer(text))


def with_gap(text: str, number: int) -> str:
    """Return the cloze text as Markdown with the gaps of `number` closed (`[...]` or `[hint]`) and the others open."""

    def shown(match: re.Match[str]) -> str:
        if int(match["number"]) != number:
            return match["text"]
        return rf"\[{match['hint'] or '...'}\]"

    return GAP.sub(shown, text)


def without_gaps(text: str) -> str:
    """Return the cloze text as Markdown with every gap open."""
    return GAP.sub(lambda match: match["text"], text)
