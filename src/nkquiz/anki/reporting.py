"""The address under which a learner reports an error on a card, with the fact's id filled in.

It stands in the note's field `Data`, since nothing of a collection may stand in a template. So every note of a collection
changes with the address.
"""

from __future__ import annotations

import re

from nkquiz.settings import REPORT_ADDRESS

PLACEHOLDER = "{id}"

_ISSUE_FORM = re.compile(r"/issues/new/?\Z")
_UNSAFE = re.compile(r"[^A-Za-z0-9._~:/?#@!$&()*+,;=%-]")
"""What an address cannot hold as it is, and what Anki, its editor or a browser would take for more than an address."""


def report_address(report: str, fact_id: str) -> str:
    """Return the address for reports on one fact, "" if the collection names none that is safe.

    `{id}` in the address is the id's place. Else it goes where it is read: the subject of a mail, the title of a new
    issue, a parameter `card` of any other page.
    """
    if not REPORT_ADDRESS.match(report):
        return ""
    if PLACEHOLDER in report:
        return _encoded(report.replace(PLACEHOLDER, fact_id))
    if report[:7].lower() == "mailto:":
        return _encoded(_with(report, "body" if "subject=" in report.lower() else "subject", f"Card {fact_id}"))
    page, mark, part = report.partition("#")
    name = "title" if _ISSUE_FORM.search(page.partition("?")[0]) else "card"
    return _encoded(_with(page, name, fact_id) + mark + part)


def general_address(report: str) -> str:
    """Return the address for reports on no fact in particular, "" as above."""
    return _encoded(report.replace(PLACEHOLDER, "")) if REPORT_ADDRESS.match(report) else ""


def _with(address: str, name: str, value: str) -> str:
    mark = "&" if "?" in address else "?"
    return f"{address}{'' if address.endswith(('?', '&')) else mark}{name}={value}"


def _encoded(address: str) -> str:
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8")), address)
