"""The section of draws: how likely a loss is, how far results spread, how bad the worst are, how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from appraisal.ground.numbers import percent
from appraisal.outputs.layout import Record
from appraisal.outputs.outcome_scale import OutcomeScale
from appraisal.outputs.report.blocks import Block, Box, Headline, Listing, Pairs, Picture, Section, Subheading, prose
from appraisal.outputs.report.tables import naming, table_of
from appraisal.outputs.risk_page import (
    drawn_rows,
    every_outcome,
    percentiles,
    scale_of_outcome,
    settling,
    shares_words,
    undefined_rows,
    variance_shares,
)

HEADLINE = "npv"
THRESHOLD = "threshold_credit_price"


def section(record: Record) -> Section | None:
    """Return the section of draws, or none where no figure has a range."""
    if "risk" not in record:
        return None
    return Section("risk", "Risk", tuple(_blocks(record, record["risk"])))


def _blocks(record: Record, part: Record) -> Iterator[Block]:
    found = part["outcomes"][HEADLINE]
    yield prose(" ".join(_findings(part, found)))
    if found["mean"] is not None:
        yield _headline(found)
        yield from _drawn_charts(found)
    yield from _tables(part, found)
    yield Pairs(tuple(drawn_rows(_in_stated_units(record, part["draws"]), naming(record))), "What is drawn")
    if "sobol" in part:
        yield from _sobol(part["sobol"], record)


# ---- what was found --------------------------------------------------------------------------------------------------


def _findings(part: Record, found: Record) -> Iterator[str]:
    draws, drawn = part["draws"], len(part["draws"]["drawn"])
    figures = "the one figure that has a range" if drawn == 1 else f"the {drawn} figures that have a range"
    yield f"{draws['made']:,} draws move {figures} at once, each by its distribution."
    if not draws["complete"]:
        yield f"They are those of {draws['asked']:,} that were made before the run was interrupted."
    if found["mean"] is None:
        yield "No draw has a net present value."
        return
    yield from _loss(found)
    if THRESHOLD in part["outcomes"]:
        yield from _threshold(part["outcomes"][THRESHOLD])


def _loss(found: Record) -> Iterator[str]:
    chance, scale, points = found["below_zero"], scale_of_outcome(HEADLINE, found), found["percentiles"]
    yield (
        f"The swap loses money in {percent(chance['value'], 1)} of them; half of the draws lie between "
        f"{scale.number(points['25'])} and {scale.text(points['75'])}, nine in ten between {scale.number(points['5'])} "
        f"and {scale.text(points['95'])}."
    )
    if found["base"] is not None:
        yield _against_base(found, scale)


def _against_base(found: Record, scale: OutcomeScale) -> str:
    """Say whether the base case is a fair picture of the draws."""
    gap = found["mean"] - found["base"]
    side = "above" if gap >= 0 else "below"
    return (
        f"Their mean of {scale.text(found['mean'])} lies {scale.text(abs(gap))} {side} the base case of "
        f"{scale.text(found['base'])}, which {percent(found['base_rank'], 0)} of the draws stay below."
    )


def _threshold(found: Record) -> Iterator[str]:
    made = found["defined"] + sum(found["undefined"].values())
    lacking = percent(1 - found["defined"] / made, 1) if found["undefined"] else ""
    if found["mean"] is None:
        yield "In none of them does a threshold price of a tonne exist."
        return
    scale, points = scale_of_outcome(THRESHOLD, found), found["percentiles"]
    yield (
        f"The threshold price of a tonne lies between {scale.number(points['5'])} and {scale.text(points['95'])} in "
        f"nine draws of ten, {scale.text(points['50'])} in the middle"
        + (f"; {lacking} of the draws have none." if lacking else ".")
    )


def _headline(found: Record) -> Headline:
    scale, chance = scale_of_outcome(HEADLINE, found), found["below_zero"]
    boxes = [
        Box("Probability of loss", percent(chance["value"], 1), f"standard error {percent(chance['standard_error'])}"),
        Box("Mean", scale.text(found["mean"]), f"standard error {scale.text(found['standard_error'])}"),
    ]
    if found["tail"]:
        share = percent(found["tail"]["share"], 0)
        boxes += [
            Box(
                f"Value at risk, {share}",
                scale.text(found["tail"]["value_at_risk"]),
                f"{share} of draws are this or less",
            ),
            Box(f"CVaR, {share}", scale.text(found["tail"]["conditional"]), f"mean of the worst {share} of draws"),
        ]
    return Headline(tuple(boxes))


# ---- charts and tables -----------------------------------------------------------------------------------------------


def _drawn_charts(found: Record) -> Iterator[Block]:
    scale, points = scale_of_outcome(HEADLINE, found), found["percentiles"]
    ends = f"{scale.number(points['5'])} to {scale.text(points['95'])} hold nine draws of ten"
    loss = percent(found["below_zero"]["value"], 1)
    caption = "Distribution of the net present value over the draws, and the share of draws above each value"
    yield Picture("risk_histogram", caption, f"Histogram with exceedance curve: {ends}, {loss} lie below zero.")


def _in_stated_units(record: Record, draws: Record) -> Record:
    """Return what is drawn with each range as the assumptions book writes it, in the unit of the file."""
    book = {one["path"]: one for one in record["assumptions"]["figures"]}
    return {**draws, "drawn": {path: _law(book.get(path), law) for path, law in draws["drawn"].items()}}


def _law(figure: Record | None, law: str) -> str:
    """A law between two ends names its most likely value, which is the stated one."""
    if figure is None or " to " not in figure["range"]:
        return law
    likely = f", most likely {figure['value']}" if "most likely" in law else ""
    return f"{figure['range']}{likely}"


def _tables(part: Record, found: Record) -> Iterator[Block]:
    note = "P5: 5 % of the draws that have the outcome lie below. No value: share of draws in which it does not exist."
    yield table_of(every_outcome(part), "Every outcome over the draws", note=note)
    told = undefined_rows(part)
    if told:
        yield Subheading("Draws without a value")
        yield Listing(tuple(f"{label}: {text}" for label, text in told))
    if found["percentiles"]:
        table, unit = percentiles(found, HEADLINE)
        headings = tuple(f"P{heading}" if heading.isdigit() else heading for heading in table.headings)
        yield table_of(replace(table, headings=headings), f"Percentiles of the net present value, {unit}", wide=())
    yield from _settled(found)


def _settled(found: Record) -> Iterator[Block]:
    if not found["convergence"]:
        return
    table, unit = settling(found, HEADLINE)
    yield Picture("convergence", "How the estimates settle as draws are added", _settled_alt(found))
    yield table_of(table, f"How the estimates of the net present value settle, {unit}", wide=())


def _settled_alt(found: Record) -> str:
    last, scale = found["convergence"][-1], scale_of_outcome(HEADLINE, found)
    return (
        f"After {last['draws']:,} draws the mean is {scale.text(last['mean'])} with a standard error of "
        f"{scale.text(last['standard_error'])}."
    )


def _sobol(found: Record, record: Record) -> Iterator[Block]:
    yield Subheading("Which figures make the result unsure")
    if found["figures"] is None:
        yield prose(f"There are no Sobol indices: {found['reason']}.")
        return
    note = " ".join([shares_words(found), *(f"{note}." for note in found["notes"])])
    yield table_of(variance_shares(found, naming(record)), "Sobol indices, the largest total first", note=note)
