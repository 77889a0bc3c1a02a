"""The parts of a scenario that state their own years: items, support, a price on emissions."""

from __future__ import annotations

from typing import Any

from appraisal.scenario.schema import Document


def dated_parts(document: Document) -> dict[str, Any]:
    """Return every part that may state a span of years, or one year, by its path."""
    parts: dict[str, Any] = {f"items.{key}": item for key, item in document.items.items()}
    if document.support:
        named = ("technical_assistance", "mrv", "price_guarantee")
        stated = {f"support.{name}": getattr(document.support, name) for name in named}
        parts |= {path: part for path, part in stated.items() if part is not None}
    if document.roll_out:
        parts["roll_out"] = document.roll_out
    if document.carbon_price:
        parts["carbon_price"] = document.carbon_price
    return parts


def year_of(part: Any) -> int | None:
    """Return the one year of a part that is paid once."""
    found: int | None = getattr(part, "year", None)
    return found
