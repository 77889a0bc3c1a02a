"""From the steps of a program to the text of one function: loops over the years, with the draws side by side.

A scan that looks back runs in a loop from the first year on, one that looks ahead in a loop from the last year back;
each change of direction starts another loop. Within a year a stretch of steps is one loop over :data:`LANES` draws
that touches nothing but the array ``s`` at fixed places, so that the compiler can take several draws at once. What it
could not do so (powers, lags that are drawn, rows unrolled by age) stands apart, in loops of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from appraisal.ground.scalar_code import DELAYED, ENTERS, OPERATIONS, SHIFTED, SPREAD, Code, Program, Step
from appraisal.ground.sheet import Array

LANES = 64
"""Draws side by side: what a year works on stays in the nearest cache."""

APART = (OPERATIONS[np.power], DELAYED, SPREAD)
ONCE = (-1, 0)
"""The place of what is the same in all years."""


@dataclass(frozen=True)
class Listing:
    """The text of ``fused(numbers, columns, draws, paths, out, totals)`` and what it reads beside the draws.

    ``numbers`` and ``columns`` hold the rows that no draw moves, those the same in all years and the others;
    ``draws`` is ``(figures, draws)``, ``paths`` ``(rows, years, draws)``, ``out`` and ``totals`` are filled with the
    rows and the sums over the years that are wanted. The number of draws is a multiple of :data:`LANES`. ``entering``
    are the places of the ``paths`` that are read.
    """

    text: str
    numbers: Array
    columns: Array
    entering: tuple[int, ...]


def listing(program: Program, rows: Sequence[Code], sums: Sequence[Code] = ()) -> Listing:
    """Return the function that computes some moving rows of a program, and the sums over the years of others."""
    kept = [row.each_year() for row in rows]
    summed = [program.step("so_far", (row,)) for row in sums]
    return _Writer(program, _placed(program, [*kept, *summed]), kept, summed).listing()


# ---- in which loop, and where in the year, a step is taken ----------------------------------------------------------

Place = tuple[int, int]


def _placed(program: Program, wanted: Iterable[Code]) -> dict[int, Place]:
    """Return the loop and the stretch of the year of each step that is needed, in the order of the steps."""
    places: dict[int, Place] = {}
    for at in sorted(_needed(program.steps, [code.at for code in wanted])):
        places[at] = _place(program.steps[at], places)
    return places


def _needed(steps: Sequence[Step], wanted: Iterable[int]) -> set[int]:
    found: set[int] = set()
    waiting = list(wanted)
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += [side.at for side in steps[at].sides if side.moves]
    return found


def _place(step: Step, places: Mapping[int, Place]) -> Place:
    """Loops count from 0, the even ones forward; stretches from 0, the odd ones hold what stands apart."""
    if step.steady:
        return ONCE
    read = [places[side.at] for side in step.sides if side.moves]
    loop = max([0, *(place[0] for place in read)])
    if _looks(step):
        loop += loop % 2 != (step.scan is not None and step.scan.ahead)
    if step.form in (ENTERS, SHIFTED):
        return loop, -1
    stretch = max([0, *(place[1] + place[1] % 2 for place in read if place[0] == loop)])
    return loop, stretch + (step.form in APART)


def _looks(step: Step) -> bool:
    return step.scan is not None or step.form in (SHIFTED, DELAYED, SPREAD)


# ---- the text -------------------------------------------------------------------------------------------------------


class _Writer:
    """Writes the function loop by loop, and hands out places in ``s`` and ``kept`` as they are first asked for.

    A step is the local ``v7`` within its stretch; outside, it is read from its place in ``s``, and from ``kept`` in
    another year or loop.
    """

    def __init__(self, program: Program, places: dict[int, Place], rows: Sequence[Code], sums: Sequence[Code]) -> None:
        self.steps, self.years, self.places = program.steps, program.years, places
        self.rows = [(place, row.at) for place, row in enumerate(rows)]
        self.sums = [(place, row.at) for place, row in enumerate(sums)]
        self.numbers: dict[int, Code] = {}
        self.columns: dict[int, Code] = {}
        self.slots: dict[str, int] = {}
        self.shelves = {at: shelf for shelf, at in enumerate(sorted(self._kept()))}
        self.shared = self._shared() | {at for _, at in (*self.rows, *self.sums)} | set(self.shelves)

    def listing(self) -> Listing:
        """Write everything; how much room it takes is known at the end."""
        loops = sorted({loop for loop, _ in self.places.values()} - {ONCE[0]})
        body = [*self._once(), *(line for loop in loops for line in self._loop(loop))]
        text = [
            "def fused(numbers, columns, draws, paths, out, totals):",
            f"    s = np.empty({max(len(self.slots), 1) * LANES})",
            f"    kept = np.empty(({max(len(self.shelves), 1)}, columns.shape[1], {LANES}))",
            *(f"    n{place} = numbers[{place}]" for place in range(len(self.numbers))),
            f"    for b in range(0, draws.shape[1], {LANES}):",
            *_indented(body, 2),
        ]
        numbers = np.array([_known(code)[0, 0] for code in self.numbers.values()], dtype=float)
        columns = np.array([_known(code)[:, 0] for code in self.columns.values()], dtype=float)
        entering = [self.steps[at] for at, place in self.places.items() if place != ONCE]
        places = tuple(step.number for step in entering if step.form == ENTERS)
        return Listing("\n".join(text) + "\n", numbers, columns.reshape(-1, self.years), places)

    def _kept(self) -> set[int]:
        """Return the steps that are read in another year or loop than their own."""
        later = {at for at, side in self._reads() if self.places[side][0] not in (ONCE[0], self.places[at][0])}
        looking = {at for at in self.places if self.steps[at].form in (SHIFTED, DELAYED, SPREAD)}
        return {side for at, side in self._reads() if at in later | looking and self.places[side] != ONCE}

    def _shared(self) -> set[int]:
        """Return the steps that are read outside their own stretch."""
        return {side for at, side in self._reads() if self.places[side] != self.places[at]}

    def _reads(self) -> list[tuple[int, int]]:
        return [(at, side.at) for at in self.places for side in self.steps[at].sides if side.moves]

    # -- names

    def _slot(self, name: str) -> str:
        return f"s[{self.slots.setdefault(name, len(self.slots)) * LANES} + i]"

    def _name(self, side: Code, *, local: bool = True) -> str:
        """Return how a side is written: as a local, or outside every stretch as its place."""
        if side.moves:
            return f"v{side.at}" if local else self._slot(f"v{side.at}")
        if side.literal:
            return repr(float(_known(side)[0, 0]))
        known, letter = (self.numbers, "n") if side.steady else (self.columns, "c")
        known.setdefault(id(side), side)
        return f"{letter}{list(known).index(id(side))}"

    # -- loops

    def _once(self) -> Iterator[str]:
        """What is the same in all years: the drawn figures and what they alone come to."""
        steps = [at for at, place in self.places.items() if place == ONCE]
        entering = [at for at in steps if self.steps[at].form == ENTERS]
        yield from _lanes(f"{self._slot(f'v{at}')} = draws[{self.steps[at].number}, b + i]" for at in entering)
        yield from self._stretch([at for at in steps if at not in entering])

    def _loop(self, loop: int) -> Iterator[str]:
        """One loop over the years."""
        steps = {at: stretch for at, (place, stretch) in self.places.items() if place == loop}
        body = [*self._fetched(loop), *(line for part in sorted({*steps.values()}) for line in self._part(loop, part))]
        starts = [(at, scan.start) for at in steps if (scan := self.steps[at].scan)]
        yield from _lanes(f"{self._slot(f'y{at}')} = {self._formed(start, at, local=False)}" for at, start in starts)
        yield f"for t in {'range(columns.shape[1] - 1, -1, -1)' if loop % 2 else 'range(columns.shape[1])'}:"
        yield from _indented(f"c{place} = columns[{place}, t]" for place in range(len(self.columns)))
        yield from _indented(body)
        ended = [(place, at) for place, at in self.sums if at in steps]
        yield from _lanes(f"totals[{place}, b + i] = {self._slot(f'v{at}')}" for place, at in ended)

    def _fetched(self, loop: int) -> Iterator[str]:
        """Rows of earlier loops, in the year in which this loop reads them, and drawn rows of the year."""
        read = {side for at, side in self._reads() if self.places[at][0] == loop and self.places[side] != ONCE}
        earlier = sorted(at for at in read if self.places[at][0] < loop)
        yield from _lanes(f"{self._slot(f'v{at}')} = kept[{self.shelves[at]}, t, i]" for at in earlier)

    def _part(self, loop: int, stretch: int) -> Iterator[str]:
        """One stretch of the year, and what is kept of it."""
        steps = [at for at, place in self.places.items() if place == (loop, stretch)]
        if stretch % 2:
            for at in steps:
                yield from self._apart(at, self._slot(f"v{at}"))
        else:
            yield from self._stretch(steps)
        shelved = [(self.shelves[at], at) for at in steps if at in self.shelves]
        yield from _lanes(f"kept[{shelf}, t, i] = {self._slot(f'v{at}')}" for shelf, at in shelved)
        given = [(place, at) for place, at in self.rows if at in steps]
        yield from _lanes(f"out[{place}, t, b + i] = {self._slot(f'v{at}')}" for place, at in given)

    def _stretch(self, steps: Sequence[int]) -> Iterator[str]:
        """Steps that one loop over the draws can take together."""
        outside = sorted({side.at for at in steps for side in self.steps[at].sides if side.moves} - set(steps))
        lines = [f"v{at} = {self._slot(f'v{at}')}" for at in outside]
        for at in steps:
            lines += self._taken(at)
        lines += [f"{self._slot(f'v{at}')} = v{at}" for at in steps if at in self.shared]
        return _lanes(lines)

    def _taken(self, at: int) -> list[str]:
        """One step: an operation, or a running variable and what the year leaves in it."""
        scan = self.steps[at].scan
        if scan is None:
            return [f"v{at} = {self._formed(self.steps[at].form, at)}"]
        return [f"v{at} = {self._formed(scan.value, at)}", f"{self._slot(f'y{at}')} = {self._formed(scan.leaves, at)}"]

    def _formed(self, form: str, at: int, *, local: bool = True) -> str:
        names = (self._name(side, local=local) for side in self.steps[at].sides)
        return form.format(*names, v=f"v{at}", y=self._slot(f"y{at}") if "{y}" in form else "")

    def _apart(self, at: int, place: str) -> Iterator[str]:
        """A step in loops of its own, into its place."""
        step = self.steps[at]
        shelves = [self.shelves.get(side.at, 0) for side in step.sides]
        if step.form == ENTERS:
            return _lanes([f"{place} = paths[{step.number}, t, b + i]"])
        if step.form == SHIFTED:
            return _shifted(place, shelves[0], step.number)
        if step.form == DELAYED:
            return _delayed(place, *shelves)
        if step.form == SPREAD:
            return _spread(place, *shelves)
        return _lanes([f"{place} = {self._formed(step.form, at, local=False)}"])


def _shifted(place: str, row: int, lag: int) -> Iterator[str]:
    yield f"if t >= {lag}:"
    yield from _indented(_lanes([f"{place} = kept[{row}, t - {lag}, i]"]))
    yield "else:"
    yield from _indented(_lanes([f"{place} = 0.0"]))


def _delayed(place: str, row: int, lag: int) -> Iterator[str]:
    """The lag is that of the first year; one that looks ahead is refused, as numpy's is."""
    lines = (
        f"lag = kept[{lag}, 0, i]",
        "if not (lag > -1.0 and lag < 1e9):",
        "    raise ValueError('A lag is a number of years from 0 on.')",
        "u = t - int(lag)",
        f"{place} = kept[{row}, u, i] if u >= 0 else 0.0",
    )
    return _lanes(lines)


def _spread(place: str, row: int, by_age: int) -> Iterator[str]:
    yield from _lanes([f"{place} = 0.0"])
    yield "for u in range(t + 1):"
    yield from _indented(_lanes([f"{place} = {place} + kept[{row}, u, i] * kept[{by_age}, t - u, i]"]))


def _lanes(lines: Iterable[str]) -> Iterator[str]:
    """One loop over the draws side by side; none where there is nothing to do."""
    body = list(lines)
    if body:
        yield f"for i in range({LANES}):"
        yield from _indented(body)


def _indented(lines: Iterable[str], depth: int = 1) -> Iterator[str]:
    return (f"{'    ' * depth}{line}" for line in lines)


def _known(code: Code) -> Array:
    assert code.known is not None
    return code.known
