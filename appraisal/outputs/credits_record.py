"""The part of the record on credits: the waterfall of tonnes and of money, the ledger, the threshold card."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from appraisal.engine.appraisal import Appraisal
from appraisal.engine.ledger import Ledger, ledger
from appraisal.engine.model import Run
from appraisal.engine.parties import present_value
from appraisal.questions.threshold_card import threshold_card
from appraisal.scenario import mechanisms

TONNES = (
    ("abated", "Abated over the life", "total"),
    ("outside_period", "outside the crediting period", "less"),
    ("below_reference", "below the reference, not credited", "less"),
    ("made_good", "made good for years below zero", "less"),
    ("not_earned", "not earned by the sector", "less"),
    ("creditable", "Creditable", "total"),
    ("uncertainty", "discount for uncertainty", "less"),
    ("issued", "Issued", "total"),
    ("buffer", "buffer", "less"),
    ("adaptation", "share of proceeds", "less"),
    ("cancelled", "overall mitigation, cancelled", "less"),
    ("forwarded", "Forwarded to owners", "total"),
    ("host", "host government", "less"),
    ("partner", "partner government", "less"),
    ("developer", "Developer's", "total"),
    ("held", "held, not sold", "less"),
    ("sold", "Sold", "total"),
)
"""The steps of tonnes: key, words, and whether the step is what stands or what is taken off."""

MONEY = (
    ("agreement", "sold under the agreement", "credits.agreement_value", 1, "operating"),
    ("spot", "sold on the spot market", "credits.spot_value", 1, "operating"),
    ("prepayment", "prepayment less its deliveries", "", 1, "operating"),
    ("guarantee", "price guarantee", "guarantee_payments", 1, "operating"),
    ("registration", "registration", "registration", -1, "outlay"),
    ("monitoring", "monitoring", "credits.monitoring_cost", -1, "operating"),
    ("sampling", "measuring by sample", "roll_out.sampling.crediting_cost", -1, "operating"),
    ("issuance", "fees at issuance", "credits.issuance_cost", -1, "operating"),
    ("aftercare", "aftercare", "credits.aftercare.cost", -1, "operating"),
)
"""The steps of money: key, words, row, sign, and when it counts."""


def credits_record(appraisal: Appraisal) -> dict[str, Any] | None:
    """Return what the record says of credits, or None where the scenario has none."""
    run = appraisal.run
    found = ledger(run)
    if found is None:
        return None
    document = appraisal.scenario.document
    mechanism = mechanisms.mechanisms()[document.mechanism]
    return {
        "mechanism": mechanism.key,
        "title": mechanism.title,
        "about": mechanism.about,
        "as_of": mechanisms.as_of(document),
        "rule": appraisal.scenario.words["credits.reference.rule"],
        "tonnes": _tonnes(run),
        "money": _money(run),
        "reference": _reference(run),
        "ledger": _ledger(found),
    }


def card_record(appraisal: Appraisal) -> dict[str, Any] | None:
    """Return the threshold card as a record, or None where nothing puts a price on tonnes."""
    card = threshold_card(appraisal)
    if card is None:
        return None
    return {
        "unit": card.unit,
        "levels": [asdict(level) for level in card.levels],
        "prices": [asdict(row) for row in card.prices],
    }


def _sum(run: Run, name: str) -> float:
    return float(run.total(name)[0])


def _tonnes(run: Run) -> list[dict[str, Any]]:
    """Return the steps of the waterfall, in order; a step that takes nothing is left out."""
    amounts = _amounts(run)
    return [
        {"key": key, "label": _label(key, label, amounts), "kind": kind, "tonnes": amounts[key] + 0.0}
        for key, label, kind in TONNES
        if kind == "total" or abs(amounts.get(key, 0.0)) > ROUNDING * abs(amounts["abated"])
    ]


def _label(key: str, label: str, amounts: dict[str, float]) -> str:
    """A sector that shares by output may give a plant more than its own tonnes."""
    return "earned by others in the sector (adds)" if key == "not_earned" and amounts[key] < 0 else label


ROUNDING = 1e-12
"""Tonnes below this share of all that is abated are what is left of a sum."""


def _amounts(run: Run) -> dict[str, float]:
    abated, inside, creditable = (_sum(run, name) for name in ("swap.abatement", IN_PERIOD, "credits.creditable"))
    rows = {"issued": "issued", "buffer": "buffered", "adaptation": "levied", "cancelled": "cancelled"}
    rows |= {"forwarded": "forwarded", "host": "host_credits", "partner": "partner_credits"}
    rows |= {"developer": "developer_credits", "held": "held", "sold": "sold"}
    found = {key: _sum(run, f"credits.{row}") for key, row in rows.items()}
    found |= {"abated": abated, "outside_period": abated - inside, "creditable": creditable}
    found["uncertainty"] = creditable - found["issued"]
    return found | _not_creditable(run, inside, creditable)


IN_PERIOD = "credits.abated_in_period"


def _not_creditable(run: Run, inside: float, creditable: float) -> dict[str, float]:
    """Tonnes of the crediting period that do not count: below the reference and made good, or not earned at all."""
    if "credits.eligible" not in run.rows:
        return {"not_earned": inside - creditable}
    eligible = float((run.rows["credits.eligible"] * run.rows["credits.credited_share"]).sum(axis=0)[0])
    return {"below_reference": inside - eligible, "made_good": eligible - creditable}


def _money(run: Run) -> list[dict[str, Any]]:
    """Return what credits bring and cost: in all, in money of each year, and in present value."""
    steps = []
    for key, label, row, sign, timed in MONEY:
        values = _prepayment(run) if key == "prepayment" else run.rows.get(_spot(run) if key == "spot" else row)
        if values is not None and np.any(values != 0):
            worth = sign * present_value(run, values, "resource_gain" if timed == "operating" else "")
            amount = sign * np.broadcast_to(values, (run.axis.count, values.shape[1]))[:, 0]
            steps.append({"key": key, "label": label, "amount": float(amount.sum()), "present_value": float(worth[0])})
    return steps


def _spot(run: Run) -> str:
    return "credits.spot_value" if "credits.spot_value" in run.rows else "credits.sales_value"


def _prepayment(run: Run) -> Any:
    if "credits.prepaid" not in run.rows:
        return None
    return run.rows["credits.prepayment_received"] - run.rows["credits.prepaid"]


def _reference(run: Run) -> dict[str, Any] | None:
    """Return emissions as usual and of the reference by year, where the reference is another level."""
    if "credits.reference_emissions" not in run.rows:
        return None
    names = ("swap.baseline_emissions", "credits.reference_emissions", "credits.eligible", "credits.tightening")
    return {name.rpartition(".")[2]: _years(run, name) for name in names}


def _years(run: Run, name: str) -> list[float]:
    row = run.rows[name]
    return [float(value) + 0.0 for value in np.broadcast_to(row, (run.axis.count, row.shape[1]))[:, 0]]


def _ledger(found: Ledger) -> dict[str, Any]:
    return {
        "abated": _list(found.abated),
        "inventory": _list(found.inventory),
        "uses": {name: _list(values) for name, values in found.uses.items()},
        "claims": {name: _list(values) for name, values in found.claims.items()},
        "exported": _list(found.exported),
        "adjusted": _list(found.adjusted),
    }


def _list(values: Any) -> list[float]:
    return [float(value) + 0.0 for value in values]
