"""The screen of a programme: what the package comes to, its measures, prices, phases, budget; from the record alone."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.ground.numbers import money, percent, plain
from appraisal.outputs.layout import (
    NONE,
    Listed,
    Record,
    cell,
    indented,
    listed,
    money_words,
    pairs,
    panel,
    put,
    times,
)
from appraisal.outputs.programme_choice import choice, lock_in, scorecard
from appraisal.outputs.years_table import NOTHING, Column, amount, scale_words, yearly

CREDITING = {"project": "as projects", "sector": "as a sector", "none": "support only"}


def show(record: Record, console: Console) -> None:
    """Print a programme."""
    put(_parts(record), console)


def _parts(record: Record) -> Iterator[RenderableType]:
    yield Text(record["programme"]["name"], style="bold")
    yield Text(f"appraisal {record['version']}, programme {record['programme']['hash']}", style="dim")
    if record["programme"]["about"]:
        yield Text(record["programme"]["about"])
    yield panel(pairs(convention_rows(record)), "Conventions")
    yield panel(pairs(headline_rows(record)), verdict(record))
    yield from _tables(record)
    yield from scorecard(record)
    yield from lock_in(record)
    yield from _by_year(record)
    yield from _notes(record)


def convention_rows(record: Record) -> list[tuple[str, str]]:
    """Return each convention of the programme with its label."""
    c, years = record["conventions"], record["years"]
    inflation = f", inflation {percent(c['inflation'])}" if c["basis"] == "real" else ""
    stated = "as the programme states it" if c["credit_price_stated"] else "the average at which credits are sold"
    rows = [
        ("Money", f"{money_words(c)}{inflation}"),
        ("Discounting", f"{percent(c['discount_rate'])} {c['basis']}; {c['timing']}: {c['timing_means']}"),
        ("Years", f"{years[0]} to {years[-1]}; valued in {c['valuation_year']}"),
        ("Credit price", f"{c['credit_price']:,.2f} {c['currency']}/t, {stated}"),
    ]
    return rows + ([("Phases", phase_words(record["phases"]))] if "phases" in record else [])


def phase_words(phases: Record) -> str:
    """Say when each phase begins, how gradually, and how that was found."""
    begun = [f"{name} from {phases[name]}" for name in ("II", "III") if phases[name] is not None]
    left = f", exit in {phases['exit']}" if phases["exit"] is not None else ""
    credited = " and ".join(phases["credited"]) or "none"
    said = ", ".join(["I first", *begun]) + left
    years = f"each within {phases['shift']:g} {'year' if phases['shift'] == 1 else 'years'}"
    return f"{said}, {phases['reached']}; {years}; units earn credits in phase {credited}"


def verdict(record: Record) -> str:
    """Say in one line whether the package pays those who invest."""
    metrics = record["metrics"]
    given = (
        f"; {cell(metrics['public_money'])} of public money is in it" if metrics["public_money"]["value"] > 0 else ""
    )
    if metrics["npv_without_credits"]["value"] >= 0:
        return f"The package pays without credits{given}"
    pays = metrics["npv"]["value"] >= 0
    return f"The package {'pays with credits, not without' if pays else 'does not pay'}{given}"


def headline_rows(record: Record) -> list[tuple[str, str]]:
    """Return what the package comes to, in words."""
    metrics = record["metrics"]
    both = f"{cell(metrics['npv'])}; {cell(metrics['npv_without_credits'])} without credits"
    avoided = f"{_tonnes(metrics['tonnes'])}; credits issued {_tonnes(metrics['credits_issued'])}"
    return [
        ("Net present value", both),
        ("Threshold credit price", _threshold_words(record)),
        ("Tonnes avoided", f"{avoided}, sold {_tonnes(metrics['credits_sold'])}"),
        ("Abatement cost", f"{cell(metrics['abatement_cost'])} of discounted tonnes; before credits"),
        ("Public money", _public_words(record)),
    ]


def _threshold_words(record: Record) -> str:
    own, public = (record["metrics"][f"threshold_{name}"] for name in ("credit_price", "with_public_cost"))
    return f"{cell(own)} for those who invest; {cell(public)} to cover public money too"


def _public_words(record: Record) -> str:
    metrics = record["metrics"]
    moved = metrics["leverage"]
    leverage = NONE if moved["value"] is None else times(moved["value"])
    per_tonne = cell(metrics["public_money_per_tonne"])
    return f"{cell(metrics['public_money'])}, {per_tonne} avoided; leverage {leverage}"


def _tonnes(metric: Record) -> str:
    return money(metric["value"], metric["unit"])


def _tables(record: Record) -> Iterator[RenderableType]:
    for title, found in (measures(record), supply(record)):
        yield Text(title, style="bold")
        yield listed(found)
    if record["enabling"]:
        title, found = enabling(record)
        yield Text(title, style="bold")
        yield listed(found)
    yield from choice(record)


def measures(record: Record) -> tuple[str, Listed]:
    """Return the table of the measures, the cheapest abatement first, and its title."""
    every = sorted(record["measures"], key=_cost_first)
    names = ("npv", "public_money")
    size, word = scale_words([one["metrics"][name]["value"] for one in every for name in names])
    mass, much = scale_words([one["metrics"]["tonnes"]["value"] for one in every])
    rows = [
        (
            one["name"],
            CREDITING[one["crediting"]],
            plain(one["units"], 4),
            _span(one["starts"]),
            amount(one["metrics"]["tonnes"]["value"], mass, 2),
            _short(one["metrics"]["abatement_cost"]),
            *(amount(one["metrics"][name]["value"], size, 2) for name in names),
        )
        for one in every
    ]
    heads = ("Measure", "credited", "units", "begin", f"tonnes,\n{much}t", "cost\nper tonne", "NPV", "public\nmoney")
    return f"Measures, {word}{money_words(record['conventions'])}", Listed(heads, "llrrrrrr", tuple(rows))


def _cost_first(one: Record) -> tuple[bool, float, str]:
    cost = one["metrics"]["abatement_cost"]["value"]
    return cost is None, cost or 0.0, one["name"]


def _span(years: list[int]) -> str:
    return f"{years[0]}" if years[0] == years[1] else f"{years[0]}-{years[1]}"


def _short(metric: Record) -> str:
    return NONE if metric["value"] is None else f"{metric['value']:,.2f}"


def supply(record: Record) -> tuple[str, Listed]:
    """Return the table of what is supplied from which price on, and its title."""
    found = record["supply_curve"]
    mass, much = scale_words([step["credits"] for step in found["steps"]])
    rows = tuple(
        (
            step["measure"],
            _price(step["price"]),
            amount(step["credits"], mass, 2),
            NOTHING if step["cumulative"] is None else amount(step["cumulative"], mass, 2),
        )
        for step in found["steps"]
    )
    unit = f"{record['conventions']['currency']}/t"
    heads = ("Measure", f"pays from,\n{unit}", f"credits,\n{much}t", f"with all\ncheaper, {much}t")
    at = f"{amount(found['credits_at_stated_price'], mass, 2)} {much}t at {found['stated_price']:,.2f} {unit}"
    return f"Supply of credits by price: {at}", Listed(heads, "lrrr", rows)


def _price(found: Record) -> str:
    if found["value"] is not None:
        return f"{found['value']:,.2f}"
    return "any price" if "stays above" in found["reason"] else NONE


def enabling(record: Record) -> tuple[str, Listed]:
    """Return the table of enabling costs in present value, and its title."""
    every = record["enabling"]
    cost = {
        one["name"]: one["metrics"]["resource_cost"]["value"] + one["metrics"]["support_cost"]["value"] for one in every
    }
    size, word = scale_words(cost.values())
    rows = tuple(
        (
            one["name"],
            one["kind"],
            one["from"],
            ", ".join(one["measures"]) or "all",
            amount(cost[one["name"]], size, 2),
        )
        for one in every
    )
    title = f"Enabling costs, {word}{money_words(record['conventions'])}"
    return title, Listed(("Cost", "kind", "paid by", "for", "present\nvalue"), "llllr", rows)


def _by_year(record: Record) -> Iterator[RenderableType]:
    lines, parties = record["lines"], record["parties"]
    tonnes = [Column(label, lines[name]["values"], total=True) for label, name in YEARLY]
    yield from yearly("Tonnes by year", "t", record["years"], tonnes)
    names = parties["names"]
    flowing = {party: values for party, values in parties["accounts"].items() if any(values)}
    columns = [Column(names[party].replace(" ", "\n"), values, total=True) for party, values in flowing.items()]
    columns.append(Column("Resource\nflow", lines["resource_flow"]["values"], total=True))
    words = money_words(record["conventions"], of_the_year=True)
    yield from yearly("Cash by party and year", words, record["years"], columns)


YEARLY = (("avoided", "tonnes"), ("credits\nissued", "credits_issued"), ("credits\nsold", "credits_sold"))


def _notes(record: Record) -> Iterator[RenderableType]:
    for warning in record["warnings"]:
        yield Text.assemble(("warning ", "bold yellow"), f"{warning['code']}  {warning['path']}")
        yield indented(warning["message"])
    if record["defaults"]:
        yield Text("Defaults used", style="bold")
        for one in record["defaults"]:
            yield indented(f"{one['path']} {one['value']}: {one['source']}")
