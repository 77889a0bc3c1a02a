"""The formulas of a run: every line is there once, as the lines themselves print it."""

from __future__ import annotations

from pathlib import Path

import pytest

import appraisal as ap
from appraisal.engine.appraisal import Appraisal
from appraisal.ground.spelling import in_words
from appraisal.outputs.formulas_record import CHAPTERS, FIGURES, formulas_record

SHIPPED = sorted(Path("scenarios").glob("[a-y]*.yaml"))


def appraised(name: str) -> Appraisal:
    return ap.appraise(ap.load(f"scenarios/{name}.yaml"))


@pytest.fixture(scope="module")
def supported() -> Appraisal:
    return appraised("usc_supported")


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_line_of_a_run_stands_in_exactly_one_formula(file):
    run = ap.appraise(ap.load(file)).run
    rows = [row for chapter in formulas_record(run) for one in chapter["formulas"] for row in one["rows"]]
    assert sorted(rows) == sorted(run.wired)


def test_formulas_are_those_that_explain_prints(supported):
    formulas = {
        row: one for chapter in formulas_record(supported.run) for one in chapter["formulas"] for row in one["rows"]
    }
    for name in ("credits.revenue", "project.fuels.coal.fuel_cost", "net_cash_flow"):
        explained = supported.explain(name)
        assert (formulas[name]["words"], formulas[name]["means"]) == (explained.formula, explained.sentence)


def test_a_line_of_both_plants_stands_there_once(supported):
    found = [one for chapter in formulas_record(supported.run) for one in chapter["formulas"]]
    (burned,) = (one for one in found if "project.fuels.coal.burned" in one["rows"])
    assert burned["rows"] == ["baseline.fuels.coal.burned", "project.fuels.coal.burned"]
    assert burned["words"] == "output × burned_per_output"


def test_rows_that_share_a_formula_are_computed_by_the_same_rule(supported):
    run = supported.run
    for chapter in formulas_record(run):
        for one in chapter["formulas"]:
            spelled = {in_words(run.wired[row], dict.fromkeys(run.wired[row].reads, "x")) for row in one["rows"]}
            assert len(spelled) == 1


def test_a_yearly_figure_is_told_without_its_own_path(supported):
    figures = next(chapter for chapter in formulas_record(supported.run) if chapter["title"] == FIGURES)
    growing = next(one for one in figures["formulas"] if "credits.price" in one["rows"])
    assert (growing["words"], growing["means"]) == (
        "value × index",
        "The figure, as the scenario states it, in the year.",
    )


def test_a_loop_names_what_it_reads_and_says_that_it_is_one(supported):
    found = {
        row: one for chapter in formulas_record(supported.run) for one in chapter["formulas"] for row in one["rows"]
    }
    assert found["tax.levered.taxed"]["year_by_year"]
    assert found["tax.levered.taxed"]["words"].startswith("computed year by year from")
    assert not found["tax.levered.profit"]["year_by_year"]


def test_figures_of_the_scenario_come_last(supported):
    titles = [chapter["title"] for chapter in formulas_record(supported.run)]
    assert titles[-1] == FIGURES
    assert titles[0] == CHAPTERS["calendar"]


def test_a_book_without_a_title_lends_its_name(supported, monkeypatch):
    monkeypatch.delitem(CHAPTERS, "swap")
    titles = [chapter["title"] for chapter in formulas_record(supported.run)]
    assert "Swap" in titles
    assert titles[-1] == FIGURES
