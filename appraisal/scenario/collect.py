"""Every figure of a scenario by its path: what is stated, what is taken from the library, what is a default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic.fields import FieldInfo

from appraisal.ground.sheet import joined
from appraisal.scenario import library, mechanisms
from appraisal.scenario.carrier_schema import Carrier
from appraisal.scenario.kind import Figure, Kind
from appraisal.scenario.references import lent, written_back
from appraisal.scenario.roll_out_schema import RollOut
from appraisal.scenario.scenario import Default
from appraisal.scenario.schema import CARBON_PRICE, Document, Plant, Swap
from appraisal.scenario.section import Section

NOT_DIRECT = {"swap.leakage"}
NOT_PLANTS = {"swap.opex_saving", "swap.decommissioning"}
NOT_ROLLED_OUT = {"swap.opex_saving"}
OF_CREDITS = ("credits.", "roll_out.sampling.")
"""Figures that are read only where there are credits."""
STUDY_SECTIONS = ("risk", "sensitivity", "sector_plants")
"""Sections that say how a result is studied: no line reads them."""

CREDITING = ("project", "sector")
"""The kinds of mechanism under which there are credits."""


class Collected:
    """The figures by path, and the defaults used, in the order of the format.

    Attributes:
        document: the scenario as it is stated; a figure that repeats another has the unit and value of the other.
        figures: every figure that the sheet may read.
        stated: every figure of the file, those of sections that are not appraised yet included.
        defaults: what was assumed where the file says nothing.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.figures: dict[str, Figure] = {}
        self.defaults: list[Default] = []
        self.stated = dict(stated_figures(document, ""))
        mechanism = mechanisms.mechanisms().get(document.mechanism)
        self.credited = mechanism is None or mechanism.book in CREDITING
        self.words: dict[str, str] = {}
        least_developed = bool(document.credits.host_ldc)
        technology = mechanisms.technology_of(document)
        self._terms = mechanism.terms(technology, least_developed=least_developed) if mechanism else {}
        self._take_fields()
        self._choose()
        self._add_words()
        self._lend()
        for side, plant in self.plants().items():
            self._add_carriers(f"{side}.fuels", plant.fuels, gross=is_gross(plant))
        if document.roll_out:
            self._add_carriers("roll_out.avoided", document.roll_out.avoided, gross=False)
            self._follow_sample(document.roll_out)
        self._lend()  # once more: a figure may repeat one that came from the fuel library

    def plants(self) -> dict[str, Plant]:
        """Return the plants that are stated, by their section."""
        sides = {"baseline": self.document.baseline, "project": self.document.project}
        return {side: plant for side, plant in sides.items() if plant}

    def holders(self) -> dict[str, Swap | Plant]:
        """Return the parts that have replacements and a residual value."""
        return {"swap": self.document.swap, **self.plants()}

    def _take_fields(self) -> None:
        skipped = NOT_PLANTS if self.document.project else NOT_DIRECT
        if self.document.roll_out:
            skipped = NOT_ROLLED_OUT
        for path, kind, figure in _fields(self.document, ""):
            if path.startswith(OF_CREDITS) and not self.credited:
                continue
            if figure is not None:
                self.figures[path] = figure
            elif path not in skipped:
                self._assume(path, kind)

    def _lend(self) -> None:
        every = lent({**self.stated, **self.figures})
        self.stated = {path: every[path] for path in self.stated}
        self.figures = {path: every[path] for path in self.figures}
        if any(figure.refers_to for figure in self.stated.values()):
            self.document = written_back(self.document, every)

    def _choose(self) -> None:
        """Take the rules that the mechanism sets in words, where the scenario states no other."""
        credits = self.document.credits
        stated = {
            "reference.rule": credits.reference.rule,
            "sector.shared_by": credits.sector and credits.sector.shared_by,
        }
        for name, word in stated.items() if self.credited else ():
            path, term = f"credits.{name}", self._terms.get(name)
            if word or term:
                self.words[path] = word or term["text"]  # type: ignore[index]
            if term and not word:
                self.defaults.append(Default(path, term["text"].replace("_", " "), term["source"]))

    def _assume(self, path: str, kind: Kind) -> None:
        term = self._terms.get(path.removeprefix("credits.")) if path.startswith("credits.") else None
        item = term or library.default_for(path)
        if item and ("value" in item or "path" in item):
            self.take(path, library.default_figure(item, kind))

    def take(self, path: str, figure: Figure) -> None:
        """Use a default figure and list it."""
        self.figures[path] = figure
        self.defaults.append(Default(path, figure.text, figure.source))

    def _add_words(self) -> None:
        for path, stated in self._said().items():
            item = library.default_for(path)
            if not stated and item and "text" in item:
                self.defaults.append(Default(path, item["text"], item["source"]))

    def _said(self) -> dict[str, Any]:
        timeline, swap = self.document.timeline, self.document.swap
        said: dict[str, Any] = {
            **_said_of_money(self.document),
            "timeline.timing": timeline.timing,
            "timeline.valuation_year": timeline.valuation_year,
            "timeline.construction.spend": timeline.construction.spend,
            "credits.mechanism": "credits" in self.document.model_fields_set or self.document.carbon_price,
            "swap.build": swap.build or not self.document.project,
        }
        if not self.document.project:
            return {**said, "swap.residual_value": swap.residual_value}
        for side, plant in self.plants().items():
            said[f"{side}.residual_value"] = plant.residual_value
            # The baseline of a new build follows the project's output, so it has no ramp of its own.
            said[f"{side}.ramp_up"] = plant.ramp_up or (side == "baseline" and swap.build != "retrofit")
        return said

    def _follow_sample(self, roll_out: RollOut) -> None:
        """A sample makes the discount for uncertainty, in place of the mechanism's default."""
        if roll_out.sampling:
            self._drop("credits", ("uncertainty_discount",))

    def _add_carriers(self, above: str, carriers: dict[str, Carrier], *, gross: bool) -> None:
        for key, carrier in carriers.items():
            scope = f"{above}.{key}"
            if carrier.fuel == "electricity":
                self._drop(scope, ("share", "oxidation_factor"))
                self._weigh_margins(scope, carrier)
            else:
                self._drop(scope, ("loss_rate",))
                self._add_fuel(scope, carrier, gross or _gross_carrier(carrier))

    def _weigh_margins(self, scope: str, carrier: Carrier) -> None:
        path = joined(scope, "operating_weight")
        if carrier.build_margin is not None and path not in self.figures:
            item = library.operating_weight(mechanisms.technology_of(self.document))
            self.take(path, library.default_figure(item, type(carrier).model_fields["operating_weight"].metadata[0]))

    def _drop(self, scope: str, names: tuple[str, ...]) -> None:
        for name in names:
            path = joined(scope, name)
            if path in self.figures and self.figures[path].default:
                del self.figures[path]
                self.defaults = [item for item in self.defaults if item.path != path]

    def _add_fuel(self, scope: str, carrier: Carrier, gross: bool) -> None:
        fuel = library.fuels().get(carrier.fuel)
        by_mass = carrier.price is not None and carrier.price.otherwise
        wanted = ["emission_factor", *(["ncv"] if by_mass else []), *(["net_to_gross"] if gross else [])]
        for name in wanted if fuel else []:
            path = joined(scope, name)
            if fuel and path not in self.figures:
                target, figure = library.fuel_path(fuel.key, name), fuel.figures[name]
                if name == "emission_factor" and self.document.credits.reference.conservative:
                    figure = _bound(figure, lower=self._burned_in_baseline(fuel.key))
                self.figures[target] = figure
                self.take(path, _alias(figure, target))

    def _burned_in_baseline(self, fuel: str) -> bool:
        baseline = self.document.baseline
        return baseline is not None and any(carrier.fuel == fuel for carrier in baseline.fuels.values())


def _said_of_money(document: Document) -> dict[str, Any]:
    """Return which choices of tax and finance the scenario states, where it has tax and finance."""
    tax, finance = document.tax, document.finance
    said: dict[str, Any] = {}
    if tax:
        said["tax.losses"] = tax.losses
        if document.mechanism not in ("none", CARBON_PRICE):
            said["tax.credits"] = tax.credits
        if any(holder and holder.residual_value for holder in (document.swap, document.baseline, document.project)):
            said["tax.disposal"] = tax.disposal
        if finance and finance.loans:
            said["tax.include_idc"] = tax.include_idc is not None
    if finance and finance.grant:
        said["finance.grant_from"] = finance.grant_from
    for key, loan in finance.loans.items() if finance else ():
        said[f"finance.loans.{key}.interest_during_construction"] = loan.interest_during_construction
    return said


def _alias(figure: Figure, path: str) -> Figure:
    """Return a default that repeats a figure of the fuel library."""
    return Figure(
        figure.kind,
        figure.unit,
        figure.value,
        refers_to=path,
        text=figure.text,
        source=figure.source,
        default=True,
    )


def _bound(figure: Figure, *, lower: bool) -> Figure:
    """Return a figure of the library at an end of its range, with the source of the range."""
    value = figure.low if lower else figure.high
    if value is None:
        return figure
    text = f"{value:.6g} {figure.unit}, the {'lower' if lower else 'upper'} end of its range (conservative)"
    return replace(figure, value=value, low=None, high=None, text=text, source=figure.note, note="")


def is_gross(plant: Plant) -> bool:
    """Whether the plant's own efficiency or heat rate is stated on the gross basis (HHV)."""
    return any(figure is not None and figure.heating == "HHV" for figure in (plant.net_efficiency, plant.heat_rate))


def _gross_carrier(carrier: Carrier) -> bool:
    return carrier.heat_rate is not None and carrier.heat_rate.heating == "HHV"


def stated_figures(part: Any, path: str) -> Iterator[tuple[str, Figure]]:
    """Yield every figure that a part of the scenario states, with its path."""
    if isinstance(part, Figure):
        yield path, part
    for inner, item in parts_of(part, path):
        yield from stated_figures(item, inner)


def parts_of(part: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield what stands in a section, mapping or list, with its path."""
    if isinstance(part, Section):
        for name, info in type(part).model_fields.items():
            yield joined(path, info.alias or name), getattr(part, name)
    elif isinstance(part, dict):
        yield from ((joined(path, key), item) for key, item in part.items())
    elif isinstance(part, list | tuple):
        yield from ((f"{path}[{at}]", item) for at, item in enumerate(part))


def _fields(section: Section, scope: str) -> Iterator[tuple[str, Kind, Figure | None]]:
    for name, info in type(section).model_fields.items():
        path, value, kind = joined(scope, info.alias or name), getattr(section, name), _kind(info)
        if scope == "" and name in STUDY_SECTIONS:
            continue
        if kind:
            yield path, kind, value
        elif isinstance(value, Section):
            yield from _fields(value, path)
        elif isinstance(value, dict):
            for inner, item in parts_of(value, path):
                yield from _fields(item, inner) if isinstance(item, Section) else ()


def _kind(info: FieldInfo) -> Kind | None:
    return next((mark for mark in info.metadata if isinstance(mark, Kind)), None)
