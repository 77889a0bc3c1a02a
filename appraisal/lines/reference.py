"""The level that credits are counted from: business as usual, below it, a benchmark, the lower of two, or stated."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground import rates
from appraisal.ground.sheet import line


class AsUsual:
    """Credits are counted from business as usual."""

    @line("t")
    def eligible(swap__abatement: Any) -> Any:
        """Tonnes avoided against business as usual."""
        return swap__abatement


class UsualReference:
    """A reference that starts at business as usual."""

    @line("t")
    def unadjusted_reference(swap__baseline_emissions: Any) -> Any:
        """Emissions of business as usual."""
        return swap__baseline_emissions


class BelowUsualReference:
    """A reference that lies a stated share below business as usual."""

    inputs = {"reference.below_usual": "1"}

    @line("t")
    def unadjusted_reference(swap__baseline_emissions: Any, reference__below_usual: Any) -> Any:
        """Emissions of business as usual, less a stated share."""
        return swap__baseline_emissions * (1 - reference__below_usual)


class StatedReference:
    """A reference that is stated in tonnes."""

    inputs = {"reference.emissions": "t"}

    @line("t")
    def unadjusted_reference(reference__emissions: Any) -> Any:
        """Reference emissions as the scenario states them."""
        return reference__emissions


class BenchmarkReference:
    """A reference by a benchmark intensity."""

    inputs = {"reference.benchmark": "t/service"}

    @line("t")
    def unadjusted_reference(swap__output: Any, reference__benchmark: Any) -> Any:
        """Output of the year at the benchmark intensity."""
        return swap__output * reference__benchmark


class IdentifiedPlant:
    """The identified baseline of ACM0013: the baseline plant, at the smaller emission factor of the two fuels."""

    @line("t")
    def identified_baseline(
        swap__output: Any,
        baseline__heat_per_output: Any,
        baseline__mean_emission_factor: Any,
        project__mean_emission_factor: Any,
    ) -> Any:
        """Heat that the baseline plant burns for the output, at the smaller emission factor of the two plants."""
        factor = np.minimum(baseline__mean_emission_factor, project__mean_emission_factor)
        return swap__output * baseline__heat_per_output * factor


class IdentifiedUsual:
    """The identified baseline where the plants do not say more: business as usual."""

    @line("t")
    def identified_baseline(swap__baseline_emissions: Any) -> Any:
        """Emissions of business as usual."""
        return swap__baseline_emissions


class IdentifiedReference:
    """The identified baseline alone: no benchmark is stated."""

    @line("t")
    def unadjusted_reference(identified_baseline: Any) -> Any:
        """Emissions of the identified baseline."""
        return identified_baseline


class LowerOfReference:
    """The lower of the identified baseline and the benchmark."""

    inputs = {"reference.benchmark": "t/service"}

    @line("t")
    def unadjusted_reference(identified_baseline: Any, swap__output: Any, reference__benchmark: Any) -> Any:
        """The lower of the identified baseline and the output at the benchmark intensity."""
        return np.minimum(identified_baseline, swap__output * reference__benchmark)


class Improvement:
    """A reference that improves by itself from the first operating year on."""

    inputs = {"reference.autonomous_improvement": "1"}

    @line("1")
    def reference_improvement(reference__autonomous_improvement: Any, age: Any) -> Any:
        """What autonomous improvement leaves of the reference, since the first operating year."""
        return rates.declined(reference__autonomous_improvement, age)


class ImprovementSince:
    """A reference that improves by itself from the year of its data on."""

    inputs = {"reference.autonomous_improvement": "1", "reference.data_year": "yr"}

    @line("1")
    def reference_improvement(reference__autonomous_improvement: Any, year: Any, reference__data_year: Any) -> Any:
        """What autonomous improvement leaves of the reference, since the year of its data."""
        return rates.declined(reference__autonomous_improvement, np.maximum(0, year - reference__data_year))


class TightenedYearly:
    """A reference that tightens every crediting year."""

    inputs = {"crediting.tightening_yearly": "1/yr"}

    @line("1")
    def tightening(crediting__tightening_yearly: Any, years_since_crediting: Any, whole_year: Any) -> Any:
        """Share that tightening takes off the reference: once for each crediting year, the first included."""
        return crediting__tightening_yearly * (years_since_crediting + whole_year)


class TightenedAtRenewal:
    """A reference that tightens at each renewal of the crediting period."""

    inputs = {"crediting.tightening": "1", "crediting.years": "yr"}

    @line("1")
    def tightening(crediting__tightening: Any, years_since_crediting: Any, crediting__years: Any) -> Any:
        """Share that tightening takes off the reference: once for each renewal so far."""
        return crediting__tightening * np.floor(years_since_crediting / crediting__years)


class NeverTightened:
    """A reference that does not tighten."""

    @line("1")
    def tightening() -> Any:
        """The reference does not tighten."""
        return 0


class Adjusted:
    """What moves a reference with the years."""

    @line("1")
    def reference_factor(reference_improvement: Any, tightening: Any) -> Any:
        """What improvement and tightening leave of the reference; never less than nothing."""
        return reference_improvement * np.maximum(0, 1 - tightening)


class Reference:
    """The reference after improvement and tightening."""

    @line("t")
    def reference_emissions(unadjusted_reference: Any, reference_factor: Any) -> Any:
        """Emissions that credits are counted from."""
        return unadjusted_reference * reference_factor

    @line("t")
    def below_usual(swap__baseline_emissions: Any, reference_emissions: Any) -> Any:
        """Tonnes by which the reference lies below business as usual; one that lies above counts as usual."""
        return np.maximum(0, swap__baseline_emissions - reference_emissions)

    @line("t")
    def eligible(swap__abatement: Any, below_usual: Any) -> Any:
        """Tonnes avoided against the reference; below zero where the swap emits more than the reference."""
        return swap__abatement - below_usual
