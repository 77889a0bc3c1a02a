"""The section of sensitivity: which figure decides, how far each is from turning the answer, two figures at once."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import percent
from appraisal.outputs.answers import value_text
from appraisal.outputs.charts.labels import Shown, lowered
from appraisal.outputs.figure_text import headed, view, written
from appraisal.outputs.layout import NONE, Listed, Record
from appraisal.outputs.objective_text import OBJECTIVES, level_words, spoken
from appraisal.outputs.report.blocks import Block, Listing, Picture, Section, Subheading, prose
from appraisal.outputs.report.tables import capital, joined, naming, table_of, with_names
from appraisal.outputs.sensitivity import Called, moving_figures, ranking, still_figures, turning_points
from appraisal.outputs.two_way import grid

MENTIONED = 3
"""Figures that the text names before it leaves the rest to the table."""


def section(record: Record) -> Section | None:
    """Return the section of sensitivity, or none where it was not asked."""
    if "sensitivity" not in record:
        return None
    return Section("sensitivity", "Sensitivity", tuple(_blocks(record)))


def _blocks(record: Record) -> Iterator[Block]:
    part, called = record["sensitivity"], naming(record)
    yield prose(" ".join((*_decides(part, called), *_turns(part, called))))
    yield from _ranked(record, part, called)
    yield from _answers(record, part, called)
    for name in sorted(key for key in record if key == "two_way" or key.startswith("two_way_")):
        yield from _grid(name, record[name], called)
    left_out = record.get("grids_left_out", {})
    yield from _told(record, "Grids of the scenario that are left out", left_out, str)


# ---- which figure decides --------------------------------------------------------------------------------------------


def _decides(part: Record, called: Called) -> Iterator[str]:
    bars, named = part["tornado"], OBJECTIVES[part["objective"]]
    if not bars:
        yield f"No figure of the scenario moves the {named}."
        return
    first = bars[0]
    shown = view(part["written_in"], first["path"])
    low, high = (spoken(first[end], part["unit"]) for end in ("at_low", "at_high"))
    yield (
        f"{capital(_the(first['path'], called))} decides most: over {written(shown, first['low'])} to "
        f"{_text(shown, first['high'])} the {named} runs from {low} to {high}, other figures as stated."
    )
    yield from _followers(part, called)
    yield from _crossing_bars(part, called)


def _the(path: str, called: Called) -> str:
    """Return what a figure is called in a sentence; the name that a file gives an item stands in quotes."""
    return f"'{called(path)}'" if path.startswith("items.") else f"the {lowered(called(path))}"


def _followers(part: Record, called: Called) -> Iterator[str]:
    next_ones = part["tornado"][1:MENTIONED]
    if next_ones:
        said = (f"{_the(bar['path'], called)} ({spoken(bar['swing'], part['unit'])})" for bar in next_ones)
        swing = spoken(part["tornado"][0]["swing"], part["unit"])
        yield f"Against its swing of {swing}, next {'come' if len(next_ones) > 1 else 'comes'} {joined(said)}."


def _crossing_bars(part: Record, called: Called) -> Iterator[str]:
    """Say inside whose ranges the answer turns."""
    level = part["level"]
    bars = part["tornado"]
    turned = [bar for bar in bars if min(bar["at_low"], bar["at_high"]) < level <= max(bar["at_low"], bar["at_high"])]
    named = joined(f"{_the(bar['path'], called)}" for bar in turned)
    if not turned:
        yield "No figure turns the answer inside its range, if it moves alone."
    elif len(turned) < len(bars):
        yield f"Alone, only {named} can turn the answer inside {'its' if len(turned) == 1 else 'their'} range."
    else:
        yield (
            f"Each of the {len(bars)} figures turns the answer inside its range."
            if len(bars) > 1
            else ("It turns the answer inside its range.")
        )


def _turns(part: Record, called: Called) -> Iterator[str]:
    """Say which figures are nearest to the value at which the answer turns."""
    found = sorted(
        (other for _, other in moving_figures(part) if other["switching_value"]),
        key=lambda one: abs(one["switching_value"]),
    )
    near = [one for one in found if abs(one["switching_value"]) <= 1]
    if near:
        said = joined(_turn(part, one, called) for one in near[:MENTIONED])
        yield f"In its whole domain, what turns it soonest is {said}."
    elif found:
        yield "No figure turns it before it is doubled or gone."


def _turn(part: Record, one: Record, called: Called) -> str:
    shown = view(part["written_in"], one["path"])
    share = one["switching_value"]
    far = f"{percent(abs(share), 1)} {'above' if one['value'] > one['base'] else 'below'} what is stated"
    return f"{_the(one['path'], called)} at {_text(shown, one['value'])} ({far})"


def _text(shown: Shown, value: float) -> str:
    return f"{written(shown, value)} {shown.heading}".strip()


# ---- tables of one figure at a time ----------------------------------------------------------------------------------


def _ranked(record: Record, part: Record, called: Called) -> Iterator[Block]:
    if not part["tornado"]:
        return
    found = ranking(part, called)
    yield Picture("tornado", f"{_named(part)} at the ends of each range, one figure at a time", _alt(part, called))
    unit = found.headings[-1].partition("\n")[2]
    yield table_of(found, f"What each figure moves alone; base case {_base(part)}", unit, f"Ranges: {part['ranges']}.")
    yield from _told(record, "Undefined at an end of its range", part["left_out"], called)


def _named(part: Record) -> str:
    return {"npv": "Net present value", "irr": "IRR"}.get(part["objective"], OBJECTIVES[part["objective"]])


def _base(part: Record) -> str:
    return f"{OBJECTIVES[part['objective']]} {spoken(part['base'], part['unit'])}"


def _alt(part: Record, called: Called) -> str:
    bars = (
        f"{called(bar['path'])} {spoken(bar['at_low'], part['unit'])} to {spoken(bar['at_high'], part['unit'])}"
        for bar in part["tornado"]
    )
    return f"Tornado chart around {_base(part)}: {'; '.join(bars)}."


def _answers(record: Record, part: Record, called: Called) -> Iterator[Block]:
    moving = moving_figures(part)
    if not moving:
        return
    found = turning_points(part, called)
    caption = f"By how much each figure counts, and where {level_words(part['objective'], part['level'])}"
    yield table_of(found, caption, found.headings[2].partition("adds ")[2], ELASTICITY)
    yield from _told(
        record, "No elasticity", {one["path"]: one["reason"] for one, _ in moving if one["value"] is None}, called
    )
    lacking = {other["path"]: str(other["reason"]) for _, other in moving if other["value"] is None}
    yield from _told(record, "No value turns the answer", lacking, called)
    yield from _told(record, "Further values at which it turns", dict(_several(moving)), called)
    yield from _told(record, "Figures that move nothing", dict.fromkeys(still_figures(part), ""), called)
    yield from _told(record, "Stated and not moved alone", part["kept"], called)


ELASTICITY = (
    "Elasticity: by how many percent the result moves for 1 % more of the figure. Away by: how far the stated value is "
    "from the one at which the swap just pays, which is searched in the whole domain of the figure, not only its range."
)


def _several(moving: list[tuple[Record, Record]]) -> Iterator[tuple[str, str]]:
    for _, other in moving:
        others = [value_text(one, other["unit"]) for one in other["crossings"] if one != other["value"]]
        if others:
            yield other["path"], f"also at {', '.join(others)}"


def _told(record: Record, title: str, reasons: dict[str, str], called: Called) -> Iterator[Block]:
    """Say each reason once, with the figures that it holds for."""
    if not reasons:
        return
    yield Subheading(title)
    by_reason: dict[str, list[str]] = {}
    for path, reason in reasons.items():
        by_reason.setdefault(reason.replace(f"does not depend on {path}", "does not depend on it"), []).append(path)
    names = (", ".join(map(called, paths)) for paths in by_reason.values())
    reasons_told = with_names(record, by_reason)
    yield Listing(tuple(f"{name}: {why}" if why else name for name, why in zip(names, reasons_told, strict=True)))


# ---- two figures at once ---------------------------------------------------------------------------------------------


def _grid(name: str, part: Record, called: Called) -> Iterator[Block]:
    one, other = part["one"], part["other"]
    views = part["written_in"]
    down, across = (headed(called(side["path"]), view(views, side["path"])) for side in (one, other))
    yield Subheading(f"{capital(lowered(called(one['path'])))} and {lowered(called(other['path']))} together")
    yield prose(" ".join(_line_words(part, called)))
    caption = f"{_named(part)} over {lowered(called(one['path']))} and {lowered(called(other['path']))}"
    yield Picture(name, caption, f"{caption}, with the line along which the swap just pays.")
    found, unit = grid(part)
    table = Listed((down, *found.headings[1:]), found.sides, found.rows)
    yield table_of(
        table, f"{_named(part)}, {unit}: {down} down, {across} across", wide=(), note=_grid_note(part, found)
    )


def _line_words(part: Record, called: Called) -> Iterator[str]:
    """Say where the swap just pays at both ends of the grid and at the stated value."""
    one, other = part["one"], part["other"]
    down, across = (view(part["written_in"], side["path"]) for side in (one, other))
    points = [(_text(down, one["values"][at]), found) for at, found in enumerate(part["crossings"]) if len(found) == 1]
    if not points:
        yield f"On this grid there is no line along which {level_words(part['objective'], part['level'])}."
        yield from _whole_rows(part, called)
        return
    ends = [points[0], *([points[-1]] if len(points) > 1 else [])]
    said = joined(f"{_text(across, found[0])} where the {lowered(called(one['path']))} is {at}" for at, found in ends)
    yield f"The swap just pays with a {lowered(called(other['path']))} of {said}."
    yield from _whole_rows(part, called)


def _whole_rows(part: Record, called: Called) -> Iterator[str]:
    """Say in how many rows the swap pays throughout, or nowhere."""
    one, other = part["one"], part["other"]
    rows = [row for row, found in zip(part["results"], part["crossings"], strict=True) if not found and None not in row]
    pays = sum(min(row) >= part["level"] for row in rows)
    across = view(part["written_in"], other["path"])
    span = f"{written(across, other['values'][0])} to {_text(across, other['values'][-1])}"
    for count, where in ((pays, "it pays at every"), (len(rows) - pays, "it pays at no")):
        if count:
            value = f"{lowered(called(other['path']))} from {span}"
            yield f"In {count} of the {len(one['values'])} rows {where} {value}."


def _grid_note(part: Record, found: Listed) -> str:
    full = (len(part["one"]["values"]), len(part["other"]["values"]))
    shown = (len(found.rows), len(found.headings) - 2)
    said = ["Just pays at: solved for along each row, not read off the grid."]
    if shown != full:
        said.append(f"{shown[0]} x {shown[1]} of {full[0]} x {full[1]} values; the record has all.")
    if any(value is None for row in part["results"] for value in row):
        said.append(f"{capital(NONE)}: undefined there.")
    return " ".join(said)
