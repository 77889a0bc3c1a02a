"""The section of mechanisms: one plant under several, what each is worth, where its tonnes go, how sure they are."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import money, percent
from appraisal.outputs.comparison import drawn_words, named, owners, papers, sureness, worth
from appraisal.outputs.comparison_notes import by_mechanism, once, ran_of
from appraisal.outputs.layout import Record, cell
from appraisal.outputs.report.blocks import Block, Listing, Picture, Section, Subheading, prose
from appraisal.outputs.report.tables import capital, joined, table_of, with_names


def section(record: Record) -> Section | None:
    """Return the section of a comparison, or none where none was asked for."""
    if "comparison" not in record:
        return None
    part = named(record["comparison"])
    title = "Mechanisms side by side" if by_mechanism(part) else "Scenarios side by side"
    return Section("comparison", title, tuple(_blocks(record, part)))


def _blocks(record: Record, part: Record) -> Iterator[Block]:
    ran = ran_of(part)
    yield prose(" ".join(_findings(part, ran)))
    if ran:
        yield Picture("comparison", "Net present value under each, and where the tonnes go", _alt(ran))
    found, unit = worth(part)
    yield table_of(found, f"What each is worth, {unit}; threshold price for one tonne of CO₂", wide=())
    if ran:
        found, unit = owners(part)
        yield table_of(found, f"Where the tonnes of the whole life go, {unit}", wide=())
    if any(row["spread"] for row in ran):
        found, unit = sureness(part)
        note = f"{capital('; '.join(with_names(record, drawn_words(part))))}."
        yield table_of(found, f"How sure the credits are, {unit} over the whole life", note=note, wide=())
    if "pbcm_scm" in part:
        caption = "Project-based against sectoral crediting: the papers' table in numbers"
        yield table_of(papers(part["pbcm_scm"]), caption)
    yield from _notes(part, ran)


# ---- what was found --------------------------------------------------------------------------------------------------


def _findings(part: Record, ran: list[Record]) -> Iterator[str]:
    if not ran:
        yield "None of the rows can run; below stands what the scenario must state for each."
        return
    pays = [row for row in ran if _npv(row) >= 0]
    kind = "mechanisms" if by_mechanism(part) else "scenarios"
    yield (
        f"Of {len(ran)} {kind} that can run, the swap pays under {len(pays)}: {_said(pays)}."
        if pays
        else (f"The swap pays under none of the {len(ran)} {kind} that can run.")
    )
    yield from _prices(ran)
    yield from _reaching(ran)


def _npv(row: Record) -> float:
    return float(row["metrics"]["npv"]["value"])


def _said(rows: list[Record]) -> str:
    npvs = ((row["row"], row["metrics"]["npv"]) for row in sorted(rows, key=_npv, reverse=True))
    return joined(f"{name} ({money(npv['value'], npv['unit'])})" for name, npv in npvs)


def _prices(ran: list[Record]) -> Iterator[str]:
    found = {row["row"]: row["metrics"]["threshold_credit_price"] for row in ran}
    prices = {name: one for name, one in found.items() if one["value"] is not None and one["status"] != "factor"}
    if len(prices) > 1:
        low, high = (pick(prices, key=lambda name: prices[name]["value"]) for pick in (min, max))
        yield f"The threshold price lies between {cell(prices[low])} ({low}) and {cell(prices[high])} ({high})."


def _reaching(ran: list[Record]) -> Iterator[str]:
    """Say how much of what is abated reaches the developer, at the most and at the least."""
    shares = {row["row"]: row["metrics"]["reaches_developer"]["value"] for row in ran}
    known = {name: share for name, share in shares.items() if share is not None}
    if len(known) > 1:
        least, most = (pick(known, key=lambda name: known[name]) for pick in (min, max))
        yield (
            f"Of the tonnes abated {percent(known[most], 1)} reach the developer under {most}, "
            f"{percent(known[least], 1)} under {least}."
        )


def _alt(ran: list[Record]) -> str:
    return f"Bars of each row: {_said(ran)}."


# ---- notes -----------------------------------------------------------------------------------------------------------


def _notes(part: Record, ran: list[Record]) -> Iterator[Block]:
    broken = [row for row in part["rows"] if row["status"] != "ok"]
    yield from _listed("What must be stated for a row to run", [text for row in broken for text in _problems(row)])
    lacking = ((row["row"], [found["reason"]]) for row in ran if (found := _threshold(row))["value"] is None)
    yield from _listed("No threshold price", once(lacking))
    if by_mechanism(part):
        yield from _listed("Terms of the rows", once((row["row"], [row["terms"]]) for row in part["rows"]))
    laid_aside = once((row["row"], row["laid_aside"]) for row in ran)
    yield from _listed("Stated, and laid aside because the mechanism has no use for it", laid_aside)
    yield from _listed("Warnings", once((row["row"], [one["message"] for one in row["warnings"]]) for row in ran))
    doubted = once((row["row"], [_doubt(one) for one in row["unverified"]]) for row in ran)
    yield from _listed("Terms that were not checked against their source (verified: no)", doubted)


def _threshold(row: Record) -> Record:
    found: Record = row["metrics"]["threshold_credit_price"]
    return found


def _problems(row: Record) -> list[str]:
    return [f"{row['row']}: {one['path'] or one['place']}: {one['message']}" for one in row["problems"]]


def _doubt(one: Record) -> str:
    return f"{one['path']} {one['value']}: {one['source']}"


def _listed(title: str, texts: list[str]) -> Iterator[Block]:
    if texts:
        yield Subheading(title)
        yield Listing(tuple(texts))
