"""Results that draw themselves: ``result.plot.tornado()``."""

from __future__ import annotations

from importlib import import_module

HOME = "appraisal.outputs.charts.plots"


def plots(name: str) -> property:
    """Return the property that gives a result its charts; ``name`` is the class that holds them.

    Charts stand above the results that they draw, and imports only look down. So a result knows no more of its charts
    than their name, which is looked up when a reader asks for one, as the names of ``appraisal`` itself are: nothing
    of a result depends on how it is drawn, and matplotlib waits until something is.
    """

    def charts(result: object) -> object:
        """Return the charts of the result; each draws when it is called, and returns a matplotlib figure."""
        return getattr(import_module(HOME), name)(result)

    return property(charts)
