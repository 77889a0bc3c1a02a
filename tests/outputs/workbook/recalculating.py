"""Workbooks read, broken and computed anew: by LibreOffice in a profile that trusts no cached value."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

# 0: always compute anew. LibreOffice trusts the cached values of other programs' files unless it is told so.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""

Cells = dict[str, float | str]


@dataclass
class Book:
    """The cells of a workbook by sheet and address: what they hold, and the formulas of those that have one."""

    values: dict[str, Cells] = field(default_factory=dict)
    formulas: dict[str, dict[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def read(content: bytes) -> Book:
    """Read every cell of a workbook, with its cached value."""
    book = Book()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = _shared(archive)
        root = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        targets = _targets(archive)
        for sheet in root.iter(f"{MAIN}sheet"):
            values, formulas = _cells(archive.read(targets[sheet.attrib[RELATION]]), texts)
            book.values[sheet.attrib["name"]], book.formulas[sheet.attrib["name"]] = values, formulas
        for name in root.iter(f"{MAIN}definedName"):
            book.names[name.attrib["name"]] = name.text or ""
    return book


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    found = {one.attrib["Id"]: one.attrib["Target"].removeprefix("/xl/") for one in relations}
    return {key: f"xl/{target.removeprefix('xl/')}" for key, target in found.items()}


def _shared(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(part.text or "" for part in item.iter(f"{MAIN}t")) for item in root]


def _cells(xml: bytes, texts: list[str]) -> tuple[Cells, dict[str, str]]:
    values: Cells = {}
    formulas: dict[str, str] = {}
    for cell in ElementTree.fromstring(xml).iter(f"{MAIN}c"):
        at, kind = cell.attrib["r"], cell.attrib.get("t", "n")
        formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
        if formula is not None:
            formulas[at] = formula.text or ""
        if value is not None and value.text is not None:
            values[at] = _value(value.text, kind, texts)
    return values, formulas


def _value(text: str, kind: str, texts: list[str]) -> float | str:
    if kind == "s":
        return texts[int(text)]
    return float(text) if kind == "n" else text


def broken(content: bytes) -> bytes:
    """Return the workbook with a wrong cached value in every formula."""
    return _rewritten(content, lambda xml: _FORMULA.sub(rb"\1<v>-987654321</v></c>", _TEXTS.sub(rb"\1\2", xml)))


_FORMULA = re.compile(rb"(</f>)<v>[^<]*</v></c>")
_TEXTS = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="str"(><f>)')


def changed(content: bytes, cells: Mapping[tuple[str, str], float]) -> bytes:
    """Return the workbook with numbers typed into cells, by sheet and address, as a reader types them."""
    places = _paths(content)

    def edit(path: str, xml: bytes) -> bytes:
        for (sheet, address), value in cells.items():
            if places[sheet] == path:
                pattern = re.compile(rb'(<c r="' + address.encode() + rb'"(?: s="[0-9]+")?>)<v>[^<]*</v>')
                xml, count = pattern.subn(rb"\g<1><v>" + repr(value).encode() + rb"</v>", xml)
                assert count == 1, f"{sheet}!{address} is no cell with a plain number"
        return xml

    return _rewritten_each(content, edit)


def typed_over(content: bytes, sheet: str, address: str, value: float) -> bytes:
    """Return the workbook with a number in the place of a formula, as a careless reader leaves it."""
    place = _paths(content)[sheet]
    cell = rb'(<c r="' + address.encode() + rb'"(?: s="[0-9]+")?)(?: t="str")?><f>[^<]*</f><v>[^<]*</v></c>'

    def edit(path: str, xml: bytes) -> bytes:
        if path != place:
            return xml
        xml, count = re.subn(cell, rb"\g<1>><v>" + repr(value).encode() + rb"</v></c>", xml)
        assert count == 1, f"{sheet}!{address} is no formula"
        return xml

    return _rewritten_each(content, edit)


def _paths(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root, targets = ElementTree.fromstring(archive.read("xl/workbook.xml")), _targets(archive)
        return {sheet.attrib["name"]: targets[sheet.attrib[RELATION]] for sheet in root.iter(f"{MAIN}sheet")}


def _rewritten(content: bytes, edit: object) -> bytes:
    return _rewritten_each(content, lambda path, xml: edit(xml) if path.startswith("xl/worksheets/sheet") else xml)  # type: ignore[operator]


def _rewritten_each(content: bytes, edit: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.namelist():
            target.writestr(name, edit(name, archive.read(name)))  # type: ignore[operator]
    return out.getvalue()


def recalculated(books: Mapping[str, bytes], folder: Path) -> dict[str, Book]:
    """Open every workbook with LibreOffice in one go, compute all formulas anew, and read what it saves."""
    assert SOFFICE is not None
    profile, source, target = (folder / name for name in ("profile", "source", "target"))
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    source.mkdir()
    for name, content in books.items():
        (source / f"{name}.xlsx").write_bytes(content)
    files = [str(source / f"{name}.xlsx") for name in books]
    kind = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target)]
    command = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", *kind, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {name: read((target / f"{name}.xlsx").read_bytes()) for name in books}


def number(address: str) -> int:
    """Return the row of an address."""
    return int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def differences(known: Book, found: Book, *, reasons: bool = True) -> list[str]:
    """Say which formulas came out otherwise: numbers by 1e-9 of the size of their row, or of what the sheet adds up.

    Without ``reasons``, a metric that has no value may say so in other words.
    """
    said = []
    for sheet, formulas in known.formulas.items():
        sizes = _sizes(known, sheet)
        for at, formula in formulas.items():
            one, other = (book.values[sheet].get(at, "") for book in (known, found))
            if isinstance(one, float) and isinstance(other, float):
                if abs(one - other) <= 1e-9 * sizes[number(at)]:
                    continue
            elif one == other or (
                not reasons and sheet in ("Cover", "Metrics") and number(at) > 5 and _words(one, other)
            ):
                continue
            said.append(f"{sheet}!{at}: {other!r} instead of {one!r} by ={formula[:200]}")
    return said


def _words(one: float | str, other: float | str) -> bool:
    return isinstance(one, str) and isinstance(other, str)


def _sizes(book: Book, sheet: str) -> dict[int, float]:
    """Return the size of each row: its largest number, but no less than rounding of the largest of its unit."""
    rows: dict[int, float] = {}
    units: dict[int, str] = {}
    for at in book.formulas[sheet]:
        value = book.values[sheet].get(at)
        row = number(at)
        rows[row] = max(rows.get(row, 0.0), abs(value) if isinstance(value, float) else 0.0)
        units[row] = str(book.values[sheet].get(f"D{row}", ""))
    largest: dict[str, float] = {}
    for row, size in rows.items():
        largest[units[row]] = max(largest.get(units[row], 0.0), size)
    return {row: max(size, 1e-4 * largest[units[row]], 1e-3) for row, size in rows.items()}
