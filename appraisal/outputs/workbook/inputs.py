"""What the workbook's reader may change: every figure, year and list that the sheet reads, each with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from appraisal.engine.model import Model
from appraisal.engine.origins import source_text
from appraisal.engine.solving import unit_of
from appraisal.outputs.charts.labels import Shown, label, shown
from appraisal.outputs.workbook.input_cell import ANY, FACTOR, RATE, SHARE, YEAR, Input
from appraisal.scenario import library
from appraisal.scenario.dated import dated_parts, year_of
from appraisal.scenario.figure import Figure
from appraisal.scenario.rows import asset_classes, input_name
from appraisal.scenario.scenario import Scenario

FIRST_ROW = 5
"""The row of the first input, counted from 1."""

NOT_READ = "no row of this workbook reads it"
TABLE = "it chooses a table of the law: run the program again"
PROFILE = "the spend profile has as many years: run the program again"


@dataclass(frozen=True)
class Plan:
    """Every input in its place: single figures above, series and lists below."""

    single: tuple[Input, ...]
    lists: tuple[Input, ...]
    constants: tuple[Input, ...]
    by_name: Mapping[str, Input] = field(repr=False)


def plan_of(model: Model) -> Plan:
    """Return the inputs of a scenario, each in its row of the worksheet."""
    scenario, read = model.scenario, _read(model)
    found = [*_timeline(scenario), *_figures(scenario, read), *_dated(scenario), *_schedules(scenario)]
    constants = [*_constants(read)]
    single, listed = ([one for one in found if one.listed is kind] for kind in (False, True))
    row, placed = FIRST_ROW, []
    for part, gap in ((single, 1), (constants, 1), (listed, 2)):
        row = _place(part, row, gap) + 3
        placed.append(part)
    names = _unique([one.name for part in placed for one in part])
    placed = [[replace(one, address=one.name if one.name in names else "") for one in part] for part in placed]
    every = {one.name: one for part in placed for one in part}
    return Plan(tuple(placed[0]), tuple(placed[2]), tuple(placed[1]), every)


def _place(part: list[Input], row: int, gap: int) -> int:
    """Give each input its row; a change of section leaves a row for its heading."""
    section = ""
    for at, one in enumerate(part):
        if one.name.partition(".")[0] != section and not one.listed:
            row, section = row + 1, one.name.partition(".")[0]
        row += gap
        part[at] = replace(one, row=row)
    return row


def section_name(section: str) -> str:
    """Return what a section of the scenario is called.

    >>> section_name("fx"), section_name("discount_rate")
    ('Exchange rates', 'Discount rate')
    """
    return "Exchange rates" if section == "fx" else section.replace("_", " ").capitalize()


def _unique(names: list[str]) -> set[str]:
    """Return the names that a workbook can tell apart: it does not know capitals from small letters."""
    every = [name.lower() for name in names]
    return {name for name in names if every.count(name.lower()) == 1 and len(name) < 230}


def _read(model: Model) -> set[str]:
    return {name for wired in (model.credited, model.plain) for one in wired.values() for name in one.reads}


def _timeline(scenario: Scenario) -> Iterator[Input]:
    timeline, document = scenario.document.timeline, scenario.document
    yield _year("timeline.first_year", "First year of the axis", timeline.first_year)
    if timeline.valuation_year:
        yield _year("timeline.valuation_year", "Valuation year", timeline.valuation_year)
    else:
        valued = _year("timeline.valuation_year", "Valuation year", timeline.first_year)
        yield replace(
            valued, formula="timeline.first_year", why="the first year of the axis, as nothing else is stated"
        )
    if document.money.basis == "real":
        yield _year("money.price_year", "Price year of all figures", document.money.price_year)
    if document.credits.reference.data_year is not None:
        yield _year("credits.reference.data_year", "Year of the reference's data", document.credits.reference.data_year)
    if timeline.construction.spend:
        shares = tuple(item.value for item in timeline.construction.spend)
        yield Input("timeline.construction.spend", "Spend profile", shares, "%", kind=SHARE, listed=True)


def _year(name: str, said: str, value: int) -> Input:
    return Input(name, said, (float(value),), "year", kind=YEAR)


def _figures(scenario: Scenario, read: set[str]) -> Iterator[Input]:
    for path, figure in scenario.figures.items():
        said = {"label": label(path, scenario), "source": source_text(scenario, path)}
        if figure.refers_to:
            yield from _repeated(path, figure, said, scenario)
            continue
        why = _fixed(path, figure, scenario, read)
        yield (
            _series(path, figure, said, scenario, why) if figure.series else _single(path, figure, said, scenario, why)
        )
        if figure.growth is not None:
            name = f"{path}.growth"
            yield Input(name, label(name), (figure.growth,), "% a year", kind=RATE, source=said["source"], why=why)
        if figure.growth is not None and figure.growth_from is not None:
            yield replace(_year(f"{path}.from", f"{said['label']}: growth from", figure.growth_from), why=why)


def _fixed(path: str, figure: Figure, scenario: Scenario, read: set[str]) -> str:
    """Say why a figure cannot be changed in the workbook; nothing where it can."""
    if path == "timeline.construction.years":
        return PROFILE if scenario.document.timeline.construction.spend else ""
    assets = asset_classes(scenario.document).get(path.removesuffix(".life"))
    if path.endswith(".life") and assets is not None and assets.method == "macrs":
        return TABLE
    repeated = any(other.refers_to == path for other in scenario.figures.values())
    return "" if input_name(path, figure, scenario) in read or repeated or path in MEASURED else NOT_READ


MEASURED = ("finance.wacc",)
"""Figures that a metric reads, and no row."""


def _single(path: str, figure: Figure, said: dict[str, str], scenario: Scenario, why: str) -> Input:
    ratio = figure.unit == "1" and (figure.kind.bare or figure.kind.whole)
    view = Shown(1.0, "") if ratio else shown(figure, unit_of(figure, scenario))
    size = 1.0 if view.is_percent else view.size
    low, high = (None if end is None else end / size for end in (figure.low, figure.high))
    note = "default" if figure.default else figure.note
    unit = unit_of(figure, scenario)
    return Input(
        path,
        said["label"],
        (figure.value / size,),
        view.unit,
        size,
        "" if unit == "1" else unit,
        figure.kind,
        low,
        high,
        said["source"],
        note,
        why,
    )


def _series(path: str, figure: Figure, said: dict[str, str], scenario: Scenario, why: str) -> Input:
    series = figure.series
    assert series is not None
    unit = unit_of(figure, scenario)
    shown_unit = "%" if unit == "1" and not figure.kind.bare else unit
    return Input(
        path,
        said["label"],
        series.values,
        shown_unit,
        kind=figure.kind,
        source=said["source"],
        note=figure.note,
        why=why,
        years=series.years,
        between=series.between,
        listed=True,
    )


def _repeated(path: str, figure: Figure, said: dict[str, str], scenario: Scenario) -> Iterator[Input]:
    """A figure that repeats another has no value of its own; what it multiplies or adds can be changed."""
    if figure.times is not None:
        yield Input(f"{path}.times", f"{said['label']}: times {figure.refers_to}", (figure.times,), "%", kind=FACTOR)
    if figure.plus is not None:
        unit = unit_of(figure, scenario)
        shown_unit, kind = ("%", RATE) if unit == "1" else (unit, ANY)
        yield Input(f"{path}.plus", f"{said['label']}: plus", (figure.plus,), shown_unit, kind=kind)


def _dated(scenario: Scenario) -> Iterator[Input]:
    """Yield the years in which something flows, one list for each row of such years."""
    document = scenario.document
    marked = {path: figure.years for path, figure in scenario.figures.items() if figure.years}
    for scope, holder in (("swap", document.swap), ("baseline", document.baseline), ("project", document.project)):
        for key, replacement in holder.replacements.items() if holder else ():
            marked[f"{scope}.replacements.{key}.amount"] = tuple(replacement.years)
    for path, part in dated_parts(document).items():
        if once := year_of(part):
            marked[f"{path}.amount"] = (once,)
        elif part.years:
            for end, year in (("from", part.years.first), ("to", part.years.last)):
                yield _year(f"{path}.years_{end}", f"{label(path)}: {end} the year", year)
    for path, years in marked.items():
        said = f"{label(path, scenario)}: paid in"
        yield Input(f"{path}.years", said, tuple(map(float, years)), "year", kind=YEAR, listed=True)


def _schedules(scenario: Scenario) -> Iterator[Input]:
    """Yield the shares that are stated age by age: ramp-up and depreciation."""
    plants = {"baseline": scenario.document.baseline, "project": scenario.document.project}
    for side, plant in plants.items():
        if plant and plant.ramp_up:
            shares = tuple(item.value for item in plant.ramp_up)
            yield Input(f"{side}.ramp_up", f"Ramp-up of the {side}", shares, "%", kind=SHARE, listed=True)
    for path, stated in asset_classes(scenario.document).items():
        if stated.method == "macrs" and stated.life:
            table = tuple(library.macrs_table(int(stated.life.value)) or ())
            yield Input(f"{path}.schedule", f"{label(path)}: by age", table, "%", kind=SHARE, listed=True, why=TABLE)
        elif stated.schedule:
            shares = tuple(item.value for item in stated.schedule)
            yield Input(f"{path}.schedule", f"{label(path)}: by age", shares, "%", kind=SHARE, listed=True)


def _constants(read: set[str]) -> Iterator[Input]:
    for name, item in library.constants().items():
        if name in read:
            said = name.replace("_", " ").capitalize()
            why = "a constant of the model"
            yield Input(name, said, (float(item["value"]),), item["unit"], source=item["source"], why=why)
