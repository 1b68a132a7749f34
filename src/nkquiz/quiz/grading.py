"""A typed response against the accepted answers -> a verdict and one sentence that says why.

The rule: what a clinician would tell apart is never taken for the same. Tokens are compared in order and all must be
there; a slip is forgiven in long plain words alone, and only where the typed word can be no other word. Answers are
expanded (glossary, brackets, missing units), responses never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from nkquiz.diagnostics import visible
from nkquiz.model import Card, Choice, Typed
from nkquiz.quiz.normal_form import normal_form
from nkquiz.quiz.spelling import another_word, distance, one_spelling, singular, slips
from nkquiz.quiz.tokens import Token
from nkquiz.review import Verdict

if TYPE_CHECKING:
    from nkquiz.compiler import Compiled

MAX_LENGTH = 500
"""Characters of a response that are compared; nobody types more than that as an answer."""

_MAX_VARIANTS = 60
_MAX_SLIPS = 2
_SHORT = 40

_GLOSSARY = (("IL", "interleukin"), ("IFN", "interferon"))
_ROUTES = frozenset("intravenously intravenous iv orally oral po subcutaneously subcutaneous sc".split())
_LABELS = frozenset("grade stage phase".split())
_NOT_IN_LISTS = frozenset(
    "is are was were be been being do does did has have had can will may must not no nor or but if than then so that "
    "which who whose when while where it they them its their he she of to in on at by with without from for into onto "
    "as over under after before between first last next following followed respectively only each both either".split()
)
"""Words that tie the parts of a list to their places, or make it a sentence."""

_NEVER_JOINED = frozenset("a an in un on at no not".split())

_GLOSS = re.compile(r"(?<=\s)\(([^()]+)\)\s*")
_RESPONSE_GLOSS = re.compile(r"\s*([^()]+?)\s+\(([^()]+)\)[\s.]*\Z")
_PLAIN_WORD = re.compile(r"[^\W\d_]{3,}")

Part = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """What the grader says of a response; `reason` is one sentence for the learner."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One way to give the answer. `parts` are those of a plain list, else (). `missing` is what makes it only close."""

    tokens: Part
    parts: tuple[Part, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class _Match:
    """How a response fits: the words with a slip, and what is missing."""

    misspelt: tuple[Token, ...] = ()
    missing: str = ""

    @property
    def verdict(self) -> Verdict:
        return Verdict.CLOSE if self.missing else Verdict.TYPO if self.misspelt else Verdict.CORRECT


_BEST_FIRST = (Verdict.CORRECT, Verdict.TYPO, Verdict.CLOSE)


class Grader:
    """Grades typed responses for one collection.

    The texts of a `glossary` group may stand for each other inside an answer. `confusable` words are never taken for
    each other. `vocabulary` are the words of the collection's own texts, none of which counts as a misspelling; it is
    read when the first slip is seen.
    """

    def __init__(
        self,
        glossary: tuple[tuple[str, ...], ...],
        confusable: tuple[tuple[str, ...], ...],
        vocabulary: Iterable[str],
    ) -> None:
        self._groups = glossary
        self._confusable = confusable
        self._words = vocabulary
        self._wanted: dict[tuple[str, ...], tuple[_Wanted, ...]] = {}

    def grade(self, response: str, accepted: tuple[str, ...]) -> Grade:
        """Return the verdict on `response`; accepted[0] is the answer as plain text. Never raises."""
        answer = accepted[0] if accepted else ""
        if not response.strip():
            return Grade(Verdict.WRONG, f"Nothing was typed: {self._told(answer)}.")
        if response in accepted:
            return Grade(Verdict.CORRECT, "Right.")
        if len(response) > MAX_LENGTH:
            return Grade(Verdict.WRONG, f"That is too long to compare: {self._told(answer)}.")
        match = self._match(response, accepted)
        if match is None:
            return Grade(Verdict.WRONG, self._why_wrong(response, answer))
        return Grade(match.verdict, self._why(match))

    def _match(self, response: str, accepted: tuple[str, ...]) -> _Match | None:
        given = normal_form(response)
        found = [match for wanted in self._wanted_of(accepted) if (match := self._compare(wanted, given))]
        if not any(match.verdict is Verdict.CORRECT for match in found) and (gloss := _RESPONSE_GLOSS.match(response)):
            both = [self._match(text, accepted) for text in gloss.groups()]
            if all(match and match.verdict in (Verdict.CORRECT, Verdict.TYPO) for match in both):
                found.append(_Match(tuple(token for match in both if match for token in match.misspelt)))
        return min(found, key=lambda match: _BEST_FIRST.index(match.verdict), default=None)

    # The answer and all the ways to give it

    def _wanted_of(self, accepted: tuple[str, ...]) -> tuple[_Wanted, ...]:
        if accepted not in self._wanted:
            self._wanted[accepted] = tuple(wanted for text in accepted for wanted in self._ways(text))
        return self._wanted[accepted]

    def _ways(self, text: str) -> Iterator[_Wanted]:
        for way, missing in _with_and_without_gloss(text):
            for variant in islice(self._variants(normal_form(way)), _MAX_VARIANTS):
                yield _Wanted(_without_commas(variant), _list_parts(variant), missing)
                yield from _shortened(_without_commas(variant))

    def _variants(self, found: Part, start: int = 0) -> Iterator[Part]:
        """Yield `found` with every choice of glossary texts, itself first."""
        for at in range(start, len(found)):
            for group in self._glossary:
                own = max((term for term in group if _stands_at(term, found, at)), key=len, default=None)
                if own is None:
                    continue
                yield from self._variants(found, at + len(own))
                for term in group:
                    if term != own:
                        yield from self._variants((*found[:at], *term, *found[at + len(own) :]), at + len(term))
                return
        yield found

    @cached_property
    def _glossary(self) -> tuple[tuple[Part, ...], ...]:
        groups = (tuple(tuple(normal_form(text)) for text in group) for group in (*self._groups, *_GLOSSARY))
        return tuple(tuple(term for term in group if term) for group in groups)

    # Comparing

    def _compare(self, wanted: _Wanted, given: Part) -> _Match | None:
        if not wanted.tokens:
            return None
        slipped = self._aligned(wanted.tokens, _without_commas(given))
        if slipped is not None:
            return self._accepted(slipped, wanted.missing)
        return self._compare_list(wanted, given) if wanted.parts else None

    def _accepted(self, slipped: Part, missing: str) -> _Match | None:
        return _Match(slipped, missing) if len(slipped) <= _MAX_SLIPS else None

    def _compare_list(self, wanted: _Wanted, given: Part) -> _Match | None:
        """Return the match of a list whose parts may stand in any order; up to half of them may be missing."""
        joined = tuple(token for token in given if token.sort not in ("and", "comma"))
        slipped = self._aligned(tuple(token for part in wanted.parts for token in part), joined)
        if slipped is not None:
            return self._accepted(slipped, wanted.missing)
        left, slipped = list(wanted.parts), ()
        for part in _split(given):
            fits = [(own, found) for own in left if (found := self._aligned(own, part)) is not None]
            if not fits:
                return None
            own, found = min(fits, key=lambda fit: len(fit[1]))
            left.remove(own)
            slipped += found
        if 2 * len(left) > len(wanted.parts):
            return None
        missing = " and ".join(_shown(part) for part in left)
        return self._accepted(slipped, missing or wanted.missing)

    def _aligned(self, wanted: Part, given: Part) -> Part | None:
        """Return the wanted tokens that `given` has with a slip; None if the two do not say the same in the same order."""
        if abs(len(wanted) - len(given)) > len(wanted) + 4:
            return None
        return self._aligned_from(wanted, 0, given, 0)

    def _aligned_from(self, wanted: Part, i: int, given: Part, j: int) -> Part | None:
        while i < len(wanted) and j < len(given) and _same(wanted[i], given[j]):
            i, j = i + 1, j + 1
        if i == len(wanted) and j == len(given):
            return ()
        if i < len(wanted) and wanted[i].loose:
            return self._aligned_from(wanted, i + 1, given, j)
        if j < len(given) and given[j].loose:
            return self._aligned_from(wanted, i, given, j + 1)
        if i == len(wanted) or j == len(given):
            return None
        if width := _joined(wanted[i], given, j):
            return self._aligned_from(wanted, i + 1, given, j + width)
        if width := _joined(given[j], wanted, i):
            return self._aligned_from(wanted, i + width, given, j + 1)
        if not self._is_slip(given[j], wanted[i]):
            return None
        rest = self._aligned_from(wanted, i + 1, given, j + 1)
        return None if rest is None else (wanted[i], *rest)

    def _is_slip(self, given: Token, wanted: Token) -> bool:
        """Return True if `given` is a misspelling of `wanted` and can be nothing else."""
        if wanted.exact or given.sort != "word" or wanted.sort != "word":
            return False
        typed, meant = given.text, wanted.text
        found = slips(typed, meant)
        if not found or another_word(typed, meant, found) or not typed.isalpha():
            return False
        if any(distance(typed, other, found + 1) <= found + 1 for other in self._rivals.get(wanted.singular, ())):
            return False
        return not self._knows(typed, wanted, found)

    @cached_property
    def _rivals(self) -> dict[str, tuple[str, ...]]:
        """For each word of a confusable group, the other words of the group: a slip must stay well away from them."""
        rivals: dict[str, tuple[str, ...]] = {}
        for group in self._confusable:
            words = [token.singular for text in group for token in normal_form(text) if token.sort == "word"]
            for word in words:
                rivals[word] = rivals.get(word, ()) + tuple(other for other in words if other != word)
        return rivals

    def _knows(self, typed: str, wanted: Token, found: int) -> bool:
        """Return True if `typed` is a word of the collection, or nearer to one than to the wanted word."""
        known = self._vocabulary.get(typed[:1], frozenset())
        if typed in known or singular(typed) in known:
            return True
        return found > 1 and any(distance(typed, word, 1) <= 1 for word in known if singular(word) != wanted.singular)

    @cached_property
    def _vocabulary(self) -> dict[str, frozenset[str]]:
        """The words of the collection by their first letter."""
        known: dict[str, set[str]] = {}
        for word in {one_spelling(word) for word in self._raw_words}:
            known.setdefault(word[:1], set()).add(word)
        return {letter: frozenset(words) for letter, words in known.items()}

    @cached_property
    def _raw_words(self) -> frozenset[str]:
        return frozenset(word.lower() for word in self._words if len(word) > 2)

    # Words for the learner

    def _why(self, match: _Match) -> str:
        if match.missing:
            return f"Almost: {visible(match.missing)} is missing."
        if match.misspelt:
            words = ", ".join(dict.fromkeys(self._told(token.shown) for token in match.misspelt))
            return f"Right, mind the spelling: {words}."
        return "Right."

    def _why_wrong(self, response: str, answer: str) -> str:
        response = " ".join(response.split())
        if len(response) > _SHORT:
            return f"Not that: {self._told(answer)}."
        return f"Not {visible(response.rstrip('.,;:!?')) or 'that'}: {self._told(answer)}."

    def _told(self, answer: str) -> str:
        """Return `answer` as it stands inside a sentence: a capital that only began it is made small."""
        answer = visible(" ".join(answer.split())).rstrip(".")
        first = _PLAIN_WORD.match(answer)
        if first and first[0].istitle() and first[0].lower() in self._lower_words:
            return answer[0].lower() + answer[1:]
        return answer

    @cached_property
    def _lower_words(self) -> frozenset[str]:
        """The words of the collection that are written without a capital somewhere, and so are no names."""
        return frozenset(word for word in self._words if word.islower())


def _with_and_without_gloss(text: str) -> Iterator[tuple[str, str]]:
    """Yield `text`, and without its bracket; then the bracket counts as missing if it holds a number or a `not`."""
    yield text, ""
    short = _GLOSS.sub("", text).strip()
    if short and short != text.strip():
        gloss = " ".join(_GLOSS.findall(text))
        weighty = any(token.value or token.text in ("not", "no", "never", "without") for token in normal_form(gloss))
        yield short, gloss if weighty else ""


def _shortened(found: Part) -> Iterator[_Wanted]:
    """Yield the answer without its units, its route or the word before its grade, each of which leaves it only close."""
    if not any(token.value for token in found):
        return
    units = [token for token in found if token.sort == "unit"]
    if units:
        label = "".join(f" per {t.shown}" if t.text != "/" and i else t.shown for i, t in enumerate(units) if t.text != "/")
        yield _Wanted(tuple(token for token in found if token.sort != "unit"), missing=f"the unit ({label.strip()})")
    if len(found) > 1 and found[-1].text in _ROUTES:
        yield _Wanted(found[:-1], missing=f"`{found[-1].shown}`")
    if len(found) == 2 and found[0].text in _LABELS:
        yield _Wanted(found[1:], missing=f"the word `{found[0].shown.lower()}`")


def _without_commas(found: Part) -> Part:
    return tuple(token for token in found if token.sort != "comma")


def _split(found: Part) -> list[Part]:
    """Return the parts between commas and `and`; empty ones are left out."""
    parts: list[list[Token]] = [[]]
    for token in found:
        if token.sort in ("and", "comma"):
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(part) for part in parts if part]


def _list_parts(found: Part) -> tuple[Part, ...]:
    """Return the parts of a plain list, () for anything else: a sentence, values in their order, parts tied together."""
    if not any(token.sort == "and" for token in found) and sum(token.sort == "comma" for token in found) < 2:
        return ()
    if any(token.value or token.sort == "unit" or token.text in _NOT_IN_LISTS for token in found):
        return ()
    parts = _split(found)
    return tuple(parts) if len(parts) > 1 and all(len(part) <= 5 for part in parts) else ()


def _shown(part: Part) -> str:
    """Return the tokens of a part as words; a name that was cut comes back whole."""
    out = ""
    for token in part:
        out += token.shown if not out or _cut(out, token) else f" {token.shown}"
    return out


def _cut(before: str, token: Token) -> bool:
    return token.sort == "sign" or (token.sort == "number" and not token.value and before[-1].isalpha())


def _stands_at(term: Part, found: Part, at: int) -> bool:
    return len(term) <= len(found) - at and all(_same(a, b) for a, b in zip(term, found[at:], strict=False))


def _same(wanted: Token, given: Token) -> bool:
    """Return True if the two tokens mean the same; a regular plural counts, that of capitals only with a small s."""
    if wanted.sort != given.sort:
        return False
    if wanted.text == given.text:
        return True
    if wanted.sort != "word" or not wanted.singular:
        return False
    if wanted.acronym:
        return wanted.singular == (given.singular if given.acronym else given.text)
    return wanted.singular == singular(given.text)


def _joined(whole: Token, pieces: Part, at: int) -> int:
    """Return how many of `pieces` from `at` make up `whole` written in one (`micro tubule`), 0 if none do."""
    if whole.sort != "word":
        return 0
    text = ""
    for width, piece in enumerate(pieces[at : at + 4], start=1):
        if piece.sort != "word" or piece.loose:
            return 0
        text += piece.text
        if text in (whole.text, whole.singular) and width > 1:
            return width if _may_join(pieces[at : at + width]) else 0
        if not whole.text.startswith(text):
            return 0
    return 0


def _may_join(pieces: Part) -> bool:
    """Return False where the space may be meant: `in active` is not `inactive`, `a typical` not `atypical`."""
    return any(len(piece.text) > 1 for piece in pieces) and pieces[0].text not in _NEVER_JOINED


def grader_for(compiled: Compiled) -> Grader:
    """Return the grader of a collection; its vocabulary is gathered when it is first needed."""
    settings = compiled.collection.settings
    return Grader(settings.glossary, settings.confusable, Vocabulary(compiled))


class Vocabulary:
    """The words of a collection's prompts, answers, options and accepted answers, each at least once.

    The words are taken from the Markdown as it stands: marks are no letters, and Markdown need not be parsed for it.
    """

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled

    def __iter__(self) -> Iterator[str]:
        texts = "\n".join(text for cards in self._compiled.cards.values() for card in cards for text in _texts(card))
        return iter(set(_PLAIN_WORD.findall(texts)))


def _texts(card: Card) -> Iterator[str]:
    yield card.prompt
    yield card.answer
    yield card.remember
    for way in card.ways:
        if isinstance(way, Choice):
            yield from (option.text for option in way.options)
        elif isinstance(way, Typed):
            yield from way.accept
