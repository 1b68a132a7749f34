"""What changes for a learner between two releases: the two sides, what differs, and how it is told."""
