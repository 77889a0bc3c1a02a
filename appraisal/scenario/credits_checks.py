"""What must hold inside credits: owners and levies, what a rule needs, what the mechanism still asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from appraisal.ground.problem import Problem
from appraisal.scenario.collect import Collected
from appraisal.scenario.hints import near
from appraisal.scenario.kind import Figure
from appraisal.scenario.mechanism_rules import breaches, ignored
from appraisal.scenario.mechanisms import mechanisms, technology_of
from appraisal.scenario.plant_checks import TOLERANCE
from appraisal.scenario.schema import CARBON_PRICE


def owners_add_up(collected: Collected) -> Iterator[Problem]:
    """Every credit has one owner in every year."""
    names = [f"credits.owners.{who}" for who in ("developer", "host", "partner")]
    owners = [collected.figures[name] for name in names if name in collected.figures]
    for year in _years_of(owners) if len(owners) == len(names) else ():
        total = sum(owner.at(year) for owner in owners)
        if abs(total - 1) > TOLERANCE:
            when = f" in {year}" if year else ""
            each = ", ".join(
                f"{name.split('.')[-1]} {owner.at(year):.6g}" for name, owner in zip(names, owners, strict=True)
            )
            message = f"the owners' shares add up to {total:.6g}{when}, and must add up to 1: {each}"
            yield Problem("shares", "credits.owners", message)
            return


def host_is_read(collected: Collected) -> Iterator[Problem]:
    """A least developed host is stated where the mechanism has terms for it."""
    mechanism = mechanisms().get(collected.document.mechanism)
    if mechanism and collected.document.credits.host_ldc and not mechanism.of_ldc:
        message = f"'{mechanism.key}' has no terms for least developed countries: it would change nothing. Leave it out"
        yield Problem("unused", "credits.host_ldc", message)


def levies_leave_something(collected: Collected) -> Iterator[Problem]:
    """Levies cannot take more than is issued."""
    names = [f"credits.{name}" for name in ("buffer", "share_of_proceeds", "overall_mitigation")]
    levies = [collected.figures[name] for name in names if name in collected.figures]
    for year in _years_of(levies):
        total = sum(levy.at(year) for levy in levies)
        if total > 1 + TOLERANCE:
            message = f"buffer, share of proceeds and overall mitigation take {total:.6g} of what is issued"
            yield Problem("levies-above-issued", "credits", message)
            return


def _years_of(figures: list[Figure]) -> list[int]:
    """Return every year in which the sum of the figures may change; year 0 where none is a series."""
    years = [year for figure in figures if figure.series for year in figure.series.years]
    return list(range(min(years), max(years) + 1)) if years else [0]


def credits_are_known(collected: Collected) -> Iterator[Problem]:
    """The mechanism is one that ships."""
    name = collected.document.mechanism
    if name not in mechanisms():
        message = f"unknown mechanism '{name}'. {near(name, mechanisms())}"
        yield Problem("unknown-mechanism", "credits.mechanism", message)


def rules_are_kept(collected: Collected) -> Iterator[Problem]:
    """The swap is eligible and its terms keep the mechanism's rules, unless the scenario says to ignore them."""
    if not ignored(collected):
        yield from breaches(collected)


def what_is_asked_is_stated(collected: Collected) -> Iterator[Problem]:
    """What a mechanism leaves to the scenario is stated there."""
    for name, words in asks_of(collected).items() if collected.credited else ():
        path = f"credits.{name}"
        if path not in collected.figures and path not in collected.words:
            said = f"mechanism '{collected.document.mechanism}' leaves it to the scenario: state {words}"
            yield Problem("missing-input", path, said)


def asks_of(collected: Collected) -> Mapping[str, str]:
    """Return what the mechanism leaves to the scenario, in words, by the name of the term."""
    mechanism = mechanisms().get(collected.document.mechanism)
    if mechanism is None:
        return {}
    return {**mechanism.asks, **mechanism.asks_of_class.get(technology_of(collected.document), {})}


NEEDS = {
    "below_usual": ("below_usual", "5 %"),
    "benchmark": ("benchmark", "0.8 t/MWh"),
    "stated": ("emissions", "5 Mt/yr"),
}
"""What a rule of the reference reads, and an example of it."""


def reference_is_complete(collected: Collected) -> Iterator[Problem]:
    """A rule of the reference has its number, and nothing is stated that would change nothing."""
    if not collected.credited:
        return
    stated = collected.document.credits.reference
    rule = collected.words.get("credits.reference.rule", "")
    if rule != "benchmark" and _by_sector(collected):
        message = f"a sector is credited against its benchmark: rule {rule} would change nothing. Leave it out"
        yield Problem("unused", "credits.reference.rule", message)
        return
    name, example = NEEDS.get(rule, ("", ""))
    if stated.rule == "lower_of" and not collected.plants():
        name, example = NEEDS["benchmark"]  # of two plants the identified baseline may be another one than usual
    if name and getattr(stated, name) is None and f"reference.{name}" not in asks_of(collected):
        message = f"rule {rule} needs '{name}' (for example: {example})"
        yield Problem("missing-input", f"credits.reference.{name}", message)
    improvement = collected.figures.get("credits.reference.autonomous_improvement")
    if stated.data_year is not None and (improvement is None or not _counts(improvement)):
        message = "'data_year' is read with 'autonomous_improvement' only: it would change nothing"
        yield Problem("unused", "credits.reference.data_year", message)
    if stated.conservative and not any(path.startswith("fuels.") for path in collected.figures):
        message = "no emission factor of the library is used: there is none to take at the end of its range"
        yield Problem("unused", "credits.reference.conservative", message)


def _by_sector(collected: Collected) -> bool:
    mechanism = mechanisms().get(collected.document.mechanism)
    return mechanism is not None and mechanism.book == "sector"


def a_renewed_period_has_years(collected: Collected) -> Iterator[Problem]:
    """A crediting period that is renewed has a length."""
    years, renewals = (collected.figures.get(f"credits.crediting.{name}") for name in ("years", "renewals"))
    if years is not None and renewals is not None and _counts(renewals) and not _counts(years):
        message = "a period of 0 years cannot be renewed: state its length (for example: 7 yr), or no renewals"
        yield Problem("out-of-range", "credits.crediting.years", message)


def tightening_has_its_renewals(collected: Collected) -> Iterator[Problem]:
    """Tightening at each renewal needs renewals."""
    tightening = collected.figures.get("credits.crediting.tightening")
    renewals = collected.figures.get("credits.crediting.renewals")
    if tightening is None or tightening.otherwise or not _counts(tightening) or (renewals and _counts(renewals)):
        return
    message = f"'{tightening.text}' tightens at each renewal, and there is none: state crediting.renewals, or write"
    yield Problem("missing-input", "credits.crediting.renewals", f"{message} '{tightening.text}/yr' for every year")


def _counts(figure: Figure) -> bool:
    return bool(figure.series or figure.value)


PAIRS = (
    ("credits.issuance_tier.up_to", "credits.issuance_tier.fee", "0.10 USD/t"),
    ("credits.issuance_tier.fee", "credits.issuance_tier.up_to", "15 kt/yr"),
    ("credits.registration_fee.exempt_below", "credits.registration_fee.cap", "350 thousand USD"),
    ("credits.registration_fee.cap", "credits.registration_fee.exempt_below", "15 kt/yr"),
    ("credits.registration_fee.cap", "credits.issuance_tier.up_to", "15 kt/yr"),
    ("credits.aftercare.cost", "credits.aftercare.years", "20 yr"),
    ("credits.aftercare.years", "credits.aftercare.cost", "0.5 million USD/yr"),
)
"""Figures that are read together: what is stated, what it needs, and an example of that."""


def pairs_are_whole(collected: Collected) -> Iterator[Problem]:
    """Terms that are read together are stated together."""
    for one, other, example in PAIRS:
        if one in collected.stated and other not in collected.figures:
            yield Problem("missing-input", other, f"'{one}' needs '{other}' (for example: {example})")


def advance_is_stated(collected: Collected) -> Iterator[Problem]:
    """A discount on what is paid in advance has something that is paid in advance."""
    discount, prepayment = (f"credits.agreement.{name}" for name in ("prepayment_discount", "prepayment"))
    if discount in collected.stated and prepayment not in collected.stated:
        message = "'prepayment_discount' is taken off what is paid in advance: state 'prepayment' (for example: 30 %)"
        yield Problem("missing-input", prepayment, message)


def carbon_price_is_complete(collected: Collected) -> Iterator[Problem]:
    """A price on emissions has its price."""
    document = collected.document
    wanted = document.carbon_price is not None or document.mechanism == CARBON_PRICE
    if wanted and "carbon_price.price" not in collected.figures:
        message = "state the price of a tonne that is emitted (for example: 20 USD/t)"
        yield Problem("missing-input", "carbon_price.price", message)


def support_is_complete(collected: Collected) -> Iterator[Problem]:
    """Support is not empty; a guaranteed price has credits that it is paid on; a loan is repaid after its grace."""
    support = collected.document.support
    if support and not any(getattr(support, name) for name in type(support).model_fields if name != "source"):
        message = "the section is empty: state 'technical_assistance', 'mrv', 'price_guarantee' or 'loan_terms', or "
        yield Problem("empty-value", "support", f"{message}leave 'support' out")
    if support and support.price_guarantee and not collected.credited:
        message = "there are no credits whose price could be guaranteed: it would change nothing. Leave it out"
        yield Problem("unused", "support.price_guarantee", message)
    if support and support.loan_terms and support.loan_terms.grace.value >= support.loan_terms.tenor.value:
        grace, tenor = support.loan_terms.grace.text, support.loan_terms.tenor.text
        message = f"a grace of {grace} leaves no year to repay in a tenor of {tenor}"
        yield Problem("grace-not-below-tenor", "support.loan_terms.grace", message)


CREDIT_RULES = (
    credits_are_known,
    host_is_read,
    owners_add_up,
    levies_leave_something,
    rules_are_kept,
    what_is_asked_is_stated,
    reference_is_complete,
    a_renewed_period_has_years,
    tightening_has_its_renewals,
    pairs_are_whole,
    advance_is_stated,
    carbon_price_is_complete,
    support_is_complete,
)
