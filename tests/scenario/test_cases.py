"""Named cases: what each changes, how a share is stated, and how every mistake in one is told with case and path."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import AppraisalError, Problem, ScenarioError
from appraisal.scenario.cases import Change, case_names, case_of, changes_of
from appraisal.scenario.load import build, changed, load
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.tree import parse_tree

BASE = """\
format: 1
name: A swap with cases
money: {currency: USD, price_year: 2020, basis: nominal}
fx: {JPY: {value: 80 JPY/USD, growth: -1 %/yr}, EUR: 0.8 EUR/USD}
timeline: {first_year: 2020, operation: 10 yr}
discount_rate: {value: 8 %, low: 6 %, high: 9 %}
swap: {class: coal, capex_gap: 9600 million JPY, fuel_saving: 8 million EUR/yr, abatement: 500 kt/yr}
credits:
  mechanism: bilateral
  price: {years: {2021: 10 USD/t, 2025: 20 USD/t}, between: linear}
  share_cashed: 50 %
  issuance_lag: 1 yr
"""


def written(folder: Path, cases: str, base: str = BASE) -> Scenario:
    file = folder / "swap.yaml"
    file.write_text(f"{base}cases:\n{textwrap.indent(textwrap.dedent(cases), '  ')}", encoding="utf-8")
    return load(file)


def first(scenario: Scenario, name: str) -> tuple[str, str]:
    with pytest.raises(ScenarioError) as caught:
        appraise(case_of(scenario, name))
    return caught.value.problems[0].code, caught.value.problems[0].path


def test_a_case_is_the_scenario_with_the_same_changes_typed(tmp_path: Path) -> None:
    scenario = written(
        tmp_path, "late: {discount_rate: 7 %, credits.share_cashed: 80 %}\nbare: {credits: {mechanism: none}}"
    )
    assert case_names(scenario) == ("late", "bare")
    typed = changed(scenario, {"discount_rate": "7 %", "credits.share_cashed": "80 %"})
    case = case_of(scenario, "late")
    assert appraise(case).metrics.npv == appraise(typed).metrics.npv
    assert case.figures == typed.figures
    assert case.hash == typed.hash
    assert appraise(case).metrics.npv != appraise(scenario).metrics.npv


def test_the_scenario_itself_is_not_moved_by_its_cases(tmp_path: Path) -> None:
    scenario = written(tmp_path, "late: {discount_rate: 7 %}")
    (tmp_path / "plain.yaml").write_text(BASE, encoding="utf-8")
    assert appraise(scenario).metrics.npv == appraise(load(tmp_path / "plain.yaml")).metrics.npv


def test_null_takes_a_key_away(tmp_path: Path) -> None:
    scenario = written(tmp_path, "prompt: {credits.issuance_lag: null}")
    assert changes_of(scenario, "prompt") == (Change("credits.issuance_lag", "null", "left out"),)
    assert case_of(scenario, "prompt").figures["credits.issuance_lag"].default
    assert scenario.figures["credits.issuance_lag"].value == 1


@pytest.mark.parametrize(
    ("path", "factor", "twin"),
    [
        ("discount_rate", "50 %", "discount_rate=4 %"),
        ("swap.capex_gap", "120 %", "swap.capex_gap=11520 million JPY"),
        ("fx.EUR.rate", "110 %", "fx.EUR=0.88 EUR/USD"),
        ("fx.EUR", "110 %", "fx.EUR=0.88 EUR/USD"),
        ("fx.JPY.rate", "75 %", "fx.JPY=60 JPY/USD"),
        ("credits.price", "40 %", "credits.price={years: {2021: 4 USD/t, 2025: 8 USD/t}, between: linear}"),
    ],
)
def test_a_share_of_what_is_stated(path: str, factor: str, twin: str, tmp_path: Path) -> None:
    case = case_of(written(tmp_path, f"part: {{{path}: {{times: {factor}}}}}"), "part")
    typed = load(tmp_path / "swap.yaml", sets=[twin])
    assert appraise(case).metrics.npv.value == pytest.approx(appraise(typed).metrics.npv.value, rel=1e-13)
    assert appraise(case).metrics.npv != appraise(load(tmp_path / "swap.yaml")).metrics.npv


def test_a_key_that_its_section_lacks_is_added_to_it(tmp_path: Path) -> None:
    base = BASE.replace("  issuance_lag: 1 yr\n", "  crediting: {start_after: 1 yr}\n")
    scenario = written(tmp_path, "short: {credits.crediting.years: 5 yr}", base)
    case = case_of(scenario, "short")
    assert [case.figures[f"credits.crediting.{key}"].value for key in ("start_after", "years")] == [1, 5]


def test_the_words_of_a_share_say_of_what(tmp_path: Path) -> None:
    scenario = written(tmp_path, "part: {discount_rate: {times: 50 %}, credits.price: {times: 40 %}}")
    said = {change.path: change.words for change in changes_of(scenario, "part")}
    assert said == {
        "discount_rate": "50 % of the stated 8 %",
        "credits.price": "40 % of the stated series",
    }


def test_a_series_of_a_file_is_scaled_too(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text("year,low\n2021,10\n2022,20\n", encoding="utf-8")
    base = BASE.replace(
        "{years: {2021: 10 USD/t, 2025: 20 USD/t}, between: linear}", "{csv: prices.csv, column: low, unit: USD/t}"
    )
    scenario = written(tmp_path, "part: {credits.price: {times: 50 %}}", base)
    assert case_of(scenario, "part").figures["credits.price"].series.values == (5.0, 10.0)


def test_a_range_that_the_case_leaves_is_dropped(tmp_path: Path) -> None:
    case = case_of(written(tmp_path, "dear: {discount_rate: 12 %}"), "dear")
    assert case.figures["discount_rate"].low is None
    assert "range-dropped" in [warning.code for warning in case.warnings]


def test_a_case_of_an_extending_file_replaces_the_one_of_its_name_and_null_takes_one_away(tmp_path: Path) -> None:
    written(tmp_path, "low: {discount_rate: 7 %, credits.issuance_lag: null}\nhigh: {discount_rate: 5 %}")
    child = tmp_path / "child.yaml"
    child.write_text(
        "format: 1\nextends: swap.yaml\n"
        "cases: {low: {credits.issuance_lag: null}, high: null, own: {discount_rate: 6 %}}\n",
        encoding="utf-8",
    )
    scenario = load(child)
    assert case_names(scenario) == ("low", "own")
    assert [change.path for change in changes_of(scenario, "low")] == ["credits.issuance_lag"]


def test_a_case_is_laid_over_variant_and_command_line(tmp_path: Path) -> None:
    base = f"{BASE}variants: {{dear: {{discount_rate: 9 %}}}}\n"
    written(tmp_path, "half: {discount_rate: {times: 50 %}}", base)
    scenario = load(tmp_path / "swap.yaml", variant="dear", sets=["credits.share_cashed=10 %"])
    case = case_of(scenario, "half")
    assert case.figures["discount_rate"].value == pytest.approx(0.045)
    assert case.figures["credits.share_cashed"].value == pytest.approx(0.10)


BAD = [
    ("{credits.share_cashd: 5 %}", "unknown-key", "cases.x.credits.share_cashd", "{credits.share_cashed: 5 %}"),
    ("{credits.share_cashed: 5}", "bare-number", "cases.x.credits.share_cashed", "{credits.share_cashed: 5 %}"),
    ("{credits.share_cashed: 500 %}", "out-of-range", "cases.x.credits.share_cashed", "{credits.share_cashed: 50 %}"),
    ("{discount_rate: 5 USD}", "wrong-dimension", "cases.x.discount_rate", "{discount_rate: 5 %}"),
    ("{'credits..price': 5 USD/t}", "bad-set", "cases.x.credits..price", "{'credits.price': 5 USD/t}"),
    ("{variants: null}", "bad-case", "cases.x.variants", "{about: null}"),
    ("{cases: null}", "bad-case", "cases.x.cases", "{about: null}"),
    ("{discount_rate: {times: 5}}", "bare-number", "cases.x.discount_rate.times", "{discount_rate: {times: 5 %}}"),
    ("{discount_rate: {times: all}}", "not-a-quantity", "cases.x.discount_rate.times", "{discount_rate: {times: 9 %}}"),
    ("{credits.buffer: {times: 5 %}}", "not-stated", "cases.x.credits.buffer", "{credits.buffer: 5 %}"),
    ("{swap.nothing: {times: 5 %}}", "not-stated", "cases.x.swap.nothing", "{swap.abatement: {times: 5 %}}"),
    ("{swap.capex_gap: 5 KRW}", "no-exchange-rate", "cases.x.swap.capex_gap", "{swap.capex_gap: 5 JPY}"),
    ("{credits.mechanism: sectoral}", "missing-input", "credits.", "{credits.mechanism: none}"),
    ("{credits.mechanism: cdmm}", "unknown-mechanism", "cases.x.credits.mechanism", "{credits.mechanism: none}"),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "code", "path", "good"), BAD, ids=[row[0] for row in BAD])
def test_a_mistake_is_told_with_case_path_and_place(
    stated: str, code: str, path: str, good: str, tmp_path: Path
) -> None:
    scenario = written(tmp_path, f"x: {stated}")
    with pytest.raises(ScenarioError) as caught:
        appraise(case_of(scenario, "x"))
    problem = caught.value.problems[0]
    assert problem.code == code
    assert problem.path.startswith(path)
    assert Path(problem.file).name == "swap.yaml"
    assert "--set" not in problem.message
    assert path.startswith("cases.x") or "case 'x'" in problem.message
    appraise(case_of(written(tmp_path, f"x: {good}"), "x"))


def test_an_unread_figure_of_a_case_is_told_at_its_place(tmp_path: Path) -> None:
    scenario = written(tmp_path, "x: {swap.opex_saving: 1 USD/yr}\ny: {swap.leakage: 1 t/yr, credits.mechanism: none}")
    assert case_of(scenario, "x")
    with pytest.raises(ScenarioError) as caught:
        case_of(scenario, "z")
    assert caught.value.problems[0].code == "unknown-case"
    assert "x" in caught.value.problems[0].message


def test_a_scenario_without_cases_says_so(tmp_path: Path) -> None:
    (tmp_path / "plain.yaml").write_text(BASE, encoding="utf-8")
    with pytest.raises(ScenarioError, match="the scenario states none"):
        case_of(load(tmp_path / "plain.yaml"), "low")


@pytest.mark.parametrize(
    ("cases", "code", "path"),
    [
        ("base: {discount_rate: 7 %}", "reserved-name", "cases.base"),
        ("low: {}", "wrong-length", "cases.low"),
        ("low: null", "empty-value", "cases.low"),
        ("low: 5 USD/t", "wrong-type", "cases.low"),
        ("'two words': {discount_rate: 7 %}", "bad-name", "cases.two words"),
    ],
)
def test_a_case_that_is_none_is_refused_when_the_file_is_read(cases: str, code: str, path: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        written(tmp_path, cases)
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == (code, path)
    written(tmp_path, "low: {discount_rate: 7 %}")


def test_cases_are_not_changed_from_the_command_line(tmp_path: Path) -> None:
    written(tmp_path, "low: {discount_rate: 7 %}")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "swap.yaml", sets=["cases.low.discount_rate=5 %"])
    assert caught.value.problems[0].code == "bad-set"
    assert load(tmp_path / "swap.yaml", sets=["discount_rate=7 %"])


# ---- anything else ---------------------------------------------------------------------------------------------------

PATHS = st.sampled_from(
    ["discount_rate", "credits.price", "credits", "fx.JPY", "fx.JPY.rate", "timeline.construction", "swap", "format",
     "credits.price.years.2021", "timeline.construction.spend[0]", "name", "risk", "items.a.amount", "finance.loans"]
)  # fmt: skip
VALUES = st.sampled_from(
    ["null", "5", "5 %", "5 USD/t", "true", "''", "'5", "[1, 2]", "{times: 50 %}", "{times: null}", "{times: -1e400 %}",
     "{times: {times: 5 %}}", "{value: 5 %, low: 9 %}", "credits.price", "2020-01-01", "'\"'", "{}", "1e400", "-0", "~"]
)  # fmt: skip


def problems_of(text: str) -> tuple[Problem, ...]:
    """Return the problems that stop the case, none where it has a result."""
    try:
        appraise(case_of(build(parse_tree(text, "swap.yaml")), "x"))
    except AppraisalError as error:
        return error.problems
    return ()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.dictionaries(PATHS, VALUES, min_size=1, max_size=3))
def test_any_case_ends_in_a_result_or_a_coded_error(changes: dict[str, str]) -> None:
    stated = "\n".join(f"    {path if '[' not in path else repr(path)}: {value}" for path, value in changes.items())
    found = problems_of(f"{BASE}cases:\n  x:\n{stated}\n")
    assert all(problem.code and problem.message for problem in found)
