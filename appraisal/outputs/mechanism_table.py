"""The crediting mechanisms that ship: one line each, or all terms of one with their sources."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.ground.problem import Problem, ScenarioError
from appraisal.outputs.layout import indented, listing, pairs, put
from appraisal.scenario import library
from appraisal.scenario.hints import unknown
from appraisal.scenario.mechanisms import Mechanism, Rule, Terms, mechanisms, said

SHOWN = ("share_of_proceeds", "overall_mitigation", "buffer")
UNCHECKED = " (verified: no)"


def show_all(console: Console) -> None:
    """Print every mechanism on a line: title, what it credits, levies, crediting period, what is still asked."""
    put(_overview(), console)


def show_one(name: str, console: Console) -> None:
    """Print all terms of one mechanism with their sources.

    Raises:
        ScenarioError: ``unknown-mechanism``, with a did-you-mean.
    """
    if name not in mechanisms():
        raise ScenarioError([Problem("unknown-mechanism", "NAME", unknown(name, mechanisms(), "mechanism"))])
    put(_details(mechanisms()[name]), console)


def _overview() -> Iterator[RenderableType]:
    every = mechanisms()
    rows = [(key, one.title, _text(one, "crediting.years"), _levies(one)) for key, one in every.items()]
    yield listing(("Mechanism", "", "credits for", "levies"), "llll", rows)
    yield Text("What the scenario must state", style="bold")
    yield pairs([(f"  {key}", ", ".join(asked(one))) for key, one in every.items() if asked(one)])
    yield Text("")
    yield indented("appraisal mechanisms NAME shows every term with its source, what is excluded, and the bounds")


def asked(one: Mechanism) -> list[str]:
    """Return the terms that a scenario under the mechanism must state, the price with them.

    >>> asked(mechanisms()["jcm"])
    ['price', 'reference.rule', 'crediting.years']
    """
    return list(dict.fromkeys([*(["price"] if one.book else []), *one.asks]))


def _text(one: Mechanism, name: str) -> str:
    term = one.defaults.get(name)
    if term is None:
        return "as stated" if one.book in ("project", "sector") else "–"
    said = str(term.get("value") or term.get("text") or term.get("path"))
    return "the whole operation" if said == "timeline.operation" else said


def _levies(one: Mechanism) -> str:
    taken = [
        f"{_value(one.defaults[name])} {name.replace('_', ' ')}"
        for name in SHOWN
        if name in one.defaults and not _value(one.defaults[name]).startswith("0")
    ]
    return ", ".join(taken) or "–"


def _details(one: Mechanism) -> Iterator[RenderableType]:
    yield Text(f"{one.key}: {one.title}", style="bold")
    yield Text(one.about)
    yield indented(f"data as of {one.as_of}; credits.as_of takes the rules of another year")
    if asked(one):
        yield Text("The scenario states", style="bold")
        yield indented_pairs(list({"price": "the price of a tonne", **one.asks}.items()))
    yield from _terms(one)
    for title, rules in (
        ("Not eligible", one.exclusions),
        ("Under conditions", one.conditions),
        ("Status", one.notices),
        ("Not known", one.openings),
    ):
        yield from _rules(title, rules)
    if one.bounds or one.periods:
        yield Text("Bounds", style="bold")
        yield from (indented(f"{bound.path}: {said(bound)}") for bound in one.bounds)
    if one.periods:
        yield indented(f"crediting period: {_source(one.period_source)}")


def indented_pairs(rows: list[tuple[str, str]]) -> RenderableType:
    """Return pairs of a term and what it means."""
    return pairs([(f"  {name}", text) for name, text in rows], 32)


def _terms(one: Mechanism) -> Iterator[RenderableType]:
    groups = {"Default terms": one.defaults}
    groups |= {f"For {name}": terms for name, terms in one.of_class.items()}
    if one.of_ldc:
        groups["For a least developed host (credits.host_ldc)"] = one.of_ldc
    for title, terms in groups.items():
        if terms:
            yield Text(title, style="bold")
            yield from _by_source(terms)


def _by_source(terms: Terms) -> Iterator[RenderableType]:
    """Yield the terms that have one source together, and the source below them."""
    grouped: dict[str, list[str]] = {}
    for name, term in terms.items():
        grouped.setdefault(_source(term["source"]), []).append(f"{name} {_value(term)}")
    for source, stated in grouped.items():
        yield indented("; ".join(stated))
        yield indented(source, style="dim", by=4)


def _value(term: object) -> str:
    stated = dict(term)  # type: ignore[call-overload]
    if "path" not in stated:
        return str(stated.get("value", stated.get("text", ""))).replace("_", " ")
    times = f" × {stated['times']}" if "times" in stated else ""
    plus = f" + {stated['plus']}" if "plus" in stated else ""
    return f"{stated['path']}{times}{plus}"


def _source(key: str) -> str:
    found = library.evidence()[key]
    return found.text + ("" if found.verified else UNCHECKED)


def _rules(title: str, rules: tuple[Rule, ...]) -> Iterator[RenderableType]:
    if rules:
        yield Text(title, style="bold")
    for rule in rules:
        years = f"since {rule.since}: " if rule.since else f"until {rule.until}: " if rule.until else ""
        classes = f"{', '.join(rule.classes)}: " if rule.classes else ""
        yield indented(f"{classes}{years}{said(rule)}")
