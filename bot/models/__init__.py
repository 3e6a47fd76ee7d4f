"""The embedded models and the thin code that runs them."""
