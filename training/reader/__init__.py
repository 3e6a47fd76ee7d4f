"""Makes the shipped reader: prepare, train, export, measure."""
