"""ask: a question-answering bot over a corpus of news articles, in which every sentence can be checked."""

__version__ = "0.1.0"
