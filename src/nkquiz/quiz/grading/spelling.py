"""Single words: British and American spelling, singular and plural, slips of the finger and where they end.

A slip is forgiven only where the typed word can be nothing else: another word, or one that another prefix or ending
would make (hypo- and hyper-, -ase and -ose), is as good a reading and so a different answer.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nkquiz.quiz.grading.lookalikes import WORDS as LOOKALIKES

_MAYBE_BRITISH = re.compile(
    r"ae|oe|our|[iy]s(?:e|a|ing)|[nterb]re|ogue|phate|phide|phite|sulph|leuc|ll(?:ed|ing|er|ment)|[nc]ence|enc[ei]|closporin|ctise|orient|programme"
)
_BRITISH = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"ae|oe", "e"),
        (r"(tum|col|fav|behavi|harb|hum|lab|vap|od|neighb|hon|rum|endeav)our", r"\1or"),
        (r"([a-z]{3})is(e|ed|es|er|ers|ing|ation|ations|able)\b", r"\1iz\2"),
        (r"ys(e|ed|es|er|ers|ing)\b", r"yz\1"),
        (r"(cent|lit|met|fib|tit|calib)re(s?)\b", r"\1er\2"),
        (r"(anal|cat|dial|hom)ogue", r"\1og"),
        (r"sulph", "sulf"),
        (r"^leuc(?=o|em|a)", "leuk"),
        (r"(signal|label|model|channel|tunnel|travel|level|cancel|enrol|fulfil|instal|distil)l(?=ed|ing|er|ment)", r"\1"),
        (r"(def|off|lic|pret)ence", r"\1ense"),
        (r"licenc", "licens"),
        (r"orientate", "oriente"),
        (r"programme", "program"),
        (r"^c[iy]closporine?", "ciclosporin"),
    )
)

_SIS = re.compile(r"(metasta|diagno|cri|hypothe|synthe|analy|progno|thrombo|apopto|fibro|necro|mito)ses\Z")

_PREFIXES = (
    "hypo hyper homo hetero hemi haplo inter intra intro infra iso in pre post pro peri para poly pan "
    "anti ante auto allo ambi endo exo ecto epi extra sub super supra macro micro mono multi mal meta "
    "un uni up under ultra de dis down trans tri tetra oligo over out non neo re retro"
).split()
_WHOLE = frozenset(
    """
    interleukin interferon antibody antigen monocyte protein protease proteasome receptor remission infection
    infusion transplant transplantation intravenous intravenously microscope micron metastasis metabolism malignancy
    reaction region inhibitor proliferation proliferate produce product production progression programmed
    prophylaxis process protection property prognosis present presentation prevention destroy depletion
    dexamethasone disease display
    """.split()
)
"""Words whose beginning only looks like a prefix: nobody who slips in them means another prefix."""

_ENDINGS = (
    (("in", "ine"), ("ase",), ("ose",), ("ate",), ("ite",), ("ide",), ("ane",), ("ene",), ("one",), ("ol",), ("ogen",)),
    (("itis",), ("osis",), ("oma",), ("oid",), ("emia",), ("uria",), ("penia",), ("philia",), ("opathy",), ("asia",)),
    (("ectomy",), ("otomy",), ("ostomy",), ("oscopy",)),
    (("mab",), ("nib",), ("mib",), ("cept",), ("limus",), ("cel",)),
    (("cyte",), ("blast",), ("some",), ("zyme",), ("kine",), ("phage",), ("phil",)),
    (("lysis",), ("lytic",), ("logic",), ("logy",), ("static",), ("toxic",)),
    (("ing",), ("ion",), ("ed",), ("er", "or"), ("ive",), ("ory",), ("ee",)),
)
"""Endings that make another word; those that stand together are spellings of one."""


@lru_cache(maxsize=8192)
def one_spelling(word: str) -> str:
    """Return the American spelling of a word in lower case; short words have one spelling only."""
    if len(word) < 5 or not _MAYBE_BRITISH.search(word):
        return word
    for pattern, american in _BRITISH:
        word = pattern.sub(american, word)
    return word


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """Return the singular of a regular plural of four letters or more; other words as they are."""
    if len(word) < 4 or word[-1] != "s" or word.endswith(("ss", "us", "is")):
        return word
    if match := _SIS.match(word):
        return f"{match[1]}sis"
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "uses")):
        return word[:-2]
    return word[:-1]


def distance(a: str, b: str, limit: int) -> int:
    """Return how many slips (a letter more, less or other, two neighbours swapped) part `a` from `b`; at most limit + 1."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    start = 0
    while start < len(a) and start < len(b) and a[start] == b[start]:
        start += 1
    a, b = a[max(start - 1, 0) :], b[max(start - 1, 0) :]
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        earlier, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and min(before) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def slips(typed: str, meant: str) -> int:
    """Return how many slips make `meant` into `typed`, 0 if they are more than are forgiven.

    One in a word of five letters, two in one of nine; the first letter is kept.
    """
    if typed[:1] != meant[:1] or len(meant) < 5 or len(typed) < 4:
        return 0
    limit = 2 if min(len(typed), len(meant)) >= 9 else 1
    found = distance(typed, meant, limit)
    return found if found <= limit else 0


def another_word(typed: str, meant: str, found: int) -> bool:
    """Return True if `typed`, `found` slips from `meant`, is at least as near to a word that is not meant."""
    if typed in LOOKALIKES or singular(typed) in LOOKALIKES or _denied(typed, meant):
        return True
    return any(distance(typed, rival, found) <= found for rival in _with_other_prefix(meant)) or any(
        distance(typed, rival, found) < found for rival in _with_other_ending(meant)
    )


def _denied(typed: str, meant: str) -> bool:
    """Return True if one of the two denies the other in its middle, as `immunoincompetent` denies `immunocompetent`."""
    short, long = sorted((singular(typed), singular(meant)), key=len)
    return any(
        long[at : at + 2] in ("in", "im", "un", "de") and long[:at] + long[at + 2 :] == short for at in range(1, len(short))
    )


@lru_cache(maxsize=1024)
def _with_other_prefix(word: str) -> tuple[str, ...]:
    """Return what another prefix would make of `word`; the first letter stays, for a slip keeps it too."""
    if singular(word) in _WHOLE:
        return ()
    own = max((p for p in _PREFIXES if word.startswith(p) and len(word) - len(p) >= 4), key=len, default="")
    return tuple(p + word[len(own) :] for p in _PREFIXES if own and p != own and p[0] == own[0])


@lru_cache(maxsize=1024)
def _with_other_ending(word: str) -> tuple[str, ...]:
    """Return what another ending in place of its longest one would make of `word`, singular and plural."""
    base = singular(word)
    own = [(ending, group, family) for family in _ENDINGS for group in family for ending in group if base.endswith(ending)]
    if not own:
        return ()
    ending, group, family = max(own, key=lambda found: len(found[0]))
    others = [base[: -len(ending)] + other for rivals in family if rivals != group for other in rivals]
    return tuple(others) if base == word else (*others, *(f"{other}s" for other in others))
