"""What must hold inside tax, and between tax, parties and the items of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.problem import Problem
from appraisal.scenario import library
from appraisal.scenario.collect import Collected
from appraisal.scenario.money_schema import Depreciation, Holiday, Tax
from appraisal.scenario.plant_checks import sums_to_one
from appraisal.scenario.rows import asset_classes
from appraisal.scenario.schema import Item

METHOD_KEYS: dict[str, tuple[str, ...]] = {
    "straight_line": ("life", "salvage"),
    "sum_of_years": ("life", "salvage"),
    "declining_balance": ("life", "salvage", "factor"),
    "macrs": ("life",),
    "schedule": ("schedule",),
    "none": (),
}
"""What each method of depreciation reads; the first key must be stated."""

EXAMPLES = {"life": "15 yr", "schedule": "[50 %, 30 %, 20 %]"}


def tax_has_depreciation(collected: Collected) -> Iterator[Problem]:
    """Tax says how capital is written down: as one class, or as several whose shares add up to 1."""
    tax = collected.document.tax
    if tax is None:
        return
    if tax.depreciation is None and not tax.assets:
        message = "tax needs to know how capital is written down (for example: {method: straight_line, life: 15 yr})"
        yield Problem("missing-section", "tax.depreciation", f"{message}; 'method: none' writes it off at closing")
    if tax.depreciation is not None and tax.assets:
        message = "state either 'depreciation' for all capital or 'assets' with shares"
        yield Problem("one-of", "tax.assets", message)
    if tax.assets:
        shares = [asset.share.value for asset in tax.assets.values()]
        yield from sums_to_one("tax.assets", shares, "the shares of the classes of assets")


def classes_are_complete(collected: Collected) -> Iterator[Problem]:
    """Each class of assets has what its method reads, and nothing else."""
    for path, stated in asset_classes(collected.document).items():
        yield from _keys_of_method(path, stated)
        yield from _table_of(path, stated)
        if stated.method == "schedule" and stated.schedule is not None:
            shares = [item.value for item in stated.schedule]
            yield from sums_to_one(f"{path}.schedule", shares, "the shares of the schedule")


def _keys_of_method(path: str, stated: Depreciation) -> Iterator[Problem]:
    reads = METHOD_KEYS[stated.method]
    for name in ("life", "salvage", "factor", "schedule"):
        given = getattr(stated, name) is not None
        if given and name not in reads:
            message = f"method {stated.method} reads {' and '.join(reads) or 'no further key'}; leave '{name}' out"
            yield Problem("unused", f"{path}.{name}", message)
        elif not given and name in reads[:1]:
            message = f"method {stated.method} needs '{name}' (for example: {EXAMPLES[name]})"
            yield Problem("missing-input", f"{path}.{name}", message)


def _table_of(path: str, stated: Depreciation) -> Iterator[Problem]:
    lives = library.macrs_lives()
    if stated.method == "macrs" and stated.life is not None and stated.life.value not in lives:
        there = f"there are tables for {', '.join(map(str, lives[:-1]))} and {lives[-1]} yr"
        yield Problem("no-table", f"{path}.life", f"no table for a life of {stated.life.value:g} yr; {there}")


def losses_are_complete(collected: Collected) -> Iterator[Problem]:
    """Losses that expire have a life; others have none."""
    tax = collected.document.tax
    if tax is None:
        return
    expire = tax.losses == "expire"
    if expire and tax.loss_life is None:
        message = "losses that expire need 'loss_life' (for example: 5 yr)"
        yield Problem("missing-input", "tax.loss_life", message)
    if tax.loss_life is not None and not expire:
        message = "'loss_life' is read with 'losses: expire' only: it would change nothing"
        yield Problem("unused", "tax.loss_life", message)


def holiday_is_complete(collected: Collected) -> Iterator[Problem]:
    """A tax holiday says how long it is, and by how much the rate is reduced in reduced years."""
    tax: Tax | None = collected.document.tax
    if tax is not None and tax.holiday is not None:
        yield from _holiday("tax.holiday", tax.holiday)


def _holiday(path: str, stated: Holiday) -> Iterator[Problem]:
    if stated.exempt is None and stated.reduced is None and stated.reduction is None:
        message = "the holiday is empty: state 'exempt', or 'reduced' and 'reduction' (for example: {exempt: 3 yr})"
        yield Problem("empty-value", path, message)
    if stated.reduced is not None and stated.reduction is None:
        message = "reduced years need 'reduction', the share of the rate that is taken off (for example: 50 %)"
        yield Problem("missing-input", f"{path}.reduction", message)
    if stated.reduction is not None and stated.reduced is None:
        message = "'reduction' is read with 'reduced' only: state for how many years (for example: reduced: 3 yr)"
        yield Problem("unused", f"{path}.reduction", message)


def items_fit_tax(collected: Collected) -> Iterator[Problem]:
    """What an item says about tax is read: there is a tax, and only an outlay is depreciated."""
    taxed = collected.document.tax is not None
    for key, item in collected.document.items.items():
        for name in ("taxable", "depreciable"):
            if getattr(item, name) is not None and not taxed:
                message = f"'{name}' is read with 'tax' only, which the scenario does not state: leave it out"
                yield Problem("unused", f"items.{key}.{name}", message)
        if item.depreciable and taxed:
            yield from _depreciable(f"items.{key}", item)


def _depreciable(path: str, item: Item) -> Iterator[Problem]:
    if item.kind != "cost" or not item.amount.otherwise:
        what = "a benefit" if item.kind == "benefit" else f"'{item.amount.text}' is yearly and"
        message = f"{what} cannot be depreciated; only a cost that is paid once, in its 'year', can"
        yield Problem("not-depreciable", f"{path}.depreciable", message)
    elif item.taxable is not None:
        message = "a depreciable cost is deducted through depreciation: state either 'taxable' or 'depreciable'"
        yield Problem("one-of", f"{path}.taxable", message)


def items_name_parties(collected: Collected) -> Iterator[Problem]:
    """The developer pays each cost and receives each benefit; the other side is somebody else."""
    for key, item in collected.document.items.items():
        cost = item.kind == "cost"
        own, other = ("pays", "to") if cost else ("to", "pays")
        if getattr(item, own) not in (None, "developer"):
            does = "pays a cost" if cost else "receives a benefit"
            message = f"the developer {does}: leave '{own}' out; '{other}' says who stands on the other side"
            yield Problem("not-developer", f"items.{key}.{own}", message)
        elif getattr(item, other) == "developer":
            message = (
                f"the developer would pay itself: leave it out, or name another party (for example: {other}: host)"
            )
            yield Problem("same-party", f"items.{key}.{other}", message)


TAX_RULES = (
    tax_has_depreciation,
    classes_are_complete,
    losses_are_complete,
    holiday_is_complete,
    items_fit_tax,
    items_name_parties,
)
