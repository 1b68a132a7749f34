"""A package in the hands of learners: what happens to it in the real Anki. Run by a Python that has `anki`, never imported.

Anki's library is under the AGPL and nkquiz is not, so the two meet only here: `nkquiz verify` starts this file in a
process of its own, under any interpreter from Python 3.9, writes a request to it as JSON and reads observations as
JSON. It knows nothing of nkquiz but its note types' names and the tag of retired facts. It judges nothing:
verification.py does.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from faults import faults_of
from profiles import Profile, Refused, attempt, beginner, in_folder, unstable
from updates import updater


def observations(request: dict[str, str]) -> dict[str, Any]:
    """Return what learners met: `refused` if Anki does not take the package, `failed` if it stumbles later."""
    reply: dict[str, Any] = {}
    try:
        profile, reply["beginner"] = beginner(request["file"], in_folder(request, "new"))
    except Refused as refused:
        return {"refused": str(refused)}
    try:
        attempt(lambda: observe(request, profile, reply))
    except Refused as refused:
        reply["failed"] = str(refused)
    return reply


def observe(request: dict[str, str], profile: Profile, reply: dict[str, Any]) -> None:
    """Add to `reply` what the learner of `profile` finds, and one who had another package before."""
    reply["beginner"]["unstable"] = unstable(profile, request["file"])
    faults = faults_of(beginner(request["file"], in_folder(request, "checked"))[0])  # Check Database mends: so another one
    reply["beginner"]["observed"] = faults
    if not request.get("after"):
        return
    try:
        old, _ = beginner(request["after"], in_folder(request, "old"))
    except Refused as refused:
        reply["old_refused"] = str(refused)
        return
    reply["updater"] = updater(request, old, profile, faults)


def reply_to(request: dict[str, str]) -> dict[str, Any]:
    """Return the observations, or why there can be none here."""
    try:
        from anki.buildinfo import version
    except ImportError:
        return {"missing": True}
    try:
        from anki.import_export_pb2 import ImportAnkiPackageOptions  # noqa: F401 - which Anki before 23.10 lacks
    except ImportError:
        return {"anki": str(version), "too_old": True}
    return {"anki": str(version), **observations(request)}


def main() -> None:
    """Read a request, write the reply."""
    # Anki itself prints to standard output now and then: keep the real one for the answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    json.dump(reply_to(json.loads(sys.stdin.read())), answers)
    answers.close()


if __name__ == "__main__":
    main()
