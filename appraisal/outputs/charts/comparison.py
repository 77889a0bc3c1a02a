"""Mechanisms or scenarios side by side: what each is worth, and where each tonne that is avoided goes."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from appraisal.ground.problem import Problem
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale
from appraisal.outputs.charts.frame import Words, number_axis, paper
from appraisal.outputs.charts.lettering import fitted, printable, width
from appraisal.outputs.charts.placing import letters
from appraisal.outputs.charts.rows import Tag, name_rows, rows_height, write_tags
from appraisal.questions.compare import Comparison, Row
from appraisal.questions.outcome import Outcome
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import CARBON_PRICE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAR = 0.62
ROOMS = (1.0, 1.5)
"""How the width is shared between what the rows are worth and where the tonnes go."""

BETWEEN = 0.07
"""Room between the two, as a share of the mean width, so that the numbers of their axes do not meet."""

KEY_ROOM = 0.62
"""Inches above the rows for the key of the parts."""

ALL, NEAR = 100.0, 0.01
BEYOND = ";\nbeyond 100 %: credits for tonnes of other plants"
"""All tonnes that a plant avoids, in percent, and what credits beyond them are: a sector may share by output."""

PARTS = (
    ("Developer, sold", style.BLUE, "sold"),
    ("Developer, held", style.SKY, "held"),
    ("Host government", style.GREEN, "host"),
    ("Partner government", style.ORANGE, "partner"),
    ("Levies, buffer, cancelled", style.PURPLE, "withheld"),
    ("Not credited", style.GRID, "not_credited"),
)
ON_DARK = (style.BLUE, style.GREEN)
NOTHING_ABATED = "no emissions are avoided"
PRICED = "no credits: the price is saved on every tonne"


def comparison_chart(comparison: Comparison) -> Figure:
    """Return the chart of a comparison, a row each; a row that cannot run says why."""
    with style.styled():
        return _drawn(comparison)


def _drawn(comparison: Comparison) -> Figure:
    rows = comparison.rows
    figure = paper(_words(comparison), rows_height(len(rows), KEY_ROOM))
    figure.get_layout_engine().set(wspace=BETWEEN)  # type: ignore[union-attr, call-arg]
    worth, tonnes = figure.subplots(1, 2, width_ratios=ROOMS)
    for axes, names in ((worth, [_name(row) for row in rows]), (tonnes, [""] * len(rows))):
        name_rows(axes, names)
    tags, marks = _worth(worth, rows)
    _share_axis(tonnes, rows)
    write_tags(worth, tags, marks)
    _tonnes(tonnes, rows)
    return figure


def _words(comparison: Comparison) -> Words:
    what = "mechanisms" if comparison.by == "mechanism" else "scenarios"
    title = f"{len(comparison.rows)} {what}: what they are worth, and where each avoided tonne goes"
    found = [row.outcome.scenario for row in comparison.ran if row.outcome]
    return Words(title, printable(_subtitle(comparison)), printable(_source(comparison, found)))


def _subtitle(comparison: Comparison) -> str:
    paying = [row for row in comparison.ran if row.outcome and row.outcome.npv >= 0]
    if not comparison.ran:
        return f"{comparison.name}: none can run as stated"
    left = len(comparison.rows) - len(comparison.ran)
    stuck = f"; {left} cannot run as stated" if left else ""
    over = comparison.name if comparison.by == "mechanism" else "Whole life of each"
    return f"{over}: {len(paying)} of {len(comparison.ran)} pay{stuck}"


def _source(comparison: Comparison, scenarios: list[Scenario]) -> str:
    said = {f"{style.discounted_words(one)}; {style.result_words(one)}" for one in scenarios}
    words = said.pop() if len(said) == 1 else "The rows rest on different conventions, which the table names"
    names = f"“{comparison.name}”" if comparison.by == "mechanism" else comparison.name
    return f"Source: {names}, appraisal {version('appraisal')}. {words if scenarios else 'No row can run'}."


def _name(row: Row) -> str:
    if row.label == row.mechanism or not row.title:
        return printable(row.title or row.label)
    return printable(f"{row.label} ({row.mechanism.replace('_', ' ')})")


def _worth(axes: Axes, rows: tuple[Row, ...]) -> tuple[list[Tag], list[float]]:
    """Draw the net present values around the line of nothing; return their numbers, and what the axis must hold."""
    ran = [row.outcome for row in rows if row.outcome]
    scale = Scale.of((one.npv for one in ran), ran[0].scenario.currency if ran else "")
    tags = []
    for at, row in enumerate(rows):
        value = row.outcome.npv / scale.size if row.outcome else 0.0
        axes.barh(at, value, BAR, color=style.BLUE if value > 0 else style.VERMILION, label=row.label)
        said = scale.amount(row.outcome.npv) if row.outcome else "cannot run"
        tags.append(Tag(value, at, said, 1 if value >= 0 else -1))
    axes.axvline(0, color=style.SOFT, linewidth=0.9)
    axes.set_xlabel(f"Net present value, {scale.unit}" if ran else "Net present value")
    if ran:
        number_axis(axes.xaxis, 5)
    else:
        axes.set_xticks([])
    return tags, [0.0, *(one.npv / scale.size for one in ran)]


def shares_of(outcome: Outcome) -> dict[str, float]:
    """Return the parts of all tonnes abated, as shares, by the name of the part; none where nothing is abated."""
    tonnes = outcome.tonnes
    if tonnes.abated <= 0:
        return {}
    return {label: getattr(tonnes, name) / tonnes.abated for label, _, name in PARTS}


def _share_axis(axes: Axes, rows: tuple[Row, ...]) -> None:
    """Draw the shares of each row, one after the other, and the key of the parts above."""
    found = [shares_of(row.outcome) if row.outcome else {} for row in rows]
    stands = [0.0] * len(rows)
    for label, color, _ in PARTS:
        sizes = [100 * shares.get(label, 0.0) for shares in found]
        if any(sizes):
            look: dict[str, Any] = {"color": color, "edgecolor": style.PAPER, "linewidth": 0.6, "label": label}
            axes.barh(range(len(rows)), sizes, BAR, stands, **look)
            stands = [before + size for before, size in zip(stands, sizes, strict=True)]
    most = max([ALL, *stands])
    axes.set_xlim(0, most)
    axes.tick_params(axis="y", labelleft=False)
    number_axis(axes.xaxis, 5)
    axes.set_xlabel(f"Share of the tonnes avoided over the whole life, %{BEYOND if most > ALL + NEAR else ''}")
    if most > ALL + NEAR:
        axes.axvline(ALL, color=style.INK, linewidth=0.9)
    if axes.containers:
        place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1.0), "borderaxespad": 0.3}
        axes.legend(ncols=2, columnspacing=1.2, handlelength=1.2, **place)


def _tonnes(axes: Axes, rows: tuple[Row, ...]) -> None:
    """Write each share into its part where it fits, and what there is to say of a row that has none."""
    room = axes.get_window_extent().width / axes.figure.dpi
    inches = room / axes.get_xlim()[1]
    for at, row in enumerate(rows):
        said = _said(row)
        if said:
            text = fitted(printable(said), room - 0.15, style.SMALL, 2)
            behind = None if row.outcome else {"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6}
            axes.text(0.07 / inches, at, text, bbox=behind, **letters(style.INK, ha="left"))
            continue
        before = 0.0
        for (_, color, _), share in zip(PARTS, shares_of(row.outcome).values(), strict=True):  # type: ignore[arg-type]
            text = f"{100 * share:.0f}"
            if width(text, style.SMALL) + 0.08 <= 100 * share * inches:
                ink = style.PAPER if color in ON_DARK else style.INK
                axes.text(100 * (before + share / 2), at, text, **letters(ink))
            before += share


def _said(row: Row) -> str:
    """Return what stands in the place of shares."""
    if row.outcome is None:
        return _missing(row.problems)
    if row.mechanism == CARBON_PRICE:
        return PRICED
    return "" if row.outcome.tonnes.abated > 0 else NOTHING_ABATED


def _missing(problems: tuple[Problem, ...]) -> str:
    """Say what must be stated; where something else is wrong, that comes first."""
    asked = [problem.path for problem in problems if problem.code == "missing-input"]
    wrong = [problem.message for problem in problems if problem.code != "missing-input"]
    return "; ".join([*wrong[:1], *([f"state {', '.join(asked)}"] if asked else [])])
