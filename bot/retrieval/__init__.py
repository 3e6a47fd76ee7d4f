"""The index on disk, and the ranking of its passages for a question."""
