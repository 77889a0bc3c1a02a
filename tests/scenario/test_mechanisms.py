# ruff: noqa: E501 - a row of a table is one line
"""The mechanisms that ship: data that keep to the format, rules at work by year, class and bound, grades that are told."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.outputs.layout import console_for
from appraisal.outputs.record import record_of
from appraisal.outputs.screen import show
from appraisal.scenario import library
from appraisal.scenario.credits_schema import Rule as ReferenceRule
from appraisal.scenario.figure import read_figure
from appraisal.scenario.kind import Kind
from appraisal.scenario.load import load
from appraisal.scenario.mechanisms import mechanisms
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import Document
from appraisal.scenario.section import Class

KEYS = library.mechanism_keys()
WITH_CREDITS = [key for key in KEYS if mechanisms()[key].book in ("project", "sector")]
FILES = {key: library.table(f"mechanisms/{key}.toml") for key in KEYS}
EVERY = "*"

# ---- the data ------------------------------------------------------------------------------------------------------


def leaves(section: type[BaseModel], scope: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every key of the format that is no section, with what it takes; a mapping of names stands as ``*``."""
    for name, info in section.model_fields.items():
        path = f"{scope}{info.alias or name}"
        inside = opened(info.annotation)
        if get_origin(inside) is dict:
            inner = opened(get_args(inside)[-1])
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from leaves(inner, f"{path}.*.")
        elif isinstance(inside, type) and issubclass(inside, BaseModel):
            yield from leaves(inside, f"{path}.")
        else:
            yield path, next((mark for mark in info.metadata if isinstance(mark, Kind)), info.annotation)


def opened(annotation: Any) -> Any:
    """Return what stands inside an optional annotation."""
    if get_origin(annotation) in (Union, UnionType):
        return next((one for one in get_args(annotation) if one is not type(None)), annotation)
    return annotation


FORMAT = dict(leaves(Document))


def terms_of(key: str) -> dict[str, Mapping[str, Any]]:
    """Return every default of a mechanism by its full path, those of a class and of poor hosts included."""
    item = FILES[key]
    groups = [item.get("defaults", {}), *item.get("of_class", {}).values(), item.get("of_ldc", {})]
    return {f"credits.{name}#{at}": term for at, group in enumerate(groups) for name, term in group.items()}


def rules_of(key: str) -> list[Mapping[str, Any]]:
    names = ("exclusions", "conditions", "notices", "openings", "bounds")
    return [rule for name in names for rule in FILES[key].get(name, ())]


def test_the_walk_of_the_format_finds_the_nested_keys() -> None:
    assert {"credits.reference.rule", "credits.sector.settlement", "credits.issuance_tier.up_to"} <= set(FORMAT)
    assert {"finance.grant", "credits.crediting.tightening", "finance.loans.*.rate"} <= set(FORMAT)
    assert "credits.sector" not in FORMAT


class TestData:
    def test_every_mechanism_of_the_papers_and_of_today_is_there(self) -> None:
        wanted = "article_6_2 article_6_4 bilateral carbon_price cdm jcm none sectoral voluntary"
        assert list(KEYS) == wanted.split() == list(mechanisms())

    @pytest.mark.parametrize("key", KEYS)
    def test_no_key_of_a_file_is_unknown(self, key: str) -> None:
        known = {"title", "about", "as_of", "book", "sources", "crediting", "asks", "asks_of_class", "defaults"}
        known |= {"of_class", "of_ldc", "exclusions", "conditions", "notices", "openings", "bounds"}
        assert set(FILES[key]) <= known
        assert {"title", "about", "as_of", "book"} <= set(FILES[key])
        assert FILES[key]["book"] in ("", "project", "sector", "carbon_price")
        rule = {"text", "source", "classes", "path", "since", "until", "crediting_after", "reference"}
        bound = {"text", "source", "path", "least", "most", "least_path", "among", "grantor"}
        for one in rules_of(key):
            assert set(one) <= (bound if one in FILES[key].get("bounds", ()) else rule)
            assert one["text"].strip()

    @pytest.mark.parametrize("key", KEYS)
    def test_every_default_is_a_term_of_the_format_and_fits_it(self, key: str) -> None:
        for marked, term in terms_of(key).items():
            kind = FORMAT[path := marked.split("#")[0]]
            if isinstance(kind, Kind):
                assert set(term) in ({"value", "source"}, {"path", "source"}, {"path", "times", "plus", "source"}), path
                assert library.default_figure(term, kind).text
                assert term.get("path", "timeline.operation") in FORMAT
            else:
                assert set(term) == {"text", "source"}
                assert term["text"] in get_args(opened(kind)), path

    @pytest.mark.parametrize("key", KEYS)
    def test_everything_asked_is_a_key_that_has_no_default(self, key: str) -> None:
        item = FILES[key]
        asked = [item.get("asks", {}), *item.get("asks_of_class", {}).values()]
        for name, words in ((name, words) for group in asked for name, words in group.items()):
            section = "carbon_price" if item["book"] == "carbon_price" else "credits"
            assert f"{section}.{name}" in FORMAT
            assert name not in item.get("defaults", {})
            assert words.strip()

    @pytest.mark.parametrize("key", KEYS)
    def test_every_rule_speaks_of_paths_and_classes_of_the_format(self, key: str) -> None:
        for rule in rules_of(key):
            for path in (rule[name] for name in ("path", "least_path") if name in rule):
                assert path in FORMAT
            assert set(rule.get("classes", ())) <= {*get_args(Class), EVERY}
            assert {rule.get("reference", "lower_of")} <= set(get_args(ReferenceRule))
        assert set(FILES[key].get("of_class", {})) | set(FILES[key].get("asks_of_class", {})) <= set(get_args(Class))

    @pytest.mark.parametrize("key", KEYS)
    def test_every_bound_can_be_held_against_its_figure(self, key: str) -> None:
        for bound in FILES[key].get("bounds", ()):
            kind = FORMAT[bound["path"]]
            if "among" in bound:
                assert set(bound["among"]) < set(get_args(opened(kind)))
            else:
                assert {"least", "most"} & set(bound)
                assert all(read_figure(bound[end], kind) for end in ("least", "most") if end in bound)

    @pytest.mark.parametrize("key", KEYS)
    def test_the_defaults_keep_the_mechanisms_own_rules(self, key: str) -> None:
        """What is not stated cannot be refused: terms, crediting period and rule are inside the bounds."""
        item, found = FILES[key], mechanisms()[key]
        for bound in item.get("bounds", ()):
            term = item["defaults"].get(bound["path"].removeprefix("credits."), {})
            kind = FORMAT[bound["path"]]
            if "least" in bound and "value" in term:
                assert read_figure(term["value"], kind).value >= read_figure(bound["least"], kind).value
            if "most" in bound and "value" in term:
                assert read_figure(term["value"], kind).value <= read_figure(bound["most"], kind).value
            assert term.get("text", bound.get("among", [""])[0]) in bound.get("among", ["", term.get("text")])
        if found.periods:
            years = read_figure(item["defaults"]["crediting.years"]["value"], FORMAT["credits.crediting.years"])
            assert any(years.value <= period.years and period.renewals == 0 for period in found.periods)

    @pytest.mark.parametrize("key", KEYS)
    def test_every_source_exists_has_a_grade_and_is_used(self, key: str) -> None:
        named = FILES[key].get("sources", {})
        used = {term["source"] for term in terms_of(key).values()} | {rule["source"] for rule in rules_of(key)}
        used |= {FILES[key]["crediting"]["source"]} if "crediting" in FILES[key] else set()
        assert used == set(named), "a file names the sources that it uses, and no others"
        for item in named.values():
            assert set(item) == {"text", "grade"}
            assert item["grade"] in ("A", "B", "C")

    def test_the_texts_of_sources_that_stand_in_several_files_agree(self) -> None:
        found: dict[str, Any] = {}
        for item in (*FILES.values(), *(library.table(name) for name in library.TABLES)):
            for key, source in item.get("sources", {}).items():
                assert found.setdefault(key, source) == source, key

    @pytest.mark.parametrize("key", KEYS)
    def test_what_was_not_read_says_so_in_its_file(self, key: str) -> None:
        text = resources.files("appraisal").joinpath("data", "mechanisms", f"{key}.toml").read_text(encoding="utf-8")
        sources = FILES[key].get("sources", {})
        assert not sources or "C known to the trade" in text.splitlines()[0] + text.splitlines()[1]
        for name, item in sources.items():
            if item["grade"] == "C":
                assert re.search(r"\b(not|never) (be )?read\b", item["text"]), name

    @pytest.mark.parametrize("key", WITH_CREDITS)
    def test_periods_have_a_source_and_years(self, key: str) -> None:
        found = mechanisms()[key]
        assert bool(found.periods) == bool(found.period_source)
        assert all(period.years > 0 and period.renewals >= 0 for period in found.periods)


# ---- one scenario under each mechanism -----------------------------------------------------------------------------

SWAP = """\
format: 1
name: Power from the waste heat of kilns
money: {currency: CURRENCY, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, operation: 25 yr}
discount_rate: 8 %
swap:
  class: industry
  capex_gap: 100 million CURRENCY
  fuel_saving: 9 million CURRENCY/yr
  abatement: 600 kt/yr
"""
NEEDS = {
    "bilateral": "",
    "cdm": "",
    "jcm": "reference: {rule: below_usual, below_usual: 2 %}, crediting: {years: 9 yr}",
    "sectoral": (
        "reference: {benchmark: 0.9 t/MWh}, owners: {developer: 40 %},"
        " sector: {output: 200 TWh/yr, intensity: 0.85 t/MWh}"
    ),
    "article_6_4": "reference: {rule: below_usual, below_usual: 2 %}",
    "article_6_2": ("reference: {rule: business_as_usual}, crediting: {years: 10 yr}, owners: {developer: 70 %}"),
    "voluntary": (
        "reference: {rule: business_as_usual}, crediting: {years: 10 yr}, buffer: 10 %, issuance_fee: 0.2 USD/t"
    ),
}
BASELINE = "  baseline_emissions: 5 Mt/yr\n"
OUTPUT = "  output: 5 TWh/yr\n"
FACTS = {"jcm": BASELINE, "article_6_4": BASELINE, "sectoral": BASELINE + OUTPUT}


def written(key: str, currency: str = "USD") -> str:
    """Return a scenario that states under a mechanism what it must, and nothing else."""
    terms = f"mechanism: {key}, price: 10 {currency}/t" + (f", {NEEDS[key]}" if NEEDS[key] else "")
    return SWAP.replace("CURRENCY", currency) + FACTS.get(key, "") + f"credits: {{{terms}}}\n"


Loaded = Callable[..., Scenario]


@pytest.fixture
def stated(tmp_path: Path) -> Loaded:
    """Return a function that loads a mechanism's scenario with changes."""

    def loaded(key: str, *sets: str, currency: str = "USD") -> Scenario:
        file = tmp_path / f"{key}.yaml"
        file.write_text(written(key, currency), encoding="utf-8")
        return load(file, sets=sets)

    return loaded


def refused(loaded: Loaded, key: str, *sets: str, **options: str) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        loaded(key, *sets, **options)
    return tuple(caught.value.problems)


def told(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in problems]


def warned(scenario: Scenario, code: str) -> list[str]:
    return [warning.path for warning in scenario.warnings if warning.code == code]


class TestTerms:
    @pytest.mark.parametrize("key", WITH_CREDITS)
    def test_what_it_asks_is_all_that_must_be_stated(self, key: str, stated: Loaded) -> None:
        result = appraise(stated(key))
        assert all(check.ok for check in result.checks)
        assert result.metrics.npv.status == "ok"

    @pytest.mark.parametrize("key", WITH_CREDITS)
    def test_each_thing_asked_is_missed_by_its_path(self, key: str, stated: Loaded) -> None:
        for name in mechanisms()[key].asks:
            section = name if not name.startswith("sector.") else "sector"
            codes = told(refused(stated, key, f"credits.{section}=null"))
            assert ("missing-input", f"credits.{name}") in codes

    @pytest.mark.parametrize("key", WITH_CREDITS)
    def test_what_is_not_stated_is_taken_from_its_file_and_listed(self, key: str, stated: Loaded) -> None:
        scenario = stated(key)
        listed = {default.path: default for default in scenario.defaults}
        for name, term in mechanisms()[key].defaults.items():
            path = f"credits.{name}"
            if path in listed:
                assert listed[path].source == term["source"]
            else:
                assert path in {*scenario.figures, *scenario.words}, f"{path} is neither stated nor a default"
                assert path not in scenario.figures or not scenario.figures[path].default

    @pytest.mark.parametrize("key", WITH_CREDITS)
    def test_owners_have_all_credits(self, key: str, stated: Loaded) -> None:
        owners = [stated(key).figures[f"credits.owners.{who}"].value for who in ("developer", "host", "partner")]
        assert sum(owners) == pytest.approx(1)

    def test_the_rest_goes_to_the_other_government(self, stated: Loaded) -> None:
        def owners(scenario: Scenario) -> list[float]:
            return [scenario.figures[f"credits.owners.{who}"].value for who in ("developer", "host", "partner")]

        assert owners(stated("article_6_2")) == pytest.approx([0.7, 0, 0.3])
        assert owners(stated("sectoral")) == pytest.approx([0.4, 0.6, 0])
        assert owners(stated("jcm")) == pytest.approx([0.5, 0, 0.5])
        assert owners(stated("jcm", "credits.owners.partner=60 %")) == pytest.approx([0.4, 0, 0.6])

    def test_a_class_has_terms_of_its_own(self, stated: Loaded) -> None:
        stored = stated("cdm", "swap.class=ccs", "credits.aftercare.cost=1 million USD/yr")
        assert stored.figures["credits.buffer"].value == 0.05
        assert stored.figures["credits.aftercare.years"].value == 20
        plain = stated("cdm")
        assert plain.figures["credits.buffer"].value == 0
        assert "credits.aftercare.years" not in plain.figures

    def test_a_class_asks_for_more(self, stated: Loaded) -> None:
        assert told(refused(stated, "cdm", "swap.class=ccs")) == [("missing-input", "credits.aftercare.cost")]
        assert stated("cdm", "swap.class=gas").figures

    def test_the_terms_of_a_class_act(self, stated: Loaded) -> None:
        """5 % of what is issued is set aside, and the store is watched for 20 years after ten of crediting."""
        stored = appraise(stated("cdm", "swap.class=ccs", "credits.aftercare.cost=1 million USD/yr")).run
        issued, buffered = (stored.rows[f"credits.{name}"][:, 0] for name in ("issued", "buffered"))
        assert list(buffered) == pytest.approx(list(issued * 0.05))
        watched = stored.rows["credits.aftercare.cost"][:, 0]
        assert [year for year, cost in zip(stored.axis.years, watched, strict=True) if cost] == list(range(2023, 2043))
        assert sum(watched) == pytest.approx(20e6)

    def test_a_poor_host_pays_neither_levy_nor_fees(self, stated: Loaded) -> None:
        poor, other = appraise(stated("cdm", "credits.host_ldc=true")), appraise(stated("cdm"))
        for name, most in (("levied", 120e3), ("issuance_cost", 1.0), ("registering_cost", 118_500)):
            assert poor.run.total(f"credits.{name}")[0] == 0
            assert other.run.total(f"credits.{name}")[0] >= most
        assert poor.scenario.figures["credits.share_of_proceeds"].source == "cdm_adaptation_ldc"

    def test_a_poor_host_may_state_less_than_the_levy_that_others_pay(self, stated: Loaded) -> None:
        assert stated("cdm", "credits.host_ldc=true", "credits.share_of_proceeds=0 %").figures
        assert told(refused(stated, "cdm", "credits.share_of_proceeds=0 %")) == [
            ("against-rules", "credits.share_of_proceeds")
        ]

    @pytest.mark.parametrize("key", [key for key in WITH_CREDITS if key != "cdm"])
    def test_a_poor_host_without_terms_is_refused(self, key: str, stated: Loaded) -> None:
        assert told(refused(stated, key, "credits.host_ldc=true")) == [("unused", "credits.host_ldc")]


class TestCurrencies:
    FEES = ("registration_fee.cap", "issuance_fee", "issuance_tier.fee")

    def test_a_default_in_another_currency_names_both_ways_out(self, stated: Loaded) -> None:
        problems = refused(stated, "cdm", currency="JPY")
        assert set(told(problems)) == {("no-exchange-rate", f"credits.{name}") for name in self.FEES}
        for problem in problems:
            assert "state fx.USD (for example: 0.5 JPY/USD)" in problem.message
            assert f"or state {problem.path} in JPY" in problem.message

    def test_the_one_way_is_a_rate(self, stated: Loaded) -> None:
        result = appraise(stated("cdm", "fx.USD=80 JPY/USD", currency="JPY"))
        paid = result.run.rows["credits.issuance_levy"][:, 0]
        assert max(paid) == pytest.approx(80 * (15e3 * 0.1 + 585e3 * 0.2)), "118,500 USD a year"

    def test_the_other_way_is_the_terms_in_ones_own_currency(self, stated: Loaded) -> None:
        own = [
            f"credits.{name}={value}" for name, value in zip(self.FEES, ("0 JPY", "16 JPY/t", "8 JPY/t"), strict=True)
        ]
        assert appraise(stated("cdm", *own, currency="JPY")).metrics.npv.unit == "JPY"
        assert told(refused(stated, "cdm", *own[1:], currency="JPY")) == [
            ("no-exchange-rate", "credits.registration_fee.cap")
        ]

    @pytest.mark.parametrize("key", [key for key in WITH_CREDITS if key != "cdm"])
    def test_an_amount_of_nothing_needs_no_rate(self, key: str, stated: Loaded) -> None:
        fee = ["credits.issuance_fee=16 JPY/t"] if key == "voluntary" else []
        assert appraise(stated(key, *fee, currency="JPY")).metrics.npv.unit == "JPY"

    def test_a_poor_host_has_no_fee_to_turn(self, stated: Loaded) -> None:
        assert appraise(stated("cdm", "credits.host_ldc=true", currency="JPY")).metrics.npv.status == "ok"


# ---- rules by year and class ---------------------------------------------------------------------------------------

STORED = ("swap.class=ccs", "credits.aftercare.cost=1 million USD/yr")


class TestYears:
    def test_capture_is_refused_as_of_2010(self, stated: Loaded) -> None:
        (problem,) = refused(stated, "cdm", *STORED, "credits.as_of=2010")
        assert (problem.code, problem.path) == ("not-eligible", "credits.mechanism")
        assert "'cdm' does not take ccs, by its rules as of 2010: carbon capture and storage was not" in problem.message
        assert "7/CMP.6" in problem.message
        assert problem.message.endswith("with a warning in every output")

    @pytest.mark.parametrize(("year", "eligible"), [(1998, False), (2011, False), (2012, True), (2026, True)])
    def test_the_rules_change_between_two_years(self, year: int, eligible: bool, stated: Loaded) -> None:
        sets = (*STORED, f"credits.as_of={year}")
        if eligible:
            assert warned(stated("cdm", *sets), "conditions") == ["credits.mechanism"]
        else:
            assert told(refused(stated, "cdm", *sets)) == [("not-eligible", "credits.mechanism")]

    def test_capture_runs_with_its_conditions_as_of_2012(self, stated: Loaded) -> None:
        warnings = stated("cdm", *STORED, "credits.as_of=2012").warnings
        (said,) = [warning for warning in warnings if warning.code == "conditions"]
        assert said.message.startswith("rules as of 2012: carbon capture and storage is eligible under conditions")
        assert said.message.endswith("verified: no)")
        assert warned(stated("cdm", "credits.as_of=2012"), "conditions") == []

    @pytest.mark.parametrize(("sets", "notices"), [
        ((), 1),  # the data are of 2026
        (("credits.as_of=2026",), 1),
        (("credits.as_of=2021",), 1),
        (("credits.as_of=2020",), 0),
        (("credits.as_of=2012",), 0),
        (("credits.as_of=2012", "credits.crediting.start_after=7 yr"), 0),  # from 2020 on
        (("credits.as_of=2012", "credits.crediting.start_after=8 yr"), 1),  # from 2021 on
        (("credits.as_of=2012", "timeline.first_year=2020"), 1),
        (("credits.as_of=2012", "timeline.first_year=2015", "timeline.construction=6 yr"), 1),
        (("credits.as_of=2026", "credits.crediting.start_after=8 yr"), 2),
    ])  # fmt: skip
    def test_a_closing_mechanism_says_so(self, sets: tuple[str, ...], notices: int, stated: Loaded) -> None:
        assert warned(stated("cdm", *sets), "mechanism-status") == ["credits.mechanism"] * notices

    def test_the_historical_mechanism_is_called_so(self, stated: Loaded) -> None:
        (said,) = [one for one in stated("cdm").warnings if one.code == "mechanism-status"]
        assert "rules as of 2026: the mechanism is historical" in said.message

    @pytest.mark.parametrize("key", ["article_6_2", "article_6_4"])
    def test_no_mechanism_is_older_than_its_rules(self, key: str, stated: Loaded) -> None:
        (problem,) = refused(stated, key, "credits.as_of=2020")
        assert (problem.code, problem.path) == ("not-eligible", "credits.as_of")
        assert "adopted in 2021" in problem.message
        assert stated(key, "credits.as_of=2021").figures

    @pytest.mark.parametrize("year", [2005, 2012, 2026])
    def test_nuclear_power_is_refused_in_every_year(self, year: int, stated: Loaded) -> None:
        (problem,) = refused(stated, "cdm", "swap.class=nuclear", f"credits.as_of={year}")
        assert (problem.code, problem.path) == ("not-eligible", "credits.mechanism")
        assert "Annex I Parties are to refrain from using its credits" in problem.message

    def test_the_bilateral_mechanism_takes_any_class(self, stated: Loaded) -> None:
        for one in get_args(Class):
            assert stated("bilateral", f"swap.class={one}").warnings == ()

    def test_coal_is_refused_where_it_locks_in(self, stated: Loaded) -> None:
        (problem,) = refused(stated, "article_6_4", "swap.class=coal")
        assert (problem.code, problem.path) == ("not-eligible", "credits.mechanism")
        assert problem.message.count("verified: no") == 1


class TestClassNotStated:
    @pytest.mark.parametrize("key", ["cdm", "article_6_4"])
    def test_it_is_told_where_some_class_is_excluded(self, key: str, stated: Loaded) -> None:
        assert warned(stated(key, "swap.class=null"), "class-unknown") == ["credits.mechanism"]
        assert warned(stated(key), "class-unknown") == []

    @pytest.mark.parametrize("key", [key for key in WITH_CREDITS if key not in ("cdm", "article_6_4")])
    def test_it_is_not_told_where_none_is(self, key: str, stated: Loaded) -> None:
        assert warned(stated(key, "swap.class=null"), "class-unknown") == []


class TestPeriods:
    @pytest.mark.parametrize(("key", "years", "renewals", "kept"), [
        ("cdm", 7, 2, True), ("cdm", 7, 0, True), ("cdm", 10, 0, True), ("cdm", 5.5, 1, True),
        ("cdm", 20, 0, False), ("cdm", 10, 1, False), ("cdm", 7, 3, False), ("cdm", 7.5, 2, False), ("cdm", 10.5, 0, False),
        ("article_6_4", 5, 2, True), ("article_6_4", 10, 0, True),
        ("article_6_4", 7, 2, False), ("article_6_4", 5, 3, False), ("article_6_4", 15, 0, False),
        ("bilateral", 20, 0, True), ("jcm", 20, 0, True), ("voluntary", 7, 3, True),
    ])  # fmt: skip
    def test_years_and_renewals_go_together(
        self, key: str, years: float, renewals: int, kept: bool, stated: Loaded
    ) -> None:
        sets = (f"credits.crediting.years={years} yr", f"credits.crediting.renewals={renewals}")
        if kept:
            assert warned(stated(key, *sets), "against-rules") == []
            return
        (problem,) = refused(stated, key, *sets)
        assert (problem.code, problem.path) == ("against-rules", "credits.crediting.years")
        assert f"{years:g} years with {renewals} renewals" in problem.message

    def test_renewals_alone_are_held_against_the_default_years(self, stated: Loaded) -> None:
        assert told(refused(stated, "cdm", "credits.crediting.renewals=2")) == [
            ("against-rules", "credits.crediting.years")
        ]


GRANTED = "finance.grant_from=partner"
OUTSIDE = [
    ("jcm", ("credits.owners.partner=40 %",), "credits.owners.partner", ("credits.owners.partner=50 %",)),
    ("jcm", ("finance.grant=60 %", GRANTED, "credits.owners.partner=60 %"), "finance.grant", ("finance.grant=50 %", GRANTED)),
    ("jcm", ("credits.reference.rule=business_as_usual", "credits.reference.below_usual=null", "swap.baseline_emissions=null"), "credits.reference.rule", ()),
    ("article_6_4", ("credits.share_of_proceeds=4 %",), "credits.share_of_proceeds", ("credits.share_of_proceeds=5 %",)),
    ("article_6_4", ("credits.overall_mitigation=1.9 %",), "credits.overall_mitigation", ("credits.overall_mitigation=3 %",)),
    ("article_6_4", ("credits.crediting.tightening=0.5 %/yr",), "credits.crediting.tightening", ("credits.crediting.tightening=1.5 %/yr",)),
    ("article_6_4", ("credits.crediting.tightening=5 %", "credits.crediting={years: 5 yr, renewals: 2, tightening: 5 %}"), "credits.crediting.tightening", ("credits.crediting={years: 5 yr, renewals: 2, tightening: 1 %/yr}",)),
    ("article_6_4", ("credits.reference.rule=business_as_usual", "credits.reference.below_usual=null"), "credits.reference.rule", ()),
    ("cdm", ("credits.share_of_proceeds={years: {2013: 2 %, 2020: 1 %}, between: step}",), "credits.share_of_proceeds", ("credits.share_of_proceeds={years: {2013: 3 %, 2020: 2 %}, between: step}",)),
    ("cdm", ("credits.share_of_proceeds=1 %",), "credits.share_of_proceeds", ("credits.share_of_proceeds=2 %",)),
    ("cdm", ("credits.crediting.years=20 yr",), "credits.crediting.years", ("credits.crediting.years=10 yr",)),
]  # fmt: skip


class TestBounds:
    @pytest.mark.parametrize(("key", "bad", "path", "good"), OUTSIDE)
    def test_what_lies_outside_is_refused(
        self, key: str, bad: tuple[str, ...], path: str, good: tuple[str, ...], stated: Loaded
    ) -> None:
        (problem,) = refused(stated, key, *bad)
        assert (problem.code, problem.path) == ("against-rules", path)
        assert f"is against the rules of '{key}'" in problem.message
        assert problem.message.endswith(
            "ignore_eligibility: true appraises it all the same, with a warning in every output"
        )
        kept = stated(key, *good)
        assert warned(kept, "against-rules") == []
        assert appraise(kept).metrics.npv.status == "ok"

    @pytest.mark.parametrize(("key", "bad", "path", "good"), OUTSIDE)
    def test_ignored_it_is_a_warning_of_the_same_code(
        self, key: str, bad: tuple[str, ...], path: str, good: tuple[str, ...], stated: Loaded
    ) -> None:
        del good
        scenario = stated(key, *bad, "credits.ignore_eligibility=true")
        (warning,) = [one for one in scenario.warnings if one.code == "against-rules"]
        assert warning.path == path
        assert warning.message.endswith("; ignored, as the scenario says")
        assert "ignore_eligibility" not in warning.message
        assert ("against-rules", path) in told(appraise(scenario).warnings)

    @pytest.mark.parametrize(("key", "sets", "path"), [
        ("cdm", ("swap.class=nuclear",), "credits.mechanism"),
        ("cdm", (*STORED, "credits.as_of=2010"), "credits.mechanism"),
        ("article_6_4", ("swap.class=coal",), "credits.mechanism"),
        ("article_6_2", ("credits.as_of=2015",), "credits.as_of"),
    ])  # fmt: skip
    def test_so_is_a_class_that_is_not_eligible(
        self, key: str, sets: tuple[str, ...], path: str, stated: Loaded
    ) -> None:
        assert told(refused(stated, key, *sets)) == [("not-eligible", path)]
        scenario = stated(key, *sets, "credits.ignore_eligibility=true")
        assert warned(scenario, "not-eligible") == [path]
        text = screen(record_of(appraise(scenario)))
        assert "warning not-eligible" in text
        assert "ignored, as the scenario says" in " ".join(text.split())

    @pytest.mark.parametrize("key", WITH_CREDITS)
    def test_nothing_to_ignore_is_told(self, key: str, stated: Loaded) -> None:
        assert warned(stated(key, "credits.ignore_eligibility=true"), "unused") == ["credits.ignore_eligibility"]
        assert "unused" not in [warning.code for warning in stated(key, "credits.ignore_eligibility=false").warnings]

    def test_the_partner_has_at_least_the_share_of_its_grant(self, stated: Loaded) -> None:
        """Half of the credits for half of the cost; a larger grant needs a larger share, and is refused for itself."""
        half = ("finance.grant=50 %", GRANTED)
        assert stated("jcm", *half, "credits.owners.partner=50 %").figures
        more = ("finance.grant=60 %", GRANTED)
        assert told(refused(stated, "jcm", *more, "credits.owners.partner=60 %")) == [
            ("against-rules", "finance.grant")
        ]
        assert told(refused(stated, "jcm", *more, "credits.owners.partner=55 %")) == [
            ("against-rules", "credits.owners.partner"),
            ("against-rules", "finance.grant"),
        ]

    def test_a_grant_of_the_host_is_no_subsidy_of_the_partner(self, stated: Loaded) -> None:
        for granted in (("finance.grant=60 %",), ("finance.grant=60 %", "finance.grant_from=host")):
            found = stated("jcm", *granted)
            assert warned(found, "rule-not-checked") == []
        assert warned(stated("jcm", "finance.grant=60 million USD"), "rule-not-checked") == []

    def test_a_grant_in_money_is_not_held_against_shares_and_says_so(self, stated: Loaded) -> None:
        granted = stated("jcm", "finance.grant=60 million USD", GRANTED)
        assert warned(granted, "rule-not-checked") == ["credits.owners.partner", "finance.grant"]
        for sets in ((), ("finance.grant=40 %", GRANTED), ("finance.grant=0 USD", GRANTED)):
            assert warned(stated("jcm", *sets), "rule-not-checked") == []


class TestOpenTerms:
    @pytest.mark.parametrize(("key", "path", "sets"), [
        ("article_6_4", "credits.registration_cost", ("credits.registration_cost=10 thousand USD",)),
        ("article_6_4", "credits.issuance_fee", ("credits.issuance_fee=0.2 USD/t",)),
        ("article_6_4", "credits.issuance_fee", ("credits.issuance_fee=0 USD/t",)),
        ("cdm", "credits.reference.benchmark", ("credits.reference.benchmark=0.9 t/MWh", "swap.output=5 TWh/yr", "swap.baseline_emissions=5 Mt/yr")),
        ("cdm", "credits.reference.benchmark", ("credits.reference.rule=business_as_usual",)),
    ])  # fmt: skip
    def test_what_is_not_known_is_told_until_it_is_stated(
        self, key: str, path: str, sets: tuple[str, ...], stated: Loaded
    ) -> None:
        assert path in warned(stated(key), "term-unknown")
        assert path not in warned(stated(key, *sets), "term-unknown")

    def test_the_adjustment_at_the_start_is_told_where_no_share_below_usual_is_stated(self, stated: Loaded) -> None:
        path = "credits.reference.below_usual"
        assert path not in warned(stated("article_6_4"), "term-unknown")
        emitted = ("credits.reference={rule: stated, emissions: 4.9 Mt/yr}", f"{path}=null")
        assert path in warned(stated("article_6_4", *emitted), "term-unknown")

    def test_a_term_that_is_not_known_says_whether_its_source_was_read(self, stated: Loaded) -> None:
        said = {one.path: one.message for one in stated("article_6_4").warnings if one.code == "term-unknown"}
        assert said["credits.issuance_fee"].endswith("verified: no)")


# ---- what was not read is told wherever it is used -----------------------------------------------------------------

SETTLED = "0 %"
"""Adjustments of the reference that adjust nothing: no line reads them."""


def screen(record: dict[str, Any]) -> str:
    stream = io.StringIO()
    show(record, console_for(stream))
    return stream.getvalue()


def default_blocks(text: str) -> list[tuple[str, str]]:
    """Return the defaults on the screen: what is assumed, and the source below it."""
    lines = text[text.index("Defaults used") :].splitlines()[1:]
    found: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith("    ") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}".strip())
        elif line.startswith("  "):
            ended = not found or found[-1][1]
            found = [*found, (line.strip(), "")] if ended else [*found[:-1], (f"{found[-1][0]} {line.strip()}", "")]
        else:
            break
    return found


class TestNotRead:
    @pytest.mark.parametrize("key", WITH_CREDITS)
    @pytest.mark.parametrize("technology", ["industry", "ccs"])
    def test_every_default_that_a_run_uses_is_listed_with_its_grade(
        self, key: str, technology: str, stated: Loaded
    ) -> None:
        sets = STORED if (key, technology) == ("cdm", "ccs") else (f"swap.class={technology}",)
        result = appraise(stated(key, *sets))
        record = record_of(result)
        listed = {default["path"]: default for default in record["defaults"]}
        for name, term in mechanisms()[key].terms(technology, least_developed=False).items():
            path, source = f"credits.{name}", library.evidence()[term["source"]]
            if path in result.scenario.figures and not result.scenario.figures[path].default:
                assert path not in listed
            elif path in listed or not str(term.get("value", "")).startswith(SETTLED):
                expected = {"source": source.text, "grade": source.grade, "verified": source.grade != "C"}
                assert expected.items() <= listed[path].items()

    @pytest.mark.parametrize("key", WITH_CREDITS)
    def test_the_screen_says_which_were_not_read(self, key: str, stated: Loaded) -> None:
        record = record_of(appraise(stated(key)))
        unread = {default["path"] for default in record["defaults"] if not default["verified"]}
        assert bool(unread) == (key != "bilateral"), "only the bilateral mechanism has nothing that was not read"
        blocks = default_blocks(screen(record))
        for default in record["defaults"]:
            (source,) = [source for assumed, source in blocks if f"; {default['path']} " in f"; {assumed} "]
            assert source.endswith("(verified: no)") == (default["path"] in unread)


class TestRanges:
    """A range is held to the rules as its value is: draws and bars go to its ends."""

    def test_a_crediting_period_whose_high_end_is_too_long(self, stated: Loaded) -> None:
        ranged = "credits.crediting.years={{value: 10 yr, low: 7 yr, high: {} yr}}"
        assert stated("cdm", ranged.format(10)).figures
        assert told(refused(stated, "cdm", ranged.format(12))) == [("against-rules", "credits.crediting.years")]

    def test_a_levy_whose_low_end_is_too_small(self, stated: Loaded) -> None:
        ranged = "credits.share_of_proceeds={{value: 5 %, low: {} %, high: 6 %}}"
        assert stated("cdm", ranged.format(2)).figures
        assert told(refused(stated, "cdm", ranged.format(1))) == [("against-rules", "credits.share_of_proceeds")]
