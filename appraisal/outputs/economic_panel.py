"""The economic view in one panel: what the swap is worth to the country, and what exported tonnes cost it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from appraisal.ground.numbers import money, percent, plain
from appraisal.outputs.layout import Record, money_words, pairs, panel

KINDS = {"target_consistent": "consistent with a climate target", "damage": "damage avoided"}


def economic_panel(record: Record) -> RenderableType:
    """Return the panel of a scenario with an economic view."""
    return panel(pairs(economic_rows(record)), "Economic view: resources instead of transfers")


def economic_rows(record: Record) -> Iterator[tuple[str, str]]:
    """Say what the swap is worth to the country, at which rate and price of carbon, and what exports cost it."""
    found, currency = record["economic"], record["conventions"]["currency"]
    low, high = (money(found[f"npv_{end}"], currency) for end in ("low", "high"))
    yield "Economic NPV", f"{low} to {high}, {money_words(record['conventions'])}"
    yield "Social discount rate", _stated(record, "economic.discount_rate")
    yield "Shadow price of carbon", _price_words(record)
    yield "Without any carbon", money(found["resources_present_value"], currency)
    yield "Exported tonnes", _export_words(record)


def _price_words(record: Record) -> str:
    found = record["economic"]
    low, high = (_stated(record, f"economic.carbon_price.{end}") for end in ("low", "high"))
    dated = f", of {found['date']}" if found["date"] else ", no date stated"
    return f"low {low}, high {high}; {KINDS[found['kind']]}{dated}"


def _stated(record: Record, path: str) -> str:
    figure = record["inputs"][path]
    growth = f" growing {percent(figure['growth'], 1)} a year" if figure.get("growth") else ""
    return f"{figure['stated']}{growth}"


def _export_words(record: Record) -> str:
    exports, currency = record["economic"]["exports"], record["conventions"]["currency"]
    if exports is None:
        return f"no cost to the host is counted: {record['metrics']['export_cost']['reason']}"
    cost, income, net = (money(exports[name], currency) for name in ("cost", "income", "net"))
    at = _stated(record, "economic.marginal_abatement_cost")
    return (
        f"{plain(exports['tonnes'], 4)} t leave the host's account; making them good costs {cost} (at {at}), "
        f"the credits earn {income}: net {net}"
    )
