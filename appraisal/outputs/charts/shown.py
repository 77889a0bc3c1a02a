"""A figure that keeps its style wherever it is drawn; imported when one is, for it is made of matplotlib."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from appraisal.outputs.charts import style


class Chart(Figure):
    """A matplotlib figure of this package.

    Matplotlib makes ticks only when it draws, in the style of that moment. So the style is set at every drawing, also
    at one that the user asks for. Without pyplot a plain figure would show itself in a notebook as its name.
    """

    def draw(self, renderer: Any) -> None:
        """Draw the figure in its style."""
        with style.styled():
            super().draw(renderer)

    def savefig(self, fname: Any, **how: Any) -> None:
        """Write the figure in its style, as matplotlib does."""
        with style.styled():
            super().savefig(fname, **how)

    def _repr_png_(self) -> bytes:
        from appraisal.outputs.charts.save import as_png

        return as_png(self)
