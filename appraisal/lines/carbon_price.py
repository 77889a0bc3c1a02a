"""A price on emissions: what is not emitted is not paid for."""

from __future__ import annotations

from typing import Any

from appraisal.ground.sheet import line


class PricedAlways:
    """A price in every operating year."""

    @line("1")
    def priced() -> Any:
        """1: emissions carry the price in every year."""
        return 1


class PricedInYears:
    """A price in stated years."""

    inputs = {"active": "yr"}

    @line("1")
    def priced(active: Any, whole_year: Any) -> Any:
        """1 in the years in which emissions carry the price."""
        return active / whole_year


class AbatedOutright:
    """A swap that states its abatement."""

    @line("t")
    def spared(swap__abatement: Any, priced: Any) -> Any:
        """Tonnes for which the price is not paid: those that the swap avoids."""
        return swap__abatement * priced


class AbatedByPlants:
    """A swap of two plants: each pays for its own emissions, and leakage carries no price."""

    @line("t")
    def spared(swap__baseline_emissions: Any, project__emissions: Any, priced: Any) -> Any:
        """Tonnes for which the price is not paid: the baseline's emissions less the project's."""
        return (swap__baseline_emissions - project__emissions) * priced


class EmissionsPriced:
    """What the price on emissions brings the swap."""

    inputs = {"price": "money/t"}

    @line("money", pays="host", to="developer")
    def charge_saved(spared: Any, price: Any) -> Any:
        """Price on emissions that is not paid to the government."""
        return spared * price
