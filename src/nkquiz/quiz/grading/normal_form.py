"""Text -> tokens that compare equal where texts mean the same, and differ where a clinician would object.

Names are cut at every change between letters and digits, so that `IL6`, `IL-6` and `IL 6` are the same three signs;
a `+` or `-` that says positive or negative, a range, a comparison and a unit are tokens of their own and never lost.
Articles may be missing; punctuation goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nkquiz.frozen import frozen
from nkquiz.quiz.grading.characters import plain_characters
from nkquiz.quiz.grading.phrases import OF, TO, phrased, without_lead
from nkquiz.quiz.grading.quantities import MULTIPLES, NUMBER_WORDS, UNIT_WORDS, UNITS, canonical_number
from nkquiz.quiz.grading.spelling import one_spelling, singular
from nkquiz.quiz.grading.tokens import GREEK, Token, word_token

_NAMES = frozenset("il ifn tnf cd hla mhc kir nkg nk lir ulbp mic her pd ctla interleukin".split())
_CONTRACTIONS = {
    **{f"{verb}n't": (verb, "not") for verb in "do does did is are was were has have had could should would must".split()},
    **{f"{verb}nt": (verb, "not") for verb in "do does did is are was were has have could should would".split()},
    "can't": ("can", "not"),
    "cant": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "it's": ("it", "is"),
    "they're": ("they", "are"),
    "vs": ("versus",),
}
_BEFORE_ARTICLE = frozenset("of to in on with by from for as is are into onto at than and or".split())
_POWER = re.compile(r"(?:(?<![\w.,^])(\d+(?:\.\d+)?) ?[x×*·] ?)?(?<![\d.,^])10(?:\^|\*\*) ?\+?(-?[1-9]\d?)(?!\^?\d|[.,]\d)\^?")
_SPACED_THOUSANDS = re.compile(r"(?<![\w.,^-])[1-9]\d{0,2}(?: \d{3})+(?!\d|[.,]\d)")
_CARET_BEFORE_NAME = re.compile(r"(?<=[A-Za-z])\^(?=[\d+-])|(?<=\w)\^(?=[A-Za-z]|[+-](?!\d))")
_DOTTED = re.compile(r"\b[A-Za-z](?:\.[A-Za-z])+\b\.?")
_SCAN = re.compile(
    r"""
      (?P<number> \d+(?::\d+)+ | (?<![\w.,-])\d+(?:\.\d+)?[eE]-?[1-9]\d?(?!\w) | \d+(?:[.,]\d+)* | (?<![\w.,])\.\d+ )
    | (?P<unit> °\ ?[CF](?![a-z]) | μ(?:mol|[glLmM])(?![A-Za-z]) )
    | (?P<greek> [\u0391-\u03c9] )
    | (?P<word> [^\W\d_\u0391-\u03c9]+(?:'[^\W\d_]+)? )
    | (?P<mark> \S )
    """,
    re.VERBOSE,
)
_DROPPED = frozenset(".!?:\"'()[]{}`|\\°")


def normal_form(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text`; () if it holds nothing to compare."""
    return tuple(without_lead(phrased(tuple(_Reader(text).read()))))


@frozen
class _Raw:
    """A match of the scanner."""

    sort: str
    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.casefold()


_NOTHING = _Raw("", "", -9, -9)


class _Reader:
    """Reads the scanner's matches in their context."""

    def __init__(self, text: str) -> None:
        text = plain_characters(text)
        text = _POWER.sub(lambda m: f"{m[1] or 1}e{m[2]}", text)
        text = _SPACED_THOUSANDS.sub(lambda m: m[0].replace(" ", ""), text)
        text = _CARET_BEFORE_NAME.sub("", text)
        text = _DOTTED.sub(lambda m: m[0].replace(".", ""), text)
        self._text = text
        self._raw = [_Raw(m.lastgroup or "", m[0], m.start(), m.end()) for m in _SCAN.finditer(text)]
        self._at = 0
        self._only_units = self._is_unit_expression()

    def read(self) -> Iterator[Token]:
        """Yield the tokens, in order."""
        while self._at < len(self._raw):
            raw = self._raw[self._at]
            if raw.sort == "number" or raw.lower in NUMBER_WORDS:
                yield from self._number(raw)
            elif self._only_units and raw.text in UNITS:
                yield self._unit_token(UNITS[raw.text], raw.text)
            elif raw.sort == "greek":
                yield Token(GREEK.get(raw.lower, raw.lower), "word", raw.text)
            elif raw.sort == "mark":
                yield from self._mark(raw)
            else:
                yield from self._word(raw)
            self._at += 1

    def _near(self, offset: int) -> _Raw:
        at = self._at + offset
        return self._raw[at] if 0 <= at < len(self._raw) else _NOTHING

    def _piece(self, raw: _Raw) -> str:
        """Return what stands before the end of `raw`, back to the last space."""
        return self._text[self._text.rfind(" ", 0, raw.start) + 1 : raw.start]

    def _is_unit_expression(self) -> bool:
        """Return True if the text is a unit and nothing else; one letter by itself is a name."""
        said = [raw.text for raw in self._raw if raw.text not in _DROPPED]
        return any(len(text) > 1 for text in said) and all(text in UNITS or text == "/" for text in said)

    def _number(self, raw: _Raw) -> Iterator[Token]:
        before, hyphen = self._near(-1), self._near(-1).text == "-"
        named = before.end == raw.start and before.sort in ("word", "greek")
        named |= hyphen and before.end == raw.start and self._near(-2).end == before.start and self._near(-2).sort != "number"
        named |= (self._near(-2) if hyphen else before).lower in _NAMES or self._begins_name(0)
        digits = NUMBER_WORDS.get(raw.lower, raw.text)
        power = MULTIPLES.get(self._near(1).lower, 0) if not named else 0
        text = digits if ":" in digits else canonical_number(digits.lstrip() if digits[0] != "." else f"0{digits}", power)
        shown = raw.text
        if power:
            self._at += 1
            shown += f" {self._raw[self._at].text}"
        yield Token(text, "number", shown, value=not named)
        if not named:
            yield from self._units()

    def _begins_name(self, offset: int) -> bool:
        """Return True if the number `offset` places on begins a name: the 4 and the 1 of `4-1BB`, not the 8 of `8mg`."""
        raw, after, last = self._near(offset), self._near(offset + 1), self._near(offset + 2)
        if after.start != raw.end:
            return False
        if after.text == "-" and last.sort == "number" and last.start == after.end:
            return self._begins_name(offset + 2)
        return after.sort == "word" and self._unit_at(offset + 1) is None

    def _units(self) -> Iterator[Token]:
        """Yield the unit that follows a number, with what it is divided by."""
        hyphen = self._near(1)
        skip = 1 if hyphen.text == "-" and hyphen.start == self._near(0).end and self._near(2).start == hyphen.end else 0
        unit = self._unit_at(1 + skip)
        while unit is not None:
            symbol, length = unit
            shown = self._text[self._near(1 + skip).start : self._near(skip + length).end]
            yield self._unit_token(symbol, shown)
            self._at += skip + length
            divided = self._near(1).lower in ("/", "per", "a", "an", "each", "every")
            unit, skip = (self._unit_at(2), 1) if divided else (None, 0)
            if unit is not None:
                yield Token("/", "unit", "/")

    def _unit_at(self, offset: int) -> tuple[str, int] | None:
        """Return the unit `offset` places on and how many matches it takes, None if there is none."""
        raw, after = self._near(offset), self._near(offset + 1)
        if raw.lower in ("degree", "degrees", "deg", "°") and after.lower in ("c", "f", "celsius", "fahrenheit", "centigrade"):
            return "°F" if after.lower[0] == "f" else "°C", 2
        if raw.lower == "per" and after.lower == "cent":
            return "%", 2
        if raw.text == "mm" and after.text == "Hg":
            return "mmHg", 2
        if raw.sort == "unit":
            return UNITS.get(raw.text, raw.text.replace(" ", "")), 1
        symbol = UNITS.get(raw.text) or UNIT_WORDS.get(singular(one_spelling(raw.lower))) or UNIT_WORDS.get(raw.lower)
        if symbol and after.start == raw.end and after.text in ("2", "3") and raw.sort == "word":
            return f"{symbol}{after.text}", 2
        return (symbol, 1) if symbol else None

    def _unit_token(self, symbol: str, shown: str) -> Token:
        return Token(f"<{symbol}>", "unit", shown)

    def _word(self, raw: _Raw) -> Iterator[Token]:
        if raw.lower in ("and", "plus"):
            yield Token("and", "and", raw.text)
        elif parts := _CONTRACTIONS.get(raw.lower):
            yield from (Token(part, "word", raw.text, part) for part in parts)
        else:
            beside = (self._near(-1), self._near(1))
            joined = any(n.sort in ("number", "greek") and (n.end == raw.start or n.start == raw.end) for n in beside)
            yield word_token(raw.text, joined, article=self._is_article(raw))

    def _is_article(self, raw: _Raw) -> bool:
        """Return True for an `a` or `an` that can be nothing else: not the A of `HLA-A` or `hepatitis a`."""
        before, after = self._near(-1), self._near(1)
        if raw.text not in ("a", "an", "A", "An") or after.sort not in ("word", "greek") or after.start == raw.end:
            return False
        verb = before.lower.endswith("ing") or raw.lower == "an"
        return before is _NOTHING or verb or before.lower in _BEFORE_ARTICLE or before.text == ","

    def _mark(self, raw: _Raw) -> Iterator[Token]:
        before, after = self._near(-1), self._near(1)
        if raw.text == "-":
            yield from self._dash(raw, before, after)
        elif raw.text == "+":
            yield self._plus(raw, before, after)
        elif raw.text in ",;":
            yield Token(",", "comma", raw.text)
        elif raw.text == "&":
            yield Token("and", "and", raw.text)
        elif raw.text == "/" and before.sort == after.sort == "number":
            yield OF
        elif raw.text == "%":
            yield self._unit_token("%", "%")
        elif raw.text in "*_" and not (before.end == raw.start and after.start == raw.end and after.sort == "number"):
            return
        elif raw.text not in _DROPPED or (raw.text == ":" and before.sort == after.sort == "number"):
            yield Token(raw.text, "sign", raw.text)

    def _dash(self, raw: _Raw, before: _Raw, after: _Raw) -> Iterator[Token]:
        joined, joins = before.end == raw.start, after.start == raw.end and after.sort != "mark"
        named = any(c.isdigit() for c in self._piece(raw)) if joined else self._names_marker(before)
        if before.sort == after.sort == "number":
            yield TO
        elif joined and joins:
            if named and self._starts_marker(self._at + 1):
                yield Token("-", "sign", "-")
        elif joins:
            if after.sort == "number" and before.lower not in _NAMES:
                yield Token("-", "sign", "-")
        elif named or self._is_minus(joined, before, after):
            yield Token("-", "sign", "-")

    def _is_minus(self, joined: bool, before: _Raw, after: _Raw) -> bool:
        """Return True for a dash before a space that is a sign all the same: `ER-`, `HLA-I -`, `- 5`; not `T- and B-`."""
        if joined:
            return len(before.text) <= 5 and after.lower not in ("and", "or", ",")
        return (after is _NOTHING and len(before.text) <= 3) or (before is _NOTHING and after.sort == "number")

    def _plus(self, raw: _Raw, before: _Raw, after: _Raw) -> Token:
        joined, joins = before.end == raw.start, after.start == raw.end and after.sort != "mark"
        named = any(c.isdigit() for c in self._piece(raw)) if joined else self._names_marker(before)
        if (joined and (named or not joins)) or (not joined and joins and after.sort == "number"):
            return Token("+", "sign", "+")
        if not joined and named and after.sort != "word":
            return Token("+", "sign", "+")
        return Token("and", "and", "+")

    def _names_marker(self, raw: _Raw) -> bool:
        """Return True if the piece that ends with `raw` is a name with a digit in it, such as `CD3`."""
        piece = self._piece(raw) + raw.text
        return raw.sort in ("number", "word", "greek") and piece[:1].isalpha() and any(c.isdigit() for c in piece)

    def _starts_marker(self, at: int) -> bool:
        word, number = self._raw[at], self._raw[at + 1] if at + 1 < len(self._raw) else _NOTHING
        return word.sort == "word" and number.sort == "number" and number.start == word.end and len(word.text) > 1
