"""A slow second set of books of credits: tonnes and money by vintage, kept by hand, year by year.

It starts from the plain oracle's swap and steps through the crediting period as a registry would: a debt of tonnes that
is made good first, a purse that is used up by levies, a contract with a volume. It knows nothing of the package; the
terms that a mechanism has where a scenario says nothing are written down here once more.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

from .finance_oracle import Priced, Years
from .oracle import number

ALL_TO_DEVELOPER = {"owners.developer": "100 %"}
LAGGED = {"issuance_lag": "1 yr"}


def the_rest(of: str) -> dict[str, str]:
    """Return what is left of all credits after the share of another owner."""
    return {"path": f"credits.owners.{of}", "times": "-100 %", "plus": "100 %"}


DEFAULTS: dict[str, dict[str, Any]] = {
    "bilateral": {**ALL_TO_DEVELOPER, "reference.rule": "business_as_usual", "corresponding_adjustment": "100 %"},
    "jcm": {
        **LAGGED,
        "owners.developer": the_rest("partner"),
        "owners.partner": "50 %",
        "corresponding_adjustment": "100 %",
    },
    "cdm": {
        **ALL_TO_DEVELOPER,
        **LAGGED,
        "reference.rule": "lower_of",
        "crediting.years": "10 yr",
        "share_of_proceeds": "2 %",
        "issuance_fee": "0.20 USD/t",
        "issuance_tier.up_to": "15 kt/yr",
        "issuance_tier.fee": "0.10 USD/t",
        "registration_fee.exempt_below": "15 kt/yr",
        "registration_fee.cap": "350 thousand USD",
    },
    "sectoral": {
        **LAGGED,
        "reference.rule": "benchmark",
        "owners.host": the_rest("developer"),
        "sector.settlement": "1 yr",
        "sector.shared_by": "abatement",
        "corresponding_adjustment": "100 %",
    },
    "article_6_4": {
        **ALL_TO_DEVELOPER,
        **LAGGED,
        "crediting.years": "10 yr",
        "crediting.tightening": "1 %/yr",
        "share_of_proceeds": "5 %",
        "overall_mitigation": "2 %",
        "corresponding_adjustment": "100 %",
    },
    "article_6_2": {**LAGGED, "owners.partner": the_rest("developer"), "corresponding_adjustment": "100 %"},
    "voluntary": {**ALL_TO_DEVELOPER, **LAGGED},
    "carbon_price": {},
}
"""Terms of each mechanism beside those that are nothing, or everything, wherever nothing is said."""

LEAST_DEVELOPED = {
    "share_of_proceeds": "0 %",
    "issuance_fee": "0 USD/t",
    "issuance_tier.fee": "0 USD/t",
    "registration_fee.cap": "0 USD",
}
"""What the Clean Development Mechanism asks of the least developed countries instead."""

LEVIES = ("buffer", "share_of_proceeds", "overall_mitigation")


def bare(stated: Any) -> str:
    """Return a quantity or a count as text, whether it stands alone or beside its source."""
    return str(stated["value"] if isinstance(stated, dict) else stated)


class CreditOracle(Priced):
    """One scenario with all that a mechanism, a price on emissions and direct support may bring."""

    # ---- reading ----------------------------------------------------------------------------------------------------

    @cached_property
    def mechanism(self) -> str:
        stated = super().at("credits.mechanism")
        return str(stated or ("carbon_price" if super().at("carbon_price") else "none"))

    @property
    def credits(self) -> bool:
        """Whether tonnes have a price; the revenue and cost that the base oracle then adds are 0 without credits."""
        return self.mechanism != "none"

    @property
    def issues(self) -> bool:
        """Whether there are credits."""
        return self.mechanism not in ("none", "carbon_price")

    @property
    def years(self) -> range:
        """Long enough for aftercare and lags after closing."""
        return range(self.first, self.closing + 45)

    def at(self, path: str) -> Any:
        found = super().at(path)
        if found is not None or not path.startswith("credits."):
            return found
        term = path.removeprefix("credits.")
        terms = DEFAULTS.get(self.mechanism, {})
        if super().at("credits.host_ldc") and self.mechanism == "cdm":
            terms = terms | LEAST_DEVELOPED
        return terms.get(term)

    def yearly(self, path: str, year: int, grows: str = "operation", default: str = "0 %") -> float:
        """Read each figure once; the books look at it from many sides."""
        return self.once(
            f"{path} {grows} {default}", year, lambda y: super(CreditOracle, self).yearly(path, y, grows, default)
        )

    def in_span(self, path: str, year: int) -> bool:
        span = self.at(f"{path}.years")
        return span is None or span["from"] <= year <= span["to"]

    # ---- the crediting period ---------------------------------------------------------------------------------------

    @cached_property
    def begins(self) -> float:
        """Years from the start of operation to that of crediting."""
        return self.plain("credits.crediting.start_after", "0 yr")

    @cached_property
    def ends(self) -> float:
        """Years from the start of operation to the end of crediting, which never outlives operation."""
        periods = 1 + float(bare(self.at("credits.crediting.renewals") or 0))
        return min(self.begins + self.plain("credits.crediting.years", "1000 yr") * periods, self.life)

    def part(self, year: int, begins: float, ends: float) -> float:
        """Return the part of the year between two ages of the plant."""
        age = year - self.start
        return max(0.0, min(age + 1.0, ends) - max(float(age), begins)) if age >= 0 else 0.0

    def credited(self, year: int) -> float:
        return self.once("credited", year, lambda y: self.part(y, self.begins, self.ends))

    def operating(self, year: int) -> float:
        return self.once("operating", year, super().operating)

    def share_credited(self, year: int) -> float:
        """Return the share of the year's operation that is credited."""
        return self.credited(year) / self.operating(year) if self.operating(year) else 0.0

    def crediting_year(self, year: int) -> int:
        """Return which year of crediting is under way at the start of a calendar year; 1 is the first."""
        return math.floor(max(0.0, year - self.start - self.begins)) + 1

    # ---- the reference ----------------------------------------------------------------------------------------------

    def usual(self, year: int) -> float:
        """Return the emissions of business as usual."""
        if self.plants and self.at("swap.baseline_emissions") is None:
            return self.once("usual", year, lambda y: self.energy("baseline", y)[1])
        return self.yearly("swap.baseline_emissions", year) * self.operating(year)

    def served(self, year: int) -> float:
        """Return the output of the swap, that of the baseline: GJ of power, or units of the service."""
        if self.plants and self.at("swap.output") is None:
            return self.output("baseline", year)
        return self.yearly("swap.output", year) * self.operating(year)

    @property
    def rule(self) -> str:
        return str(self.at("credits.reference.rule"))

    @property
    def is_as_usual(self) -> bool:
        """Whether nothing but the swap itself decides on the tonnes."""
        plain = self.rule == "business_as_usual"
        plain |= self.rule == "lower_of" and not self.at("credits.reference.benchmark") and not self.by_two_fuels
        moved = ("credits.reference.autonomous_improvement", "credits.crediting.tightening")
        return plain and not any(self.at(path) for path in moved)

    def unadjusted(self, year: int) -> float:
        """Return what the reference would emit without improvement and tightening."""
        benchmark = self.served(year) * self.yearly("credits.reference.benchmark", year)
        if self.rule == "below_usual":
            return self.usual(year) * (1 - self.plain("credits.reference.below_usual"))
        if self.rule == "stated":
            return self.yearly("credits.reference.emissions", year) * self.operating(year)
        if self.rule == "benchmark":
            return benchmark
        if self.rule == "business_as_usual":
            return self.usual(year)
        identified = self.identified(year)
        return min(identified, benchmark) if self.at("credits.reference.benchmark") else identified

    @property
    def by_two_fuels(self) -> bool:
        """Whether ACM0013 can say more: a new power plant that burns fuel in place of another."""
        carriers = [self.at(f"{side}.fuels") or {} for side in ("baseline", "project")]
        burning = all(some and all(one["fuel"] != "electricity" for one in some.values()) for some in carriers)
        power = self.plants and not str(self.data["project"]["capacity"]).endswith("/yr")
        return burning and power and not self.retrofit

    def identified(self, year: int) -> float:
        if not self.by_two_fuels:
            return self.usual(year)
        heat, _ = self.burning("baseline", year)
        smaller = min(
            emitted / burned for burned, emitted in (self.burning("baseline", year), self.burning("project", year))
        )
        return self.served(year) * heat * smaller

    def burning(self, side: str, year: int) -> tuple[float, float]:
        """Return heat and emissions of all fuels of a plant for one unit of output."""
        heat = tonnes = 0.0
        for key in self.data[side]["fuels"]:
            scope = f"{side}.fuels.{key}"
            burned = self.heat(side, key) * self.plain(f"{scope}.share", "100 %")
            heat += burned
            tonnes += burned * self.factor(scope, year) * self.plain(f"{scope}.oxidation_factor", "100 %")
        return heat, tonnes

    def left_of_reference(self, year: int) -> float:
        """Return what improvement and tightening leave."""
        improved = 1 - self.plain("credits.reference.autonomous_improvement")
        dated = self.at("credits.reference.data_year")
        years = max(0, year - (self.start if dated is None else dated))
        return float(improved**years) * max(0.0, 1 - self.tightened(year))

    def tightened(self, year: int) -> float:
        stated = bare(self.at("credits.crediting.tightening") or "0 %")
        if stated.endswith("/yr"):
            return number(stated) * self.crediting_year(year)
        periods = (self.crediting_year(year) - 1) / self.plain("credits.crediting.years", "1000 yr")
        return self.plain("credits.crediting.tightening") * math.floor(periods + 1e-9)

    def reference(self, year: int) -> float:
        return self.once("reference", year, lambda y: self.unadjusted(y) * self.left_of_reference(y))

    def eligible(self, year: int) -> float:
        """Return the reference less what the swap emits, leakage and output bought elsewhere included.

        A reference above business as usual counts as usual: no tonne is credited that is not avoided.
        """
        if self.is_as_usual:
            return self.abatement(year)
        return min(self.reference(year), self.usual(year)) - (self.usual(year) - self.abatement(year))

    # ---- creditable tonnes ------------------------------------------------------------------------------------------

    def creditable(self, year: int) -> float:
        rows = self.settled[1] if self.mechanism == "sectoral" else self.made_good
        return rows.get(year, 0.0)

    @cached_property
    def made_good(self) -> Years:
        """Tonnes of one project: a debt of them is made good before new ones count."""
        debt, found = 0.0, {}
        for year in self.years:
            balance = debt + self.eligible(year) * self.share_credited(year)
            found[year], debt = max(balance, 0.0), min(balance, 0.0)
        return found

    @cached_property
    def settled(self) -> tuple[Years, Years]:
        """Credits of the sector and those of the plant; the page is turned with each period, whatever it came to."""
        period = round(self.plain("credits.sector.settlement", "1 yr"))
        own = every = 0.0
        earned: Years = {}
        found: Years = {}
        for year in self.years:
            own += self.gain_of_plant(year)
            every += self.gain_of_plant(year) + self.gain_of_rest(year)
            if self.credited(year) and (self.crediting_year(year) % period == 0 or not self.credited(year + 1)):
                earned[year] = max(0.0, every)
                found[year] = self.passed_back(earned[year], max(0.0, own))
                own = every = 0.0
        return earned, found

    def passed_back(self, earned: float, own: float) -> float:
        if self.at("credits.sector.shared_by") == "abatement":
            return min(own, earned)
        output = sum(self.served(year) for year in self.years)
        return earned * output / (output + sum(self.rest_of_output(year) for year in self.years))

    def benchmark(self, year: int) -> float:
        return self.yearly("credits.reference.benchmark", year) * self.left_of_reference(year)

    def gain_of_plant(self, year: int) -> float:
        emitted = self.usual(year) - self.abatement(year)
        return (self.benchmark(year) * self.served(year) - emitted) * self.share_credited(year)

    def rest_of_output(self, year: int) -> float:
        return self.yearly("credits.sector.output", year) * self.operating(year)

    def gain_of_rest(self, year: int) -> float:
        below = self.benchmark(year) - self.yearly("credits.sector.intensity", year)
        return below * self.rest_of_output(year) * self.share_credited(year)

    def earned(self, year: int) -> float:
        """Return the credits of the whole sector."""
        return self.settled[0].get(year, 0.0)

    # ---- issued, owned, sold ----------------------------------------------------------------------------------------

    def issued(self, year: int) -> float:
        return self.once("issued", year, lambda y: self.creditable(y) * (1 - self.share("uncertainty_discount", y)))

    def taken(self, name: str, year: int) -> float:
        """Return one levy: a share of what is issued."""
        return self.issued(year) * self.share(name, year)

    def forwarded(self, year: int) -> float:
        return self.once("forwarded", year, lambda y: self.issued(y) - sum(self.taken(name, y) for name in LEVIES))

    def owned(self, who: str, year: int) -> float:
        return self.forwarded(year) * self.share(f"owners.{who}", year)

    def offered(self, year: int) -> float:
        return self.once("offered", year, lambda y: self.owned("developer", y) * self.share("share_cashed", y, "100 %"))

    def due(self, year: int) -> float:
        """Return the tonnes of the year that the purchase agreement takes, as far as there are any."""
        return self.once("due", year, self.called)

    def called(self, year: int) -> float:
        if self.at("credits.agreement") is None:
            return 0.0
        ends = min(self.begins + self.plain("credits.agreement.years", "1000 yr"), self.life)
        return min(
            self.offered(year), self.yearly("credits.agreement.volume", year) * self.part(year, self.begins, ends)
        )

    def accepted(self, year: int) -> float:
        return self.due(year) * self.plain("credits.agreement.delivery_factor", "100 %")

    def sold(self, year: int) -> float:
        return self.offered(year) - self.due(year) + self.accepted(year)

    def held(self, year: int) -> float:
        return self.owned("developer", year) - self.sold(year)

    def exported(self, year: int) -> float:
        return self.sold(year) + self.owned("partner", year)

    def adjusted(self, year: int) -> float:
        return self.exported(year) * self.share("corresponding_adjustment", year)

    # ---- money ------------------------------------------------------------------------------------------------------

    def delivered(self, year: int) -> float:
        return self.lagged(self.sold, year)

    def spot_price(self, year: int) -> float:
        price = self.yearly("credits.price", year)
        return price if self.at("credits.floor") is None else max(price, self.yearly("credits.floor", year))

    def by_agreement(self, year: int) -> float:
        if self.at("credits.agreement") is None:
            return 0.0
        return self.lagged(self.accepted, year) * self.yearly("credits.agreement.price", year)

    def sales(self, year: int) -> float:
        """Return the worth of what is delivered in the year, whenever it is paid."""
        return self.once("sales", year, self.worth)

    def worth(self, year: int) -> float:
        beyond = self.lagged(lambda vintage: self.offered(vintage) - self.due(vintage), year)
        return self.by_agreement(year) + beyond * self.spot_price(year)

    def prepayment(self, year: int) -> float:
        """Return the advance, in the first year: a share of all deliveries to come under the agreement."""
        if year != self.first:
            return 0.0
        whole = sum(self.by_agreement(y) for y in self.years)
        share, discount = (self.plain(f"credits.agreement.{name}") for name in ("prepayment", "prepayment_discount"))
        return whole * share * (1 - discount)

    def revenue(self, year: int) -> float:
        if not self.issues:
            return 0.0
        return self.once("revenue", year, self.cash)

    def cash(self, year: int) -> float:
        before = self.by_agreement(year) * self.plain("credits.agreement.prepayment")
        return self.sales(year) - before + self.prepayment(year)

    def topped_up(self, year: int) -> float:
        """Return what a guarantee adds to the year's sales."""
        path = "support.price_guarantee"
        if not self.issues or self.at(path) is None or not self.in_span(path, year):
            return 0.0
        return max(0.0, self.delivered(year) * self.yearly(f"{path}.price", year) - self.sales(year))

    # ---- what credits cost ------------------------------------------------------------------------------------------

    def tariff(self, tonnes: float, year: int) -> float:
        """Return the fee on the tonnes of one year: one rate for the first of them, another for the rest."""
        fee = self.yearly("credits.issuance_fee", year)
        if self.at("credits.issuance_tier.up_to") is None:
            return tonnes * fee
        first = min(tonnes, self.plain("credits.issuance_tier.up_to"))
        return first * self.yearly("credits.issuance_tier.fee", year) + (tonnes - first) * fee

    def levy(self, year: int) -> float:
        return self.once("levy", year, lambda y: self.tariff(self.lagged(self.issued, y), y))

    @property
    def registers_in(self) -> int:
        """The year before the first crediting year; 0 where no crediting falls inside operation."""
        return self.start + math.floor(self.begins) - 1 if self.ends > self.begins else 0

    @cached_property
    def advance(self) -> float:
        """The fee at registration: by the tariff on the yearly average, up to a cap, none for small projects."""
        year = self.registers_in
        if not year or self.at("credits.registration_fee.cap") is None:
            return 0.0
        whole = sum(self.creditable(y) for y in self.years)
        average = whole / max(1.0, sum(self.credited(y) for y in self.years))
        if average < self.plain("credits.registration_fee.exempt_below"):
            return 0.0
        return min(self.tariff(average, year), self.yearly("credits.registration_fee.cap", year))

    def registration(self, year: int) -> float:
        if not self.issues or year != self.registers_in:
            return 0.0
        return self.yearly("credits.registration_cost", year, "outlay") + self.advance

    @cached_property
    def fees(self) -> Years:
        """The levies that are paid, once the advance is used up."""
        purse, paid = self.advance, {}
        for year in self.years:
            used = min(purse, self.levy(year))
            paid[year], purse = self.levy(year) - used, purse - used
        return paid

    def watched(self, year: int) -> float:
        """Return the cost of aftercare, in the years that follow crediting."""
        if self.at("credits.aftercare.years") is None or not self.registers_in:
            return 0.0
        ends = self.ends + self.plain("credits.aftercare.years")
        return self.yearly("credits.aftercare.cost", year) * self.part(year, self.ends, ends)

    def credit_cost(self, year: int) -> float:
        if not self.issues:
            return 0.0
        monitoring = self.yearly("credits.monitoring_cost", year) * self.credited(year)
        return monitoring + self.fees[year] + self.watched(year)

    # ---- a price on emissions ---------------------------------------------------------------------------------------

    def spared(self, year: int) -> float:
        """Return the tonnes on which the price is not paid: what is avoided, or the difference of the two plants."""
        if self.at("carbon_price") is None or not self.in_span("carbon_price", year):
            return 0.0
        if not self.plants or self.at("swap.abatement") is not None:
            return self.abatement(year)
        return self.usual(year) - self.energy("project", year)[1]

    def charge_saved(self, year: int) -> float:
        return self.spared(year) * self.yearly("carbon_price.price", year) if self.at("carbon_price") else 0.0

    # ---- cash flow --------------------------------------------------------------------------------------------------

    def _flows(self, year: int, credited: bool) -> tuple[float, float]:
        capital, operating = super()._flows(year, credited)
        if credited or self.mechanism != "carbon_price":
            operating += self.charge_saved(year)
        if credited:
            operating += self.topped_up(year)
        return capital, operating

    # ---- plants -----------------------------------------------------------------------------------------------------

    def fuel(self, side: str, key: str, year: int) -> tuple[float, float]:
        """Electricity may state the two margins of its grid instead of one factor."""
        scope = f"{side}.fuels.{key}"
        if self.at(f"{scope}.build_margin") is None:
            return super().fuel(side, key, year)
        running, built = (self.yearly(f"{scope}.{name}_margin", year) for name in ("operating", "build"))
        weight = self.yearly(f"{scope}.operating_weight", year, default="50 %")
        factor = running * weight + built * (1 - weight)
        drawn = self.output(side, year) * self.plain(f"{scope}.specific_consumption")
        return drawn * self.yearly(f"{scope}.price", year), drawn / (1 - self.plain(f"{scope}.loss_rate")) * factor
