"""The fuel library as a table, with the sources of its figures."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from appraisal.ground.numbers import plain
from appraisal.scenario import library
from appraisal.scenario.figure import Figure


def show_fuels(console: Console) -> None:
    """Print every fuel: emission factor and calorific value with their 95 % ranges."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for label in ("fuel", "name"):
        table.add_column(label, no_wrap=True)
    for label in ("kg CO2/GJ", "range", "GJ/t", "range"):
        table.add_column(label, justify="right", no_wrap=True)
    for key, fuel in library.fuels().items():
        factor, ncv = fuel.figures["emission_factor"], fuel.figures["ncv"]
        table.add_row(key, fuel.name, *_cells(factor, 1000), *_cells(ncv, 1))
    console.print(table)
    console.print(Text("electricity  drawn from a grid: state specific_consumption and grid_emission_factor"))
    for key in ("ipcc", "ipcc_range"):
        found = library.evidence()[key]
        console.print(Text(f"{found.text}{'' if found.verified else ' (verified: no)'}", style="dim"))


def _cells(figure: Figure, scale: float) -> tuple[str, str]:
    low, high = (plain((end or 0.0) * scale, 4) for end in (figure.low, figure.high))
    return plain(figure.value * scale, 4), f"{low} to {high}"
