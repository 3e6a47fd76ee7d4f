"""
The report of a run as one HTML file, which asks nothing of any network and trusts no text that it shows.

Without JavaScript all of it can be read; with it, the questions can be filtered.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.evaluation.metrics.comparison import Comparison
from bot.evaluation.page import questions, summary
from bot.evaluation.page.visible import visible
from bot.evaluation.report import comparison_table
from bot.evaluation.run import Run

if TYPE_CHECKING:
    from bot.evaluation.page.charts import Chart

FOLDER = Path(__file__).parent
SYMBOLS = {"right": "✓", "wrong": "✗", "withheld": "○", "unfounded": "!", "unscored": "·", "missing": "–"}
WORDS = {name: name for name in SYMBOLS} | {"unscored": "not scored", "missing": "not asked"}


def to_html(run: Run, texts: Mapping[str, str] = MappingProxyType({}), comparisons: Sequence[Comparison] = ()) -> str:
    """
    Return the report; the same run gives the same bytes.

    *texts* are those of the articles by id, which a run does not hold: retrieved passages then show how they begin.
    *comparisons* are those of an earlier run with this one.
    """
    from bot.evaluation.page.charts import charts_of  # matplotlib takes a while to import
    from bot.evaluation.page.drawing import DASHES

    script, golds, tallies = _script(), summary.gold_of(run), summary.tallies(run)
    entries = questions.entries(run)
    page = _environment().get_template("page.html")
    return page.render(
        run=run,
        texts=texts,
        css=_css(),
        script=script,
        policy=_policy(script),
        answerable=sum(gold.answerable for gold in golds),
        unanswerable=sum(not gold.answerable for gold in golds),
        tallies=tallies,
        unscored=any(name == "unscored" for tally in tallies for name, _ in tally.counts),
        meanings=summary.VERDICTS,
        figures=summary.figures_of(run),
        comparisons=[(comparison, comparison_table(comparison)) for comparison in comparisons],
        charts=[_trusted(chart) for chart in charts_of(run)],
        dashes=DASHES,
        entries=entries,
        places={entry.gold.id: place for place, entry in enumerate(entries, 1)},
        kinds=Counter(gold.kind for gold in golds),
        order=questions.ORDER,
        present={verdict for entry in entries for verdict in entry.verdicts},
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = _moment
    environment.globals |= {
        "symbols": SYMBOLS,
        "words": WORDS,
        "passages_of": questions.passages_of,
        "beginning_of": questions.beginning_of,
        "scores_of": questions.scores_of,
    }
    return environment


def _moment(date: str) -> str:
    """
    Return an ISO 8601 moment as people read it; anything else as it is.

    >>> _moment("2021-05-06T09:08:09+02:00"), _moment("today")
    ('2021-05-06 07:08 UTC', 'today')
    """
    try:
        return datetime.fromisoformat(date).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return date


def _shown(value: object) -> object:
    """Make each value that a template shows harmless; what is markup already was made of such values."""
    return value if isinstance(value, Markup) else visible(str(value))


def _css() -> Markup:
    return Markup((FOLDER / "page.css").read_text(encoding="utf-8"))  # noqa: S704  # ships with the package


def _script() -> Markup:
    return Markup((FOLDER / "page.js").read_text(encoding="utf-8"))  # noqa: S704  # ships with the package


def _policy(script: str) -> str:
    """Return a policy by which nothing is loaded, and no script runs but ours."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    ours = f"script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:"
    return f"default-src 'none'; {ours}; base-uri 'none'; form-action 'none'"


def _trusted(chart: "Chart") -> dict[str, object]:
    """Return the chart with its drawing as markup: matplotlib escapes the text in it."""
    return {
        "name": chart.name,
        "title": chart.title,
        "text": chart.text,
        "svg": Markup(chart.svg),  # noqa: S704  # its text is escaped by matplotlib
        "table": chart.table,
    }
