"""An energy carrier of a plant or of a roll-out: a fuel that is burned, or electricity that is drawn."""

from __future__ import annotations

from typing import Annotated

from appraisal.scenario.figure import Figure, Reads
from appraisal.scenario.section import Section, Share, SharePath, Word

Grid = Annotated[Figure | None, Reads("t/MWh", "0.8 t/MWh", low=0, series=True)]
"""An emission factor of a grid."""


class Carrier(Section):
    """A fuel, or electricity, that a plant uses."""

    fuel: Word
    price: Annotated[
        Figure | None,
        Reads("money/GJ", "1.38 USD/GJ", grows="operation", series=True, either="money/t", second="by_mass"),
    ] = None
    border_price: Annotated[Figure | None, Reads("money/GJ", "3 USD/GJ", grows="operation", series=True)] = None
    share: Share = None
    heat_rate: Annotated[Figure | None, Reads("GJ/service", "9.47 GJ/MWh LHV", low=0)] = None
    emission_factor: Annotated[Figure | None, Reads("t/GJ", "94.6 kg/GJ", low=0, series=True)] = None
    oxidation_factor: Share = None
    ncv: Annotated[Figure | None, Reads("GJ/t", "25.8 GJ/t", low=0, open_low=True)] = None
    specific_consumption: Annotated[Figure | None, Reads("MWh/service", "0.5 MWh/t", low=0)] = None
    loss_rate: Annotated[Figure | None, Reads("1", "5 %", low=0, high=0.99)] = None
    grid_emission_factor: Grid = None
    operating_margin: Grid = None
    build_margin: Grid = None
    operating_weight: SharePath = None
