"""The page of the additionality dossier, from its record alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from appraisal.ground.numbers import percent
from appraisal.outputs.answers import value_text
from appraisal.outputs.conventions_card import conventions_card
from appraisal.outputs.dossier_record import dossier_record
from appraisal.outputs.layout import LABEL, NONE, Listed, Record, cell, indented, listed, masthead, pairs, panel, put
from appraisal.outputs.screen import warnings
from appraisal.outputs.sensitivity import Called

__all__ = ["dossier_record", "show"]

TURNS = "*"
"""Marks an end of a variation at which the answer is another one."""


WEIGHS = (
    "Figures that weigh at least {} in total cost or total revenue, and the initial cost, each moved by {} either way, "
    "without credits. '1 % moves' is what 1 % of the figure moves in the total: of a plain part, 1 % of its share. "
    "Totals are those of the period, before tax and debt, undiscounted."
)


def show(record: Record, console: Console) -> None:
    """Print the dossier."""
    put(_parts(record), console)


def _parts(record: Record) -> Iterator[RenderableType]:
    yield from masthead(record)
    yield conventions_card(record)
    yield panel(pairs(question(record)), record["verdict"]["text"])
    yield from _section("With and without credits", [_outcomes(record), *_why(record)])
    yield from _section("Assessment period and fair value", [pairs(period(record))])
    yield from _section("Variables", _variables(record))
    if record["levelised_cost"]:
        yield from _section("Levelised cost of the alternatives", [pairs(levelised(record))])
    yield from _section(f"Verdict: {record['verdict']['text']}", map(_point, record["verdict"]["reasons"]))
    yield from _section("What the flow holds", map(_point, record["verdict"]["treatments"]))
    yield from _section("What this test does not say", map(_point, record["verdict"]["limits"]))
    yield from _section("Rules that the test follows", _rules(record))
    yield from warnings(record)


def _section(title: str, parts: Iterable[RenderableType]) -> Iterator[RenderableType]:
    yield Text(title, style="bold")
    yield from parts
    yield Text("")


def _point(text: str) -> RenderableType:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row("  -", Text(text))
    return table


# ---- question and benchmark ------------------------------------------------------------------------------------------


def question(record: Record) -> Iterator[tuple[str, str]]:
    """Say what is asked: which rate of return, against which benchmark, by whose figures of which date."""
    asked, benchmark = record["question"], record["benchmark"]
    kind = f"{asked['basis']}, {asked['tax']} tax"
    yield "Question", "would the swap earn its benchmark without credits?"
    yield "Rate of return", f"{asked['tested']}, {kind}, {'before' if asked['of'] == 'project' else 'after'} debt"
    yield "Benchmark", f"{percent(benchmark['rate'])}, {kind}: {benchmark['said']}{_converted(benchmark)}"
    sources = dict.fromkeys(text for text in (benchmark["source"], asked["source"]) if text)
    if sources:
        yield "Source", "; ".join(sources)
    undated = "no date is stated; the figures should be those that were valid when the decision was taken"
    yield "Investment decision", asked["decision_date"] or undated


def _converted(benchmark: Record) -> str:
    if benchmark["stated_basis"] == benchmark["basis"]:
        return ""
    return f"; from {percent(benchmark['stated'])} {benchmark['stated_basis']} at the scenario's inflation"


# ---- with and without ------------------------------------------------------------------------------------------------

SIDES = ("with_credits", "without_credits")


def _outcomes(record: Record) -> RenderableType:
    found = with_and_without(record)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column("", style="dim", no_wrap=True, min_width=LABEL)
    for heading in found.headings[1:]:
        table.add_column(heading, justify="right")
    for row in found.rows:
        table.add_row(*row)
    return table


def with_and_without(record: Record) -> Listed:
    """Return the rate of return and the present value at the benchmark, with and without credits."""
    label = record["question"]["tested"]
    rate = percent(record["benchmark"]["rate"])
    rows = (
        (f"{label[0].upper()}{label[1:]}", *(_rate(record[side]["irr"]) for side in SIDES)),
        (f"NPV at {rate}", *(cell(record[side]["npv_at_benchmark"]) for side in SIDES)),
        ("Meets the benchmark", *("yes" if record[side]["meets_benchmark"] else "no" for side in SIDES)),
    )
    return Listed(("", *(side.replace("_", " ") for side in SIDES)), "lrr", rows)


def _rate(metric: Record) -> str:
    return NONE if metric["value"] is None else cell(metric)


def _why(record: Record) -> Iterator[RenderableType]:
    yield from map(indented, rates_words(record))


def rates_words(record: Record) -> Iterator[str]:
    """Say why there is no rate of return, which other rates there are, and where the present value decides."""
    for side in SIDES:
        found, name = record[side], side.replace("_", " ")
        irr, roots = found["irr"], found["irr"]["roots"]
        decides = "; the NPV at the benchmark decides" if found["decided_by"] == "npv" else ""
        if irr["value"] is None:
            yield f"{name}: no IRR, {irr['reason']}{decides}"
        elif len(roots) > 1 or decides:
            rates = ", ".join(map(percent, roots))
            yield f"{name}: the NPV is 0 at {rates}{decides}"


# ---- period, fair value, levelised cost ------------------------------------------------------------------------------


def period(record: Record) -> Iterator[tuple[str, str]]:
    """Say over how many years the test looks, and what the assets are worth after them."""
    found, worth = record["period"], record["fair_value"]
    yield "Period", f"{found['years']:g} years of operation, to {found['last_year']}: {found['said']}"
    amount = value_text(worth["amount"], worth["unit"])
    if worth["said"]:
        yield "Fair value at its end", f"{'; '.join(worth['said'])}. Inflow of {amount} in {found['last_year']}"
    elif worth["amount"]:
        yield "Value at its end", f"the residual value that the scenario states: {amount}"
    else:
        yield "Value at its end", "none: the scenario states no residual value after the technical life"


def levelised(record: Record) -> Iterator[tuple[str, str]]:
    """Say what one unit of output costs from each plant, and which of them is the cheaper."""
    found = record["levelised_cost"]
    for side in ("baseline", "project"):
        mark = ", the cheaper of the two" if found["cheaper"] == side else ""
        yield side.capitalize(), f"{cell(found[side])}{mark}"
    yield "Basis", f"over the technical life, without credits, at the discount rate of {percent(found['rate'])}"


# ---- variables -------------------------------------------------------------------------------------------------------


def _variables(record: Record) -> Iterator[RenderableType]:
    yield indented(weighs_words(record))
    yield listed(weighing(record))
    yield from map(indented, notes(record))


def weighs_words(record: Record) -> str:
    """Say which figures are varied, by how much, and what their weight is."""
    return WEIGHS.format(record["rules"]["share"]["number"], _variation(record))


def weighing(record: Record, called: Called = str) -> Listed:
    """Return the table of the figures that weigh, each varied either way."""
    by = _variation(record)
    headings = ("Variable, and its base", "1 % moves", f"IRR at\n-{by}", f"IRR at\n+{by}", "Benchmark is crossed at")
    return Listed(headings, "lrrrl", tuple(_row(one, called(one["path"]), record) for one in record["variables"]))


def _variation(record: Record) -> str:
    return str(record["rules"]["variation"]["number"])


def _row(one: Record, name: str, record: Record) -> tuple[str, ...]:
    met = record["without_credits"]["meets_benchmark"]
    ends = (_at_end(one[side], met) for side in ("low", "high"))
    return f"{name}\n  {_base(one)}", f"{one['weighs_in']} {percent(one['weight'] / 100)}", *ends, _crossing(one)


def _base(one: Record) -> str:
    return "yearly series, by a factor" if one["factor"] else value_text(one["base"], one["unit"])


def _at_end(end: Record, met: bool) -> str:
    turned = end["meets_benchmark"] is not None and end["meets_benchmark"] != met
    return _rate(end["irr"]) + (TURNS if turned else " ")


def _crossing(one: Record) -> str:
    found = one["crossing"]
    if found["value"] is None:
        return NONE
    share = found["switching_value"]
    side = "above" if found["value"] > found["base"] else "below"
    far = "" if share is None else f"\n  {percent(abs(share), 1)} {side}"
    return value_text(found["value"], one["unit"]) + (" of the series" if one["factor"] else "") + far


def notes(record: Record, called: Called = str) -> Iterator[str]:
    """Say where the answer turns, where a figure meets its limit, and why a rate or a crossing does not exist."""
    found, by = record["variables"], _variation(record)
    if any(one["crossed"] for one in found):
        yield f"{TURNS} the answer is another one there"
    ends = [
        (f"{called(one['path'])} at {sign}{by}", one, one[end])
        for one in found
        for sign, end in (("-", "low"), ("+", "high"))
    ]
    for where, one, end in ends:
        if end["limited"]:
            yield f"{where} ends at {value_text(end['value'], one['unit'])}, its limit"
    yield from _by_reason("no IRR", ((end["irr"].get("reason"), where) for where, _, end in ends))
    yield from _by_reason("no crossing", ((one["crossing"].get("reason"), called(one["path"])) for one in found))


def _by_reason(what: str, found: Iterable[tuple[str | None, str]]) -> Iterator[str]:
    """Say once for each reason where a figure does not exist."""
    by_reason: dict[str, list[str]] = {}
    for reason, where in found:
        if reason:
            by_reason.setdefault(reason, []).append(where)
    for reason, places in by_reason.items():
        yield f"{what}, {reason}: {', '.join(places)}"


# ---- rules -----------------------------------------------------------------------------------------------------------


def _rules(record: Record) -> Iterator[RenderableType]:
    for source, said in rules_by_source(record).items():
        yield indented("; ".join(said))
        yield indented(source, style="dim", by=4)


def rules_by_source(record: Record) -> dict[str, list[str]]:
    """Return the rules that the test follows by the source that they are from."""
    by_source: dict[str, list[str]] = {}
    for rule in record["rules"].values():
        source = rule["source"] + ("" if rule["verified"] else " (verified: no)")
        by_source.setdefault(source, []).append(rule["says"])
    return by_source
