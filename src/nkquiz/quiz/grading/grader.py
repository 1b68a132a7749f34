"""A typed response against the accepted answers -> a verdict and one sentence that says why.

The rule: what a clinician would tell apart is never taken for the same. Tokens are compared in order and all must be
there; a slip is forgiven in long plain words alone, and only where the typed word can be no other word. Answers are
expanded (glossary, brackets, missing units), responses never are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from nkquiz.diagnostics import visible
from nkquiz.frozen import frozen
from nkquiz.model import Card, Choice, Typed
from nkquiz.quiz.grading.answers import Wanted, glossary_of, split_list, ways_to_give, without_commas
from nkquiz.quiz.grading.characters import plain_characters
from nkquiz.quiz.grading.comparing import Part, aligned, in_words
from nkquiz.quiz.grading.normal_form import normal_form
from nkquiz.quiz.grading.spelling import another_word, distance, one_spelling, singular, slips
from nkquiz.quiz.grading.tokens import Token
from nkquiz.review import Grade, Verdict

if TYPE_CHECKING:
    from nkquiz.compiled import Compiled

MAX_LENGTH = 500
"""Characters of a response that are compared; nobody types more than that as an answer."""

_MAX_SLIPS = 2
_SHORT = 40
_BEST_FIRST = (Verdict.CORRECT, Verdict.TYPO, Verdict.CLOSE)
_GLOSSED = re.compile(r"\s*([^()]+?)\s+\(([^()]+)\)[\s.]*\Z")
_PLAIN_WORD = re.compile(r"[^\W\d_]{3,}")
_ACCENTED_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_NEGATIVE = re.compile(r"(?:no|not|none|nothing|nobody|never|neither)\b", re.IGNORECASE)
"""How an answer begins that cannot follow `Not`."""

_SMALL_WORD = re.compile(r"(?:An?|At|By|In|Its?|No|Of|On|To) (?=[^\W\d_]{2})")
"""The words too short for the vocabulary that begin an answer with a capital of no meaning."""


@frozen
class _Match:
    """How a response fits: the words with a slip, and what is missing."""

    misspelt: Part = ()
    missing: str = ""

    @property
    def verdict(self) -> Verdict:
        return Verdict.CLOSE if self.missing else Verdict.TYPO if self.misspelt else Verdict.CORRECT


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
        self._glossary_texts = glossary
        self._confusable = confusable
        self._vocabulary = vocabulary
        self._wanted: dict[tuple[str, ...], tuple[Wanted, ...]] = {}

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
        if match.verdict is Verdict.CORRECT and (words := _left_plain(response, accepted)):
            return Grade(match.verdict, f"Right, mind the spelling: {', '.join(words)}.")
        return Grade(match.verdict, _with_accents(self._why(match), accepted))

    # Comparing

    def _match(self, response: str, accepted: tuple[str, ...]) -> _Match | None:
        given = normal_form(response)
        found = [match for wanted in self._ways(accepted) if (match := self._compare(wanted, given))]
        if not any(match.verdict is Verdict.CORRECT for match in found) and (glossed := _GLOSSED.match(response)):
            found.extend(self._both(glossed[1], glossed[2], accepted))
        return min(found, key=lambda match: _BEST_FIRST.index(match.verdict), default=None)

    def _both(self, text: str, gloss: str, accepted: tuple[str, ...]) -> Iterator[_Match]:
        """Yield the match of `text (gloss)` where each of the two is an answer by itself."""
        first, second = self._match(text, accepted), self._match(gloss, accepted)
        if first and second and not first.missing and not second.missing:
            yield _Match(first.misspelt + second.misspelt)

    def _ways(self, accepted: tuple[str, ...]) -> tuple[Wanted, ...]:
        if accepted not in self._wanted:
            ways = (wanted for text in accepted for wanted in ways_to_give(text, self._glossary) if wanted.tokens)
            self._wanted[accepted] = tuple(ways)
        return self._wanted[accepted]

    @cached_property
    def _glossary(self) -> tuple[tuple[Part, ...], ...]:
        return glossary_of(self._glossary_texts)

    def _compare(self, wanted: Wanted, given: Part) -> _Match | None:
        slipped = aligned(wanted.tokens, without_commas(given), self._is_slip)
        missing = wanted.missing
        if slipped is None and wanted.parts:
            slipped, lacking = self._compare_list(wanted.parts, given)
            missing = missing or lacking
        return _Match(slipped, missing) if slipped is not None and len(slipped) <= _MAX_SLIPS else None

    def _compare_list(self, parts: tuple[Part, ...], given: Part) -> tuple[Part | None, str]:
        """Return the words with a slip and the missing parts of a list in any order; (None, "") if it does not fit.

        Up to half of the parts may be missing.
        """
        bare = tuple(token for token in given if token.sort not in ("and", "comma"))
        slipped = aligned(tuple(token for part in parts for token in part), bare, self._is_slip)
        if slipped is not None:
            return slipped, ""
        left, slipped = list(parts), ()
        for piece in split_list(given):
            fits = [(part, found) for part in left if (found := aligned(part, piece, self._is_slip)) is not None]
            if not fits:
                return None, ""
            part, found = min(fits, key=lambda fit: len(fit[1]))
            left.remove(part)
            slipped += found
        return (None, "") if 2 * len(left) > len(parts) else (slipped, " and ".join(in_words(part) for part in left))

    # Slips

    def _is_slip(self, given: Token, wanted: Token) -> bool:
        """Return True if `given` is a misspelling of `wanted` and can be nothing else."""
        if wanted.exact or given.sort != "word" or not given.text.isalpha():
            return False
        as_written = given.shown.casefold(), wanted.shown.casefold()  # in `caspaes` the ae is no British spelling
        return any(self._is_slip_of(typed, meant, wanted) for typed, meant in {(given.text, wanted.text), as_written})

    def _is_slip_of(self, typed: str, meant: str, wanted: Token) -> bool:
        found = slips(typed, meant)
        if not found or another_word(typed, meant, found):
            return False
        rivals = self._rivals.get(wanted.singular, ())
        if rivals and (found > 1 or any(distance(typed, rival, 2) <= 2 for rival in rivals)):
            return False
        return not self._knows(typed, wanted, found)

    @cached_property
    def _rivals(self) -> dict[str, tuple[str, ...]]:
        """For each word of a confusable group, the others of the group; only one slip is forgiven, far from them all."""
        rivals: dict[str, tuple[str, ...]] = {}
        for group in self._confusable:
            words = [token.singular for text in group for token in normal_form(text) if token.sort == "word"]
            for word in words:
                rivals[word] = rivals.get(word, ()) + tuple(other for other in words if other != word)
        return rivals

    def _knows(self, typed: str, wanted: Token, found: int) -> bool:
        """Return True if `typed` is a word of the collection, or nearer to one than to the wanted word."""
        known = self._words_by_letter.get(typed[:1], frozenset())
        if typed in known or singular(typed) in known:
            return True
        return found > 1 and any(distance(typed, word, 1) <= 1 for word in known if singular(word) != wanted.singular)

    @cached_property
    def _words_by_letter(self) -> dict[str, frozenset[str]]:
        known: dict[str, set[str]] = {}
        for word in {one_spelling(word.casefold()) for word in self._words}:
            known.setdefault(word[:1], set()).update((word, singular(word)))
        return {letter: frozenset(words) for letter, words in known.items()}

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._vocabulary)

    # Words for the learner

    def _why(self, match: _Match) -> str:
        if match.missing:
            missing = self._told(match.missing)
            return f"Almost: {missing} {'are' if _is_plural(missing) else 'is'} missing."
        if match.misspelt:
            words = ", ".join(dict.fromkeys(self._told(token.shown) for token in match.misspelt))
            return f"Right, mind the spelling: {words}."
        return "Right."

    def _why_wrong(self, response: str, answer: str) -> str:
        response = visible(" ".join(response.split()).rstrip(".,;:!?"))
        quotable = 0 < len(response) <= _SHORT and not _NEGATIVE.match(response)
        return f"Not {response if quotable else 'that'}: {self._told(answer)}."

    def _told(self, answer: str) -> str:
        """Return `answer` as it stands inside a sentence: a capital that only began it is made small."""
        answer = visible(" ".join(answer.split())).rstrip(".")
        first = _PLAIN_WORD.match(answer)
        if _SMALL_WORD.match(answer) or (first and first[0].istitle() and first[0].lower() in self._words):
            return answer[0].lower() + answer[1:]
        return answer


def _left_plain(response: str, accepted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words whose Latin accents `response` leaves out: `ano` is right for `año`, but says something else.

    None if an accepted answer is written just so.
    """
    said = unicodedata.normalize("NFC", response).casefold()
    plain = plain_characters(response).casefold()
    same = [text for text in accepted if plain_characters(text).casefold() == plain]
    if not same or any(unicodedata.normalize("NFC", text).casefold() in said for text in same):
        return ()
    accented = (word for word in _ACCENTED_WORD.findall(same[0]) if plain_characters(word).isascii() and not word.isascii())
    return tuple(dict.fromkeys(word for word in accented if word.casefold() not in said))


def _with_accents(reason: str, accepted: tuple[str, ...]) -> str:
    """Return `reason` with the words of the accepted answers written as there; comparing left their accents out."""
    if all(text.isascii() for text in accepted):
        return reason
    words = [word for text in accepted for word in _ACCENTED_WORD.findall(text) if not word.isascii()]
    written = {form(plain_characters(word)): form(word) for word in reversed(words) for form in (str, str.lower)}
    return _ACCENTED_WORD.sub(lambda match: written.get(match[0], match[0]), reason)


def _is_plural(missing: str) -> bool:
    """Return True for `monocytes` and for two parts of a list, False for a number, a unit or a route."""
    last = missing.rpartition(" ")[2]
    return " and " in missing or (last.isalpha() and last.islower() and singular(last) != last)


def grader_for(compiled: Compiled) -> Grader:
    """Return the grader of a collection; its vocabulary is gathered when it is first needed."""
    settings = compiled.collection.settings
    return Grader(settings.glossary, settings.confusable, _Vocabulary(compiled))


class _Vocabulary:
    """The words of a collection's prompts, answers, options and accepted answers, once each in each case.

    They are taken from the Markdown as it stands: marks are no letters, so it need not be parsed.
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
