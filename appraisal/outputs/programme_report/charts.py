"""The charts of a programme, from its record: costs, supply, who pays, what abates when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from appraisal.outputs.charts.about import About, Block, Offer, Phase
from appraisal.outputs.layout import Record, spoken

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Draw = Callable[[], "Figure"]


def chart_set(record: Record) -> dict[str, Draw | str]:
    """Return by file name what draws each chart of a programme, or why it has no meaning."""
    return {
        "abatement_cost_curve": _costs(record),
        "supply_curve": _supply(record),
        "cash_by_party": _cash(record),
        "tonnes_by_measure": _tonnes(record),
    }


def about(record: Record) -> About:
    """Return what every chart of a programme is of."""
    c = record["conventions"]
    rate = f"discount rate {100 * c['discount_rate']:g} % {c['basis']}, {c['timing'].replace('_', ' ')}"
    source = f"Source: {record['programme']['name']}, programme {record['programme']['hash']}, {rate}"
    return About(record["programme"]["name"], c["currency"], source, tuple(_phases(record)))


def _phases(record: Record) -> Iterator[Phase]:
    found = record.get("phases")
    if found is None:
        return
    yield Phase("phase I", min(int(year) for year in found["shares"]))
    for name in ("II", "III"):
        if found[name] is not None:
            yield Phase(f"phase {name}", found[name])
    if found["exit"] is not None:
        yield Phase("exit", found["exit"])


def _costs(record: Record) -> Draw | str:
    from appraisal.outputs.charts.abatement_cost_curve import abatement_cost_curve

    steps = record["abatement_cost_curve"]["steps"]
    blocks = [Block(spoken(step["measure"]), step["tonnes"], step["cost"]) for step in steps]
    if not any(block.tonnes > 0 for block in blocks):
        return "no measure abates tonnes at a cost"
    return lambda: abatement_cost_curve(blocks, about(record), record["conventions"]["credit_price"])


def _supply(record: Record) -> Draw | str:
    from appraisal.outputs.charts.supply_curve import supply_curve

    found = record["supply_curve"]
    offers = [Offer(spoken(step["measure"]), step["credits"], step["price"]["value"]) for step in found["steps"]]
    if not any(offer.price is not None and offer.tonnes > 0 for offer in offers):
        return "no measure has credits that pay from a price on"
    return lambda: supply_curve(offers, about(record), found["stated_price"])


def _cash(record: Record) -> Draw | str:
    from appraisal.outputs.charts.cash_by_party import cash_by_party

    parties = record["parties"]
    flowing = {parties["names"][key]: values for key, values in parties["accounts"].items() if any(values)}
    if not flowing:
        return "no money moves"
    basis = "of the year" if record["conventions"]["basis"] == "real" else "nominal"
    return lambda: cash_by_party(record["years"], flowing, about(record), basis)


def _tonnes(record: Record) -> Draw | str:
    from appraisal.outputs.charts.tonnes_by_measure import tonnes_by_measure

    found = {spoken(one["name"]): one["lines"]["tonnes"]["values"] for one in record["measures"]}
    abating = {name: values for name, values in found.items() if any(values)}
    if not abating:
        return "no measure abates tonnes"
    return lambda: tonnes_by_measure(record["years"], abating, about(record))
