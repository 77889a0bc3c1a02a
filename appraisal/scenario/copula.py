"""Figures that move together: rank correlations of the scenario as a Gaussian copula."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from appraisal.ground.numbers import plain
from appraisal.ground.problem import Problem
from appraisal.ground.sheet import Array
from appraisal.scenario.distributions import is_process
from appraisal.scenario.kind import Figure
from appraisal.scenario.scenario import Scenario

SINGULAR = 1e-12
"""Eigenvalues up to this are 0: figures that are told to follow one another exactly, but for rounding."""


@dataclass(frozen=True)
class Pair:
    """Two figures that are drawn, and the correlation of the normal variables behind them; ``path`` states it."""

    path: str
    one: str
    other: str
    rho: float


def normal_rho(spearman: float) -> float:
    """Return the correlation of two normal variables that have a rank correlation: 2 sin(pi spearman / 6).

    Pearson (1907); see Embrechts, McNeil and Straumann (2002).

    >>> normal_rho(1.0), normal_rho(0.0), round(normal_rho(0.4), 6)
    (1.0, 0.0, 0.415823)
    """
    return float(2 * np.sin(np.pi / 6 * spearman)) if abs(spearman) < 1 else spearman


def pairs_of(scenario: Scenario, drawn: Collection[str]) -> list[Pair]:
    """Return the correlations of two drawn figures; those of figures that stay at their value have nothing to join."""
    risk = scenario.document.risk
    found = []
    for at, (one, other, stated) in enumerate(risk.correlation if risk else ()):
        rho = stated.value if risk and risk.copula else normal_rho(stated.value)
        if {one, other} <= {*drawn} and rho:
            found.append(Pair(f"risk.correlation[{at}]", one, other, rho))
    return found


def pair_problems(scenario: Scenario, drawable: Mapping[str, Figure], reasons: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the pairs: a figure that is not drawn, a pair stated twice, one of two natures."""
    risk, seen = scenario.document.risk, set()
    for at, (one, other, _) in enumerate(risk.correlation if risk else ()):
        path = f"risk.correlation[{at}]"
        fixed = [(side, name) for side, name in enumerate((one, other)) if name not in drawable]
        for side, name in fixed:
            reason = reasons.get(name, "it states no range and no distribution")
            message = f"'{name}' is not drawn ({reason}), so nothing moves with it; correlate a figure that is"
            yield Problem("not-drawn", f"{path}[{side}]", message)
        if not fixed and is_process(drawable[one]) != is_process(drawable[other]):
            moving, still = (one, other) if is_process(drawable[one]) else (other, one)
            message = f"'{moving}' moves from year to year and '{still}' is drawn once"
            yield Problem("different-natures", path, f"{message}; correlate two price paths, or two single values")
        if frozenset((one, other)) in seen:
            yield Problem("duplicate-key", path, f"the correlation of '{one}' and '{other}' stands twice")
        seen.add(frozenset((one, other)))


@dataclass(frozen=True)
class Copula:
    """Normal variables made to move together: the places of the figures among all, and the lower Cholesky factor."""

    places: list[int]
    factor: Array

    def joined(self, normal: Array) -> Array:
        """Return independent standard normal variables ``(figures, ..)`` as correlated ones.

        Each is added up in the order of the figures, so that a draw does not depend on its neighbours.
        """
        found = np.empty_like(normal)
        for at, weights in enumerate(self.factor):
            total = weights[0] * normal[0]
            for beside in range(1, at + 1):
                total = total + weights[beside] * normal[beside]
            found[at] = total
        return found


def matrix_of(pairs: Sequence[Pair], members: Sequence[str]) -> Array:
    """Return the correlation matrix of the normal variables; pairs that are not stated are independent."""
    matrix = np.eye(len(members))
    for pair in pairs:
        at, beside = members.index(pair.one), members.index(pair.other)
        matrix[at, beside] = matrix[beside, at] = pair.rho
    return matrix


def copula_of(pairs: Sequence[Pair], names: Sequence[str]) -> Copula | None:
    """Return the copula of the figures, by the places that they have in ``names``; none where no pair joins any."""
    joined = [pair for pair in pairs if pair.one in names]
    members = sorted({name for pair in joined for name in (pair.one, pair.other)})
    if not members:
        return None
    places = [names.index(name) for name in members]
    return Copula(places, np.asarray(np.linalg.cholesky(matrix_of(joined, members)), dtype=np.float64))


def matrix_problems(pairs: Sequence[Pair]) -> Iterator[Problem]:
    """Yield what keeps the correlations from holding together: the smallest eigenvalue, and the pair to look at."""
    members = sorted({name for pair in pairs for name in (pair.one, pair.other)})
    if not members:
        return
    sizes, vectors = np.linalg.eigh(matrix_of(pairs, members))
    if sizes[0] > SINGULAR:
        return
    weight = dict(zip(members, vectors[:, 0], strict=True))
    worst = min(pairs, key=lambda pair: pair.rho * weight[pair.one] * weight[pair.other])
    message = (
        f"these correlations cannot all hold: the matrix is not positive definite, its smallest eigenvalue is "
        f"{plain(round(float(sizes[0]), 9), 4)}. Look first at '{worst.one}' and '{worst.other}'{_way_out(worst)}"
    )
    yield Problem("not-positive-definite", worst.path, message)


def _way_out(pair: Pair) -> str:
    if abs(pair.rho) == 1:
        return "; of two figures that move as one, state one as the path of the other (path, times, plus)"
    return ", and bring that correlation nearer to 0 or state those of the figures around it"
