"""Numbers and units: equal values get one spelling, different ones never do.

Units keep their case: mg is not Mg, mM is not mm. Words for units (milligrams, weeks) become the symbol.
"""

from __future__ import annotations

import re

_SYMBOLS = (
    "kg g mg ug ng pg L dL mL uL km m cm mm um nm M mM uM nM pM mol mmol umol nmol "
    "s ms min h d wk mo y U IU mIU kU Gy mGy Bq MBq Da kDa mmHg kPa Hz bpm % °C °F"
)

UNITS = {
    **{symbol: symbol for symbol in _SYMBOLS.split()},
    "Kg": "kg",
    "KG": "kg",
    "gm": "g",
    "μg": "ug",
    "mcg": "ug",
    "μL": "uL",
    "μl": "uL",
    "ul": "uL",
    "μm": "um",
    "μM": "uM",
    "μmol": "umol",
    "l": "L",
    "ml": "mL",
    "dl": "dL",
    "iu": "IU",
    "C": "°C",
    "c": "°C",
    "F": "°F",
    "f": "°F",
    "sec": "s",
    "secs": "s",
    "mins": "min",
    "hr": "h",
    "hrs": "h",
    "wks": "wk",
    "yr": "y",
    "yrs": "y",
    "kd": "kDa",
    "kD": "kDa",
    "mmhg": "mmHg",
    "gy": "Gy",
}
"""Symbols as people write them -> one symbol. Case counts."""

_PREFIXES = {"": "", "kilo": "k", "deci": "d", "centi": "c", "milli": "m", "micro": "u", "nano": "n", "pico": "p"}
_BASES = {"gram": "g", "gramme": "g", "liter": "L", "litre": "L", "meter": "m", "metre": "m", "mole": "mol", "molar": "M"}

UNIT_WORDS = {
    **{prefix + base: short + symbol for prefix, short in _PREFIXES.items() for base, symbol in _BASES.items()},
    "second": "s",
    "minute": "min",
    "hour": "h",
    "day": "d",
    "week": "wk",
    "month": "mo",
    "year": "y",
    "unit": "U",
    "min": "min",
    "hr": "h",
    "sec": "s",
    "percent": "%",
    "celsius": "°C",
    "centigrade": "°C",
    "fahrenheit": "°F",
    "gray": "Gy",
    "cell": "cell",
    "patient": "patient",
    "dalton": "Da",
    "kilodalton": "kDa",
}
"""Words for units, singular and in lower case -> the symbol."""

NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {word: f"{tens}0" for tens, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), start=3)}

MULTIPLES = {"thousand": 3, "million": 6, "billion": 9}

_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?\Z")
_DECIMAL = re.compile(r"(\d*)(?:[.,](\d+))?(?:[eE](-?[1-9]\d?))?\Z")


def canonical_unit(text: str) -> str:
    """Return one spelling for a unit by itself: `per cent` is `%`, `day` and `days` are `d`, `mg per kg` is `mg/kg`.

    What is no unit that we know keeps its letters, in lower case and without the plural's s.
    """
    pieces = re.sub(r"\bper ?cent\b", "%", text.strip(), flags=re.IGNORECASE).replace(" per ", "/").split("/")
    return "/".join(_canonical_piece(piece.strip()) for piece in pieces)


def _canonical_piece(piece: str) -> str:
    word = piece.casefold()
    singular = word[:-1] if word.endswith("s") else word
    return UNITS.get(piece) or UNIT_WORDS.get(word) or UNIT_WORDS.get(singular) or singular


def is_unit(canonical: str) -> bool:
    """Return True if `canonical_unit` gave a unit that we know."""
    known = {*UNITS.values(), *UNIT_WORDS.values()}
    return all(piece in known for piece in canonical.split("/"))


def canonical_number(text: str, exponent: int = 0) -> str:
    """Return one spelling for equal values: `8.0`, `8` and `8,0` are `8`; `10e5` and `1,000,000` are `1e6`.

    A text that is no single number (`02`, `1.2.3`, `1e999`) stays as it is.
    """
    if _THOUSANDS.match(text):
        text = text.replace(",", "")
    match = _DECIMAL.match(text)
    if not match:
        return text
    whole, fraction, power = match[1], match[2] or "", int(match[3] or 0) + exponent
    if len(whole) > 1 and whole[0] == "0":
        return text
    digits = (whole + fraction).lstrip("0")
    power -= len(fraction)
    significant = digits.rstrip("0")
    power += len(digits) - len(significant)
    return f"{significant}e{power}" if significant else "0"
