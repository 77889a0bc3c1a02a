"""The page of one figure at a time: tornado, elasticities and switching values, spider."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.console import RenderableType
from rich.text import Text

from appraisal.engine.model import Model
from appraisal.ground.numbers import percent, plain
from appraisal.outputs.answers import value_text
from appraisal.outputs.charts.labels import Shown
from appraisal.outputs.figure_text import headed, view, views_record, written
from appraisal.outputs.layout import Listed, Record, indented, listed, listing
from appraisal.outputs.objective_text import OBJECTIVES, RATE, Write, column, level_words, spoken
from appraisal.outputs.record import threshold_record
from appraisal.outputs.years_table import NOTHING
from appraisal.questions.elasticity import Elasticity
from appraisal.questions.sensitivity import Tornado
from appraisal.questions.spider import Spider
from appraisal.questions.switching import Switching

Called = Callable[[str], str]
"""From the path of a figure to what it is called: on the screen the path itself, in the report its name."""

SPIDER_COLUMNS = 11
"""Most points of a leg that stand in one line."""


def sensitivity_part(
    model: Model,
    tornado: Tornado,
    elasticities: Sequence[Elasticity],
    switching: Switching,
    spider: Spider | None = None,
) -> Record:
    """Return the sensitivity to one figure at a time as plain numbers, words, lists and mappings."""
    return {
        "objective": tornado.objective,
        "unit": tornado.unit,
        "base": tornado.value,
        "level": tornado.level,
        "ranges": tornado.ranges,
        "tornado": [{**asdict(bar), "swing": bar.swing} for bar in tornado.bars],
        "left_out": dict(tornado.left_out),
        "elasticities": [asdict(one) for one in elasticities],
        "switching": [threshold_record(one) for one in switching.thresholds],
        "kept": dict(switching.kept),
        "written_in": views_record(model, _values(tornado, switching)),
        **({} if spider is None else {"spider": _spider_record(spider)}),
    }


def _values(tornado: Tornado, switching: Switching) -> dict[str, list[float]]:
    """Return by path the values that are written, so that each is written at a scale that fits them."""
    values = {one.path: [one.base, *([] if one.value is None else [one.value])] for one in switching.thresholds}
    for bar in tornado.bars:
        values.setdefault(bar.path, []).extend((bar.low, bar.base, bar.high))
    return values


def _spider_record(spider: Spider) -> Record:
    return {"legs": [asdict(leg) for leg in spider.legs], "left_out": dict(spider.left_out)}


def one_way(part: Record) -> Iterator[RenderableType]:
    """Return the page of one figure at a time."""
    named = OBJECTIVES[part["objective"]]
    yield Text(
        f"{named} {spoken(part['base'], part['unit'])} in the base case; one figure moved at a time", style="bold"
    )
    yield indented(part["ranges"], style="dim")
    yield from _tornado(part, named)
    yield from told("Undefined at an end of its range", part["left_out"])
    yield from _answers(part, named)
    yield from told("Stated and not moved alone", part["kept"])
    if "spider" in part:
        yield from _spider(part, named)


def _tornado(part: Record, named: str) -> Iterator[RenderableType]:
    bars = part["tornado"]
    if not bars:
        yield indented(f"no figure moves the {named}")
        return
    yield listed(ranking(part))


def ranking(part: Record, called: Called = str) -> Listed:
    """Return the table of the tornado: what each figure moves between the ends of its range, the most first."""
    bars, named = part["tornado"], OBJECTIVES[part["objective"]]
    text, unit = column([value for bar in bars for value in (bar["at_low"], bar["at_high"])], part["unit"])
    headings = ("Figure", "low", "high", f"{named} at low\n{unit}", f"at high\n{unit}", f"swing\n{unit}")
    rows = (_bar(bar, called(bar["path"]), view(part["written_in"], bar["path"]), text) for bar in bars)
    return Listed(headings, "lrrrrr", tuple(rows))


def _bar(bar: Record, name: str, shown: Shown, text: Write) -> tuple[str, ...]:
    ends = (written(shown, bar[end]) for end in ("low", "high"))
    return headed(name, shown), *ends, text(bar["at_low"]), text(bar["at_high"]), text(bar["swing"])


def _answers(part: Record, named: str) -> Iterator[RenderableType]:
    """Return elasticities and switching values in one table, and in words what has none."""
    moving = moving_figures(part)
    yield Text(
        f"By how much each figure counts, and where {level_words(part['objective'], part['level'])}", style="bold"
    )
    yield listed(turning_points(part))
    yield from told("No elasticity", {one["path"]: one["reason"] for one, _ in moving if one["value"] is None})
    yield from told("No switching value", {one["path"]: _reason(one) for _, one in moving if one["value"] is None})
    yield from _several(moving)
    yield from told(f"Moves the {named} not at all", dict.fromkeys(still_figures(part), ""))


def moving_figures(part: Record) -> list[tuple[Record, Record]]:
    """Return the elasticity and the switching value of each figure that moves the objective."""
    return [row for row in _answered(part) if not _is_still(*row)]


def still_figures(part: Record) -> list[str]:
    """Return the figures that do not move the objective."""
    return [one["path"] for one, other in _answered(part) if _is_still(one, other)]


def _answered(part: Record) -> list[tuple[Record, Record]]:
    found = {one["path"]: one for one in part["switching"]}
    return [(one, found[one["path"]]) for one in part["elasticities"]]


def turning_points(part: Record, called: Called = str) -> Listed:
    """Return the table of elasticities and switching values, the figure nearest to turning the answer first."""
    moving, views = moving_figures(part), part["written_in"]
    text, unit = column([one["per_percent"] for one, _ in moving], part["unit"], 2 if part["unit"] != RATE else 3)
    headings = ("Figure", "stated", f"1 % more\nadds {unit}", "elasticity", "just pays at", "away by")
    rows = ((called(row[0]["path"]), *row, view(views, row[0]["path"]), text) for row in sorted(moving, key=_order))
    return Listed(headings, "lrrrrr", tuple(_answer(*row) for row in rows))


def _order(row: tuple[Record, Record]) -> tuple[bool, float, float]:
    """The figure that is nearest to turning the answer comes first; those that never turn it by how much they count."""
    share = row[1]["switching_value"]
    return share is None, abs(share or 0.0), -abs(row[0]["per_percent"] or 0.0)


def _is_still(one: Record, other: Record) -> bool:
    """Whether a figure moves nothing: its slope is nothing, and the answer does not depend on it."""
    return not one["per_percent"] and other.get("reason", "").startswith("does not depend")


def _answer(name: str, one: Record, other: Record, shown: Shown, text: Write) -> tuple[str, ...]:
    elastic = NOTHING if one["value"] is None else plain(one["value"], 3)
    added = NOTHING if one["per_percent"] is None else text(one["per_percent"])
    at = NOTHING if other["value"] is None else written(shown, other["value"])
    share = other["switching_value"]
    away = NOTHING if share is None else f"{'+' if share > 0 else ''}{percent(share, 1)}"
    return headed(name, shown), written(shown, one["base"]), added, elastic, at, away


def _reason(found: Record) -> str:
    return str(found["reason"]).replace(f"does not depend on {found['path']}", "does not depend on it")


def _several(rows: Iterable[tuple[Record, Record]]) -> Iterator[RenderableType]:
    further = {
        other["path"]: "also at " + ", ".join(value_text(x, other["unit"]) for x in others)
        for _, other in rows
        if (others := [x for x in other["crossings"] if x != other["value"]])
    }
    yield from told("Further switching values", further)


def told(title: str, reasons: Record) -> Iterator[RenderableType]:
    """Say each reason once, with the figures that it holds for."""
    if not reasons:
        return
    yield Text(title, style="bold")
    for reason in dict.fromkeys(reasons.values()):
        paths = ", ".join(path for path, why in reasons.items() if why == reason)
        yield indented(f"{paths}: {reason}" if reason else paths)
    yield Text("")


def _spider(part: Record, named: str) -> Iterator[RenderableType]:
    legs = part["spider"]["legs"]
    text, unit = column([value for leg in legs for value in leg["results"]], part["unit"])
    yield Text(f"Spider: {named}, {unit}, by change of each figure in %", style="bold")
    for leg in legs:
        shown = view(part["written_in"], leg["path"])
        ends = " to ".join(written(shown, leg["values"][at]) for at in (0, -1))
        yield Text(f"{headed(leg['path'], shown)}: {ends}")
        for start in range(0, len(leg["values"]), SPIDER_COLUMNS):
            chosen = slice(start, start + SPIDER_COLUMNS)
            changes = [f"{share * 100:+.3g}" if share else "base" for share in leg["changes"][chosen]]
            yield listing(changes, "r" * len(changes), [[text(value) for value in leg["results"][chosen]]])
    yield from told("No leg", part["spider"]["left_out"])
