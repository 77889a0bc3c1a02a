"""Which books of credits a scenario needs, and those of a price on emissions and of direct support."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.lines import carbon_price, credit_costs, credits, reference, roll_out, sales, sector, support
from appraisal.scenario.mechanisms import mechanisms
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import Document

Placed = tuple[str, type]

RULES = {
    "business_as_usual": (reference.UsualReference,),
    "below_usual": (reference.BelowUsualReference,),
    "benchmark": (reference.BenchmarkReference,),
    "stated": (reference.StatedReference,),
}
SHARES = {"abatement": sector.SharedByAbatement, "output": sector.SharedByOutput}


def kind_of(document: Document) -> str:
    """Return the kind of the scenario's mechanism: project, sector, carbon_price, or nothing."""
    return mechanisms()[document.mechanism].book


def credit_books(scenario: Scenario) -> Iterator[Placed]:
    """Yield the books of the scenario's credits, each with its scope."""
    kind = kind_of(scenario.document)
    crediting = _sector(scenario) if kind == "sector" else _project(scenario)
    books = (credits.CreditingPeriod, *crediting, credits.Waterfall, *_sales(scenario), *_costs(scenario))
    yield from (("credits", book) for book in books)
    yield from _sampled(scenario.document)
    yield from ((f"credits.claims.{key}", credits.OtherClaim) for key in scenario.document.credits.claims)
    if scenario.document.support and scenario.document.support.price_guarantee:
        yield "support.price_guarantee", _guaranteed(scenario.document)
        yield "support.price_guarantee", support.PriceGuarantee


def _sampled(document: Document) -> Iterator[Placed]:
    if document.roll_out and document.roll_out.sampling:
        yield from (("roll_out.sampling", book) for book in (roll_out.Sample, roll_out.SampleCost))
        yield "credits", roll_out.SampledDiscount


def emission_books(document: Document) -> Iterator[Placed]:
    """Yield the books of a price on emissions."""
    if document.carbon_price is None:
        return
    outright = document.project is None or document.swap.abatement is not None
    yield "carbon_price", carbon_price.PricedInYears if document.carbon_price.years else carbon_price.PricedAlways
    yield "carbon_price", carbon_price.AbatedOutright if outright else carbon_price.AbatedByPlants
    yield "carbon_price", carbon_price.EmissionsPriced


def support_books(document: Document) -> Iterator[Placed]:
    """Yield the books of what governments spend beside the project."""
    for name in ("technical_assistance", "mrv"):
        if document.support and getattr(document.support, name):
            yield f"support.{name}", support.SupportCost


def _guaranteed(document: Document) -> type:
    stated = document.support.price_guarantee if document.support else None
    return support.GuaranteedInYears if stated and stated.years else support.GuaranteedAlways


def _sector(scenario: Scenario) -> Iterator[type]:
    yield from (*_adjustment(scenario), sector.SectorCrediting)
    yield SHARES[scenario.words["credits.sector.shared_by"]]


def _project(scenario: Scenario) -> Iterator[type]:
    """As usual without any adjustment, tonnes are those of the swap, and what the baseline emits need not be known."""
    yield credits.ProjectCrediting
    if _is_as_usual(scenario):
        yield reference.AsUsual
        return
    yield from _unadjusted(scenario)
    yield from (*_adjustment(scenario), reference.Reference)


def _is_as_usual(scenario: Scenario) -> bool:
    rule = scenario.words["credits.reference.rule"]
    usual = rule == "business_as_usual" or (
        rule == "lower_of" and not _has_benchmark(scenario) and not by_acm0013(scenario)
    )
    return usual and not (_moves(scenario, IMPROVEMENT) or _moves(scenario, TIGHTENING))


IMPROVEMENT = "credits.reference.autonomous_improvement"
TIGHTENING = "credits.crediting.tightening"


def _moves(scenario: Scenario, path: str) -> bool:
    figure = scenario.figures[path]
    return not figure.default or figure.value != 0


def _has_benchmark(scenario: Scenario) -> bool:
    return scenario.document.credits.reference.benchmark is not None


def by_acm0013(scenario: Scenario) -> bool:
    """Whether ACM0013 can identify the baseline: a new power plant in place of another, both of which burn fuel."""
    document = scenario.document
    plants = (document.baseline, document.project)
    burning = all(
        plant and plant.fuels and "electricity" not in [c.fuel for c in plant.fuels.values()] for plant in plants
    )
    return burning and scenario.service == "MWh" and document.swap.build != "retrofit"


def _unadjusted(scenario: Scenario) -> Iterator[type]:
    rule = scenario.words["credits.reference.rule"]
    if rule != "lower_of":
        yield from RULES[rule]
        return
    yield reference.IdentifiedPlant if by_acm0013(scenario) else reference.IdentifiedUsual
    yield reference.LowerOfReference if _has_benchmark(scenario) else reference.IdentifiedReference


def _adjustment(scenario: Scenario) -> Iterator[type]:
    dated = scenario.document.credits.reference.data_year is not None
    yield reference.ImprovementSince if dated else reference.Improvement
    tightening = scenario.figures[TIGHTENING]
    if not _moves(scenario, TIGHTENING):
        yield reference.NeverTightened
    else:
        yield reference.TightenedYearly if tightening.otherwise else reference.TightenedAtRenewal
    yield reference.Adjusted


def _sales(scenario: Scenario) -> Iterator[type]:
    stated = scenario.document.credits
    yield sales.FlooredPrice if stated.floor is not None else sales.SpotPrice
    yield from (sales.ContractYears, sales.AgreementSales) if stated.agreement else (sales.SpotSales,)


def _costs(scenario: Scenario) -> Iterator[type]:
    figures = scenario.figures
    tiered = "credits.issuance_tier.up_to" in figures
    fee = tiered and "credits.registration_fee.cap" in figures
    yield credit_costs.Requested
    yield credit_costs.TieredFee if tiered else credit_costs.FlatFee
    yield credit_costs.RegistrationFee if fee else credit_costs.NoRegistrationFee
    watched = "credits.aftercare.years" in figures
    yield from (credit_costs.AftercareYears, credit_costs.Aftercare) if watched else (credit_costs.NoAftercare,)
