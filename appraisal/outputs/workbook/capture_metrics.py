"""What carbon capture costs for each tonne, as live formulas on the run without credits."""

from __future__ import annotations

from appraisal.ground.cells import Cell
from appraisal.outputs.workbook.formulas import ratio, written
from appraisal.outputs.workbook.measuring import Measured, Rule


def captured(on: Measured, key: str, credited: bool) -> Cell | None:
    """Levelised cost above the baseline's, without transport and storage, for each tonne captured."""
    if on.value("lcoe_gap") is None:
        return None
    storage = _per_output(on, "project.capture.storage_cost", in_money=True)
    tonnes, none = _per_output(on, "project.capture.captured"), "nothing is captured"
    return ratio(on.page, _gap(on) - storage, tonnes, none, none, on.value(key))


def avoided(on: Measured, key: str, credited: bool) -> Cell | None:
    """Levelised cost above the baseline's for each tonne less by unit of service."""
    if on.value("lcoe_gap") is None:
        return None
    tonnes = _per_output(on, "baseline.emissions") - _per_output(on, "project.emissions")
    none = "the plant with capture emits no less for each unit of service"
    tonnes = Cell(on.page, f"({tonnes.text})", 9, tonnes.values)
    return ratio(on.page, _gap(on), tonnes, none, none, on.value(key))


def _gap(on: Measured) -> Cell:
    return on.page.named(on.address("lcoe_gap"), on.value("lcoe_gap") or 0.0)


def _per_output(on: Measured, name: str, *, in_money: bool = False) -> Cell:
    """Return a row of a plant for each unit of its output, both discounted as operating flows are."""
    level = on.see("price_level", False) if in_money else 1
    worth = on.see(name, False) / level * on.see("operating_discount_factor", False)
    amounts = written(on.page, f"{name}: present value", worth)
    side = name.partition(".")[0]
    total = on.sum(f"{side}.output_present_value", False)
    value = float(amounts.values.sum() / total.values[0])
    return on.page.named(f"(SUM({on.page.span(amounts)})/{total.text})", value)


RULES: dict[str, tuple[Rule, bool]] = {
    "cost_per_tonne_captured": (captured, False),
    "cost_per_tonne_avoided": (avoided, False),
}
"""The rule of each metric of capture; both are measured without credits."""
