"""Labels that keep out of one another's way, placed by measure on axes that are already laid out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from appraisal.outputs.charts import style
from appraisal.outputs.charts.legible import legible
from appraisal.outputs.charts.lettering import POINTS, height, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

BESIDE = 0.09
AIR = 0.05
"""Inches between a label and what it labels, and between two labels."""


@dataclass(frozen=True)
class End:
    """The label at the right end of a line."""

    value: float
    text: str
    color: str
    weight: str = "normal"


def room_for(ends: Iterable[End]) -> float:
    """Return the inches that the labels need at the right of the axes."""
    return max((width(end.text, style.SMALL, end.weight) for end in ends), default=0.0) + BESIDE + 0.04


def label_ends(axes: Axes, at: float, ends: Sequence[End]) -> list[Text]:
    """Write each label beside the axes at the height of its line's end, moved apart where they would touch."""
    figure = axes.figure
    ordered = sorted(ends, key=lambda end: end.value)
    wanted = [float(axes.transData.transform((at, end.value))[1]) / figure.dpi for end in ordered]
    box = axes.get_window_extent()
    tall = [height(end.text, style.SMALL) for end in ordered]
    places = apart(wanted, tall, box.y0 / figure.dpi, box.y1 / figure.dpi)
    found = []
    for end, want, place in zip(ordered, wanted, places, strict=True):
        found.append(_write(axes, at, end, place - want))
    return found


def _write(axes: Axes, at: float, end: End, up: float) -> Text:
    figure = axes.figure
    start = float(axes.transData.transform((at, end.value))[0])
    over = (axes.get_window_extent().x1 - start) / figure.dpi + BESIDE
    thread = {"arrowstyle": "-", "color": style.AXIS, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 2, "relpos": (0, 0.5)}
    return axes.annotate(
        end.text,
        (at, end.value),
        (over * POINTS, up * POINTS),
        textcoords="offset points",
        annotation_clip=False,
        arrowprops=thread if abs(up) > AIR else None,
        **letters(end.color, end.weight, "left"),
    )


def letters(color: str, weight: str = "normal", ha: str = "center", va: str = "center") -> dict[str, Any]:
    """Return how a label is set; its colour is darkened where it could not be read on paper."""
    return {
        "color": legible(color),
        "fontweight": weight,
        "fontsize": style.SMALL,
        "ha": ha,
        "va": va,
        "linespacing": 1.15,
    }


def apart(wanted: Sequence[float], tall: Sequence[float], low: float, high: float) -> list[float]:
    """Return places in order, as near as may be to the wanted ones, at which labels of these heights do not touch.

    >>> apart([1.0, 1.0], [0.5, 0.5], 0.0, 4.0)
    [1.0, 1.55]
    >>> apart([3.9, 3.9], [0.5, 0.5], 0.0, 4.0)
    [3.2, 3.75]
    """
    places: list[float] = []
    for want, size in zip(wanted, tall, strict=True):
        least = places[-1] + (tall[len(places) - 1] + size) / 2 + AIR if places else low + size / 2
        places.append(max(want, least))
    most = high + AIR
    for at in reversed(range(len(places))):
        places[at] = min(places[at], most - AIR - tall[at] / 2)
        most = places[at] - tall[at] / 2
    return [round(place, 6) for place in places]


class Placer:
    """Puts labels inside the axes at the first of several places where they cover neither a line nor a label."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        self._boxes: list[tuple[float, float, float, float]] = []
        self._points = np.empty((0, 2))

    def keep_clear(self, x: Any, y: Any) -> None:
        """Keep labels off a line through these points of the data."""
        points = self._axes.transData.transform(np.column_stack([x, y]).astype(float))
        points = points[np.isfinite(points).all(axis=1)]
        steps = np.linspace(0, 1, 25)[:, None, None]
        dense = (points[:-1] + (points[1:] - points[:-1]) * steps).reshape(-1, 2)
        self._points = np.vstack([self._points, points, dense])

    def put(self, text: str, places: Iterable[tuple[float, float]], **look: Any) -> Text | None:
        """Write the text centred at the first place (in shares of the axes) where it fits; None where none is."""
        place = self.find(text, places)
        return None if place is None else self._axes.text(*place, text, transform=self._axes.transAxes, **look)

    def find(
        self, text: str, places: Iterable[tuple[float, float]], start: tuple[float, float] | None = None
    ) -> tuple[float, float] | None:
        """Return the first place where the text fits, and hold it; None where there is none.

        A label with a thread to ``start`` (in shares of the axes) keeps the thread off the other labels too.
        """
        for place in places:
            box = self._box(text, place)
            thread = None if start is None else self._between(start, place)
            if self._is_free(box) and not self._crosses(thread):
                self._boxes.append(box)
                if thread is not None:
                    self._points = np.vstack([self._points, thread])
                return place
        return None

    def hold(self, text: str, places: Iterable[tuple[float, float]]) -> None:
        """Keep labels off a text that stands at these places already, written by another."""
        for place in places:
            self._boxes.append(self._box(text, place))

    def _box(self, text: str, place: tuple[float, float]) -> tuple[float, float, float, float]:
        dots = self._axes.figure.dpi
        wide, tall = width(text, style.SMALL, "bold") * dots, height(text, style.SMALL) * dots
        x, y = self._axes.transAxes.transform(place)
        return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2

    def _between(self, start: tuple[float, float], end: tuple[float, float]) -> Any:
        steps = np.linspace(0, 1, 50)[:, None]
        one, other = self._axes.transAxes.transform([start, end])
        return one + (other - one) * steps

    def _crosses(self, thread: Any) -> bool:
        if thread is None:
            return False
        x, y = thread[:, 0], thread[:, 1]
        return any(((x > b[0]) & (x < b[2]) & (y > b[1]) & (y < b[3])).any() for b in self._boxes)

    def _is_free(self, box: tuple[float, float, float, float]) -> bool:
        air = AIR * self._axes.figure.dpi
        x0, y0, x1, y1 = box[0] - air, box[1] - air, box[2] + air, box[3] + air
        inner = self._axes.get_window_extent()
        if x0 < inner.x0 or x1 > inner.x1 or y0 < inner.y0 or y1 > inner.y1:
            return False
        px, py = self._points[:, 0], self._points[:, 1]
        if ((px > x0) & (px < x1) & (py > y0) & (py < y1)).any():
            return False
        return not any(x0 < b[2] and b[0] < x1 and y0 < b[3] and b[1] < y1 for b in self._boxes)
