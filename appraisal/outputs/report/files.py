"""The files of a report: PDF, workbook, charts, record and tables, all from one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from appraisal.engine.appraisal import Appraisal
from appraisal.outputs.charts.save import FORMATS
from appraisal.outputs.record import as_json
from appraisal.outputs.report.compile import Look, pdf
from appraisal.outputs.report.contents import pictures, sections, without_missing
from appraisal.outputs.report.localised import localise
from appraisal.outputs.report.material import Draw, material
from appraisal.outputs.report.number_format import ENGLISH, number_format
from appraisal.outputs.yearly_csv import csv_files

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PDF, WORKBOOK, RECORD = "report.pdf", "workbook.xlsx", "record.json"
STEPS = 4
"""Parts of the work that are told: questions, charts, workbook, PDF."""

Told = Callable[[int, int], None]


def report_files(
    appraisal: Appraisal, look: Look | None = None, draws: int | None = None, progress: Told | None = None
) -> dict[str, bytes]:
    """Return every file of a report by its name.

    Raises:
        ScenarioError: ``missing-glyph``, ``unknown-language``, ``unknown-paper``.
        FileError: ``no-font``, ``no-logo``.
    """
    from appraisal.outputs.workbook import workbook

    chosen, told = look or Look(), progress or _unheard
    found = material(appraisal, draws)
    told(1, STEPS)
    charts = _charts(found.charts, chosen.language)
    told(2, STEPS)
    files = {WORKBOOK: workbook(appraisal, found.record)}
    told(3, STEPS)
    svgs = {name.removesuffix(SVG): content for name, content in charts.items() if name.endswith(SVG)}
    chapters = without_missing(sections(found.record), svgs)
    files |= {PDF: pdf(found.record, chapters, svgs, chosen)}
    told(4, STEPS)
    return {**files, RECORD: as_json(found.record).encode(), **csv_files(found.record), **charts}


def _unheard(done: int, of: int) -> None:
    """Tell no one."""


SVG = ".svg"


def report_pdf(appraisal: Appraisal, look: Look | None = None, draws: int | None = None) -> bytes:
    """Return the PDF alone."""
    found, chosen = material(appraisal, draws), look or Look()
    chapters = sections(found.record)
    drawn = _drawn({name: found.charts[name] for name in pictures(chapters) if name in found.charts}, chosen.language)
    svgs = {name: FORMATS["svg"](figure) for name, figure in drawn.items()}
    return pdf(found.record, without_missing(chapters, svgs), svgs, chosen)


def _charts(charts: Mapping[str, Draw], language: str) -> dict[str, bytes]:
    """Return each chart in each format by the name of its file."""
    drawn = _drawn(charts, language)
    return {f"{name}.{kind}": made(figure) for name, figure in drawn.items() for kind, made in FORMATS.items()}


def _drawn(charts: Mapping[str, Draw], language: str) -> dict[str, Figure]:
    """Draw the charts that have a meaning for the scenario."""
    drawn = {name: draw() for name, draw in charts.items()}
    figures = {name: figure for name, figure in drawn.items() if not isinstance(figure, str)}
    _localise(figures.values(), language)
    return figures


def _localise(figures: Iterable[Figure], language: str) -> None:
    if language != ENGLISH:
        words = number_format(language)
        for figure in figures:
            localise(figure, words)
