"""Parts of a programme's screen: what a budget chooses, the scorecard of principles, the lock-in test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import RenderableType
from rich.text import Text

from appraisal.ground.numbers import money, percent, plain
from appraisal.outputs.layout import NONE, Listed, Record, cell, indented, listed, pairs, panel, spoken, times
from appraisal.outputs.years_table import amount, scale_words

OBJECTIVES = {
    "npv": "highest net present value",
    "tonnes": "most tonnes",
    "tonnes_per_public_money": "most tonnes for each unit of public money",
}


def choice(record: Record) -> Iterator[RenderableType]:
    """Return what the budget chooses, where the programme states one."""
    found = record.get("selection")
    if found is None:
        return
    if found["status"] != "ok":
        yield Text("Selection under the budget", style="bold")
        yield indented(f"none ({found['reason']})")
        return
    title = f"Selection under the budget: {OBJECTIVES[found['objective']]}"
    yield panel(pairs(choice_rows(found, record["conventions"]["currency"])), title)


def choice_rows(found: Record, currency: str) -> list[tuple[str, str]]:
    """Return what was chosen, what it comes to, what it takes, and whether no set is better."""
    held = "unspent money moves on" if found["carry_over"] else "money of a year is spent in the year"
    proof = "proved: no other set within the budget is better" if found["optimal"] else "not proved to be the best set"
    paid = f"{money(sum(found['spent']), currency)} of {money(sum(found['budget']), currency)}"
    what = f"{money(found['npv'], currency)} net present value, {money(found['tonnes'], 't')} avoided"
    return [
        ("Chosen", ", ".join(found["chosen"]) or "none"),
        ("Left", ", ".join(found["left"]) or "none"),
        ("They come to", f"{what}, {money(found['public_money'], currency)} of public money"),
        (
            "Paid",
            f"{paid} in money of the year; {held}",
        ),
        ("Optimality", proof),
    ]


def scorecard(record: Record) -> Iterator[RenderableType]:
    """Return the principles of the package with what is measured of each."""
    yield Text("Scorecard: five principles, each measured", style="bold")
    rows = [
        (one["title"] if at == 0 else "", each["name"], indicator(each))
        for one in record["scorecard"]
        for at, each in enumerate(one["indicators"])
    ]
    yield listed(Listed(("Principle", "indicator", ""), "llr", tuple(rows)))
    if not all(one["verified"] for one in record["scorecard"]):
        yield indented("the wording is ours; it was not checked against the source papers (verified: no)", style="dim")
        yield Text("")


def indicator(found: Record) -> str:
    """Return an indicator as it is printed, by its unit."""
    value, unit = found["value"], found["unit"]
    if value is None:
        return NONE
    written: dict[str, Callable[[float], str]] = {
        "ratio": times,
        "count": plain,
        "year": lambda year: f"{year:.0f}",
        "1": lambda share: percent(share, 1),
    }
    return written[unit](value) if unit in written else cell(found)


def lock_in(record: Record) -> Iterator[RenderableType]:
    """Return the lock-in test, where a stranding year or a pathway is stated."""
    if not record.get("lock_in"):
        return
    found, reasons = lock_in_table(record)
    yield Text("Lock-in: what the plants still emit over their life", style="bold")
    yield listed(found)
    for reason, names in reasons.items():
        yield indented(f"{', '.join(names)}: {reason}", style="dim")
    yield Text("")


def lock_in_table(record: Record) -> tuple[Listed, dict[str, list[str]]]:
    """Return the table of the lock-in test, and why a figure of it does not exist, with the measures it holds for."""
    tested = record["lock_in"]
    mass, much = scale_words([one[key]["value"] or 0.0 for one in tested for key in ("lifetime", "after")])
    currency = record["conventions"]["currency"]
    rows = tuple(_locked(one, mass, currency) for one in tested)
    tonnes = (f"emitted,\n{much}t", f"after it,\n{much}t")
    heads = ("Measure", "strands\nafter", *tonnes, "share", f"above\npathway, {much}t", "NPV if\nstranded")
    return Listed(heads, "lrrrrrr", rows), _reasons(tested)


def _locked(one: Record, mass: float, currency: str) -> tuple[str, ...]:
    tonnes = [_amount(one[key], mass) for key in ("lifetime", "after")]
    share = NONE if one["share"]["value"] is None else percent(one["share"]["value"], 1)
    stranded = one["npv_if_stranded"]["value"]
    left = NONE if stranded is None else money(stranded, currency)
    return (
        spoken(one["measure"]),
        str(one["stranding_year"] or NONE),
        *tonnes,
        share,
        _amount(one["above_pathway"], mass),
        left,
    )


def _amount(found: Record, mass: float) -> str:
    return NONE if found["value"] is None else amount(found["value"], mass, 2)


def _reasons(tested: list[Record]) -> dict[str, list[str]]:
    """Return each reason why a figure does not exist, with the measures that it holds for."""
    found: dict[str, list[str]] = {}
    for one in tested:
        for key in ("lifetime", "npv_if_stranded"):
            if one[key]["value"] is None:
                found.setdefault(one[key]["reason"], []).append(one["measure"])
    return found
