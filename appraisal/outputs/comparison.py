"""The page of a comparison: what each row is worth, where its tonnes go, how sure that is; from the record alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.ground.numbers import percent, scale_of
from appraisal.outputs.comparison_notes import by_mechanism, notes, once, ran_of
from appraisal.outputs.comparison_record import PROJECTS, SECTOR
from appraisal.outputs.layout import NONE, Listed, Record, cell, indented, listed, panel, put
from appraisal.outputs.years_table import NOTHING, amount
from appraisal.scenario.schema import CARBON_PRICE

CANNOT = "cannot run"
OWNERS = (
    ("abated", "abated"),
    ("issued", "issued"),
    ("sold", "developer,\nsold"),
    ("held", "developer,\nheld"),
    ("host", "host"),
    ("partner", "partner"),
    ("withheld", "levies,\nbuffer,\ncancelled"),
    ("not_credited", "not\ncredited"),
)


def show(record: Record, console: Console) -> None:
    """Print a comparison."""
    put(_parts(record), console)


def _parts(stated: Record) -> Iterator[RenderableType]:
    record = named(stated)
    name = record["comparison"]["name"]
    yield Text(f"{name}: mechanisms side by side" if by_mechanism(record) else f"{name} side by side", style="bold")
    yield Text(f"appraisal {record['version']}", style="dim")
    if not by_mechanism(record):
        yield from _who_is_who(record)
    yield from _conventions(record)
    yield Text("")
    yield from _worth(record)
    if ran_of(record):
        yield from _tonnes(record)
    if any(row["spread"] for row in ran_of(record)):
        yield from _sureness(record)
    if "pbcm_scm" in record:
        yield _papers(record["pbcm_scm"])
    yield from notes(record)


def named(record: Record) -> Record:
    """Give each row the name that it has in the tables: a mechanism's key, a scenario's number."""
    named_by_key = by_mechanism(record)
    rows = [{**row, "row": row["mechanism"] if named_by_key else str(at)} for at, row in enumerate(record["rows"], 1)]
    return {**record, "rows": rows}


def _who_is_who(record: Record) -> Iterator[RenderableType]:
    yield from (indented(f"{row['row']}  {_full_name(row)}") for row in record["rows"])


def _full_name(row: Record) -> str:
    return f"{row['label']}, {row['mechanism']}" if row["mechanism"] else str(row["label"])


def _conventions(record: Record) -> Iterator[RenderableType]:
    """Say once what all rows rest on, or for each row where they differ."""
    said = {row["row"]: row["conventions"] for row in ran_of(record)}
    if len(set(said.values())) == 1:
        yield Text(next(iter(said.values())))
    elif said:
        yield Text("The rows rest on different conventions", style="bold yellow")
        yield from (indented(f"{name}  {words}") for name, words in said.items())


def _worth(record: Record) -> Iterator[RenderableType]:
    found, unit = worth(record)
    yield Text(f"What it is worth{f', {unit}' if unit else ''}", style="bold")
    yield listed(found)
    if any(row["mechanism"] == CARBON_PRICE for row in ran_of(record)):
        yield indented(f"{CARBON_PRICE}: what the price on emissions saves, and the price at which the swap just pays")
        yield Text("")


def worth(record: Record) -> tuple[Listed, str]:
    """Return the table of what each row is worth, and the unit of its amounts."""
    names = ("npv", "npv_without_credits", "credit_revenue_present_value")
    money = [row["metrics"][name] for row in ran_of(record) for name in names]
    size, word = scale_of([metric["value"] for metric in money])
    headings = (_first(record), "NPV", "NPV without\ncredits", "PV of credit\nrevenue", "threshold\nprice",
                "credits\nfrom", "reaches\ndeveloper")  # fmt: skip
    rows = tuple(_worth_row(row, names, size) for row in record["rows"])
    return Listed(headings, "lrrrrrr", rows), f"{word}{money[0]['unit']}" if money else ""


def _first(record: Record) -> str:
    return "Mechanism" if by_mechanism(record) else "Scenario"


def _worth_row(row: Record, names: Sequence[str], size: float) -> tuple[str, ...]:
    if row["status"] != "ok":
        return row["row"], CANNOT, *[NOTHING] * 5
    metrics = row["metrics"]
    values = [amount(metrics[name]["value"], size, 2) for name in names]
    others = ("threshold_credit_price", "first_credit_year", "reaches_developer")
    return row["row"], *values, *(_short(metrics[name]) for name in others)


def _short(metric: Record) -> str:
    """Return a metric in a column: a calendar year as it is, a series' threshold as a factor, nothing as a dash."""
    value, unit = metric["value"], metric["unit"]
    if value is None:
        return NONE if metric["unit"] != "1" else NOTHING
    if metric["status"] == "factor":
        return f"series x {value:.3f}"
    if unit == "yr":
        return f"{value:.0f}"
    return percent(value, 1) if unit == "1" else f"{value:,.2f}"


def _tonnes(record: Record) -> Iterator[RenderableType]:
    found, unit = owners(record)
    yield Text(f"Where the tonnes of the whole life go, {unit}", style="bold")
    yield listed(found)


def owners(record: Record) -> tuple[Listed, str]:
    """Return the table of where the tonnes of each row go, and its unit."""
    ran = ran_of(record)
    size, word = scale_of([value for row in ran for value in row["tonnes"].values()])
    rows = ((row["row"], *(amount(row["tonnes"][name], size, 2) for name, _ in OWNERS)) for row in ran)
    headings = (_first(record), *(heading for _, heading in OWNERS))
    return Listed(headings, "l" + "r" * len(OWNERS), tuple(rows)), f"{word}t"


def _sureness(record: Record) -> Iterator[RenderableType]:
    found, unit = sureness(record)
    yield Text(f"How sure the credits are, {unit} over the whole life", style="bold")
    yield listed(found)
    yield from (indented(text) for text in drawn_words(record))
    yield Text("")


def _spread(record: Record) -> list[Record]:
    return [row for row in ran_of(record) if row["spread"]]


def sureness(record: Record) -> tuple[Listed, str]:
    """Return the table of how sure the credits of each row are, and its unit."""
    ran = _spread(record)
    tonnes = [row["spread"][who][end] for row in ran for who in ("developer", "forwarded") for end in ("p10", "p90")]
    size, word = scale_of(tonnes)
    headings = [_first(record), "developer\nP10", "P90", "all owners\nP10", "P90", "no credit for\nthe developer"]
    diluted = any(row["metrics"]["dilution"]["value"] is not None for row in ran)
    rows = [_sure_row(row, size) for row in ran]
    if diluted:
        headings.append("diluted in\nthe sector")
        rows = [(*cells, _short(row["metrics"]["dilution"])) for cells, row in zip(rows, ran, strict=True)]
    return Listed(tuple(headings), "l" + "r" * (len(headings) - 1), tuple(rows)), f"{word}t"


def _sure_row(row: Record, size: float) -> tuple[str, ...]:
    spread = row["spread"]
    ends = [amount(spread[who][end], size, 2) for who in ("developer", "forwarded") for end in ("p10", "p90")]
    return row["row"], *ends, percent(spread["no_credit"], 1)


def drawn_words(record: Record) -> Iterator[str]:
    """Say how many draws were made of which figures, and which were not drawn and why."""
    rows = _spread(record)
    made = max(row["spread"]["draws"] for row in rows)
    if made == 1:
        yield "no figure that the credits depend on has a range: P10 and P90 are the base case"
    else:
        yield f"P10 and P90: 10 and 90 % of {made:,} draws lie below; figures are drawn independently"
    yield from (f"drawn: {told}" for told in once((row["row"], _drawn_paths(row["spread"])) for row in rows))
    reasons = ((row["row"], _told(row["spread"]["left_out"])) for row in rows)
    yield from (f"not drawn: {told}" for told in once(reasons))


def _drawn_paths(spread: Record) -> list[str]:
    doubt = " over the library's range (verified: no)"
    return [f"{path}{doubt if path in spread['unverified'] else ''}" for path in spread["drawn"]]


def _told(left_out: dict[str, str]) -> list[str]:
    return [f"{path}, because {reason}" for path, reason in left_out.items()]


def _papers(sides: Record) -> RenderableType:
    return panel(listed(papers(sides)), "Project-based against sectoral crediting: the papers' table in numbers")


def papers(sides: Record) -> Listed:
    """Return the papers' table of project-based and sectoral crediting, in numbers."""
    one, other = sides[PROJECTS], sides[SECTOR]
    rows = (
        ("First credits, from the first outlay", *(_lead(side) for side in (one, other))),
        ("Spread of volume, (P90 - P10) / P50", *(_share(side["volume_spread"]) for side in (one, other))),
        ("Probability of no credit at all", *(percent(side["no_credit"], 1) for side in (one, other))),
        ("Reaches the developer, of tonnes abated", *(_share(side["reaches_developer"]) for side in (one, other))),
        ("Threshold credit price", *(_price(side["threshold_credit_price"]) for side in (one, other))),
    )
    return Listed(("", "PBCM (bilateral)", "SCM (sectoral)"), "lrr", rows)


def _lead(side: Record) -> str:
    year, lead = side["first_credit_year"]["value"], side["lead_time"]["value"]
    return NONE if year is None else f"{year:.0f}, after {lead:.0f} yr"


def _share(metric: Record) -> str:
    return NONE if metric["value"] is None else percent(metric["value"], 1)


def _price(metric: Record) -> str:
    if metric["value"] is None:
        return NONE
    return f"the price series x {metric['value']:.3f}" if metric["status"] == "factor" else cell(metric)
