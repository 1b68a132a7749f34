"""Names that a learner's collection keeps for ever: guids, fact ids, card names, deck names. See docs/contracts.md."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from hashlib import blake2b
from itertools import count

ID_PATTERN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
ID_LENGTH = 64
NAMESPACE_PATTERN = re.compile(r"[0-9a-f]{32}\Z")

_DRAWN_LENGTH = 40
_LITTLE_WORDS = frozenset(
    "a an and are as at be by do does did for from how in is it its of on or that the this to was were what when where "
    "which who why will with".split()
)
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that Unicode does not take apart into a plain one and its mark."""

_COLONS = re.compile(r":{2,}")
_HARMLESS = str.maketrans("<>[]", "‹›()")


def is_id(text: str) -> bool:
    """Return True if `text` can be the id of a fact or a deck: lower-case words joined by hyphens, at most 64 characters."""
    return len(text) <= ID_LENGTH and ID_PATTERN.match(text) is not None


def tidy_id(text: str) -> str:
    """Return `text` written as ids are, accents and all but letters and digits left out; it may be none nonetheless."""
    return "-".join(_words_of(text))


def _words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))


def free_id(text: str, taken: Collection[str]) -> str:
    """Return an id made from the words that carry `text`; a number is added where it is in `taken`."""
    words = _words_of(text)
    base = ""
    for word in [word for word in words if word not in _LITTLE_WORDS] or words:
        longer = f"{base}-{word}" if base else word
        if base and len(longer) > _DRAWN_LENGTH:
            break
        base = longer[:_DRAWN_LENGTH]
    base = base if is_id(base) else f"fact-{base}".rstrip("-")
    numbered = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in numbered if name not in taken)


def guid_of(namespace: str, kind: str, first_id: str) -> str:
    """Return the guid of a fact's note in Anki: 20 hex digits of BLAKE2b.

    `first_id` is the id under which the fact was first released, whatever it is called now. Text, deck and order have
    no part in it, so none of them can make a duplicate.
    """
    name = f"nkquiz\x1f{namespace}\x1f{kind}\x1f{first_id}"
    return blake2b(name.encode("utf-8")).hexdigest()[:20]


def deck_name(collection_title: str, number: int, deck_title: str) -> str:
    """Return the name of a deck in Anki; frozen in the lock at the first release.

    `::` divides levels in Anki, so a title's own is written with a single colon, and none at its ends. Cards show the
    name as it is, so nothing in it can be HTML or one of Anki's own commands.
    """
    collection, deck = (_harmless(title) for title in (collection_title, deck_title))
    return f"{collection}::{number:02d} {deck}"


def _harmless(title: str) -> str:
    return " ".join(_COLONS.sub(":", title).translate(_HARMLESS).split()).strip(": ")
