"""The headline of a result: whether the swap pays, and its figures with and without credits."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from appraisal.ground.numbers import percent, plain
from appraisal.outputs.layout import (
    Record,
    Row,
    beside,
    cell,
    figure,
    has_credits,
    is_taxed,
    pairs,
    panel,
    priced,
    reasons,
)


def headline(record: Record) -> RenderableType:
    """Return the panel of the headline."""
    metrics, rows = record["metrics"], _rows(record)
    said = headline_rows(record)
    body = Group(beside(record, rows), Text(""), pairs([*said, *reasons(record, rows)]))
    return panel(body, verdict(metrics, priced(record)))


def headline_rows(record: Record) -> list[tuple[str, str]]:
    """Say at which price the swap just pays, and what a tonne and a unit of the service cost."""
    metrics = record["metrics"]
    label = "Threshold credit price" if priced(record) == "credits" else "Threshold carbon price"
    said = [(label, threshold_words(record))] if has_credits(record) else []
    said.append(("Abatement cost", abatement_words(metrics)))
    if "cost_per_tonne_captured" in metrics:
        said.append(("Carbon capture", _capture_words(metrics)))
    if metrics["lcoe_gap"]["value"] is not None:
        said.append(("Levelised cost", _lcoe_words(metrics)))
    return said


def _rows(record: Record) -> list[Row]:
    """Rates of return say whether tax is in them; with finance, the one before tax stands in its panel."""
    taxed = is_taxed(record)
    rows: list[Row] = [("Net present value", "NPV", "npv", figure)]
    rows.append((f"IRR, {'after' if taxed else 'before'} tax", "IRR", "project_irr", figure))
    if taxed and "finance" not in record:
        rows.append(("IRR, before tax", "IRR before tax", "project_irr_before_tax", figure))
    return [*rows, ("Payback", "payback", "payback", figure)]


def verdict(metrics: Record, price: str) -> str:
    """Say in one line whether the swap pays."""
    with_credits, without = metrics["npv"]["value"], metrics["npv_without_credits"]["value"]
    if without >= 0:
        return f"The swap pays without {price}"
    return f"The swap pays with {price}, not without" if with_credits >= 0 else "The swap does not pay"


def threshold_words(record: Record) -> str:
    """Say at which price of a tonne the swap just pays, and how far the assumed price is from it."""
    found = record["metrics"]["threshold_credit_price"]
    if found["value"] is None:
        return f"none: {found['reason']}"
    if found["status"] == "factor":
        return f"the stated price series times {found['value']:.3f}"
    path = "credits.price" if priced(record) == "credits" else "carbon_price.price"
    price = record["inputs"][path]
    assumed = price["value"]
    currency_differs = price["unit"] != found["unit"]
    said = f"{cell(found)}; assumed {plain(assumed)} {price['unit']}"
    if currency_differs or not found["value"]:
        return said
    gap = assumed - found["value"]
    growing = ", growing" if price.get("growth") else ""
    side = "above" if gap >= 0 else "below"
    share = f" ({percent(abs(gap / found['value']), 0)})" if found["value"] > 0 else ""
    return f"{said}{growing}: {abs(gap):,.2f} {found['unit']}{share} {side} it"


def abatement_words(metrics: Record) -> str:
    """Say what a tonne costs, of discounted tonnes and of tonnes as they are avoided."""
    one, other = metrics["abatement_cost"], metrics["abatement_cost_undiscounted"]
    if one["value"] is None:
        return f"none: {one['reason']}"
    return f"{cell(one)} of discounted tonnes, {cell(other)} of tonnes as they are avoided; before credits"


def _capture_words(metrics: Record) -> str:
    captured, avoided = (metrics[f"cost_per_tonne_{name}"] for name in ("captured", "avoided"))
    texts = [cell(one) if one["value"] is not None else f"none ({one['reason']})" for one in (captured, avoided)]
    return f"{texts[0]} captured, without transport and storage; {texts[1]} avoided, with them"


def _lcoe_words(metrics: Record) -> str:
    project, baseline, gap = (metrics[f"lcoe_{name}"] for name in ("project", "baseline", "gap"))
    return f"{cell(project)} project, {cell(baseline)} baseline, gap {cell(gap)}; before credits"
