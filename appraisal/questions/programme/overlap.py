"""The ledger across measures: each tonne of a vintage is counted once, or the programme is refused."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from appraisal.engine.ledger import TOLERANCE
from appraisal.ground.problem import Problem
from appraisal.questions.programme.result import MeasureResult
from appraisal.questions.programme.totals import Flows, added, flows_of
from appraisal.scenario.programme import MEASURES, Programme


@dataclass(frozen=True)
class _Claim:
    """The tonnes that a measure counts in one region, and whether they are credited as those of a whole sector."""

    measure: MeasureResult
    region: str
    sectoral: bool
    tonnes: tuple[float, ...]

    @property
    def words(self) -> str:
        """Who claims, in words."""
        here = f" in {self.region}" if self.region else ""
        how = f", credited as the sector '{self.measure.stated.sector}'" if self.sectoral else ""
        return f"'{self.measure.name}'{here}{how}"


def overlaps(programme: Programme, measures: Sequence[MeasureResult], years: tuple[int, ...]) -> Iterator[Problem]:
    """Yield an error for each two measures that count the same tonnes, naming both, the vintage and the tonnes.

    Two measures count the same tonnes where they say that these are of the same plant (``tonnes_of``; the name of a
    measure stands for its own plants), or where one is credited as a whole sector and the other lies in that sector, in
    the same region. A sector's reference may leave a measure out: the sector says so under ``excludes``. Names that
    differ only in capitals are the same.
    """
    claims = [claim for one in measures for claim in _claims(one, years)]
    told: set[frozenset[str]] = set()
    for one, other in combinations(claims, 2):
        pair = frozenset((one.measure.name, other.measure.name))
        key = _shared(one, other)
        shared = len(pair) > 1 and pair not in told and key
        if shared and (problem := _told(programme, one, other, key, years)):
            told.add(pair)
            yield problem


def _claims(measure: MeasureResult, years: tuple[int, ...]) -> Iterator[_Claim]:
    kinds = dict.fromkeys((part.region, part.crediting == "sector") for part in measure.parts)
    for region, sectoral in kinds:
        found = [part for part in measure.parts if (part.region, part.crediting == "sector") == (region, sectoral)]
        flows: Flows = added([flows_of(part.unit.run, part.count, years) for part in found], years)
        yield _Claim(measure, region, sectoral, flows.tonnes["abated"])


def _shared(one: _Claim, other: _Claim) -> str:
    """Return the key under which two measures share tonnes; nothing where they do not."""
    first, second = one.measure.stated, other.measure.stated
    if _names(first.tonnes_of, other) or _names(second.tonnes_of, one):
        return "tonnes_of"
    left_out = (one.sectoral and other.measure.name in first.excludes) or (
        other.sectoral and one.measure.name in second.excludes
    )
    same = first.sector is not None and second.sector is not None and _alike(first.sector, second.sector)
    meet = same and (one.sectoral or other.sectoral) and _meet(one.region, other.region)
    return "sector" if meet and not left_out else ""


def _names(plant: str | None, claim: _Claim) -> bool:
    """Whether a plant is the one whose tonnes a measure counts, by its stated name or by that of the measure."""
    return plant is not None and any(
        _alike(plant, name) for name in (claim.measure.stated.tonnes_of, claim.measure.name) if name
    )


def _alike(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _meet(one: str, other: str) -> bool:
    return not one or not other or _alike(one, other)


def _dust(tonnes: NDArray[np.float64]) -> float:
    """Return the tonnes of a claim below which what is left of a sum is rounding."""
    return TOLERANCE * max(float(np.abs(tonnes).max()), 1.0)


def _told(programme: Programme, one: _Claim, other: _Claim, key: str, years: tuple[int, ...]) -> Problem | None:
    """Return the error of two claims, or None where no vintage has tonnes of both."""
    first, second = np.asarray(one.tonnes), np.asarray(other.tonnes)
    both = np.flatnonzero((first > _dust(first)) & (second > _dust(second)))
    if not len(both):
        return None
    at = int(both[0])
    twice = np.minimum(first, second)
    plant = next((each.measure.stated.tonnes_of for each in (other, one) if each.measure.stated.tonnes_of), "")
    shared = f"the same plant, '{plant}'" if key == "tonnes_of" else "the same sector"
    more = f", and {len(both) - 1} more vintages likewise" if len(both) > 1 else ""
    message = (
        f"tonnes of {shared} are claimed twice: vintage {years[at]}: {first[at]:,.0f} t by {one.words} and "
        f"{second[at]:,.0f} t by {other.words}{more}; {math.fsum(twice[both]):,.0f} t in all"
    )
    way = (
        "a tonne has one claimant: leave one measure out, or name what the sector leaves out under its 'excludes'"
        if key == "sector"
        else "a tonne has one claimant: leave one measure out, or state years that do not overlap"
    )
    path = f"{MEASURES}.{other.measure.name}.{key}"
    return programme.located(Problem("double-claim", path, f"{message}. {way}"))
