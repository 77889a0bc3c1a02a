"""What a careful user would take instead: the libraries that measure one series, and the chain written by hand on them.

Every peer takes the same draws of the benchmark job. A peer whose library is not installed says so and is left out;
PySAM is asked for by `pip install NREL-PySAM`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks import job, oracle
from benchmarks.chain import OUTCOMES
from benchmarks.clock import Timed

AGES = np.arange(oracle.OPERATION)
YEARS = np.arange(oracle.BUILDING + oracle.OPERATION)
SPEND = np.array(oracle.SPEND)
CHARGED = np.where(AGES < oracle.CHARGED, 1 / oracle.CHARGED, 0.0)
COSTS = oracle.STAFF * (1 + oracle.STAFF_GROWTH) ** AGES + oracle.MONITORING
SOLD = np.where(AGES < oracle.CREDITED, oracle.CASHED * (1 + oracle.PRICE_GROWTH) ** AGES, 0.0)
"""Tonnes sold at the first year's price, for each tonne that is avoided in a year."""

Figures = dict[str, job.Floats]
Work = Callable[[], Any]
Peers = dict[str, tuple[Callable[[Figures], Work], int]]
"""Each peer by its name: what makes its work from draws, and how many draws it is given: enough to be timed."""


def service() -> tuple[job.Floats, job.Floats]:
    """Return debt service and interest by age, for each unit of capex."""
    (_, level), served = oracle.payment(), AGES < oracle.REPAID
    owed = level * (1 - (1 + oracle.LENT_AT) ** (AGES - float(oracle.REPAID))) / oracle.LENT_AT
    return np.where(served, level, 0.0), np.where(served, owed * oracle.LENT_AT, 0.0)


SERVICE, INTEREST = service()


def flows(figures: Figures) -> job.Floats:
    """Return the project's cash flow after tax (draws, years): what the peers that measure a series are given."""
    capex, saving, growth, price, tonnes, _ = (figures[name][:, None] for name in job.FIGURES)
    income = saving * (1 + growth) ** AGES + tonnes * price * SOLD - COSTS
    most = np.maximum.accumulate(np.maximum(np.cumsum(income - capex * CHARGED, axis=1), 0.0), axis=1)
    tax = oracle.TAXED_AT * np.diff(most, axis=1, prepend=0.0)
    return np.ascontiguousarray(np.hstack([-capex * SPEND, income - tax]))


# ---- the whole chain by hand ----------------------------------------------------------------------------------------


class HandWritten:
    """The chain of one draw on numpy arrays of its years, with the rates and present values of pyxirr."""

    def __init__(self) -> None:
        library = import_module("pyxirr")
        self.npv, self.irr = library.npv, library.irr

    def outcome(self, figures: dict[str, float]) -> tuple[float | None, ...]:
        """Return the eight outcomes of a draw, in the order of the package's."""
        rate, premium = figures["rate"], oracle.EQUITY_PREMIUM
        _, project = self.flows(figures, figures["price"], borrowed=False)
        cover, equity = self.flows(figures, figures["price"], borrowed=True)
        return (
            self.npv(rate, project),
            self.npv(rate + premium, equity),
            self.irr(project),
            self.irr(equity),
            back_after(project),
            back_after(project / (1 + rate) ** YEARS),
            self.break_even(figures, self.npv(rate, project)),
            (cover[: oracle.REPAID] / (figures["capex"] * SERVICE[: oracle.REPAID])).min(),
        )

    def flows(self, figures: dict[str, float], price: float, *, borrowed: bool) -> tuple[job.Floats, job.Floats]:
        """Return cash flow before debt service, and the flows of the project or of its equity."""
        capex = figures["capex"]
        income = figures["saving"] * (1 + figures["growth"]) ** AGES + figures["tonnes"] * price * SOLD - COSTS
        totals = np.cumsum(income - capex * (CHARGED + INTEREST if borrowed else CHARGED))
        most = np.maximum.accumulate(np.maximum(totals, 0.0))
        left = income - oracle.TAXED_AT * np.diff(most, prepend=0.0)
        if not borrowed:
            return left, np.concatenate([-capex * SPEND, left])
        return left, np.concatenate([-capex * (1 - oracle.GEARING) * SPEND, left - capex * SERVICE])

    def break_even(self, figures: dict[str, float], npv: float) -> float:
        """Return the price at which the project is worth nothing, by secants."""
        past, value = figures["price"], npv
        here = 1.1 * past + 1
        for _ in range(20):
            new = self.npv(figures["rate"], self.flows(figures, here, borrowed=False)[1])
            if new == value or abs(new) < 1e-9 * figures["capex"]:
                break
            past, value, here = here, new, here - new * (here - past) / (new - value)
        return here


def back_after(amounts: job.Floats) -> float | None:
    """Return when the running total first comes back to zero, None if it ends below."""
    total = np.cumsum(amounts)
    crossed = np.flatnonzero((total[:-1] < 0) & (total[1:] >= 0))
    if total[-1] < 0 or not len(crossed):
        return None
    at = crossed[0]
    return float(at - total[at] / amounts[at + 1])


def hand_written_outcomes(figures: Figures) -> dict[str, job.Floats]:
    """Return the eight outcomes of some draws as the chain by hand has them."""
    chain, count = HandWritten(), len(figures["rate"])
    rows = [chain.outcome(job.one_of(figures, draw)) for draw in range(count)]
    return dict(zip(OUTCOMES, np.array(rows, dtype=float).T, strict=True))


# ---- one series at a time, or all at once ---------------------------------------------------------------------------


def hand_written(figures: Figures) -> Work:
    chain, draws = HandWritten(), [job.one_of(figures, draw) for draw in range(len(figures["rate"]))]
    return lambda: [chain.outcome(draw) for draw in draws]


def plain_python(figures: Figures) -> Work:
    draws = [job.one_of(figures, draw) for draw in range(len(figures["rate"]))]
    return lambda: [oracle.outcome(draw) for draw in draws]


def pyxirr_irr(figures: Figures) -> Work:
    irr, rows = import_module("pyxirr").irr, list(flows(figures))
    return lambda: [irr(row) for row in rows]


def pyxirr_irr_of_lists(figures: Figures) -> Work:
    irr, rows = import_module("pyxirr").irr, flows(figures).tolist()
    return lambda: [irr(row) for row in rows]


def pyxirr_npv(figures: Figures) -> Work:
    npv, rows, rates = import_module("pyxirr").npv, flows(figures).tolist(), figures["rate"].tolist()
    return lambda: [npv(rate, row) for rate, row in zip(rates, rows, strict=True)]


def numpy_financial_irr(figures: Figures) -> Work:
    irr, rows = import_module("numpy_financial").irr, flows(figures)
    return lambda: [irr(row) for row in rows]


def numpy_financial_npv(figures: Figures) -> Work:
    npv, rows, rates = import_module("numpy_financial").npv, flows(figures), figures["rate"]
    return lambda: [npv(rate, row) for rate, row in zip(rates, rows, strict=True)]


def scipy_brentq(figures: Figures) -> Work:
    brentq, rows = import_module("scipy.optimize").brentq, flows(figures)
    return lambda: [brentq(lambda rate, row=row: (row / (1 + rate) ** YEARS).sum(), -0.3, 1.5) for row in rows]


def scipy_find_root(figures: Figures) -> Work:
    find, columns = import_module("scipy.optimize.elementwise").find_root, tuple(np.ascontiguousarray(flows(figures).T))
    ends = tuple(np.full(len(columns[0]), end) for end in (-0.3, 1.5))

    def worth(rate: job.Floats, *rows: job.Floats) -> job.Floats:
        factor, found = 1 / (1 + rate), np.zeros_like(rate)
        for row in reversed(rows):
            found = found * factor + row
        return found

    return lambda: find(worth, ends, args=columns).x


def scipy_newton(figures: Figures) -> Work:
    newton, rows = import_module("scipy.optimize").newton, flows(figures)
    start = np.full(len(rows), 0.09)
    return lambda: newton(
        lambda rate: (rows / (1 + rate)[:, None] ** YEARS).sum(axis=1),
        start,
        lambda rate: -(YEARS * rows / (1 + rate)[:, None] ** (YEARS + 1)).sum(axis=1),
        maxiter=50,
    )


def pysam(figures: Figures) -> Work:
    """One run of an established finance engine for power plants; its model is larger than the job's, and another."""
    owner = import_module("PySAM.Singleowner").default("CustomGenerationProfileSingleOwner")
    hourly = [1e5] * 8760
    owner.SystemOutput.gen = hourly
    owner.SystemOutput.system_pre_curtailment_kwac = hourly
    owner.SystemOutput.annual_energy_pre_curtailment_ac = sum(hourly)
    owner.SystemOutput.system_capacity = 1e5
    owner.SystemOutput.degradation = [0.0]
    owner.FinancialParameters.analysis_period = oracle.OPERATION
    owner.FinancialParameters.debt_option = 0
    owner.FinancialParameters.debt_percent = 100 * oracle.GEARING
    owner.FinancialParameters.term_tenor = oracle.REPAID
    owner.Revenue.ppa_soln_mode, owner.Revenue.ppa_price_input = 1, [0.03]

    def solved() -> None:
        for capex in figures["capex"].tolist():
            owner.SystemCosts.total_installed_cost = capex
            owner.execute(0)

    return solved


CHAIN = "hand-written: numpy, pyxirr"
IRR = "pyxirr, one series a call"
CHAINS: Peers = {
    CHAIN: (hand_written, 1000),
    "plain Python (the oracle)": (plain_python, 50),
    "PySAM Singleowner, one run": (pysam, 20),
}
IRRS: Peers = {
    IRR: (pyxirr_irr_of_lists, 5000),
    "pyxirr, one array a call": (pyxirr_irr, 5000),
    "numpy-financial, one series a call": (numpy_financial_irr, 200),
    "scipy brentq, one series a call": (scipy_brentq, 200),
    "scipy find_root, all at once": (scipy_find_root, 5000),
    "scipy newton, all at once": (scipy_newton, 5000),
}
NPVS: Peers = {
    "pyxirr NPV, one series a call": (pyxirr_npv, 5000),
    "numpy-financial NPV, one series a call": (numpy_financial_npv, 5000),
}


def timed(peers: Peers, seed: int) -> tuple[dict[str, Timed], list[str]]:
    """Return the peers that are installed, ready to be timed, and the names of the others."""
    ready, absent = {}, []
    for name, (made, draws) in peers.items():
        try:
            ready[name] = Timed(made(job.drawn(draws, seed)), draws)
        except ModuleNotFoundError:
            absent.append(name)
    return ready, absent
