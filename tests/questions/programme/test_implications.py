"""What is stated and has no effect is told: credits, support, and a sector that a measure does not name."""

from __future__ import annotations

import pytest

from tests.questions.programme.cases import HEAD, appraised

PLANT = "plant: {scenario: usc_vs_subcritical.yaml, crediting: project}"
GRANT = "  support: {grant: {changes: {finance.grant: 5 million USD}, phases: [III]}}\n"
SECTOR = "sector: {scenario: usc_mechanisms.yaml, variant: sectoral, crediting: sector, sector: power}"
NEVER, UNUSED = ("never-credited", "programme.measures.plant.crediting"), ("unused", "programme.support.grant.phases")
UNSAID = ("sector-unsaid", "programme.measures.plant.sector")


def told(measures: str, more: str = "") -> set[tuple[str, str]]:
    found = appraised(f"{HEAD}  measures:\n    {measures}\n{more}").warnings
    assert all(one.file and one.line for one in found)
    return {(one.code, one.path) for one in found} & {NEVER, UNUSED, UNSAID}


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ("", set()),
        ("  phases: {begin: {II: 2012}}\n", set()),
        ("  phases: {begin: {II: 2013}}\n", {NEVER}),
        ("  phases: {begin: {II: 2012}, credited: []}\n", {NEVER}),
        (GRANT + "  phases: {begin: {II: 2012}}\n", {UNUSED}),
        (GRANT + "  phases: {begin: {II: 2011, III: 2012}}\n", {NEVER}),
    ],
)
def test_credits_and_support_of_which_nothing_comes(more: str, wanted: set[tuple[str, str]]) -> None:
    assert told(PLANT, more) == wanted


def test_a_measure_beside_a_credited_sector_of_its_technology_says_where_it_lies() -> None:
    assert told(f"{PLANT}\n    {SECTOR}") == {UNSAID}
    assert told(f"{PLANT[:-1]}, sector: steel}}\n    {SECTOR}") == set()
    assert told(f"{PLANT}\n    {SECTOR[:-1]}, excludes: [plant]}}") == set()
