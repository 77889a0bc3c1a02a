"""The section of mechanisms: which pay, the span of thresholds, what reaches the developer, and what cannot run."""

from __future__ import annotations

import copy
from functools import cache

import appraisal as ap
from appraisal.outputs.comparison_record import comparison_record
from appraisal.outputs.report.blocks import Picture
from appraisal.outputs.report.comparison import section

from .records import headings, points, prose, record, table, tables


@cache
def compared():
    scenario = ap.load("scenarios/usc_mechanisms.yaml")
    return comparison_record(ap.compare_mechanisms(scenario, ["bilateral", "cdm", "sectoral"]))


def found():
    return record() | {"comparison": copy.deepcopy(compared())}


def test_where_no_comparison_is_asked_for_there_is_no_section():
    assert section({}) is None


def test_the_text_names_the_mechanisms_under_which_the_swap_pays():
    said = prose(section(found()))
    assert said.startswith("Of 3 mechanisms that can run, the swap pays under 1: bilateral (21.78 million USD).")
    assert "between 9.87 USD/t (bilateral) and 29.59 USD/t (sectoral)" in said
    assert "100.0 % reach the developer under bilateral, 42.3 % under sectoral" in said


def test_where_it_pays_under_none_that_is_said():
    lost = found()
    for row in lost["comparison"]["rows"]:
        row["metrics"]["npv"]["value"] = -1.0
    assert prose(section(lost)).startswith("The swap pays under none of the 3 mechanisms that can run.")


def test_a_row_that_cannot_run_says_what_to_state():
    broken = found()
    problem = {"code": "missing-key", "path": "credits.sector.output", "message": "is missing", "place": ""}
    row = broken["comparison"]["rows"][2]
    kept = {key: row[key] for key in ("label", "mechanism", "title", "terms", "laid_aside")}
    broken["comparison"]["rows"][2] = {**kept, "status": "cannot run", "problems": [problem]}
    made = section(broken)
    assert "sectoral: credits.sector.output: is missing" in points(made)
    assert table(made, "What each is worth").rows[2][:2] == ("sectoral", "cannot run")


def test_nothing_that_can_run_has_no_chart():
    broken = found()
    for at, row in enumerate(broken["comparison"]["rows"]):
        kept = {key: row[key] for key in ("label", "mechanism", "title", "terms", "laid_aside")}
        broken["comparison"]["rows"][at] = {**kept, "status": "cannot run", "problems": []}
    del broken["comparison"]["pbcm_scm"]
    made = section(broken)
    assert prose(made).startswith("None of the rows can run")
    assert not [one for one in made.blocks if isinstance(one, Picture)]


def test_tonnes_sureness_and_the_papers_table_are_there():
    made = section(found())
    assert len(tables(made)) == 4
    papers = {row[0]: row[1:] for row in table(made, "Project-based against sectoral").rows}
    assert papers["Threshold credit price"] == ("9.87 USD/t", "29.59 USD/t")


def test_unverified_terms_are_listed():
    made = section(found())
    assert "Terms that were not checked against their source (verified: no)" in headings(made)
    assert any(text.startswith("credits.reference.rule") for text in points(made))


def test_figures_that_are_drawn_have_their_names():
    assert "drawn: CO₂ abated" in table(section(found()), "How sure the credits are").note


def test_a_file_that_tells_terms_of_other_mechanisms_is_compared_under_them():
    rows = record("usc_mechanisms")["comparison"]["rows"]
    assert {row["mechanism"] for row in rows} >= {"bilateral", "cdm", "sectoral", "jcm"}
    assert "comparison" not in record()
