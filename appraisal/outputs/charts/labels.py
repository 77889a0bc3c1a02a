"""What a figure is called on a chart, and its values in the unit in which the user states them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from appraisal.ground.numbers import plain, scale_of
from appraisal.outputs.charts.amounts import typeset
from appraisal.scenario import library
from appraisal.scenario.figure import Figure
from appraisal.scenario.quantity import QuantityError, convert, parse
from appraisal.scenario.scenario import Scenario

NAMES = {
    "money.inflation": "Inflation",
    "fx.*.rate": "Exchange rate of {0}",
    "timeline.construction.years": "Years of construction",
    "timeline.operation": "Operating life",
    "discount_rate": "Discount rate",
    "swap.capex_gap": "Capex gap",
    "swap.fuel_saving": "Fuel saving",
    "swap.opex_saving": "Operating cost saving",
    "swap.abatement": "CO₂ abated",
    "swap.leakage": "Leakage of emissions",
    "swap.decommissioning": "Decommissioning",
    "swap.lost_output.price": "Price of replacement power",
    "swap.lost_output.emission_factor": "Emission factor of replacement power",
    "swap.residual_value.share": "Residual value, share of capex",
    "swap.residual_value.life": "Life behind the residual value",
    "swap.replacements.*.amount": "Replacement: {0}",
    "credits.price": "Credit price",
    "credits.share_cashed": "Share of credits cashed",
    "credits.uncertainty_discount": "Uncertainty discount on credits",
    "credits.buffer": "Credits set aside in the buffer",
    "credits.share_of_proceeds": "Share of proceeds",
    "credits.overall_mitigation": "Overall mitigation",
    "credits.owners.*": "Share of credits of the {0}",
    "credits.issuance_lag": "Lag of issuance",
    "credits.crediting.start_after": "Start of crediting after",
    "credits.crediting.years": "Crediting period",
    "credits.registration_cost": "Cost of registration",
    "credits.monitoring_cost": "Cost of monitoring",
    "credits.issuance_fee": "Fee on issuance",
    "credits.floor": "Floor of the credit price",
    "credits.corresponding_adjustment": "Share of exports adjusted by the host",
    "credits.crediting.renewals": "Renewals of crediting",
    "credits.crediting.tightening": "Tightening of the reference",
    "credits.reference.below_usual": "Reference below business as usual",
    "credits.reference.benchmark": "Benchmark intensity",
    "credits.reference.emissions": "Reference emissions",
    "credits.reference.autonomous_improvement": "Autonomous improvement of the reference",
    "credits.sector.output": "Output of the rest of the sector",
    "credits.sector.intensity": "Intensity of the rest of the sector",
    "credits.sector.settlement": "Years between settlements",
    "credits.agreement.volume": "Volume of the agreement",
    "credits.agreement.price": "Price of the agreement",
    "credits.agreement.years": "Years of the agreement",
    "credits.agreement.delivery_factor": "Accepted share of the agreement",
    "credits.agreement.prepayment": "Prepaid share of the agreement",
    "credits.agreement.prepayment_discount": "Discount on the prepayment",
    "credits.registration_fee.exempt_below": "Tonnes below which registration is free",
    "credits.registration_fee.cap": "Cap of the registration fee",
    "credits.issuance_tier.up_to": "Tonnes at the first issuance fee",
    "credits.issuance_tier.fee": "Fee on the first tonnes issued",
    "credits.aftercare.cost": "Cost of aftercare",
    "credits.aftercare.years": "Years of aftercare",
    "credits.claims.*.tonnes": "Tonnes claimed by {0}",
    "credits.known_prices.*.value": "Known price of a tonne: {0}",
    "credits.additionality.benchmark": "Benchmark of the additionality test",
    "credits.additionality.period": "Period of the additionality test",
    "credits.additionality.fair_value": "Fair value after the additionality test",
    "carbon_price.price": "Carbon price",
    "support.technical_assistance.amount": "Technical assistance",
    "support.mrv.amount": "Support of monitoring",
    "support.price_guarantee.price": "Guaranteed credit price",
    "support.loan_terms.*": "Concessional loan: {0}",
    "items.*.amount": "{0}",
    "fuels.*.emission_factor": "Emission factor of {fuel}",
    "fuels.*.ncv": "Net calorific value of {fuel}",
    "fuels.*.net_to_gross": "Net to gross calorific value of {fuel}",
}
"""Names by path; a "*" stands for one part of it."""

PLANT_NAMES = {
    "capacity": "Capacity",
    "capacity_factor": "Capacity factor",
    "full_load_hours": "Full-load hours",
    "net_efficiency": "Net efficiency",
    "heat_rate": "Heat rate",
    "overnight_cost": "Overnight cost",
    "capex": "Capex",
    "fixed_opex": "Fixed operating cost",
    "variable_opex": "Variable operating cost",
    "other_opex": "Other operating cost",
    "degradation": "Degradation",
    "decommissioning": "Decommissioning",
    "residual_value.share": "Residual value, share of capex,",
    "residual_value.life": "Life behind the residual value",
    "replacements.*.amount": "Replacement ({0})",
    "fuels.*.price": "Price of {0}",
    "fuels.*.share": "Share of {0}",
    "fuels.*.heat_rate": "Heat rate on {0}",
    "fuels.*.emission_factor": "Emission factor of {0}",
    "fuels.*.oxidation_factor": "Oxidation of {0}",
    "fuels.*.ncv": "Net calorific value of {0}",
    "fuels.*.net_to_gross": "Net to gross calorific value of {0}",
    "fuels.*.specific_consumption": "Specific consumption of {0}",
    "fuels.*.loss_rate": "Losses of {0}",
    "fuels.*.grid_emission_factor": "Grid emission factor of {0}",
    "fuels.*.operating_margin": "Operating margin of {0}",
    "fuels.*.build_margin": "Build margin of {0}",
    "fuels.*.operating_weight": "Weight of the operating margin of {0}",
}
"""Names by path inside a plant."""

PLANTS = ("baseline", "project")
MANY = 1e6
_NUMBER = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?[ \t]*")


def label(path: str, scenario: Scenario | None = None) -> str:
    """Return what the figure at a path is called; with the scenario, a figure that both plants share names no plant.

    >>> label("credits.price"), label("project.net_efficiency"), label("fuels.other_bituminous.emission_factor")
    ('Credit price', 'Net efficiency of the project', 'Emission factor of other bituminous coal')
    >>> label("credits.price.growth"), label("finance.loans.export_credit.rate")
    ('Growth of credit price', 'Rate (finance, loans, export credit)')
    """
    if path.endswith(".growth"):
        return f"Growth of {lowered(label(path.removesuffix('.growth'), scenario))}"
    side, _, inner = path.partition(".")
    if side in PLANTS:
        named = _named(inner, PLANT_NAMES) or _fallback(inner)
        return named if scenario and _is_shared(path, scenario) else f"{named} of the {side}"
    return _named(path, NAMES) or _fallback(path)


def _named(path: str, names: dict[str, str]) -> str:
    parts = path.split(".")
    for pattern, name in names.items():
        wanted = pattern.split(".")
        if len(wanted) == len(parts) and all(w in ("*", p) for w, p in zip(wanted, parts, strict=True)):
            stars = [part for w, part in zip(wanted, parts, strict=True) if w == "*"]
            text = name.format(*map(_words, stars), fuel=_fuel(stars))
            return text[:1].upper() + text[1:]
    return ""


def _fuel(stars: list[str]) -> str:
    found = library.fuels().get(stars[0]) if stars else None
    return lowered(found.name) if found else "".join(map(_words, stars[:1]))


def _words(part: str) -> str:
    return part.replace("_", " ")


def lowered(text: str) -> str:
    """Return the text to stand inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() or text[1:2] == "₂" else text[:1].lower() + text[1:]


def _fallback(path: str) -> str:
    *scope, name = map(_words, path.split("."))
    inside = f" ({', '.join(scope)})" if scope else ""
    return f"{name[:1].upper()}{name[1:]}{inside}"


def _is_shared(path: str, scenario: Scenario) -> bool:
    side, _, inner = path.partition(".")
    other = scenario.figures.get(f"{PLANTS[1 - PLANTS.index(side)]}.{inner}")
    return other is not None and other.refers_to == path and other.plus is None and other.times is None


@dataclass(frozen=True)
class Shown:
    """How the values of one figure are shown: one unit of ``unit`` is ``size`` of the sheet's unit."""

    size: float
    unit: str

    @property
    def is_percent(self) -> bool:
        """Whether the figure is a share, with the sign behind each number."""
        return self.unit.startswith("%")

    @property
    def heading(self) -> str:
        """The unit where the numbers stand alone: empty where each number has its own sign."""
        return self.unit.removeprefix("%").strip() if self.is_percent else self.unit

    def number(self, value: float, digits: int = 4) -> str:
        """Return a value without its unit; a share has its sign of percent."""
        return typeset(plain(value / self.size, digits)) + (" %" if self.is_percent else "")

    def text(self, value: float, digits: int = 4) -> str:
        """Return a value with its unit."""
        return f"{self.number(value, digits)} {self.heading}".strip()


def shown(figure: Figure, unit: str, values: Iterable[float] = ()) -> Shown:
    """Return how to show a figure's values: in the unit of its own text; ``unit`` is that of the sheet, in full.

    Amounts of money that were typed out in full are shown in millions where they are many.
    """
    stated = _NUMBER.sub("", figure.text, count=1).strip().replace("%/yr", "%")
    size = _size(stated, figure.unit)
    if size is None:
        return Shown(0.01, "%") if unit == "1" and not figure.series else _scaled(unit, values, figure.money)
    return _scaled(stated, values, figure.money) if size == 1 else Shown(size, stated)


def _size(stated: str, canonical: str) -> float | None:
    try:
        return convert(parse(f"1 {stated}"), canonical)
    except QuantityError:
        return None


def _scaled(unit: str, values: Iterable[float], is_money: bool) -> Shown:
    listed = list(values)
    if not is_money or max(map(abs, listed), default=0.0) < MANY:
        return Shown(1.0, "" if unit == "1" else unit)
    size, word = scale_of(listed)
    return Shown(size, f"{word}{unit}")
