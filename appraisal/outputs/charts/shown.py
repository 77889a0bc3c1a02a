"""A figure that a notebook shows by itself; imported when one is drawn, for it is made of matplotlib."""

from __future__ import annotations

from matplotlib.figure import Figure


class Chart(Figure):
    """A matplotlib figure of this package; without pyplot a plain figure would show itself as its name."""

    def _repr_png_(self) -> bytes:
        from appraisal.outputs.charts.save import as_png

        return as_png(self)
