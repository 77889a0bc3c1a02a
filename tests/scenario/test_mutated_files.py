# ruff: noqa: E501 - a row of the table is one line
"""Shipped scenarios with a few bytes, words or lines changed: the end is a result or a coded error, nothing else."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import AppraisalError
from appraisal.outputs.record import as_json, record_of
from appraisal.scenario.load import load

FILES = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
SHIPPED = [file.read_text(encoding="utf-8") for file in FILES]
WORD = re.compile(r"[\w.%/-]+")
HOSTILE = [
    "0", "-1", "1e300", "1e-300", "-0", "nan", ".inf", "0,12", "1 000", "٣", "null", "true", "~", "[]", "{}", "''", "&a", "*a", "!t",
    "8 %", "800 %", "-100 %", "-99 %", "0 %", "1 yr", "0.5 yr", "200 yr", "1e9 yr", "0 USD", "1e30 USD", "-1 USD/t", "1 USD/GJ",
    "5 USD/t", "1 MW", "1e12 MW", "1 kt/yr", "38 % HHV", "1 JPY/USD", "JPY", "real", "nominal", "none", "cdm", "retrofit", "mid_year",
    "discount_rate", "credits.price", "baseline.fuels.coal.price", "timeline.operation", "electricity", "natural_gas", "2012", "1900", "2300",
    "sculpted", "bullet", "annuity", "macrs", "schedule", "expire", "refund", "paid", "exempt", "host", "3 yr", "20 yr", "100 %", "-30 %",
    "{value: 1 %, low: 0 %, high: 2 %}", "{years: {2012: 1 %, 2020: 2 %}, between: linear}", "{path: discount_rate, times: 50 %}",
    "{csv: x.csv, column: a, unit: USD/t}", "\x00", "\u202e", "\U0001f600", "x" * 300,
]  # fmt: skip
PIECES = st.sampled_from([*HOSTILE, *" \t\n:,{}[]#&*!|>'\"%.0123456789eE-+/"])


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Draw a shipped scenario with one to three changes."""
    text = draw(st.sampled_from(SHIPPED))
    for _ in range(draw(st.integers(1, 3))):
        change = draw(st.sampled_from([word_changed, word_changed, span_changed, line_moved, line_left_out]))
        text = change(text, draw)
    return text


def word_changed(text: str, draw: st.DrawFn) -> str:
    words = list(WORD.finditer(text))
    word = words[draw(st.integers(0, len(words) - 1))] if words else None
    return text if word is None else text[: word.start()] + draw(PIECES) + text[word.end() :]


def span_changed(text: str, draw: st.DrawFn) -> str:
    start = draw(st.integers(0, len(text)))
    return text[:start] + draw(PIECES) + text[start + draw(st.integers(0, 12)) :]


def line_moved(text: str, draw: st.DrawFn) -> str:
    lines = text.splitlines(keepends=True)
    line = lines[draw(st.integers(0, len(lines) - 1))] if lines else ""
    lines.insert(draw(st.integers(0, len(lines))), line)
    return "".join(lines)


def line_left_out(text: str, draw: st.DrawFn) -> str:
    lines = text.splitlines(keepends=True)
    gone = draw(st.integers(0, max(len(lines) - 1, 0)))
    return "".join(lines[:gone] + lines[gone + 1 :])


def ends_well(file: Path) -> bool:
    """Whether a file gives a result that can be written, or an error with a code; anything else is raised."""
    for shipped, text in zip(FILES, SHIPPED, strict=True):  # one may extend another
        (file.parent / shipped.name).write_text(text, encoding="utf-8")
    try:
        record = record_of(appraise(load(file)))
    except AppraisalError as error:
        told = all(problem.code and problem.message for problem in error.problems)
        return told and bool(error.problems) and error.exit_code in (2, 4, 6)
    assert math.isfinite(record["metrics"]["npv"]["value"])
    return bool(as_json(record))


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_a_mutated_file_ends_in_a_result_or_a_coded_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "mutated.yaml"
    file.write_text(text, encoding="utf-8")
    assert ends_well(file)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SHIPPED), st.data())
def test_mutated_bytes_end_in_a_result_or_a_coded_error(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.getbasetemp() / "bytes.yaml"
    file.write_bytes(bytes(raw))
    assert ends_well(file)


def test_some_mutations_are_appraised_and_some_refused(tmp_path: Path) -> None:
    """The mutations reach both ends, or the tests above would say nothing."""
    file = tmp_path / "plant.yaml"
    for old, new, refused in (("25 yr", "0.5 yr", False), ("25 yr", "1e9 yr", True), ("cdm", "none", False)):
        whole = (text for text in SHIPPED if "extends" not in text)
        text = next(text for text in whole if old in text).replace(old, new)
        file.write_text(re.sub("low: 20 yr", "low: 0.5 yr", text))
        if refused:
            with pytest.raises(AppraisalError):
                appraise(load(file))
        else:
            assert appraise(load(file)).metrics.npv.status == "ok"
