"""A small programme that works, and how a test changes it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from appraisal.questions.programme.appraisal import appraise_programme
from appraisal.questions.programme.result import ProgrammeAppraisal
from appraisal.scenario.programme import Programme, build_programme
from appraisal.scenario.tree import parse_tree

FILE = Path(__file__).parents[3] / "scenarios" / "package.yaml"
"""Where the programme would stand: its scenarios are those that ship."""

HEAD = """\
format: 1
name: A small package
sources: {made: made for a test}
money: {currency: USD, price_year: 2011, basis: real, inflation: 2 %}
timeline: {valuation_year: 2012}
discount_rate: {value: 8 %, source: made}
programme:
"""

ONE = "  measures: {usc: {scenario: usc_vs_subcritical.yaml, crediting: project}}\n"

MEASURES = """\
  measures:
    usc:
      scenario: usc_vs_subcritical.yaml
      crediting: project
      roll_out: {units: {years: {2012: 1, 2016: 2}, between: linear}}
    cheap:
      scenario: usc_vs_subcritical.yaml
      changes: {swap.capex_gap: 90 million USD, swap.fuel_saving.growth: 1 %/yr, credits.price: 12 USD/t}
      crediting: project
      start: 2014
      roll_out: {count: 3}
      regions:
        north: {share: 40 %}
        south: {share: 60 %, crediting: none}
    dear:
      scenario: usc_vs_subcritical.yaml
      changes: {swap.capex_gap: 160 million USD}
      crediting: none
      start: 2013
"""

SUPPORT = """\
  enabling:
    training: {kind: training, amount: 0.5 million USD/yr, years: {from: 2011, to: 2015}, from: partner}
    survey: {kind: inventory, amount: 0.4 million USD, year: 2012, from: developer}
  support:
    grant: {changes: {finance.grant: 10 million USD}, phases: [I], measures: [usc, dear]}
"""

PHASES = "  phases: {begin: {II: 2014, III: 2018}, shift: 3 yr}\n"
FULL = HEAD + MEASURES + SUPPORT + PHASES


def programme(text: str = FULL) -> Programme:
    """Return the programme of a text, as if it stood beside the scenarios that ship."""
    return build_programme(parse_tree(text, str(FILE)))


@cache
def appraised(text: str = FULL) -> ProgrammeAppraisal:
    """Return the result of a programme; tests share it and change nothing of it."""
    return appraise_programme(programme(text))
