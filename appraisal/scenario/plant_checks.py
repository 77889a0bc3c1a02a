"""What must hold inside and between the plants of a swap; each rule yields the problems that it finds."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.problem import Problem
from appraisal.scenario import library
from appraisal.scenario.carrier_schema import Carrier
from appraisal.scenario.collect import Collected
from appraisal.scenario.hints import near
from appraisal.scenario.kind import Figure
from appraisal.scenario.schema import Plant, Residual

TOLERANCE = 1e-9


def sums_to_one(path: str, shares: list[float], what: str) -> Iterator[Problem]:
    """Shares of one whole add up to it."""
    if abs(sum(shares) - 1) > TOLERANCE:
        yield Problem("shares", path, f"{what} add up to {sum(shares):.6g}; they must add up to 1")


def plants_are_complete(collected: Collected) -> Iterator[Problem]:
    """Each plant says how much it runs and what it burns."""
    for side, plant in collected.plants().items():
        yield from _use_of(side, plant)
        yield from _cost_of(side, plant)
        yield from _heat_of(side, plant)
        yield from _fuels_of(side, plant, collected)
        yield from _capture_of(side, plant)


def services_agree(collected: Collected) -> Iterator[Problem]:
    """Both plants give the same kind of service, and every figure is per unit of it."""
    services = {side: _service(plant) for side, plant in collected.plants().items()}
    if len(set(services.values())) > 1:
        message = f"the plants give different services: {services['baseline']} and {services['project']}"
        yield Problem("different-services", "project.capacity", message)
    served = collected.document.served
    shared = services.get("project") or (served.unit.removesuffix("/yr") if served else "MWh")
    for path, figure in collected.figures.items():
        service = services.get(path.split(".")[0], shared)
        if "service" in figure.kind.unit and not _serves(figure, service):
            found = figure.unit.removesuffix("/yr").split("/")[-1]
            yield Problem("wrong-dimension", path, f"'{figure.text}' is of {found}; the swap gives {service}")


def _service(plant: Plant) -> str:
    return plant.capacity.unit.removesuffix("/yr") if plant.capacity.otherwise else "MWh"


def _serves(figure: Figure, service: str) -> bool:
    if figure.otherwise or figure.default or figure.unit == figure.kind.unit:
        return True
    return figure.unit == figure.kind.unit.replace("service", service)


def _use_of(side: str, plant: Plant) -> Iterator[Problem]:
    if (plant.capacity_factor is None) == (plant.full_load_hours is None):
        message = "state either capacity_factor or full_load_hours"
        yield Problem("one-of", f"{side}.capacity_factor", message)
    if plant.capacity.otherwise and plant.full_load_hours is not None:
        message = "full_load_hours belongs to a capacity in MW; with a yearly service state capacity_factor"
        yield Problem("one-of", f"{side}.full_load_hours", message)


def _cost_of(side: str, plant: Plant) -> Iterator[Problem]:
    for name in ("overnight_cost", "fixed_opex") if plant.capacity.otherwise else ():
        if getattr(plant, name) is not None:
            instead = "capex" if name == "overnight_cost" else "other_opex"
            message = f"'{name}' is per MW; with a yearly service state '{instead}'"
            yield Problem("one-of", f"{side}.{name}", message)
    if plant.overnight_cost is not None and plant.capex is not None:
        yield Problem("one-of", f"{side}.capex", "state either overnight_cost or capex")


def _heat_of(side: str, plant: Plant) -> Iterator[Problem]:
    if plant.net_efficiency and plant.heat_rate:
        yield Problem("one-of", f"{side}.heat_rate", "state either net_efficiency or heat_rate")
    if plant.net_efficiency and _service(plant) != "MWh":
        message = f"an efficiency is for power; this plant gives {_service(plant)}: state heat_rate"
        yield Problem("one-of", f"{side}.net_efficiency", message)
    rates = {f"{side}.heat_rate": plant.heat_rate}
    rates |= {f"{side}.fuels.{key}.heat_rate": carrier.heat_rate for key, carrier in plant.fuels.items()}
    for path, rate in rates.items() if _service(plant) == "MWh" else ():
        if rate and (message := _too_good(rate)):
            yield Problem("out-of-range", path, message)


def _too_good(rate: Figure) -> str:
    """Say that a heat rate is below the heat that the power itself holds."""
    least = library.constants()["energy_per_output"]["value"]
    if rate.value >= least * (1 - TOLERANCE):
        return ""
    return f"'{rate.text}' is below {least:g} GJ/MWh, more power than heat (for example: {rate.kind.example})"


def _fuels_of(side: str, plant: Plant, collected: Collected) -> Iterator[Problem]:
    burned = []
    for key, carrier in plant.fuels.items():
        scope = f"{side}.fuels.{key}"
        heated = bool(plant.net_efficiency or plant.heat_rate)
        rival = f"{side}.net_efficiency or {side}.heat_rate, or "
        yield from carrier_problems(scope, carrier, rival, heated=heated)
        if carrier.fuel != "electricity" and carrier.heat_rate is None and f"{scope}.share" in collected.figures:
            burned.append(collected.figures[f"{scope}.share"].value)
    if burned:
        yield from sums_to_one(f"{side}.fuels", burned, "the fuels' shares of heat")


def carrier_problems(scope: str, carrier: Carrier, rival: str = "", *, heated: bool = False) -> Iterator[Problem]:
    """Yield what one carrier lacks or states in vain; ``heated``: its plant says the heat, which ``rival`` could."""
    yield from _electricity(scope, carrier) if carrier.fuel == "electricity" else _fuel(scope, carrier, rival, heated)


def _fuel(scope: str, carrier: Carrier, rival: str, heated: bool) -> Iterator[Problem]:
    if carrier.fuel not in library.fuels() and carrier.emission_factor is None:
        known = [*library.fuels(), "electricity"]
        message = (
            f"unknown fuel '{carrier.fuel}'. {near(carrier.fuel, known)} A fuel of your own states emission_factor"
        )
        yield Problem("unknown-fuel", f"{scope}.fuel", message)
    if carrier.price is None:
        message = "state the fuel's price (for example: 1.38 USD/GJ or 36 USD/t)"
        yield Problem("missing-input", f"{scope}.price", message)
    for name in (*GRID, "specific_consumption", "loss_rate"):
        if getattr(carrier, name) is not None:
            yield Problem("not-for-fuel", f"{scope}.{name}", f"'{name}' belongs to 'fuel: electricity'")
    if not (heated or carrier.heat_rate):
        message = f"state {rival}a heat_rate of this fuel"
        yield Problem("missing-input", f"{scope}.heat_rate", message)
    yield from _calorific_value(scope, carrier)


def _capture_of(side: str, plant: Plant) -> Iterator[Problem]:
    if plant.capture is None:
        return
    if all(carrier.fuel == "electricity" for carrier in plant.fuels.values()):
        message = "capture is of what the plant's fuels form: state the fuel that it burns"
        yield Problem("missing-input", f"{side}.fuels", message)
    if plant.class_ != "ccs":
        message = "a plant with capture is of class ccs: the mechanisms have rules of their own for it"
        yield Problem("wrong-class", f"{side}.class", message)


def _calorific_value(scope: str, carrier: Carrier) -> Iterator[Problem]:
    by_mass = carrier.price is not None and carrier.price.otherwise
    if by_mass and carrier.ncv is None and carrier.fuel not in library.fuels():
        message = "a price by mass needs the calorific value (for example: 25.8 GJ/t)"
        yield Problem("missing-input", f"{scope}.ncv", message)
    if carrier.ncv is not None and not by_mass:
        message = "the calorific value is read only where the price is by mass (USD/t)"
        yield Problem("unused", f"{scope}.ncv", message)


GRID = ("grid_emission_factor", "operating_margin", "build_margin", "operating_weight")
ELECTRICITY_NEEDS = {
    "price": "60 USD/MWh",
    "specific_consumption": "0.5 MWh/t",
    "grid_emission_factor": "0.8 t/MWh, or operating_margin and build_margin",
}


def _electricity(scope: str, carrier: Carrier) -> Iterator[Problem]:
    margins = carrier.operating_margin is not None and carrier.build_margin is not None
    for name, example in ELECTRICITY_NEEDS.items():
        if getattr(carrier, name) is None and not (margins and name == "grid_emission_factor"):
            yield Problem("missing-input", f"{scope}.{name}", f"electricity needs '{name}' (for example: {example})")
    for name in ("heat_rate", "share", "emission_factor", "oxidation_factor", "ncv"):
        if getattr(carrier, name) is not None:
            yield Problem("not-for-electricity", f"{scope}.{name}", f"'{name}' belongs to a fuel that is burned")
    if carrier.price is not None and carrier.price.otherwise:
        message = f"'{carrier.price.text}' is by mass; electricity is priced by energy (for example: 60 USD/MWh)"
        yield Problem("wrong-dimension", f"{scope}.price", message)


def swap_is_consistent(collected: Collected) -> Iterator[Problem]:
    """Keys of the swap that go together."""
    swap, plants = collected.document.swap, collected.document.project
    if swap.class_ and plants and plants.class_ not in (None, swap.class_):
        message = f"project.class is {plants.class_}, and the mechanism goes by that: leave 'swap.class' out"
        yield Problem("one-of", "swap.class", message)
    if swap.fuel and swap.fuel not in library.fuels():
        yield Problem("unknown-fuel", "swap.fuel", f"unknown fuel '{swap.fuel}'. {near(swap.fuel, library.fuels())}")
    elif swap.fuel and plants:
        message = "the plants state their fuels; 'swap.fuel' is read where the swap is stated outright"
        yield Problem("unused", "swap.fuel", message)
    if swap.build == "retrofit" and not plants:
        yield Problem("missing-section", "project", "a retrofit needs both plants, 'baseline' and 'project'")
    if swap.build == "retrofit" and plants and not swap.lost_output:
        message = "a retrofit needs the price and emission factor of the output that it loses"
        yield Problem("missing-input", "swap.lost_output", message)
    if swap.lost_output and swap.build != "retrofit":
        yield Problem("unused", "swap.lost_output", "lost output belongs to 'build: retrofit'")
    if plants:
        for name in ("residual_value", "replacements"):
            if getattr(swap, name):
                yield Problem("unused", f"swap.{name}", f"with two plants, 'baseline' or 'project' states '{name}'")


def residuals_are_complete(collected: Collected) -> Iterator[Problem]:
    """A rule of residual value has its number, and no other."""
    for scope, holder in collected.holders().items():
        if holder.residual_value:
            yield from _residual(f"{scope}.residual_value", holder.residual_value)


def _residual(path: str, stated: Residual) -> Iterator[Problem]:
    needed = {"none": "", "share_of_capex": "share", "book_value": "life"}[stated.rule]
    for name, example in (("share", "10 %"), ("life", "40 yr")):
        given = getattr(stated, name) is not None
        if name == needed and not given:
            message = f"rule {stated.rule} needs '{name}' (for example: {example})"
            yield Problem("missing-input", f"{path}.{name}", message)
        elif given and name != needed:
            yield Problem("unused", f"{path}.{name}", f"rule {stated.rule} does not read '{name}'")


PLANT_RULES = (plants_are_complete, services_agree, swap_is_consistent, residuals_are_complete)
