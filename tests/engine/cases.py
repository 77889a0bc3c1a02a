"""Scenarios that several tests start from, and the way from a plain mapping to an appraisal."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.engine.model import Run
from appraisal.scenario.load import build, load
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.tree import parse_tree

Stated = dict[str, Any]
FOLDER = Path(__file__).parents[2] / "scenarios"
SOURCE = FOLDER / "usc_vs_subcritical.yaml"
PLANTS = FOLDER / "usc_vs_subcritical_plants.yaml"

RETROFIT: Stated = {
    "format": 1,
    "name": "Efficiency retrofit of a coal plant",
    "sources": {"tender": "the tender, page 4"},
    "money": {"currency": "USD", "price_year": 2020, "basis": "real", "inflation": "3 %"},
    "fx": {"JPY": "100 JPY/USD"},
    "timeline": {"first_year": 2021, "construction": "2 yr", "operation": "12.5 yr", "timing": "mid_year"},
    "discount_rate": "7 %",
    "swap": {
        "build": "retrofit",
        "leakage": "2 kt/yr",
        "lost_output": {"price": "45 USD/MWh", "emission_factor": "0.7 t/MWh"},
    },
    "baseline": {
        "capacity": "300 MW",
        "full_load_hours": "6000 h/yr",
        "net_efficiency": "36 % HHV",
        "degradation": "0.4 %/yr",
        "fuels": {
            "coal": {"fuel": "lignite", "price": "20 USD/t", "share": "90 %"},
            "gas": {"fuel": "natural_gas", "price": "6 USD/GJ", "share": "10 %"},
        },
        "fixed_opex": "22 USD/kW/yr",
        "variable_opex": {"value": "2 USD/MWh", "growth": "1 %", "from": 2022},
        "replacements": {"boiler": {"amount": "9 million USD", "years": [2026]}},
        "decommissioning": "11 million USD",
    },
    "project": {
        "capacity": "290 MW",
        "capacity_factor": "70 %",
        "heat_rate": "8.6 GJ/MWh LHV",
        "ramp_up": ["60 %", "90 %"],
        "fuels": {
            "coal": {"fuel": "lignite", "price": "baseline.fuels.coal.price"},
            "grid": {
                "fuel": "electricity",
                "price": "60 USD/MWh",
                "specific_consumption": "0.01 MWh/MWh",
                "grid_emission_factor": {"years": {"2020": "0.8 t/MWh", "2040": "0.4 t/MWh"}, "between": "linear"},
                "loss_rate": "6 %",
            },
        },
        "capex": "9000 million JPY",
        "other_opex": "1.5 million USD/yr",
        "residual_value": {"rule": "book_value", "life": "20 yr"},
        "decommissioning": {"value": "12 million USD", "year": 2036},
    },
    "credits": {
        "mechanism": "bilateral",
        "price": {"value": "12 USD/t", "growth": "2 %", "low": "5 USD/t", "high": "30 USD/t", "source": "tender"},
        "share_cashed": "80 %",
        "uncertainty_discount": "4 %",
        "buffer": "3 %",
        "share_of_proceeds": "5 %",
        "overall_mitigation": "2 %",
        "owners": {"developer": "70 %", "host": "20 %", "partner": "10 %"},
        "issuance_lag": "2 yr",
        "crediting": {"start_after": "0.5 yr", "years": "9 yr"},
        "registration_cost": "0.2 million USD",
        "monitoring_cost": "0.1 million USD/yr",
        "issuance_fee": "0.2 USD/t",
    },
    "items": {
        "training": {"kind": "cost", "amount": {"value": "2 million USD", "growth": "4 %"}, "year": 2022},
        "dust": {"kind": "benefit", "amount": "0.7 million USD/yr"},
        "staff": {"kind": "cost", "amount": "0.3 million USD/yr", "years": {"from": 2024, "to": 2028}},
    },
}


def stated(path: Path) -> Stated:
    """Return what a shipped file states, as a plain mapping."""
    found: Stated = YAML(typ="safe", pure=True).load(path)
    return found


def built(data: Stated) -> Scenario:
    return build(parse_tree(json.dumps(data), "case.yaml"))


def appraised(data: Stated) -> Appraisal:
    return appraise(built(data))


def with_(data: Stated, **parts: Any) -> Stated:
    """Return a copy with keys laid over it; two underscores stand for the dot, None takes a key away."""
    changed = copy.deepcopy(data)
    for name, value in parts.items():
        *above, last = name.split("__")
        holder = changed
        for key in above:
            holder = holder.setdefault(key, {})
        if value is None:
            holder.pop(last, None)
        else:
            holder[last] = value
    return changed


def shipped() -> dict[str, Scenario]:
    return {"direct": load(SOURCE), "plants": load(PLANTS), "retrofit": built(RETROFIT)}


def years_of(run: Run, name: str) -> list[float]:
    """Return a row of one draw, year by year."""
    return [float(value) for value in np.broadcast_to(run.rows[name], (run.axis.count, 1))[:, 0]]
