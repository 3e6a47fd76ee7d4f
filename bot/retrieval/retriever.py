"""The LangChain retriever; a module of its own, since importing its base class costs a third of a second."""

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from bot.retrieval.ranking import Mode, rank
from bot.retrieval.snapshot import Snapshot
from bot.types import Filters


class HybridRetriever(BaseRetriever):
    """Passages of an open generation, with their scores in the metadata; made for a question, dropped after it."""

    snapshot: Snapshot
    """Held by whoever asks, so that the passages and the rest of the answer are of one generation."""
    embed: Callable[[str], Any]
    """Gives a question's vector."""
    k: int
    filters: Filters = Filters()
    mode: Mode = "hybrid"

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  # the base class hands it over by name
    ) -> list[Document]:
        return rank(self.snapshot, query, embed=self.embed, k=self.k, filters=self.filters, mode=self.mode)
