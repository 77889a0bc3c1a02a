"""Carbon capture: what a plant captures of what its fuels form, and what carrying it away and storing it costs."""

from __future__ import annotations

from typing import Any

from appraisal.ground.scans import total
from appraisal.ground.sheet import line


class Capture:
    """Capture at a plant that burns fuel; its energy penalty is the plant's lower efficiency and output."""

    inputs = {"capture_rate": "1", "transport_storage_cost": "money/t"}

    @line("t")
    def captured(output: Any, heat_per_output: Any, mean_emission_factor: Any, capture_rate: Any) -> Any:
        """Carbon dioxide captured and stored: the capture rate of what the fuels burned form."""
        return output * heat_per_output * mean_emission_factor * capture_rate

    @line("money")
    def storage_cost(captured: Any, transport_storage_cost: Any) -> Any:
        """Transport and storage of the carbon dioxide that is captured."""
        return captured * transport_storage_cost


class CapturingPlant:
    """The plant around a capture unit, in place of the lines of a plant without one."""

    inputs = {"capture.captured": "t", "capture.storage_cost": "money"}

    @line("t")
    def emissions(capture__captured: Any, *emitted: Any) -> Any:
        """Emissions of all fuels and electricity, less what is captured."""
        return total(emitted) - capture__captured

    @line("money")
    def opex(
        fixed_opex_cost: Any,
        variable_opex_cost: Any,
        other_opex: Any,
        capture__storage_cost: Any,
        service_scale: Any,
    ) -> Any:
        """Operating cost without fuel, transport and storage of what is captured included."""
        return fixed_opex_cost + variable_opex_cost + other_opex * service_scale + capture__storage_cost
