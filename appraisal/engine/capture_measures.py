"""What carbon capture costs for each tonne: captured, and avoided.

Both compare two plants by the unit of their own service, as the IPCC Special Report on Carbon Dioxide Capture and
Storage (2005, section 3.7) and Rubin et al. (2013, International Journal of Greenhouse Gas Control 17) define them. The
abatement cost of the swap beside them keeps the service the same: lost output is bought at its price and emissions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from appraisal.engine.measures import lcoe_gap, undefined
from appraisal.engine.model import Run
from appraisal.ground.measure import Measure, ordered_sum


def cost_per_tonne_captured(run: Run) -> Measure:
    """Levelised cost above the baseline's, without transport and storage, for each tonne captured."""
    storage = _per_output(run, "project.capture.storage_cost", "price_level")
    captured = _per_output(run, "project.capture.captured")
    return _per_tonne(run, storage, captured, "nothing is captured")


def cost_per_tonne_avoided(run: Run) -> Measure:
    """Levelised cost above the baseline's, with transport and storage, for each tonne less by unit of service."""
    avoided = _per_output(run, "baseline.emissions") - _per_output(run, "project.emissions")
    return _per_tonne(run, 0.0, avoided, "the plant with capture emits no less for each unit of service")


def has_capture(run: Run) -> bool:
    """Whether the project captures carbon."""
    project = run.scenario.document.project
    return project is not None and project.capture is not None


def _per_tonne(run: Run, storage: float, tonnes: float, reason: str) -> Measure:
    gap = lcoe_gap(run)
    if gap.value is None:
        return gap
    return Measure((float(gap.value) - storage) / tonnes, "ok", "") if tonnes > 0 else undefined(reason)


def _per_output(run: Run, name: str, level: str | None = None) -> float:
    """Return a row of a plant for each unit of its output, both discounted as operating flows are."""
    amounts: Any = run.rows[name] / (run.rows[level] if level else 1) * run.rows["operating_discount_factor"]
    side = name.partition(".")[0]
    return float((ordered_sum(amounts) / run.total(f"{side}.output_present_value"))[0])


CAPTURE: dict[str, tuple[str, Callable[[Run], Measure]]] = {
    "cost_per_tonne_captured": ("money/t", cost_per_tonne_captured),
    "cost_per_tonne_avoided": ("money/t", cost_per_tonne_avoided),
}
"""Measured on the run without credits where the project captures carbon."""
