"""The paper of a programme: PDF read back, workbook computed anew, tables, and the commands that write them."""

from __future__ import annotations

import csv
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from appraisal.ground.numbers import money
from appraisal.outputs.layout import cell
from appraisal.outputs.programme_record import programme_record
from appraisal.outputs.programme_report.charts import chart_set
from appraisal.outputs.programme_report.files import csv_files, report_files
from appraisal.outputs.programme_report.sections import sections
from appraisal.outputs.programme_report.workbook import workbook
from appraisal.questions.programme.appraisal import appraise_programme
from tests.outputs.report.pages import squeezed, text_of
from tests.outputs.workbook import recalculating
from tests.outputs.workbook.recalculating import broken, changed, differences, read
from tests.questions.programme.cases import FULL, HEAD, MEASURES, ONE, appraised, programme

HOSTILE = '=HYPERLINK("x") <script>alert(1)</script> #read("x") $x$ \u202eabc'
HEADLINES = (
    "npv",
    "npv_without_credits",
    "abatement_cost",
    "public_money",
    "public_money_per_tonne",
    "threshold_credit_price",
)

needs_office = pytest.mark.skipif(
    recalculating.SOFFICE is None,
    reason="LibreOffice is missing: NO WORKBOOK OF A PROGRAMME WAS RECALCULATED",
)


@cache
def record(text: str = FULL) -> Any:
    return programme_record(appraised(text))


@cache
def files(text: str = FULL) -> dict[str, bytes]:
    return report_files(appraised(text))


# ---- PDF -------------------------------------------------------------------------------------------------------------


def test_every_headline_number_stands_in_the_pdf_as_on_the_screen() -> None:
    text = squeezed(text_of(files()["report.pdf"]))
    for name in HEADLINES:
        assert squeezed(cell(record()["metrics"][name])) in text, name
    assert squeezed(money(record()["metrics"]["tonnes"]["value"], "t")) in text
    for one in record()["measures"]:
        assert squeezed(one["title"]) in text
    assert record()["programme"]["hash"] in text


def test_a_second_run_gives_the_same_bytes() -> None:
    assert report_files(appraise_programme(programme())) == files()


def test_sections_appear_only_where_the_programme_has_them() -> None:
    full = [section.key for section in sections(record())]
    bare = [section.key for section in sections(record(HEAD + ONE))]
    assert set(full) - set(bare) == {"enabling", "phases"}
    assert {"selection", "lock_in"}.isdisjoint(full)
    budget = "  budget: {amount: 100 million USD/yr, years: {from: 2011, to: 2016}, objective: npv}\n"
    assert "selection" in [section.key for section in sections(record(FULL + budget))]


def test_hostile_words_are_shown_and_never_executed() -> None:
    quoted = json.dumps(HOSTILE)
    text = FULL.replace("name: A small package", f"name: {quoted}")
    made = report_files(appraise_programme(programme(text)))
    said = squeezed(text_of(made["report.pdf"]))
    assert squeezed('=HYPERLINK("x") <script>alert(1)</script> #read("x") $x$') in said
    assert all(b"<script" not in content for name, content in made.items() if name.endswith(".svg"))
    book = read(made["workbook.xlsx"])
    assert not any("HYPERLINK" in formula for formulas in book.formulas.values() for formula in formulas.values())
    assert HOSTILE.split("\u202e")[0] in str(book.values["Cover"]["A2"])


def test_a_chart_that_has_no_meaning_says_why() -> None:
    nothing = HEAD + ONE.replace("crediting: project", "crediting: none")
    found = chart_set(record(nothing))
    assert found["supply_curve"] == "no measure has credits that pay from a price on"
    assert callable(found["tonnes_by_measure"])


# ---- workbook --------------------------------------------------------------------------------------------------------


def share_cell(name: str) -> tuple[str, str]:
    names = [*(one["name"] for one in record()["measures"]), *(one["name"] for one in record()["enabling"])]
    return "Measures", f"D{6 + names.index(name)}"


@needs_office
def test_libreoffice_agrees_from_wrong_caches_and_after_shares_are_changed(tmp_path: Path) -> None:
    book = workbook(record())
    without = changed(book, {share_cell("dear"): 0.0})
    half = changed(book, {share_cell("usc"): 0.5, share_cell("training"): 0.0})
    priced = changed(book, {("Supply", "B5"): 5.0})
    told = {"whole": broken(book), "without": broken(without), "half": broken(half), "priced": broken(priced)}
    found = recalculating.recalculated(told, tmp_path)
    assert differences(read(book), found["whole"]) == []
    assert all(one.values["Checks"]["B5"] == 0 for one in found.values())

    package = FULL.replace(MEASURES[MEASURES.index("    dear:") :], "").replace(
        "measures: [usc, dear]", "measures: [usc]"
    )
    other = record(package)["metrics"]
    total = {name: found["without"].values["Measures"][f"{column}11"] for name, column in COLUMNS.items()}
    assert total == pytest.approx({name: other[name]["value"] for name in COLUMNS}, rel=1e-9)
    assert found["without"].values["Cover"]["B9"] == pytest.approx(other["abatement_cost"]["value"], rel=1e-9)

    parts = {one["name"]: one["metrics"]["npv"]["value"] for one in (*record()["measures"], *record()["enabling"])}
    expected = math.fsum((0.5 * parts["usc"], parts["cheap"], parts["dear"], parts["survey"]))
    assert found["half"].values["Cover"]["B6"] == pytest.approx(expected, rel=1e-9)

    steps = [step for step in record()["supply_curve"]["steps"] if step["price"]["value"] <= 5]
    assert found["priced"].values["Supply"]["B6"] == pytest.approx(sum(step["credits"] for step in steps))
    assert 0 < len(steps) < len(record()["supply_curve"]["steps"])


COLUMNS = {
    "tonnes": "G",
    "discounted_tonnes": "H",
    "npv": "E",
    "public_money": "L",
    "credits_issued": "N",
    "credit_revenue": "P",
}


def test_a_wrong_cache_would_be_seen(tmp_path: Path) -> None:
    book = workbook(record())
    assert differences(read(book), read(broken(book)))


def test_every_cell_that_may_be_changed_is_a_share_or_the_price() -> None:
    book = read(workbook(record()))
    assert [book.values["Measures"][f"D{row}"] for row in range(6, 11)] == [1.0] * 5
    assert book.values["Supply"]["B5"] == pytest.approx(record()["conventions"]["credit_price"])


# ---- tables ---------------------------------------------------------------------------------------------


def test_the_tables_hold_the_record() -> None:
    tables = csv_files(record())
    years = list(csv.DictReader(tables["years.csv"].decode().splitlines()))
    assert [int(row["year"]) for row in years] == record()["years"]
    parties = [key for key in years[0] if key.partition(" ")[0] in record()["parties"]["accounts"]]
    for row in years:
        assert sum(float(row[key]) for key in parties) == pytest.approx(
            float(row["resource_flow [USD of the year]"]), abs=1e-3
        )
    measures = {row["name"]: row for row in csv.DictReader(tables["measures.csv"].decode().splitlines())}
    assert float(measures["dear"]["npv [USD]"]) == record()["measures"][-1]["metrics"]["npv"]["value"]
