"""Makes the shipped models: fetch, export, measure. Not part of the installed package."""
