"""A programme file: what is read, what is refused and where, how units roll out, and which phase they fall in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import appraisal as ap
from appraisal.outputs.schema_text import programme_schema_text
from appraisal.questions.programme.appraisal import appraise_programme
from appraisal.questions.programme.result import ProgrammeAppraisal
from appraisal.scenario.programme import Programme, build_programme
from appraisal.scenario.programme_roll_out import AFTER_EXIT, PhasePath, phase_path, units_begun
from appraisal.scenario.tree import parse_tree

FILE = Path(__file__).parents[2] / "scenarios" / "package.yaml"
COMMITTED = Path(__file__).parents[2] / "appraisal" / "programme.schema.json"
GOOD = """\
format: 1
name: A package
sources: {made: made for a test}
money: {currency: USD, price_year: 2011, basis: real, inflation: 2 %}
fx: {JPY: 80 JPY/USD}
timeline: {valuation_year: 2012}
discount_rate: 8 %
programme:
  credit_price: {value: 16 USD/t, growth: 1 %/yr, from: 2012}
  measures:
    usc:
      scenario: usc_vs_subcritical.yaml
      crediting: project
      mechanism: bilateral
      roll_out: {units: {years: {2012: 1, 2016: 2}, between: linear}}
      regions:
        north: {share: 40 %}
        south: {share: 60 %, crediting: none}
    more:
      scenario: usc_vs_subcritical.yaml
      crediting: none
      start: 2015
      changes: {swap.capex_gap: 130 million USD}
      roll_out: {units: 2, until: 2018}
      lock_in: {stranding_year: 2040, source: made}
      tonnes_of: block_2
  enabling:
    training: {kind: training, amount: 40 million JPY/yr, years: {from: 2012, to: 2014}, from: partner, measures: [usc]}
    system: {kind: mrv, amount: 1 million USD, year: 2013, from: host, source: made}
  support:
    grant: {changes: {finance.grant: 10 million USD}, phases: [I], measures: [usc]}
  phases: {begin: {II: 2014, III: 2018}, shift: 3 yr, exit: 2030}
  budget: {amount: 20 million USD/yr, years: {from: 2012, to: 2020}, objective: npv}
"""


def read(text: str = GOOD) -> Programme:
    return build_programme(parse_tree(text, str(FILE)))


def appraised(text: str) -> ProgrammeAppraisal:
    return appraise_programme(read(text))


def begun(text: str = GOOD, name: str = "more") -> dict[int, float]:
    """Return the units of a measure by the year in which they begin, from the parts that are appraised."""
    found: dict[int, float] = {}
    for part in appraised(text).measure(name).parts:
        found[part.start] = found.get(part.start, 0.0) + part.count
    return {year: pytest.approx(units) for year, units in found.items()}


def refused(text: str, *, late: bool = False) -> list[tuple[str, str]]:
    with pytest.raises(ap.AppraisalError) as caught:
        (appraised if late else read)(text)
    return [(one.code, one.path) for one in caught.value.problems]


class TestReading:
    def test_the_good_one_is_read_and_appraised(self) -> None:
        found = read()
        assert list(found.measures) == ["usc", "more"]
        assert found.currency == "USD"
        assert appraise_programme(found).totals.tonnes > 0

    def test_from_a_file_with_changes(self, tmp_path: Path) -> None:
        folder = tmp_path / "programmes"
        folder.mkdir()
        (tmp_path / "usc_vs_subcritical.yaml").write_bytes((FILE.parent / "usc_vs_subcritical.yaml").read_bytes())
        (folder / "p.yaml").write_text(GOOD.replace("scenario: usc", "scenario: ../usc"), encoding="utf-8")
        found = ap.load_programme(folder / "p.yaml", sets=["discount_rate=5 %"])
        assert found.document.discount_rate.value == 0.05
        assert found.hash != ap.load_programme(folder / "p.yaml").hash

    def test_what_is_assumed_is_listed(self) -> None:
        text = GOOD.replace(", shift: 3 yr", "").replace("      roll_out: {units: 2, until: 2018}\n", "")
        paths = [one.path for one in read(text).defaults]
        assert paths == [
            "timeline.timing",
            "programme.phases.credited",
            "programme.phases.shift",
            "programme.measures.more.roll_out.count",
        ]
        assert all(one.source for one in read(text).defaults)

    def test_the_hash_follows_the_scenarios(self, tmp_path: Path) -> None:
        source = (FILE.parent / "usc_vs_subcritical.yaml").read_text(encoding="utf-8")
        (tmp_path / "usc_vs_subcritical.yaml").write_text(source, encoding="utf-8")
        (tmp_path / "p.yaml").write_text(GOOD, encoding="utf-8")
        before = ap.load_programme(tmp_path / "p.yaml").hash
        (tmp_path / "usc_vs_subcritical.yaml").write_text(source.replace("600 kt/yr", "610 kt/yr"), encoding="utf-8")
        assert ap.load_programme(tmp_path / "p.yaml").hash != before


M = "programme.measures"
MORE = "scenario: usc_vs_subcritical.yaml\n      crediting: none"
TRAINING, SYSTEM, GRANT = "programme.enabling.training", "programme.enabling.system", "programme.support.grant"
NORTH = f"{M}.usc.regions.north"
PHASES = "  phases: {begin: {II: 2014, III: 2018}, shift: 3 yr, exit: 2030}\n"
BAD = [
    ("crediting: project", "crediting: projects", "unknown-value", f"{M}.usc.crediting"),
    ("mechanism: bilateral", "mechanism: bilaterl", "unknown-mechanism", f"{M}.usc.mechanism"),
    ("mechanism: bilateral", "mechanism: sectoral", "mechanism-differs", f"{M}.usc.mechanism"),
    ("crediting: none\n", "crediting: none\n      mechanism: bilateral\n", "unused", f"{M}.more.mechanism"),
    ("start: 2015", "strat: 2015", "unknown-key", f"{M}.more.strat"),
    ("share: 60 %", "share: 50 %", "shares", f"{M}.usc.regions"),
    ("{units: 2, until: 2018}", "{units: 2}", "missing-key", f"{M}.more.roll_out.until"),
    ("{units: 2, until: 2018}", "{units: 2, until: 2014}", "out-of-order", f"{M}.more.roll_out.until"),
    ("{units: 2, until: 2018}", "{count: 2, until: 2018}", "unused", f"{M}.more.roll_out.until"),
    ("{units: 2, until: 2018}", "{count: 2, stock: 3}", "one-of", f"{M}.more.roll_out.stock"),
    ("{units: 2, until: 2018}", "{stock: 3}", "needs-series", f"{M}.more.roll_out.stock"),
    ("{units: 2, until: 2018}", "{count: 0}", "nothing-built", f"{M}.more.roll_out.count"),
    ("{units: 2, until: 2018}", "{count: -1}", "out-of-range", f"{M}.more.roll_out.count"),
    ("{units: 2, until: 2018}", "{units: {years: {2015: 1}}}", "unused", f"{M}.more.start"),
    ("tonnes_of: block_2", "excludes: [uscc]", "unknown-measure", f"{M}.more.excludes[0]"),
    ("tonnes_of: block_2", "excludes: [usc]", "unused", f"{M}.more.excludes"),
    ("crediting: none}", "crediting: sector, mechanism: sectoral}", "missing-key", f"{M}.usc.sector"),
    ("swap.capex_gap: 130 million USD", "discount_rate: 5 %", "set-by-programme", f"{M}.more.changes.discount_rate"),
    ("40 %}", "40 %, changes: {timeline.timing: mid_year}}", "set-by-programme", f"{NORTH}.changes.timeline.timing"),
    ("finance.grant: 10 million USD", "discount_rate: 5 %", "set-by-programme", f"{GRANT}.changes.discount_rate"),
    ("finance.grant: 10 million USD", "money: {inflation: 5 %}", "set-by-programme", f"{GRANT}.changes.money"),
    ("finance.grant: 10 million USD", "timeline: {first_year: 2013}", "set-by-programme", f"{GRANT}.changes.timeline"),
    ("finance.grant: 10 million USD", "credits.price: 30 USD/t", "set-by-programme", f"{GRANT}.changes.credits.price"),
    ("finance.grant: 10 million USD", "credits: null", "set-by-programme", f"{GRANT}.changes.credits"),
    ("40 million JPY/yr", "{years: {2013: 40 million JPY/yr}}", "series-starts-late", f"{TRAINING}.amount.years"),
    ("20 million USD/yr", "{years: {2013: 20 million USD/yr}}", "series-starts-late", "programme.budget.amount.years"),
    ("measures: [usc]}\n    system", "measures: [us]}\n    system", "unknown-measure", f"{TRAINING}.measures[0]"),
    ("phases: [I], measures: [usc]", "phases: [I], measures: [x]", "unknown-measure", f"{GRANT}.measures[0]"),
    ("phases: [I],", "phases: [IV],", "unknown-value", f"{GRANT}.phases[0]"),
    ("{II: 2014, III: 2018}", "{II: 2018, III: 2018}", "out-of-order", "programme.phases.begin.III"),
    ("exit: 2030", "exit: 2017", "out-of-order", "programme.phases.exit"),
    ("begin: {II: 2014, III: 2018}, ", "", "one-of", "programme.phases"),
    (PHASES, "", "unused", f"{GRANT}.phases"),
    ("40 million JPY/yr", "40 million EUR/yr", "no-exchange-rate", f"{TRAINING}.amount"),
    ("years: {from: 2012, to: 2014}, from", "from", "missing-key", f"{TRAINING}.years"),
    ("from: 2012, to: 2014}, from", "from: 2015, to: 2014}, from", "out-of-order", f"{TRAINING}.years"),
    ("1 million USD, year: 2013", "1 million USD", "missing-key", f"{SYSTEM}.year"),
    ("USD, year: 2013", "USD/yr, year: 2013, years: {from: 2012, to: 2013}", "one-of", f"{SYSTEM}.year"),
    ("from: host, source: made", "from: lenders, source: made", "unknown-value", f"{SYSTEM}.from"),
    ("from: host, source: made", "from: host, source: maid", "unknown-source", f"{SYSTEM}.source"),
    ("amount: 20 million USD/yr", "amount: 20 million JPY/yr", "mixed-currencies", "programme.budget.amount"),
    ("amount: 20 million USD/yr", "amount: 20 million USD", "wrong-dimension", "programme.budget.amount"),
    ("growth: 1 %/yr, from: 2012", "growth: 1 %/yr", "missing-key", "programme.credit_price.from"),
    (", inflation: 2 %", "", "missing-input", "money.inflation"),
    ("discount_rate: 8 %", "discount_rate:", "empty-value", "discount_rate"),
    ("discount_rate: 8 %", "discount_rate: {path: money.inflation}", "own-value", "discount_rate"),
    (MORE, MORE.replace("usc_vs_subcritical", "absent"), "no-file", f"{M}.more.scenario"),
    (MORE, MORE.replace("usc_vs", "../../usc_vs"), "outside-folder", f"{M}.more.scenario"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "code", "path"), BAD)
def test_a_bad_file_is_refused_at_its_place(good: str, bad: str, code: str, path: str) -> None:
    assert good in GOOD
    found = refused(GOOD.replace(good, bad, 1), late=code == "out-of-order")
    assert (code, path) in found, found


LATE = [
    ("none\n      start", "sector\n      sector: x\n      start", "mechanism-differs", f"{M}.more.crediting"),
    ("swap.capex_gap: 130", "swap.capex_gab: 130", "unknown-key", f"{M}.more.changes.swap.capex_gab"),
    ("grant: 10 million USD", "grant: 10 kt", "wrong-dimension", f"{GRANT}.changes.finance.grant"),
    ("basis: real, inflation: 2 %", "basis: nominal", "mixed-bases", f"{M}.usc.scenario"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "twice"),
    [
        ("finance.grant: 5 million USD}, phases: [II]", False),
        ("finance.grant: 5 million USD}, measures: [more]", False),
        ("swap.capex_gap: 90 million USD}", False),
        ("timeline: {operation: 20 yr}}", False),
        ("finance.grant: 5 million USD}, phases: [II, I]", True),
        ("finance.grant: 5 million USD}", True),
        ("finance: {grant: 5 million USD}}", True),
    ],
)
def test_two_instruments_do_not_change_the_same_of_the_same_units(other: str, twice: bool) -> None:
    """Only the later one would count, and the first would be lost in silence."""
    text = GOOD.replace("  phases: {begin", f"    more_of_it: {{changes: {{{other}}}\n  phases: {{begin", 1)
    if not twice:
        assert read(text)
        return
    key = other.split(":")[0]
    assert refused(text) == [("changed-twice", f"programme.support.more_of_it.changes.{key}")]


@pytest.mark.parametrize(("good", "bad", "code", "path"), LATE)
def test_a_scenario_that_does_not_carry_over_is_refused(good: str, bad: str, code: str, path: str) -> None:
    assert good in GOOD
    found = refused(GOOD.replace(good, bad, 1), late=True)
    assert code in [one for one, _ in found], found
    assert (code, path) in found, found


def test_a_scenario_is_no_programme_and_a_programme_no_scenario() -> None:
    with pytest.raises(ap.ScenarioError) as caught:
        ap.load_programme(FILE.parent / "usc_vs_subcritical.yaml")
    assert [(one.code, one.path) for one in caught.value.problems] == [("not-a-programme", "programme")]


def test_a_typing_error_is_answered_with_what_was_meant() -> None:
    with pytest.raises(ap.ScenarioError) as caught:
        read(GOOD.replace("tonnes_of:", "tonne_of:"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("unknown-key", 26)
    assert problem.message.endswith("Did you mean 'tonnes_of'?")


def test_a_mapping_that_holds_nothing_is_told_in_plain_words() -> None:
    with pytest.raises(ap.ScenarioError) as caught:
        read(GOOD.replace("{swap.capex_gap: 130 million USD}", "{}"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("wrong-length", f"{M}.more.changes")
    assert problem.message == "the mapping must have at least 1 item"


def test_a_problem_of_a_measures_scenario_names_the_measure(tmp_path: Path) -> None:
    source = (FILE.parent / "usc_vs_subcritical.yaml").read_text(encoding="utf-8")
    (tmp_path / "usc_vs_subcritical.yaml").write_text(source.replace("timing:", "timming:"), encoding="utf-8")
    (tmp_path / "p.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ap.ScenarioError) as caught:
        ap.load_programme(tmp_path / "p.yaml")
    first = caught.value.problems[0]
    assert (first.code, first.path) == ("unknown-key", "timeline.timming")
    assert first.message.startswith("measure 'usc': ")
    assert first.file.endswith("usc_vs_subcritical.yaml")


class TestSchema:
    def test_the_committed_one_is_the_printed_one(self) -> None:
        assert COMMITTED.read_text(encoding="utf-8") == programme_schema_text(), "run `make schema`"

    def test_it_takes_the_good_file_and_refuses_a_typing_error(self) -> None:
        schema = Draft202012Validator(json.loads(programme_schema_text()))
        assert list(schema.iter_errors(parse_tree(GOOD, "p.yaml").data)) == []
        assert list(schema.iter_errors(parse_tree(GOOD.replace("tonnes_of", "tonne_of"), "p.yaml").data))


def rolled(text: str, name: str = "more") -> dict[int, float]:
    found = read(GOOD.replace("      start: 2015\n", "").replace("{units: 2, until: 2018}", text))
    return units_begun(found, name, found.scenarios[name])


class TestRollOut:
    def test_so_many_at_once(self) -> None:
        assert rolled("{count: 5}") == {2012: 5.0}

    def test_so_many_a_year(self) -> None:
        assert begun() == {2015: 2.0, 2016: 2.0, 2017: 2.0, 2018: 2.0}

    def test_as_many_as_each_year_says_and_none_before_or_after(self) -> None:
        assert begun(name="usc") == {2012: 1.0, 2013: 1.25, 2014: 1.5, 2015: 1.75, 2016: 2.0}

    def test_a_stock_grows_and_replaces_what_retires(self) -> None:
        """Built in one year, in operation for 25: the first ten of 2015 are followed by ten more in 2040."""
        found = rolled("{stock: {years: {2015: 10, 2016: 15, 2045: 15}, between: linear}}")
        assert found == {2014: 10.0, 2015: 5.0, 2039: 10.0, 2040: 5.0}

    @given(st.lists(st.integers(0, 30), min_size=2, max_size=60))
    def test_the_stock_is_what_was_asked_for_in_every_year(self, added: list[int]) -> None:
        """An independent count: a stock that only ever grows by what is added, and keeps it."""
        wanted, total = {}, 0
        for at, more in enumerate(added):
            total += more
            wanted[2015 + at] = total
        if not total:
            return
        series = ", ".join(f"{year}: {units}" for year, units in wanted.items())
        begun = rolled(f"{{stock: {{years: {{{series}}}}}}}")
        for year, units in wanted.items():
            there = sum(count for start, count in begun.items() if start + 1 <= year < start + 1 + 25)
            assert there == pytest.approx(units)

    def test_a_stock_that_falls_before_units_retire_is_refused(self) -> None:
        text = GOOD.replace("      start: 2015\n", "")
        bad = text.replace("{units: 2, until: 2018}", "{stock: {years: {2015: 10, 2016: 4}}}")
        assert refused(bad, late=True) == [("stock-falls", "programme.measures.more.roll_out.stock")]
        good = text.replace("{units: 2, until: 2018}", "{stock: {years: {2015: 10, 2039: 10, 2040: 4}, between: step}}")
        assert begun(good) == {2014: 10.0, 2039: 4.0}

    def test_a_broken_life_cannot_be_held_as_a_stock(self) -> None:
        text = GOOD.replace("      start: 2015\n", "")
        bad = text.replace("{units: 2, until: 2018}", "{stock: {years: {2015: 10}}}")
        good = bad.replace("{swap.capex_gap: 130 million USD}", "{timeline.operation: 12 yr}")
        bad = bad.replace("{swap.capex_gap: 130 million USD}", "{timeline.operation: 12.5 yr}")
        assert begun(good) == {2014: 10.0}
        assert refused(bad, late=True) == [("not-whole", "programme.measures.more.roll_out.stock")]


class TestPhases:
    def test_one_gives_way_to_the_next_evenly(self) -> None:
        path = phase_path(read())
        assert path is not None
        assert path.shares(2013) == {"I": 1.0}
        assert path.shares(2014) == pytest.approx({"I": 2 / 3, "II": 1 / 3})
        assert path.shares(2016) == {"II": 1.0}
        assert path.shares(2018) == pytest.approx({"II": 2 / 3, "III": 1 / 3})
        assert path.shares(2020) == {"III": 1.0}
        assert path.shares(2030) == {AFTER_EXIT: 1.0}

    @given(st.integers(2010, 2040), st.integers(0, 10), st.integers(1, 12), st.integers(2000, 2060))
    def test_shares_add_up_to_one(self, second: int, later: int, shift: int, year: int) -> None:
        shares = PhasePath(second, second + later, None, float(shift), "by choice").shares(year)
        assert sum(shares.values()) == pytest.approx(1)
        assert all(0 < share <= 1 for share in shares.values())

    def test_an_indicator_says_when(self) -> None:
        levels = "II: 5000 USD, III: 9000 USD, exit: 14000 USD"
        by = f"{{name: GDP per head, path: {{years: {{2010: 3000 USD, 2030: 13000 USD}}, between: linear}}, {levels}}}"
        text = GOOD.replace("begin: {II: 2014, III: 2018}, ", f"indicator: {by}, ").replace(", exit: 2030", "")
        path = phase_path(read(text))
        assert path == PhasePath(2014, 2022, None, 3.0, "by GDP per head")

    @pytest.mark.parametrize(
        ("levels", "code", "path"),
        [
            ("II: 9000 USD, III: 5000 USD", "out-of-order", "III"),
            ("II: 9000 JPY", "mixed-units", "II"),
            ("II: 90 %", "mixed-units", "II"),
            ("", "missing-key", "II"),
        ],
    )
    def test_levels_that_do_not_fit_are_refused(self, levels: str, code: str, path: str) -> None:
        by = f"{{name: GDP per head, path: {{years: {{2010: 3000 USD, 2030: 13000 USD}}, between: linear}}, {levels}}}"
        text = GOOD.replace("begin: {II: 2014, III: 2018}, ", f"indicator: {by}, ")
        assert refused(text) == [(code, f"programme.phases.indicator.{path}")]

    def test_credits_are_earned_in_phase_two_unless_the_programme_says_otherwise(self) -> None:
        assert read().credited == ("II",)
        both = read(GOOD.replace("shift: 3 yr", "shift: 3 yr, credited: [II, III]"))
        assert both.credited == ("II", "III")
        credited = {part.phase for part in appraise_programme(both).parts if part.credited}
        assert credited <= {"II", "III"}
        assert "II" in credited

    def test_after_the_exit_nothing_is_supported(self) -> None:
        text = (
            GOOD.replace("exit: 2030", "exit: 2019")
            .replace("until: 2018", "until: 2020")
            .replace("phases: [I], measures: [usc]", "measures: [more]")
        )
        late = [part for part in appraise_programme(read(text)).parts if part.phase == AFTER_EXIT]
        assert [part.start for part in late] == [2019, 2020]
        assert all(part.unit.run.total("grant_received")[0] == 0 for part in late)


def test_a_roll_out_of_the_scenario_itself_stays_in_its_years() -> None:
    money = "money: {currency: USD, price_year: 2011, basis: real, inflation: 0 %}\n"
    text = f"""\
format: 1
name: Air conditioners
{money}timeline: {{valuation_year: 2012}}
discount_rate: 8 %
programme:
  measures:
    cooling: {{scenario: efficient_air_conditioners.yaml, crediting: project}}
"""
    first = read(text).scenarios["cooling"].document.timeline.first_year
    later = text.replace("crediting: project", f"crediting: project, start: {first + 3}")
    assert appraised(text).totals.tonnes > 0
    assert refused(later, late=True) == [("dated-roll-out", "programme.measures.cooling")]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.characters(min_codepoint=32, max_codepoint=126))
def test_any_slip_of_the_keyboard_ends_in_a_programme_or_a_coded_error(at: int, letter: str) -> None:
    problems: tuple[ap.Problem, ...] = ()
    try:
        read(GOOD[:at] + letter + GOOD[at + 1 :])
    except ap.AppraisalError as error:
        problems = error.problems
    assert all(one.code and one.message and one.file for one in problems)
