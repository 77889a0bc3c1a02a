"""The cases of a scenario as one plain mapping, and as a table of a row each: for JSON, CSV and the screen."""

from __future__ import annotations

import csv
import io
from importlib.metadata import version
from typing import Any

from appraisal.outputs.charts.style import discounted_words, result_words
from appraisal.outputs.layout import Record
from appraisal.outputs.record import FORMAT, metric_record, problem_record
from appraisal.questions.cases import Case, Cases
from appraisal.scenario.cases import Change
from appraisal.scenario.scenario import Scenario


def cases_record(cases: Cases) -> Record:
    """Return cases as plain numbers, words, lists and mappings; undefined is null with a reason."""
    scenario = cases.scenario
    return {
        "format": FORMAT,
        "version": version("appraisal"),
        "scenario": {"name": scenario.name, "about": scenario.document.about.strip(), "hash": scenario.hash},
        "conventions": f"{discounted_words(scenario)}; {result_words(scenario)}",
        "currency": scenario.currency,
        "cases": [_case(scenario, case) for case in cases.rows],
    }


def _case(scenario: Scenario, case: Case) -> Record:
    return {
        "name": case.name,
        "status": "ok" if case.ran else "cannot run",
        "changes": [_change(scenario, change) for change in case.changes],
        "metrics": {name: metric_record(metric) for name, metric in case.metrics.items()},
        "price": None if case.price is None else metric_record(case.price),
        "debt": case.debt,
        "warnings": [problem_record(problem) for problem in case.warnings],
        "problems": [problem_record(problem) for problem in case.problems],
    }


def _change(scenario: Scenario, change: Change) -> Record:
    figure = scenario.figures.get(change.path)
    return {"path": change.path, "stated": None if figure is None else figure.text, "to": change.words}


FIRST = ("name", "status", "changes")
LAST = ("undefined", "problems")


def cases_csv(record: Record) -> bytes:
    """Return a row a case, the unit in each heading; what does not exist is empty, its reason in the last two."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    rows = [_cells(case) for case in record["cases"]]
    names = (name for row in rows for name in row)
    headings = [*(name for name in dict.fromkeys((*FIRST, *names)) if name not in LAST), *LAST]
    table.writerow(headings)
    table.writerows([_text(row.get(heading)) for heading in headings] for row in rows)
    return out.getvalue().encode("utf-8")


def _cells(case: Record) -> Record:
    priced = {"price": case["price"]} if case["price"] else {}
    every = {**case["metrics"], **priced}
    return {
        "name": case["name"],
        "status": case["status"],
        "changes": "; ".join(f"{change['path']}: {change['to']}" for change in case["changes"]),
        **{f"{name} [{metric['unit']}]": metric["value"] for name, metric in every.items()},
        "undefined": "; ".join(f"{name}: {m['reason']}" for name, m in every.items() if m["value"] is None),
        "problems": "; ".join(f"{problem['path']}: {problem['message']}" for problem in case["problems"]),
    }


def _text(cell: Any) -> Any:
    if cell is None:
        return ""
    return repr(cell) if isinstance(cell, float) else cell
