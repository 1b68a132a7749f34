"""`nkquiz schema`: the JSON Schema of a file, for an editor."""

from __future__ import annotations

import json
from typing import TextIO

from nkquiz.schema import File, schema_of


def schema(file: File, out: TextIO) -> int:
    """Print the schema of a deck, of `nkquiz.yaml` or of `sources.yaml`; return 0."""
    json.dump(schema_of(file), out, ensure_ascii=False, indent=2)
    out.write("\n")
    return 0
