"""The crediting mechanisms that ship, one file of data each: terms, sources, what is eligible, what is still asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from appraisal.scenario import library
from appraisal.scenario.schema import Document

Term = Mapping[str, Any]
Terms = Mapping[str, Term]


@dataclass(frozen=True)
class Rule:
    """One rule in words with its source: why a class is excluded, what a status means, what a fee leaves open.

    ``since`` and ``until`` are the years of the rules (``credits.as_of``) between which it holds; ``crediting_after``
    is the year after which a first crediting year makes it hold. ``reference`` is the rule of the reference under which
    a term is open; under no other one would stating it change anything.
    """

    text: str
    source: str
    classes: tuple[str, ...] = ()
    path: str = ""
    since: int | None = None
    until: int | None = None
    crediting_after: int | None = None
    reference: str = ""

    def holds(self, as_of: int) -> bool:
        """Whether the rule is in force in a year of the rules."""
        return (self.since is None or as_of >= self.since) and (self.until is None or as_of <= self.until)


@dataclass(frozen=True)
class Bound:
    """The least or the most that a figure may be; ``least_path`` names a figure that it may not be below either.

    A term in words is one ``among`` those that the rules allow. A bound on a grant is one on that of the ``grantor``.
    """

    path: str
    least: str
    most: str
    least_path: str
    text: str
    source: str
    among: tuple[str, ...] = ()
    grantor: str = ""


@dataclass(frozen=True)
class Period:
    """A crediting period that the rules allow: at most these years, renewed at most so often."""

    years: float
    renewals: int


@dataclass(frozen=True)
class Mechanism:
    """A crediting mechanism: which books of lines it uses, its terms, and its rules.

    ``asks`` says in words what a term is that the scenario must state; which ones those are follows from the lines.
    """

    key: str
    title: str
    about: str
    as_of: int
    book: str
    defaults: Terms
    of_class: Mapping[str, Terms]
    of_ldc: Terms
    asks: Mapping[str, str]
    asks_of_class: Mapping[str, Mapping[str, str]]
    exclusions: tuple[Rule, ...]
    conditions: tuple[Rule, ...]
    notices: tuple[Rule, ...]
    openings: tuple[Rule, ...]
    bounds: tuple[Bound, ...]
    periods: tuple[Period, ...]
    period_source: str

    def terms(self, technology: str, *, least_developed: bool) -> Terms:
        """Return the default terms for a class of technology and a kind of host."""
        special = self.of_ldc if least_developed else {}
        return {**self.defaults, **self.of_class.get(technology, {}), **special}


@cache
def mechanisms() -> dict[str, Mechanism]:
    """Return every mechanism that ships, by its key."""
    return {key: _mechanism(key, library.table(f"mechanisms/{key}.toml")) for key in library.mechanism_keys()}


def _mechanism(key: str, item: Mapping[str, Any]) -> Mechanism:
    listed = {name: tuple(_rules(item, name)) for name in ("exclusions", "conditions", "notices", "openings")}
    crediting = item.get("crediting", {})
    return Mechanism(
        key=key,
        title=item["title"],
        about=" ".join(item["about"].split()),
        as_of=item["as_of"],
        book=item["book"],
        defaults=item.get("defaults", {}),
        of_class=item.get("of_class", {}),
        of_ldc=item.get("of_ldc", {}),
        asks=item.get("asks", {}),
        asks_of_class=item.get("asks_of_class", {}),
        bounds=tuple(_bound(one) for one in item.get("bounds", ())),
        periods=tuple(Period(float(one["years"]), one["renewals"]) for one in crediting.get("periods", ())),
        period_source=crediting.get("source", ""),
        **listed,
    )


def _rules(item: Mapping[str, Any], name: str) -> Iterator[Rule]:
    for one in item.get(name, ()):
        words = {key: one[key] for key in ("path", "since", "until", "crediting_after", "reference") if key in one}
        yield Rule(" ".join(one["text"].split()), one["source"], tuple(one.get("classes", ())), **words)


def _bound(one: Mapping[str, Any]) -> Bound:
    least, most, path = (one.get(key, "") for key in ("least", "most", "least_path"))
    among, grantor = tuple(one.get("among", ())), one.get("grantor", "")
    return Bound(one["path"], least, most, path, one["text"], one["source"], among, grantor)


def technology_of(document: Document) -> str:
    """Return the class of technology that is credited: that of the project, or of the swap."""
    project = document.project.class_ if document.project else None
    return project or document.swap.class_ or ""


def as_of(document: Document) -> int:
    """Return the year of the rules: as stated, else the year to which the mechanism's data were brought."""
    return document.credits.as_of or mechanisms()[document.mechanism].as_of


def said(rule: Rule | Bound) -> str:
    """Return the words of a rule with its source; a rule that was not read there says so."""
    found = library.evidence()[rule.source]
    return f"{rule.text} ({found.text}{'' if found.verified else '; verified: no'})"
