"""What each instrument alone would have to be to make the swap just pay, what it costs the public, and per tonne."""

from __future__ import annotations

from dataclasses import dataclass, replace

from appraisal.engine.model import Model, Run
from appraisal.engine.parties import PARTIES, transfer_value
from appraisal.ground.numbers import money, percent
from appraisal.ground.problem import ScenarioError
from appraisal.questions.instruments import (
    GRANT,
    GUARANTEED,
    NO_CAPITAL,
    YEARS,
    Instrument,
    Unsupported,
    bounded,
    searched,
    unsupported,
)
from appraisal.questions.loan_rate import loan_rate
from appraisal.scenario.load import changed
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import CARBON_PRICE

SHARE = "credits.share_cashed"
GUARANTEE = "support.price_guarantee"
BUYER = PARTIES["buyer"]
NO_CREDITS = "the scenario has no credits"
NO_CREDITS_BUT_PRICE = "the tonnes carry a price on emissions, and there are no credits"


ABOVE = "no grant brings it to zero"
AT_MOST = "a grant is at most the capital less the loans"


@dataclass(frozen=True)
class Equivalence:
    """The equivalence table of a scenario.

    Attributes:
        objective: ``npv`` or ``equity_npv``.
        without: the objective without credits and without support [money of the basis]; below zero it is the gap.
        credited: the objective with the credits as stated, without other support.
        tonnes: tonnes avoided; ``tonnes_present_value`` discounted like the money that they earn.
        rows: one for each instrument.
        left_out: what the scenario states and each instrument is tried without.
    """

    objective: str
    without: float
    credited: float
    tonnes: float
    tonnes_present_value: float
    rows: tuple[Instrument, ...]
    left_out: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> Instrument:
        return next(row for row in self.rows if row.key == key)


def equivalence(scenario: Scenario | Model, objective: str = "npv") -> Equivalence:
    """Return what each instrument alone would have to be to bring NPV, or the NPV of equity, to zero.

    Each is tried on the swap without the grant and the price guarantee that the scenario states: credit price, share
    cashed, crediting years and price guarantee on its credits, grant and loan without credits. Public cost is the
    present value at the discount rate of what buyer, government or lender pays: credit revenue, grant, guarantee
    payments, or draws less interest and principal of the loan.

    Raises:
        ScenarioError: ``unknown-objective``.
        NoResultError: the objective needs finance that the scenario does not state.
    """
    stated = scenario.scenario if isinstance(scenario, Model) else scenario
    bare = unsupported(stated, objective)
    rows = (
        _price(bare),
        _share(bare),
        _grant(bare, stated),
        loan_rate(bare, stated),
        _years(bare, stated),
        _guarantee(bare),
    )
    return Equivalence(
        objective,
        float(bare.worth(bare.base)[0]),
        float(bare.worth(bare.run())[0]),
        bare.tonnes("swap.abatement"),
        bare.tonnes("abatement_present_value"),
        rows,
        tuple(_left_out(stated)),
    )


def _left_out(stated: Scenario) -> list[str]:
    named = {GRANT: "the grant of", f"{GUARANTEE}.price": "the price guarantee of"}
    return [f"{words} {stated.figures[path].text}" for path, words in named.items() if path in stated.figures]


def _price(bare: Unsupported) -> Instrument:
    path = bare.model.price_path
    priced = path.startswith(CARBON_PRICE)
    key, row = ("carbon_price", "carbon_price.charge_saved") if priced else ("credit_price", "credit_revenue")
    payer = f"{PARTIES['host']}, which forgoes the charge" if priced else BUYER
    blank = Instrument(key, path, f"{bare.scenario.currency}/t", payer=payer, stated=_stated(bare, path))
    if not bare.model.has_credits:
        return replace(blank, reason=NO_CREDITS)
    return searched(bare, replace(blank, note=_price_note(bare.scenario, path)), row)


def _price_note(scenario: Scenario, path: str) -> str:
    figure, credits = scenario.figures.get(path), scenario.document.credits
    notes = ["first-year price, growing as stated"] if figure and figure.growth else []
    notes += (
        ["of what the agreement leaves to the spot market"] if path == "credits.price" and credits.agreement else []
    )
    return "; ".join(notes)


def _stated(bare: Unsupported, path: str) -> float | None:
    figure = bare.scenario.figures.get(path)
    return None if figure is None or figure.series else figure.value


def _share(bare: Unsupported) -> Instrument:
    blank = Instrument("share_cashed", SHARE, "1", payer=BUYER, stated=_stated(bare, SHARE))
    if SHARE not in bare.scenario.figures:
        return replace(blank, reason=_no_credits(bare))
    found = searched(bare, blank, "credit_revenue")
    if found.value is not None or found.stated is None:
        return found
    none, every = bare.ends(SHARE, 0.0, 1.0, credited=True)
    return bounded(bare, found, (none, "with no credit cashed"), (every, "even with every credit cashed"))


def _no_credits(bare: Unsupported) -> str:
    return NO_CREDITS_BUT_PRICE if bare.scenario.document.mechanism == CARBON_PRICE else NO_CREDITS


def _grant(bare: Unsupported, stated: Scenario) -> Instrument:
    finance = stated.document.finance
    given = finance.grant if finance else None
    share = given.value if given is not None and given.otherwise else None
    giver = (finance.grant_from if finance else None) or "host"
    blank = Instrument("capital_grant", GRANT, "1", payer=PARTIES[giver], stated=share)
    if float(bare.base.total("swap.capex_gap")[0]) <= 0:
        return replace(blank, reason=NO_CAPITAL)
    found = searched(bare, blank, "grant_received", credited=False)
    if found.value is not None and found.value <= 1:
        amount = _amount(bare.run({GRANT: found.value}, credited=False), "grant_received")
        return replace(found, amount=amount, note=_beside_loans(stated, found.value))
    nothing, everything = bare.ends(GRANT, 0.0, 1.0, credited=False)
    none = replace(blank, reason=f"{found.reason or ABOVE}: {AT_MOST}")
    return bounded(bare, none, (nothing, "without a grant"), (everything, "even with a grant of all capital"))


def _beside_loans(stated: Scenario, share: float) -> str:
    """Say that the loans as stated leave no room for such a grant."""
    finance = stated.document.finance
    both = share + sum(loan.share.value for loan in finance.loans.values()) if finance else share
    return f"with the loans as stated {percent(both, 1)} of the capital: they would have to shrink" if both > 1 else ""


def _amount(run: Run, row: str) -> float:
    """Return all that flows in a row, in money of the basis."""
    return float((run.rows[row] / run.rows["price_level"]).sum())


def _years(bare: Unsupported, stated: Scenario) -> Instrument:
    """Crediting years with renewals; a year of crediting beyond operation has no tonnes."""
    blank = Instrument("crediting_years", YEARS, "yr", payer=BUYER)
    figures = bare.scenario.figures
    if YEARS not in figures:
        return replace(blank, reason=_no_credits(bare))
    periods = 1 + figures["credits.crediting.renewals"].value
    longest = max(0.0, figures["timeline.operation"].value - figures["credits.crediting.start_after"].value)
    blank = replace(blank, stated=min(figures[YEARS].value * periods, longest))
    found = searched(bare, blank, "credit_revenue")
    if found.value is not None:
        return _within_rules(_whole(found, found.value, periods), stated, found.value)
    none, every = bare.ends(YEARS, 0.0, longest / periods, credited=True)
    all_of_it = f"even with credits in all {longest:g} years of operation that are left for them"
    return bounded(bare, found, (none, "without a year of crediting"), (every, all_of_it))


def _whole(found: Instrument, years: float, periods: float) -> Instrument:
    """Turn the length of one period into that of all."""
    crossings = tuple(one * periods for one in found.crossings)
    note = "" if periods == 1 else f"{periods:g} periods of the same length together"
    return replace(found, value=years * periods, crossings=crossings, note=note)


def _within_rules(found: Instrument, stated: Scenario, years: float) -> Instrument:
    """Say where the mechanism does not allow so long a period."""
    try:
        changed(stated, {YEARS: f"{years!r} yr"})
    except ScenarioError as error:
        broken = [problem.message for problem in error.problems if problem.code == "against-rules"]
        return replace(found, status="against-rules", reason=broken[0]) if broken else found
    return found


def _guarantee(bare: Unsupported) -> Instrument:
    """A guaranteed price tops up credit sales at the stated price, in the years that are stated for it."""
    path, support = f"{GUARANTEE}.price", bare.scenario.document.support
    known = support.price_guarantee if support else None
    payer = PARTIES[known.payer if known else "host"]
    blank = Instrument("price_guarantee", path, f"{bare.scenario.currency}/t", payer=payer)
    if SHARE not in bare.scenario.figures:
        return replace(blank, reason=_no_credits(bare))
    stated = bare.scenario
    if known is None:
        stated = changed(stated, {GUARANTEE: f"{{price: 0 {stated.currency}/t, from: host}}"})
    else:
        blank = replace(blank, stated=_stated(bare, path))
    return _topped_up(Unsupported(stated, bare.objective), blank, float(bare.worth(bare.run())[0]))


def _topped_up(bare: Unsupported, blank: Instrument, credited: float) -> Instrument:
    if credited > 0:
        said = f"at the stated price of credits {bare.said(credited)} already: a guarantee would only add to it"
        return replace(blank, reason=said)
    found = searched(bare, blank, GUARANTEED, guaranteed=True)
    if found.value is None:
        return found
    sales = money(float(transfer_value(bare.run(), "credit_revenue")[0]), bare.scenario.currency)
    return replace(found, note=f"beside what the buyer pays at the stated price, {sales} in present value")
