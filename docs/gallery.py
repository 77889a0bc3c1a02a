"""The gallery of charts: docs/gallery.md and its pictures, made anew by `make gallery`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

import appraisal as ap
from appraisal.outputs import charts

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
SOURCE, PLANTS, PACKAGE = "usc_vs_subcritical", "usc_vs_subcritical_plants", "usc_bilateral_package"
STRESS, MECHANISMS, SECTOR = "usc_stress", "usc_mechanisms", "coal_sector_plants"

CHEAPER = {"discount_rate": "7 %", "swap.capex_gap": "115 million USD", "credits.price": "12 USD/t"}
THREE = {SOURCE: "as the source paper states it", PLANTS: "from plant data", PACKAGE: "with its finance"}

HEAD = """# Gallery

Every chart of a result, drawn by one line of Python. `result` is the appraisal of the scenario named at each chart:

```python
import appraisal as ap

result = ap.appraise(ap.load("scenarios/usc_vs_subcritical.yaml"))
figure = result.plot.cash_flow()  # a matplotlib figure; a notebook shows it
```

A chart that has no meaning for a scenario, such as debt service without debt, is an error `no-chart` that says why.
`result.plot.all()` returns all that have one. `appraisal report FILE` writes them as SVG and PNG.

`cheaper`, `plants` and `package` are appraisals too; they, `offers`, `tonnes` and `years` are made in
[gallery.py](gallery.py), which makes this page and its pictures (`make gallery`).
"""


@dataclass(frozen=True)
class Chart:
    """A chart of the gallery: what it tells, the scenario it is of, and the expression that draws it."""

    name: str
    title: str
    tells: str
    line: str
    scenario: str = SOURCE


CHARTS = (
    Chart(
        "cash_flow",
        "Cash flow",
        "What each year brings and costs, and when the outlay is recovered.",
        "result.plot.cash_flow()",
    ),
    Chart(
        "npv_waterfall",
        "Net present value by component",
        "What the value is made of, first without credits.",
        "result.plot.npv_waterfall()",
    ),
    Chart(
        "tornado", "Tornado", "Which figure, moved alone over its range, moves the value most.", "result.plot.tornado()"
    ),
    Chart(
        "spider",
        "Spider",
        "How steeply, and how far from a straight line, each figure moves the value.",
        "result.plot.spider()",
    ),
    Chart(
        "threshold_curve",
        "Threshold curve",
        "The credit price at which the swap just pays, by share cashed; the band is that of the capex gap.",
        "result.plot.threshold_curve()",
    ),
    Chart(
        "two_way_map",
        "Two figures at once",
        "The value over two figures, with the line on which it is zero.",
        'result.plot.two_way_map("discount_rate", "credits.price")',
    ),
    Chart(
        "threshold_map",
        "Threshold over two figures",
        "The credit price that is needed in each cell; blue where the stated price is enough.",
        'result.plot.threshold_map("discount_rate", "swap.capex_gap")',
    ),
    Chart(
        "credit_waterfall",
        "Where the tonnes go",
        "From tonnes abated to tonnes sold, and the money that they bring.",
        "result.plot.credit_waterfall()",
    ),
    Chart(
        "threshold_card",
        "Threshold card",
        "At which price each party breaks even, beside dated prices of a tonne.",
        "result.plot.threshold_card()",
    ),
    Chart(
        "comparison",
        "Mechanisms side by side",
        "What the plant is worth under each mechanism, and who gets its tonnes.",
        "result.plot.comparison()",
        MECHANISMS,
    ),
    Chart(
        "risk_histogram",
        "Risk",
        "How the value is distributed when all figures move at once.",
        'result.plot.risk_histogram("npv", draws=4096, seed=1)',
    ),
    Chart(
        "convergence",
        "Convergence",
        "How the estimates settle as draws are added.",
        "ap.monte_carlo(result.scenario, draws=4096, seed=1).plot.convergence()",
    ),
    Chart(
        "sobol_ranking",
        "Share in the variance",
        "Which figures the spread of the value comes from.",
        'result.plot.sobol_ranking("npv", points=4096, seed=1)',
    ),
    Chart("cases", "Cases", "The named cases of a file side by side.", "result.plot.cases()", STRESS),
    Chart(
        "npv_bridge",
        "Bridge",
        "What moves the value from one run to another, input by input.",
        'result.plot.npv_bridge(cheaper.scenario, ("as stated", "cheaper money and plant"))',
    ),
    Chart(
        "debt_service",
        "Debt service",
        "Interest and principal beside the cash flow that serves them, and their cover.",
        "result.plot.debt_service()",
        PACKAGE,
    ),
    Chart(
        "sources_uses",
        "Sources and uses",
        "Who pays for construction, and what the money is spent on.",
        "result.plot.sources_uses()",
        PACKAGE,
    ),
    Chart(
        "party_accounts",
        "Accounts of the parties",
        "Who gains and who pays, in present value.",
        "result.plot.party_accounts()",
        PACKAGE,
    ),
    Chart(
        "cash_by_party",
        "Money by party and year",
        "Who receives and who pays in which year.",
        "result.plot.cash_by_party()",
        PACKAGE,
    ),
    Chart(
        "abatement_cost_curve",
        "Abatement cost",
        "What a tonne costs, against how many there are: three files of one plant.",
        "result.plot.abatement_cost_curve(plants, package)",
    ),
    Chart(
        "supply_curve",
        "Supply curve",
        "How many tonnes pay at each price: the same three files.",
        "charts.supply_curve(offers, about, price=16.67)",
    ),
    Chart(
        "tonnes_by_measure",
        "Tonnes by measure and year",
        "Which measure avoids how much in which year: the same three files.",
        "charts.tonnes_by_measure(years, tonnes, about)",
    ),
    Chart(
        "sector_effort",
        "One effort in a sector",
        "What one plant earns in its sector by how many others make the effort, and as a project.",
        "ap.sector_crediting(result.model).plot.sector_effort()",
        SECTOR,
    ),
    Chart(
        "sector_credits",
        "Credits of a sector",
        "How the credits of a whole sector are distributed, and in which share of the draws there are none.",
        "ap.sector_crediting(result.model).plot.sector_credits()",
        SECTOR,
    ),
)


@cache
def result_of(scenario: str) -> ap.Appraisal:
    """Return the appraisal of a shipped scenario."""
    return ap.appraise(ap.load(ROOT / "scenarios" / f"{scenario}.yaml"))


def names_of(chart: Chart) -> dict[str, Any]:
    """Return the names that the expressions use."""
    three = [result_of(scenario) for scenario in THREE]
    years = sorted({year for one in three for year in one.years})
    return {
        "ap": ap,
        "charts": charts,
        "result": result_of(chart.scenario),
        "cheaper": ap.appraise(three[0].scenario, CHEAPER),
        "plants": three[1],
        "package": three[2],
        "years": years,
        "offers": [_offer(name, one) for name, one in zip(THREE.values(), three, strict=True)],
        "tonnes": {name: _tonnes(one, years) for name, one in zip(THREE.values(), three, strict=True)},
        "about": charts.About.of(three[0].scenario, "Three scenarios of one plant, each with its own conventions"),
    }


def _offer(name: str, one: ap.Appraisal) -> charts.Offer:
    tonnes = float(one.run.total("swap.abatement")[0])
    return charts.Offer(name, tonnes, one.metrics.threshold_credit_price.value)


def _tonnes(one: ap.Appraisal, years: Iterable[int]) -> list[float]:
    by_year = dict(zip(one.years, one.run.rows["swap.abatement"][:, 0], strict=True))
    return [float(by_year.get(year, 0.0)) for year in years]


def draw(chart: Chart) -> Figure:
    """Return the figure: the line that is printed is the line that is run."""
    return eval(chart.line, names_of(chart))


def page() -> str:
    """Return docs/gallery.md."""
    return "\n".join([HEAD, *(_entry(chart) for chart in CHARTS)])


def _entry(chart: Chart) -> str:
    alt = f"{chart.title}: {chart.tells}"
    return f"""## {chart.title}

{chart.tells} [{chart.scenario}.yaml](../scenarios/{chart.scenario}.yaml): `{chart.line}`

![{alt}](gallery/{chart.name}.svg)
"""


def main() -> None:
    """Write the page and its pictures."""
    (FOLDER / "gallery").mkdir(exist_ok=True)
    for chart in CHARTS:
        (FOLDER / "gallery" / f"{chart.name}.svg").write_bytes(charts.as_svg(draw(chart)))
    (FOLDER / "gallery.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
