"""One collection, one English: `tumour` in one fact and `tumor` in the next look like a slip, and a search finds half of them.

`language` in `nkquiz.yaml` says which. Where it is `en-GB` (or that of Australia, Ireland, New Zealand or South Africa)
American spellings are told, where it is `en-US` British ones; other languages are not judged. Names (`Cancer Center`),
quotations, code and facts about spelling are spared, and so is what both write, such as `-ize`, `fetus` or `program`.

From: the style guides of journals, which want one spelling throughout; the grader takes both.
"""

import re
from collections.abc import Iterator, Sequence

from nkquiz.diagnostics import Problem
from nkquiz.rule import Bank, Rule
from nkquiz.rules._texts import texts_of

_BRITISH = ("en-gb", "en-au", "en-ie", "en-nz", "en-za")
_EMIA = "leuk|an|isch|glyc|ox|ur|bacter|vir|lipid|calc|kal|natr|thalass|tox|septic|acid|vol|globulin|albumin|bilirubin|phosphat"
_LL = "signal|label|model|channel|tunnel|travel|level|cancel|fuel|marvel"
_OUR = (
    "tum|col|discol|fav|behavi|harb|hum|lab|vap|od|neighb|hon|rum|endeav|flav|arm|splend|val|savi|parl|ferv|clam|cand|ranc|vig"
)
_ENDINGS = "s|ed|ing|al|able|ite|ites|hood|less|ful"

_TO_BRITISH = (
    (rf"((?:{_OUR}))or((?:{_ENDINGS})?)", r"\1our\2"),
    (r"((?:milli|deci|micro)?lit|cent|fib|theat|(?:kilo|centi|milli|nano)met)er(s?)", r"\1re\2"),
    (rf"(\w*(?:{_EMIA}))emi([ac]s?)", r"\1aemi\2"),
    (r"(lymph)?edema(s|tous)?", r"\1oedema\2"),
    (r"hem(o\w{3,}|at\w{3,})", r"haem\1"),
    (r"diarrhea(s|l)?", r"diarrhoea\1"),
    (r"estrogen(s|ic)?", r"oestrogen\1"),
    (r"(\w*)esophag(\w+)", r"\1oesophag\2"),
    (r"(p)ediatric(\w*)", r"\1aediatric\2"),
    (r"(orthop|c)edic(s?)", r"\1aedic\2"),
    (r"(gyn|an)ec(olog\w+)", r"\1aec\2"),
    (r"(an)esthe(\w+)", r"\1aesthe\2"),
    (r"etiolog(\w+)", r"aetiolog\1"),
    (r"celiac", r"coeliac"),
    (r"feces", r"faeces"),
    (r"fecal", r"faecal"),
    (r"(\w*pn)ea", r"\1oea"),
    (r"(anal|paral|catal|hydrol|electrol|dial)yz(e[drs]?|ers|ing)", r"\1ys\2"),
    (rf"((?:{_LL}))(ed|ing|ers?)", r"\1l\2"),
    (r"(def|off)ense(s?)", r"\1ence\2"),
    (r"gray", r"grey"),
    (r"skeptic(\w*)", r"sceptic\1"),
    (r"aluminum", r"aluminium"),
    (r"plow(s|ed|ing)?", r"plough\1"),
    (r"(calib|lust|somb|meag|spect)er(s)?", r"\1re\2"),
    (r"jewelry", r"jewellery"),
    (r"fulfill(s|ment)?", r"fulfil\1"),
    (r"skillful(ly)?", r"skilful\1"),
    (r"airplane(s)?", r"aeroplane\1"),
    (r"maneuver(s?)", r"manoeuvre\1"),
    (r"maneuver(ed|ing)", r"manoeuvr\1"),
)
_TO_AMERICAN = (
    (rf"((?:{_OUR}))our((?:{_ENDINGS})?)", r"\1or\2"),
    (r"((?:milli|deci|micro)?lit|cent|fib|theat|(?:kilo|centi|milli|nano)?met)re(s?)", r"\1er\2"),
    (r"(\w*)aemi([ac]s?)", r"\1emi\2"),
    (r"(lymph)?oedema(s|tous)?", r"\1edema\2"),
    (r"haem(o\w{3,}|at\w{3,})", r"hem\1"),
    (r"diarrhoea(s|l)?", r"diarrhea\1"),
    (r"oestrogen(s|ic)?", r"estrogen\1"),
    (r"(\w*)oesophag(\w+)", r"\1esophag\2"),
    (r"paediatric(\w*)", r"pediatric\1"),
    (r"orthopaedic(s?)", r"orthopedic\1"),
    (r"gynaecolog(\w+)", r"gynecolog\1"),
    (r"anaesthe(\w+)", r"anesthe\1"),
    (r"aetiolog(\w+)", r"etiolog\1"),
    (r"coeliac", r"celiac"),
    (r"faec(al|es)", r"fec\1"),
    (r"(\w*pn)oea", r"\1ea"),
    (r"(anal|paral|catal|hydrol|electrol|dial)ys(e[dr]?|ers|ing)", r"\1yz\2"),
    (rf"((?:{_LL}))l(ed|ing|ers?)", r"\1\2"),
    (r"(def|off)ence(s?)", r"\1ense\2"),
    (r"sceptic(al|ism|s)?", r"skeptic\1"),
    (r"aluminium", r"aluminum"),
    (r"plough(s|ed|ing)?", r"plow\1"),
    (r"(calib|lust|somb|meag|spect)re(s)?", r"\1er\2"),
    (r"jewellery", r"jewelry"),
    (r"fulfil(s|ment)?", r"fulfill\1"),
    (r"skilful(ly)?", r"skillful\1"),
    (r"aeroplane(s)?", r"airplane\1"),
    (r"manoeuvre(s?)", r"maneuver\1"),
    (r"manoeuvr(ed|ing)", r"maneuver\1"),
)
_WORD = re.compile(r"[^\W\d_]++")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^“”]*”|‘[^‘’]*’|(?<!\w)'[^']*'(?!\w)")
_OF_SPELLING = re.compile(r"\b(?:spell\w*|spelt|americans?|britons?|british|unit of (?:absorbed )?dose)\b", re.IGNORECASE)
_HEADS = (".", "?", "!", ":")


def _check(bank: Bank) -> Iterator[Problem]:
    language = bank.collection.settings.language.casefold().replace("_", "-")
    if language in _BRITISH:
        yield from _found(bank, _TO_BRITISH, "American")
    elif language == "en-us":
        yield from _found(bank, _TO_AMERICAN, "British")


def _found(bank: Bank, pairs: Sequence[tuple[str, str]], other: str) -> Iterator[Problem]:
    rules = tuple((re.compile(pattern), there) for pattern, there in pairs)
    memo: dict[str, str] = {}
    for fact in bank.facts:
        told: dict[str, Problem] = {}
        texts = tuple(texts_of(fact))
        for key, text in texts:
            for word in _others(text, rules, memo):
                hint = f"write `{memo[word]}`; `language` is {bank.collection.settings.language}"
                told.setdefault(word, Problem(fact.where.span(key), "NK328", f"`{word}` is {other} spelling", hint))
        if told and not any(_OF_SPELLING.search(text) for _, text in texts):
            yield from told.values()


def _others(text: str, rules: Sequence[tuple[re.Pattern[str], str]], memo: dict[str, str]) -> Iterator[str]:
    """Yield the words of `text` that are spelled the other way, but for names and what is quoted."""
    for match in _WORD.finditer(_QUOTED.sub(" ", text) if any(mark in text for mark in "\"“‘'") else text):
        word = match[0]
        if word not in memo:
            memo[word] = _in_ours(word, rules)
        if memo[word] and not (word[0].isupper() and _within(match)) and not _is_unit(match):
            yield word


def _in_ours(word: str, rules: Sequence[tuple[re.Pattern[str], str]]) -> str:
    """Return `word` as it is spelled here, "" if it is spelled so already."""
    small = word.casefold()
    ours = next((match.expand(there) for pattern, there in rules if (match := pattern.fullmatch(small))), "")
    return ours.capitalize() if word[0].isupper() else ours


def _is_unit(match: re.Match[str]) -> bool:
    """Return True for the unit of a dose of radiation, `2 gray`."""
    return match[0] == "gray" and match.string[: match.start()].rstrip()[-1:].isdigit()


def _within(match: re.Match[str]) -> bool:
    """Return True if the word does not begin a sentence, so that a capital makes it a name."""
    before = match.string[: match.start()].rstrip()[-1:]
    return bool(before) and before not in _HEADS


RULE = Rule(
    code="NK328",
    title="American spelling in a British collection, or the other way round.",
    doc=__doc__,
    bad="""
        # language: en-GB
        id: lysis
        ask: Which syndrome follows when many tumor cells die at once?
        answer: Tumor lysis syndrome
        """,
    good="""
        # language: en-GB
        id: lysis
        ask: Which syndrome follows when many tumour cells die at once?
        answer: Tumour lysis syndrome
        """,
    check=_check,
)
