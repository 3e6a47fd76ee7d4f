"""
Figures of matplotlib as SVG that belongs into a page: its text is text, its colours are the page's.

What is drawn in a colour of this module comes out as a CSS variable, so that one drawing serves light and dark.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, MUTED, GRID = "#f00001", "#f00002", "#f00003"
SERIES = tuple(f"#f001{i:02d}" for i in range(8))
"""The colours of the pipelines, in their order."""
DASHES = ("", "6 2", "2 1.5", "7 2 1.5 2", "4 1.5", "9 3", "1 2", "6 1.5 1.5 1.5 1.5 1.5")
"""The dashes of the pipelines' lines, as SVG writes them, so that colour is not all that tells them apart."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")

_VARIABLES = {INK: "--ink", MUTED: "--muted", GRID: "--line"} | {c: f"--series-{i}" for i, c in enumerate(SERIES)}
_UNITS = 72  # of an SVG by matplotlib, in an inch
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans"],  # ships with matplotlib, so that every machine lays out alike
    "font.size": 11,
    "text.color": INK,
    "text.parse_math": False,  # names are of people's choice, and a dollar sign is no formula
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
}


@contextmanager
def styled(salt: str) -> Iterator[None]:
    """Draw and write in this context; *salt* keeps the ids of one page's drawings apart."""
    with mpl.rc_context():
        mpl.rcdefaults()  # a user's own matplotlibrc is for the user's own drawings
        mpl.rcParams.update({**_STYLE, "svg.hashsalt": salt})
        yield


def new_figure(width: float, height: float) -> Figure:
    """Return a figure of that many SVG units, laid out so that no label is cut off."""
    return Figure(figsize=(width / _UNITS, height / _UNITS), layout="constrained")


def series(index: int) -> dict[str, Any]:
    """Return how matplotlib draws the line of the pipeline at *index*."""
    i = index % len(SERIES)
    dashes = tuple(float(part) for part in DASHES[i].split())
    return {"color": SERIES[i], "linestyle": (0, dashes) if dashes else "-", "marker": MARKERS[i]}


def bare(axes: Axes) -> None:
    """Leave nothing of the axes but the labels and the grid along x."""
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.grid(visible=False, axis="y")


def to_svg(figure: Figure, label: str) -> str:
    """Return the figure as an `<svg>` for HTML: no prolog, no ids but those referred to, no fixed size."""
    written = StringIO()
    with warnings.catch_warnings():
        # The letters of a name that the layout's font lacks are drawn by the reader's own fonts.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(written, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    return _for_page(written.getvalue(), label)


def _for_page(svg: str, label: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->\s*|<style.*?</style>\s*|<defs>\s*</defs>\s*", "", svg, flags=re.DOTALL)
    box = re.search(r'viewBox="[^"]*"', svg)
    head = f'<svg {box[0] if box else ""} role="img" aria-label="{escape(label)}">'
    svg = re.sub(r"<svg[^>]*>", lambda _: head, svg, count=1)
    referred = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    svg = re.sub(r' id="([^"]*)"', lambda m: m[0] if m[1] in referred else "", svg)
    return re.sub(r'style="[^"]*"', lambda m: _themed(m[0]), svg)


def _themed(style: str) -> str:
    return re.sub(r"#f0[0-9a-f]{4}", lambda m: f"var({_VARIABLES[m[0]]})" if m[0] in _VARIABLES else m[0], style)
