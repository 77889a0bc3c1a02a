"""Random scenarios of every mechanism, of a price on emissions and of direct support, as files state them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from . import finance_scenarios
from .scenarios import CURRENCIES, FIRST, amounts, grown, headers, money, plants, series, shares, start_of

Stated = dict[str, Any]
PROJECTS = ("bilateral", "jcm", "cdm", "article_6_4", "article_6_2", "voluntary")
"""Mechanisms that credit one project."""
MECHANISMS = (*PROJECTS, "sectoral")
OWNERS = ("developer", "host", "partner")


def some(draw: st.DrawFn, options: dict[str, st.SearchStrategy[Any]]) -> Stated:
    """Return some of the keys, each drawn."""
    return {key: draw(options[key]) for key in sorted(draw(st.sets(st.sampled_from(sorted(options)))))}


# ---- terms of every mechanism ---------------------------------------------------------------------------------------


@st.composite
def owners(draw: st.DrawFn, start: int) -> Stated:
    """Three shares that add up to 1, perhaps with a step or a line between two years."""
    splits = [draw(split()) for _ in range(2)]
    if draw(st.booleans()):
        return {who: f"{share} %" for who, share in zip(OWNERS, splits[0], strict=True)}
    later, between = start + draw(st.integers(1, 9)), draw(st.sampled_from(["linear", "step"]))
    pairs = zip(OWNERS, *splits, strict=True)
    return {
        who: {"years": {str(start - 3): f"{one} %", str(later): f"{other} %"}, "between": between}
        for who, one, other in pairs
    }


@st.composite
def split(draw: st.DrawFn) -> tuple[int, int, int]:
    """Three whole percentages that add up to 100."""
    cuts = sorted(draw(st.tuples(st.integers(0, 100), st.integers(0, 100))))
    return cuts[0], cuts[1] - cuts[0], 100 - cuts[1]


@st.composite
def crediting(draw: st.DrawFn) -> Stated:
    """A crediting period, fractional at times, and how its reference tightens."""
    found = some(draw, {"start_after": amounts(0, 4, "yr", per=10), "years": amounts(1, 12, "yr", per=2)})
    tightened = draw(st.sampled_from(["not", "yearly", "renewed", "renewals"]))
    if tightened == "yearly":
        found["tightening"] = draw(amounts(0, 12, "%/yr", per=10))
    elif tightened != "not":
        found["renewals"] = draw(st.integers(1, 3))
        found |= {"tightening": draw(amounts(1, 30, "%", per=10))} if tightened == "renewed" else {}
    return found


@st.composite
def agreement(draw: st.DrawFn, start: int, code: str) -> Stated:
    volumes = st.one_of(grown(amounts(0, 90, "t/yr")), series(amounts(0, 90, "t/yr"), start))
    found = {"volume": draw(volumes), "price": draw(money(0, 60, "/t", start, code))}
    found |= some(draw, {"years": amounts(0, 12, "yr", per=10), "delivery_factor": shares()})
    if draw(st.booleans()):
        found |= {"prepayment": draw(shares()), **some(draw, {"prepayment_discount": shares(0, 40)})}
    return found


@st.composite
def fees(draw: st.DrawFn, mechanism: str, start: int, code: str) -> Stated:
    """Fees at issuance and registration; the tiers and the advance are stated together, or are the mechanism's."""
    found = some(draw, {"issuance_fee": money(0, 2, "/t", start, code), "registration_cost": outlays(code)})
    tier = {"up_to": amounts(0, 50, "t/yr"), "fee": money(0, 2, "/t", start, code)}
    advance = {
        "exempt_below": amounts(0, 50, "t/yr"),
        "cap": st.one_of(amounts(0, 99, "USD"), amounts(0, 9, f"{code}")),
    }
    if mechanism == "cdm":
        return found | {"issuance_tier": some(draw, tier), "registration_fee": some(draw, advance)}
    if draw(st.booleans()):
        found["issuance_tier"] = {key: draw(one) for key, one in tier.items()}
        if draw(st.booleans()):
            found["registration_fee"] = {key: draw(one) for key, one in advance.items()}
    return found


def outlays(code: str) -> st.SearchStrategy[Any]:
    return grown(amounts(0, 900, code))


@st.composite
def terms(draw: st.DrawFn, mechanism: str, start: int, code: str) -> Stated:
    """Terms that any mechanism may have, most of them left out at times; what it asks is stated."""
    stated: Stated = {
        "mechanism": mechanism,
        "price": draw(money(0, 60, "/t", start, code)),
        "ignore_eligibility": True,
    }
    options: dict[str, st.SearchStrategy[Any]] = {
        "share_cashed": st.one_of(shares(), series(shares(), start)),
        "uncertainty_discount": st.one_of(shares(0, 40), series(shares(0, 40), start)),
        "buffer": st.one_of(shares(0, 30), series(shares(0, 30), start)),
        "share_of_proceeds": shares(0, 30),
        "overall_mitigation": shares(0, 30),
        "corresponding_adjustment": shares(),
        "issuance_lag": st.integers(0, 4).map(lambda years: f"{years} yr"),
        "floor": money(0, 60, "/t", start, code),
        "monitoring_cost": money(0, 900, "/yr", start, code),
        "owners": owners(start),
        "agreement": agreement(start, code),
        "aftercare": st.fixed_dictionaries(
            {"cost": grown(amounts(0, 900, f"{code}/yr")), "years": st.integers(1, 20).map(lambda years: f"{years} yr")}
        ),
    }
    stated |= some(draw, options) | draw(fees(mechanism, start, code)) | {"crediting": draw(crediting())}
    return stated | asked(draw, mechanism, start, code, stated)


def asked(draw: st.DrawFn, mechanism: str, start: int, code: str, stated: Stated) -> Stated:
    """Return what the mechanism leaves to the scenario, where it is not stated yet."""
    found: Stated = {}
    if mechanism in ("jcm", "article_6_2", "voluntary") and "years" not in stated["crediting"]:
        stated["crediting"]["years"] = draw(amounts(1, 12, "yr", per=10))
    if mechanism in ("article_6_2", "sectoral") and "owners" not in stated:
        found["owners"] = {"developer": draw(shares())}
    if mechanism == "voluntary":
        found |= {"buffer": stated.get("buffer", "10 %")}
        found |= {"issuance_fee": stated.get("issuance_fee", draw(amounts(0, 2, f"{code}/t")))}
    return found


# ---- the reference --------------------------------------------------------------------------------------------------

INTENSITIES = amounts(1, 3, "t/MWh")
TONNES = amounts(20, 300, "t/yr")
TIGHTENED_BY_DEFAULT = ("article_6_4",)


@st.composite
def reference(draw: st.DrawFn, mechanism: str, start: int, service: str = "MWh") -> Stated:
    """A rule with its number, autonomous improvement, and the year of the data."""
    rules = ["business_as_usual", "below_usual", "benchmark", "lower_of", "stated"]
    given_ = mechanism in ("bilateral", "cdm")
    rule = draw(st.sampled_from([*rules, *([None] * 3 if given_ else [])]))
    found: Stated = {"rule": rule} if rule else {}
    kind = rule or {"bilateral": "business_as_usual", "cdm": "lower_of"}[mechanism]
    benchmarks = amounts(1, 3, f"t/{service}")
    if kind == "benchmark" or rule == "lower_of" or (kind == "lower_of" and draw(st.booleans())):
        found["benchmark"] = draw(st.one_of(grown(benchmarks), series(benchmarks, start)))
    if kind == "below_usual":
        found["below_usual"] = draw(shares(0, 60))
    if kind == "stated":
        found["emissions"] = draw(st.one_of(grown(TONNES), series(TONNES, start)))
    if draw(st.booleans()):
        found["autonomous_improvement"] = draw(amounts(1, 9, "%/yr", per=10))
        found |= {"data_year": draw(st.integers(FIRST - 9, FIRST + 9))} if draw(st.booleans()) else {}
    return found


def reads_usual(credits: Stated) -> bool:
    """Whether what the baseline emits must be known: it is not where the tonnes are those of the swap."""
    stated, mechanism = credits["reference"], credits["mechanism"]
    rule = stated.get("rule", {"bilateral": "business_as_usual", "cdm": "lower_of"}.get(mechanism))
    plain = rule == "business_as_usual" or (rule == "lower_of" and "benchmark" not in stated)
    moved = "tightening" in credits["crediting"] or mechanism in TIGHTENED_BY_DEFAULT
    return not plain or moved or "autonomous_improvement" in stated


# ---- support --------------------------------------------------------------------------------------------------------


@st.composite
def support(draw: st.DrawFn, start: int, code: str, *, credited: bool) -> Stated:
    payer = st.sampled_from(["host", "partner"])
    yearly = st.fixed_dictionaries(
        {"amount": money(0, 900, "/yr", start, code), "from": payer}, optional={"years": spans(start)}
    )
    once = st.fixed_dictionaries({"amount": outlays(code), "from": payer, "year": st.integers(FIRST, start + 10)})
    guarantee = st.fixed_dictionaries(
        {"price": money(0, 90, "/t", start, code), "from": payer}, optional={"years": spans(start)}
    )
    options = {"technical_assistance": st.one_of(yearly, once), "mrv": st.one_of(yearly, once)}
    return some(draw, options | ({"price_guarantee": guarantee} if credited else {}))


def spans(start: int) -> st.SearchStrategy[Stated]:
    years = st.lists(st.integers(FIRST, start + 12), min_size=2, max_size=2).map(sorted)
    return years.map(lambda ends: {"from": ends[0], "to": ends[1]})


# ---- whole scenarios ------------------------------------------------------------------------------------------------


@st.composite
def swaps(draw: st.DrawFn) -> tuple[Stated, int, str]:
    """A header with a swap stated outright, its first operating year, and the currency of what follows."""
    data = draw(headers())
    start, code = start_of(data), draw(st.sampled_from(CURRENCIES))
    data["swap"] = {
        "capex_gap": draw(grown(amounts(1, 9000, "USD"))),
        "fuel_saving": draw(money(0, 3000, "/yr", start, code)),
        "abatement": draw(st.one_of(grown(amounts(-20, 90, "t/yr")), series(amounts(-60, 90, "t/yr"), start))),
    }
    return data, start, code


def usual(start: int) -> st.SearchStrategy[Any]:
    return st.one_of(grown(TONNES), series(TONNES, start))


def output(start: int) -> st.SearchStrategy[Any]:
    return st.one_of(grown(amounts(20, 200, "MWh/yr")), series(amounts(20, 200, "MWh/yr"), start))


def closed(draw: st.DrawFn, data: Stated, start: int, code: str) -> Stated:
    """Add support, and the exchange rate where something is in the other currency."""
    found = draw(support(start, code, credited="credits" in data))
    data |= {"support": found} if found else {}
    rate = data.pop("fx", None) or {"JPY": draw(st.sampled_from(["80 JPY/USD", GROWING]))}
    return data | ({"fx": rate} if "JPY" in repr(data) else {})


GROWING = {"value": "0.0125 USD/JPY", "growth": "2 %"}


@st.composite
def projects(draw: st.DrawFn, mechanism: str | None = None) -> Stated:
    """A swap stated outright under a mechanism that credits one project."""
    data, start, code = draw(swaps())
    credit(draw, data, mechanism or draw(st.sampled_from(PROJECTS)), start, code)
    return closed(draw, data, start, code)


def credit(draw: st.DrawFn, data: Stated, mechanism: str, start: int, code: str) -> None:
    """Put a swap stated outright under a mechanism, and state what its reference reads of the swap."""
    credits = draw(terms(mechanism, start, code)) | {"reference": draw(reference(mechanism, start))}
    if mechanism == "cdm" and draw(st.booleans()):
        credits["host_ldc"] = True
    data["credits"] = credits
    data["swap"] |= {"baseline_emissions": draw(usual(start))} if reads_usual(credits) else {}
    data["swap"] |= {"output": draw(output(start))} if "benchmark" in credits["reference"] else {}


@st.composite
def sectors(draw: st.DrawFn) -> Stated:
    """A swap stated outright in a sector that is credited as a whole."""
    data, start, code = draw(swaps())
    credits = draw(terms("sectoral", start, code))
    credits["reference"] = {"benchmark": draw(st.one_of(grown(INTENSITIES), series(INTENSITIES, start)))}
    if draw(st.booleans()):
        credits["reference"]["autonomous_improvement"] = draw(amounts(1, 9, "%/yr", per=10))
    outputs = st.one_of(st.just("0 MWh/yr"), grown(amounts(0, 900, "MWh/yr")), series(amounts(0, 900, "MWh/yr"), start))
    credits["sector"] = {
        "output": draw(outputs),
        "intensity": draw(st.one_of(grown(INTENSITIES), series(INTENSITIES, start))),
        **some(
            draw,
            {
                "settlement": st.integers(1, 6).map(lambda years: f"{years} yr"),
                "shared_by": st.sampled_from(["abatement", "output"]),
            },
        ),
    }
    data["swap"] |= {"baseline_emissions": draw(usual(start)), "output": draw(output(start))}
    return closed(draw, data | {"credits": credits}, start, code)


@st.composite
def credited_plants(draw: st.DrawFn) -> Stated:
    """Two plants under a mechanism that credits one project; ACM0013 looks at the fuels of both."""
    data = draw(plants().filter(lambda stated: "credits" in stated))
    start, code = start_of(data), draw(st.sampled_from(CURRENCIES))
    service = "m2" if str(data["project"]["capacity"]).endswith("/yr") else "MWh"
    mechanism = draw(st.sampled_from(["cdm", "cdm", "voluntary"]))
    data["credits"] = draw(terms(mechanism, start, code)) | {"reference": draw(reference(mechanism, start, service))}
    with_margins(draw, data, start)
    return closed(draw, data, start, code)


def with_margins(draw: st.DrawFn, data: Stated, start: int) -> None:
    """Let some of the electricity state the two margins of its grid."""
    factors = amounts(0, 1, "t/MWh")
    for side in ("baseline", "project"):
        for carrier in data[side]["fuels"].values():
            if carrier["fuel"] == "electricity" and draw(st.booleans()):
                del carrier["grid_emission_factor"]
                carrier |= {
                    f"{name}_margin": draw(st.one_of(factors, series(factors, start)))
                    for name in ("operating", "build")
                }
                carrier |= some(draw, {"operating_weight": shares()})


@st.composite
def priced(draw: st.DrawFn) -> Stated:
    """A price on emissions instead of credits, for a swap stated outright or for two plants."""
    if draw(st.booleans()):
        data, start, code = draw(swaps())
    else:
        data = draw(plants().map(lambda stated: {key: part for key, part in stated.items() if key != "credits"}))
        start, code = start_of(data), draw(st.sampled_from(CURRENCIES))
    data["carbon_price"] = {"price": draw(money(0, 60, "/t", start, code)), **some(draw, {"years": spans(start)})}
    found = closed(draw, data, start, code)
    return found | ({"credits": {"mechanism": "carbon_price"}} if draw(st.booleans()) else {})


@st.composite
def taxed_credits(draw: st.DrawFn) -> Stated:
    """A swap with tax and working capital under any mechanism, or with a price on emissions."""
    data = draw(finance_scenarios.direct("tax", "working_capital").filter(lambda stated: "credits" in stated))
    start, code = start_of(data), draw(st.sampled_from(CURRENCIES))
    del data["credits"]
    if draw(st.integers(0, 3)):
        credit(draw, data, draw(st.sampled_from(PROJECTS)), start, code)
    else:
        data["carbon_price"] = {"price": draw(money(0, 60, "/t", start, code))}
        data["tax"].pop("credits", None)
    return closed(draw, data, start, code)
