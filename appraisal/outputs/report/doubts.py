"""What is not certain and what is not proven of an appraisal, for the page of its limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from appraisal.ground.numbers import percent
from appraisal.outputs.charts.labels import lowered
from appraisal.outputs.layout import Record
from appraisal.outputs.report.tables import joined, naming

Points = Iterator[str]

MOST_NAMED = 6
"""Figures that a point names before it only counts the rest."""

OF_RULES = ("mechanism-status", "conditions", "against-rules", "rule-not-checked", "not-eligible", "term-unknown")
"""Warnings of what a mechanism's rules say, or do not say, of the scenario."""

DOUBTS = ("implausible", "implied-fuel-price", "stated-differs", "small-sample")
"""Warnings of figures that do not fit what else is known."""

# ---- certainty -------------------------------------------------------------------------------------------------------


def certainty(record: Record) -> Points:
    """Say what draws, sensitivity and cases leave open."""
    if "risk" in record:
        yield from _draws(record)
    else:
        yield "No figure has a range, so nothing is said of how sure the result is."
    if record["sensitivity"]["tornado"]:
        yield "In the sensitivity one figure moves alone; what moves together in the world is not seen there."
    if "cases" in record:
        yield "The cases show what each would do, not how likely it is."
    if "additionality" not in record and "credits" in record:
        yield "Whether the swap would come without credits is not tested."


def _draws(record: Record) -> Points:
    draws, called = record["risk"]["draws"], naming(record)
    stated = [one for one in record["assumptions"]["figures"] if not one["default"] and not one["repeats"]]
    still = sum(one["path"] not in draws["drawn"] for one in stated)
    if still:
        yield f"Draws move {_figures(len(draws['drawn']))}; {_figures(still, 'stated')} stand still in every draw."
    if len(draws["drawn"]) > 1 and not draws["correlation"]:
        yield "Figures are drawn independently (risk.correlation)."
    fixed = [f"one {lowered(called(path))}" for path, law in draws["drawn"].items() if _is_one_price(path, law)]
    if fixed:
        yield f"Each draw has {joined(fixed)} for the whole life; nothing wanders from year to year."
    if "discount_rate" in draws["left_out"]:
        yield f"The discount rate stays at {percent(record['conventions']['discount_rate'])} in every draw."


def _figures(count: int, kind: str = "") -> str:
    return f"{count}{' ' if kind else ''}{kind} {'figure' if count == 1 else 'figures'}"


def _is_one_price(path: str, law: str) -> bool:
    return path.endswith("price") and not law.startswith(("geometric", "reversion"))


# ---- evidence --------------------------------------------------------------------------------------------------------


def evidence(record: Record) -> Points:
    """Say which figures have no source, were not verified, or do not fit what else is known."""
    called = naming(record)
    yield from _counted(record["unsourced"], "stated without a source", called)
    unchecked = [one["path"] for one in record["unchecked"]]
    yield from _counted(unchecked, "taken by default and not verified", called)
    yield from (f"{called(one['path'])}: {one['message']}." for one in record["warnings"] if one["code"] in DOUBTS)


def _counted(paths: list[str], what: str, called: Callable[[str], str]) -> Points:
    """Say how many figures something holds for, and name the first of them."""
    if paths:
        named = [called(path) for path in paths[:MOST_NAMED]]
        rest = len(paths) - len(named)
        more = f" and {rest} more, all marked in the assumptions book" if rest else ""
        yield f"{_figures(len(paths))} {'is' if len(paths) == 1 else 'are'} {what}: {', '.join(named)}{more}."


def other_warnings(record: Record) -> Points:
    """Say what the program warns of and no other point has told."""
    told = {*OF_RULES, *DOUBTS}
    yield from (f"{one['path']}: {one['message']}." for one in record["warnings"] if one["code"] not in told)
