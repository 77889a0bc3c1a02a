"""How every chart looks: colours, letters, and the source line at its foot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from threading import RLock
from typing import Any

from appraisal.engine.books import timing_of
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import CARBON_PRICE

ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
"""The colours of Okabe and Ito, which readers with any colour vision tell apart."""

BROWN = "#661100"
MINT = "#B5E3C8"
LILAC = "#D9C2E9"
"""Further colours, as far from the others to any colour vision as those are from one another."""

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


def source_line(scenario: Scenario, view: str = "") -> str:
    """Return where the numbers of a chart come from, and the conventions that they rest on.

    ``view`` takes the place of the conventions of the project's own result.
    """
    said = [
        f"Source: “{scenario.name}” (scenario {scenario.hash[:8]}), appraisal {version('appraisal')}.",
        f"{view or discounted_words(scenario) + '; ' + result_words(scenario)}.",
        *([f"Stated and not appraised yet: {left_out(scenario)}."] if scenario.not_appraised else []),
    ]
    return " ".join(said)


def discounted_words(scenario: Scenario) -> str:
    """Return the basis, the discount rate and the timing in words."""
    timing = timing_of(scenario).replace("_", " ")
    return f"{basis_words(scenario)}; discount rate {rate_words(scenario)}; timing {timing}"


def result_words(scenario: Scenario) -> str:
    """Say what the project's own result is before and after."""
    finance = scenario.document.finance
    grant = " and grant" if finance is not None and finance.grant is not None else ""
    if scenario.document.tax is None:
        return f"after{grant.removeprefix(' and')}, before tax and debt" if grant else "before tax and finance"
    return f"after tax{grant}, before debt"


def year_words(scenario: Scenario) -> str:
    """Say that amounts are in money of their own year."""
    currency = scenario.currency
    return f"Nominal {currency}" if scenario.document.money.basis == "nominal" else f"{currency} of each year"


def priced_words(scenario: Scenario) -> str:
    """Name what puts a price on tonnes: credits, or a price on their emission."""
    return "a carbon price" if scenario.document.mechanism == CARBON_PRICE else "credits"


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
