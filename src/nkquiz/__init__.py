"""nkquiz: facts in YAML become an Anki package and a terminal quiz."""

__version__ = "0.1.0"
