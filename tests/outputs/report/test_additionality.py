"""The section of additionality: verdict and reasons in words, benchmark, what crosses it, rules with sources."""

from __future__ import annotations

from appraisal.outputs.report.additionality import section

from .records import headings, pairs, points, prose, record, table, tables


def test_without_the_test_there_is_no_section():
    found = record()
    del found["additionality"]
    assert section(found) is None


def test_a_test_that_could_not_be_made_says_why():
    found = record()
    del found["additionality"]
    found["additionality_left_out"] = {"reason": "the benchmark is before tax"}
    assert prose(section(found)) == "The test could not be made: the benchmark is before tax."


def test_the_verdict_opens_the_section_with_its_reasons():
    said = prose(section(record()))
    assert said.startswith("Additional. Without credits the incremental IRR is 4.43 %, 3.57 percentage points below")


def test_reasons_name_figures_and_not_their_paths():
    found = record("usc_bilateral_package")
    reasons = " ".join(found["additionality"]["verdict"]["reasons"])
    assert "project.overnight_cost (" in reasons
    said = prose(section(found))
    assert "overnight cost of the project (-10 %" in said
    assert "project.overnight_cost" not in said


def test_variables_stand_in_the_units_of_the_scenario():
    rows = [" ".join(row) for row in table(section(record("usc_bilateral_package")), "Variables that weigh").rows]
    assert any("Overnight cost of the project" in row and "733.12 USD/kW" in row for row in rows)
    assert any("Fixed operating cost of the baseline" in row and "18 USD/kW/yr" in row for row in rows)
    assert not any("/MW/yr" in row or "USD/MW " in row for row in rows)


def test_the_question_names_the_benchmark_and_where_it_is_from():
    asked = pairs(section(record()))
    assert asked["Benchmark"].startswith("8.00 %, real, before tax: the discount rate")
    assert asked["Question"] == "would the swap earn its benchmark without credits?"


def test_with_and_without_stand_side_by_side():
    rows = {row[0]: row[1:] for row in table(section(record()), "Return against the benchmark").rows}
    assert rows["Meets the benchmark"] == ("yes", "no")
    assert rows["Incremental IRR"] == ("9.53 %", "4.43 %")


def test_each_variable_has_its_crossing():
    rows = table(section(record()), "Variables that weigh").rows
    assert rows[0][0] == "Capex gap, 125.00 million USD"
    assert rows[0][-1] == "89.76 million USD, 28.2 % below"


def test_every_rule_stands_beside_its_source():
    found = record()
    rules = table(section(found), "Rules that the test follows").rows
    sources = " ".join(row[1] for row in rules)
    assert all(rule["source"] in sources for rule in found["additionality"]["rules"].values())
    assert all(("(verified: no)" in row[1]) == (not verified(found, row[1])) for row in rules)


def verified(found, source):
    rules = found["additionality"]["rules"].values()
    return next(rule["verified"] for rule in rules if source.startswith(rule["source"]))


def test_limits_of_the_test_are_told():
    made = section(record())
    assert "What this test does not say" in headings(made)
    assert any("not the return of the plant" in text for text in points(made))


def test_levelised_cost_only_where_there_are_two_plants():
    assert "Levelised cost of the alternatives" not in {
        one.caption for one in section(record()).blocks if hasattr(one, "caption")
    }
    plants = section(record("usc_bilateral_package"))
    assert pairs(plants)["Baseline"] == "31.53 USD/MWh, the cheaper of the two"


def test_no_variable_no_table():
    found = record()
    found["additionality"]["variables"] = []
    assert not [caption for caption in tables(section(found)) if caption.startswith("Variables")]


def test_a_price_on_emissions_has_no_additionality_to_test():
    found = record()
    del found["additionality"]
    found["additionality_left_out"] = {"reason": "it is a question about credits"}
    found["conventions"]["mechanism"] = "carbon_price"
    assert section(found) is None
