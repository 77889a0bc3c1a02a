"""Finance and parties: the panels of `run`, the pages of `finance` and `parties`, their JSON and CSV say one thing."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.ground.numbers import money, percent
from appraisal.outputs.cash_table import COLUMNS, MERGED, OF_THE_BASIS, columns_of
from appraisal.outputs.layout import cell, times
from appraisal.outputs.record import record_of
from appraisal.outputs.yearly_csv import csv_files
from appraisal.scenario.load import load

Call = Callable[..., Any]
Record = dict[str, Any]
CASES = {file.stem: file for file in sorted((Path(__file__).parents[1] / "outputs" / "cases").glob("*.yaml"))}
WITH_LOANS = [name for name in CASES if name != "grant_alone"]
HELD: dict[str, Appraisal] = {}


def result_of(name: str) -> Appraisal:
    if name not in HELD:
        HELD[name] = appraise(load(CASES[name]))
    return HELD[name]


def record_for(name: str) -> Record:
    return record_of(result_of(name))


def words(text: str) -> str:
    """The words of a page on one line, without the frames of panels."""
    return " ".join(text.replace("│", " ").split())


def columns(line: str) -> int:
    return len(line)


def numbers(line: str) -> list[float]:
    """The numbers of a row of a table, nothing as 0."""
    return [0.0 if word == "–" else float(word.replace(",", "").rstrip("x")) for word in line.split()]


def rows_below(page: str, title: str) -> list[list[float]]:
    """The rows of the yearly table below a title."""
    lines = page[page.index(f"\n{title}") :].splitlines()[2:]
    found = []
    for line in lines:
        if re.match(r" *\d{4} ", line):
            found.append(numbers(line))
        elif found:
            break
    return found


class TestFinancePanel:
    @pytest.mark.parametrize("name", CASES)
    def test_its_numbers_are_those_of_the_record(self, name: str, call: Call) -> None:
        shown, record = words(call("run", CASES[name]).out), record_for(name)
        metrics, finance = record["metrics"], record["finance"]
        credited = record["conventions"]["mechanism"] != "none"
        for metric in ("equity_npv", "equity_irr", "project_irr"):
            for end in ("", "_without_credits") if credited else ("",):
                one = metrics[metric + end]
                assert (cell(one) if one["value"] is not None else one["reason"].split(",")[0]) in shown
        for case in finance["covenants"]:
            if case["name"] in ("base", "no credits"):
                assert f"{times(case['dscr_min'])} in {case['year']}" in shown
                assert times(case["dscr_average"]) in shown
        for metric in ("llcr", "plcr") if finance["loans"] else ():
            assert f"{metric.upper()} {times(metrics[metric]['value'])}" in shown
        if metrics["wacc"]["value"] is not None:
            assert f"WACC {percent(metrics['wacc']['value'])}" in shown
        for loan in finance["loans"] if len(finance["loans"]) > 1 else ():
            assert f"{loan['key'].replace('_', ' ')} {money(loan['drawn'], record['conventions']['currency'])}" in shown

    def test_it_is_there_only_with_finance(self, call: Call, source_case: Path, plants: Path) -> None:
        assert "─ Finance ─" not in call("run", source_case).out
        assert "─ Finance ─" in call("run", plants).out
        assert "─ Finance ─" not in call("run", plants, "--set", "finance=null").out

    def test_rates_of_return_say_whether_tax_is_in_them(self, call: Call, source_case: Path, plants: Path) -> None:
        untaxed = call("run", source_case).out
        assert "IRR, before tax" in untaxed
        assert "IRR, after tax" not in untaxed
        taxed = call("run", plants).out
        for label in ("│ IRR, after tax", "Equity IRR, after tax", "Project IRR, after tax", "Project IRR, before tax"):
            assert label in taxed
        assert "│ IRR, before tax" not in taxed
        alone = words(call("run", plants, "--set", "finance=null").out)
        record = record_of(appraise(load(plants, sets=["finance=null"])))["metrics"]
        for label, name in (("IRR, after tax", "project_irr"), ("IRR, before tax", "project_irr_before_tax")):
            assert f"{label} {cell(record[name])} {cell(record[f'{name}_without_credits'])}" in alone
        untaxed = call("run", plants, "--set", "tax=null").out
        assert "Equity IRR, before tax" in untaxed
        assert "after tax" not in untaxed

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("three_loans", "after tax and grant and before debt; equity is after tax and debt"),
            ("trillions", "after tax and before debt; equity is after tax and debt"),
            ("tiny", "before tax and debt; equity is after debt, before tax"),
            ("grant_alone", "after grant and before tax and debt; equity is after debt, before tax"),
        ],
    )
    def test_the_card_says_what_results_are_after(self, name: str, said: str, call: Call) -> None:
        assert f"Results NPV, IRR and payback are {said}" in words(call("run", CASES[name]).out)

    def test_covenants_say_how_each_case_stands(self, call: Call) -> None:
        shown = words(call("run", CASES["three_loans"]).out)
        assert "lock-up below 1.20x, default below 1.05x. Base: DEFAULT, -0.21x in 2024" in shown
        assert "no credits: DEFAULT, -2.17x in 2024" in shown
        assert "Covenants" not in call("run", CASES["tiny"]).out

    def test_grant_and_its_giver(self, call: Call) -> None:
        assert "Grant 16.29 million USD from the partner government" in words(call("run", CASES["three_loans"]).out)
        assert "Grant 300.00 thousand USD from the host government" in words(call("run", CASES["grant_alone"]).out)

    def test_what_is_not_there_has_its_reason(self, call: Call) -> None:
        shown = words(call("run", CASES["tiny"]).out)
        assert "No equity NPV state finance.cost_of_equity" in shown
        assert "WACC none: state finance.cost_of_equity" in shown
        assert "DSCR" not in call("run", CASES["grant_alone"]).out

    def test_a_stated_wacc_is_named_so(self, call: Call) -> None:
        assert "WACC 9.00 % real, as stated" in words(call("run", CASES["six_loans"]).out)
        assert "nominal, after tax, computed" in words(call("run", CASES["trillions"]).out)


class TestEconomicPanel:
    def test_its_numbers_are_those_of_the_record(self, call: Call) -> None:
        shown, record = words(call("run", CASES["three_loans"]).out), record_for("three_loans")
        economic = record["economic"]
        low, high = (money(economic[f"npv_{end}"], "USD") for end in ("low", "high"))
        assert f"Economic NPV {low} to {high}, real USD of 2011" in shown
        assert "Shadow price of carbon low 30 USD/t, high 60 USD/t; damage avoided, of 2015" in shown
        for name in ("cost", "income", "net"):
            assert money(economic["exports"][name], "USD") in shown
        assert record["metrics"]["economic_npv_low"]["value"] == economic["npv_low"]
        assert record["metrics"]["export_cost"]["value"] == economic["exports"]["cost"]

    def test_it_is_there_only_where_stated(self, call: Call, plants: Path) -> None:
        assert "Economic view" not in call("run", plants).out
        shown = words(call("run", CASES["six_loans"]).out)
        assert "no cost to the host is counted: state economic.marginal_abatement_cost" in shown
        assert "Social discount rate series of 2 years, 6 % in 2012" in shown


class TestYearlyTable:
    @pytest.mark.parametrize("name", CASES)
    @pytest.mark.parametrize("merged", range(len(MERGED) + 1))
    def test_columns_add_up_to_the_net_cash_flow(self, name: str, merged: int) -> None:
        record = record_for(name)
        found = {one.label: one.values for one in columns_of(record, MERGED[:merged])}
        flow = found.pop("Net cash\nflow")
        for label in ("Present\nvalue", "Cumulative\nPV"):
            del found[label]
        size = max(map(abs, flow))
        for at, value in enumerate(flow):
            assert math.fsum(values[at] for values in found.values()) == pytest.approx(value, abs=1e-12 * size)
        assert record["lines"]["cash_flow"]["values"] == pytest.approx(flow)

    def test_tax_grant_and_working_capital_are_columns(self) -> None:
        labels = [one.label for one in columns_of(record_for("three_loans"))]
        assert {"Tax", "Grant", "Working\ncapital"} <= set(labels)
        assert not {"Tax", "Grant", "Working\ncapital"} & {one.label for one in columns_of(record_for("tiny"))}

    def test_every_part_of_the_cash_flow_has_a_place(self) -> None:
        from appraisal.engine.measures import CAPITAL, OPERATING
        from appraisal.outputs.cash_table import OTHER

        shown = {name for _, name, _ in COLUMNS if name and name not in OF_THE_BASIS} | {name for name, _ in OTHER}
        assert shown == {name for _, name, _ in (*CAPITAL, *OPERATING)}


class TestFinancePage:
    @pytest.mark.parametrize("name", WITH_LOANS)
    def test_each_loan_has_its_schedule(self, name: str, call: Call) -> None:
        page, record = call("finance", CASES[name]).out, record_for(name)
        for loan in record["finance"]["loans"]:
            title = f"Loan {loan['key'].replace('_', ' ')},"
            rows = rows_below(page, title)
            lines = {
                row: record["lines"][f"finance.loans.{loan['key']}.{row}"]["values"] for row in ("balance", "draw")
            }
            years = [int(row[0]) for row in rows]
            assert years == list(range(years[0], years[-1] + 1)), "every year of the loan"
            for row in rows:
                at = record["years"].index(int(row[0]))
                scale = lines["balance"][at] / row[-1] if row[-1] else 1.0
                assert scale == pytest.approx(10 ** round(math.log10(scale)), rel=0.01)
            assert rows[-1][-1] == 0.0, "repaid"

    @pytest.mark.parametrize("name", WITH_LOANS)
    def test_a_balance_is_what_came_less_what_went(self, name: str) -> None:
        record = record_for(name)
        for loan in record["finance"]["loans"]:
            rows = {
                row: record["lines"][f"finance.loans.{loan['key']}.{row}"]["values"]
                for row in ("opening", "draw", "capitalised_interest", "principal", "balance")
            }
            size = max(rows["balance"])
            for opening, draw, joined, principal, balance in zip(*rows.values(), strict=True):
                assert opening + draw + joined - principal == pytest.approx(balance, abs=1e-9 * size)

    @pytest.mark.parametrize("name", CASES)
    def test_long_tables_show_all_years(self, name: str, call: Call) -> None:
        page, years = call("finance", CASES[name]).out, record_for(name)["years"]
        assert [int(row[0]) for row in rows_below(page, "Equity cash flow,")] == years
        if name in WITH_LOANS:
            assert [int(row[0]) for row in rows_below(page, "Debt service and cover, all loans,")] == years

    @pytest.mark.parametrize("name", CASES)
    def test_equity_adds_up(self, name: str, call: Call) -> None:
        record = record_for(name)
        has_value = "finance.equity_present_value" in record["lines"]
        for row in rows_below(call("finance", CASES[name]).out, "Equity cash flow,"):
            *parts, flow = row[1:-2] if has_value else row[1:]
            assert sum(parts) == pytest.approx(flow, abs=5.0 if name == "six_loans" else 0.06)

    @pytest.mark.parametrize("name", CASES)
    def test_sources_equal_uses(self, name: str, call: Call) -> None:
        sums = [sum(side.values()) for side in record_for(name)["finance"]["construction"].values()]
        assert sums[0] == pytest.approx(sums[1], rel=1e-12)
        page = call("finance", CASES[name]).out
        [line] = [line for line in page[page.index("Sources and uses") :].splitlines()[:20] if line.startswith(" Sum")]
        one, other = line.replace("Sum", "").split()
        assert one == other

    def test_covenants_and_grant_elements(self, call: Call) -> None:
        page, record = words(call("finance", CASES["three_loans"]).out), record_for("three_loans")
        for case in record["finance"]["covenants"]:
            assert f"{case['name']} {times(case['dscr_min'])} {case['year']} {times(case['dscr_average'])}" in page
        for one in record["finance"]["grant_elements"]:
            met = "yes" if one["value"] >= one["minimum"] else "no"
            assert f"{percent(one['value'], 1)} {percent(one['minimum'], 0)} {met}" in page
        assert record["finance"]["grant_elements"][0]["source"] in page

    def test_a_loan_in_another_currency_says_so(self, call: Call) -> None:
        page = call("finance", CASES["three_loans"]).out
        assert "owed in JPY, shown at each year's exchange rate" in words(page)
        assert page.count("Revalu-") == 1

    def test_no_levels_no_loans(self, call: Call) -> None:
        assert "no levels are stated: finance.covenants takes lock_up and default" in words(
            call("finance", CASES["tiny"]).out
        )
        page = call("finance", CASES["grant_alone"]).out
        assert "Equity cash flow" in page
        assert "Covenants" not in page
        assert "Loan" not in page

    def test_without_finance_there_is_no_page(self, call: Call, source_case: Path) -> None:
        for more in ((), ("--json", "-")):
            ended = call("finance", source_case, *more)
            assert (ended.code, ended.out) == (3, "")
            assert ended.err.startswith(f"error no-finance  {source_case}:")
            assert "finance" in ended.err.splitlines()[1]


class TestPartiesPage:
    @pytest.mark.parametrize("name", CASES)
    def test_accounts_are_those_of_the_record(self, name: str, call: Call) -> None:
        page, record = call("parties", CASES[name]).out, record_for(name)
        parties = record["parties"]
        assert "the accounts add up to the real resource flow" in words(page)
        for label in parties["names"].values():
            assert f"\n {label} " in page
        rows = rows_below(page, "Accounts by year,")
        assert [int(row[0]) for row in rows] == record["years"]
        for row in rows:
            assert row[-1] == row[-2]
            assert sum(row[1:-2]) == pytest.approx(row[-1], abs=0.06)

    @pytest.mark.parametrize("name", CASES)
    def test_what_a_party_receives_and_pays_is_its_account(self, name: str) -> None:
        from appraisal.outputs.accounts import moved

        record = record_for(name)
        size = max(abs(one["present_value"]) for one in record["parties"]["transfers"])
        for party, value in record["parties"]["present_value"].items():
            assert sum(moved(record, party)) == pytest.approx(value, abs=1e-9 * size)

    def test_transfers_are_in_words(self, call: Call) -> None:
        page = words(call("parties", CASES["three_loans"]).out)
        for said in (
            "Partner government Developer capital grant",
            "Lenders Developer loan drawn, development bank",
            "Developer Host government tax",
            "Developer Host government rent",
            "Partner government Developer training",
            "Credit buyer Developer credits",
        ):
            assert said in page
        assert "finance." not in page.split("warning")[0]

    def test_the_economic_view_is_on_it(self, call: Call, plants: Path) -> None:
        page = call("parties", CASES["three_loans"]).out
        assert [int(row[0]) for row in rows_below(page, "Economic view by year,")] == record_for("three_loans")["years"]
        assert "Economic" not in call("parties", plants).out

    def test_every_scenario_has_one(self, call: Call, source_case: Path) -> None:
        ended = call("parties", source_case)
        assert (ended.code, ended.err) == (0, "")
        assert "Credit buyer" in ended.out


class TestBothPages:
    @pytest.mark.parametrize("command", ["run", "finance", "parties"])
    @pytest.mark.parametrize("name", CASES)
    def test_no_line_is_wider_than_100_columns_and_no_number_is_cut(self, command: str, name: str, call: Call) -> None:
        ended = call(command, CASES[name])
        assert (ended.code, ended.err) == (0, "")
        assert max(map(columns, ended.out.splitlines())) <= 100
        assert "…" not in ended.out
        assert "\x1b" not in ended.out
        assert "-0.00" not in ended.out.split()

    @pytest.mark.parametrize(("command", "key"), [("finance", "finance"), ("parties", "parties")])
    def test_the_json_is_a_part_of_the_record(self, command: str, key: str, call: Call) -> None:
        ended = call(command, CASES["three_loans"], "--json", "-")
        assert (ended.code, ended.err) == (0, "")
        part, record = json.loads(ended.out), json.loads(json.dumps(record_for("three_loans")))
        assert part[key] == record[key]
        for name in set(part) - {"lines", "metrics"}:
            assert part[name] == record[name]
        for name in ("lines", "metrics"):
            for one, value in part.get(name, {}).items():
                assert value == record[name][one]

    @pytest.mark.parametrize("command", ["finance", "parties"])
    def test_options(self, command: str, call: Call, tmp_path: Path) -> None:
        to = tmp_path / "part.json"
        ended = call(command, CASES["three_loans"], "--json", to)
        assert ended.code == 0
        assert ended.err == f"wrote {to}\n"
        assert to.read_text(encoding="utf-8") == call(command, CASES["three_loans"], "--json", "-").out
        assert call(command, CASES["three_loans"], "--json", to).code == 4
        assert call(command, CASES["three_loans"], "--json", to, "--overwrite").code == 0
        assert call(command, CASES["three_loans"], "--strict").code == 1
        assert call(command, CASES["three_loans"], "--variant", "x").code == 2
        plain = call(command, CASES["three_loans"]).out
        assert call(command, CASES["three_loans"], "--set", "swap.capex_gap=130 million USD").out != plain


class TestCsv:
    def tables(self, name: str) -> dict[str, list[list[str]]]:
        return {
            file: list(csv.reader(text.decode().splitlines())) for file, text in csv_files(record_for(name)).items()
        }

    @pytest.mark.parametrize("name", CASES)
    def test_which_files(self, name: str) -> None:
        debt = ["debt_schedule.csv"] if name in WITH_LOANS else []
        assert list(self.tables(name)) == ["cash_flow.csv", *debt, "party_accounts.csv"]

    @pytest.mark.parametrize("name", WITH_LOANS)
    def test_the_debt_schedule_is_the_record_s(self, name: str) -> None:
        record = record_for(name)
        heading, *rows = self.tables(name)["debt_schedule.csv"]
        assert [int(row[0]) for row in rows] == record["years"]
        for at, title in enumerate(heading[1:], start=1):
            column, unit = title[:-1].split(" [")
            cells = [row[at] for row in rows]
            if column.startswith("dscr"):
                assert unit == "1"
                assert [float(one) if one else None for one in cells] == record["finance"][column]
            else:
                assert unit.startswith(record["conventions"]["currency"])
                assert [float(one) for one in cells] == record["lines"][column]["values"]
        for loan in record["finance"]["loans"]:
            assert sum(title.startswith(f"finance.loans.{loan['key']}.") for title in heading) == 9

    @pytest.mark.parametrize("name", CASES)
    def test_the_accounts_are_the_record_s(self, name: str) -> None:
        record = record_for(name)
        heading, *rows = self.tables(name)["party_accounts.csv"]
        accounts = record["parties"]["accounts"]
        unit = heading[1].partition(" ")[2]
        assert heading == ["year", *(f"{one} {unit}" for one in (*accounts, "all_parties", "resource_flow"))]
        for at, party in enumerate(accounts, start=1):
            assert [float(row[at]) for row in rows] == accounts[party]
        for row in rows:
            assert float(row[-2]) == pytest.approx(float(row[-1]), abs=1e-9 * max(map(abs, accounts["developer"])))

    def test_headings_say_which_money(self) -> None:
        tables = self.tables("three_loans")
        assert "developer [USD of the year]" in tables["party_accounts.csv"][0]
        assert "finance.cfads [USD of the year]" in tables["debt_schedule.csv"][0]
        heading = tables["cash_flow.csv"][0]
        for title in (
            "cash_flow_before_tax [USD of 2011]",
            "finance.equity_return [USD of 2011]",
            "finance.cumulative_equity_present_value [USD of 2011]",
            "economic.present_value_low [USD of 2011]",
            "project_tax [USD of the year]",
        ):
            assert title in heading
        assert "developer [USD]" in self.tables("never_earns")["party_accounts.csv"][0]

    def test_run_writes_them(self, call: Call, tmp_path: Path) -> None:
        assert call("run", CASES["three_loans"], "--out", tmp_path, "--to", "csv").code == 0
        folder = tmp_path / "three_loans"
        assert sorted(path.name for path in folder.iterdir()) == [
            "cash_flow.csv",
            "debt_schedule.csv",
            "party_accounts.csv",
        ]
        for name, content in csv_files(record_for("three_loans")).items():
            assert (folder / name).read_bytes() == content


class TestTables:
    def test_the_cash_flow_has_what_is_not_nothing(self, source_case: Path) -> None:
        extra = ["grant_received", "working_capital_change", "project_tax"]
        assert list(result_of("three_loans").cash_flow.columns[6:9]) == extra
        assert not set(extra) & set(appraise(load(source_case)).cash_flow.columns)
        assert "project_tax" in result_of("never_earns").cash_flow.columns
        assert "grant_received" not in result_of("never_earns").cash_flow.columns

    @pytest.mark.parametrize("name", CASES)
    def test_the_debt_schedule_is_the_record_s(self, name: str) -> None:
        table, record = result_of(name).debt_schedule, record_for(name)
        assert isinstance(table, pd.DataFrame)
        assert list(table.index) == record["years"]
        assert bool(len(table.columns)) == (name in WITH_LOANS)
        for column in table.columns:
            values = [None if math.isnan(value) else float(value) for value in table[column]]
            assert values == (record["finance"]["dscr"] if column == "dscr" else record["lines"][column]["values"])
