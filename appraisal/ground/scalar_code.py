"""The third reading of the lines: run on values that write the code of one draw in one year.

A :class:`Code` holds either a row that no draw moves, which is computed here and now, or one step of a
:class:`Program`: an operation or a scan on earlier steps. ``ground/year_loops.py`` turns the steps into the text of one
function, in which scans are running variables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from appraisal.ground import rates, scans
from appraisal.ground.sheet import Array

OPERATIONS: dict[Any, str] = {
    np.add: "{0} + {1}",
    np.subtract: "{0} - {1}",
    np.multiply: "{0} * {1}",
    np.true_divide: "{0} / {1}",
    np.power: "{0} ** {1}",
    np.maximum: "{0} if ({0} >= {1}) | ({0} != {0}) else {1}",
    np.minimum: "{0} if ({0} <= {1}) | ({0} != {0}) else {1}",
    np.sign: "1.0 if {0} > 0.0 else (-1.0 if {0} < 0.0 else {0} - {0})",
    np.absolute: "abs({0})",
    np.floor: "np.floor({0})",
    np.sqrt: "np.sqrt({0})",
}
"""Scalar code of what lines do within a year; what is undefined stays undefined, as in numpy."""

NEUTRAL: dict[Any, tuple[float, bool]] = {
    np.add: (0.0, True),
    np.subtract: (0.0, False),
    np.multiply: (1.0, True),
    np.true_divide: (1.0, False),
}
"""What changes nothing on the right, and whether it changes nothing on the left either."""


@dataclass(frozen=True)
class Scan:
    """A scan as a running variable ``{y}``: at the start of its loop, the value of a year, and what the year leaves.

    A scan that looks ahead runs from the last year to the first.
    """

    value: str
    start: str = "0.0"
    leaves: str = "{v}"
    ahead: bool = False


SCANS: dict[str, Scan] = {
    "so_far": Scan("{y} + {0}"),
    "peak": Scan("{y} if ({y} >= {0}) | ({y} != {y}) else {0}", start="-np.inf"),
    "previous": Scan("{y}", leaves="{0}"),
    "carried": Scan("{0} if t == 0 else {y} * {1} + {0}"),
    "following": Scan("{y}", leaves="{0}", ahead=True),
    "to_come": Scan("({y} + {0}) / {1}", ahead=True),
    "grown": Scan("{y} * {0} if {1} > 0.0 else {y}", start="{2}"),
}
"""``grown`` is a power whose exponent moves by one year or none: last year's power times the base, or as it was."""

ENTERS, SHIFTED, DELAYED, SPREAD = "enters", "shifted", "delayed", "spread"
"""Steps that need more than one number a draw: a drawn row of its own in every year, a known lag, a drawn lag, a row
unrolled by age."""


class UnspeltError(KeyError):
    """A line has no scalar code; it is left to numpy."""


@dataclass(frozen=True)
class Step:
    """One computed value: an operation with its text, or a scan by name; ``steady`` means the same in all years."""

    form: str
    sides: tuple[Code, ...]
    steady: bool
    number: int = 0

    @property
    def scan(self) -> Scan | None:
        """The running variable of the step, if it is one."""
        return SCANS.get(self.form)


class Program:
    """The steps that some lines come to on an axis of so many years; the same step is never taken twice."""

    def __init__(self, years: int) -> None:
        self.years = years
        self.steps: list[Step] = []
        self._found: dict[Any, int] = {}

    def row(self, values: Array) -> Code:
        """Return a row that no draw moves, ``(years, 1)``."""
        return Code(self, known=np.broadcast_to(values, (self.years, 1)))

    def number(self, value: float) -> Code:
        """Return a plain number, which stands in the text."""
        return Code(self, known=np.full((self.years, 1), float(value)), literal=True)

    def drawn(self, place: int, *, steady: bool) -> Code:
        """Return the figure that stands at ``place`` among those with one value a draw, or with one a year and draw."""
        return self.step(ENTERS, (), steady, place)

    def step(self, form: str, sides: tuple[Code, ...], steady: bool = False, number: int = 0) -> Code:
        """Return the value of a step, the one that is there if it is."""
        key = (form, number, steady, *(("step", side.at) if side.moves else _key(side) for side in sides))
        if key not in self._found:
            self._found[key] = len(self.steps)
            self.steps.append(Step(form, sides, steady, number))
        return Code(self, at=self._found[key])


class Code(NDArrayOperatorsMixin):
    """A value of one draw in one year; an operation that has no scalar code raises UnspeltError at once."""

    def __init__(self, program: Program, at: int = -1, known: Array | None = None, literal: bool = False) -> None:
        self.program, self.at, self.known, self.literal = program, at, known, literal

    @property
    def moves(self) -> bool:
        """Whether draws move the value."""
        return self.known is None

    @property
    def steady(self) -> bool:
        """Whether the value is the same in all years."""
        if self.known is None:
            return self.program.steps[self.at].steady
        return bool((self.known == self.known[0]).all())

    def __array_ufunc__(self, ufunc: Any, method: str, *sides: Any, **options: Any) -> Code:
        """Write the operation down; where no draw moves any side, do it."""
        if method != "__call__" or options or ufunc not in OPERATIONS:
            raise UnspeltError(f"{ufunc.__name__}.{method} has no scalar code")
        codes = _codes(self.program, sides)
        if not any(code.moves for code in codes):
            return _computed(ufunc, codes)
        shorter = _power_by_year(*codes) if ufunc is np.power else _left_as_it_is(ufunc, codes)
        if shorter is not None:
            return shorter
        return self.program.step(OPERATIONS[ufunc], codes, all(code.steady for code in codes))

    def __array_function__(self, function: Any, *_: Any) -> Code:
        """Refuse the functions that numpy would otherwise run on the value as on a black box."""
        raise UnspeltError(f"{function.__name__} has no scalar code")

    def __bool__(self) -> bool:
        """Refuse to choose: a line has no branches."""
        raise UnspeltError("a choice has no scalar code")

    def each_year(self) -> Code:
        """Return the value as one that is computed in every year, so that it can be kept by year."""
        plain = self.moves and not self.steady
        return self if plain else self.program.step("{0}", (self,))


def _key(side: Code) -> tuple[str, Any]:
    assert side.known is not None
    return ("number", float(side.known[0, 0])) if side.literal else ("row", id(side))


def _codes(program: Program, sides: Any) -> tuple[Code, ...]:
    return tuple(side if isinstance(side, Code) else program.number(side) for side in sides)


def _computed(function: Callable[..., Any], codes: tuple[Code, ...]) -> Code:
    with np.errstate(all="ignore"):
        return codes[0].program.row(function(*(code.known for code in codes)))


def _spell(function: Any, spelt: Callable[..., Code]) -> None:
    """Register the scalar code of a scan or a rate; where no draw moves any side, its own definition computes it."""

    def of(*sides: Any) -> Code:
        program = next(side.program for side in sides if isinstance(side, Code))
        codes = _codes(program, sides)
        moving = any(code.moves for code in codes)
        return spelt(*codes) if moving else _computed(function.dispatch(object), codes)

    function.register(Code, of)


def _running(name: str) -> Callable[..., Code]:
    return lambda *sides: sides[0].program.step(name, sides)


def _lagged(x: Code, years: Code) -> Code:
    """Whole years of lag, those of the first year of the axis: known, or another in each draw."""
    if years.known is None:
        return x.program.step(DELAYED, (x.each_year(), years.each_year()))
    lag = int(years.known[0, 0])
    if lag < 0:
        raise UnspeltError("a lag that looks ahead has no scalar code")
    return x.program.step(SHIFTED, (x.each_year(),), number=lag) if lag else x


def _unrolled(x: Code, by_age: Code) -> Code:
    return x.program.step(SPREAD, (x.each_year(), by_age.each_year()))


def _left_as_it_is(ufunc: Any, codes: tuple[Code, ...]) -> Code | None:
    """Return the side that an operation with a known 0 or 1 leaves as it is: most costs of a scenario are 0."""
    neutral, on_the_left = NEUTRAL.get(ufunc, (np.nan, False))
    if codes[-1].known is not None and (codes[-1].known == neutral).all():
        return codes[0]
    return codes[1] if on_the_left and codes[0].known is not None and (codes[0].known == neutral).all() else None


def _power_by_year(base: Code, years: Code) -> Code | None:
    """A power of what is the same in all years, if its known exponent rises by one from year to year or stays."""
    if years.known is None or not base.moves or not base.steady:
        return None
    rises = np.diff(years.known, axis=0, prepend=years.known[:1])
    if not rises.any() or not np.isin(rises, (0, 1)).all():
        return None
    first = base ** base.program.row(years.known[:1]) if years.known[0, 0] else base.program.number(1)
    return base.program.step("grown", (base, base.program.row(rises), first))


for _name in ("so_far", "peak", "previous", "following", "carried", "to_come"):
    _spell(getattr(scans, _name), _running(_name))
_spell(scans.delayed, _lagged)
_spell(scans.spread, _unrolled)
_spell(rates.compound, rates.grown)
_spell(rates.declined, rates.shrunk)


def _on_numpy(*_: Code) -> Code:
    raise UnspeltError("the level payment is defined by numpy_financial, on arrays only")


_spell(rates.capital_recovery_factor, _on_numpy)
