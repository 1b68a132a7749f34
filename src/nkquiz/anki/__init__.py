"""The Anki back end: facts -> notes -> a package that later releases can update."""
