"""Debt and equity in one panel: what owners earn, how well the debt is covered, and whether the covenants hold."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from appraisal.ground.numbers import money, percent
from appraisal.outputs.layout import NONE, Record, Row, beside, figure, is_taxed, pairs, panel, reasons, spoken, times

STATUS = {"ok": "holds", "lock-up": "LOCK-UP", "default": "DEFAULT", "": ""}
"""What the status of a covenant case is called."""

AGREED = "the debt is the one agreed with credits"
RESIZED = "cover: the debt agreed with credits; return of equity: the sculpted loan sized anew"
GRANTORS = {"host": "the host government", "partner": "the partner government"}


def finance_panel(record: Record) -> RenderableType:
    """Return the panel of a scenario with finance."""
    table = beside(record, finance_rows(record))
    return panel(Group(table, Text(""), pairs(finance_words(record))), "Finance")


def finance_rows(record: Record) -> list[Row]:
    """Return the rows of what equity and project earn, and how well the debt is covered."""
    return [*_returns(record), *(COVER if record["finance"]["loans"] else [])]


def _returns(record: Record) -> list[Row]:
    return [*_equity(record), *_project(record)]


def finance_words(record: Record) -> list[tuple[str, str]]:
    """Say what debt and grant come to, what capital costs, how covenants stand, and why a figure does not exist."""
    return [*_said(record), *reasons(record, _returns(record)), *_no_cover(record)]


def _equity(record: Record) -> list[Row]:
    rate = record["finance"]["cost_of_equity"]
    at = "" if rate is None else f", at {percent(rate)}"
    tax = f"{'after' if is_taxed(record) else 'before'} tax"
    return [
        (f"Equity NPV{at}", "equity NPV", "equity_npv", figure),
        (f"Equity IRR, {tax}", "equity IRR", "equity_irr", figure),
    ]


def _project(record: Record) -> list[Row]:
    if not is_taxed(record):
        return [("Project IRR, before tax", "project IRR", "project_irr", figure)]
    return [
        ("Project IRR, after tax", "project IRR after tax", "project_irr", figure),
        ("Project IRR, before tax", "project IRR before tax", "project_irr_before_tax", figure),
    ]


def _lowest(record: Record, name: str) -> str:
    """Write the lowest cover with its year, as the covenant table has it."""
    case = _case(record, name)
    return NONE if case["dscr_min"] is None else f"{times(case['dscr_min'])} in {case['year']}"


def _average(record: Record, name: str) -> str:
    case = _case(record, name)
    return NONE if case["dscr_average"] is None else times(case["dscr_average"])


def _case(record: Record, name: str) -> Record:
    wanted = "no credits" if name.endswith("_without_credits") else "base"
    found: Record = next(case for case in record["finance"]["covenants"] if case["name"] == wanted)
    return found


def _no_cover(record: Record) -> Iterator[tuple[str, str]]:
    """Say why there is no cover."""
    for case in record["finance"]["covenants"]:
        if case["dscr_min"] is None:
            yield f"No DSCR, {case['name']}", case["reason"]


COVER: list[Row] = [
    ("Minimum DSCR", "minimum DSCR", "dscr_min", _lowest),
    ("Average DSCR", "average DSCR", "dscr_average", _average),
]


def _said(record: Record) -> Iterator[tuple[str, str]]:
    finance = record["finance"]
    if finance["loans"]:
        yield "Debt drawn", _debt_words(record)
    if finance["grant"]:
        yield "Grant", grant_words(record)
    if finance["loans"]:
        yield "Cover over life", f"LLCR {_life_words(record, 'llcr')}, PLCR {_life_words(record, 'plcr')}"
    yield "WACC", _wacc_words(record)
    if finance["levels"]:
        yield "Covenants", covenant_words(record)
    if is_resized(record):
        yield "Without credits", RESIZED


def _debt_words(record: Record) -> str:
    finance, currency = record["finance"], record["conventions"]["currency"]
    each = [f"{spoken(loan['key'])} {money(loan['drawn'], currency)}" for loan in finance["loans"]]
    split = f": {', '.join(each)}" if len(each) > 1 else f" ({spoken(finance['loans'][0]['key'])})"
    less = " less grant" if finance["grant"] else ""
    geared = "" if finance["gearing"] is None else f", {percent(finance['gearing'], 1)} of the capex gap{less}"
    return f"{money(finance['drawn'], currency)}{geared}{split}"


def grant_words(record: Record) -> str:
    """Say how much is given and by whom."""
    finance = record["finance"]
    return f"{money(finance['grant'], record['conventions']['currency'])} from {GRANTORS[finance['grant_from']]}"


def _life_words(record: Record, name: str) -> str:
    metric = record["metrics"][name]
    return f"none ({metric['reason']})" if metric["value"] is None else times(metric["value"])


def _wacc_words(record: Record) -> str:
    metric, basis = record["metrics"]["wacc"], record["conventions"]["basis"]
    if metric["value"] is None:
        return f"none: {metric['reason']}"
    how = "as stated" if metric["status"] == "stated" else "after tax, computed" if is_taxed(record) else "computed"
    rate = percent(record["conventions"]["discount_rate"])
    return f"{percent(metric['value'])} {basis}, {how}; discount rate {rate}"


def covenant_words(record: Record) -> str:
    """Say how each case stands with the covenants."""
    levels, cases = record["finance"]["levels"], record["finance"]["covenants"]
    said = "; ".join(f"{case['name']}: {_case_words(case)}" for case in cases)
    return f"lock-up below {times(levels['lock_up'])}, default below {times(levels['default'])}. {_capital(said)}"


def is_resized(record: Record) -> bool:
    """Return whether a loan follows the cash flow, and is another one in a scenario without credits."""
    return len(record["finance"]["covenants"]) > 1 and any(
        loan["repayment"] == "sculpted" for loan in record["finance"]["loans"]
    )


def _case_words(case: Record) -> str:
    if case["dscr_min"] is None:
        return f"none ({case['reason']})"
    return f"{STATUS[case['status']]}, {times(case['dscr_min'])} in {case['year']}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
