"""A small sector for tests: one plant stated outright, a rest of plants, one benchmark; plain numbers throughout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from appraisal.scenario.load import load
from appraisal.scenario.scenario import Scenario

YEARS = 6
OWN, REST = 5.0, 95.0
"""Output in million MWh a year."""

USUAL, LOWERED = 1.0, 0.9
"""Intensity of the own plant in t/MWh, as usual and with its swap."""


def tree(**plants: Any) -> dict[str, Any]:
    """Return the tree of a sector whose rest is 4 plants at 1.0 t/MWh, against a benchmark of 0.97 t/MWh."""
    return {
        "format": 1,
        "name": "A small sector",
        "money": {"currency": "USD", "price_year": 2020, "basis": "nominal"},
        "timeline": {"first_year": 2019, "construction": {"years": "1 yr"}, "operation": f"{YEARS} yr"},
        "discount_rate": "8 %",
        "swap": {
            "capex_gap": "1 million USD",
            "fuel_saving": "0 USD/yr",
            "output": "5 TWh/yr",
            "baseline_emissions": "5 Mt/yr",
            "abatement": "500 kt/yr",
        },
        "credits": {
            "mechanism": "sectoral",
            "price": "10 USD/t",
            "owners": {"developer": "100 %"},
            "crediting": {"years": f"{YEARS} yr"},
            "reference": {"benchmark": "0.97 t/MWh"},
            "sector": {"output": "95 TWh/yr", "intensity": "1 t/MWh", "settlement": "3 yr"},
        },
        "sector_plants": {"count": 4, "effort": "10 %", "participation": "50 %", **plants},
        "variants": {"bilateral": {"credits": {"crediting": {"years": f"{YEARS} yr"}}}},
    }


def sector(folder: Path, *sets: str, csv: str = "", **plants: Any) -> Scenario:
    """Return the small sector with changes; ``csv`` is written as plants.csv beside it."""
    file = folder / "sector.yaml"
    stated = tree(**plants)
    if "file" in plants:
        stated["sector_plants"] = {"participation": "50 %", **plants}
        (folder / plants["file"]).write_text(csv, encoding="utf-8")
    file.write_text(json.dumps(stated), encoding="utf-8")
    return load(file, sets=sets)
