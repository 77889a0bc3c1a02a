"""Where each tonne and each amount of money of the credits goes: terms, waterfall, ledger; from the record alone."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.ground.numbers import percent, plain
from appraisal.outputs.conventions_card import conventions_card
from appraisal.outputs.layout import Listed, Record, indented, listed, masthead, money_words, pairs, panel, put, spoken
from appraisal.outputs.screen import warnings
from appraisal.outputs.threshold_panel import threshold_panel
from appraisal.outputs.years_table import Column, amount, scale_words, yearly

PARTS = (
    "format",
    "version",
    "scenario",
    "conventions",
    "credits",
    "threshold_card",
    "years",
    "checks",
    "warnings",
    "unchecked",
)
RULES = {
    "business_as_usual": "business as usual",
    "below_usual": "a stated share below business as usual",
    "benchmark": "a benchmark intensity",
    "lower_of": "the lower of the identified baseline and the benchmark",
    "stated": "emissions as stated",
}
USES = {
    "sold": "Sold",
    "held": "Held",
    "host": "Host",
    "partner": "Partner",
    "buffer": "Buffer",
    "adaptation": "Adap-\ntation",
    "cancelled": "Can-\ncelled",
}
TERMS = (
    ("Crediting period", "credits.crediting.years"),
    ("Renewals", "credits.crediting.renewals"),
    ("Starts after", "credits.crediting.start_after"),
    ("Tightening", "credits.crediting.tightening"),
    ("Issuance lag", "credits.issuance_lag"),
    ("Share cashed", "credits.share_cashed"),
    ("Uncertainty discount", "credits.uncertainty_discount"),
    ("Buffer", "credits.buffer"),
    ("Share of proceeds", "credits.share_of_proceeds"),
    ("Overall mitigation", "credits.overall_mitigation"),
    ("Adjusted by the host", "credits.corresponding_adjustment"),
)


def credits_part(record: Record) -> Record:
    """Return what the record says of credits, with their lines."""
    lines = {name: line for name, line in record["lines"].items() if name.startswith(("credits.", "carbon_price."))}
    return {**{name: record[name] for name in PARTS if name in record}, "lines": lines}


def show(record: Record, console: Console) -> None:
    """Print the page of a scenario with credits."""
    put(_parts(record), console)


def _parts(record: Record) -> Iterator[RenderableType]:
    yield from masthead(record)
    yield conventions_card(record)
    yield _terms(record)
    yield from _tonnes(record)
    yield from _money(record)
    yield from _reference(record)
    yield from _ledger(record)
    yield threshold_panel(record)
    yield from warnings(record)


def _terms(record: Record) -> RenderableType:
    return panel(pairs(credit_terms(record)), "Terms of the credits")


def credit_terms(record: Record) -> list[tuple[str, str]]:
    """Return the terms of the credits, each with its label."""
    found = record["credits"]
    rows = [("Mechanism", f"{found['mechanism']}: {found['title']}, rules as of {found['as_of']}")]
    unchecked = "credits.reference.rule" in {one["path"] for one in record["unchecked"]}
    rows.append(
        ("Credited against", RULES[found["rule"]] + (" (verified: no)" if unchecked else "") + _adjusted(record))
    )
    rows += [(label, _term(record, path)) for label, path in TERMS if path in record["inputs"]]
    rows += [(spoken(path.removeprefix("credits.")), _term(record, path)) for path in _others(record)]
    return [*rows, ("Owners", ", ".join(_owners(record)))]


def _others(record: Record) -> list[str]:
    """Return the further terms that the scenario states, and those that the mechanism sets and were not checked."""
    shown, unchecked = {path for _, path in TERMS}, {one["path"] for one in record["unchecked"]}
    return [
        path
        for path, item in record["inputs"].items()
        if path.startswith("credits.") and path not in shown and not path.startswith(APART)
        if not item["default"] or path in unchecked
    ]


APART = ("credits.owners.", "credits.claims.", "credits.known_prices.", "credits.additionality.")
"""Terms that have a place of their own."""


def _term(record: Record, path: str) -> str:
    item = record["inputs"][path]
    words = "the whole operation" if item["stated"] == "timeline.operation" else str(item["stated"])
    if not item["default"]:
        return words
    return f"{words}, by default{'' if item.get('verified', True) else ' (verified: no)'}"


def _owners(record: Record) -> Iterator[str]:
    total = {step["key"]: step["tonnes"] for step in record["credits"]["tonnes"]}
    for key in ("developer", "host", "partner"):
        if total.get(key):
            yield f"{key} {percent(total[key] / total['forwarded'], 1)}"


def _adjusted(record: Record) -> str:
    """Say what one percent of tightening costs, where the reference is known."""
    found = record["credits"]["reference"]
    if found is None or not any(found["tightening"]):
        return ""
    tonnes = record["lines"]["swap.abatement"]["values"]
    at = next((year for year, share in enumerate(found["tightening"]) if share and tonnes[year] > 0), None)
    if at is None:
        return ", tightened"
    usual, abated = found["baseline_emissions"][at], tonnes[at]
    share = percent(abated / usual, 1)
    cost = percent(usual * 0.01 / abated, 1)
    return f", tightened; abatement is {share} of business as usual, so each 1 % of tightening takes {cost} of it"


def _tonnes(record: Record) -> Iterator[RenderableType]:
    found, unit = tonne_steps(record)
    yield Text(f"Where each tonne goes, {unit} over the whole life", style="bold")
    yield listed(found)


def tonne_steps(record: Record) -> tuple[Listed, str]:
    """Return where each tonne goes, from abated to sold, and the unit."""
    steps = record["credits"]["tonnes"]
    size, word = scale_words(step["tonnes"] for step in steps)
    abated = steps[0]["tonnes"]
    rows = ((*_step(step, size), _share(step["tonnes"], abated)) for step in steps)
    return Listed(("", "taken off", "stands", "of abated"), "lrrr", tuple(rows)), f"{word}t"


def _step(step: Record, size: float) -> tuple[str, str, str]:
    text = amount(step["tonnes"], size, 2)
    return (step["label"], "", text) if step["kind"] == "total" else (f"  {step['label']}", text, "")


def _share(tonnes: float, abated: float) -> str:
    return percent(tonnes / abated, 1) if abated > 0 else ""


def _money(record: Record) -> Iterator[RenderableType]:
    if not record["credits"]["money"]:
        yield indented("no money is received or paid for credits")
        return
    found, unit, note = money_steps(record)
    yield Text(f"What credits bring and cost, {unit}, before tax", style="bold")
    yield listed(found)
    yield indented(note)


def money_steps(record: Record) -> tuple[Listed, str, str]:
    """Return what credits bring and cost, its unit, and a note on whose year's money it is."""
    steps = record["credits"]["money"]
    size, word = scale_words(value for step in steps for value in (step["amount"], step["present_value"]))
    rows = [(step["label"], *(amount(step[name], size, 2) for name in AMOUNTS)) for step in steps]
    total = ("Net", *(amount(sum(step[name] for step in steps), size, 2) for name in AMOUNTS))
    conventions = record["conventions"]
    at = f"present value at {percent(conventions['discount_rate'])}"
    of_year, of_basis = money_words(conventions, of_the_year=True), money_words(conventions)
    note = f"in all: {of_year}; present value: {of_basis}"
    return Listed(("", "in all", at), "lrr", tuple(rows), total), f"{word}{conventions['currency']}", note


AMOUNTS = ("amount", "present_value")


def _reference(record: Record) -> Iterator[RenderableType]:
    columns = reference_columns(record)
    if columns:
        yield from yearly("Emissions and what is left to credit", "t", record["years"], columns)


def reference_columns(record: Record) -> list[Column]:
    """Return tonnes by year as usual, of the reference, and what is left to credit; none without another level."""
    found = record["credits"]["reference"]
    if found is None:
        return []
    return [
        Column("As usual", found["baseline_emissions"]),
        Column("Reference", found["reference_emissions"]),
        Column("Abated", record["lines"]["swap.abatement"]["values"]),
        Column("Eligible", found["eligible"]),
        Column("Creditable", record["lines"]["credits.creditable"]["values"], total=True),
    ]


def _ledger(record: Record) -> Iterator[RenderableType]:
    yield from yearly("Ledger: each tonne of a vintage has one use", "t", record["years"], ledger_columns(record))
    yield from map(indented, ledger_notes(record))


def ledger_columns(record: Record) -> list[Column]:
    """Return the tonnes of each vintage by the use that they have."""
    found = record["credits"]["ledger"]
    columns = [Column("Abated", found["abated"], total=True)]
    columns += [Column(USES[name], values, total=True) for name, values in found["uses"].items() if any(values)]
    columns += [Column(name.replace(" ", "\n"), values, total=True) for name, values in found["claims"].items()]
    columns.append(Column("Host's\ninventory", found["inventory"], total=True))
    columns.append(Column("Adjusted\nby host", found["adjusted"], total=True))
    return columns


def ledger_notes(record: Record) -> Iterator[str]:
    """Say what was checked of the ledger, and what the host takes out of its own account."""
    found = record["credits"]["ledger"]
    yield "checked in every vintage: the uses add up to what is issued, and no tonne has a second claimant"
    yield f"of {plain(sum(found['exported']), 6)} t exported, the host takes {_adjusted_share(found)}"


def _adjusted_share(found: Record) -> str:
    exported, adjusted = sum(found["exported"]), sum(found["adjusted"])
    if not exported:
        return "nothing out of its own account"
    return f"{percent(adjusted / exported, 0)} out of its own account"
