"""One name written in several ways (`IFN-γ`, `IFNγ`, `IFN-gamma`) looks like several things to a learner, and to a search.

Compared are abbreviations and names with Greek letters over the whole collection; hyphens, spaces before a number, Greek
letters and their names, and capitals are what may differ. Of other words the hyphen is compared (`follow-up`, `followup`),
except after `re-`, where it can change the meaning, and `-ise` with `-ize`. The way the glossary writes a name is right;
without it, the way most facts do. `accept` is for other spellings, and code is as it must be; neither is judged.

From: the redundancy of meaning and form that a learner has to see through (P. Wozniak, Twenty rules, 1999, rules 11 and
12), and the style guides of journals, which want one form of each abbreviation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from nkquiz.diagnostics import Problem, Span, shown_path
from nkquiz.model import Fact
from nkquiz.rule import Bank, Rule
from nkquiz.rules._texts import texts_of

_GREEK = dict(
    zip(
        "αβγδεζηθικλμµνξοπρστυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu mu nu xi omicron pi rho sigma tau upsilon phi chi "
        "psi omega".split(),
        strict=True,
    )
)
_NAMES = frozenset(_GREEK.values())
_LATIN_FOR_GREEK = {"a": "alpha", "b": "beta", "g": "gamma"}
_NAME = re.compile(r"[^\W_]++(?:[-‐‑][^\W_]++)*+")
_SECOND = rf"\d{{1,2}}[A-Za-z]?|[A-Z]|[αβγδεκ]|{'|'.join(sorted(_NAMES - {'mu', 'nu', 'pi', 'xi'}))}"
_SPACED = re.compile(rf"(?<![\w-])([^\W\d_]{{2,6}}) ({_SECOND})(?![\w*])")
_TWO_CAPITALS = re.compile(r"[^\W\d_a-z][a-z]{0,4}[^\W\d_a-z]")  # or letters of another script: a first look, and quick
_HEADS = ("Anti", "Non", "Pre", "Post")
_ROMAN = re.compile(r"[IVX-]+")
_PLURAL = re.compile(r"(?<=[A-Z0-9])s\Z")
_WORD = re.compile(r"[\w-]{5,}")  # with a hyphen, five letters and more: `a-b` is no word
_SPELLED = re.compile(r"\b(?:[a-z]{4,}iz(?:e[drs]?|ing|ations?)|sulph[a-z]+|leuco[a-z]+)\b")
_SIGNS = ("iz", "sulph", "leuco")
_SIGN = re.compile(r"sulph|leuco")
_Z = re.compile(r"z(?=(?:e[drs]?|ing|ations?)\Z)")
_Said = tuple[Fact, str, str]
_Place = tuple[Fact, Span]
_FEWEST_FOR_CASE = 4  # letters and digits: PBS is a salt solution and PbS a salt, but GVHD is GvHD


def _check(bank: Bank) -> Iterator[Problem]:
    texts = [(fact, under, text) for fact in bank.facts for under, text in texts_of(fact)]
    seen = _written(texts)
    glossary = _in_glossary(bank)
    for key, forms in seen.items():
        if len(forms) > 1 or key in glossary:
            yield from _drift(forms, glossary.get(key, frozenset()))
    for forms in _spelled(texts).values():
        yield from _drift(forms, frozenset())


def _written(texts: Sequence[_Said]) -> Mapping[str, Mapping[str, Sequence[_Place]]]:
    """Return where each name is written, by its key and its form; a fact counts once a form."""
    seen: dict[str, dict[str, dict[str, _Place]]] = {}
    spaced: list[tuple[str, str, _Place]] = []
    memo: dict[str, tuple[str, str] | None] = {}
    for fact, under, text in texts:
        place = (fact, fact.where.span(under))
        for key, form in _names(text, memo):
            seen.setdefault(key, {}).setdefault(form, {}).setdefault(fact.id, place)
        spaced += ((key, form, place) for key, form in _names_in_two_words(text))
    for key, form, place in spaced:
        if key in seen:  # alone, two words are two words
            seen[key].setdefault(form, {}).setdefault(place[0].id, place)
    return {key: {form: tuple(places.values()) for form, places in forms.items()} for key, forms in seen.items()}


def _spelled(texts: Sequence[_Said]) -> Mapping[str, Mapping[str, Sequence[_Place]]]:
    """Return where each word is written that is spelled in two ways, as `_written` does."""
    forms = dict(_two_ways(texts))
    seen: dict[str, dict[str, dict[str, tuple[Fact, str]]]] = {key: {} for key in forms.values()}
    for fact, under, text in texts if forms else ():
        for word in forms.keys() & _WORD.findall(text):
            seen[forms[word]].setdefault(word.casefold(), {}).setdefault(fact.id, (fact, under))
    drifting = {key: found for key, found in seen.items() if len(found) > 1}
    return {
        key: {form: [(fact, fact.where.span(under)) for fact, under in places.values()] for form, places in found.items()}
        for key, found in drifting.items()
    }


def _two_ways(texts: Sequence[_Said]) -> Iterator[tuple[str, str]]:
    """Yield what to look for and its key: words with a hyphen and without it, also at a sentence's head; `-ize` and `-ise`."""
    hyphened = {word for _, _, text in texts if "-" in text for word in _WORD.findall(text) if "-" in word}
    for word in map(str.casefold, filter(_hyphen_matters, hyphened)):
        key = word.replace("-", "")
        yield from ((form, key) for form in (word, word.capitalize(), key, key.capitalize()))
    spelled = {match[0] for _, _, text in texts if any(map(text.__contains__, _SIGNS)) for match in _SPELLED.finditer(text)}
    for word in spelled:
        key = word.replace("sulph", "sulf").replace("leuco", "leuko") if _SIGN.match(word) else _Z.sub("s", word)
        yield from ((form, key) for form in (word, key))


def _hyphen_matters(word: str) -> bool:
    parts = word.casefold().split("-")
    return len(parts) > 1 and parts[0] != "re" and word[1:].islower() and all(map(str.isalpha, parts))


def _drift(forms: Mapping[str, Sequence[_Place]], glossary: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each fact that writes a name in another way than the glossary or most facts do."""
    usual = max(forms, key=lambda form: len(forms[form]))
    right = glossary or {usual}
    shown = " or ".join(f"`{form}`" for form in sorted(right))
    for form, places in forms.items():
        for fact, span in places if form not in right else ():
            if glossary:
                yield Problem(span, "NK326", f"`{form}`: the glossary writes {shown}", f"write {shown} in `{fact.id}`")
                continue
            there, at = forms[usual][0]
            message = f"`{form}` is written {shown} elsewhere"
            related = ((at, f"as in `{there.id}`, in {shown_path(at.path)}"),)
            yield Problem(span, "NK326", message, "write it in one way; the glossary can say which", related)


def _in_glossary(bank: Bank) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in bank.collection.settings.glossary:
        for entry in group:
            for key, form in _names(entry, {}):
                found.setdefault(key, set()).add(form)
    return {key: frozenset(forms) for key, forms in found.items()}


def _names(text: str, memo: dict[str, tuple[str, str] | None]) -> Iterator[tuple[str, str]]:
    """Yield key and form of the abbreviations in `text`; all ways to write one name have one key."""
    for word in _NAME.findall(text):
        if word not in memo:
            memo[word] = _name(word)
        if name := memo[word]:
            yield name


def _names_in_two_words(text: str) -> Iterator[tuple[str, str]]:
    """Yield key and form of what may be a name written with a space: `IL 6`, `CAR T`."""
    for match in _SPACED.finditer(text) if _TWO_CAPITALS.search(text) else ():
        joined = _name(f"{match[1]}-{match[2]}") if sum(map(str.isupper, match[1])) > 1 else None
        if joined:
            yield joined[0], match[0]


def _name(word: str) -> tuple[str, str] | None:
    """Return key and form of a name, without what is hung on to it (`anti-`, `-mediated`); None if `word` is none."""
    if word.islower() or word.isdigit():
        return None
    parts = [_PLURAL.sub("", part) for part in re.split("[-‐‑]", word)]
    while parts and _hung_on(parts[0]):
        del parts[0]
    kept = next((place for place, part in enumerate(parts) if _hung_on(part)), len(parts))
    form = "-".join(parts[:kept])
    capitals = sum(map(str.isupper, form))
    greek = any(c in _GREEK for c in form) or not _NAMES.isdisjoint(parts)
    if not capitals or (capitals < 2 and not greek and not any(map(str.isdigit, form))) or _ROMAN.fullmatch(form):
        return None
    letters = sum(map(str.isalpha, form))
    if len(parts[0]) < 2 and letters < 4 and parts[0] not in _GREEK:
        return None  # vitamin B1, but B-1 cells
    return _key(form, capitals), form


def _hung_on(part: str) -> bool:
    """Return True for a part in small letters that is no Greek letter, and for "Anti" at the head of a sentence."""
    return part in _HEADS or (part.islower() and part.isalpha() and len(part) > 1 and part not in _NAMES)


def _key(form: str, capitals: int) -> str:
    key = form.replace("-", "")
    if key[-1] in _LATIN_FOR_GREEK and len(key) > 1 and (key[-2].isupper() or key[-2].isdigit()):
        key = key[:-1] + _LATIN_FOR_GREEK[key[-1]]
    key = "".join(_GREEK.get(c, c) for c in key)
    return key.casefold() if capitals > 1 and len(form.replace("-", "")) >= _FEWEST_FOR_CASE else key


RULE = Rule(
    code="NK326",
    title="One name written in several ways.",
    doc=__doc__,
    bad="""
        - id: ifn-source
          ask: Which lymphocytes other than T cells make IFN-γ?
          answer: NK cells
        - id: ifn-effect
          ask: What does IFN-gamma raise on the surface of cells?
          answer: HLA class I
        """,
    good="""
        - id: ifn-source
          ask: Which lymphocytes other than T cells make IFN-γ?
          answer: NK cells
        - id: ifn-effect
          ask: What does IFN-γ raise on the surface of cells?
          answer: HLA class I
        """,
    check=_check,
)
