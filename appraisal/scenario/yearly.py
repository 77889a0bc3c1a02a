"""A yearly series of the scenario file becomes a figure, and so do the dates of an outlay."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from appraisal.scenario.kind import Figure, Kind, Series
from appraisal.scenario.reading import FIRST_YEAR, LAST_YEAR, Findings, empty, plain, year


def read_series(raw: dict[str, Any], kind: Kind, findings: Findings, words: dict[str, str]) -> Figure:
    """Return the figure that ``{years: {2015: ..}, between: ..}`` states."""
    if not kind.series:
        findings.add((), "no-series", f"this figure is one value, not a yearly series (for example: {kind.example})")
    if "growth" in raw:
        message = "a yearly series holds its last value; add later years instead of growth"
        findings.add(("growth",), "no-growth", message)
    read = _points(raw["years"], kind, findings)
    between = _between(raw, list(read), findings)
    if len({figure.sort for figure in read.values()}) > 1 and not findings.found:
        message = "all years of a series must be in one currency and kind of unit"
        findings.add(("years",), "mixed-units", message)
    if not read:
        findings.add(("years",), "empty-series", "a series needs at least one year (for example: {2015: 10 USD/t})")
        return empty(kind)
    return _figure(read, between, kind, words)


def _points(raw: dict[str, Any], kind: Kind, findings: Findings) -> dict[int, Figure]:
    points = {key: _series_year(str(key), findings) for key in raw}
    read = [(at, plain(raw[key], kind, findings, ("years", str(key)))) for key, at in points.items()]
    return dict(sorted(read, key=lambda point: point[0]))


def _series_year(key: str, findings: Findings) -> int:
    # Exactly four digits: 02015 would be a second spelling of 2015, and one of the two values would be lost.
    if re.fullmatch("[0-9]{4}", key) and FIRST_YEAR <= int(key) <= LAST_YEAR:
        return int(key)
    message = f"'{key}' is not a calendar year from {FIRST_YEAR} to {LAST_YEAR} (for example: 2015)"
    findings.add(("years", key), "bad-year", message)
    return 0


def _between(raw: dict[str, Any], years: list[int], findings: Findings) -> str:
    between = raw.get("between")
    gaps = any(later - earlier > 1 for earlier, later in pairwise(years))
    if "between" not in raw and gaps:
        findings.add((), "between", "the series has gaps: state 'between: linear' or 'between: step'")
    elif "between" in raw and between not in ("linear", "step"):
        findings.add(("between",), "between", f"'between' is linear or step, found {between!r}")
    return between if between == "linear" else "step"


def _figure(read: dict[int, Figure], between: str, kind: Kind, words: dict[str, str]) -> Figure:
    first_year, first = next(iter(read.items()))
    return Figure(
        kind,
        first.unit,
        1.0,
        series=Series(tuple(read), tuple(figure.value for figure in read.values()), between),
        currency=first.currency,
        per_currency=first.per_currency,
        heating=first.heating,
        text=f"series of {len(read)} years, {first.text} in {first_year}",
        source=words["source"],
        note=words["note"],
    )


def dates(raw: dict[str, Any], kind: Kind, findings: Findings) -> tuple[int, ...]:
    """Return the years in which an outlay is paid, where the field may say so."""
    if not kind.dated:
        return ()
    if "year" in raw and "years" in raw:
        findings.add(("years",), "one-of", "state either 'year' or 'years'")
    if "year" in raw:
        one = year(raw["year"], ("year",), findings)
        return (one,) if one else ()
    listed = raw.get("years", [])
    if not isinstance(listed, list) or ("years" in raw and not listed):
        findings.add(("years",), "not-a-list", "'years' is a list of calendar years (for example: [2027, 2037])")
        return ()
    found = [one for at, item in enumerate(listed) if (one := year(item, ("years", at), findings))]
    if len(set(found)) < len(found):
        findings.add(("years",), "duplicate-year", "a year stands twice; an outlay is paid once in a year")
    return tuple(sorted(set(found)))
