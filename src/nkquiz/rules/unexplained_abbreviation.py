"""An abbreviation that is nowhere spelled out is a word of a language that the learner does not speak yet.

Judged are words of three to six capitals. One is explained by a group of the glossary, by brackets somewhere in the
collection ("extracorporeal membrane oxygenation (ECMO)"), by a fact that asks what it stands for, or by the words in the
same fact whose first letters it is made of. Abbreviations that are better known than their words (DNA, USA, PDF) are spared.
Names of genes, firms and files cannot be told from abbreviations; look at what is told, and put into the glossary what is one.

From: not learning what one does not understand (P. Wozniak, Twenty rules, 1999, rule 1), and the style guides of journals.
"""

import re
from collections.abc import Iterator

from nkquiz.diagnostics import Problem
from nkquiz.model import Fact
from nkquiz.rule import Bank, Rule
from nkquiz.rules._texts import texts_of

_WORD = re.compile(r"(?<![\w.*/-])([A-Z]{3,6})s?(?![\w*-]|\.\w)")
_BRACKETED = re.compile(r"\(([A-Z]{3,6})s?[);,]|\b([A-Z]{3,6})s? \(")
_TAUGHT = re.compile(
    r"\b(?:stands? for|short for|abbreviat\w+|acronym|initials|spelled out|in full|mean)\b"
    r"|\bwhat is (?:an? |the )?[A-Z]{3,6}\?",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"[^\W_]++")
_LITTLE = frozenset("a an and at by for from in of on or the to with".split())
_QUOTED = re.compile(r"\"[^\"]*\"|“[^“”]*”")
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_KNOWN = frozenset(
    # Better known so than in full, and words that are set in capitals to be seen.
    "DNA RNA ATP ADP AMP HIV AIDS PCR MRI BMI ECG EEG USA BBC NASA NATO WHO FDA EMA CDC NHS UNO GPS USB CPU GPU RAM ROM PDF "
    "HTML HTTP HTTPS URL URI WWW CSS XML JSON YAML SQL ASCII UTF LED LCD DVD VIP FAQ GDP VAT CEO PHD ISBN UNESCO UNICEF FIFA "
    "UEFA SOS OPEC IBM JPEG PNG GIF SMS PIN ATM RGB API "
    "NOT AND NOR ALL ANY BUT THE ARE WAS FOR BEST MOST LEAST FIRST LAST TRUE FALSE ONLY MUST EXCEPT NEVER ALWAYS NONE ONE TWO "
    "WITH NULL".split()
)


def _check(bank: Bank) -> Iterator[Problem]:
    explained = set(_KNOWN)
    for group in bank.collection.settings.glossary:
        explained.update(word for entry in group for word in _WORD.findall(entry))
    open_ones: dict[str, Problem] = {}
    for fact in bank.facts:
        texts = tuple(texts_of(fact))
        used = {word: key for key, text in reversed(texts) for word in _WORD.findall(_QUOTED.sub(" ", text))}
        if not used:
            continue
        explained.update(name for _, text in texts for pair in _BRACKETED.findall(text) for name in pair)
        explained.update(used.keys() & _explained_in(fact, [text for _, text in texts]))
        for word, key in used.items():
            if word not in open_ones and not _ROMAN.fullmatch(word):
                hint = "spell it out once, in brackets or in `because`, or put it into the glossary"
                message = f"`{word}` is spelled out nowhere in the collection"
                open_ones[word] = Problem(fact.where.span(key), "NK327", message, hint)
    yield from (problem for word, problem in open_ones.items() if word not in explained)


def _explained_in(fact: Fact, texts: list[str]) -> set[str]:
    """Return what the words of a fact may explain: all that it teaches, and the first letters of words that follow."""
    if fact.kind == "term" or _TAUGHT.search(fact.text(fact.kind)):
        return {word for text in texts for word in _WORD.findall(text)}
    return {word for text in texts for word in _made_of(text, {w for each in texts for w in _WORD.findall(each)})}


def _made_of(text: str, wanted: set[str]) -> Iterator[str]:
    """Yield those of `wanted` whose letters begin words of `text` that follow each other; one may stand within a word."""
    words = [word for word in _INITIAL.findall(text) if not word.isupper() or len(word) == 1]
    every = "".join(word[0].upper() for word in words)
    weighty = "".join(word[0].upper() for word in words if word not in _LITTLE)
    for name in wanted:
        shorter = (name[:n] + name[n + 1 :] for n in range(1, len(name)))
        if any(letters in initials for letters in (name, *shorter) for initials in (every, weighty)):
            yield name


RULE = Rule(
    code="NK327",
    title="An abbreviation that is nowhere spelled out.",
    doc=__doc__,
    bad="""
        id: ecmo
        ask: Which organ does ECMO stand in for?
        answer: The lungs, and with them the heart
        """,
    good="""
        id: ecmo
        ask: Which organ does extracorporeal membrane oxygenation (ECMO) stand in for?
        answer: The lungs, and with them the heart
        """,
    check=_check,
    hint=True,
)
