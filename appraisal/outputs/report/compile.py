"""The report as a PDF: tagged, for archives and screen readers, without network, the same bytes for the same input."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from appraisal.ground.problem import FileError, Problem, ScenarioError
from appraisal.outputs.layout import Record
from appraisal.outputs.report.blocks import Section, section_data
from appraisal.outputs.report.inert import all_printed, all_texts, printed, visible
from appraisal.outputs.report.letters import refuse_missing, shipped_fonts
from appraisal.outputs.report.number_format import ENGLISH, number_format

STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
SIZES = {"a4": "a4", "letter": "us-letter"}
LOGOS = (".png", ".svg")
TITLE_SIZES = ((40, 20.0), (55, 17.0), (110, 15.0), (200, 13.0))
"""Letters of a title, and the size in points at which titles up to that length are set."""

SMALLEST_TITLE = 11.0
SHORT = 90
"""Letters of the title that stand at the head of each page."""


@dataclass(frozen=True)
class Look:
    """How a report looks: its title, who made it, paper, number format, further fonts, a logo."""

    title: str = ""
    author: str = ""
    paper: str = "a4"
    language: str = ENGLISH
    fonts: tuple[Path, ...] = ()
    logo: Path | None = None


def pdf(record: Record, sections: Sequence[Section], charts: Mapping[str, bytes], look: Look) -> bytes:
    """Return the PDF of these sections; ``charts`` are the SVGs of their pictures by name.

    Raises:
        ScenarioError: ``missing-glyph``, ``unknown-language``, ``unknown-paper``.
        FileError: ``no-font``, ``no-logo``.
    """
    check(look)
    localised = number_format(look.language)
    data = {
        "look": _look(record, look),
        "sections": [all_printed(section_data(section), localised) for section in sections],
    }
    refuse_missing(all_texts(data), look.fonts)
    with tempfile.TemporaryDirectory(prefix="appraisal-report-") as folder:
        _lay_out(Path(folder), data, charts, look)
        return _compiled(Path(folder), look)


def check(look: Look) -> None:
    """Stop before anything is computed where the paper, the language or the logo cannot be had."""
    number_format(look.language)
    if look.paper not in SIZES:
        message = f"'{look.paper}' is no paper; there are {' and '.join(SIZES)}"
        raise ScenarioError([Problem("unknown-paper", "--paper", message)])
    if look.logo is not None and (look.logo.suffix.lower() not in LOGOS or not look.logo.is_file()):
        message = f"there is no such picture; name a {' or '.join(LOGOS)} file"
        raise FileError([Problem("no-logo", "--logo", message, file=str(look.logo))])
    refuse_missing((), look.fonts)


def _look(record: Record, look: Look) -> dict[str, Any]:
    scenario, version = _subject(record), record["version"]
    title = look.title or scenario["name"]
    short = title if len(title) <= SHORT else f"{title[: SHORT - 1]}…"
    return {
        "title": visible(title),
        "heading": printed(title),
        "kind": "Programme appraisal" if "programme" in record else "Project appraisal",
        "author": visible(look.author),
        "keywords": ["appraisal", "carbon credits", "net present value"],
        "description": f"Appraisal of {_kind(record).lower()} {scenario['hash']}",
        "paper": SIZES[look.paper],
        "families": list(_families(look)),
        "short": printed(short),
        "hash": f"{_kind(record)} {scenario['hash']}",
        "maker": f"appraisal {version}",
        "title_size": next((size for most, size in TITLE_SIZES if len(title) <= most), SMALLEST_TITLE),
        "subtitle": printed(_subtitle(record, look)),
        "logo": "" if look.logo is None else f"logo{look.logo.suffix.lower()}",
        "logo_alt": f"Logo of {visible(look.author)}" if look.author else "Logo",
    }


def _subject(record: Record) -> Any:
    """Return what the report is on, with its name and hash: a scenario, or a programme."""
    return record["programme" if "programme" in record else "scenario"]


def _kind(record: Record) -> str:
    return "Programme" if "programme" in record else "Scenario"


def _subtitle(record: Record, look: Look) -> str:
    scenario = _subject(record)
    named = scenario["name"] if look.title and look.title != scenario["name"] else ""
    return "  ·  ".join(text for text in (named, look.author, f"{_kind(record)} {scenario['hash']}") if text)


def _families(look: Look) -> Sequence[str]:
    from matplotlib.ft2font import FT2Font

    return tuple(dict.fromkeys(FT2Font(str(font)).family_name for font in look.fonts))


def _lay_out(folder: Path, data: dict[str, Any], charts: Mapping[str, bytes], look: Look) -> None:
    """Put everything that the template reads into one folder."""
    (folder / "charts").mkdir()
    (folder / "fonts").mkdir()
    (folder / "report.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    (folder / "report.typ").write_bytes(files("appraisal.outputs.report").joinpath("template.typ").read_bytes())
    for name, drawn in charts.items():
        (folder / "charts" / f"{name}.svg").write_bytes(drawn)
    for at, font in enumerate((*shipped_fonts(), *look.fonts)):
        shutil.copy(font, folder / "fonts" / f"{at}{font.suffix}")
    if look.logo is not None:
        shutil.copy(look.logo, folder / data["look"]["logo"])


def _compiled(folder: Path, look: Look) -> bytes:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder / "fonts"])
    try:
        made = typst.compile(
            folder / "report.typ",
            root=folder,
            font_paths=fonts,
            ignore_system_fonts=True,
            pdf_standards=[*STANDARDS],
            timestamp=0,
        )
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            message = f"{error.message}; name a font that has it: --font FILE.ttf"
            raise ScenarioError([Problem("missing-glyph", "--font", message)]) from None
        if look.logo is not None and "image" in error.message:
            message = "the picture cannot be read; save it anew as PNG or SVG"
            raise FileError([Problem("no-logo", "--logo", message, file=str(look.logo))]) from None
        raise
    return bytes(made)
