"""Charts: one function a figure, from a result to a matplotlib figure; matplotlib is imported when one is drawn."""

from appraisal.outputs.charts.abatement_cost_curve import abatement_cost_curve
from appraisal.outputs.charts.about import About, Block, Offer, Phase
from appraisal.outputs.charts.cash_by_party import cash_by_party
from appraisal.outputs.charts.cash_flow import cash_flow
from appraisal.outputs.charts.chart_set import ChartSet, chart_set
from appraisal.outputs.charts.credit_waterfall import credit_waterfall
from appraisal.outputs.charts.debt_service import debt_service
from appraisal.outputs.charts.npv_waterfall import npv_waterfall
from appraisal.outputs.charts.party_accounts import party_accounts
from appraisal.outputs.charts.save import as_png, as_svg, chart_files, save
from appraisal.outputs.charts.sources_uses import sources_uses
from appraisal.outputs.charts.supply_curve import supply_curve
from appraisal.outputs.charts.threshold_card import threshold_card_chart
from appraisal.outputs.charts.threshold_curve import threshold_curve_chart
from appraisal.outputs.charts.tonnes_by_measure import tonnes_by_measure
from appraisal.outputs.charts.tornado import tornado_chart

__all__ = [
    "About",
    "Block",
    "ChartSet",
    "Offer",
    "Phase",
    "abatement_cost_curve",
    "as_png",
    "as_svg",
    "cash_by_party",
    "cash_flow",
    "chart_files",
    "chart_set",
    "credit_waterfall",
    "debt_service",
    "npv_waterfall",
    "party_accounts",
    "save",
    "sources_uses",
    "supply_curve",
    "threshold_card_chart",
    "threshold_curve_chart",
    "tonnes_by_measure",
    "tornado_chart",
]
