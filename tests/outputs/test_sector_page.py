"""The record, the page, the table and the charts of a sector: what they say is what was found, whatever the sector."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appraisal.outputs.charts.sector_crediting import sector_credits_chart, sector_effort_chart
from appraisal.outputs.layout import WIDTH, console_for
from appraisal.outputs.record import as_json
from appraisal.outputs.sector_page import both_ways, headline, settlements, show, standings, title_words
from appraisal.outputs.sector_record import HEADINGS, plants_csv, sector_record
from appraisal.questions.sector.result import SectorCrediting
from appraisal.questions.sector_crediting import sector_crediting
from appraisal.scenario.load import load
from tests.questions.sectors import sector

SHIPPED = Path(__file__).parents[2] / "scenarios" / "coal_sector_plants.yaml"


@pytest.fixture(scope="module")
def coal() -> SectorCrediting:
    return sector_crediting(load(SHIPPED), draws=2000)


SECTORS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "half": ((), {}),
    "no effort is enough": ((), {"effort": "0.1 %"}),
    "rich": (("credits.reference.benchmark=1.2 t/MWh",), {}),
    "one plant": ((), {"count": 1}),
    "nobody": ((), {"participation": "0 %"}),
    "many": ((), {"count": 700}),
    "by output": (("credits.sector.shared_by=output",), {"participation": "100 %"}),
}


@pytest.fixture(params=SECTORS)
def found(request: pytest.FixtureRequest, tmp_path: Path) -> SectorCrediting:
    sets, plants = SECTORS[request.param]
    return sector_crediting(sector(tmp_path, *sets, **plants), draws=300)


def page(found: SectorCrediting) -> str:
    out = io.StringIO()
    show(sector_record(found), console_for(out))
    return out.getvalue()


# ---- the record ----------------------------------------------------------------------------------------------------


def test_the_record_is_plain_and_its_parts_add_up(found: SectorCrediting):
    record = json.loads(as_json(sector_record(found)))
    stated = next(one for one in record["standings"] if one["joined"] == record["marks"]["stated"])
    parts = [*(group["sectoral"] for group in record["groups"]), stated["earned"]["tonnes"]]
    assert math.fsum(parts) == pytest.approx(stated["sector"], rel=1e-9, abs=1e-6)
    assert math.fsum(one["sectoral"] for one in record["plants"]) == pytest.approx(math.fsum(parts[:-1]))
    assert sum(group["plants"] for group in record["groups"]) == len(record["plants"]) == found.fleet.count
    for one in record["standings"]:
        brought = one["earned"]["tonnes"] - one["idle"]["tonnes"]
        assert one["brought"]["tonnes"] == brought


def test_the_marks_are_standings_of_the_record(found: SectorCrediting):
    record = sector_record(found)
    joined = [one["joined"] for one in record["standings"]]
    assert joined == sorted(set(joined))
    assert all(mark in joined for mark in record["marks"].values() if mark is not None)


def test_the_draws_are_told_with_their_quantiles(coal: SectorCrediting):
    draws, values = sector_record(coal)["draws"], coal.draws.values
    assert draws["made"] == len(values) == 2000
    assert draws["none"]["value"] == np.mean(values < 1)
    assert draws["percentiles"]["50"] == np.median(values)
    assert draws["mean"] == values.mean()


def test_the_plants_are_told_in_words(coal: SectorCrediting, tmp_path: Path):
    stated = sector_record(coal)["sector"]["stated"]
    assert stated["sector_plants.relative_intensity"] == "normal, mean 100 %, standard deviation 6 %"
    certain = sector_record(sector_crediting(sector(tmp_path), draws=10))["sector"]["stated"]
    assert list(certain.values()) == ["as the sector", "10 %", "50 %"]
    listed = sector_record(sector_crediting(load(SHIPPED, variant="listed"), draws=10))["sector"]["stated"]
    assert listed["sector_plants.effort"] == "as the list of plants states it"


def test_the_table_has_a_row_a_plant(coal: SectorCrediting):
    rows = list(csv.DictReader(io.StringIO(plants_csv(coal.plants).decode())))
    assert tuple(rows[0]) == HEADINGS
    assert [row["name"] for row in rows] == [one.name for one in coal.plants]
    assert math.fsum(float(row["share of output [1]"]) for row in rows) == pytest.approx(1)
    makers = [row for row in rows if row["makes the effort"] == "yes"]
    assert len(makers) == coal.fleet.taking_part
    assert all(float(row["credits as a project [t]"]) > 0 for row in makers)


# ---- the page ------------------------------------------------------------------------------------------------------


def test_the_page_keeps_its_width(found: SectorCrediting):
    assert max(map(len, page(found).splitlines())) <= WIDTH


def test_the_page_makes_the_argument(coal: SectorCrediting):
    told = dict(headline(sector_record(coal)))
    assert title_words(sector_record(coal)) == "An effort that stays alone earns nothing in the sector"
    assert told["Alone in the sector"] == "no credit"
    assert told["As a project"].startswith("9.00 million t, sold for 67.97 million USD")
    assert told["To earn anything"] == "13 of the 36 other plants must make the effort too"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no effort is enough", "not even the effort of all 4 other plants is enough"),
        ("rich", "no other plant is needed"),
        ("half", "2 of the 4 other plants must make the effort too"),
    ],
)
def test_the_page_says_how_many_others_it_takes(tmp_path: Path, name: str, said: str):
    sets, plants = SECTORS[name]
    record = sector_record(sector_crediting(sector(tmp_path, *sets, **plants), draws=10))
    assert dict(headline(record))["To earn anything"] == said
    assert (title_words(record) == "The plant in its sector") is (name == "rich")


def test_the_table_of_standings_ends_with_the_plant_as_a_project(coal: SectorCrediting):
    made = standings(sector_record(coal))
    assert [row[0] for row in made.rows] == [
        "0: none", "13: least that is needed", "22: as stated", "36: all",
    ]  # fmt: skip
    assert made.total[0] == "as a project"
    assert made.total[2:4] == ("9,000.58", "0.00")


def test_both_ways_add_up_in_print(coal: SectorCrediting):
    made = both_ways(sector_record(coal))
    for column in (1, 3, 5):
        assert sum(int(row[column]) for row in made.rows) == int(made.total[column])
    for column in (2, 4):
        printed = sum(float(row[column].replace(",", "")) for row in made.rows)
        assert printed == pytest.approx(float(made.total[column].replace(",", "")), abs=0.02)


def test_the_settlements_say_which_years_they_hold(coal: SectorCrediting):
    rows = settlements(sector_record(coal)).rows
    assert [row[0] for row in rows] == ["2016 to 2020", "2021 to 2025", "2026 to 2030"]
    assert [row[1] for row in rows] == ["0.9500", "0.9000", "0.8700"]


# ---- the charts ----------------------------------------------------------------------------------------------------


def words(figure: Any) -> str:
    texts = [text.get_text() for text in figure.texts]
    return " ".join(" ".join([*texts, *(text.get_text() for axes in figure.axes for text in axes.texts)]).split())


def test_the_curves_are_what_was_found(coal: SectorCrediting):
    [axes] = sector_effort_chart(coal).axes
    project, earned, idle, *_ = (line.get_ydata() for line in axes.lines)
    assert set(project) == {coal.project.earned.tonnes / 1e3}
    assert earned == pytest.approx([one.earned.tonnes / 1e3 for one in coal.standings])
    assert idle == pytest.approx([one.idle.tonnes / 1e3 for one in coal.standings])


def test_the_bars_hold_every_draw(coal: SectorCrediting):
    [axes] = sector_credits_chart(coal).axes
    tall = [bar.get_height() for bar in axes.patches]
    assert sum(tall) == pytest.approx(100)
    assert tall[-1] == pytest.approx(coal.draws.none.value * 100)


def test_every_sector_can_be_drawn(found: SectorCrediting):
    for chart in (sector_effort_chart, sector_credits_chart):
        figure = chart(found)
        box = figure.bbox
        for text in figure.texts:
            drawn = text.get_window_extent(figure.canvas.get_renderer())
            assert box.x0 <= drawn.x0
            assert drawn.x1 <= box.x1


def test_the_chart_says_from_where_an_effort_earns(coal: SectorCrediting):
    said = words(sector_effort_chart(coal))
    assert "In the sector they bring nothing until 13 others make the effort too" in said
    assert "the effort earns nothing" in said
    assert "as stated: 22" in said


def test_the_charts_hang_on_the_result(coal: SectorCrediting):
    assert words(coal.plot.sector_effort()) == words(sector_effort_chart(coal))
    assert words(coal.plot.sector_credits()) == words(sector_credits_chart(coal))
