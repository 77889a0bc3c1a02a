"""A measure's scenario put under a programme: its changes, the common conventions, another year of beginning."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from appraisal.ground import rates
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.dropping import without
from appraisal.scenario.kind import Figure
from appraisal.scenario.node import nearest
from appraisal.scenario.programme import MEASURES, Programme
from appraisal.scenario.rows import growth_begins
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.section import figure_in_place
from appraisal.scenario.setting import SET
from appraisal.scenario.tree import Tree, merge, set_value

STUDIES = ("risk", "sensitivity", "sector_plants", "cases")
"""Sections that say how one scenario is studied: a programme does not read them."""

ECONOMIC_VIEW = ("economic", "border_price")
"""Keys that only the economic view reads: it has rates and a valuation of its own, and is left to the scenario."""

MOVED = ("technical_assistance", "mrv")
"""Support that belongs to a unit and begins with it; a price guarantee holds in calendar years."""

HOLDERS = ("swap", "baseline", "project")


def with_changes(tree: Tree, changes: Mapping[str, Any], path: str, programme: Programme) -> Tree:
    """Return a tree with changes typed over it as ``--set`` does; ``path`` is where the programme states them.

    Raises:
        ScenarioError: a change cannot be made, told at its place in the programme.
    """
    steps = tuple(path.split("."))
    for key, raw in changes.items():
        bare = isinstance(raw, int | float) and not isinstance(raw, bool)
        spelt = programme.tree.text_of((*steps, key)) or repr(raw) if bare else json.dumps(raw, ensure_ascii=False)
        try:
            tree = set_value(tree, f"{key}={spelt}")
        except ScenarioError as error:
            raise told_of_change(error, {path: {key: raw}}, programme) from None
    return tree


def told_of_change(
    error: ScenarioError, changes: Mapping[str, Mapping[str, Any]], programme: Programme
) -> ScenarioError:
    """Return an error in which each problem of a change is told where the programme states the change."""
    return ScenarioError(_told_of_change(problem, changes, programme) for problem in error.problems)


def _told_of_change(problem: Problem, changes: Mapping[str, Mapping[str, Any]], programme: Programme) -> Problem:
    stated = [(path, key) for path, every in changes.items() for key in every]
    found = next(((path, key) for path, key in stated if key in nearest(problem.path)), None)
    if found is None and problem.file == SET and len(stated) == 1:
        found = stated[0]
    if found is None or problem.file not in ("", SET):
        return problem
    at = programme.tree.place_of((*found[0].split("."), found[1]))
    return replace(problem, path=f"{found[0]}.{problem.path or found[1]}").at(at.file, at.line, at.column)


def under_conventions(scenario: Scenario, name: str, programme: Programme) -> Tree:
    """Return the tree of a measure's scenario under the programme's currency, inflation, rate, timing and valuation.

    Amounts keep the currency and the price year in which they are stated. Exchange rates of the programme win; where
    the reporting currency is another one, they replace those of the scenario.

    Raises:
        ScenarioError: ``mixed-bases``: real and nominal amounts are not carried into one another.
    """
    own, money = scenario.document.money, programme.document.money
    if own.basis != money.basis:
        message = (
            f"the scenario is in {own.basis} money and the programme in {money.basis} money: growth and rates would "
            f"mean something else. State the scenario in {money.basis} money, or the programme in {own.basis} money"
        )
        raise ScenarioError([programme.located(Problem("mixed-bases", f"{MEASURES}.{name}.scenario", message))])
    tree: Tree = scenario.tree
    rates = programme.tree.data.get("fx", {})
    other = own.currency != money.currency
    gone = [("discount_rate",), ("money", "inflation"), *((key,) for key in STUDIES)]
    gone += [("fx",)] if other else [("fx", code) for code in rates]
    data = _financial(tree.data)
    for path in gone:
        data = without(data, path)
    return merge(Tree(data, tree.places, tree.file), _conventions(programme))


def _financial(data: Any) -> Any:
    """Return the data without what only the economic view reads."""
    if isinstance(data, dict):
        return {key: _financial(part) for key, part in data.items() if key not in ECONOMIC_VIEW}
    return data


def _conventions(programme: Programme) -> Tree:
    stated, timeline = programme.tree.data, programme.document.timeline
    money = {key: item for key, item in stated["money"].items() if key != "price_year"}
    laid = {
        "money": money,
        "timeline": {"timing": programme.timing, "valuation_year": timeline.valuation_year},
        "discount_rate": stated["discount_rate"],
        "sources": stated.get("sources", {}),
        **({"fx": stated["fx"]} if "fx" in stated else {}),
    }
    return Tree(laid, programme.tree.places, programme.file)


def priced(tree: Tree, programme: Programme) -> Tree:
    """Return the tree of a credited measure with the programme's price of a credit, where it states one.

    The price is in money of the programme's price year; a scenario with another one takes the same price in its own.
    """
    price = programme.document.programme.credit_price
    if price is None:
        return tree
    index = index_of(int(tree.data["money"]["price_year"]), programme)
    stated = programme.tree.data["programme"]["credit_price"]
    return with_price(tree, stated if index == 1 else _restated(price, 1 / index), programme)


def index_of(price_year: int, programme: Programme) -> float:
    """Return what one unit of money of a price year is in money of the programme's price year."""
    money = programme.document.money
    if money.basis == "nominal" or price_year == money.price_year or money.inflation is None:
        return 1.0
    return float(rates.compound(money.inflation.value, money.price_year - price_year))


def _restated(price: Figure, factor: float) -> dict[str, Any]:
    """Return a price, typed anew, in money of another price year."""

    def typed(value: float) -> str:
        return f"{value * factor!r} {price.currency}/t"

    found: dict[str, Any] = {"source": price.source, "note": price.note}
    if price.series:
        series = price.series
        found["years"] = {year: typed(value) for year, value in zip(series.years, series.values, strict=True)}
        found["between"] = series.between
    else:
        found["value"] = typed(price.value)
        found["from"] = price.growth_from
    found["growth"] = None if price.growth is None else f"{price.growth * 100!r} %/yr"
    return {key: value for key, value in found.items() if value not in ("", None)}


def with_price(tree: Tree, price: Any, programme: Programme) -> Tree:
    """Return the tree with another price of a credit, in whatever way the old one was stated."""
    place = programme.tree.place_of(("programme", "credit_price"))
    bare = Tree(without(tree.data, ("credits", "price")), tree.places, tree.file)
    found = merge(bare, Tree({"credits": {"price": price}}, {}, programme.file))
    moved = {path: place for path in found.places if path[:2] == ("credits", "price")}
    return Tree(found.data, found.places | moved, found.file)


def begun_in(scenario: Scenario, year: int, path: str, programme: Programme) -> Tree:
    """Return the tree of a scenario that begins in another year.

    What belongs to the unit moves with it: construction, operation, replacements, decommissioning, items and support in
    stated years. What belongs to the calendar stays: yearly series, exchange rates, price guarantees, a price on
    emissions; and growth counts from the year from which it counts in the scenario as it is stated.

    Raises:
        ScenarioError: ``dated-roll-out``: the scenario states the years of a roll-out of its own.
    """
    tree: Tree = scenario.tree
    later = year - scenario.document.timeline.first_year
    if not later:
        return tree
    if "roll_out" in tree.data:
        message = "the scenario has a roll-out of its own in stated years: leave 'start' out, or move its years there"
        raise ScenarioError([programme.located(Problem("dated-roll-out", path, message))])
    data = _with_growth_dated(scenario)
    data = {**data, "timeline": {**data["timeline"], "first_year": year}}
    return Tree(_moved(data, later), tree.places, tree.file)


def _with_growth_dated(scenario: Scenario) -> dict[str, Any]:
    data = scenario.tree.data
    for path, figure in scenario.figures.items():
        if figure.growth is not None and figure.growth_from is None and not figure.default:
            data = _set(data, _typed(path, data), "from", growth_begins(path, figure, scenario))
    found: dict[str, Any] = data
    return found


def _typed(path: str, data: Any) -> tuple[str, ...]:
    """Return where a figure is typed: one figure may stand in the place of its section."""
    above = path.rpartition(".")[0]
    section = figure_in_place(above) == path and not _holds(data, path.split("."))
    return tuple((above if section else path).split("."))


def _holds(data: Any, steps: list[str]) -> bool:
    for step in steps:
        if not isinstance(data, dict) or step not in data:
            return False
        data = data[step]
    return True


def _set(data: Any, steps: tuple[str, ...], key: str, value: Any) -> Any:
    if not steps:
        return {**data, key: value}
    return {**data, steps[0]: _set(data[steps[0]], steps[1:], key, value)}


def _moved(data: dict[str, Any], later: int) -> dict[str, Any]:
    """Return the data in which the dates that belong to the unit lie later."""
    found = dict(data)
    for section in HOLDERS:
        if isinstance(found.get(section), dict):
            found[section] = dict(_holder_moved(found[section], later))
    if "items" in found:
        found["items"] = {key: _part_moved(item, later) for key, item in found["items"].items()}
    if isinstance(found.get("support"), dict):
        support = found["support"].items()
        found["support"] = {key: _part_moved(part, later) if key in MOVED else part for key, part in support}
    return found


def _holder_moved(holder: dict[str, Any], later: int) -> Iterator[tuple[str, Any]]:
    for key, part in holder.items():
        if key == "replacements":
            yield key, {name: _part_moved(one, later) for name, one in part.items()}
        elif key == "decommissioning":
            yield key, _part_moved(part, later)
        else:
            yield key, part


def _part_moved(part: Any, later: int) -> Any:
    """Return a part of the scenario with its own years later: one year, a list of years, or from one to another."""
    if not isinstance(part, dict):
        return part
    found = dict(part)
    if isinstance(found.get("year"), int):
        found["year"] += later
    years = found.get("years")
    if isinstance(years, list):
        found["years"] = [year + later for year in years]
    elif isinstance(years, dict):
        found["years"] = {key: year + later for key, year in years.items()}
    return found
