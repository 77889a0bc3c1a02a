"""The section ``roll_out``: small units that are bought year by year, serve their life and are measured by sample."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appraisal.scenario.carrier_schema import Carrier
from appraisal.scenario.figure import Figure, Reads
from appraisal.scenario.section import FOREVER, Section, Share, Span, Word

UnitOpex = Annotated[Figure | None, Reads("money/service", "2 USD/unit", grows="operation", series=True)]


class Sampling(Section):
    """Measurement by sample: how much units differ, how sure the mean must be, what measuring one of them costs."""

    variation: Annotated[Figure, Reads("1", "40 %", low=0, high=5, open_low=True)]
    precision: Annotated[Figure | None, Reads("1", "10 %", low=0, high=1, open_low=True)] = None
    critical_value: Annotated[Figure | None, Reads("1", "1.645", low=0, high=5, open_low=True, bare=True)] = None
    sample: Annotated[
        Figure | None, Reads("service/yr", "200 unit/yr", low=0, open_low=True, flag="operating", series=True)
    ] = None
    cost: Annotated[Figure, Reads("money/service", "150 USD/unit", low=0, grows="operation", series=True)]
    source: str = ""


class RollOut(Section):
    """Units bought in each year, or as many as a level needs; each saves what its carriers say in a year of service."""

    years: Span
    units: Annotated[
        Figure | None,
        Reads("service/yr", "50000 unit/yr", low=0, flag="active", grows="outlay", series=True),
    ] = None
    level: Annotated[
        Figure | None, Reads("service", "250000 unit", low=0, flag="active", grows="outlay", series=True)
    ] = None
    life: Annotated[Figure, Reads("yr", "10 yr", low=1, high=FOREVER, whole=True)]
    premium: Annotated[Figure, Reads("money/service", "60 USD/unit", grows="outlay", series=True)]
    unit_opex: UnitOpex = None
    programme_cost: Annotated[
        Figure | None, Reads("money/yr", "1 million USD/yr", low=0, flag="active", grows="outlay", series=True)
    ] = None
    rebound: Share = None
    avoided: dict[Word, Carrier] = Field(default_factory=dict)
    sampling: Sampling | None = None
    source: str = ""
