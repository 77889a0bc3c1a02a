"""The charts that a result draws of itself: ``result.plot.tornado()``, each a matplotlib figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from appraisal.engine import parties
from appraisal.engine.appraisal import Appraisal
from appraisal.ground.problem import NoResultError, Problem, ScenarioError
from appraisal.outputs.charts import style
from appraisal.outputs.charts.about import About, Block
from appraisal.outputs.charts.chart_set import CHARTS, ChartSet, chart_set
from appraisal.questions.cases import Cases
from appraisal.questions.compare import Comparison
from appraisal.questions.risk import Risk
from appraisal.questions.sector.result import SectorCrediting

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from appraisal.scenario.scenario import Scenario

ABATEMENT = "A tonne at its cost before tax and transfers, money and tonnes in present value"


class AppraisalPlots:
    """The charts of an appraisal.

    A chart that has no meaning for the scenario, such as debt service without debt, is a NoResultError ``no-chart``
    with the reason. What a chart asks of the scenario (tornado, threshold curve, draws) is computed when it is drawn.
    """

    def __init__(self, appraisal: Appraisal) -> None:
        self._appraisal = appraisal

    def all(self) -> ChartSet:
        """Return every chart that has a meaning for the scenario by its name; ``left_out`` says why others have not."""
        return chart_set(self._appraisal)

    def cash_flow(self) -> Figure:
        """Return the cash flow of each year in its parts, and the present value to date."""
        return self._drawn("cash_flow")

    def npv_waterfall(self) -> Figure:
        """Return the net present value by component."""
        return self._drawn("npv_waterfall")

    def credit_waterfall(self) -> Figure:
        """Return where the tonnes and the money of the credits go."""
        return self._drawn("credit_waterfall")

    def threshold_card(self) -> Figure:
        """Return at which price of a tonne each party breaks even, and what a tonne is worth elsewhere."""
        return self._drawn("threshold_card")

    def debt_service(self) -> Figure:
        """Return debt service beside the cash flow for it, and its cover."""
        return self._drawn("debt_service")

    def sources_uses(self) -> Figure:
        """Return where the money of construction comes from, and where it goes."""
        return self._drawn("sources_uses")

    def party_accounts(self) -> Figure:
        """Return what each party receives less what it pays, in present value."""
        return self._drawn("party_accounts")

    def cash_by_party(self) -> Figure:
        """Return what each party receives less what it pays in each year."""
        from appraisal.outputs.charts.cash_by_party import cash_by_party

        found = {parties.PARTIES[key]: values[:, 0] for key, values in parties.accounts(self._appraisal.run).items()}
        if len(found) == 1:
            raise self._none("cash_by_party", "no money moves between parties")
        about = About.of(self._scenario, style.year_words(self._scenario))
        return cash_by_party(self._appraisal.years, found, about)

    def abatement_cost_curve(self, *others: Appraisal) -> Figure:
        """Return what a tonne costs against how many there are, for this swap and others beside it."""
        from appraisal.outputs.charts.abatement_cost_curve import abatement_cost_curve, placed

        blocks = [_block(one) for one in (self._appraisal, *others)]
        if not placed(blocks):
            raise self._none("abatement_cost_curve", "no emissions are avoided")
        _check_currencies([self._scenario, *(one.scenario for one in others)])
        return abatement_cost_curve(blocks, About.of(self._scenario, ABATEMENT), _price(self._appraisal))

    def tornado(self, objective: str = "npv") -> Figure:
        """Return what each figure, moved alone from its low to its high, does to the objective."""
        from appraisal.outputs.charts.tornado import tornado_chart
        from appraisal.questions.sensitivity import tornado

        return tornado_chart(tornado(self._appraisal.model, objective), self._scenario)

    def spider(self, objective: str = "npv") -> Figure:
        """Return the objective by share of change of each figure."""
        from appraisal.outputs.charts.spider import spider_chart
        from appraisal.questions.spider import spider

        return spider_chart(spider(self._appraisal.model, objective), self._scenario)

    def threshold_curve(self, vary: str = "", over: str = "", values: Sequence[float] = ()) -> Figure:
        """Return the threshold of one figure over another; that of the credit price where no figure is named."""
        from appraisal.outputs.charts.threshold_curve import threshold_curve_chart
        from appraisal.questions.threshold import threshold_curve

        if not vary:
            return self._drawn("threshold_curve")
        return threshold_curve_chart(threshold_curve(self._appraisal.model, vary, over, values), self._appraisal)

    def two_way_map(
        self,
        one: str,
        other: str,
        ones: Sequence[float] | None = None,
        others: Sequence[float] | None = None,
        objective: str = "npv",
    ) -> Figure:
        """Return the objective over two figures, with the line on which the swap just pays."""
        from appraisal.outputs.charts.two_way_map import two_way_chart
        from appraisal.questions.two_way import two_way

        model = self._appraisal.model
        return two_way_chart(two_way(model, one, other, ones, others, objective), model)

    def threshold_map(
        self,
        one: str,
        other: str,
        ones: Sequence[float] | None = None,
        others: Sequence[float] | None = None,
        vary: str = "",
    ) -> Figure:
        """Return the threshold of a figure, by default the price of a tonne, over two others."""
        from appraisal.outputs.charts.threshold_map import threshold_map_chart
        from appraisal.questions.threshold_map import threshold_map

        model = self._appraisal.model
        return threshold_map_chart(threshold_map(model, one, other, ones, others, vary), model)

    def cases(self, names: Iterable[str] | None = None) -> Figure:
        """Return the named cases of the scenario side by side."""
        from appraisal.questions.cases import compare_cases

        return CasesPlots(compare_cases(self._scenario, names)).cases()

    def comparison(self, names: str | Iterable[str] = "all") -> Figure:
        """Return the plant under several mechanisms."""
        from appraisal.questions.compare import compare_mechanisms

        return ComparisonPlots(compare_mechanisms(self._scenario, names)).comparison()

    def npv_bridge(self, other: Scenario, labels: tuple[str, str] = ("this run", "the other")) -> Figure:
        """Return what moves the net present value from this run to that of another scenario, input by input."""
        from appraisal.outputs.charts.npv_bridge import npv_bridge
        from appraisal.questions.bridge import bridge

        return npv_bridge(bridge(self._scenario, other), labels)

    def risk_histogram(self, outcome: str = "npv", draws: int | None = None, seed: int | None = None) -> Figure:
        """Draw every figure that has a range, and return how an outcome is distributed."""
        from appraisal.questions.risk import monte_carlo

        found = monte_carlo(self._appraisal.model, draws, seed, outcomes=dict.fromkeys(("npv", outcome)))
        return RiskPlots(found).risk_histogram(outcome)

    def sobol_ranking(self, outcome: str = "npv", points: int = 4096, seed: int | None = None) -> Figure:
        """Return the share that each figure has in the variance of an outcome."""
        from appraisal.outputs.charts.sobol_ranking import sobol_ranking
        from appraisal.questions.variance import sobol_indices

        return sobol_ranking(sobol_indices(self._appraisal.model, outcome, points, seed), self._scenario)

    @property
    def _scenario(self) -> Scenario:
        return self._appraisal.scenario

    def _drawn(self, name: str) -> Figure:
        found = CHARTS[name](self._appraisal)
        if isinstance(found, str):
            raise self._none(name, found)
        return found

    def _none(self, name: str, reason: str) -> NoResultError:
        message = f"the chart '{name}' has no meaning here: {reason}"
        return NoResultError([self._scenario.located(Problem("no-chart", "", message))])


def _block(appraisal: Appraisal) -> Block:
    """Return a swap as one block: all tonnes of its life, at what one of them costs in present value."""
    tonnes = float(appraisal.run.total("swap.abatement")[0])
    return Block(appraisal.scenario.name, tonnes, appraisal.metrics["abatement_cost"].value)


def _price(appraisal: Appraisal) -> float | None:
    """Return the price of a tonne that the scenario states; None where it has none, or one for each year."""
    figure = appraisal.scenario.figures.get(appraisal.model.price_path) if appraisal.model.has_credits else None
    return None if figure is None or figure.series else appraisal.model.base_value(appraisal.model.price_path)


def _check_currencies(scenarios: Iterable[Scenario]) -> None:
    found = {scenario.currency: scenario for scenario in scenarios}
    if len(found) > 1:
        message = f"amounts in {' and '.join(found)} cannot stand on one axis; report all in one currency"
        raise ScenarioError([list(found.values())[-1].located(Problem("mixed-currencies", "money.currency", message))])


class RiskPlots:
    """The charts of the draws of a scenario; some draw must have the outcome."""

    def __init__(self, risk: Risk) -> None:
        self._risk = risk

    def risk_histogram(self, outcome: str = "npv") -> Figure:
        """Return how an outcome is distributed, and which share of the draws exceeds each value."""
        from appraisal.outputs.charts.risk_histogram import risk_histogram

        return risk_histogram(self._risk, outcome)

    def convergence(self, outcome: str = "npv") -> Figure:
        """Return how the estimates settle as draws are added."""
        from appraisal.outputs.charts.convergence import convergence_chart

        return convergence_chart(self._risk, outcome)


class CasesPlots:
    """The chart of named cases."""

    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    def cases(self) -> Figure:
        """Return what each case is worth, and the price of a tonne that it has and would need."""
        from appraisal.outputs.charts.cases import cases_chart

        return cases_chart(self._cases)


class ComparisonPlots:
    """The chart of mechanisms or scenarios side by side."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison

    def comparison(self) -> Figure:
        """Return what each row is worth, and where each tonne that is avoided goes."""
        from appraisal.outputs.charts.comparison import comparison_chart

        return comparison_chart(self._comparison)


class SectorPlots:
    """The charts of a sector of many plants."""

    def __init__(self, sector: SectorCrediting) -> None:
        self._sector = sector

    def sector_effort(self) -> Figure:
        """Return what a plant's effort earns by the number of others that make it, and as a project."""
        from appraisal.outputs.charts.sector_crediting import sector_effort_chart

        return sector_effort_chart(self._sector)

    def sector_credits(self) -> Figure:
        """Return how the credits of the sector are distributed over the draws."""
        from appraisal.outputs.charts.sector_crediting import sector_credits_chart

        return sector_credits_chart(self._sector)
