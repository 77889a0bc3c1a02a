"""The section of support: what public money does in the scenario, and what each instrument alone would have to be."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import money, percent
from appraisal.outputs.equivalence import gap_rows, instrument_notes, instruments, rests_on
from appraisal.outputs.layout import Record, money_words, priced
from appraisal.outputs.report.blocks import Block, Footnote, Pairs, Section, Subheading, prose
from appraisal.outputs.report.tables import capital, joined, table_of
from appraisal.outputs.support_panel import support_parts, support_rows

ALONE = "What each instrument alone"


def section(record: Record) -> Section | None:
    """Return the section of support, or none where governments give nothing and nothing puts a price on tonnes."""
    given, equivalent = [*_given(record)], [*_equivalent(record)]
    if given and equivalent:
        blocks = (*given, Subheading(f"{ALONE} would have to be"), *equivalent)
        return Section("support", f"Public support, and what would do instead of {priced(record)}", blocks)
    if equivalent:
        return Section("support", f"What would do instead of {priced(record)}", tuple(equivalent))
    return Section("support", "Public support", tuple(given)) if given else None


# ---- what is given ---------------------------------------------------------------------------------------------------


def _given(record: Record) -> Iterator[Block]:
    if "support" not in record:
        return
    found, conventions = record["support"], record["conventions"]
    yield prose(_given_words(record), *_reference(found))
    at = f"present value at {percent(conventions['discount_rate'])}, {money_words(conventions)}"
    yield table_of(support_parts(record), f"Public support, {at}", wide=(0, 2))
    yield Pairs(tuple(row for row in support_rows(record) if row[0] != "Loans"))


def _given_words(record: Record) -> str:
    found, currency = record["support"], record["conventions"]["currency"]
    said = f"Governments give {money(found['total'], currency)} in present value"
    tonne = found["per_tonne"]
    if tonne["value"] is not None:
        said += f", {tonne['value']:,.2f} {tonne['unit']} of discounted tonnes"
    return f"{said}. A loan counts by what it gives away, not by what it lends."


def _reference(found: Record) -> tuple[Footnote, ...]:
    if not any(one["kind"] == "loan" for one in found["parts"]):
        return ()
    reference = found["reference"]
    checked = "" if reference["verified"] else " (verified: no)"
    return (
        Footnote(
            f"Reference rate of {percent(reference['rate'])}, {reference['label']}: {reference['source']}{checked}"
        ),
    )


# ---- what would do instead -------------------------------------------------------------------------------------------


def _equivalent(record: Record) -> Iterator[Block]:
    if "equivalence" not in record:
        return
    found = record["equivalence"]
    yield prose(" ".join(_closes(found, priced(record))))
    table, at = instruments(record)
    yield Pairs(tuple(gap_rows(record)))
    yield table_of(table, f"What each alone would have to be; its cost in present value, {at}", wide=(0, 3))
    noted = instrument_notes(record)
    if noted:
        yield Pairs(tuple(noted))
    yield prose(f"{capital('; '.join(rests_on(record)))}.")


def _closes(found: Record, price: str) -> Iterator[str]:
    """Say how large the gap is, what closes it at the least public cost, and what cannot close it."""
    gap, means = found["without"], found["means"]
    if gap >= 0:
        yield f"Without any of these the {means} is {money(gap, found['unit'])}: there is no gap to close."
        return
    beside = f", and without {joined(found['left_out'])}" if found["left_out"] else ""
    yield f"Without {price}{beside}, the {means} is {money(gap, found['unit'])}: that is the gap to close."
    yield from _costs(found)
    failing = [f"the {row['name'].lower()}" for row in found["rows"] if row["value"] is None]
    if failing:
        yield f"For {joined(failing)} there is no such value; the reason stands below the table."


def _costs(found: Record) -> Iterator[str]:
    """Say which of the instruments costs its payer least, or that all cost the same: the gap itself."""
    closing = [row for row in found["rows"] if row["public_cost"] is not None]
    if not closing:
        return
    cheapest, dearest = (pick(closing, key=lambda row: row["public_cost"]) for pick in (min, max))
    least, most = (money(row["public_cost"], found["unit"]) for row in (cheapest, dearest))
    if least == most:
        each = f"Each of the {len(closing)} instruments" if len(closing) > 1 else f"The {cheapest['name'].lower()}"
        yield f"{each} that could close it alone costs whoever pays it {least}."
    else:
        yield (
            f"Of the {len(closing)} instruments that could close it alone, the {cheapest['name'].lower()} costs least, "
            f"{least} borne by the {_payer(cheapest)}; the {dearest['name'].lower()} costs most, {most} borne by the "
            f"{_payer(dearest)}."
        )


def _payer(row: Record) -> str:
    who = str(row["payer"].partition(",")[0])
    return who[:1].lower() + who[1:]
