"""The page of a bridge between two runs: what moved the net present value, input by input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.ground.numbers import money
from appraisal.outputs.charts.style import discounted_words, result_words
from appraisal.outputs.layout import Record, indented, listing, pairs, panel, put
from appraisal.outputs.objective_text import OBJECTIVES, Write, column
from appraisal.outputs.record import FORMAT
from appraisal.questions.bridge import Bridge
from appraisal.scenario.scenario import Scenario

ORDERED = (
    "each input is changed after those above it and stays changed; another order moves what inputs do together from "
    "one of them to another, never their sum"
)
WAITED = "an input that cannot run without others stands after them"


def bridge_record(bridge: Bridge, labels: tuple[str, str]) -> Record:
    """Return a bridge as plain numbers, words, lists and mappings; ``labels`` say which run is which."""
    runs = zip((bridge.one, bridge.other), labels, strict=True)
    return {
        "format": FORMAT,
        "version": version("appraisal"),
        "runs": [_run(scenario, label) for scenario, label in runs],
        "objective": bridge.objective,
        "currency": bridge.currency,
        "order": bridge.order,
        "waited": bridge.waited,
        "start": bridge.start,
        "end": bridge.end,
        "difference": bridge.end - bridge.start,
        "steps": [
            {**asdict(step), "inputs": [asdict(single) for single in step.inputs], "change": step.change}
            for step in bridge.steps
        ],
        "unmoved": [asdict(single) for single in bridge.unmoved],
    }


def _run(scenario: Scenario, label: str) -> Record:
    return {
        "label": label,
        "name": scenario.name,
        "hash": scenario.hash,
        "file": scenario.file,
        "conventions": f"{discounted_words(scenario)}; {result_words(scenario)}",
    }


def show(record: Record, console: Console) -> None:
    """Print a bridge."""
    put(_parts(record), console)


def _parts(record: Record) -> Iterator[RenderableType]:
    one, other = record["runs"]
    yield Text(f"From {one['label']} to {other['label']}", style="bold")
    yield Text(f"appraisal {record['version']}, scenarios {one['hash']} and {other['hash']}", style="dim")
    yield panel(pairs(_said(record)), _title(record))
    if record["steps"]:
        yield from _table(record)
    elif not record["unmoved"]:
        yield indented("the two runs do not differ in any input")
    yield from _unmoved(record)


def _title(record: Record) -> str:
    if not record["difference"]:
        return "The two runs are worth the same"
    moved = f"{money(abs(record['difference']), record['currency'])}"
    return f"The second run is worth {moved} {'more' if record['difference'] > 0 else 'less'}"


def _said(record: Record) -> Iterator[tuple[str, str]]:
    named = OBJECTIVES[record["objective"]]
    for run, npv in zip(record["runs"], (record["start"], record["end"]), strict=True):
        yield f"{named}, {run['label']}", money(npv, record["currency"])
    said = dict.fromkeys(run["conventions"] for run in record["runs"])
    if len(said) == 1:
        yield "Both", next(iter(said))
    else:
        for run in record["runs"]:
            yield f"Basis, {run['label']}", run["conventions"]


def _table(record: Record) -> Iterator[RenderableType]:
    amounts = [record["start"], record["end"], *(step["change"] for step in record["steps"])]
    text, unit = column(amounts, record["currency"])
    yield Text(f"Input by input, in {record['order']}; {unit}", style="bold")
    one, other = (f"{OBJECTIVES[record['objective']]}, {run['label']}" for run in record["runs"])
    lines = [line for step in record["steps"] for line in _lines(step, text)]
    rows = [(one, "", "", "", text(record["start"])), *lines]
    total = (other, "", "", _signed(record["difference"], text), text(record["end"]))
    yield listing(("Input", "from", "to", "adds", "then"), "lllrr", rows, total)
    yield indented(ORDERED, style="dim")
    if record["waited"]:
        yield indented(WAITED, style="dim")
    if any(len(step["inputs"]) > 1 for step in record["steps"]):
        yield indented("inputs with one amount are changed together: none of them can run without the others", "dim")
    yield Text("")


def _lines(step: Record, text: Write) -> Iterator[tuple[str, ...]]:
    """Yield a line an input; what a step adds stands beside its last one."""
    for at, single in enumerate(step["inputs"], 1):
        amounts = (_signed(step["change"], text), text(step["end"])) if at == len(step["inputs"]) else ("", "")
        yield single["path"], single["before"], single["after"], *amounts


def _signed(change: float, text: Write) -> str:
    found = text(change)
    return found if change < 0 else f"+{found}"


def _unmoved(record: Record) -> Iterator[RenderableType]:
    if record["unmoved"]:
        yield Text("Different, and moving nothing", style="bold")
        for single in record["unmoved"]:
            yield indented(f"{single['path']}: {single['before']} -> {single['after']}")
