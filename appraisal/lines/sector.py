"""Crediting of a whole sector: no-lose against a benchmark, settled for a period at once, shared back to the plant."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground.scans import carried, following, previous, so_far, to_come
from appraisal.ground.sheet import line


class SectorCrediting:
    """A sector of the plant and all others, against one benchmark."""

    inputs = {
        "sector.output": "service",
        "sector.intensity": "t/service",
        "sector.settlement": "yr",
        "reference.benchmark": "t/service",
    }

    @line("t/service")
    def benchmark(reference__benchmark: Any, reference_factor: Any) -> Any:
        """Benchmark intensity of the sector after improvement and tightening."""
        return reference__benchmark * reference_factor

    @line("t")
    def plant_gain(
        benchmark: Any,
        swap__output: Any,
        swap__baseline_emissions: Any,
        swap__abatement: Any,
        credited_share: Any,
    ) -> Any:
        """Tonnes by which the plant stays below the benchmark; below zero where it is above."""
        return (benchmark * swap__output - swap__baseline_emissions + swap__abatement) * credited_share

    @line("t")
    def rest_gain(benchmark: Any, sector__output: Any, sector__intensity: Any, credited_share: Any) -> Any:
        """Tonnes by which the rest of the sector stays below the benchmark; below zero where it is above."""
        return (benchmark - sector__intensity) * sector__output * credited_share

    @line("1")
    def settling(
        credited: Any,
        years_since_crediting: Any,
        sector__settlement: Any,
        whole_year: Any,
    ) -> Any:
        """1 in the last year of each settlement period, and in the last crediting year."""
        periods = (years_since_crediting + whole_year) / sector__settlement
        ended = 1 - np.sign(periods - np.floor(periods))
        return np.maximum(ended, 1 - np.sign(following(credited))) * np.sign(credited)

    @line("t")
    def sector_credits(plant_gain: Any, rest_gain: Any, settling: Any) -> Any:
        """Credits of the sector at each settlement; a sector above its benchmark earns nothing and owes nothing."""
        gained = so_far(plant_gain + rest_gain)
        return np.maximum(0, gained - previous(carried(gained * settling, 1 - settling))) * settling

    @line("t")
    def plant_settled(plant_gain: Any, settling: Any) -> Any:
        """Tonnes by which the plant itself stayed below the benchmark in the period that is settled."""
        gained = so_far(plant_gain)
        return np.maximum(0, gained - previous(carried(gained * settling, 1 - settling))) * settling


class SharedByAbatement:
    """The sector's credits go to who stayed below the benchmark."""

    @line("t")
    def creditable(plant_settled: Any, sector_credits: Any) -> Any:
        """The plant's own tonnes below the benchmark, as far as the sector earned credits at all."""
        return np.minimum(plant_settled, sector_credits)


class SharedByOutput:
    """The sector's credits go to all its plants by their output."""

    inputs = {"sector.output": "service"}

    @line("1")
    def output_share(swap__output: Any, sector__output: Any) -> Any:
        """The plant's share of the sector's output over the whole of operation."""
        own = so_far(swap__output) + following(to_come(swap__output, 1))
        every = swap__output + sector__output
        return own / (so_far(every) + following(to_come(every, 1)))

    @line("t")
    def creditable(sector_credits: Any, output_share: Any) -> Any:
        """The plant's part of the sector's credits, by output."""
        return sector_credits * output_share
