"""What every section is held to: finished texts, the numbers of the record, and data that JSON can hold."""

from __future__ import annotations

import json
import re
from importlib import import_module

import pytest

from appraisal.outputs.report.blocks import section_data

from .records import record, texts

KEYS = (
    "cases",
    "parties",
    "economic",
    "sensitivity",
    "risk",
    "support",
    "additionality",
    "assumptions",
    "formulas",
    "limits",
)
NAMES = ("usc_vs_subcritical", "usc_vs_subcritical_plants", "usc_stress", "usc_supported", "usc_bilateral_package")
NAMES += ("efficient_air_conditioners", "ccs_retrofit")
UNFINISHED = re.compile(r"\bNone\b(?! (?:of|has))|\bnan\b|\binf\b|[{}]|  |\.\.|,,| ,|\s$|^\s|\n")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", KEYS)
def test_texts_are_finished(key, name):
    made = import_module(f"appraisal.outputs.report.{key}").section(record(name))
    for text in texts(made) if made else ():
        assert not UNFINISHED.search(text), text
    if made:
        json.dumps(section_data(made), allow_nan=False)


@pytest.mark.parametrize("name", NAMES)
def test_a_headline_number_is_written_the_same_wherever_it_stands(name):
    found = record(name)
    npv = found["metrics"]["npv"]["value"]
    written = f"{npv / 1e6:,.2f}"
    risk, sensitivity = (
        import_module(f"appraisal.outputs.report.{key}").section(found) for key in ("risk", "sensitivity")
    )
    assert any(written in text for text in texts(risk))
    assert any(written in text for text in texts(sensitivity))
