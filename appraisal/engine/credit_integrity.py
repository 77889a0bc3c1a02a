"""The credit waterfall checked on itself: every tonne and every amount of money adds up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from appraisal.engine.ledger import ledger
from appraisal.engine.model import Run

Identity = tuple[str, Any, Any]


def tonnes(run: Run) -> Iterator[Identity]:
    """Yield the identities of tonnes: name, left, right."""
    rows = {name.removeprefix("credits."): row for name, row in run.rows.items() if name.startswith("credits.")}
    taken = rows["forwarded"] + rows["buffered"] + rows["levied"] + rows["cancelled"]
    yield "issued = forwarded + buffer + levies + cancelled", taken, rows["issued"]
    owned = rows["developer_credits"] + rows["host_credits"] + rows["partner_credits"]
    yield "forwarded = developer + host + partner", owned, rows["forwarded"]
    yield "developer's credits = sold + held", rows["sold"] + rows["held"], rows["developer_credits"]
    yield "credits paid = credits sold", run.total("credits.delivered"), run.total("credits.sold")
    found = ledger(run)
    if found is not None:
        yield "the ledger's uses add up to issued", found.issued, rows["issued"][:, 0]


def money(run: Run) -> Iterator[Identity]:
    """Yield the identities of money from and for credits, in money of each year: name, left, right."""
    rows = run.rows
    sales, revenue = run.total("credits.sales_value"), run.total("credits.revenue")
    if "credits.prepaid" in rows:
        discount = run.total("credits.prepaid") * rows["credits.agreement.prepayment_discount"][0]
        yield "money from credits = sales less the discount of prepayment", revenue, sales - discount
    else:
        yield "money from credits = sales", revenue, sales
    if "credits.registration_advance" in rows:
        paid = run.total("credits.issuance_cost") + run.total("credits.registration_advance")
        owed = np.maximum(run.total("credits.issuance_levy"), run.total("credits.registration_advance"))
        yield "fees paid = fees owed, the advance included", paid, owed


def excess(run: Run) -> Iterator[tuple[str, float]]:
    """Yield by how much credits are above what they may come from, as a share of all of it; below 0 where never."""
    issued = run.rows["credits.issued"]
    shared = "credits.sector_credits" in run.rows
    allowed = np.maximum(run.rows["credits.sector_credits" if shared else "swap.abatement"], 0)
    to_date = np.add.accumulate(allowed, axis=0)
    source = "what the sector earned" if shared else "abated to date"
    yield f"issued to date is never above {source}", _over(np.add.accumulate(issued, axis=0), to_date)
    if not shared:
        yield "no vintage is credited beyond its abatement", _over(issued, allowed)


def _over(issued: Any, allowed: Any) -> float:
    return float(np.max((issued - allowed) / np.maximum(allowed.max(), 1)))
