"""Random scenarios with tax, loans, grant, working capital and reserve, as the plain mappings that a file states."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from . import scenarios
from .finance_oracle import Books, Priced
from .scenarios import FIRST, Stated, amounts, grown, money, series, shares, start_of

METHODS = ("straight_line", "sum_of_years", "declining_balance", "macrs", "schedule", "none")


def split(draw: st.DrawFn, count: int, whole: int = 100) -> list[int]:
    """Return whole per cents that add up."""
    weights = draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    parts = [weight * whole // sum(weights) for weight in weights]
    return [*parts[:-1], whole - sum(parts[:-1])]


def years(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda whole: f"{whole} yr")


def dice(draw: st.DrawFn) -> Random:
    """Return a source of even choices: drawn one by one they would lean to the first."""
    return draw(st.randoms(use_true_random=True))


def some(draw: st.DrawFn, options: dict[str, st.SearchStrategy[Any]]) -> Stated:
    """State half of the options."""
    chance = dice(draw)
    return {key: draw(options[key]) for key in sorted(options) if chance.random() < 0.5}


# ---- tax ------------------------------------------------------------------------------------------------------------


@st.composite
def depreciation(draw: st.DrawFn, methods: tuple[str, ...] = METHODS) -> Stated:
    """One method with the keys it takes."""
    method = dice(draw).choice(methods)
    stated: Stated = {"method": method}
    if method == "macrs":
        stated["life"] = f"{draw(st.sampled_from([3, 5, 7, 10, 15, 20]))} yr"
    elif method == "schedule":
        stated["schedule"] = [f"{share} %" for share in split(draw, draw(st.integers(1, 6)))]
    elif method != "none":
        stated["life"] = draw(years(1, 25))
        stated |= some(draw, {"salvage": shares(0, 40)})
    if method == "declining_balance" and draw(st.booleans()):
        stated["factor"] = dice(draw).choice([1, 1.5, 2, 2.5])
    return stated


@st.composite
def tax(draw: st.DrawFn) -> Stated:
    """A tax with some of the reliefs."""
    stated: Stated = {"rate": draw(st.one_of(shares(5, 45), series(shares(5, 45), FIRST)))}
    if draw(st.integers(0, 2)):
        stated["depreciation"] = draw(depreciation(METHODS[:-1]))
    else:
        parts = split(draw, draw(st.integers(1, 3)))
        stated["assets"] = {f"class_{at}": {"share": f"{p} %", **draw(depreciation())} for at, p in enumerate(parts)}
    stated["losses"] = dice(draw).choice(["carry_forward", "expire", "expire", "refund"])
    if stated["losses"] == "expire":
        stated["loss_life"] = draw(years(1, 8))
    holiday = {"exempt": years(0, 4), "reduced": years(1, 4), "reduction": shares(10, 90)}
    investment = st.fixed_dictionaries({"rate": shares(1, 30)}, optional={"basis_reduction": shares(0, 100)})
    options: dict[str, st.SearchStrategy[Any]] = {
        "holiday": st.fixed_dictionaries(holiday),
        "credits": st.sampled_from(["taxable", "exempt"]),
        "disposal": st.sampled_from(["taxed", "exempt"]),
        "include_idc": st.booleans(),
        "investment_credit": investment,
    }
    return stated | some(draw, options)


# ---- finance --------------------------------------------------------------------------------------------------------


@st.composite
def loan(draw: st.DrawFn, data: Stated, share: int, *, sculpted: bool) -> Stated:
    """A loan that is repaid inside operation."""
    oracle = Priced(data)
    begins = next(year for year in oracle.years if oracle.spend(year) > 0)
    longest = oracle.closing - begins + 1
    grace = min(oracle.building + draw(st.integers(0, 2)), longest - 1)
    stated: Stated = {
        "share": f"{share} %",
        "rate": draw(st.one_of(shares(0, 15), shares(1, 9), series(shares(0, 12), FIRST))),
        "grace": f"{grace} yr",
        "tenor": draw(years(grace + 1, longest)),
        "repayment": "sculpted" if sculpted else dice(draw).choice(["annuity", "equal_principal", "bullet"]),
    }
    if sculpted:
        stated["dscr"] = dice(draw).choice([1, 1.2, 1.35, 2, 5])
    options: dict[str, st.SearchStrategy[Any]] = {
        "interest_during_construction": st.sampled_from(["capitalised", "paid"]),
        "fee": amounts(0, 3, "%"),
        "commitment_fee": amounts(0, 2, "%"),
        "currency": st.sampled_from(["JPY", "JPY", "USD"]),
    }
    return stated | some(draw, options)


@st.composite
def finance(draw: st.DrawFn, data: Stated) -> Stated:
    """Grant, loans, cost of equity and reserve."""
    count = dice(draw).choice([0, 1, 1, 1, 2, 2, 2, 3, 3])
    parts = split(draw, count + 2, draw(st.sampled_from([40, 80, 100])))
    sculpted = dice(draw).randrange(4)
    loans = {f"loan_{at}": draw(loan(data, parts[at], sculpted=at == sculpted)) for at in range(count)}
    stated: Stated = {"loans": loans} if loans else {}
    stated["cost_of_equity"] = draw(shares(2, 25))
    amount = draw(st.booleans())
    options: dict[str, st.SearchStrategy[Any]] = {
        "grant": st.just(grant_amount(data, parts[-1]) if amount else f"{parts[-1]} %"),
    }
    if loans:
        rate = {"rate": shares(0, 5)}
        options["reserve"] = st.fixed_dictionaries({"years": amounts(0, 1, "yr", per=10)}, optional=rate)
    if loans and not draw(st.integers(0, 4)):
        stated["wacc"] = draw(shares(2, 20))
    return stated | some(draw, options)


def grant_amount(data: Stated, percent: int) -> str:
    """Return a grant in whole money, at most about the stated part of the capital."""
    oracle = Priced(data)
    spent = sum(oracle.gap(year) for year in oracle.years)
    each = sum(oracle.level(year) * oracle.spend(year) for year in oracle.years)
    return f"{int(percent * spent / each / 125)} USD"


# ---- the rest -------------------------------------------------------------------------------------------------------


def working_capital(start: int) -> st.SearchStrategy[Stated]:
    stated = st.fixed_dictionaries({"level": money(0, 9, "", start, "thousand USD")})
    of = st.fixed_dictionaries({"share": shares(0, 40), "of": st.sampled_from(["revenue", "cost"])})
    return st.one_of(stated, of)


def exchange() -> st.SearchStrategy[Any]:
    quoted = st.sampled_from(["80 JPY/USD", "0.0125 USD/JPY"])
    moving = grown(quoted)
    listed = series(amounts(80, 120, "JPY/USD"), FIRST)
    return st.one_of(moving, moving, listed).map(
        lambda stated: {"rate": stated} if isinstance(stated, dict) and "years" not in stated else stated
    )


def keep_positive(data: Stated) -> None:
    """Let the project cost more than the baseline in every year of spending: only that can be financed."""
    oracle = Priced(data)
    if all(oracle.gap(year) > 1 for year in oracle.years if oracle.spend(year) > 0):
        return
    for side, cost in (("baseline", "1 thousand USD"), ("project", "950 thousand USD")):
        if {"capex", "overnight_cost"} & set(data[side]):
            data[side].pop("overnight_cost", None)
            data[side]["capex"] = cost


def keep_servable(data: Stated) -> None:
    """Let there be cash in every year in which a sculpted loan is served, or give it another repayment."""
    for terms in data["finance"].get("loans", {}).values():
        if terms["repayment"] == "sculpted":
            lifted = any(lift(data) for _ in range(3))
            if not lifted:
                terms["repayment"] = "annuity"
                del terms["dscr"]


def lift(data: Stated) -> bool:
    """Return whether there is cash in every year that debt is served; add to the income where there is not."""
    books = Books(data)
    loan = next(loan for loan in books.loans if loan.terms["repayment"] == "sculpted")
    cash = [books.rows["finance.unlevered_cfads"][year] for year in books.years if loan.repaying(year)]
    if min(cash) >= 0:
        return True
    items = data.setdefault("items", {})
    missing = -min(cash) / books.before.operating(books.closing)
    before = float(items["income"]["amount"].split()[0]) if "income" in items else 0.0
    items["income"] = {"kind": "benefit", "amount": f"{before + int(missing * 2 + 1)} USD/yr"}
    return False


def keep_credited(data: Stated) -> None:
    """Leave the investment tax credit out where nothing that is worth it comes into service."""
    books = Books(data)
    if books.service_cost(books.start) <= 1:
        data.get("tax", {}).pop("investment_credit", None)


@st.composite
def financed(draw: st.DrawFn, of: st.SearchStrategy[Stated], *sections: str) -> Stated:
    """A scenario of one form with the sections named: ``tax``, ``finance``, ``working_capital``."""
    data = draw(of)
    start = start_of(data)
    data["fx"] = {"JPY": draw(exchange())}
    if not draw(st.integers(0, 3)):
        begin_late(data)
    if data.get("project"):
        keep_positive(data)
    if "working_capital" in sections:
        data["swap"]["working_capital"] = draw(working_capital(start))
    if "tax" in sections:
        mark_items(draw, data)
        data["tax"] = draw(tax())
    if "finance" in sections:
        data["finance"] = draw(finance(data))
        keep_servable(data)
    keep_credited(data)
    if "JPY" not in repr({**data, "fx": {}}):
        del data["fx"]
    return data


def begin_late(data: Stated) -> None:
    """Let the first money be spent in the second year of construction."""
    construction = data["timeline"]["construction"]
    listed = [] if isinstance(construction, str) else construction["spend"]
    if len(listed) > 1:
        listed[:2] = ["0 %", f"{round(float(listed[0].split()[0]) + float(listed[1].split()[0]), 2)} %"]


def mark_items(draw: st.DrawFn, data: Stated) -> None:
    """Say of some items that they are not taxed, or that they join the depreciated cost."""
    for item in data.get("items", {}).values():
        if item["kind"] == "cost" and "year" in item and draw(st.booleans()):
            item["depreciable"] = True
        elif draw(st.booleans()):
            item["taxable"] = draw(st.booleans())


ALL = ("tax", "finance", "working_capital")


def direct(*sections: str) -> st.SearchStrategy[Stated]:
    return financed(scenarios.direct(), *(sections or ALL))


def plants(*sections: str) -> st.SearchStrategy[Stated]:
    return financed(scenarios.plants(), *(sections or ALL))
