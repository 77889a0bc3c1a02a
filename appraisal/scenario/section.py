"""What every section of a scenario is made of: names, dates, and the figures that several sections have."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from appraisal.scenario.figure import Figure, Reads

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$", max_length=60)]
"""A name inside a path: letters, digits and single underscores."""

Text = Annotated[str, StringConstraints(pattern=r"\S", max_length=300)]
"""A text that says something: not only spaces."""

Year = Annotated[int, Field(ge=1900, le=2300)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Class = Literal[
    "coal", "gas", "oil", "nuclear", "hydro", "wind", "solar", "biomass", "geothermal", "ccs", "industry", "buildings",
    "appliances", "transport", "waste", "other",
]  # fmt: skip
Party = Literal["developer", "lenders", "host", "partner", "buyer"]
FOREVER = 200.0
"""The longest life that is searched or accepted, in years."""


class Section(BaseModel):
    """A part of the scenario: unknown keys are errors, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Span(Section):
    """From one calendar year to another."""

    first: Year = Field(alias="from")
    last: Year = Field(alias="to")


BESIDE = {"years": ("spend",), "rate": ("date",)}
"""Keys of a section that stand beside its one figure where the figure is written in place of the section."""


IN_PLACE = {"fx.*": "rate", "timeline.construction": "years"}
"""Sections in whose place their one figure may be written, and the key of that figure; "*" stands for a name."""


def figure_in_place(section: str) -> str:
    """Return the path of the figure that may be written in the place of a section; nothing for other sections.

    >>> figure_in_place("fx.JPY"), figure_in_place("credits.crediting")
    ('fx.JPY.rate', '')
    """
    above = section.rpartition(".")[0]
    key = IN_PLACE.get(section) or IN_PLACE.get(f"{above}.*")
    return f"{section}.{key}" if key else ""


def _written_year(raw: Any) -> Any:
    """A date may be a year alone, which YAML reads as a number."""
    return str(raw) if type(raw) is int else raw


Dated = Annotated[str, BeforeValidator(_written_year), WithJsonSchema({"type": ["string", "integer"]})]


def no_twin_of_one(raw: Any) -> Any:
    """Tell the number 1 from what only equals it: a file that says true or 1.0 means something else."""
    return raw if type(raw) is int else str(raw).lower()


def scalar_as(key: str) -> BeforeValidator:
    """Let a section be written as its one figure."""

    def spread(raw: Any) -> Any:
        if not isinstance(raw, dict):
            return {key: raw}
        if key in raw or not {"value", "path", "csv", "years"} & set(raw):
            return raw
        beside = {name: raw[name] for name in BESIDE[key] if name in raw}
        return {key: {name: item for name, item in raw.items() if name not in beside}, **beside}

    return BeforeValidator(spread)


Share = Annotated[Figure | None, Reads("1", "50 %", low=0, high=1)]
SharePath = Annotated[Figure | None, Reads("1", "50 %", low=0, high=1, series=True)]
Price = Annotated[Figure | None, Reads("money/t", "16.67 USD/t", grows="operation", series=True)]
YearlyMoney = Annotated[
    Figure | None, Reads("money/yr", "8.75 million USD/yr", flag="operating", grows="operation", series=True)
]
YearlyTonnes = Annotated[Figure | None, Reads("t/yr", "600 kt/yr", flag="operating", grows="operation", series=True)]
Outlay = Annotated[Figure | None, Reads("money", "125 million USD", flag="spend", grows="outlay")]
AfterClosing = Annotated[Figure | None, Reads("money", "20 million USD", flag="closed", grows="outlay", dated=True)]
WholeYears = Annotated[Figure | None, Reads("yr", "4 yr", low=0, high=40, whole=True)]
