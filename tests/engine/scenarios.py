"""Random scenarios of both forms, as the plain mappings that a file states."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Stated = dict[str, Any]
FIRST = 2020
CURRENCIES = ("USD", "JPY")


def amounts(low: int, high: int, unit: str, *, per: int = 100) -> st.SearchStrategy[str]:
    """Quantities in whole hundredths."""
    return st.integers(low * per, high * per).map(lambda whole: f"{whole / per} {unit}")


def shares(low: int = 0, high: int = 100) -> st.SearchStrategy[str]:
    return amounts(low, high, "%", per=10)


def grown(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """A bare quantity, or one that grows from its usual year or from a stated one."""
    rates, years = amounts(-5, 8, "%"), st.integers(FIRST - 3, FIRST + 8)
    plain = st.fixed_dictionaries({"value": values, "growth": rates})
    dated = st.fixed_dictionaries({"value": values, "growth": rates, "from": years})
    return st.one_of(values, plain, dated)


def series(values: st.SearchStrategy[str], start: int) -> st.SearchStrategy[Stated]:
    """Two or three years of a series that begins in time."""
    years = st.lists(st.integers(start - 2, start + 12), min_size=1, max_size=2, unique=True)
    points = years.flatmap(lambda more: st.fixed_dictionaries({str(y): values for y in sorted({start - 3, *more})}))
    between = st.sampled_from(["linear", "step"])
    return st.builds(lambda read, how: {"years": read, "between": how}, points, between)


def money(low: int, high: int, unit: str, start: int, code: str) -> st.SearchStrategy[Any]:
    """A price or a yearly amount in one currency: constant, growing, or a series."""
    values = amounts(low, high, f"{code}{unit}")
    return st.one_of(grown(values), series(values, start))


@st.composite
def headers(draw: st.DrawFn) -> Stated:
    """Money, calendar and discount rate."""
    building = draw(st.integers(1, 4))
    split = draw(st.lists(st.integers(1, 50), min_size=building, max_size=building))
    parts = [f"{part * 100} %" for part in _normed(split)]
    even: Any = f"{building} yr"
    life = draw(st.one_of(st.integers(1, 25).map(str), st.integers(5, 250).map(lambda tenths: f"{tenths / 10}")))
    timeline: Stated = {
        "first_year": FIRST,
        "construction": draw(st.sampled_from([even, {"years": even, "spend": parts}])),
        "operation": f"{life} yr",
        "timing": draw(st.sampled_from(["year_zero", "end_of_year", "mid_year"])),
    }
    if draw(st.booleans()):
        timeline["valuation_year"] = draw(st.integers(FIRST - 5, FIRST + 5))
    return {
        "format": 1,
        "name": "random",
        "money": draw(moneys()),
        "timeline": timeline,
        "discount_rate": draw(rates()),
    }


def _normed(parts: list[int]) -> list[float]:
    whole = [round(part / sum(parts), 4) for part in parts]
    return [*whole[:-1], round(1 - sum(whole[:-1]), 4)]


def moneys() -> st.SearchStrategy[Stated]:
    basis = st.sampled_from(["real", "nominal"])
    return st.fixed_dictionaries(
        {"currency": st.just("USD"), "price_year": st.integers(2015, 2022), "basis": basis, "inflation": rates(-2, 9)}
    )


def rates(low: int = 0, high: int = 20) -> st.SearchStrategy[str]:
    return amounts(low, high, "%")


def start_of(data: Stated) -> int:
    """Return the first operating year."""
    construction = data["timeline"]["construction"]
    text = construction if isinstance(construction, str) else construction["years"]
    return FIRST + int(text.split()[0])


@st.composite
def credit_terms(draw: st.DrawFn, start: int, code: str) -> Stated:
    """Terms of the credits, most of them left out at times."""
    owners = [f"{share * 100:.2f} %" for share in _normed(draw(st.lists(st.integers(1, 9), min_size=3, max_size=3)))]
    stated: Stated = {"mechanism": "bilateral", "price": draw(money(0, 60, "/t", start, code))}
    options: dict[str, st.SearchStrategy[Any]] = {
        "share_cashed": st.one_of(shares(), series(shares(), start)),
        "uncertainty_discount": shares(0, 40),
        "buffer": st.one_of(shares(0, 30), series(shares(0, 30), start)),
        "share_of_proceeds": shares(0, 10),
        "overall_mitigation": shares(0, 10),
        "issuance_lag": st.integers(0, 4).map(lambda years: f"{years} yr"),
        "registration_cost": grown(amounts(0, 9, f"thousand {code}")),
        "monitoring_cost": money(0, 9, "/yr", start, code),
        "issuance_fee": money(0, 2, "/t", start, code),
        "owners": st.just(dict(zip(("developer", "host", "partner"), owners, strict=True))),
        "crediting": crediting(),
    }
    for key in draw(st.sets(st.sampled_from(sorted(options)))):
        stated[key] = draw(options[key])
    return stated


def crediting() -> st.SearchStrategy[Stated]:
    fractional = amounts(0, 12, "yr", per=10)
    return st.fixed_dictionaries({}, optional={"start_after": amounts(0, 4, "yr", per=10), "years": fractional})


@st.composite
def items(draw: st.DrawFn, start: int, code: str) -> Stated:
    """One item of each shape: one-off, yearly in a span, yearly in operation."""
    kinds = st.sampled_from(["cost", "benefit"])
    year = draw(st.integers(FIRST, start + 10))
    span = sorted(draw(st.lists(st.integers(FIRST, start + 10), min_size=2, max_size=2)))
    shapes: Stated = {
        "once": {"kind": draw(kinds), "amount": draw(grown(amounts(0, 90, f"thousand {code}"))), "year": year},
        "spanned": {
            "kind": draw(kinds),
            "amount": draw(money(0, 9, "/yr", start, code)),
            "years": {"from": span[0], "to": span[1]},
        },
        "yearly": {"kind": draw(kinds), "amount": draw(money(0, 9, "/yr", start, code))},
    }
    return {key: shapes[key] for key in draw(st.sets(st.sampled_from(sorted(shapes))))}


@st.composite
def extras(draw: st.DrawFn, start: int, code: str, *, residual: bool = True) -> Stated:
    """Replacements, residual value and decommissioning."""
    outlays = grown(amounts(0, 90, f"thousand {code}"))
    years = st.lists(st.integers(start, start + 9), min_size=1, max_size=2, unique=True)
    rules = st.sampled_from(
        [{"rule": "share_of_capex", "share": "12.5 %"}, {"rule": "book_value", "life": "31 yr"}, {"rule": "none"}]
    )
    options: dict[str, st.SearchStrategy[Any]] = {
        "replacements": st.fixed_dictionaries({"part": st.fixed_dictionaries({"amount": outlays, "years": years})}),
        "decommissioning": st.one_of(outlays, dated(code, start)),
        **({"residual_value": rules} if residual else {}),
    }
    return {key: draw(options[key]) for key in draw(st.sets(st.sampled_from(sorted(options))))}


def dated(code: str, start: int) -> st.SearchStrategy[Stated]:
    outlays = amounts(0, 90, f"thousand {code}")
    return st.fixed_dictionaries({"value": outlays, "year": st.integers(start, start + 12)})


@st.composite
def direct(draw: st.DrawFn) -> Stated:
    """A swap stated outright."""
    data = draw(headers())
    start, code = start_of(data), draw(st.sampled_from(CURRENCIES))
    data["swap"] = {
        "capex_gap": draw(grown(amounts(1, 99, f"thousand {code}"))),
        "fuel_saving": draw(money(0, 30, "/yr", start, f"thousand {code}")),
        "abatement": draw(money(-5, 90, "t/yr", start, "")),
        **draw(extras(start, "USD")),
    }
    if draw(st.booleans()):
        data["swap"]["opex_saving"] = draw(st.one_of(money(-9, 9, "/yr", start, "USD"), repeated(code)))
    return draw(finished(data, start, code))


def repeated(code: str) -> st.SearchStrategy[Stated]:
    """The fuel saving stated once more, times a share, and plus an amount where it is in the reporting currency."""
    added = {"plus": amounts(-3, 3, "thousand USD/yr")} if code == "USD" else {}
    more = {"times": shares(-50, 50), **added}
    return st.fixed_dictionaries({"path": st.just("swap.fuel_saving")}, optional=more)


@st.composite
def finished(draw: st.DrawFn, data: Stated, start: int, code: str) -> Stated:
    """Add credits, items and the exchange rate where something is in the other currency."""
    if draw(st.integers(0, 4)):
        data["credits"] = draw(credit_terms(start, code))
    if draw(st.booleans()):
        data["items"] = draw(items(start, "USD"))
    if "JPY" in repr(data):
        data["fx"] = {"JPY": draw(st.sampled_from(["80 JPY/USD", "0.0125 USD/JPY"]))}
    return data


FUELS = ("other_bituminous", "natural_gas", "lignite")


@st.composite
def fuel(draw: st.DrawFn, start: int, code: str, share: str, *, service: str) -> Stated:
    """A fuel with its price by heat or by mass, and perhaps factors of its own."""
    by_mass = draw(st.booleans())
    stated: Stated = {"fuel": draw(st.sampled_from(FUELS)), "share": share}
    stated["price"] = draw(money(10, 90, "/t", start, code) if by_mass else money(1, 9, "/GJ", start, code))
    options: dict[str, st.SearchStrategy[Any]] = {
        "emission_factor": st.one_of(amounts(50, 110, "kg/GJ"), series(amounts(50, 110, "kg/GJ"), start)),
        "oxidation_factor": shares(90, 100),
        **({"ncv": amounts(10, 40, "GJ/t")} if by_mass else {}),
    }
    for key in draw(st.sets(st.sampled_from(sorted(options)))):
        stated[key] = draw(options[key])
    return stated


def electricity(start: int, code: str, service: str) -> st.SearchStrategy[Stated]:
    factors = amounts(0, 1, "t/MWh")
    return st.fixed_dictionaries(
        {
            "fuel": st.just("electricity"),
            "price": money(20, 90, "/MWh", start, code),
            "specific_consumption": amounts(0, 2, f"MWh/{service}"),
            "grid_emission_factor": st.one_of(factors, series(factors, start)),
        },
        optional={"loss_rate": shares(0, 15)},
    )


@st.composite
def carriers(draw: st.DrawFn, start: int, code: str, service: str) -> Stated:
    """One or two fuels that share the heat, and perhaps electricity."""
    split = draw(st.integers(1, 99))
    parts = draw(st.sampled_from([["100 %"], [f"{split} %", f"{100 - split} %"]]))
    found: Stated = {f"f{at}": draw(fuel(start, code, share, service=service)) for at, share in enumerate(parts)}
    if draw(st.booleans()):
        found["own"] = draw(fuel(start, code, "100 %", service=service))
        del found["own"]["share"]
        found["own"]["heat_rate"] = draw(amounts(4, 12, f"GJ/{service} {draw(st.sampled_from(['LHV', 'HHV']))}"))
    if draw(st.booleans()):
        found["grid"] = draw(electricity(start, code, service))
    return found


@st.composite
def plant(draw: st.DrawFn, start: int, code: str, service: str, *, runs: bool, built: bool) -> Stated:
    """A plant that gives power, or m2 of a service."""
    power = service == "MWh"
    basis = draw(st.sampled_from(["LHV", "HHV"]))
    stated: Stated = {"fuels": draw(carriers(start, code, service))}
    stated["capacity"] = draw(amounts(1, 9, "MW") if power else amounts(100, 9000, f"{service}/yr"))
    hours = power and draw(st.booleans())
    stated |= {"full_load_hours": draw(amounts(3000, 8000, "h/yr"))} if hours else {"capacity_factor": draw(shares(30))}
    efficient = power and draw(st.booleans())
    stated |= {"net_efficiency": f"{draw(st.integers(25, 60))} % {basis}"} if efficient else {}
    stated |= {} if efficient else {"heat_rate": draw(amounts(4, 12, f"GJ/{service} {basis}"))}
    options = plant_options(start, code, service, power=power, runs=runs)
    for key in draw(st.sets(st.sampled_from(sorted(options)))):
        stated[key] = draw(options[key])
    if built:
        by_power = power and draw(st.booleans())
        key, size = ("overnight_cost", "USD/kW") if by_power else ("capex", "thousand USD")
        stated[key] = draw(grown(amounts(1, 900, size)))
    return {**stated, **draw(extras(start, code, residual=built))}


def plant_options(start: int, code: str, service: str, *, power: bool, runs: bool) -> dict[str, st.SearchStrategy[Any]]:
    """What a plant may state besides; ``runs`` says whether its own output counts."""
    options: dict[str, st.SearchStrategy[Any]] = {
        "variable_opex": money(0, 5, f"/{service}", start, code),
        "other_opex": money(0, 900, "/yr", start, code),
    }
    options |= {"fixed_opex": money(0, 50, "/kW/yr", start, code)} if power else {}
    ramp = st.lists(shares(10), min_size=1, max_size=3)
    return options | ({"degradation": amounts(-1, 3, "%"), "ramp_up": ramp} if runs else {})


@st.composite
def plants(draw: st.DrawFn) -> Stated:
    """Two plants that give the same service: a new build, or the retrofit of an existing one."""
    data = draw(headers())
    start, code = start_of(data), draw(st.sampled_from(CURRENCIES))
    service, retrofit = draw(st.sampled_from(["MWh", "m2"])), draw(st.booleans())
    data["baseline"] = draw(plant(start, code, service, runs=retrofit, built=not retrofit))
    data["project"] = draw(plant(start, code, service, runs=True, built=True))
    data["swap"] = {"leakage": draw(money(0, 9, "t/yr", start, ""))} if draw(st.booleans()) else {}
    if draw(st.booleans()):
        data["project"]["fuels"]["f0"]["price"] = draw(same_price(data["baseline"]["fuels"]["f0"]))
        data["project"]["fuels"]["f0"].pop("ncv", None)
    if retrofit:
        data["swap"] |= {"build": "retrofit", "lost_output": draw(lost_output(start, code, service))}
    return draw(finished(data, start, code))


def same_price(stated: Stated) -> st.SearchStrategy[Any]:
    """The baseline's price, stated once; with something added where it is a price of heat."""
    path = "baseline.fuels.f0.price"
    if "/t" in repr(stated["price"]) or "JPY" in repr(stated["price"]):
        return st.just({"path": path, "times": "100 %"})
    more = {"times": shares(50, 150), "plus": amounts(-1, 1, "USD/GJ")}
    return st.fixed_dictionaries({"path": st.just(path)}, optional=more)


def lost_output(start: int, code: str, service: str) -> st.SearchStrategy[Stated]:
    factors = amounts(0, 1, f"t/{service}")
    return st.fixed_dictionaries(
        {
            "price": money(0, 60, f"/{service}", start, code),
            "emission_factor": st.one_of(factors, series(factors, start)),
        }
    )
