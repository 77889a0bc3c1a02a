"""The gallery that the repository carries is what the code draws today."""

from __future__ import annotations

import inspect
import re
from collections import Counter

import pytest

from appraisal.outputs.charts import as_svg
from appraisal.outputs.charts.plots import AppraisalPlots
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
    methods = {name for name, _ in inspect.getmembers(AppraisalPlots, inspect.isfunction) if not name.startswith("_")}
    assert methods - {"all"} <= set(CHARTS), "each chart of a result stands in the gallery"
