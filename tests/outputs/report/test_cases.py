"""The section of cases: it names those that turn the answer, the hardest and the best, and what each changes."""

from __future__ import annotations

import appraisal as ap
from appraisal.ground.numbers import money
from appraisal.outputs.report.cases import section
from appraisal.questions.cases import compare_cases

from .records import headings, points, prose, record, table


def test_a_scenario_without_cases_has_no_section():
    assert section(record()) is None
    assert section(record("usc_stress")) is not None


def test_the_text_names_exactly_the_cases_that_turn_the_answer():
    rows = compare_cases(ap.load("scenarios/usc_stress.yaml")).rows[1:]
    turned = [case for case in rows if case.metrics["npv"].value < 0]
    (said,) = (text for text in prose(section(record("usc_stress"))).split(". ") if "turn the answer" in text)
    assert said.startswith(f"Of the {len(rows)} cases beside it, {len(turned)} turn")
    named = {case.name for case in rows if f"{case.name.replace('_', ' ')} (" in said}
    assert named == {case.name for case in turned}
    assert all(money(case.metrics["npv"].value, "USD") in said for case in turned)


def test_the_hardest_and_the_best_are_told_by_their_distance_and_their_changes():
    said = prose(section(record("usc_stress")))
    assert (
        "The hardest is low, 46.70 million USD below the base case: credit price 5 USD/t instead of 16.6667 USD/t"
        in said
    )
    assert "The best is high, 52.04 million USD above the base case" in said


def test_the_threshold_runs_between_its_lowest_and_highest_case():
    assert "between 6.95 USD/t (high) and 22.35 USD/t (all at once)" in prose(section(record("usc_stress")))


def test_where_no_case_turns_the_answer_that_is_said():
    found = record("usc_stress")
    found["cases"]["cases"] = [
        case for case in found["cases"]["cases"] if case["name"] in ("base", "high", "late_credits")
    ]
    assert "None of the 2 cases beside it turns that: the swap pays in every one." in prose(section(found))


def test_the_hardest_case_is_not_told_where_all_are_better_than_the_base():
    found = record("usc_stress")
    found["cases"]["cases"] = [case for case in found["cases"]["cases"] if case["name"] in ("base", "high")]
    said = prose(section(found))
    assert "hardest" not in said
    assert "the one case beside it" in said


def test_every_case_has_a_row_with_the_numbers_of_the_screen():
    found = table(section(record("usc_stress")), "What each case comes to")
    assert [row[0] for row in found.rows][:3] == ["base", "low", "high"]
    assert found.rows[0][1:] == ("21.78", "9.98 %", "9.1 yr", "9.87", "16.67")
    assert len(found.rows) == 9


def test_changes_tell_what_the_file_states_also_in_the_place_of_a_section():
    rows = {(row[0], row[1]): row[2:] for row in table(section(record("usc_stress")), "What each case changes").rows}
    assert rows["low", "Credit price"] == ("16.6667 USD/t", "5 USD/t")
    assert rows["yen rises", "Exchange rate of JPY"] == ("80 JPY/USD", "80 % of the stated 80 JPY/USD")
    assert rows["late credits", "credits.crediting"][0] == "not stated"


def test_a_case_that_cannot_run_keeps_its_row_and_says_why():
    found = record("usc_stress")
    problem = {"code": "out-of-range", "path": "credits.price", "message": "is no price", "place": "file:1:1"}
    found["cases"]["cases"][1] |= {"status": "cannot run", "problems": [problem], "metrics": {}}
    made = section(found)
    assert table(made, "What each case comes to").rows[1][:2] == ("low", "cannot run")
    assert "low: credits.price: is no price" in points(made)
    assert "Cases that cannot run" in headings(made)


def test_what_does_not_exist_in_a_case_is_told_with_its_reason():
    found = record("usc_stress")
    lacking = {"value": None, "unit": "1", "status": "none", "reason": "no sign change"}
    found["cases"]["cases"][1]["metrics"]["project_irr"] = lacking
    assert "no IRR: no sign change (low)" in points(section(found))


def test_cover_is_told_where_there_is_debt():
    found = record("usc_stress")
    for at, case in enumerate(found["cases"]["cases"]):
        case["metrics"]["dscr_min"] = {"value": 1.5 - at / 10, "unit": "1", "status": "ok"}
    assert "The lowest debt service cover is 1.50x in the base case and 0.70x in all at once." in prose(section(found))
    assert "cover" not in prose(section(record("usc_stress")))
