"""The section of the named cases: what each comes to, which of them turn the answer, and what they change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from appraisal.ground.numbers import money
from appraisal.outputs.cases import side_by_side
from appraisal.outputs.charts.labels import lowered
from appraisal.outputs.comparison_notes import once
from appraisal.outputs.layout import Listed, Record, spoken, times
from appraisal.outputs.report.blocks import Block, Listing, Picture, Section, Subheading, prose
from appraisal.outputs.report.tables import joined, naming, table_of
from appraisal.outputs.sensitivity import Called
from appraisal.scenario.section import figure_in_place


def section(record: Record) -> Section | None:
    """Return the section of the named cases, or none where the scenario states none."""
    if "cases" not in record:
        return None
    cases = [{**case, "name": spoken(case["name"])} for case in record["cases"]["cases"]]
    return Section("cases", "Cases side by side", tuple(_blocks(record, {**record["cases"], "cases": cases})))


def _blocks(record: Record, part: Record) -> Iterator[Block]:
    called = naming(record)
    yield prose(" ".join(_findings(part, called)))
    if _ran(part):
        yield Picture("cases", "Net present value of each case", _alt(part))
    found, unit = side_by_side(part)
    yield table_of(found, f"What each case comes to; amounts in {unit}, price and threshold for one tonne of CO₂")
    yield table_of(_changes(record, part, called), "What each case changes in the base case", wide=(1, 3))
    yield from _notes(part)


def _ran(part: Record) -> list[Record]:
    """Return the cases that ran, without the base case."""
    return [case for case in part["cases"][1:] if case["status"] == "ok"]


def _npv(case: Record) -> float:
    return float(case["metrics"]["npv"]["value"])


def _said(part: Record, cases: Iterable[Record]) -> str:
    return joined(f"{case['name']} ({money(_npv(case), part['currency'])})" for case in cases)


# ---- what was found --------------------------------------------------------------------------------------------------


def _findings(part: Record, called: Called) -> Iterator[str]:
    base, ran = part["cases"][0], _ran(part)
    yield f"In the base case the swap is worth {money(_npv(base), part['currency'])}."
    if ran:
        yield from _turned(part, base, ran)
        yield from _extremes(part, base, ran, called)
        yield from _thresholds(base, ran)
        yield from _cover(base, ran)


def _turned(part: Record, base: Record, ran: list[Record]) -> Iterator[str]:
    """Say which cases turn the answer."""
    pays = _npv(base) >= 0
    turned = [case for case in ran if (_npv(case) >= 0) != pays]
    beside = f"the {len(ran)} cases beside it" if len(ran) > 1 else "the one case beside it"
    if turned:
        yield f"Of {beside}, {len(turned)} {'turn' if len(turned) > 1 else 'turns'} the answer: {_said(part, turned)}."
    else:
        yield f"None of {beside} turns that: {'the swap pays in every one' if pays else 'it pays in none'}."


def _extremes(part: Record, base: Record, ran: list[Record], called: Called) -> Iterator[str]:
    worst, best = min(ran, key=_npv), max(ran, key=_npv)
    if _npv(worst) < _npv(base):
        yield _extreme(part, base, worst, "hardest", called)
    if _npv(best) > _npv(base) and len(ran) > 1:
        yield _extreme(part, base, best, "best", called)


def _extreme(part: Record, base: Record, case: Record, which: str, called: Called) -> str:
    change = _npv(case) - _npv(base)
    side = "below" if change < 0 else "above"
    why = "; ".join(_change_words(one, called) for one in case["changes"])
    return f"The {which} is {case['name']}, {money(abs(change), part['currency'])} {side} the base case: {why}."


def _change_words(change: Record, called: Called) -> str:
    stated, to = change["stated"], change["to"]
    name = lowered(called(change["path"]))
    return f"{name} {to}" if stated is None or stated in to else f"{name} {to} instead of {stated}"


def _thresholds(base: Record, ran: list[Record]) -> Iterator[str]:
    """Say between which prices the threshold lies, where it is a price in the base case."""
    name = "threshold_credit_price"
    found = {case["name"]: case["metrics"][name] for case in (base, *ran)}
    prices = {case: one for case, one in found.items() if one["value"] is not None and one["status"] != "factor"}
    if found[base["name"]] not in prices.values() or len(prices) < 2:
        return
    low, high = (pick(prices, key=lambda case: prices[case]["value"]) for pick in (min, max))
    ends = [f"{prices[case]['value']:,.2f} {prices[case]['unit']} ({case})" for case in (low, high)]
    yield f"The threshold price of a tonne lies between {ends[0]} and {ends[1]}."


def _cover(base: Record, ran: list[Record]) -> Iterator[str]:
    covers = {case["name"]: case["metrics"].get("dscr_min", {}).get("value") for case in (base, *ran)}
    known = {case: value for case, value in covers.items() if value is not None}
    if known.get(base["name"]) is None or len(known) < 2:
        return
    least = min(known, key=lambda case: known[case])
    yield f"The lowest debt service cover is {times(known[base['name']])} in the base case" + (
        f" and {times(known[least])} in {least}." if least != base["name"] else ", and in no case lower."
    )


def _alt(part: Record) -> str:
    return f"Bars of the net present value: {_said(part, [part['cases'][0], *_ran(part)])}."


# ---- tables and notes ------------------------------------------------------------------------------------------------


def _changes(record: Record, part: Record, called: Called) -> Listed:
    rows = (
        (case["name"], called(change["path"]), _stated(record, change), change["to"])
        for case in part["cases"]
        for change in case["changes"]
    )
    return Listed(("Case", "Figure", "Stated", "In the case"), "llll", tuple(rows))


def _stated(record: Record, change: Record) -> str:
    """Return what the file states; a figure may be written in the place of its section."""
    inside = record["inputs"].get(figure_in_place(change["path"]), {})
    return str(change["stated"] or inside.get("stated") or "not stated")


def _notes(part: Record) -> Iterator[Block]:
    cases = part["cases"]
    yield from _listed("Cases that cannot run", [text for case in cases for text in _problems(case)])
    ran = [case for case in cases if case["status"] == "ok"]
    yield from _listed("What does not exist", once((case["name"], _reasons(case)) for case in ran))
    debts = once((case["name"], [case["debt"]]) for case in ran if case["debt"])
    yield from _listed("The sculpted loan, and what equity and cover rest on", debts)
    warned = once((case["name"], [one["message"] for one in case["warnings"]]) for case in ran[1:])
    yield from _listed("What is to be known of a case and not of the base case", warned)


def _problems(case: Record) -> list[str]:
    return [f"{case['name']}: {one['path'] or one['place']}: {one['message']}" for one in case["problems"]]


NAMES = {
    "npv": "NPV",
    "npv_without_credits": "NPV without credits",
    "project_irr": "IRR",
    "payback": "payback",
    "threshold_credit_price": "threshold price",
    "equity_npv": "NPV of equity",
    "equity_irr": "IRR of equity",
    "dscr_min": "lowest DSCR",
}


def _reasons(case: Record) -> list[str]:
    metrics = case["metrics"].items()
    return [f"no {NAMES.get(name, name)}: {found['reason']}" for name, found in metrics if found["value"] is None]


def _listed(title: str, texts: list[str]) -> Iterator[Block]:
    if texts:
        yield Subheading(title)
        yield Listing(tuple(texts))
