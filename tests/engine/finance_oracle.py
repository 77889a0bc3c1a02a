"""A slow second set of books: tax, loans, grant, working capital and reserve, kept by hand, year by year.

It starts from the plain oracle's amounts before tax and steps through the years as an accountant would: a loan is a
balance in its own currency, a loss and an asset are vintages with something left. Every amount is money of its year;
only a stream that is discounted is turned into money of the basis. It knows nothing of the package.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from .oracle import Oracle, interpolated, number

Years = dict[int, float]
# IRS Publication 946, table A-1, half-year convention: per cent of the cost by year of recovery.
MACRS = {
    3: (33.33, 44.45, 14.81, 7.41),
    5: (20.00, 32.00, 19.20, 11.52, 11.52, 5.76),
    7: (14.29, 24.49, 17.49, 12.49, 8.93, 8.92, 8.93, 4.46),
    10: (10.00, 18.00, 14.40, 11.52, 9.22, 7.37, 6.55, 6.55, 6.56, 6.55, 3.28),
    15: (5.00, 9.50, 8.55, 7.70, 6.93, 6.23, 5.90, 5.90, 5.91, 5.90, 5.91, 5.90, 5.91, 5.90, 5.91, 2.95),
    20: (
        3.750, 7.219, 6.677, 6.177, 5.713, 5.285, 4.888, 4.522, 4.462, 4.461, 4.462, 4.461, 4.462, 4.461, 4.462,
        4.461, 4.462, 4.461, 4.462, 4.461, 2.231,
    ),
}  # fmt: skip
REFERENCE = 0.05


def plain_number(stated: Any) -> float:
    """Return a quantity, or a bare number."""
    return number(stated) if isinstance(stated, str) else float(stated)


# ---- depreciation ---------------------------------------------------------------------------------------------------


def charges(stated: dict[str, Any]) -> list[float]:
    """Return the share of the cost that is charged in each year of an asset's life."""
    method = stated["method"]
    if method == "none":
        return []
    if method == "schedule":
        return [number(share) for share in stated["schedule"]]
    life = round(number(stated["life"]))
    if method == "macrs":
        return [percent / 100 for percent in MACRS[life]]
    salvage = number(stated.get("salvage", "0 %"))
    if method == "declining_balance":
        return declining(life, plain_number(stated.get("factor", 2)), salvage)
    if method == "sum_of_years":
        digits = sum(range(1, life + 1))
        return [(1 - salvage) * (life - age) / digits for age in range(life)]
    return [(1 - salvage) / life] * life


def declining(life: int, factor: float, salvage: float) -> list[float]:
    """Charge a share of what is left until an even charge over the years left is larger; never below salvage."""
    left, even, found = 1.0, False, []
    for age in range(life):
        falling = min(left * factor / life, left - salvage)
        level = (left - salvage) / (life - age)
        even = even or level > falling
        charge = level if even else falling
        found.append(charge)
        left -= charge
    return found


@dataclass
class Asset:
    """Something placed in service: what it cost, how it is charged, what is left of it."""

    year: int
    cost: float
    by_age: list[float]
    left: float = 0.0

    def __post_init__(self) -> None:
        self.left = self.cost

    def charge(self, year: int) -> float:
        """Return the charge of the year, and take it off the book."""
        age = year - self.year
        found = self.cost * self.by_age[age] if 0 <= age < len(self.by_age) else 0.0
        self.left -= found
        return found


# ---- tax ------------------------------------------------------------------------------------------------------------


@dataclass
class Assessment:
    """What the tax office makes of the profits of all years."""

    taxed: Years = field(default_factory=dict)
    losses: Years = field(default_factory=dict)
    due: Years = field(default_factory=dict)


def assess(profits: Years, rates: Years, rule: str, lasts: int, credit: Years) -> Assessment:
    """Go through the years with a list of losses, oldest first, and a purse of tax credit."""
    found = Assessment()
    losses: list[list[float]] = []  # [year, what is left of the loss]
    purse = 0.0
    for year, profit in profits.items():
        taxed = profit if rule == "refund" else after_losses(profit, year, losses)
        tax = taxed * rates[year]
        purse += credit.get(year, 0.0)
        used = purse if rule == "refund" else min(purse, tax)
        purse -= used
        found.taxed[year], found.due[year] = taxed, tax - used
        if rule == "expire":
            losses = [loss for loss in losses if year < loss[0] + lasts]
        found.losses[year] = sum(left for _, left in losses)
    return found


def after_losses(profit: float, year: int, losses: list[list[float]]) -> float:
    """Return what is taxed of a profit; the list of losses is written on."""
    if profit < 0:
        losses.append([year, -profit])
        return 0.0
    for loss in losses:
        used = min(profit, loss[1])
        profit -= used
        loss[1] -= used
    return profit


# ---- loans ----------------------------------------------------------------------------------------------------------


@dataclass
class Loan:
    """One loan, stepped through the years; ``balance`` is in its own currency, the rows in the reporting currency."""

    key: str
    terms: dict[str, Any]
    begins: int
    rate: Callable[[int], float]
    exchange: Callable[[int], float]
    rows: dict[str, Years] = field(default_factory=dict)
    balance: float = 0.0
    service: Years | None = None
    """Of a sculpted loan: what is to be paid in each year, in the reporting currency."""

    @property
    def grace(self) -> int:
        return round(number(self.terms.get("grace", "0 yr")))

    @property
    def tenor(self) -> int:
        return round(number(self.terms["tenor"]))

    @property
    def capitalises(self) -> bool:
        return bool(self.terms.get("interest_during_construction", "capitalised") == "capitalised")

    def age(self, year: int) -> int:
        """Return the year of the loan; the first is 1."""
        return year - self.begins + 1

    def repaying(self, year: int) -> bool:
        return self.grace < self.age(year) <= self.tenor

    @property
    def matures(self) -> int:
        """The calendar year of the last payment."""
        return self.begins + self.tenor - 1

    def step(self, year: int, drawn: float, *, started: bool) -> None:
        """Live through one year: draw, bear interest, pay, and write everything down."""
        exchange = self.exchange(year)
        opening, draw = self.balance, drawn / exchange
        interest = self.rate(year) * (opening + draw)
        joins = self.capitalises and not started
        principal = self.principal(year, opening, interest) if self.repaying(year) else 0.0
        self.balance = opening + draw + (interest if joins else 0.0) - principal
        if self.age(year) == self.tenor and abs(self.balance) <= 1e-9 * abs(opening):
            self.balance = 0.0  # what is left of a loan that is paid back is rounding
        written = {
            "draw": draw,
            "opening": opening,
            "interest": interest,
            "capitalised_interest": interest if joins else 0.0,
            "interest_paid": 0.0 if joins else interest,
            "principal": principal,
            "balance": self.balance,
        }
        for name, amount in written.items():
            self.rows.setdefault(name, {})[year] = amount * exchange

    def principal(self, year: int, opening: float, interest: float) -> float:
        """Return what is paid back in a repaying year, in the loan's own currency."""
        left, rate = self.tenor - self.age(year) + 1, self.rate(year)
        repayment = self.terms["repayment"]
        if repayment == "sculpted":
            assert self.service is not None
            return self.service[year] / self.exchange(year) - interest
        if repayment == "equal_principal":
            return opening / left
        if repayment == "bullet":
            return opening if left == 1 else 0.0
        # an annuity: the level payment that clears the balance in the years left, less the interest in it
        worth_of_one = sum((1 + rate) ** -(at + 1) for at in range(left))
        return opening / worth_of_one - opening * rate

    def paid(self, year: int) -> float:
        return self.rows["interest_paid"][year] + self.rows["principal"][year]

    def grant_element(self, rate: float) -> float:
        """Return how much of the loan is a gift: paid at the end of each year, drawn at its start."""
        drawn = sum(amount / (1 + rate) ** at for at, amount in enumerate(self.rows["draw"].values()))
        paid = sum(self.paid(year) / (1 + rate) ** (at + 1) for at, year in enumerate(self.rows["draw"]))
        return 1 - paid / drawn


# ---- streams of money -----------------------------------------------------------------------------------------------


@dataclass
class Stream:
    """Flows by year, at the time of capital and at the time of operation, in money of the basis."""

    times: Callable[[int], tuple[float, float]]
    capital: Years
    operating: Years

    def dated(self) -> list[tuple[float, float]]:
        """Return (time, flow), earliest first, of all that is not zero."""
        parts: dict[float, float] = {}
        for year, flow in self.capital.items():
            for time, part in zip(self.times(year), (flow, self.operating[year]), strict=True):
                parts[time] = parts.get(time, 0.0) + part
        return sorted((time, flow) for time, flow in parts.items() if flow)

    def by_year(self) -> Years:
        return {year: flow + self.operating[year] for year, flow in self.capital.items()}

    def discounted(self, rate: float) -> Years:
        found = {}
        for year, flow in self.capital.items():
            at, then = self.times(year)
            found[year] = flow * (1 + rate) ** -at + self.operating[year] * (1 + rate) ** -then
        return found

    def npv(self, rate: float) -> float:
        return math.fsum(self.discounted(rate).values())

    def size(self, rate: float) -> float:
        """Return the discounted flows by their size."""
        return sum(abs(flow) * (1 + rate) ** -time for time, flow in self.dated())

    def sign_changes(self) -> int:
        return sum((one > 0) != (other > 0) for (_, one), (_, other) in pairwise(self.dated()))

    def crossing(self, rate: float | None = None) -> float | None:
        """Return the years from the first outlay to the first return to zero, linear inside the year."""
        flows = list((self.by_year() if rate is None else self.discounted(rate)).values())
        first = next((at for at, flow in enumerate(flows) if flow < 0), None)
        total, found = 0.0, None
        for at, flow in enumerate(flows):
            if total < 0 <= total + flow and found is None and first is not None:
                found = at - 1 - total / flow - first
            total += flow
        return None if total < 0 else found


# ---- the books of one scenario --------------------------------------------------------------------------------------


class Priced(Oracle):
    """The amounts before tax, with exchange rates that move from year to year; each is worked out once."""

    def once(self, name: str, year: int, rule: Callable[[int], float]) -> float:
        if (name, year) not in self.memory:
            self.memory[(name, year)] = rule(year)
        return self.memory[(name, year)]

    def gap(self, year: int) -> float:
        return self.once("gap", year, super().gap)

    def saving(self, year: int) -> float:
        return self.once("saving", year, super().saving)

    def revenue(self, year: int) -> float:
        return self.once("revenue", year, super().revenue)

    def credit_cost(self, year: int) -> float:
        return self.once("credit cost", year, super().credit_cost)

    def topped_up(self, year: int) -> float:
        """Return what a guarantee adds to credit sales: the plain oracle knows none."""
        return 0.0

    def charge_saved(self, year: int) -> float:
        """Return what a price on emissions saves: the plain oracle knows none."""
        return 0.0

    def rate_of(self, code: str, year: int) -> float:
        own = self.data["money"]["currency"]
        if code in ("", own):
            return 1.0
        stated = self.data["fx"][code]
        stated = stated.get("rate", stated) if isinstance(stated, dict) else stated
        text, quoted = self.quoted(stated, year)
        return 1 / quoted if text.endswith(f"/{own}") else quoted

    def quoted(self, stated: Any, year: int) -> tuple[str, float]:
        """Return the text of the rate, which says what is over what, and its number in the year."""
        if not isinstance(stated, dict):
            return stated, number(stated)
        if isinstance(stated.get("years"), dict):
            points = {int(known): number(text) for known, text in stated["years"].items()}
            text = next(iter(stated["years"].values()))
            return text, interpolated(points, stated.get("between", "step"), year)
        return stated["value"], number(stated["value"]) * self.growth(stated, year, "outlay")


def is_taxable(item: dict[str, Any]) -> bool:
    return bool(item.get("taxable", True))


def is_expensed(item: dict[str, Any]) -> bool:
    """Whether a cost is charged against income in its year; a depreciable one is charged over its life."""
    return is_taxable(item) and not item.get("depreciable")


@dataclass
class Books:
    """All books of one scenario, with or without credits; ``rows`` has the names of the sheet."""

    data: dict[str, Any]
    credited: bool = True
    amounts: Priced | None = None
    rows: dict[str, Years] = field(default_factory=dict)
    loans: list[Loan] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = self.amounts or Priced(self.data)
        self.years = self.before.years
        self.start, self.closing = self.before.start, self.before.closing
        self.with_credits = self.credited and self.before.credits
        self.keep_working_capital()
        self.receive_grant()
        self.depreciate()
        self.assess_unlevered()
        self.borrow()
        self.hold_reserve()
        self.assess_levered()
        self.settle()

    # ---- reading ----------------------------------------------------------------------------------------------------

    def running(self, year: int) -> bool:
        return self.before.operating(year) > 0

    def started(self, year: int) -> bool:
        return year >= self.start

    def states(self, path: str) -> bool:
        return self.before.at(path) is not None

    def word(self, path: str, default: str) -> str:
        stated = self.before.at(path)
        return default if stated is None else str(stated)

    def figure(self, path: str, year: int, default: str = "0 %") -> float:
        """Return a rate or share, which may be a series or repeat another figure."""
        return self.before.yearly(path, year, default=default)

    def write(self, name: str, rule: Callable[[int], float]) -> Years:
        """Write a row down, year by year in the order of time."""
        self.rows[name] = {}
        for year in self.years:
            self.rows[name][year] = rule(year)
        return self.rows[name]

    def total(self, name: str) -> float:
        return math.fsum(self.rows[name].values())

    # ---- before tax -------------------------------------------------------------------------------------------------

    def item(self, key: str, year: int) -> float:
        """Return what an item costs, or brings, in the year."""
        item = self.data["items"][key]
        amount = self.before.yearly(f"items.{key}.amount", year, "outlay" if "year" in item else "operation")
        if "year" in item:
            return amount if year == item["year"] else 0.0
        if "years" in item:
            return amount if item["years"]["from"] <= year <= item["years"]["to"] else 0.0
        return amount * self.before.operating(year)

    def items(self, year: int, kind: str, *, once: bool, wanted: Callable[[Any], bool] = lambda _: True) -> float:
        found = 0.0
        for key, item in self.data.get("items", {}).items():
            if item["kind"] == kind and ("year" in item) == once and wanted(item):
                found += self.item(key, year)
        return found

    def credit_revenue(self, year: int) -> float:
        return self.before.revenue(year) if self.with_credits else 0.0

    def credit_cost(self, year: int) -> float:
        return self.before.credit_cost(year) if self.with_credits else 0.0

    def registration(self, year: int) -> float:
        return self.before.registration(year) if self.with_credits else 0.0

    def guarantee(self, year: int) -> float:
        return self.before.topped_up(year) if self.with_credits else 0.0

    def emission_charge(self, year: int) -> float:
        """Return the price on emissions that is saved; where it is the mechanism, there is none without credits."""
        alone = self.before.at("credits.mechanism") in (None, "carbon_price")
        return self.before.charge_saved(year) if self.credited or not alone else 0.0

    def operating_flow(self, year: int) -> float:
        benefit = self.items(year, "benefit", once=False) - self.items(year, "cost", once=False)
        public = self.guarantee(year) + self.emission_charge(year)
        return self.before.saving(year) + benefit + public + self.credit_revenue(year) - self.credit_cost(year)

    def of_swap(self, of: Callable[[str, int], float], year: int) -> float:
        """Return an amount of the swap: stated outright, or the project's less the baseline's."""
        return self.before.once(of.__name__, year, lambda y: self.before.difference(of, lambda: of("swap", y), y))

    def replaced(self, year: int) -> float:
        return self.of_swap(self.before.replaced, year)

    def decommissioned(self, year: int) -> float:
        return self.of_swap(self.before.decommissioned, year)

    def residual(self, year: int) -> float:
        return self.of_swap(self.before.recovered, year)

    def one_off(self, year: int) -> float:
        """Return one-off costs less one-off receipts."""
        return self.items(year, "cost", once=True) - self.items(year, "benefit", once=True)

    def capital_flow(self, year: int) -> float:
        """Return everything that counts at the time of outlays, before working capital and grant."""
        closing = self.residual(year) - self.decommissioned(year)
        return closing - self.before.gap(year) - self.replaced(year) - self.one_off(year) - self.registration(year)

    # ---- working capital and grant ----------------------------------------------------------------------------------

    def keep_working_capital(self) -> None:
        level = self.write("working_capital", self.working_capital)
        self.write("working_capital_change", lambda year: level[year] - level.get(year - 1, 0.0))

    def working_capital(self, year: int) -> float:
        if not self.running(year) or year >= self.closing:
            return 0.0
        if self.states("swap.working_capital.level"):
            return self.before.yearly("swap.working_capital.level", year)
        if not self.states("swap.working_capital.share"):
            return 0.0
        if self.word("swap.working_capital.of", "") == "revenue":
            base = self.credit_revenue(year) + self.guarantee(year) + self.items(year, "benefit", once=False)
        else:
            # what a saving saves is no cost; the output bought elsewhere is inside the saving, with its sign
            base = self.items(year, "cost", once=False) + self.credit_cost(year) - self.before.saving(year)
        return base * self.figure("swap.working_capital.share", year)

    def receive_grant(self) -> None:
        stated = self.before.at("finance.grant")
        text = stated["value"] if isinstance(stated, dict) else stated

        def received(year: int) -> float:
            if text is None:
                return 0.0
            if text.endswith("%"):
                return number(text) * self.before.gap(year)
            return self.before.yearly("finance.grant", year, "outlay") * self.before.spend(year)

        self.write("grant_received", received)

    # ---- the tax book without debt ----------------------------------------------------------------------------------

    def classes(self) -> list[tuple[float, list[float]]]:
        """Return (share, charges by age) of each class of assets."""
        if self.states("tax.assets"):
            return [(number(stated["share"]), charges(stated)) for stated in self.before.at("tax.assets").values()]
        stated = self.before.at("tax.depreciation")
        return [(1.0, charges(stated))] if stated else []

    def spent(self, year: int) -> float:
        """Return the depreciable money spent in the year."""
        kept = self.items(year, "cost", once=True, wanted=lambda item: bool(item.get("depreciable")))
        return self.before.gap(year) + kept + self.replaced(year) - self.rows["grant_received"][year]

    def service_cost(self, year: int) -> float:
        """Return what is placed in service in the year, before the investment tax credit cuts it."""
        if year < self.start:
            return 0.0
        built = sum(self.spent(y) for y in self.years if y < self.start) if year == self.start else 0.0
        return built + self.spent(year)

    def depreciate(self) -> None:
        earned = self.figure("tax.investment_credit.rate", self.start) * self.service_cost(self.start)
        cut = self.figure("tax.investment_credit.basis_reduction", self.start) * earned
        self.investment_credit = {self.start: earned} if self.states("tax") else {}
        placed = self.write("tax.in_service", lambda y: self.service_cost(y) - (cut if y == self.start else 0.0))
        self.keep_assets(placed, "tax.depreciation", "tax.write_off", book="tax.book_value")

    def keep_assets(self, placed: Years, charged: str, written_off: str, book: str = "") -> None:
        """Charge every vintage while the plant runs; write off what is left at closing, or comes after it."""
        assets: list[Asset] = []
        rows: dict[str, Years] = {charged: {}, written_off: {}, book: {}}
        for year in self.years:
            assets += [Asset(year, placed[year] * share, by_age) for share, by_age in self.classes()]
            running = self.running(year)
            rows[charged][year] = sum([asset.charge(year) for asset in assets]) if running else 0.0
            rows[written_off][year] = sum(asset.left for asset in assets) if year >= self.closing else 0.0
            if year >= self.closing:
                assets = []
            rows[book][year] = sum(asset.left for asset in assets)
        self.rows |= {name: row for name, row in rows.items() if name}

    @property
    def disposal_taxed(self) -> bool:
        return self.word("tax.disposal", "taxed") == "taxed"

    def taxable_income(self, year: int) -> float:
        """Return the income of the year as the tax office sees it, before disposal, depreciation and interest."""
        income = self.before.saving(year) + self.emission_charge(year) - self.decommissioned(year)
        for once in (True, False):
            income += self.items(year, "benefit", once=once, wanted=is_taxable)
            income -= self.items(year, "cost", once=once, wanted=is_expensed if once else is_taxable)
        if self.word("tax.credits", "taxable") == "taxable":
            income += self.credit_revenue(year) + self.guarantee(year)
            income -= self.credit_cost(year) + self.registration(year)
        return income

    def rate_in_force(self, year: int) -> float:
        if not self.states("tax"):
            return 0.0
        age = year - self.start
        exempt, reduced = (round(self.before.plain(f"tax.holiday.{key}", "0 yr")) for key in ("exempt", "reduced"))
        relief = 0.0
        if 0 <= age < exempt:
            relief = 1.0
        elif exempt <= age < exempt + reduced:
            relief = self.figure("tax.holiday.reduction", year)
        return self.figure("tax.rate", year) * (1 - relief)

    def assess(self, name: str, profits: Years) -> Years:
        rule, lasts = self.word("tax.losses", "carry_forward"), round(self.before.plain("tax.loss_life", "0 yr"))
        found = assess(profits, self.rows["tax.rate_in_force"], rule, lasts, self.investment_credit)
        kept = {"profit": profits, "taxed": found.taxed, "losses": found.losses, "due": found.due}
        self.rows |= {f"tax.{name}.{key}": row for key, row in kept.items()}
        return found.due

    def assess_unlevered(self) -> None:
        self.write("tax.rate_in_force", self.rate_in_force)
        income = self.write("tax.taxable_income", self.taxable_income)
        charged, left = self.rows["tax.depreciation"], self.rows["tax.write_off"]
        gain = self.write("tax.disposal_gain", lambda y: self.residual(y) - left[y] if self.disposal_taxed else 0.0)
        due = self.assess("unlevered", {y: income[y] - charged[y] + gain[y] for y in self.years})
        self.write("finance.unlevered_cfads", lambda year: self.cfads(year, due))

    def cfads(self, year: int, due: Years) -> float:
        """Return what is there to serve debt with; nothing before operation."""
        if not self.started(year):
            return 0.0
        capital = self.capital_flow(year) + self.before.gap(year)
        return self.operating_flow(year) + capital - self.rows["working_capital_change"][year] - due[year]

    # ---- loans ------------------------------------------------------------------------------------------------------

    def loan(self, key: str) -> Loan:
        """Return a loan that nothing has been drawn of yet."""
        path = f"finance.loans.{key}"
        terms = self.before.at(path)
        begins = next(year for year in self.years if self.before.spend(year) > 0)
        code = terms.get("currency", "")
        return Loan(
            key, terms, begins, lambda y: self.figure(f"{path}.rate", y), lambda y: self.before.rate_of(code, y)
        )

    def live(self, loan: Loan, share: float, until: int | None = None) -> Loan:
        """Step a loan through its years, or only to the end of one."""
        for year in self.years:
            if until is None or year <= until:
                loan.step(year, share * self.before.gap(year), started=self.started(year))
        return loan

    def borrow(self) -> None:
        stated = self.before.at("finance.loans") or {}
        ordinary = [key for key, terms in stated.items() if terms["repayment"] != "sculpted"]
        self.loans = [self.live(self.loan(key), self.figure(f"finance.loans.{key}.share", 0)) for key in ordinary]
        for key in stated:
            if key not in ordinary:
                self.loans.append(self.sculpted(key))
        for loan in self.loans:
            self.write_loan(loan)
        for name in ("interest_paid", "capitalised_interest", "principal"):
            self.write(f"finance.{name}", lambda y, name=name: sum(loan.rows[name][y] for loan in self.loans))
        self.write("finance.drawn", lambda y: sum(loan.rows["draw"][y] for loan in self.loans))
        self.write("finance.debt", lambda y: sum(loan.rows["balance"][y] for loan in self.loans))
        self.write("finance.debt_service", lambda y: sum(loan.paid(y) for loan in self.loans))
        for one, many in (("upfront_fee", "fees"), ("commitment", "commitment_fees")):
            names = [f"finance.loans.{loan.key}.{one}" for loan in self.loans]
            self.write(f"finance.{many}", lambda y, names=names: sum(self.rows[name][y] for name in names))

    def sculpted(self, key: str) -> Loan:
        """Size a loan on the cash that is there for it, then live it."""
        full, cover = (
            self.figure(f"finance.loans.{key}.share", 0),
            plain_number(self.before.at(f"finance.loans.{key}.dscr")),
        )
        target: Years = {}
        trial = self.live(self.loan(key), full, until=self.loan(key).begins + self.loan(key).grace - 1)
        for year in self.years:
            other = sum(loan.paid(year) for loan in self.loans)
            wanted = max(0.0, self.rows["finance.unlevered_cfads"][year] / cover - other)
            target[year] = wanted if trial.repaying(year) else 0.0
        worth = 0.0  # of all payments, in the loan's own currency, when repayment begins
        for year in reversed(self.years):
            if trial.repaying(year):
                worth = (worth + target[year] / trial.exchange(year)) / (1 + trial.rate(year))
        owed = trial.balance
        loan = self.loan(key)
        loan.service = {year: amount * min(1.0, owed / worth if worth else 1.0) for year, amount in target.items()}
        return self.live(loan, full * min(1.0, worth / owed if owed else 1.0))

    def write_loan(self, loan: Loan) -> None:
        scope = f"finance.loans.{loan.key}"
        self.rows |= {f"{scope}.{name}": row for name, row in loan.rows.items()}
        drawn = sum(loan.rows["draw"].values())
        fee, commitment = (self.figure(f"{scope}.{key}", 0) for key in ("fee", "commitment_fee"))
        self.write(f"{scope}.upfront_fee", lambda year: fee * drawn if year == loan.begins else 0.0)

        def still_open(year: int) -> float:
            return sum(amount for y, amount in loan.rows["draw"].items() if y > year)

        self.write(f"{scope}.commitment", lambda year: commitment * still_open(year))
        self.write(f"{scope}.repaying", lambda year: float(loan.repaying(year)))

    def hold_reserve(self) -> None:
        years, rate = (self.before.plain(f"finance.reserve.{key}", "0 yr") for key in ("years", "rate"))
        service = self.rows["finance.debt_service"]
        held = self.write(
            "finance.reserve.deposit", lambda y: years * service.get(y + 1, 0.0) if y >= self.start - 1 else 0.0
        )
        self.write("finance.reserve.movement", lambda year: held[year] - held.get(year - 1, 0.0))
        self.write("finance.reserve.income", lambda year: rate * held.get(year - 1, 0.0))

    # ---- the tax book with debt, and what is left -------------------------------------------------------------------

    def assess_levered(self) -> None:
        included = self.before.at("tax.include_idc") is not False
        capitalised = self.total("finance.capitalised_interest") if included else 0.0
        placed = {year: capitalised if year == self.start else 0.0 for year in self.years}
        self.keep_assets(placed, "tax.idc_depreciation", "tax.idc_write_off")
        interest, income = self.rows["finance.interest_paid"], self.rows["finance.reserve.income"]
        profit = {year: self.rows["tax.unlevered.profit"][year] - interest[year] + income[year] for year in self.years}
        for year in self.years:
            profit[year] -= self.rows["tax.idc_depreciation"][year]
            profit[year] -= self.rows["tax.idc_write_off"][year] if self.disposal_taxed else 0.0
        due = self.assess("levered", profit)
        self.write("finance.cfads", lambda year: self.cfads(year, due))

    def capital_side(self, year: int) -> float:
        return self.capital_flow(year) - self.rows["working_capital_change"][year] + self.rows["grant_received"][year]

    def debt_side(self, year: int) -> float:
        """Return what lenders and the reserve bring equity in the year."""
        given = self.rows["finance.drawn"][year] + self.rows["finance.reserve.income"][year]
        taken = ("fees", "commitment_fees", "debt_service", "reserve.movement")
        return given - sum(self.rows[f"finance.{name}"][year] for name in taken)

    def settle(self) -> None:
        """Write the flows of project and equity, in money of the year."""
        unlevered, levered = self.rows["tax.unlevered.due"], self.rows["tax.levered.due"]
        self.write("project_tax", lambda year: unlevered[year])
        self.write("tax_paid", lambda year: levered[year])
        before = self.write("net_cash_flow_before_tax", lambda y: self.capital_side(y) + self.operating_flow(y))
        self.write("net_cash_flow", lambda year: before[year] - unlevered[year])
        equity = self.write("finance.equity_cash_flow", lambda y: before[y] - levered[y] + self.debt_side(y))
        self.write("cash_flow_before_tax", lambda year: before[year] / self.before.level(year))
        self.write("cash_flow", lambda y: self.rows["net_cash_flow"][y] / self.before.level(y))
        self.write("finance.equity_injection", lambda year: max(0.0, -equity[year]))
        self.write("finance.distribution", lambda year: max(0.0, equity[year]))

    # ---- streams and measures ---------------------------------------------------------------------------------------

    def stream(self, capital: Callable[[int], float], operating: Callable[[int], float]) -> Stream:
        level = self.before.level
        return Stream(
            self.before.times,
            {year: capital(year) / level(year) for year in self.years},
            {year: operating(year) / level(year) for year in self.years},
        )

    @cached_property
    def project_before_tax(self) -> Stream:
        return self.stream(self.capital_side, self.operating_flow)

    @cached_property
    def project(self) -> Stream:
        due = self.rows["tax.unlevered.due"]
        return self.stream(self.capital_side, lambda year: self.operating_flow(year) - due[year])

    @cached_property
    def equity(self) -> Stream:
        due = self.rows["tax.levered.due"]
        return self.stream(
            lambda year: self.capital_side(year) + self.debt_side(year),
            lambda year: self.operating_flow(year) - due[year],
        )

    @cached_property
    def resources(self) -> Stream:
        """The flow before tax and grant: nothing that one party only hands to another."""
        grant = self.rows["grant_received"]
        return self.stream(lambda year: self.capital_side(year) - grant[year], self.operating_flow)

    @property
    def discount_rate(self) -> float:
        return self.figure("discount_rate", self.start)

    @property
    def cost_of_equity(self) -> float:
        return self.figure("finance.cost_of_equity", self.start)

    def dscr(self, dust: float = 0.0) -> Years:
        """Return the cover of each operating year in which there is debt to serve."""
        service = self.rows["finance.debt_service"]
        served = [year for year in self.years if self.started(year) and service[year] > dust]
        return {year: self.rows["finance.cfads"][year] / service[year] for year in served}

    def cover(self, last: int) -> float | None:
        """Return the worth of the cash available until a year over the debt when operation begins."""
        debts = [(loan.rows["balance"][self.start - 1], self.costs(loan, self.start)) for loan in self.loans]
        debt = sum(owed for owed, _ in debts)
        if debt <= 0:
            return None
        rate = sum(owed * its for owed, its in debts) / debt
        worth = 0.0
        for year in range(last, self.start - 1, -1):
            worth = (worth + self.rows["finance.cfads"][year]) / (1 + rate)
        return worth / debt

    def costs(self, loan: Loan, year: int) -> float:
        """Return what a loan costs in the reporting currency: its rate, and its currency's rise as operation begins."""
        return (1 + loan.rate(year)) * loan.exchange(self.start) / loan.exchange(self.start - 1) - 1

    @property
    def llcr(self) -> float | None:
        return self.cover(max((loan.matures for loan in self.loans), default=self.start))

    @property
    def plcr(self) -> float | None:
        return self.cover(self.closing)

    @property
    def wacc(self) -> float:
        """Return the stated cost of capital, or the weighted one after tax on the basis of the scenario."""
        if self.states("finance.wacc"):
            return self.figure("finance.wacc", self.start)
        drawn = [(sum(loan.rows["draw"].values()), self.costs(loan, loan.begins)) for loan in self.loans]
        borrowed = sum(amount for amount, _ in drawn)
        needed = sum(self.before.gap(year) for year in self.years) - self.total("grant_received")
        gearing = borrowed / needed
        debt = sum(amount * rate for amount, rate in drawn) / borrowed if borrowed else 0.0
        running = [year for year in self.years if self.running(year)]
        tax = sum(self.rows["tax.rate_in_force"][year] for year in running) / len(running)
        cost = debt * (1 - tax)  # nominal interest is deducted
        if self.data["money"]["basis"] == "real":
            cost = (1 + cost) / (1 + number(self.data["money"].get("inflation", "0 %"))) - 1
        return gearing * cost + (1 - gearing) * self.cost_of_equity

    @cached_property
    def gross(self) -> float:
        """The money that moves, by its size: rounding is judged by it."""
        before = self.before
        sides = ("baseline", "project") if before.plants else ()
        found = 1e-6
        for year in self.years:
            found += sum(abs(before.energy(s, year)[0]) + abs(before.opex(s, year)) for s in sides)
            found += sum(abs(before.capex(side, year)) for side in sides) + abs(before.gap(year))
            found += abs(before.saving(year)) + abs(self.credit_revenue(year)) + self.credit_cost(year)
            found += self.guarantee(year) + abs(self.emission_charge(year))
            found += sum(self.items(year, kind, once=once) for kind in ("cost", "benefit") for once in (True, False))
            found += abs(self.replaced(year)) + abs(self.residual(year)) + abs(self.decommissioned(year))
            found += self.rows["finance.debt_service"][year] + abs(self.rows["working_capital"][year])
        return found
