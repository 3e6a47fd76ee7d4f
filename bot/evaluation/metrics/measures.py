"""The metrics by name: what each is, in which group it is reported, and which direction is better."""

from dataclasses import dataclass
from typing import Literal

Group = Literal["answers", "abstention", "retrieval", "citations", "speed"]
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: *text* says what it is, for reports."""

    name: str
    group: Group
    text: str
    better: Better = "higher"
    share: bool = True
    """Whether it lies in [0, 1]."""


METRICS = (
    Metric("right", "answers", "questions answered rightly, or rightly abstained from"),
    Metric("contains", "answers", "answerable: the answer holds an alternative of every gold group"),
    Metric("exact", "answers", "answerable: SQuAD exact match of the short answer"),
    Metric("f1", "answers", "answerable: SQuAD token F1 of the short answer"),
    Metric("choice", "answers", "multiple choice: the choice that the evidence supports best is right"),
    Metric("sentence-f1", "answers", "answerable: F1 of the sentences cited against those that hold the answer"),
    Metric("words", "answers", "words spent on an answer", "lower", share=False),
    Metric("answered", "abstention", "answerable: questions that got an answer"),
    Metric("abstention-recall", "abstention", "of the unanswerable questions, those abstained from"),
    Metric("abstention-precision", "abstention", "of the questions abstained from, those that are unanswerable"),
    Metric("abstention-f1", "abstention", "harmonic mean of abstention-precision and abstention-recall"),
    Metric("auroc", "abstention", "answerable told from unanswerable by confidence, area under the ROC curve"),
    Metric("auroc-right", "abstention", "right answers told from all else by confidence, area under the ROC curve"),
    Metric("coverage@5", "abstention", "questions answered when at most 5 % of the answers are wrong"),
    Metric("coverage@10", "abstention", "questions answered when at most 10 % of the answers are wrong"),
    Metric("coverage@20", "abstention", "questions answered when at most 20 % of the answers are wrong"),
    Metric("wrong@5", "abstention", "of the answers kept for coverage@5, those that are wrong", "lower"),
    Metric("wrong@10", "abstention", "of the answers kept for coverage@10, those that are wrong", "lower"),
    Metric("wrong@20", "abstention", "of the answers kept for coverage@20, those that are wrong", "lower"),
    Metric("ece", "abstention", "expected calibration error of the confidence", "lower"),
    Metric("ece-fitted", "abstention", "the same after a logistic calibration fitted on other questions", "lower"),
    Metric("hit@1", "retrieval", "the first article is one that answers"),
    Metric("hit@5", "retrieval", "an article that answers is among the first 5"),
    Metric("hit@10", "retrieval", "an article that answers is among the first 10"),
    Metric("mrr@10", "retrieval", "mean reciprocal rank of the first article that answers, among 10"),
    Metric("ndcg@10", "retrieval", "normalised discounted cumulative gain of the first 10 articles"),
    Metric("recall@10", "retrieval", "of the articles that answer, those among the first 10"),
    Metric("p@10", "retrieval", "of the first 10 articles, those that answer"),
    Metric("answer-recall@1", "retrieval", "the first passage holds the answer"),
    Metric("answer-recall@5", "retrieval", "the first 5 passages hold the answer"),
    Metric("answer-recall@10", "retrieval", "the first 10 passages hold the answer"),
    Metric("citation-precision", "citations", "citations whose span supports their sentence"),
    Metric("citation-recall", "citations", "sentences with a citation that supports them"),
    Metric("evidence-precision", "citations", "answerable: cited spans that hold gold evidence or a gold answer"),
    Metric("article-recall", "citations", "answerable: of the articles that answer, those cited"),
    Metric("first-citation", "citations", "answerable: the first citation is of an article that answers"),
    Metric("span-validity", "citations", "citations whose quote is exactly the span of the article; must be 1"),
    Metric(
        "written",
        "citations",
        "questions put to the chat model that it answered or declined; to the others the embedded reader answered",
    ),
    Metric("supported", "citations", "written answers: sentences that the spans they cite bear out"),
    Metric("withheld", "citations", "written answers: sentences that nothing bears out", "lower"),
    Metric(
        "repaired",
        "citations",
        "written answers: sentences cited anew, for the model cited nothing that bears them out",
        "lower",
    ),
    Metric(
        "first-token",
        "speed",
        "written answers: milliseconds to the chat model's first word, mean",
        "lower",
        share=False,
    ),
    Metric("tokens", "speed", "written answers: tokens read and written by the chat model", "lower", share=False),
    Metric("retrieve-p50", "speed", "milliseconds to retrieve, median", "lower", share=False),
    Metric("retrieve-p95", "speed", "milliseconds to retrieve, 95th percentile", "lower", share=False),
    Metric("read-p50", "speed", "milliseconds to read, median", "lower", share=False),
    Metric("read-p95", "speed", "milliseconds to read, 95th percentile", "lower", share=False),
    Metric("total-p50", "speed", "milliseconds from question to answer, median", "lower", share=False),
    Metric("total-p95", "speed", "milliseconds from question to answer, 95th percentile", "lower", share=False),
    Metric("questions-per-second", "speed", "questions answered a second, one after the other", share=False),
    Metric("peak-memory", "speed", "MiB of memory at most, of the whole process up to then", "lower", share=False),
)
BY_NAME = {metric.name: metric for metric in METRICS}
