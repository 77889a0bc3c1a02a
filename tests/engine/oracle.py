"""A slow second appraisal: plain Python, year by year, written from the text of the model alone.

It reads the plain mapping of a scenario file, knows nothing of the package and uses no arrays. All energy is in GJ,
mass in t, money in the reporting currency; a year is a dictionary key.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Yearly = Callable[[int], float]
UNITS = {
    "%": 0.01, "t": 1.0, "kt": 1000.0, "Mt": 1e6, "kg": 0.001, "GJ": 1.0, "MWh": 3.6, "GWh": 3600.0, "TWh": 3.6e6,
    "MW": 3.6, "kW": 0.0036, "yr": 1.0, "h": 1.0, "m2": 1.0,
}  # fmt: skip
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
# IPCC 2006 Guidelines, volume 2, tables 1.2 and 1.4: t CO2 per GJ and GJ per t, net; net over gross by family.
FUELS = {"other_bituminous": (0.0946, 25.8, 0.95), "natural_gas": (0.0561, 48.0, 0.9), "lignite": (0.101, 11.9, 0.95)}
BEYOND = 14
"""Years after closing that are looked at."""


def number(text: str) -> float:
    """Return a quantity in GJ, t, h, yr and money."""
    found = re.match(r"(-?[0-9.]+(?:e-?[0-9]+)?) *(thousand|million|billion)? *([^ ]*)", text)
    assert found
    above, *below = found[3].split("/")
    value = float(found[1]) * SCALES.get(found[2], 1.0) * UNITS.get(above, 1.0)
    for unit in below:
        value /= UNITS.get(unit, 1.0)
    return value


def currency(text: str) -> str:
    """Return the first currency code of a quantity, or nothing."""
    found = re.search(r"\b[A-Z]{3}\b", text.replace("LHV", "").replace("HHV", ""))
    return found[0] if found else ""


def interpolated(points: dict[int, float], between: str, year: int) -> float:
    """Return a series in a year: the ends hold, steps hold until the next point, lines join the points."""
    years = sorted(points)
    before = [known for known in years if known <= year]
    after = [known for known in years if known > year]
    if not before:
        return points[years[0]]
    if between != "linear" or not after:
        return points[before[-1]]
    low, high = before[-1], after[0]
    return points[low] + (points[high] - points[low]) * (year - low) / (high - low)


@dataclass
class Oracle:
    """One scenario, appraised year by year."""

    data: dict[str, Any]
    memory: dict[Any, float] = field(default_factory=dict)

    # ---- the calendar -----------------------------------------------------------------------------------------------

    @property
    def first(self) -> int:
        return int(self.data["timeline"]["first_year"])

    @property
    def building(self) -> int:
        stated = self.data["timeline"].get("construction", "1 yr")
        return round(number(stated if isinstance(stated, str) else stated.get("years", "1 yr")))

    @property
    def start(self) -> int:
        """The first operating year."""
        return self.first + self.building

    @property
    def life(self) -> float:
        return self.plain("timeline.operation")

    @property
    def closing(self) -> int:
        """The last operating year."""
        return self.start + math.ceil(self.life) - 1

    @property
    def years(self) -> range:
        return range(self.first, self.closing + BEYOND)

    def operating(self, year: int) -> float:
        """The share of the year in which the plant runs."""
        return max(0.0, min(1.0, self.start + self.life - year)) if year >= self.start else 0.0

    def spend(self, year: int) -> float:
        stated = self.data["timeline"].get("construction", "1 yr")
        shares = None if isinstance(stated, str) else stated.get("spend")
        at = year - self.first
        if not 0 <= at < self.building:
            return 0.0
        return number(shares[at]) if shares else 1 / self.building

    # ---- figures ----------------------------------------------------------------------------------------------------

    def at(self, path: str) -> Any:
        """Return what the file states at a path, or None."""
        found: Any = self.data
        for part in path.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def plain(self, path: str, default: str = "0 %") -> float:
        """Return a figure that is one number."""
        stated = self.at(path)
        stated = default if stated is None else stated
        return number(stated["value"] if isinstance(stated, dict) else stated)

    def level(self, year: int) -> float:
        money = self.data["money"]
        if money["basis"] == "nominal":
            return 1.0
        return float((1 + number(money["inflation"])) ** (year - money["price_year"]))

    def rate_of(self, code: str, year: int) -> float:
        """Return units of the reporting currency for one unit of another."""
        own = self.data["money"]["currency"]
        if code in ("", own):
            return 1.0
        stated = self.data["fx"][code]
        text = stated["rate"] if isinstance(stated, dict) else stated
        return 1 / number(text) if text.endswith(f"/{own}") else number(text)

    def yearly(self, path: str, year: int, grows: str = "operation", default: str = "0 %") -> float:
        """Return a figure of the year in money of the year: series, growth, price level, exchange rate."""
        stated = self.at(path)
        stated = default if stated is None else stated
        if isinstance(stated, dict) and "path" in stated:
            return self.repeated(stated, year, grows)
        if isinstance(stated, str) and re.match(r"[a-z_]+\.", stated):
            return self.yearly(stated, year, grows)
        if isinstance(stated, dict) and isinstance(stated.get("years"), dict):
            points = {int(known): number(text) for known, text in stated["years"].items()}
            text = next(iter(stated["years"].values()))
            return interpolated(points, stated.get("between", "step"), year) * self.priced(text, year)
        text = stated["value"] if isinstance(stated, dict) else stated
        return number(text) * self.growth(stated, year, grows) * self.priced(text, year)

    def repeated(self, stated: dict[str, str], year: int, grows: str) -> float:
        found = self.yearly(stated["path"], year, grows) * number(stated.get("times", "100 %"))
        return found + (number(stated["plus"]) * self.priced(stated["plus"], year) if "plus" in stated else 0.0)

    def growth(self, stated: Any, year: int, grows: str) -> float:
        if not isinstance(stated, dict) or "growth" not in stated:
            return 1.0
        since = stated.get("from", self.start if grows == "operation" else self.first)
        return float((1 + number(stated["growth"])) ** max(0, year - since))

    def priced(self, text: str, year: int) -> float:
        """Return what turns an amount of money as stated into money of the year."""
        code = currency(text)
        return self.level(year) * self.rate_of(code, year) if code else 1.0

    # ---- plants -----------------------------------------------------------------------------------------------------

    @property
    def plants(self) -> bool:
        return "project" in self.data

    @property
    def retrofit(self) -> bool:
        return bool(self.at("swap.build") == "retrofit")

    def rated(self, side: str) -> float:
        """Return the output of a full year as new: GJ of power, or units of the service."""
        hours = self.plain(f"{side}.full_load_hours") if self.at(f"{side}.full_load_hours") else 8760.0
        share = self.plain(f"{side}.capacity_factor", "100 %")
        service = str(self.data[side]["capacity"]).endswith("/yr")
        return self.plain(f"{side}.capacity") * share * (1.0 if service else hours)

    def scale(self, side: str) -> float:
        """Return how much of the plant gives the project's output of a full year."""
        scaled = side == "baseline" and not self.retrofit
        return self.rated("project") / self.rated("baseline") if scaled else 1.0

    def output(self, side: str, year: int) -> float:
        owner = "project" if side == "baseline" and not self.retrofit else side
        age = year - self.start
        ramp = self.data[owner].get("ramp_up", [])
        share = number(ramp[age]) if 0 <= age < len(ramp) else 1.0
        aged = (1 - self.plain(f"{owner}.degradation")) ** max(age, 0)
        return self.rated(owner) * self.operating(year) * aged * share

    def fuel(self, side: str, key: str, year: int) -> tuple[float, float]:
        """Return cost and emissions of one fuel, or of electricity, in the year."""
        scope = f"{side}.fuels.{key}"
        if self.at(f"{scope}.fuel") == "electricity":
            drawn = self.output(side, year) * self.plain(f"{scope}.specific_consumption")
            factor = self.yearly(f"{scope}.grid_emission_factor", year)
            return drawn * self.yearly(f"{scope}.price", year), drawn / (1 - self.plain(f"{scope}.loss_rate")) * factor
        burned = self.output(side, year) * self.heat(side, key) * self.plain(f"{scope}.share", "100 %")
        factor = self.factor(scope, year) * self.plain(f"{scope}.oxidation_factor", "100 %")
        return burned * self.price(scope, year), burned * factor

    def heat(self, side: str, key: str) -> float:
        """Return net heat for one unit of output."""
        own = self.at(f"{side}.fuels.{key}.heat_rate")
        stated = own or self.at(f"{side}.heat_rate") or self.at(f"{side}.net_efficiency")
        text = stated["value"] if isinstance(stated, dict) else stated
        turned = not own and not self.at(f"{side}.heat_rate")
        heat = 1 / number(text) if turned else number(text)
        return heat * (FUELS[self.at(f"{side}.fuels.{key}.fuel")][2] if text.endswith("HHV") else 1.0)

    def factor(self, scope: str, year: int) -> float:
        if self.at(f"{scope}.emission_factor") is not None:
            return self.yearly(f"{scope}.emission_factor", year)
        return FUELS[self.at(f"{scope}.fuel")][0]

    def price(self, scope: str, year: int) -> float:
        """Return the price of one GJ; a price by mass counts by the calorific value."""
        stated = self.at(f"{scope}.price")
        price = self.yearly(f"{scope}.price", year)
        if not self.by_mass(stated):
            return price
        own = self.at(f"{scope}.ncv")
        return price / (number(own) if own else FUELS[self.at(f"{scope}.fuel")][1])

    def by_mass(self, stated: Any) -> bool:
        """Whether a price is by mass; one that repeats another is what the other is."""
        path = stated.get("path", "") if isinstance(stated, dict) else stated
        if path.endswith(".price"):
            return self.by_mass(self.at(path))
        return bool(re.search(r"[A-Z]{3}/t'", repr(stated)))

    def energy(self, side: str, year: int) -> tuple[float, float]:
        parts = [self.fuel(side, key, year) for key in self.data[side].get("fuels", {})]
        return sum(cost for cost, _ in parts), sum(tonnes for _, tonnes in parts)

    def capex(self, side: str, year: int) -> float:
        """Return the capital spent on a plant in the year; that of an existing plant is sunk."""
        if side == "baseline" and self.retrofit:
            return 0.0
        whole = self.yearly(f"{side}.capex", year, "outlay")
        unit_cost = self.yearly(f"{side}.overnight_cost", year, "outlay")
        return (whole or unit_cost * self.plain(f"{side}.capacity")) * self.spend(year) * self.scale(side)

    def opex(self, side: str, year: int) -> float:
        fixed = self.yearly(f"{side}.fixed_opex", year) * self.plain(f"{side}.capacity")
        other = self.yearly(f"{side}.other_opex", year)
        varying = self.yearly(f"{side}.variable_opex", year) * self.output(side, year)
        return (fixed + other) * self.operating(year) * self.scale(side) + varying

    def replaced(self, scope: str, year: int) -> float:
        """Return the replacement outlays of the year."""
        listed = self.at(f"{scope}.replacements") or {}
        due = [key for key, item in listed.items() if year in item["years"]]
        scale = 1.0 if scope == "swap" else self.scale(scope)
        return scale * sum(self.yearly(f"{scope}.replacements.{key}.amount", year, "outlay") for key in due)

    def decommissioned(self, scope: str, year: int) -> float:
        """Return the cost of decommissioning: the year after closing, or the stated years."""
        stated = self.at(f"{scope}.decommissioning")
        dates = [self.closing + 1]
        if isinstance(stated, dict):
            dates = [stated["year"]] if "year" in stated else stated.get("years", dates)
        scale = 1.0 if scope == "swap" else self.scale(scope)
        return scale * self.yearly(f"{scope}.decommissioning", year, "outlay") if year in dates else 0.0

    def recovered(self, scope: str, year: int) -> float:
        """Return the residual value: a share of all capital, at the price level of the closing year."""
        stated = self.at(f"{scope}.residual_value")
        if year != self.closing or not stated or stated["rule"] == "none":
            return 0.0
        spent = self.gap if scope == "swap" else (lambda y: self.capex(scope, y))
        capital = sum(spent(y) / self.level(y) for y in self.years)
        book = stated["rule"] == "book_value"
        share = max(0.0, 1 - self.life / number(stated["life"])) if book else number(stated["share"])
        return capital * share * self.level(year)

    # ---- the swap ---------------------------------------------------------------------------------------------------

    def gap(self, year: int) -> float:
        if self.plants:
            return self.capex("project", year) - self.capex("baseline", year)
        return self.yearly("swap.capex_gap", year, "outlay") * self.spend(year)

    def difference(self, of: Callable[[str, int], float], direct: Callable[[], float], year: int) -> float:
        return of("project", year) - of("baseline", year) if self.plants else direct()

    def bought(self, year: int) -> float:
        """Return the output that a retrofit loses."""
        return self.output("baseline", year) - self.output("project", year) if self.retrofit else 0.0

    def abatement(self, year: int) -> float:
        key = ("abatement", year)
        if key not in self.memory:
            self.memory[key] = self._abatement(year)
        return self.memory[key]

    def _abatement(self, year: int) -> float:
        if not self.plants:
            return self.yearly("swap.abatement", year) * self.operating(year)
        leaked = self.yearly("swap.leakage", year) * self.operating(year)
        elsewhere = self.bought(year) * self.yearly("swap.lost_output.emission_factor", year)
        return self.energy("baseline", year)[1] - self.energy("project", year)[1] - leaked - elsewhere

    def saving(self, year: int) -> float:
        """Return what energy and operation cost less in the year, less the output bought elsewhere."""
        if not self.plants:
            paths = ("swap.fuel_saving", "swap.opex_saving")
            return sum(self.yearly(path, year) for path in paths) * self.operating(year)
        energy = self.energy("baseline", year)[0] - self.energy("project", year)[0]
        lost = self.bought(year) * self.yearly("swap.lost_output.price", year) if self.retrofit else 0.0
        return energy + self.opex("baseline", year) - self.opex("project", year) - lost

    def items(self, year: int) -> tuple[float, float]:
        """Return one-off outlays and yearly benefits, each less what goes the other way."""
        outlay, benefit = 0.0, 0.0
        for key, item in self.data.get("items", {}).items():
            sign = 1 if item["kind"] == "benefit" else -1
            once = "year" in item
            amount = sign * self.yearly(f"items.{key}.amount", year, "outlay" if once else "operation")
            span = item.get("years")
            if once:
                outlay -= amount if year == item["year"] else 0.0
            elif span:
                benefit += amount if span["from"] <= year <= span["to"] else 0.0
            else:
                benefit += amount * self.operating(year)
        return outlay, benefit

    # ---- credits ----------------------------------------------------------------------------------------------------

    @property
    def credits(self) -> bool:
        return self.at("credits.mechanism") not in (None, "none")

    def credited(self, year: int) -> float:
        """Return the part of the year inside the crediting period, which never outlives operation."""
        begin = self.plain("credits.crediting.start_after", "0 yr")
        end = min(begin + self.plain("credits.crediting.years", "1000 yr"), self.life)
        age = year - self.start
        return max(0.0, min(age + 1.0, end) - max(float(age), begin)) if age >= 0 else 0.0

    def creditable(self, year: int) -> float:
        """Return the tonnes that count; what is below zero is carried forward and made good first."""
        debt, counted = 0.0, 0.0
        for y in range(self.start, year + 1):
            share = self.credited(y) / self.operating(y) if self.operating(y) else 0.0
            debt += self.abatement(y) * share
            counted, debt = max(debt, 0.0), min(debt, 0.0)
        return counted if year >= self.start else 0.0

    def share(self, name: str, year: int, default: str = "0 %") -> float:
        return self.yearly(f"credits.{name}", year, default=default)

    def issued(self, year: int) -> float:
        key = ("issued", year)
        if key not in self.memory:
            self.memory[key] = self.creditable(year) * (1 - self.share("uncertainty_discount", year))
        return self.memory[key]

    def forwarded(self, year: int) -> float:
        levies = ("buffer", "share_of_proceeds", "overall_mitigation")
        return self.issued(year) * (1 - sum(self.share(name, year) for name in levies))

    def sold(self, year: int) -> float:
        owned = self.forwarded(year) * self.share("owners.developer", year, "100 %")
        return owned * self.share("share_cashed", year, "100 %")

    def lagged(self, of: Yearly, year: int) -> float:
        return of(year - round(self.plain("credits.issuance_lag", "0 yr")))

    def revenue(self, year: int) -> float:
        return self.lagged(self.sold, year) * self.yearly("credits.price", year)

    def credit_cost(self, year: int) -> float:
        """Return monitoring in the crediting years and fees on what is issued, when it is issued."""
        monitoring = self.yearly("credits.monitoring_cost", year) * self.credited(year)
        return monitoring + self.lagged(self.issued, year) * self.yearly("credits.issuance_fee", year)

    def registration(self, year: int) -> float:
        """Return the registration cost: the year before the first crediting year, at the earliest the first."""
        before = self.start + math.floor(self.plain("credits.crediting.start_after", "0 yr")) - 1
        start = self.plain("credits.crediting.start_after", "0 yr")
        credited = min(self.plain("credits.crediting.years", "200 yr"), self.life - start)
        due = year == max(before, self.first) and credited > 0
        return self.yearly("credits.registration_cost", year, "outlay") if due else 0.0

    # ---- cash flow and measures -------------------------------------------------------------------------------------

    def flows(self, year: int, *, credited: bool) -> tuple[float, float]:
        """Return capital flow and operating flow of the year, in money of the basis."""
        key = ("flows", year, credited)
        if key not in self.memory:
            capital, operating = self._flows(year, credited and self.credits)
            self.memory[key], self.memory[(*key, 1)] = capital / self.level(year), operating / self.level(year)
        return self.memory[key], self.memory[(*key, 1)]

    def _flows(self, year: int, credited: bool) -> tuple[float, float]:
        outlay, benefit = self.items(year)
        scope = self.difference(self.replaced, lambda: self.replaced("swap", year), year)
        ended = self.difference(self.decommissioned, lambda: self.decommissioned("swap", year), year)
        residual = self.difference(self.recovered, lambda: self.recovered("swap", year), year)
        capital = residual - ended - self.gap(year) - scope - outlay
        operating = self.saving(year) + benefit
        if credited:
            capital -= self.registration(year)
            operating += self.revenue(year) - self.credit_cost(year)
        return capital, operating

    def times(self, year: int) -> tuple[float, float]:
        """Return when capital and operating flows of the year count."""
        timeline = self.data["timeline"]
        since = float(year - timeline.get("valuation_year", self.first))
        timing = timeline.get("timing", "year_zero")
        return {"year_zero": (since, since), "end_of_year": (since + 1, since + 1), "mid_year": (since, since - 0.5)}[
            timing
        ]

    def weights(self, year: int, rate: float) -> tuple[float, float]:
        capital, operating = self.times(year)
        return (1 + rate) ** -capital, (1 + rate) ** -operating

    def npv(self, *, credited: bool = True, rate: float | None = None) -> float:
        return sum(self.present_values(credited=credited, rate=rate))

    def present_values(self, *, credited: bool = True, rate: float | None = None) -> list[float]:
        rate = self.plain("discount_rate") if rate is None else rate
        pairs = [(self.flows(year, credited=credited), self.weights(year, rate)) for year in self.years]
        return [one * at + other * then for (one, other), (at, then) in pairs]

    def turnover(self, *, credited: bool = True) -> float:
        """Return the present value of all flows by their size."""
        rate = self.plain("discount_rate")
        pairs = [(self.flows(year, credited=credited), self.weights(year, rate)) for year in self.years]
        return sum(abs(one) * at + abs(other) * then for (one, other), (at, then) in pairs)

    def cash_flow(self, *, credited: bool = True) -> dict[int, float]:
        return {year: sum(self.flows(year, credited=credited)) for year in self.years}

    def dated_flows(self, *, credited: bool = True) -> list[tuple[float, float]]:
        """Return (time, flow), in the order of time, of all that is not zero."""
        parts: dict[float, float] = {}
        for year in self.years:
            for time, flow in zip(self.times(year), self.flows(year, credited=credited), strict=True):
                parts[time] = parts.get(time, 0.0) + flow
        return sorted((time, flow) for time, flow in parts.items() if flow)

    def irr(self, *, credited: bool = True) -> float | None:
        """Return the internal rate of return where the flows change sign once, else None."""
        flows = self.dated_flows(credited=credited)
        signs = [flow > 0 for _, flow in flows]
        if sum(one != other for one, other in pairwise(signs)) != 1:
            return None
        low, high = -60.0, 60.0  # ln(1 + rate)
        for _ in range(200):
            middle = (low + high) / 2
            same = (self._value(flows, middle) > 0) == (self._value(flows, low) > 0)
            low, high = (middle, high) if same else (low, middle)
        return math.expm1((low + high) / 2)

    @staticmethod
    def _value(flows: list[tuple[float, float]], log: float) -> float:
        """Return the present value at the time that makes the largest factor 1."""
        middle = max(-log * time for time, _ in flows)
        return sum(flow * math.exp(-log * time - middle) for time, flow in flows)

    def payback(self, *, credited: bool = True) -> float | None:
        """Return years from the first outlay until the running total is back at zero, linear inside the year."""
        flows = [self.cash_flow(credited=credited)[year] for year in self.years]
        first = next((at for at, flow in enumerate(flows) if flow < 0), None)
        total, found, size = 0.0, None, 0.0
        for at, flow in enumerate(flows):
            size += abs(flow)
            after = total + flow if abs(total + flow) > 1e-13 * size else 0.0
            if total < 0 <= after and found is None and first is not None:
                found = at - 1 + total / (total - after) - first
            total = after
        return None if total < 0 else found

    def abatement_cost(self) -> float | None:
        rate = self.plain("discount_rate")
        tonnes = sum(self.abatement(year) * self.weights(year, rate)[1] for year in self.years)
        return -self.npv(credited=False) / tonnes if tonnes > 0 else None

    def lcoe(self, side: str) -> float:
        """Return the levelised cost of one GJ, or of one unit of the service."""
        rate = self.plain("discount_rate")
        cost = output = 0.0
        for year in self.years:
            at, then = self.weights(year, rate)
            capital = self.capex(side, year) + self.replaced(side, year) + self.decommissioned(side, year)
            running = self.energy(side, year)[0] + self.opex(side, year)
            cost += ((capital - self.recovered(side, year)) * at + running * then) / self.level(year)
            output += self.output(side, year) * then
        return cost / output


def tonnes(oracle: Oracle) -> float:
    """Return the size of all emissions and abatement: the scale by which tonnes are rounded."""
    sides = ("baseline", "project") if oracle.plants else ()
    return sum(abs(oracle.abatement(y)) + sum(oracle.energy(s, y)[1] for s in sides) for y in oracle.years) + 1e-9
