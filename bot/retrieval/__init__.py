"""Storage and search: generations of an index on disk, and the passages of a question out of them."""
