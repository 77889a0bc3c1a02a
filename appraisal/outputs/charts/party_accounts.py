"""Who gains and who pays: the account of each party in present value, and the resources that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appraisal.engine import parties
from appraisal.engine.appraisal import Appraisal
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, money_words
from appraisal.outputs.charts.frame import Words, framed, number_axis
from appraisal.outputs.charts.rows import Tag, name_rows, rows_height, write_tags

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TOGETHER = "All parties: real resources"
BAR = 0.62


def accounts_of(appraisal: Appraisal) -> dict[str, float]:
    """Return the present value of each party's account by its name, and of all together last."""
    run = appraisal.run
    found = {parties.PARTIES[key]: float(parties.account_value(run, key)[0]) for key in parties.accounts(run)}
    return found | {TOGETHER: float(parties.resource_value(run)[0])}


def party_accounts(appraisal: Appraisal) -> Figure:
    """Return the chart of what each party receives less what it pays, in present value."""
    with style.styled():
        return _drawn(appraisal)


def _drawn(appraisal: Appraisal) -> Figure:
    found = accounts_of(appraisal)
    scale = Scale.of(found.values(), appraisal.scenario.currency)
    together = found[TOGETHER]
    said = f"Money received less money paid; together the swap is worth {money_words(together, _currency(appraisal))}"
    view = f"{style.discounted_words(appraisal.scenario)}; money only, the tonnes that change hands are not valued"
    words = Words.of("Who gains and who pays", f"{said} in resources", appraisal.scenario, view)
    figure, axes = framed(words, rows_height(len(found)))
    name_rows(axes, list(found), [name == TOGETHER for name in found])
    for at, (name, value) in enumerate(found.items()):
        axes.barh(at, value / scale.size, BAR, color=_color(name, value), label=name)
    axes.axvline(0, color=style.SOFT, linewidth=0.9)
    axes.axhline(len(found) - 1.5, color=style.AXIS, linewidth=0.8)
    number_axis(axes.xaxis)
    axes.set_xlabel(f"Present value, {scale.unit}")
    tags = [_tag(at, name, value, scale) for at, (name, value) in enumerate(found.items())]
    write_tags(axes, tags, [*(value / scale.size for value in found.values()), 0.0])
    return figure


def _currency(appraisal: Appraisal) -> str:
    return appraisal.scenario.currency


def _color(name: str, value: float) -> str:
    if name == TOGETHER:
        return style.INK
    return style.BLUE if value > 0 else style.VERMILION


def _tag(at: int, name: str, value: float, scale: Scale) -> Tag:
    return Tag(
        value / scale.size, at, scale.signed(value), 1 if value >= 0 else -1, "bold" if name == TOGETHER else "normal"
    )
