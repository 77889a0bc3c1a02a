"""The section ``project.capture``: carbon capture, transport and storage at a plant that burns fuel."""

from __future__ import annotations

from typing import Annotated

from appraisal.scenario.figure import Figure, Reads
from appraisal.scenario.section import Section


class Capture(Section):
    """What share of the carbon dioxide is captured, and what transport and storage of a tonne cost."""

    capture_rate: Annotated[Figure, Reads("1", "90 %", low=0, high=1, series=True)]
    transport_storage_cost: Annotated[Figure, Reads("money/t", "10 USD/t", grows="operation", series=True)]
