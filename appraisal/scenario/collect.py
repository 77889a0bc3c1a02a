"""Every figure of a scenario by its path: what is stated, what is taken from the library, what is a default."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic.fields import FieldInfo

from appraisal.ground.sheet import joined
from appraisal.scenario import library
from appraisal.scenario.figure import Figure, Kind
from appraisal.scenario.scenario import Default
from appraisal.scenario.schema import Carrier, Document, Plant, Section

NOT_DIRECT = {"swap.leakage"}
NOT_PLANTS = {"swap.opex_saving", "swap.decommissioning"}
LATER_SECTIONS = ("tax", "finance", "risk")


class Collected:
    """The figures by path, and the defaults used, in the order of the format."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.figures: dict[str, Figure] = {}
        self.defaults: list[Default] = []
        skipped = NOT_PLANTS if document.project else NOT_DIRECT
        mechanism = library.mechanisms().get(document.credits.mechanism)
        self._terms = mechanism.defaults if mechanism and mechanism.book else {}
        for path, kind, figure in _fields(document, ""):
            if figure is not None:
                self.figures[path] = figure
            elif path not in skipped:
                self._assume(path, kind)
        self._add_words()
        for side in ("baseline", "project"):
            plant = getattr(document, side)
            if plant:
                self._add_carriers(side, plant)

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
        timeline, swap = self.document.timeline, self.document.swap
        said = {
            "timeline.timing": timeline.timing,
            "timeline.valuation_year": timeline.valuation_year,
            "timeline.construction.spend": timeline.construction.spend,
            "swap.build": swap.build or not self.document.project,
        }
        for path, value in said.items():
            item = library.default_for(path)
            if not value and item:
                self.defaults.append(Default(path, item["text"], item["source"]))

    def _add_carriers(self, side: str, plant: Plant) -> None:
        gross = is_gross(plant)
        for key, carrier in plant.fuels.items():
            scope = f"{side}.fuels.{key}"
            if carrier.fuel == "electricity":
                self._drop(scope, ("share", "oxidation_factor"))
            else:
                self._drop(scope, ("loss_rate",))
                self._add_fuel(scope, carrier, gross or _gross_carrier(carrier))

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
                source = fuel.figures[name]
                target = library.fuel_path(fuel.key, name)
                self.figures[target] = source
                alias = Figure(
                    source.kind, source.unit, refers_to=target, text=source.text, source=source.source, default=True
                )
                self.take(path, alias)


def is_gross(plant: Plant) -> bool:
    """Whether the plant's own efficiency or heat rate is stated on the gross basis (HHV)."""
    return any(figure is not None and figure.heating == "HHV" for figure in (plant.net_efficiency, plant.heat_rate))


def _gross_carrier(carrier: Carrier) -> bool:
    return carrier.heat_rate is not None and carrier.heat_rate.heating == "HHV"


def _fields(section: Section, scope: str) -> Iterator[tuple[str, Kind, Figure | None]]:
    for name, info in type(section).model_fields.items():
        path = joined(scope, info.alias or name)
        value = getattr(section, name)
        kind = _kind(info)
        if scope == "" and name in LATER_SECTIONS:
            continue
        if path == "credits" and not library.mechanisms().get(value.mechanism, _UNKNOWN).book:
            continue
        if kind:
            yield path, kind, value
        elif isinstance(value, Section):
            yield from _fields(value, path)
        elif isinstance(value, dict):
            sections = {key: inner for key, inner in value.items() if isinstance(inner, Section)}
            for key, inner in sections.items():
                yield from _fields(inner, joined(path, key))


_UNKNOWN = library.Mechanism("", "", "", "", "", {})


def _kind(info: FieldInfo) -> Kind | None:
    return next((mark for mark in info.metadata if isinstance(mark, Kind)), None)
