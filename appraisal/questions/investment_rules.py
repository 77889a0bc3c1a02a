"""The rules of investment analysis that the additionality test follows: data, each with its source and grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from appraisal.scenario import library
from appraisal.scenario.figure import Kind, read_figure

TABLE = "additionality.toml"
KINDS = {
    "period_minimum": Kind("yr", "10 yr", low=0),
    "period_maximum": Kind("yr", "20 yr", low=0),
    "share": Kind("1", "20 %", low=0, high=1),
    "variation": Kind("1", "10 %", low=0, high=1),
}
"""The rules that hold a number, and what it is."""


@dataclass(frozen=True)
class Rule:
    """One rule: what it says, its number where it has one, and whether it was read in its source."""

    says: str
    text: str
    number: float
    source: str
    verified: bool

    @property
    def words(self) -> str:
        """The rule in words, its number first."""
        return f"{self.text}: {self.says}" if self.text else self.says


@cache
def rules() -> Mapping[str, Rule]:
    """Return the rules by their keys."""
    return {key: _rule(key, item) for key, item in library.table(TABLE)["rule"].items()}


def _rule(key: str, item: Mapping[str, str]) -> Rule:
    text, proof = item.get("value", ""), library.evidence()[item["source"]]
    number = read_figure(text, KINDS[key]).value if text else 0.0
    return Rule(item["says"], text, number, proof.text, proof.verified)


def number_of(key: str) -> float:
    """Return the number of a rule: years, or a share."""
    return rules()[key].number
