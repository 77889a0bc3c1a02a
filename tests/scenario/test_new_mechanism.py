# ruff: noqa: E501 - a row of a table is one line
"""A new mechanism is one file: put beside the others in a copy of the installed package, it runs there with its terms."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import appraisal
from appraisal.ground.problem import ScenarioError
from appraisal.scenario.load import load

NATIONAL = """\
title = "Green Valley offset scheme"
about = "A made-up national scheme: a levy for a rainforest fund, a fee of its own, and no oil."
as_of = 2020
book = "project"

[sources.valley_act]
text = "Green Valley Offset Act, section 4 (made up for a test)"
grade = "A"

[sources.valley_practice]
text = "practice of the registry of Green Valley (not read)"
grade = "C"

[crediting]
source = "valley_act"
periods = [{ years = 8, renewals = 1 }]

[asks]
"monitoring_cost" = "what the yearly visit of the inspector costs"

[defaults]
"reference.rule" = { text = "business_as_usual", source = "valley_act" }
"reference.autonomous_improvement" = { value = "0 %/yr", source = "valley_act" }
"crediting.start_after" = { value = "0 yr", source = "valley_act" }
"crediting.years" = { value = "8 yr", source = "valley_act" }
"crediting.renewals" = { value = 0, source = "valley_act" }
"crediting.tightening" = { value = "0 %", source = "valley_act" }
"share_cashed" = { value = "100 %", source = "valley_act" }
"uncertainty_discount" = { value = "0 %", source = "valley_act" }
"buffer" = { value = "0 %", source = "valley_act" }
"share_of_proceeds" = { value = "12 %", source = "valley_act" }
"overall_mitigation" = { value = "0 %", source = "valley_act" }
"corresponding_adjustment" = { value = "0 %", source = "valley_act" }
"owners.developer" = { value = "90 %", source = "valley_act" }
"owners.host" = { value = "10 %", source = "valley_act" }
"owners.partner" = { value = "0 %", source = "valley_act" }
"issuance_lag" = { value = "2 yr", source = "valley_practice" }
"registration_cost" = { value = "0 USD", source = "valley_act" }
"issuance_fee" = { value = "0.5 USD/t", source = "valley_act" }

[of_class.wind]
"share_of_proceeds" = { value = "6 %", source = "valley_act" }

[[exclusions]]
classes = ["oil"]
text = "the act leaves oil out"
source = "valley_act"

[[bounds]]
path = "credits.owners.host"
least = "10 %"
text = "a tenth of the credits is the state's"
source = "valley_act"
"""
VALLEY = """\
format: 1
name: Power from the waste heat of kilns
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, operation: 25 yr}
discount_rate: 8 %
swap:
  class: industry
  capex_gap: 100 million USD
  fuel_saving: 9 million USD/yr
  abatement: 600 kt/yr
credits: {mechanism: green_valley, price: 10 USD/t, monitoring_cost: 40 thousand USD/yr}
"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the package as it is installed, and one more file in it."""
    folder = tmp_path_factory.mktemp("grown")
    package = Path(appraisal.__file__).parent
    shutil.copytree(package, folder / "appraisal", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "appraisal" / "data" / "mechanisms" / "green_valley.toml").write_text(NATIONAL, encoding="utf-8")
    (folder / "valley.yaml").write_text(VALLEY, encoding="utf-8")
    return folder


def run_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the copy of the package in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    line = [sys.executable, "-m", "appraisal", *words]
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


class TestOneFileMore:
    def record(self, folder: Path, *sets: str) -> dict[str, Any]:
        changes = [word for change in sets for word in ("--set", change)]
        done = run_in(folder, "run", "valley.yaml", "--json", "-", *changes)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def test_without_the_file_it_is_unknown(self, tmp_path: Path) -> None:
        (tmp_path / "valley.yaml").write_text(VALLEY, encoding="utf-8")
        with pytest.raises(ScenarioError) as caught:
            load(tmp_path / "valley.yaml")
        assert ("unknown-mechanism", "credits.mechanism") in [(one.code, one.path) for one in caught.value.problems]

    def test_its_terms_act(self, grown: Path) -> None:
        found = self.record(grown)
        assert found["conventions"]["mechanism_title"] == "Green Valley offset scheme"
        rows = {name: line["values"] for name, line in found["lines"].items()}
        assert sum(rows["credits.issued"]) == pytest.approx(8 * 600e3), "eight years"
        for name, share in (
            ("levied", 0.12),
            ("forwarded", 0.88),
            ("developer_credits", 0.792),
            ("host_credits", 0.088),
        ):
            assert sum(rows[f"credits.{name}"]) == pytest.approx(share * 8 * 600e3), name
        years = found["years"]
        paid = [year for year, money in zip(years, rows["credits.revenue"], strict=True) if money]
        assert paid == list(range(2015, 2023)), "two years after the tonnes"
        assert rows["credits.revenue"][years.index(2015)] == pytest.approx(0.792 * 600e3 * 10)
        assert rows["credits.crediting_cost"][years.index(2015)] == pytest.approx(40e3 + 0.5 * 600e3)

    def test_its_defaults_are_listed_with_their_grades(self, grown: Path) -> None:
        listed = {default["path"]: default for default in self.record(grown)["defaults"]}
        assert listed["credits.share_of_proceeds"]["source"].startswith("Green Valley Offset Act")
        assert listed["credits.issuance_lag"]["verified"] is False
        shown = run_in(grown, "run", "valley.yaml").stdout
        assert "practice of the registry of Green Valley (not read) (verified: no)" in " ".join(shown.split())

    def test_the_term_of_a_class_takes_the_place_of_the_general_one(self, grown: Path) -> None:
        lines = self.record(grown, "swap.class=wind")["lines"]
        assert sum(lines["credits.levied"]["values"]) == pytest.approx(0.06 * 8 * 600e3)

    @pytest.mark.parametrize(("change", "code", "path", "said"), [
        ("swap.class=oil", "not-eligible", "credits.mechanism", "'green_valley' does not take oil"),
        ("credits.owners={developer: 95 %, host: 5 %}", "against-rules", "credits.owners.host", "a tenth of the credits"),
        ("credits.crediting.years=9 yr", "against-rules", "credits.crediting.years", "Green Valley Offset Act, section 4"),
        ("credits.monitoring_cost=null", "missing-input", "credits.monitoring_cost", "the yearly visit of the inspector"),
    ])  # fmt: skip
    def test_its_rules_act(self, grown: Path, change: str, code: str, path: str, said: str) -> None:
        done = run_in(grown, "run", "valley.yaml", "--set", change)
        assert (done.returncode, done.stdout) == (2, "")
        head, *message = done.stderr.splitlines()
        assert head.startswith(f"error {code} ")
        assert head.endswith(f"  {path}")
        assert said in " ".join(" ".join(message).split())

    def test_it_is_listed_with_its_terms(self, grown: Path) -> None:
        assert "green_valley" in run_in(grown, "mechanisms").stdout
        shown = " ".join(run_in(grown, "mechanisms", "green_valley").stdout.split())
        for text in ("share_of_proceeds 12 %", "For wind", "share_of_proceeds 6 %", "oil: the act leaves oil out"):
            assert text in shown
