"""The lender's page: what equity earns, how well debt is covered, covenants, sources and uses, each loan by year."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.finance_panel import STATUS, finance_rows, finance_words
from appraisal.outputs.grant_elements import grant_sources, grant_table
from appraisal.outputs.layout import Listed, Record, cell, figure, has_credits, money_words, priced, spoken, times
from appraisal.outputs.lender import covenant_notes, covenant_table, sources_and_uses
from appraisal.outputs.loan_schedule import (
    equity_columns,
    equity_notes,
    loan_columns,
    loan_terms,
    service_columns,
    service_note,
)
from appraisal.outputs.report.blocks import Block, Footnote, Pairs, Paragraph, Picture, Section, Subheading, prose
from appraisal.outputs.report.by_year import by_year
from appraisal.outputs.report.tables import capital, table_of


def section(record: Record) -> Section | None:
    """Return the lender's page, or none where the scenario states no finance."""
    if "finance" not in record:
        return None
    return Section("finance", "Finance: the lender's page", tuple(_blocks(record)), own_page=True)


def _blocks(record: Record) -> Iterator[Block]:
    loans = record["finance"]["loans"]
    yield prose(" ".join((*_equity(record), *_cover(record))))
    yield table_of(_returns(record), "What equity and project earn, and how debt is covered")
    yield Pairs(tuple((label, words) for label, words in finance_words(record)))
    yield from _construction(record)
    if loans:
        yield Picture("debt_service", "Debt service and its cover", _alt(record))
        note = capital("; ".join(covenant_notes(record)))
        yield table_of(covenant_table(record), "Debt service cover in each case", note=note, wide=(0, 4))
        yield from _loans(record)
        yield from by_year(
            record,
            "Debt service and cover, all loans",
            _of_the_year(record),
            service_columns(record),
            note=service_note(record),
        )
    notes = capital("; ".join(equity_notes(record)))
    yield from by_year(record, "Cash flow of equity", _of_the_year(record), equity_columns(record), note=notes)
    if loans:
        yield from _gifts(record)


def _of_the_year(record: Record) -> str:
    return money_words(record["conventions"], of_the_year=True)


def _equity(record: Record) -> Iterator[str]:
    npv, irr = (record["metrics"][name] for name in ("equity_npv", "equity_irr"))
    if irr["value"] is None:
        yield f"Equity has no rate of return: {irr['reason']}."
    else:
        yield f"Equity earns {cell(irr)}"
        yield (
            f"and is worth {cell(npv)}."
            if npv["value"] is not None
            else f"; its present value is not known: {npv['reason']}."
        )


def _cover(record: Record) -> Iterator[str]:
    base = next((case for case in record["finance"]["covenants"] if case["name"] == "base"), None)
    if base is None or base["dscr_min"] is None:
        return
    status = STATUS[base["status"]]
    held = {"ok": "; the covenants hold", "": ""}.get(base["status"], f"; covenants: {status.lower()}")
    yield (
        f"The lowest debt service cover is {times(base['dscr_min'])} in {base['year']}, the average "
        f"{times(base['dscr_average'])}{held}."
    )
    worst = min(
        (one for one in record["finance"]["covenants"] if one["dscr_min"] is not None),
        key=lambda one: float(one["dscr_min"]),
    )
    if worst["name"] != "base":
        yield f"In the case “{worst['name']}” it falls to {times(worst['dscr_min'])} in {worst['year']}."


def _returns(record: Record) -> Listed:
    ends = ("", "_without_credits") if has_credits(record) else ("",)
    headings = ["", f"with {priced(record)}", f"without {priced(record)}"] if has_credits(record) else ["", "value"]
    rows = ((label, *(words(record, name + end) for end in ends)) for label, _, name, words in finance_rows(record))
    return Listed(tuple(headings), "l" + "r" * len(ends), tuple(rows))


def _construction(record: Record) -> Iterator[Block]:
    if record["finance"]["construction"]["uses"]:
        yield Picture(
            "sources_uses",
            "Sources and uses of construction",
            "Where the money of construction comes from, and where it goes.",
        )
        found, unit = sources_and_uses(record)
        yield table_of(found, f"Sources and uses of construction, {unit}", wide=(0, 3))


def _loans(record: Record) -> Iterator[Block]:
    for terms in record["finance"]["loans"]:
        columns, kept = loan_columns(record, terms)
        yield Subheading(f"Loan {spoken(terms['key'])}")
        yield prose(f"{capital(loan_terms(record, terms))}.")
        yield from by_year(record, f"Loan {spoken(terms['key'])}", _of_the_year(record), columns, kept)


def _gifts(record: Record) -> Iterator[Block]:
    yield Subheading("Grant element: the part of a loan that is a gift")
    sources = [Footnote(source) for source in grant_sources(record)]
    yield Paragraph(
        ("The loans are held against the reference rates below, at which other loans could be had.", *sources)
    )
    yield table_of(grant_table(record), "Grant element of each loan at each reference rate", wide=(0, 1, 4))


def _alt(record: Record) -> str:
    return f"Bars of debt service by year, with the cover of each year; the lowest is {figure(record, 'dscr_min')}."
