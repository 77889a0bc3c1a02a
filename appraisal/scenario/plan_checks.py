"""What is checked before a run of draws starts, so that none stops half way for what could be seen at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from appraisal.ground.numbers import percent, plain
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.scenario.copula import matrix_problems, pair_problems, pairs_of
from appraisal.scenario.distributions import distribution_of, share_outside
from appraisal.scenario.drawable import drawn_figures, left_out
from appraisal.scenario.joint import JointLaw
from appraisal.scenario.kind import Figure, domain_text
from appraisal.scenario.laws import NAMES, law_problems
from appraisal.scenario.samples import sample_of
from appraisal.scenario.sampling import MOST_COLUMNS
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.settings import Settings
from appraisal.scenario.spread import PROCESSES


def stop(scenario: Scenario, problems: Iterable[Problem]) -> None:
    """Raise the problems with their places, if there are any."""
    if found := [problem if problem.file else scenario.located(problem) for problem in problems]:
        raise ScenarioError(found)


def checked_samples(scenario: Scenario, drawn: Mapping[str, Figure]) -> dict[str, Array]:
    """Return the values of the empirical figures, once every law and every correlation is found good.

    Raises:
        ScenarioError: with every problem of the laws, or of the correlations.
    """
    if not drawn:
        message = "no figure states a distribution, or low and high; state them for what is uncertain"
        stop(scenario, [Problem("nothing-drawn", "risk", message)])
    samples: dict[str, Array] = {}
    found = [problem for path, figure in drawn.items() for problem in law_problems(path, figure)]
    for path, figure in drawn.items():
        if distribution_of(figure) == "empirical":
            try:
                samples[path] = sample_of(path, figure, scenario)
            except ScenarioError as error:
                found += error.problems
    stop(scenario, [*found, *_correlation_problems(scenario)])
    return samples


def _correlation_problems(scenario: Scenario) -> list[Problem]:
    """All pairs of the scenario are checked, those of figures that were not asked for too."""
    every = drawn_figures(scenario)
    found = list(pair_problems(scenario, every, left_out(scenario, every)))
    return found or list(matrix_problems(pairs_of(scenario, every)))


def run_problems(drawn: Mapping[str, Figure], law: JointLaw, settings: Settings) -> Iterator[Problem]:
    """Yield the laws that leave the domain of their field in a draw of the run, and a run of too many columns."""
    for path, figure in drawn.items():
        kind = figure.kind
        moving = law.moving.get(path)
        share = moving.share_outside(law.years, kind.low, kind.high) if moving else share_outside(figure)
        if share * settings.count >= 1:
            yield outside(path, figure, f"about {plain(100 * share, 3)} % of {settings.count:,} draws")
    if settings.sampler == "sobol" and law.columns > MOST_COLUMNS:
        message = f"a draw takes {law.columns:,} numbers, Sobol points have at most {MOST_COLUMNS:,}; use random"
        yield Problem("too-many", "risk.sampler", message)


def outside(path: str, figure: Figure, share: str) -> Problem:
    """Return the problem of a law that leaves the domain of its figure; what it draws is never cut off."""
    name = distribution_of(figure)
    other = "a smaller volatility" if name in PROCESSES else "distribution: truncated_normal with sd, low and high"
    message = f"{share} lie outside the figure's domain, {domain_text(figure.kind)}, by its law ({NAMES[name]})"
    return Problem("outside-domain", f"{path}.distribution", f"{message}; state {other}")


def leaving(scenario: Scenario, table: Mapping[str, Array], first: int) -> Iterator[Problem]:
    """Yield the figures that leave the domain of their field in a table; its draws count from ``first`` in the run."""
    for path, values in table.items():
        figure, draws = scenario.figures[path], values.shape[-1]
        if count := leavers(values, figure):
            yield outside(
                path, figure, f"{count} of the draws {first + 1:,} to {first + draws:,} ({percent(count / draws)})"
            )


def leavers(values: Array, figure: Figure) -> int:
    """Return in how many draws a figure leaves the domain of its field, in any year."""
    kind = figure.kind
    out = ~((values >= kind.low) & (values <= kind.high))
    if kind.open_low:
        out |= values == kind.low
    return int(np.count_nonzero(out if out.ndim == 1 else out.any(axis=0)))
