"""The page of one figure at a time: tornado, elasticities and switching values, spider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.console import RenderableType
from rich.text import Text

from appraisal.engine.model import Model
from appraisal.ground.numbers import percent, plain
from appraisal.outputs.answers import value_text
from appraisal.outputs.charts.labels import Shown
from appraisal.outputs.figure_text import headed, view, views_record, written
from appraisal.outputs.layout import Record, indented, listing
from appraisal.outputs.objective_text import OBJECTIVES, RATE, Write, column, level_words, spoken
from appraisal.outputs.record import threshold_record
from appraisal.outputs.years_table import NOTHING
from appraisal.questions.elasticity import Elasticity
from appraisal.questions.sensitivity import Tornado
from appraisal.questions.spider import Spider
from appraisal.questions.switching import Switching

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
    text, unit = column([value for bar in bars for value in (bar["at_low"], bar["at_high"])], part["unit"])
    headings = ("Figure", "low", "high", f"{named} at low\n{unit}", f"at high\n{unit}", f"swing\n{unit}")
    yield listing(headings, "lrrrrr", [_bar(bar, view(part["written_in"], bar["path"]), text) for bar in bars])


def _bar(bar: Record, shown: Shown, text: Write) -> tuple[str, ...]:
    ends = (written(shown, bar[end]) for end in ("low", "high"))
    return headed(bar["path"], shown), *ends, text(bar["at_low"]), text(bar["at_high"]), text(bar["swing"])


def _answers(part: Record, named: str) -> Iterator[RenderableType]:
    """Return elasticities and switching values in one table, and in words what has none."""
    found = {one["path"]: one for one in part["switching"]}
    rows = [(one, found[one["path"]]) for one in part["elasticities"]]
    moving = [row for row in rows if not _is_still(*row)]
    text, unit = column([one["per_percent"] for one, _ in moving], part["unit"], 2 if part["unit"] != RATE else 3)
    yield Text(
        f"By how much each figure counts, and where {level_words(part['objective'], part['level'])}", style="bold"
    )
    headings = ("Figure", "stated", f"1 % more\nadds {unit}", "elasticity", "just pays at", "away by")
    views = part["written_in"]
    yield listing(
        headings, "lrrrrr", [_answer(*row, view(views, row[0]["path"]), text) for row in sorted(moving, key=_order)]
    )
    yield from told("No elasticity", {one["path"]: one["reason"] for one, _ in moving if one["value"] is None})
    yield from told("No switching value", {one["path"]: _reason(one) for _, one in moving if one["value"] is None})
    yield from _several(moving)
    still = [one["path"] for one, other in rows if _is_still(one, other)]
    yield from told(f"Moves the {named} not at all", dict.fromkeys(still, ""))


def _order(row: tuple[Record, Record]) -> tuple[bool, float, float]:
    """The figure that is nearest to turning the answer comes first; those that never turn it by how much they count."""
    share = row[1]["switching_value"]
    return share is None, abs(share or 0.0), -abs(row[0]["per_percent"] or 0.0)


def _is_still(one: Record, other: Record) -> bool:
    """Whether a figure moves nothing: its slope is nothing, and the answer does not depend on it."""
    return not one["per_percent"] and other.get("reason", "").startswith("does not depend")


def _answer(one: Record, other: Record, shown: Shown, text: Write) -> tuple[str, ...]:
    elastic = NOTHING if one["value"] is None else plain(one["value"], 3)
    added = NOTHING if one["per_percent"] is None else text(one["per_percent"])
    at = NOTHING if other["value"] is None else written(shown, other["value"])
    share = other["switching_value"]
    away = NOTHING if share is None else f"{'+' if share > 0 else ''}{percent(share, 1)}"
    return headed(one["path"], shown), written(shown, one["base"]), added, elastic, at, away


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
