"""The part of the record on public support: what each government gives, per tonne, and what it moves beside it."""

from __future__ import annotations

from typing import Any

from appraisal.engine.appraisal import Appraisal
from appraisal.engine.support import Part, public_support, standard
from appraisal.ground.measure import Measure
from appraisal.scenario import library


def support_record(appraisal: Appraisal) -> dict[str, Any] | None:
    """Return the public money of a scenario, or None where no government gives any."""
    found, currency = public_support(appraisal.run), appraisal.scenario.currency
    if not found.parts:
        return None
    return {
        "parts": [_part(one) for one in found.parts],
        "by_government": found.by_government,
        "total": found.total,
        "capital": found.capital,
        "outlays": found.outlays,
        "per_tonne": measure_record(found.per_tonne, f"{currency}/t"),
        "per_tonne_undiscounted": measure_record(found.per_tonne_undiscounted, f"{currency}/t"),
        "leverage": measure_record(found.leverage, "1"),
        "reference": _reference(),
        "left_out": list(found.left_out),
    }


def _part(one: Part) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "row": one.row,
        "name": one.name,
        "from": one.payer,
        "present_value": one.value,
        "face": one.face,
        "drawn_present_value": one.drawn,
        "grant_element": one.grant_element,
        "pays_for_capital": one.pays_for_capital,
    }


def measure_record(found: Measure, unit: str) -> dict[str, Any]:
    """Return a figure that may be undefined as a record, with the reason where it is."""
    value = None if found.value is None else float(found.value)
    told: dict[str, Any] = {"value": value, "unit": unit, "status": str(found.status)}
    return told | ({"reason": str(found.reason)} if value is None else {})


def _reference() -> dict[str, Any]:
    """The rate at which the grant equivalent of loans is measured, with its source."""
    used = standard()
    source = library.evidence()[used.source]
    return {"label": used.label, "rate": used.rate, "source": source.text, "verified": source.verified}
