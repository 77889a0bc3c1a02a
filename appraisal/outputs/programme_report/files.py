"""The files of a programme's report: PDF, workbook, charts, record, tables; all from one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from appraisal.outputs.charts.save import FORMATS
from appraisal.outputs.layout import Record
from appraisal.outputs.portfolio_table import as_csv
from appraisal.outputs.programme_record import programme_record
from appraisal.outputs.programme_report.charts import chart_set
from appraisal.outputs.programme_report.sections import sections
from appraisal.outputs.programme_report.workbook import workbook
from appraisal.outputs.record import as_json
from appraisal.outputs.report.compile import Look, pdf
from appraisal.outputs.report.contents import without_missing
from appraisal.outputs.report.files import PDF, RECORD, WORKBOOK
from appraisal.outputs.report.localised import localise
from appraisal.outputs.report.number_format import ENGLISH, number_format
from appraisal.questions.programme.result import ProgrammeAppraisal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Told = Callable[[int, int], None]
STEPS = 4
SVG = "svg"


def report_files(found: ProgrammeAppraisal, look: Look | None = None, progress: Told | None = None) -> dict[str, bytes]:
    """Return every file of a programme's report by its name.

    Raises:
        ScenarioError: ``missing-glyph``, ``unknown-language``, ``unknown-paper``.
        FileError: ``no-font``, ``no-logo``.
    """
    chosen, told = look or Look(), progress or _unheard
    record = programme_record(found)
    told(1, STEPS)
    drawn = _drawn(record, chosen.language)
    charts = {name: {kind: made(figure) for kind, made in FORMATS.items()} for name, figure in drawn.items()}
    told(2, STEPS)
    book = workbook(record)
    told(3, STEPS)
    svgs = {name: files[SVG] for name, files in charts.items()}
    paper = pdf(record, without_missing(sections(record), svgs), svgs, chosen)
    told(4, STEPS)
    pictures = {f"{name}.{kind}": content for name, files in charts.items() for kind, content in files.items()}
    return {PDF: paper, WORKBOOK: book, RECORD: as_json(dict(record)).encode(), **csv_files(record), **pictures}


def _unheard(done: int, of: int) -> None:
    """Tell no one."""


def _drawn(record: Record, language: str) -> dict[str, Figure]:
    drawn = {name: draw() for name, draw in chart_set(record).items() if not isinstance(draw, str)}
    if language != ENGLISH:
        words = number_format(language)
        for figure in drawn.values():
            localise(figure, words)
    return drawn


def csv_files(record: Record) -> dict[str, bytes]:
    """Return the tables of a programme: a row a year, and a row a measure."""
    return {"years.csv": as_csv(_years(record)), "measures.csv": as_csv(_measures(record))}


def _years(record: Record) -> dict[str, list[object]]:
    """Return lines, accounts of the parties and the ledger by year, the unit in each heading."""
    currency = record["conventions"]["currency"]
    money = f"{currency} of the year" if record["conventions"]["basis"] == "real" else currency
    lines = {
        f"{name} [{_unit(line['unit'], currency, money)}]": line["values"] for name, line in record["lines"].items()
    }
    parties = {f"{name} [{money}]": values for name, values in record["parties"]["accounts"].items()}
    uses = {f"tonnes {name} [t]": values for name, values in record["ledger"].items()}
    return {"year": list(record["years"]), **lines, **parties, **uses}


def _unit(unit: str, currency: str, money: str) -> str:
    return money if unit == currency else unit


def _measures(record: Record) -> dict[str, list[object]]:
    every = record["measures"]
    columns: dict[str, list[object]] = {
        name: [one[name] for one in every] for name in ("name", "title", "crediting", "units")
    }
    columns["mechanisms"] = [" ".join(one["mechanisms"]) for one in every]
    names: Mapping[str, Record] = every[0]["metrics"] if every else {}
    for name, metric in names.items():
        columns[f"{name} [{metric['unit']}]"] = [one["metrics"][name]["value"] for one in every]
    return columns
