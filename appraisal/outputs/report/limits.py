"""What this appraisal does not say: what bounds the result in this scenario, each point read off its record."""

from __future__ import annotations

from collections.abc import Callable

from appraisal.ground.numbers import percent, plain
from appraisal.outputs.layout import Record, cell, has_credits, is_taxed, priced
from appraisal.outputs.report.blocks import Block, Listing, Section, Subheading, prose
from appraisal.outputs.report.doubts import OF_RULES, Points, certainty, evidence, other_warnings
from appraisal.outputs.report.tables import capital, joined


def section(record: Record) -> Section | None:
    """Return the page of what the appraisal does not say."""
    parts = [(title, [*points(record)]) for title, points in PARTS.items()]
    blocks = [block for title, points in parts if points for block in (Subheading(title), Listing(tuple(points)))]
    return Section("limits", "What this appraisal does not say", (_opening(), *blocks), own_page=True)


def _opening() -> Block:
    return prose(
        "Every figure in this report follows from the assumptions book and the conventions, and holds for them only. "
        "What follows is what they leave out or take as given here; a key in brackets says where to state it otherwise."
    )


# ---- scope -----------------------------------------------------------------------------------------------------------


def _scope(record: Record) -> Points:
    yield from (f"Stated, and not appraised: {text}." for text in record["not_appraised"])
    yield from _incremental(record)
    yield from _before(record)
    if "economic" not in record:
        yield (
            "Only money that parties pay is counted: no shadow price of carbon, no border price of energy, no local "
            "benefit (economic)."
        )
    yield f"{capital(record['conventions']['gases'])}."
    yield from _end_of_life(record)


def _incremental(record: Record) -> Points:
    """Say that results are those of a difference."""
    irr = record["metrics"]["project_irr"]
    rate = f"; an IRR of {cell(irr)} is the return on what the project costs more" if irr["value"] is not None else ""
    yield f"Results are those of the difference between project and baseline, not of a plant{rate}."


def _before(record: Record) -> Points:
    if not is_taxed(record):
        yield "No tax is in any figure (tax)."
    if "finance" not in record:
        yield "No debt is in any figure, and nothing is said of lenders or of the return of equity (finance)."
    elif record["finance"]["levels"]:
        yield "Covenants are reported, not acted on: no cash is held back below lock-up, no loan called below default."


def _end_of_life(record: Record) -> Points:
    """Say what happens after the last operating year, where the scenario leaves it out."""
    choices = {one["path"]: one["value"] for one in record["assumptions"]["choices"]}
    without = [path for path, value in choices.items() if path.endswith("residual_value") and value == "none"]
    if without and not any(record["lines"]["swap.residual_gain"]["values"]):
        yield f"Nothing is left of the capital at closing: no residual value is stated ({', '.join(without)})."
    free = [path for path, one in record["inputs"].items() if path.endswith("decommissioning") and _is_nothing(one)]
    if free:
        yield f"No cost of decommissioning is stated ({', '.join(free)})."


def _is_nothing(figure: Record) -> bool:
    return figure.get("value") == 0


# ---- credits ---------------------------------------------------------------------------------------------------------


def _credits(record: Record) -> Points:
    if not has_credits(record):
        return
    yield from _threshold(record)
    yield from _constant_price(record)
    if "credits" in record:
        yield from _volume(record)
        yield from _rules(record)
        yield from _exports(record)


def _threshold(record: Record) -> Points:
    found = record["metrics"]["threshold_credit_price"]
    if found["value"] is None or found["status"] == "factor":
        return
    if found["value"] < 0 <= record["metrics"]["npv_without_credits"]["value"]:
        yield (
            f"The threshold of {cell(found)} lies below zero: with figures as stated the swap pays without "
            f"{priced(record)}. That does not say that it would come about without."
        )
    else:
        yield (
            f"The threshold of {cell(found)} is the price that the swap needs with tonnes, years and costs as stated. "
            "It is no forecast of the price that a tonne will fetch."
        )


def _constant_price(record: Record) -> Points:
    """Say that the price of a tonne does not move, where it is one value for all years."""
    path = "carbon_price.price" if priced(record) == "a carbon price" else "credits.price"
    price = record["inputs"].get(path)
    if price and "value" in price and "growth" not in price:
        yield f"The price of a tonne stays at {price['stated']} in every year ({path}, growth)."


def _volume(record: Record) -> Points:
    """Say which losses of tonnes are taken to be none."""
    steps = {step["key"]: step["tonnes"] for step in record["credits"]["tonnes"]}
    names = ("credits.uncertainty_discount", "credits.buffer")
    free = [name for name in names if _is_nothing(record["inputs"].get(name, {}))]
    if names[0] in free:
        yield (
            f"Every creditable tonne is issued, {_tonnes(steps['creditable'])} in all: nothing is taken off for failed "
            f"validation or for less delivery than planned ({', '.join(free)})."
        )
    if steps.get("held"):
        yield f"The developer's {_tonnes(steps['held'])} that are not cashed are worth nothing here, now or later."


def _tonnes(value: float) -> str:
    return f"{plain(value, 4)} t"


def _rules(record: Record) -> Points:
    """Say of which year the rules of the mechanism are, and what is known against its use."""
    credits = record["credits"]
    yield f"The rules are those of {credits['as_of']} ({credits['title']}); what becomes of them later is not foreseen."
    yield from (f"{capital(one['message'])}." for one in record["warnings"] if one["code"] in OF_RULES)


def _exports(record: Record) -> Points:
    exported = sum(record["credits"]["ledger"]["exported"])
    if exported and (record.get("economic") or {}).get("exports") is None:
        yield (
            f"{_tonnes(exported)} leave the host; what it costs the host to make them good for its own target is not "
            "counted (economic.marginal_abatement_cost)."
        )


# ---- money -----------------------------------------------------------------------------------------------------------


def _money(record: Record) -> Points:
    conventions = record["conventions"]
    yield f"Flows are amounts of whole years, {conventions['timing'].replace('_', ' ')}: {conventions['timing_means']}."
    yield from _kept_worth(conventions)
    rates = [one for path, one in record["inputs"].items() if path.startswith("fx.") and path.endswith(".rate")]
    if rates:
        yield f"Exchange rates follow one path: {joined(map(_rate, rates))}."
    yield "What is saved on fuel and operation stays with the developer: no tariff or contract passes it on."
    if "baseline.capacity" in record["inputs"]:
        yield "Both plants run as stated: no change of dispatch, price or demand follows from the swap."
    elif "swap.abatement" in record["inputs"]:
        yield "Savings and tonnes are taken as stated; no plant is behind them (baseline, project)."


def _kept_worth(conventions: Record) -> Points:
    """Say what becomes of a figure that states no growth."""
    inflation = conventions["inflation"]
    if conventions["basis"] == "real":
        at = f", {percent(inflation)} a year" if inflation else ""
        yield f"A figure that states no growth keeps its worth: its price rises with inflation{at}."
        return
    loses = f", and so loses {percent(1 - 1 / (1 + inflation))} of its worth a year" if inflation else ""
    yield f"No inflation is added: a figure that states no growth stays the same amount in every year{loses}."


def _rate(figure: Record) -> str:
    growth = f", {percent(figure['growth'])} a year" if figure.get("growth") else ""
    return f"{figure['stated']}{growth}"


PARTS: dict[str, Callable[[Record], Points]] = {
    "What is not in the figures": _scope,
    "What is taken as given of tonnes and their price": _credits,
    "What is taken as given of money and markets": _money,
    "What is not known of certainty": certainty,
    "What the evidence does not carry": evidence,
    "What else the program warns of": other_warnings,
}
