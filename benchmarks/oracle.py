"""What the benchmark job comes to, one draw at a time in plain Python: nothing of the package is used here.

The balance of the loan as operation begins is worked out from its compounded draws, its service is one level payment,
what is owed later is the worth of the payments that are left, and tax follows from the highest total of profits so far.
Roots are halved for, not stepped to. Money is in USD, a price in USD a tonne, time in years.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import accumulate, pairwise

Figures = dict[str, float]
Outcome = dict[str, float | None]

SPEND = (0.15, 0.35, 0.35, 0.15)
BUILDING, OPERATION, CREDITED, CHARGED = len(SPEND), 25, 21, 20
GEARING, LENT_AT, REPAID = 0.70, 0.08, 12
TAXED_AT, CASHED = 0.25, 0.5
STAFF, STAFF_GROWTH, MONITORING, PRICE_GROWTH = 1.5e6, 0.02, 0.25e6, 0.03
EQUITY_PREMIUM = 0.03
LOWEST_RATE, HIGHEST_RATE = -0.9, 10.0
LOWEST_PRICE, HIGHEST_PRICE = -1e6, 1e6
HALVINGS = 200


def outcome(figures: Figures) -> Outcome:
    """Return the eight results of one draw, None where there is none."""
    project, _ = flows(figures, figures["price"], borrowed=False)
    equity, covers = flows(figures, figures["price"], borrowed=True)
    rate = figures["rate"]
    return {
        "npv": worth(project, rate),
        "equity_npv": worth(equity, rate + EQUITY_PREMIUM),
        "project_irr": quoted_rate(project),
        "equity_irr": quoted_rate(equity),
        "payback": back_after(project, 0.0),
        "discounted_payback": back_after(project, rate),
        "threshold_credit_price": break_even(figures),
        "dscr_min": min(covers),
    }


def payment() -> tuple[float, float]:
    """Return debt and yearly payment, per unit of capex, as operation begins."""
    debt = sum(GEARING * share * (1 + LENT_AT) ** (BUILDING - at) for at, share in enumerate(SPEND))
    return debt, debt * LENT_AT / (1 - (1 + LENT_AT) ** -REPAID)


def flows(figures: Figures, price: float, *, borrowed: bool) -> tuple[list[float], list[float]]:
    """Return the yearly flows of the project or of its equity, and the covers of the years that serve debt."""
    capex, (_, level) = figures["capex"], payment()
    found = [-capex * share * (1 - GEARING if borrowed else 1) for share in SPEND]
    covers, profits, most = [], 0.0, 0.0
    for age in range(OPERATION):
        income = earned(figures, price, age)
        serving = borrowed and age < REPAID
        owed = level * (1 - (1 + LENT_AT) ** (age - REPAID)) / LENT_AT if serving else 0.0
        charged = 1 / CHARGED if age < CHARGED else 0.0
        profits += income - capex * (charged + owed * LENT_AT)
        tax = TAXED_AT * (max(most, profits) - most)
        most = max(most, profits)
        service = capex * level if serving else 0.0
        found.append(income - tax - service)
        if serving:
            covers.append((income - tax) / service)
    return found, covers


def earned(figures: Figures, price: float, age: int) -> float:
    """Return fuel saved and credits sold less what the plant costs to run, before tax."""
    credits = figures["tonnes"] * CASHED * price * (1 + PRICE_GROWTH) ** age if age < CREDITED else 0.0
    costs = STAFF * (1 + STAFF_GROWTH) ** age + MONITORING
    return figures["saving"] * (1 + figures["growth"]) ** age + credits - costs


def worth(amounts: list[float], rate: float) -> float:
    """Return the present value of yearly amounts."""
    return math.fsum(amount / (1 + rate) ** at for at, amount in enumerate(amounts))


def halved(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function changes its sign between two points."""
    below = function(low) < 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if (function(middle) < 0) == below else (low, middle)
    return (low + high) / 2


def quoted_rate(amounts: list[float]) -> float | None:
    """Return the rate of return that may be quoted: the only one, or the only one above zero (Norstrom's rule)."""
    roots = rates_of_return(amounts)
    above = [root for root in roots if root > 0]
    if len(roots) == 1:
        return roots[0]
    once = sign_changes(list(accumulate(amounts))) == 1
    return above[0] if len(above) == 1 and once else None


def rates_of_return(amounts: list[float]) -> list[float]:
    """Return every rate at which the amounts are worth nothing; where several may be, they are looked for."""
    steps = 1 if sign_changes(amounts) == 1 else 500
    low, high = math.log1p(LOWEST_RATE), math.log1p(HIGHEST_RATE)
    points = [math.expm1(low + (high - low) * step / steps) for step in range(steps + 1)]
    worths = [worth(amounts, point) for point in points]
    pairs = zip(pairwise(points), pairwise(worths), strict=True)
    return [halved(lambda rate: worth(amounts, rate), *ends) for ends, (one, other) in pairs if one * other < 0]


def sign_changes(amounts: list[float]) -> int:
    """Return how often amounts change their sign, zeros left out."""
    signs = [amount > 0 for amount in amounts if amount]
    return sum(one != other for one, other in pairwise(signs))


def back_after(amounts: list[float], rate: float) -> float | None:
    """Return when the running total of discounted amounts is first back at zero, None if it ends below."""
    total, found = 0.0, None
    for at, amount in enumerate(amounts):
        part = amount / (1 + rate) ** at
        if total < 0 <= total + part and found is None:
            found = at - 1 - total / part
        total += part
    return found if total >= 0 else None


def break_even(figures: Figures) -> float:
    """Return the credit price of the first operating year at which the project is worth nothing."""

    def left(price: float) -> float:
        return worth(flows(figures, price, borrowed=False)[0], figures["rate"])

    return halved(left, LOWEST_PRICE, HIGHEST_PRICE)
