"""The learner's progress on disk: an append-only review log in SQLite. Knows no decks and no screens."""
