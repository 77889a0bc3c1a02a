"""How every chart looks: colours, letters, and the source line at its foot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from threading import RLock
from typing import Any

from appraisal.engine.books import timing_of
from appraisal.scenario.scenario import Scenario

ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
"""The colours of Okabe and Ito, which readers with any colour vision tell apart."""

INK = "#1B2838"
SOFT = "#5B6675"
GRID = "#E4E7EB"
AXIS = "#9AA3AF"
STONE = "#7F8B99"
PAPER = "#FFFFFF"
PAYS = "#E9F3FA"
PAYS_NOT = "#FCEFE6"

TITLE = 13.0
SUBTITLE = 9.5
LABEL = 9.0
SMALL = 8.5
FOOT = 7.0

STYLE: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": AXIS,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": LABEL,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.dpi": 160,
    "figure.facecolor": PAPER,
    "font.family": ["DejaVu Sans"],
    "font.size": LABEL,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "svg.fonttype": "path",
    "svg.hashsalt": "appraisal",
    "text.color": INK,
    "text.hinting": "none",
    "text.parse_math": False,
    "xtick.color": AXIS,
    "xtick.labelcolor": SOFT,
    "xtick.labelsize": SMALL,
    "ytick.color": AXIS,
    "ytick.labelcolor": SOFT,
    "ytick.labelsize": SMALL,
}

_ONE_AT_A_TIME = RLock()


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the style of this package, whatever the settings of the user; they are put back afterwards.

    The settings of matplotlib belong to the whole process: two threads that changed them at once would leave the
    style of one behind, so they take turns.
    """
    import matplotlib

    with _ONE_AT_A_TIME, matplotlib.rc_context():
        matplotlib.rcdefaults()
        for name, value in STYLE.items():
            matplotlib.rcParams[name] = value  # type: ignore[index]
        yield


def source_line(scenario: Scenario) -> str:
    """Return where the numbers of a chart come from, and the conventions that they rest on."""
    said = [
        f"Source: “{scenario.name}” (scenario {scenario.hash[:8]}), appraisal {version('appraisal')}.",
        f"{basis_words(scenario)}; discount rate {rate_words(scenario)};",
        f"timing {timing_of(scenario).replace('_', ' ')}; before tax and finance.",
        *([f"Stated and not appraised yet: {left_out(scenario)}."] if scenario.not_appraised else []),
    ]
    return " ".join(said)


def left_out(scenario: Scenario) -> str:
    """Name what the scenario states and this version does not appraise, without the details."""
    names = dict.fromkeys(text.partition(":")[0] for text in scenario.not_appraised)
    return ", ".join("rules of the credits' mechanism" if name == "credits" else name for name in names)


def basis_words(scenario: Scenario) -> str:
    """Return the basis of the money in words."""
    money = scenario.document.money
    return f"Real {money.currency} of {money.price_year}" if money.basis == "real" else f"Nominal {money.currency}"


def rate_words(scenario: Scenario) -> str:
    """Return the discount rate as it is stated."""
    return scenario.figures["discount_rate"].text.removesuffix("/yr")
