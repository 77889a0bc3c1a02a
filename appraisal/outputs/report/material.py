"""What a report is made from: one record of everything that is asked of the scenario, and the charts of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.problem import NoResultError, ScenarioError
from appraisal.outputs.assumptions_record import assumptions_record
from appraisal.outputs.cases_record import cases_record
from appraisal.outputs.charts.cases import cases_chart
from appraisal.outputs.charts.chart_set import CHARTS
from appraisal.outputs.charts.comparison import comparison_chart
from appraisal.outputs.charts.convergence import convergence_chart
from appraisal.outputs.charts.risk_histogram import risk_histogram
from appraisal.outputs.comparison_record import comparison_record
from appraisal.outputs.dossier_record import dossier_record
from appraisal.outputs.equivalence import equivalence_part
from appraisal.outputs.formulas_record import formulas_record
from appraisal.outputs.layout import Record
from appraisal.outputs.record import record_of
from appraisal.outputs.report.curves_record import curves_record
from appraisal.outputs.risk_record import risk_record
from appraisal.outputs.study import Part, one_way_part, stated_grids
from appraisal.questions.additionality import additionality
from appraisal.questions.cases import compare_cases
from appraisal.questions.compare import compare_mechanisms, told_mechanisms
from appraisal.questions.equivalence import equivalence
from appraisal.questions.risk import Risk, monte_carlo
from appraisal.scenario.drawable import drawn_figures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWS = 10_000
"""Draws of a report where no other number is asked for."""

Draw = Callable[[], "Figure | str"]
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Material:
    """What a report is made from.

    Attributes:
        record: the record of the appraisal, with a part for each question that the scenario answers.
        charts: by the name of the file, what draws each chart or says why there is none.
    """

    record: Record
    charts: Mapping[str, Draw]


def material(appraisal: Appraisal, draws: int | None = None, progress: Told | None = None) -> Material:
    """Ask a scenario everything that a report holds."""
    parts = [
        *_of_money(appraisal),
        *_of_cases(appraisal),
        *_of_mechanisms(appraisal),
        *_of_risk(appraisal, draws, progress),
        *_of_additionality(appraisal),
    ]
    charts: dict[str, Draw] = {name: partial(draw, appraisal) for name, draw in CHARTS.items()}
    for part in parts:
        charts |= part.charts
    return Material({**record_of(appraisal), **_of_scenario(appraisal), **_records(parts)}, charts)


def _records(parts: Iterable[Part]) -> Record:
    """Return the record of each part; the grids that are left out stand under a name that is no grid's."""
    names = {"two_way_left_out": "grids_left_out"}
    return {names.get(part.name, part.name): part.record for part in parts}


def _of_scenario(appraisal: Appraisal) -> Record:
    document = appraisal.scenario.document
    return {
        "assumptions": assumptions_record(appraisal.scenario),
        "formulas": formulas_record(appraisal.run),
        "sources": dict(document.sources),
        "sign_off": [row.model_dump() for row in document.sign_off],
    }


def _of_money(appraisal: Appraisal) -> Iterator[Part]:
    """Return what one figure moves, the grids that the scenario states, its thresholds, and what would do instead."""
    model = appraisal.model
    one_way = one_way_part(model, "npv", legs=False)
    # Where nothing moves the result there is no tornado; the set of charts says so in its place.
    yield one_way if one_way.record["tornado"] else replace(one_way, charts={})
    yield from stated_grids(model)
    yield _without_page("threshold_curves", curves_record(appraisal))
    if model.has_credits:
        yield _without_page("equivalence", equivalence_part(appraisal, equivalence(model))["equivalence"])


def _of_cases(appraisal: Appraisal) -> Iterator[Part]:
    if appraisal.scenario.document.cases:
        found = compare_cases(appraisal.scenario)
        yield _without_page("cases", cases_record(found), {"cases": lambda: cases_chart(found)})


def _of_mechanisms(appraisal: Appraisal) -> Iterator[Part]:
    """Return the mechanisms side by side, where the file tells terms of others than its own."""
    names = told_mechanisms(appraisal.scenario)
    if names:
        found = compare_mechanisms(appraisal.scenario, names)
        yield _without_page("comparison", comparison_record(found), {"comparison": lambda: comparison_chart(found)})


def _of_risk(appraisal: Appraisal, draws: int | None, progress: Told | None) -> Iterator[Part]:
    if not drawn_figures(appraisal.scenario):
        return
    stated = appraisal.scenario.document.risk
    usual = min(DRAWS, stated.draws) if stated and stated.draws else DRAWS
    count = usual if draws is None else draws
    found = monte_carlo(appraisal.model, count, progress=progress)
    record = risk_record(found, appraisal)
    if stated and stated.draws and stated.draws > count:
        note = f"{count:,} of the {stated.draws:,} draws that the scenario states; 'appraisal risk FILE' makes all"
        record["draws"]["notes"].append(note)
    yield _without_page("risk", record, _risk_charts(found))


def _risk_charts(found: Risk) -> Mapping[str, Draw]:
    if not found.outcomes["npv"].statistics:
        return {}
    return {"risk_histogram": lambda: risk_histogram(found), "convergence": lambda: convergence_chart(found)}


def _of_additionality(appraisal: Appraisal) -> Iterator[Part]:
    """Return the test of additionality; where it cannot be made, why."""
    if not appraisal.model.has_credits:
        return
    try:
        yield _without_page("additionality", dossier_record(additionality(appraisal)))
    except (NoResultError, ScenarioError) as error:
        yield _without_page("additionality_left_out", {"reason": error.problems[0].message})


def _without_page(name: str, record: Record, charts: Mapping[str, Draw] | None = None) -> Part:
    return Part(name, record, lambda _: (), charts or {})  # type: ignore[arg-type]
