"""The gallery that the repository carries is what the code draws today."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from appraisal.outputs.charts import as_svg
from docs import gallery

CHARTS = {chart.name: chart for chart in gallery.CHARTS}
KEPT = gallery.FOLDER / "gallery"
AGAIN = "make it anew with `make gallery`, and look at it"


def texts(svg: str) -> list[str]:
    """Every text of a chart, which stands in front of its outlines; versions and hashes left out."""
    said = re.findall(r"<!-- (.*?) -->", svg, re.DOTALL)
    return [re.sub(r"\(scenario [0-9a-f]{8}\), appraisal [\w.]+", "", text) for text in said]


def parts(svg: str) -> Counter[str]:
    """How many parts of each kind a chart has: axes, lines, patches, texts."""
    return Counter(re.findall(r'<g id="([a-zA-Z_]+?)_?\d*">', svg))


@pytest.mark.parametrize("name", CHARTS)
def test_each_picture_is_current(name: str) -> None:
    kept, today = (KEPT / f"{name}.svg").read_text(encoding="utf-8"), as_svg(gallery.draw(CHARTS[name])).decode()
    assert texts(kept) == texts(today), AGAIN
    assert parts(kept) == parts(today), AGAIN
    assert len(texts(today)) > 5


def test_the_page_is_current() -> None:
    assert (gallery.FOLDER / "gallery.md").read_text(encoding="utf-8") == gallery.page(), AGAIN


def test_every_picture_is_on_the_page_and_every_chart_has_one() -> None:
    assert {path.name for path in KEPT.iterdir()} == {f"{name}.svg" for name in CHARTS}
    modules = {path.stem.removesuffix("_chart") for path in _chart_modules()}
    assert modules == set(CHARTS), "each kind of chart stands in the gallery"


def _chart_modules() -> list[Path]:
    """The modules of charts that return a figure to whoever calls them, from a result."""
    home = Path(gallery.charts.__file__).parent
    drawing = re.compile(r"^def (\w+)\(.*?-> Figure:$", re.MULTILINE | re.DOTALL)
    inner = {"frame", "plots", "stacked_years", "chart_set", "usual_curve", "save", "shown"}
    return [
        path
        for path in home.glob("*.py")
        if path.stem not in inner
        and any(not name.startswith("_") for name in drawing.findall(path.read_text(encoding="utf-8")))
    ]
