"""Answers of the direct questions: a threshold, or a curve of thresholds, as text or JSON."""

from __future__ import annotations

import json
from typing import Any

from appraisal.engine.model import Model
from appraisal.engine.solving import Threshold, unit_of
from appraisal.ground.numbers import money, percent, plain
from appraisal.outputs.record import threshold_record, unchecked_record
from appraisal.questions.restated import refusal, refusals
from appraisal.questions.threshold import Band, Curve


def threshold(model: Model, found: Threshold, goal: float | None = None, *, as_json: bool = False) -> str:
    """Return one threshold as text: the value, the base, how far one is from the other, every crossing."""
    refused = "" if found.value is None else refusal(model, found.path, found.value)
    if as_json:
        said = {"holds": _holds(model, found.objective, goal), **({"refused": refused} if refused else {})}
        return _dumped({**threshold_record(found), **said, **_not_appraised(model)})
    head = f"{found.path} at which {_holds(model, found.objective, goal)}: "
    lines = [head + (value_text(found.value, found.unit) if found.value is not None else f"none, {found.reason}")]
    what = "times the stated series" if found.factor else "stated"
    lines.append(f"  {what}: {value_text(found.base, found.unit)}{_switching(found)}")
    if len(found.crossings) > 1:
        lines.append("  every crossing: " + ", ".join(value_text(one, found.unit) for one in found.crossings))
    if refused:
        lines.append(f"  stated so, the scenario is refused: {refused}")
    return "\n".join([*lines, *_notes(model)]) + "\n"


def _holds(model: Model, objective: str, goal: float | None) -> str:
    """Say in words what holds at the threshold."""
    if objective in ("npv", "equity_npv"):
        whose = "net present value" + (" of equity" if objective == "equity_npv" else "")
        return f"{whose} is {money(goal, model.scenario.currency) if goal else 'zero'}"
    if objective == "dscr":
        return f"the lowest debt service cover is {plain(_cover_goal(model) if goal is None else goal)}"
    if objective == "irr":
        return f"the IRR is {percent(model.base_value('discount_rate') if goal is None else goal)}"
    return f"payback is {plain(goal or 0.0)} yr"


def _cover_goal(model: Model) -> float:
    """The cover that holds where none is asked for: the lock-up level."""
    return model.base_value("finance.covenants.lock_up")


def _not_appraised(model: Model) -> dict[str, Any]:
    unchecked = unchecked_record(model.scenario, model.credited)
    return {"not_appraised": list(model.scenario.not_appraised), "unchecked": unchecked}


def _notes(model: Model) -> list[str]:
    unchecked = unchecked_record(model.scenario, model.credited)
    return [
        *(f"  not appraised yet: {text}" for text in model.scenario.not_appraised),
        *(f"  verified: no, {one['path']} {one['value']}" for one in unchecked),
    ]


def _switching(found: Threshold) -> str:
    share = found.switching_value
    if share is None or found.value is None:
        return ""
    return f"; the threshold is {percent(abs(share), 1)} {'above' if found.value > found.base else 'below'}"


def value_text(value: float, unit: str) -> str:
    """Return a figure's value as it is spoken of: a share in percent, money at its scale."""
    if unit == "1":
        return f"{plain(value * 100, 4)} %"
    if unit.isupper() and "/" not in unit:
        return money(value, unit)
    if unit.endswith("/yr") and unit.removesuffix("/yr").isupper() and unit.count("/") == 1:
        return f"{money(value, unit.removesuffix('/yr'))} a year"
    return f"{plain(value, 5)} {unit}"


def curve(model: Model, found: Curve, band: Band | None = None, *, as_json: bool = False) -> str:
    """Return thresholds over another figure, a line each; beside each those at the ends of a band."""
    refused = refusals(model, found.over, found.values)
    if as_json:
        pairs = zip(found.values, found.thresholds, strict=True)
        points = [{"at": at, **threshold_record(one)} for at, one in pairs]
        ends = {"band": _band_record(band)} if band else {}
        said = {"refused": [{"at": at, "reason": reason} for at, reason in refused.items()]} if refused else {}
        return _dumped({"over": found.over, "points": points, **ends, **said, **_not_appraised(model)})
    unit = _unit_of(model, found.over)
    columns = [[found.over, *(value_text(at, unit) for at in found.values)]]
    columns += [[found.vary, *map(_answer, found.thresholds)], *(_band_columns(model, band) if band else [])]
    beside = [f"  on both sides: with {band.by} at its low and at its high"] if band else []
    beside += [f"  at {value_text(at, unit)} the scenario is refused: {reason}" for at, reason in refused.items()]
    return "\n".join([*_lines(columns), *beside, *_notes(model)]) + "\n"


def _lines(columns: list[list[str]]) -> list[str]:
    """Return columns side by side: the first one flush right, the others flush left."""
    wide = [max(map(len, column)) for column in columns]
    rows = zip(*columns, strict=True)
    texts = ([row[0].rjust(wide[0]), *map(str.ljust, row[1:], wide[1:])] for row in rows)
    return ["  ".join(text).rstrip() for text in texts]


def _band_columns(model: Model, band: Band) -> list[list[str]]:
    unit = _unit_of(model, band.by)
    ends = ((band.low, band.at_low), (band.high, band.at_high))
    return [[f"at {value_text(end, unit)}", *map(_answer, one.thresholds)] for end, one in ends]


def _band_record(band: Band) -> dict[str, Any]:
    ends = {"at_low": band.at_low, "at_high": band.at_high}
    curves = {name: [threshold_record(one) for one in found.thresholds] for name, found in ends.items()}
    return {"by": band.by, "low": band.low, "high": band.high, **curves}


def _answer(one: Threshold) -> str:
    if one.value is None:
        return f"none, {one.reason}"
    others = [value_text(found, one.unit) for found in one.crossings if found != one.value]
    return value_text(one.value, one.unit) + (f" (also {', '.join(others)})" if others else "")


def _unit_of(model: Model, path: str) -> str:
    figure = model.figure(path)
    return "1" if path not in model.scenario.figures or figure.series else unit_of(figure, model.scenario)


def _dumped(record: dict[str, Any]) -> str:
    return json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
