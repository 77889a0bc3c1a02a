"""The page of draws: how sure the answer is, from the record alone."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.engine.outcomes import OUTCOMES
from appraisal.ground.numbers import percent
from appraisal.outputs.conventions_card import conventions_card
from appraisal.outputs.layout import Listed, Record, indented, listed, masthead, pairs, panel, put
from appraisal.outputs.outcome_scale import OutcomeScale, together_words
from appraisal.outputs.screen import warnings
from appraisal.outputs.sensitivity import Called
from appraisal.outputs.years_table import NOTHING

SHOWN_STEPS = 8
LEAST = 0.005
"""A share that would be printed as 0 %."""


def show(record: Record, console: Console, outcome: str = "npv") -> None:
    """Print what the draws come to; the headline is that of one outcome."""
    put(_parts(record, outcome), console)


def _parts(record: Record, outcome: str) -> Iterator[RenderableType]:
    yield from masthead(record)
    yield from _interrupted(record["draws"])
    yield conventions_card(record)
    yield _drawn(record["draws"])
    yield _headline(record, outcome)
    yield from _outcomes(record)
    yield from _undefined(record)
    yield from _percentiles(record, outcome)
    yield from _convergence(record, outcome)
    if "sobol" in record:
        yield from _sobol(record["sobol"])
    yield from warnings(record)


def _interrupted(draws: Record) -> Iterator[RenderableType]:
    if not draws["complete"]:
        said = f"Interrupted: {draws['made']:,} of {draws['asked']:,} draws were made, and all that follows is of these"
        yield Text(said, style="bold yellow")


# ---- what is drawn ---------------------------------------------------------------------------------------------------


def _drawn(draws: Record) -> RenderableType:
    return panel(pairs(drawn_rows(draws)), "What is drawn")


def drawn_rows(draws: Record, called: Called = str) -> list[tuple[str, str]]:
    """Say how many draws were made, from which ranges, and what stays as it is."""
    sampler = draws["sampler"].replace("_", " ")
    rows = [("Draws", f"{draws['made']:,}, {sampler}, seed {draws['seed']}, engine {draws['engine']}")]
    rows += [(called(path), f"{law}{_with_it(path, draws, called)}") for path, law in draws["drawn"].items()]
    rows += [(called(one["one"]), _correlated(one, called)) for one in draws["correlation"]]
    left = draws["left_out"].items()
    rows += [(called(path), f"not drawn: {reason}") for path, reason in left if not _follows(reason)]
    return rows + [("Note", note) for note in draws["notes"]]


FOLLOWS = "it moves with "


def _follows(reason: str) -> bool:
    return reason.startswith(FOLLOWS)


def _with_it(path: str, draws: Record, called: Called) -> str:
    followers = [called(name) for name, reason in draws["left_out"].items() if reason == f"{FOLLOWS}{path}"]
    return f"; with it {', '.join(followers)}" if followers else ""


def _correlated(one: Record, called: Called) -> str:
    kind = "rank correlation" if one["kind"] == "rank" else "correlation in the copula"
    return f"{kind} of {percent(one['value'], 0)} with {called(one['other'])}"


# ---- the headline ----------------------------------------------------------------------------------------------------


def _headline(record: Record, outcome: str) -> RenderableType:
    found = record["outcomes"][outcome]
    if found["mean"] is None:
        return panel(pairs(list(_reasons(found))), f"{found['label']}: no draw has one")
    return panel(pairs(spread_rows(found, outcome)), _verdict(found, outcome))


def spread_rows(found: Record, outcome: str) -> list[tuple[str, str]]:
    """Say where an outcome lies over the draws, how it spreads, and what its worst draws come to."""
    return [*_middle(found, outcome), *_worst(found, outcome)]


def _verdict(found: Record, outcome: str) -> str:
    if outcome == "npv":
        return f"The swap loses money in {percent(found['below_zero']['value'], 1)} of the draws"
    middle = scale_of_outcome(outcome, found).text(found["percentiles"]["50"])
    return f"{found['label']}: {middle} in the middle of the draws"


def _middle(found: Record, outcome: str) -> Iterator[tuple[str, str]]:
    points, scale = found["percentiles"], scale_of_outcome(outcome, found)
    yield "Mean", f"{scale.text(found['mean'])}, standard error {scale.text(found['standard_error'])}"
    yield "Base case", _base_words(found, scale)
    yield "Standard deviation", scale.text(found["sd"])
    for low, high, share in (("25", "75", "half"), ("5", "95", "nine in ten")):
        ends = f"{scale.number(points[low])} to {scale.text(points[high])}"
        yield f"P{low} to P{high}", f"{ends}: {share} of the draws lie between"
    chance = found["below_zero"]
    if chance["value"] or found["tail"]:
        yield "Probability below 0", f"{percent(chance['value'])}, standard error {percent(chance['standard_error'])}"


def _base_words(found: Record, scale: OutcomeScale) -> str:
    if found["base"] is None:
        return "none: with all figures at their stated values it does not exist"
    return f"{scale.text(found['base'])}, all figures at their stated values; {_lower_words(found['base_rank'])}"


def _lower_words(share: float) -> str:
    if not LEAST <= share <= 1 - LEAST:
        return f"{'hardly any' if share < LEAST else 'nearly all'} of the draws lie below it"
    return f"about {percent(share, 0)} of the draws lie below it"


def _worst(found: Record, outcome: str) -> Iterator[tuple[str, str]]:
    if not found["tail"]:
        return
    share, scale = percent(found["tail"]["share"], 0), scale_of_outcome(outcome, found)
    at_risk, beyond = (scale.text(found["tail"][name]) for name in ("value_at_risk", "conditional"))
    yield f"Value at risk, {share}", f"{at_risk}: in {share} of the draws it is this or less"
    yield f"CVaR, {share}", f"{beyond}: the mean of the worst {share} of the draws"


# ---- tables ----------------------------------------------------------------------------------------------------------


def scale_of_outcome(outcome: str, found: Record) -> OutcomeScale:
    """Return the scale at which all numbers of an outcome are printed."""
    values = [found["base"] or 0.0, *(found["percentiles"] or {}).values()]
    return OutcomeScale.of(outcome, found["unit"], values)


def _outcomes(record: Record) -> Iterator[RenderableType]:
    """Return each outcome at its own scale: where it lies, and how it spreads."""
    yield Text("Every outcome over the draws; P5: 5 % of the draws that have one lie below", style="bold")
    yield listed(every_outcome(record))


def every_outcome(record: Record) -> Listed:
    """Return the table of all outcomes over the draws."""
    headings = ("", "base", "mean", "sd", "P5", "P50", "P95", "below 0", "no\nvalue")
    return Listed(headings, "l" + "r" * 8, tuple(_row(name, one) for name, one in record["outcomes"].items()))


def _row(name: str, found: Record) -> tuple[str, ...]:
    scale, points = scale_of_outcome(name, found), found["percentiles"] or {}
    numbers = [*(found[key] for key in ("base", "mean", "sd")), *(points.get(share) for share in ("5", "50", "95"))]
    below = NOTHING if found["below_zero"] is None else percent(found["below_zero"]["value"], 1)
    lacking = percent(1 - found["defined"] / _made(found), 1) if found["undefined"] else NOTHING
    return f"{found['label']}, {scale.unit}", *map(scale.number, numbers), below, lacking


def _made(found: Record) -> int:
    return int(found["defined"] + sum(found["undefined"].values()))


def _percentiles(record: Record, outcome: str) -> Iterator[RenderableType]:
    found = record["outcomes"][outcome]
    if found["percentiles"]:
        table, unit = percentiles(found, outcome)
        yield Text(f"Percentiles of {found['label']}, {unit}", style="bold")
        yield listed(table)


def percentiles(found: Record, outcome: str) -> tuple[Listed, str]:
    """Return the percentiles of an outcome with its lowest and highest draw, and the unit of all."""
    scale = scale_of_outcome(outcome, found)
    points = {"lowest": found["minimum"], **found["percentiles"], "highest": found["maximum"]}
    numbers = tuple(scale.number(value) for value in points.values())
    return Listed(tuple(points), "r" * len(points), (numbers,)), scale.unit


def _undefined(record: Record) -> Iterator[RenderableType]:
    told = undefined_rows(record)
    if told:
        yield Text("Draws without a value", style="bold")
        yield pairs(told)
        yield Text("")


def undefined_rows(record: Record) -> list[tuple[str, str]]:
    """Say of each outcome in how many draws it does not exist, and why."""
    return [(one["label"], text) for one in record["outcomes"].values() for _, text in _reasons(one)]


def _reasons(found: Record) -> Iterator[tuple[str, str]]:
    for reason, count in found["undefined"].items():
        yield "Undefined", f"{reason} in {count:,} draws ({percent(count / _made(found))})"


def _convergence(record: Record, outcome: str) -> Iterator[RenderableType]:
    found = record["outcomes"][outcome]
    if not found["convergence"]:
        return
    table, unit = settling(found, outcome)
    yield Text(f"How the estimates of {found['label']} settle, {unit}", style="bold")
    yield listed(table)


def settling(found: Record, outcome: str) -> tuple[Listed, str]:
    """Return how the estimates of an outcome settle with more draws, and the unit of the mean."""
    scale = scale_of_outcome(outcome, found)
    headings = ("draws", "mean", "standard error", "below 0", "standard error")
    return Listed(
        headings, "rrrrr", tuple(_step(step, scale) for step in found["convergence"][-SHOWN_STEPS:])
    ), scale.unit


def _step(step: Record, scale: OutcomeScale) -> tuple[str, ...]:
    chance = step["below_zero"]
    numbers = (scale.number(step[name]) for name in ("mean", "standard_error"))
    return f"{step['draws']:,}", *numbers, percent(chance["value"]), percent(chance["standard_error"])


# ---- Sobol indices ---------------------------------------------------------------------------------------------------


def _sobol(found: Record) -> Iterator[RenderableType]:
    if found["figures"] is None:
        yield Text("No Sobol indices", style="bold")
        yield indented(found["reason"])
        yield Text("")
        return
    label = OUTCOMES[found["outcome"]].label
    yield Text(f"Which figures make {label} unsure: Sobol indices", style="bold")
    yield listed(variance_shares(found))
    yield indented(shares_words(found))
    yield from (indented(f"note: {note}") for note in found["notes"])
    yield Text("")


def variance_shares(found: Record, called: Called = str) -> Listed:
    """Return the table of Sobol indices, the largest total first."""
    rows = ((called(one["path"]), *_index_cells(one["first"]), *_index_cells(one["total"])) for one in found["figures"])
    return Listed(("Figure", "alone", "95 % interval", "in all", "95 % interval"), "lrrrr", tuple(rows))


def shares_words(found: Record) -> str:
    """Say what Sobol indices are, and how many runs they rest on."""
    return (
        f"Shares of the variance over {found['runs']:,} runs ({found['points']:,} points, seed {found['seed']}). "
        "Alone: what goes away once the figure is known. In all: with its part in what figures do together, "
        f"which makes {together_words(found['together'])}."
    )


def _index_cells(index: Record) -> tuple[str, str]:
    return percent(index["value"], 1), f"{percent(index['low'], 1)} to {percent(index['high'], 1)}"
