"""How many draws a run has, from which seed and by which sampler: as asked, as the scenario says, or by default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.hints import near
from appraisal.scenario.sampling import SAMPLERS
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import MOST_DRAWS, Risk

DRAWS, SEED, SAMPLER = 10_000, 1, "random"
"""What is taken where neither the call nor the scenario says it; the notes say so."""


@dataclass(frozen=True)
class Settings:
    """The settings of a run, and what was assumed or rounded for them."""

    count: int
    seed: int
    sampler: str
    notes: tuple[str, ...]


def settings_of(scenario: Scenario, draws: int | None, seed: int | None, sampler: str | None) -> Settings:
    """Return the settings: what is asked for wins over the scenario's ``risk`` section, and that over the defaults.

    Raises:
        ScenarioError: ``out-of-range`` for draws outside 1 .. 1e9 or a seed below 0, ``unknown-value`` for a sampler.
    """
    risk = scenario.document.risk or Risk()
    count = next(each for each in (draws, risk.draws, DRAWS) if each is not None)
    key = next(each for each in (seed, risk.seed, SEED) if each is not None)
    name = sampler or risk.sampler or SAMPLER
    if found := list(_problems(count, key, name)):
        raise ScenarioError(found)
    rounded = 1 << (count - 1).bit_length() if name == "sobol" else count
    assumed = {
        f"{DRAWS:,} draws (default)": draws is None and risk.draws is None,
        f"seed {SEED} (default)": seed is None and risk.seed is None,
        f"{SAMPLER} sampler (default)": not (sampler or risk.sampler),
    }
    notes = [note for note, is_so in assumed.items() if is_so]
    return Settings(rounded, key, name, (*notes, *_rounding(count, rounded)))


def _problems(count: int, seed: int, sampler: str) -> Iterator[Problem]:
    if not 1 <= count <= MOST_DRAWS:
        message = f"{count:,} draws are out of range: a run has from 1 to {MOST_DRAWS:,} draws"
        yield Problem("out-of-range", "risk.draws", message)
    if seed < 0:
        yield Problem("out-of-range", "risk.seed", f"{seed} is out of range: a seed is a whole number from 0 up")
    if sampler not in SAMPLERS:
        yield Problem("unknown-value", "risk.sampler", f"'{sampler}' is not known here. {near(sampler, SAMPLERS)}")


def _rounding(asked: int, rounded: int) -> Iterator[str]:
    if rounded > asked:
        yield f"{asked:,} draws rounded up to {rounded:,}: Sobol points are even in powers of 2"
