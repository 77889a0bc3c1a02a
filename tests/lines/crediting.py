"""The section of credits as one sheet: calendar, crediting period, waterfall, and the books that a test chooses."""

from __future__ import annotations

from appraisal.lines.calendar import Calendar
from appraisal.lines.credit_costs import FlatFee, NoAftercare, NoRegistrationFee, Requested
from appraisal.lines.credits import CreditingPeriod, ProjectCrediting, Waterfall
from appraisal.lines.reference import AsUsual
from appraisal.lines.sales import SpotPrice, SpotSales

from .books import row, sheet

TONNES = (ProjectCrediting, AsUsual)
SALES = (SpotPrice, SpotSales)
COSTS = (Requested, FlatFee, NoRegistrationFee, NoAftercare)

NOTHING = (
    "uncertainty_discount",
    "buffer",
    "share_of_proceeds",
    "overall_mitigation",
    "corresponding_adjustment",
    "issuance_lag",
    "issuance_fee",
    "monitoring_cost",
    "registration_cost",
    "owners__host",
    "owners__partner",
    "crediting__start_after",
    "crediting__renewals",
)
PLAIN = dict.fromkeys(NOTHING, 0) | {"owners__developer": 1, "share_cashed": 1, "price": 10, "crediting__years": 100}
"""Terms that cost and take nothing, and credit all of operation."""


def waterfall(abatement, operation=25, construction=1, *, tonnes=TONNES, sales=SALES, costs=COSTS, swap=(), **stated):
    """Run the section of credits on the tonnes of each year; ``swap`` are further rows of the swap by name."""
    return sheet(
        {"": [Calendar], "credits": [CreditingPeriod, *tonnes, Waterfall, *sales, *costs]},
        elapsed=row(*range(len(abatement))),
        year=2020 + row(*range(len(abatement))),
        timeline__construction__years=construction,
        timeline__operation=operation,
        whole_year=1,
        swap__abatement=row(*abatement),
        **{f"swap__{name}": value for name, value in dict(swap).items()},
        **{f"credits__{name}": value for name, value in (PLAIN | stated).items()},
    )
