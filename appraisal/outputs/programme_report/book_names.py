"""What the amounts of a programme are called in its workbook."""

from __future__ import annotations

NAMES = {
    "npv": "Net present value",
    "npv_without_credits": "NPV without credits",
    "tonnes": "Tonnes avoided",
    "discounted_tonnes": "Discounted tonnes",
    "outlays": "Outlays",
    "resource_cost": "Resource cost",
    "support_cost": "Advice and monitoring",
    "public_money": "Public money",
    "public_capital": "Public money for capital",
    "credits_issued": "Credits issued",
    "credits_sold": "Credits sold",
    "credit_revenue": "Credit revenue",
    "abatement_cost": "Abatement cost",
    "public_money_per_tonne": "Public money for a tonne",
    "leverage": "Leverage: other money in the capital for each unit of public money",
}
"""By the key of the record; money is in present value."""
