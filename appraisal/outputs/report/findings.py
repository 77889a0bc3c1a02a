"""Sentences of the summary: the threshold, what decides, how sure it is, which cases turn it, additionality."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import money, percent, plain
from appraisal.outputs.charts.labels import lowered
from appraisal.outputs.layout import Record, cell, has_credits, priced
from appraisal.outputs.layout import spoken as in_words
from appraisal.outputs.objective_text import spoken
from appraisal.outputs.report.tables import naming


def weighed(record: Record) -> Iterator[str]:
    """Say at which price the swap just pays, and how far the assumed price is from it."""
    if not has_credits(record):
        return
    found = record["metrics"]["threshold_credit_price"]
    what = "carbon price" if priced(record) == "a carbon price" else "credit price"
    if found["value"] is None:
        yield f"There is no {what} at which it just pays: {why(found['reason'])}."
    elif found["status"] == "factor":
        yield f"It just pays at {found['value']:.3f} times the stated price series."
    else:
        yield f"It just pays at a {what} of {cell(found)}{_gap(record, found)}."


def why(reason: str) -> str:
    """Return why there is no price, as a clause with its subject.

    >>> why("does not depend on credits.price")
    'the net present value does not depend on credits.price'
    """
    return f"the net present value {reason}" if reason.startswith("does not depend") else reason


def _gap(record: Record, found: Record) -> str:
    price = price_of(record)
    if price.get("value") is None:
        return ""
    stated = f"; {plain(price['value'])} {price['unit']} is assumed"
    if price["unit"] != found["unit"] or found["value"] <= 0:
        return stated
    gap = price["value"] - found["value"]
    growing = " and grows" if price.get("growth") else ""
    share = percent(abs(gap / found["value"]), 0)
    return f"{stated}{growing}, {abs(gap):,.2f} {found['unit']} ({share}) {'above' if gap >= 0 else 'below'} that"


def price_of(record: Record) -> Record:
    """Return the price of a tonne as the scenario states it."""
    found: Record = record["inputs"]["credits.price" if priced(record) == "credits" else "carbon_price.price"]
    return found


def price_words(record: Record) -> str:
    """Return the price of a tonne that the scenario assumes, where it is one figure."""
    if not has_credits(record):
        return ""
    price = price_of(record)
    growth = f", growing {percent(price['growth'], 1)} a year" if price.get("growth") else ""
    return "" if price.get("value") is None else f"{plain(price['value'])} {price['unit']}{growth}"


def decides(record: Record) -> Iterator[str]:
    """Say which figure moves the result most, and from where to where."""
    part = record["sensitivity"]
    if part["tornado"]:
        first = part["tornado"][0]
        low, high = (spoken(first[end], part["unit"]) for end in ("at_low", "at_high"))
        name = lowered(naming(record)(first["path"]))
        yield f"The {name} decides most: over its range the net present value runs from {low} to {high}."


def risky(record: Record) -> Iterator[str]:
    """Say how many of the draws lose money, and what the worst are like."""
    found = record.get("risk", {}).get("outcomes", {}).get("npv")
    if not found or found["below_zero"] is None:
        return
    made, chance = record["risk"]["draws"]["made"], found["below_zero"]["value"]
    low, high = (spoken(found["percentiles"][share], found["unit"]) for share in ("5", "95"))
    yield (
        f"Over {made:,} draws of all figures with a range it loses money in {percent(chance, 1)}; nine in ten draws "
        f"lie between {low} and {high}."
    )


def turned(record: Record) -> Iterator[str]:
    """Say how many of the named cases turn the answer."""
    if "cases" not in record:
        return
    base, *others = record["cases"]["cases"]
    ran = [case for case in others if case["status"] == "ok"]
    if not ran:
        return
    pays = base["metrics"]["npv"]["value"] >= 0
    turn = [case for case in ran if (case["metrics"]["npv"]["value"] >= 0) != pays]
    worst = min(ran, key=lambda case: float(case["metrics"]["npv"]["value"]))
    value = money(worst["metrics"]["npv"]["value"], record["cases"]["currency"])
    some = f"{len(turn) or 'None'} of the {len(ran)} named cases" if len(ran) > 1 else "The one named case"
    turns = "turn" if len(turn) > 1 else "turns" if turn or len(ran) > 1 else "does not turn"
    yield f"{some} {turns} that; the hardest ({in_words(worst['name'])}) comes to {value}."


def tested(record: Record) -> Iterator[str]:
    """Say what the test of additionality finds."""
    if "additionality" not in record:
        return
    found = record["additionality"]
    irr, rate = found["without_credits"]["irr"], percent(found["benchmark"]["rate"])
    years = f"over the {found['period']['years']:g} years that it looks at"
    said = f"an IRR of {cell(irr)}" if irr["value"] is not None else "no IRR"
    said += f" without credits {years}"
    yield f"Test of additionality: {said}, held against a benchmark of {rate}; {found['verdict']['text'].lower()}."
