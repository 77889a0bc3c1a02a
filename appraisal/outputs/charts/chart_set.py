"""Every chart of one scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from appraisal.engine import cover, parties
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.ledger import ledger
from appraisal.outputs.charts.cash_flow import cash_flow
from appraisal.outputs.charts.credit_waterfall import credit_waterfall
from appraisal.outputs.charts.debt_service import debt_service
from appraisal.outputs.charts.npv_waterfall import npv_waterfall
from appraisal.outputs.charts.party_accounts import party_accounts
from appraisal.outputs.charts.sources_uses import sources_uses
from appraisal.outputs.charts.threshold_card import is_drawable, threshold_card_chart
from appraisal.outputs.charts.tornado import tornado_chart
from appraisal.outputs.charts.usual_curve import usual_curve
from appraisal.outputs.money_record import construction_of
from appraisal.questions.sensitivity import tornado
from appraisal.questions.threshold_card import threshold_card

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class ChartSet(dict[str, "Figure"]):
    """The charts of a scenario by the name of their file; ``left_out`` says which have no meaning, and why."""

    def __init__(self) -> None:
        super().__init__()
        self.left_out: dict[str, str] = {}


def chart_set(appraisal: Appraisal, names: Iterable[str] | None = None) -> ChartSet:
    """Return every chart that has a meaning for the scenario, or those of the names."""
    charts = ChartSet()
    for name in CHARTS if names is None else names:
        drawn = CHARTS[name](appraisal)
        if isinstance(drawn, str):
            charts.left_out[name] = drawn
        else:
            charts[name] = drawn
    return charts


def _tornado(appraisal: Appraisal) -> Figure | str:
    moved = tornado(appraisal.model)
    if not moved.bars:
        return "no figure of the scenario moves the net present value"
    return tornado_chart(moved, appraisal.scenario)


def _credit_waterfall(appraisal: Appraisal) -> Figure | str:
    found = ledger(appraisal.run)
    if found is None:
        return "the scenario has no credits"
    if not found.abated.any() and not found.issued.any():
        return "no tonne is abated or credited"
    return credit_waterfall(appraisal)


def _threshold_card(appraisal: Appraisal) -> Figure | str:
    card = threshold_card(appraisal)
    if card is None:
        return "nothing puts a price on tonnes"
    if not is_drawable(card, appraisal):
        return "no price has an exchange rate, and no one breaks even"
    return threshold_card_chart(appraisal, card)


def _debt_service(appraisal: Appraisal) -> Figure | str:
    if appraisal.scenario.document.finance is None:
        return "the scenario has no finance"
    return str(cover.dscr_min(appraisal.run).reason) or debt_service(appraisal)


def _sources_uses(appraisal: Appraisal) -> Figure | str:
    if appraisal.scenario.document.finance is None:
        return "the scenario has no finance"
    return sources_uses(appraisal) if construction_of(appraisal.run)["uses"] else "nothing is spent in construction"


def _party_accounts(appraisal: Appraisal) -> Figure | str:
    several = len(parties.accounts(appraisal.run)) > 1
    return party_accounts(appraisal) if several else "no money moves between parties"


CHARTS: Mapping[str, Callable[[Appraisal], Figure | str]] = {
    "cash_flow": cash_flow,
    "npv_waterfall": npv_waterfall,
    "tornado": _tornado,
    "threshold_curve": usual_curve,
    "credit_waterfall": _credit_waterfall,
    "threshold_card": _threshold_card,
    "debt_service": _debt_service,
    "sources_uses": _sources_uses,
    "party_accounts": _party_accounts,
}
"""What draws each chart of a scenario, or says why it has none."""
