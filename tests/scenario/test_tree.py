"""YAML text -> plain tree with places; the changes laid over it; everything refused, with code, path and place."""

from __future__ import annotations

import cProfile
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appraisal.ground.problem import AppraisalError, FileError, LimitError, ScenarioError
from appraisal.scenario.node import Place
from appraisal.scenario.tree import MAX_BYTES, Tree, merge, parse_tree, read_tree, set_value

SCENARIO = """\
# A small swap, in the style of the shipped ones.
format: 1
name: Efficient motors instead of standard ones
about: >
  Two plants of a textile park
  change their motors.
sources:
  tender: the tender of the park, page 4
money: {currency: USD, price_year: 2011, basis: real, inflation: 0 %}
timeline:
  first_year: 2012
  construction: {years: 2 yr, spend: [40 %, 60 %]}
  operation: {value: 10 yr, low: 8 yr, high: 15 yr, source: tender}
discount_rate: 8 %
swap:
  class: motors
  capex_gap: {value: 3.50 million USD, low: 3 million USD, high: 4 million USD, source: tender}
  fuel_saving: 0.6 million USD/yr
  abatement: 9 kt/yr
credits:
  mechanism: bilateral
  price:
    years: {2012: 5 USD/t, 2020: 9 USD/t}
    between: linear
    source: tender
  share_cashed: {path: discount_rate, times: 500 %}
risk:
  draws: 1000
  weight: 1.50
  correlation:
    - [credits.price, swap.fuel_saving, 40 %]
    - [credits.price, swap.capex_gap, -10 %]
"""


def tree(text: str, file: str = "plant.yaml") -> Tree:
    return parse_tree(text, file)


def problems_of(text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(ScenarioError) as caught:
        tree(text)
    assert caught.value.exit_code == 2
    return [(problem.code, problem.path, problem.place) for problem in caught.value.problems]


class TestReading:
    def test_values_are_plain_and_follow_yaml_1_2(self) -> None:
        data = tree(
            "a: NO\nb: yes\nc: 1:30\nd: 2020-01-01\ne: 1_000\nf: 0x1F\ng: 0o17\nh: 017\ni: ~\nj:\nk: 1e3\nl: true"
        ).data
        assert data == {
            "a": "NO",
            "b": "yes",
            "c": "1:30",
            "d": "2020-01-01",
            "e": "1_000",
            "f": 31,
            "g": 15,
            "h": 17,
            "i": None,
            "j": None,
            "k": 1000.0,
            "l": True,
        }

    def test_quoted_scalars_are_text(self) -> None:
        assert tree("""{a: "1", b: 'true', c: "", d: "~"}""").data == {"a": "1", "b": "true", "c": "", "d": "~"}

    def test_a_yaml_directive_does_not_change_the_rules(self) -> None:
        assert tree("%YAML 1.1\n---\na: NO\n").data == {"a": "NO"}

    def test_calendar_years_as_keys_are_text(self) -> None:
        assert tree("years: {2015: 5 USD/t}").data == {"years": {"2015": "5 USD/t"}}

    def test_a_whole_scenario(self) -> None:
        data = tree(SCENARIO).data
        assert data["about"] == "Two plants of a textile park change their motors.\n"
        assert data["timeline"]["construction"] == {"years": "2 yr", "spend": ["40 %", "60 %"]}
        assert data["risk"]["correlation"][1] == ["credits.price", "swap.capex_gap", "-10 %"]

    @pytest.mark.parametrize(
        ("path", "begins"),
        [
            ((), "format: 1"),
            (("format",), "format: 1"),
            (("money", "basis"), "basis: real"),
            (("timeline", "construction"), "construction: {"),
            (("timeline", "construction", "spend"), "spend: ["),
            (("timeline", "construction", "spend", 1), "60 %]"),
            (("credits", "price", "years", "2020"), "2020: 9"),
            (("risk", "correlation", 1), "[credits.price, swap.capex_gap"),
            (("risk", "correlation", 1, 2), "-10 %"),
        ],
    )
    def test_places(self, path: tuple[str | int, ...], begins: str) -> None:
        before = SCENARIO[: SCENARIO.index(begins)]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        assert tree(SCENARIO).place_of(path) == Place("plant.yaml", line, column, "1" if path == ("format",) else "")

    def test_the_place_of_a_missing_key_is_its_nearest_parent(self) -> None:
        read = tree(SCENARIO)
        assert read.place_of(("swap", "capex_gap", "growth", "rate")) == read.place_of(("swap", "capex_gap"))
        assert read.place_of(["nowhere"]) == read.place_of(())

    def test_a_bare_number_keeps_its_spelling(self) -> None:
        read = tree(SCENARIO)
        assert (read.data["risk"]["weight"], read.text_of(("risk", "weight"))) == (1.5, "1.50")
        assert read.text_of(("risk", "draws")) == "1000"
        assert read.text_of(("name",)) == read.text_of(("nowhere",)) == ""

    def test_big_whole_numbers_stay_exact(self) -> None:
        assert tree("a: " + "9" * 300).data == {"a": 10**300 - 1}

    @pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
    def test_line_breaks_of_every_system(self, break_: str) -> None:
        assert tree(f"a: 1{break_}b: 2").place_of(("b",)).line == 2

    def test_a_byte_order_mark_is_no_part_of_the_text(self) -> None:
        assert tree("\ufeffa: 1").data == {"a": 1}


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "code", "path", "place", "twin"),
        [
            ("a: 1\nb: 2\na: 3", "duplicate-key", "a", "plant.yaml:3:1", "a: 1\nb: 2\nc: 3"),
            ("a: {b: 1, b: 1}", "duplicate-key", "a.b", "plant.yaml:1:11", "a: {b: 1, c: 1}"),
            ("a: {2015: 1, '2015': 1}", "duplicate-key", "a.2015", "plant.yaml:1:14", "a: {2015: 1, '2016': 1}"),
            ("a: &x 1", "anchor", "a", "plant.yaml:1:4", "a: x 1"),
            ("a: *x", "anchor", "a", "plant.yaml:1:4", "a: x"),
            ("a: [1, &x {b: 2}]", "anchor", "a[1]", "plant.yaml:1:8", "a: [1, {b: 2}]"),
            ("a: !!int 3", "tag", "a", "plant.yaml:1:4", "a: 3"),
            ("a: ! 3", "tag", "a", "plant.yaml:1:4", "a: '! 3'"),
            ("a: !python/object:os.system {b: 1}", "tag", "a", "plant.yaml:1:4", "a: {b: 1}"),
            ("<<: {a: 1}", "bad-key", "", "plant.yaml:1:1", "'<<': {a: 1}"),
            ("? [a]\n: 1", "bad-key", "", "plant.yaml:1:3", "? a\n: 1"),
            ("a: {{b: 1}: 2}", "bad-key", "a", "plant.yaml:1:5", "a: {b: 1}"),
            ("1.5: 2", "bad-key", "", "plant.yaml:1:1", "'1.5': 2"),
            ("true: 2", "bad-key", "", "plant.yaml:1:1", "truth: 2"),
            ("~: 2", "bad-key", "", "plant.yaml:1:1", "tilde: 2"),
            ("'': 2", "bad-key", "", "plant.yaml:1:1", "'x': 2"),
            ('"a\\0": 2', "bad-key", "", "plant.yaml:1:1", '"a": 2'),
            ("a: 1\n---\nb: 2", "many-documents", "", "plant.yaml:2:1", "---\na: 1\n..."),
            ("", "empty-file", "", "plant.yaml:1:1", "a: 1"),
            ("# nothing\n", "empty-file", "", "plant.yaml:1:1", "# something\na: 1"),
            ("---\n", "empty-file", "", "plant.yaml:1:1", "---\na: 1"),
            ("- a", "not-a-mapping", "", "plant.yaml:1:1", "b: [a]"),
            ("a", "not-a-mapping", "", "plant.yaml:1:1", "a:"),
            ("''", "not-a-mapping", "", "plant.yaml:1:1", "'a':"),
            ("a: .nan", "not-finite", "a", "plant.yaml:1:4", "a: nan USD"),
            ("a: [-.inf]", "not-finite", "a[0]", "plant.yaml:1:5", "a: [-.5]"),
            ("a: 1e999", "not-finite", "a", "plant.yaml:1:4", "a: 1e300"),
            ("a: " + "9" * 5000, "not-finite", "a", "plant.yaml:1:4", "a: " + "9" * 300),
            ("a: 0x" + "f" * 5000, "not-finite", "a", "plant.yaml:1:4", "a: 0x" + "f" * 200),
            ("a: b\x00", "control-character", "", "plant.yaml:1:5", "a: b"),
            ("a: b\nc: \x1b[2J", "control-character", "", "plant.yaml:2:4", "a: b\nc: d"),
            ("a: b\u2028c: d", "control-character", "", "plant.yaml:1:5", "a: b\nc: d"),
            ("a: \ud800", "control-character", "", "plant.yaml:1:4", "a: é"),
            ('a: "\\0"', "control-character", "a", "plant.yaml:1:4", 'a: "\\n"'),
            ('a: "\\ud800"', "control-character", "a", "plant.yaml:1:4", 'a: "\\u00e9"'),
            ("a: b: c", "yaml-syntax", "", "plant.yaml:1:5", "a: 'b: c'"),
            ("a:\n\t- b", "yaml-syntax", "a", "plant.yaml:2:1", "a:\n  - b"),
            ("a: {b: 1", "yaml-syntax", "a", "plant.yaml:1:9", "a: {b: 1}"),
            ("a: @b", "yaml-syntax", "a", "plant.yaml:1:4", "a: '@b'"),
            ("a: 'b", "yaml-syntax", "a", "plant.yaml:1:6", "a: 'b'"),
            ('a: "\\U00110000"', "yaml-syntax", "a", "plant.yaml:1:1", 'a: "\\U0010fff0"'),
        ],
    )
    def test_refuses(self, text: str, code: str, path: str, place: str, twin: str) -> None:
        assert (code, path, place) in problems_of(text)
        assert tree(twin)

    def test_all_problems_are_shown_together(self) -> None:
        text = "a: &x 1\nb: !t 2\nc: {d: 1, d: 2}\n1.5: 3\ne: .inf\nf: [\n"
        assert [code for code, _, _ in problems_of(text)] == [
            "anchor",
            "tag",
            "duplicate-key",
            "bad-key",
            "not-finite",
            "yaml-syntax",
        ]

    def test_a_double_key_names_the_line_of_the_first(self) -> None:
        with pytest.raises(ScenarioError, match="the first is in line 2"):
            tree("x: 1\na: 1\nb: 2\na: 3")

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("a:\n\t- b", "not with tabs"),
            ("a: b: c", "in quotes"),
            ("a: [1", "closing bracket"),
            ("a: 'b", "not closed"),
        ],
    )
    def test_a_syntax_error_gives_a_hint(self, text: str, hint: str) -> None:
        with pytest.raises(ScenarioError, match=hint):
            tree(text)


class TestLimits:
    @pytest.mark.parametrize(
        ("text", "code", "twin"),
        [
            ("a: " + "[" * 20 + "]" * 20, "too-deep", "a: " + "[" * 19 + "]" * 19),
            ("{" * 5000, "too-deep", "{" * 1 + "}" * 1),
            ("a:\n" + "- 1\n" * 20_000, "too-many-values", "a:\n" + "- 1\n" * 200),
            ("a: " + "x" * 20_000, "too-large", "a: " + "x" * 19_000),
        ],
    )
    def test_limits(self, text: str, code: str, twin: str) -> None:
        with pytest.raises(LimitError) as caught:
            tree(text)
        assert caught.value.exit_code == 6
        assert [problem.code for problem in caught.value.problems] == [code]
        assert isinstance(tree(twin).data, dict)

    @pytest.mark.parametrize(
        "unit",
        [
            "[",
            "{",
            "- ",
            "? ",
            "!",
            "&a ",
            "*a ",
            '"',
            "'",
            "a: ",
            "\n",
            "a\n",
            "- - ",
            "[a, ",
            "%A b\n",
            "---\n",
            "|\n",
            "#\n",
        ],
    )
    def test_twice_the_text_takes_at_most_twice_the_steps(self, unit: str) -> None:
        for begin in ("",) if unit in "[{" else ("", "a: "):
            once, twice = (steps_for(begin + unit * (length // len(unit))) for length in (1500, 3000))
            assert 0 < twice < 2.2 * once


def steps_for(text: str) -> int:
    """Count the function calls that reading a text takes: the same on every machine."""
    profile = cProfile.Profile()
    profile.runcall(read_or_refused, text)
    return sum(entry.callcount for entry in profile.getstats())


class TestFiles:
    def test_a_file_is_read_with_its_name_in_the_places(self, tmp_path: Path) -> None:
        file = tmp_path / "plant.yaml"
        file.write_bytes(SCENARIO.encode())
        read = read_tree(file)
        assert read.data == tree(SCENARIO).data
        assert read.place_of(("name",)) == Place(str(file), 3, 1)

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("absent.yaml", "no-file"),
            ("plant.yaml/inside", "no-file"),
            (".", "not-a-file"),
            ("a\0b", "no-file"),
            ("x" * 5000, "unreadable"),
        ],
    )
    def test_what_is_no_file(self, tmp_path: Path, name: str, code: str) -> None:
        (tmp_path / "plant.yaml").write_text("a: 1")
        with pytest.raises(FileError) as caught:
            read_tree(tmp_path / name)
        assert caught.value.exit_code == 4
        assert [problem.code for problem in caught.value.problems] == [code]
        assert read_tree(tmp_path / "plant.yaml").data == {"a": 1}

    def test_a_file_without_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*args: Any, **options: Any) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(FileError) as caught:
            read_tree(tmp_path / "plant.yaml")
        assert [problem.code for problem in caught.value.problems] == ["no-permission"]

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(FileError):
            read_tree(tmp_path / "pipe")

    @pytest.mark.parametrize(
        ("raw", "line"), [(b"a: 1\nb: \xff", 2), ("a: é".encode("latin-1"), 1), ("a: 1".encode("utf-16"), 1)]
    )
    def test_what_is_not_utf8(self, tmp_path: Path, raw: bytes, line: int) -> None:
        file = tmp_path / "plant.yaml"
        file.write_bytes(raw)
        with pytest.raises(ScenarioError) as caught:
            read_tree(file)
        assert [(problem.code, problem.line) for problem in caught.value.problems] == [("encoding", line)]

    def test_a_file_that_is_too_large(self, tmp_path: Path) -> None:
        file = tmp_path / "plant.yaml"
        file.write_bytes(b"a: 1\n" + b"#\n" * (MAX_BYTES // 2))
        with pytest.raises(LimitError) as caught:
            read_tree(file)
        assert [problem.code for problem in caught.value.problems] == ["too-large"]


def laid(base: str, change: str) -> Any:
    return merge(tree(base), tree(change, "other.yaml")).data


class TestMerging:
    @pytest.mark.parametrize(
        ("base", "change", "result"),
        [
            ("a: {b: 1, c: 2}", "a: {c: 3, d: 4}", {"a": {"b": 1, "c": 3, "d": 4}}),
            ("a: [1, 2]", "a: [3]", {"a": [3]}),
            ("a: 1", "a: {b: 2}", {"a": {"b": 2}}),
            ("a: {b: 1}", "a: 2", {"a": 2}),
            # a scalar on a figure
            ("a: {value: 1 t, low: 0 t, source: s}", "a: 2 t", {"a": {"value": "2 t", "low": "0 t", "source": "s"}}),
            ("a: {value: 1 t, years: [2027]}", "a: 2 t", {"a": {"value": "2 t", "years": [2027]}}),
            ("a: {value: 1 t, low: 0 t, source: s}", "a: other.path", {"a": {"path": "other.path", "source": "s"}}),
            ("a: 1 t", "a: 2 t", {"a": "2 t"}),
            # a scalar or list on a series
            ("a: {years: {2015: 1 t}, between: step, source: s}", "a: 2 t", {"a": {"source": "s", "value": "2 t"}}),
            ("a: {csv: p.csv, column: c, unit: t, note: n}", "a: 2 t", {"a": {"note": "n", "value": "2 t"}}),
            ("a: {years: {2015: 1 t}}", "a: [1 t, 2 t]", {"a": {"value": ["1 t", "2 t"]}}),
            # 'years' that is no series
            ("a: {years: 2 yr, spend: [40 %, 60 %]}", "a: 1 yr", {"a": "1 yr"}),
            ("a: 1 yr", "a: {years: 2 yr, spend: [40 %, 60 %]}", {"a": {"years": "2 yr", "spend": ["40 %", "60 %"]}}),
            # notes on a scalar
            ("a: 1 t", "a: {low: 0 t, source: s}", {"a": {"value": "1 t", "low": "0 t", "source": "s"}}),
            ("a: 7", "a: {source: s}", {"a": {"value": 7, "source": "s"}}),
            ("a: b.c", "a: {plus: 3 %}", {"a": {"path": "b.c", "plus": "3 %"}}),
            ("a: 1 t", "a: {value: 2 t, low: 0 t}", {"a": {"value": "2 t", "low": "0 t"}}),
            # stated another way
            ("a: {value: 1 t, low: 0 t, note: n}", "a: {csv: p.csv}", {"a": {"note": "n", "csv": "p.csv"}}),
            ("a: {years: {2015: 1 t}}", "a: {years: {2016: 2 t}}", {"a": {"years": {"2015": "1 t", "2016": "2 t"}}}),
            ("a: {path: b, plus: 1 %, source: s}", "a: {value: 2 %}", {"a": {"source": "s", "value": "2 %"}}),
            ("a: 1 t", "a: {years: {2015: 2 t}}", {"a": {"years": {"2015": "2 t"}}}),
            # nulls
            ("a: {b: 1, c: 2}", "a: {b: }", {"a": {"c": 2}}),
            ("a: 1", "{a: , z: }", {}),
            ("a: {value: 1 t, low: 0 t}", "a: ", {}),
            ("a: 1", "b: {c: , d: 2}", {"a": 1, "b": {"d": 2}}),
        ],
    )  # fmt: skip
    def test_merges(self, base: str, change: str, result: dict[str, Any]) -> None:
        assert laid(base, change) == result

    def test_places_follow_the_values(self) -> None:
        both = merge(tree("x: 1\na: {value: 1 t, low: 0 t}"), tree("\n\na: 2 t\nb: [5, 6]", "other.yaml"))
        assert both.place_of(("a", "value")) == Place("other.yaml", 3, 1)
        assert both.place_of(("a", "low")) == Place("plant.yaml", 2, 17)
        assert both.place_of(("a",)) == Place("plant.yaml", 2, 1)
        assert both.place_of(("b", 1)) == Place("other.yaml", 4, 8, "6")
        assert both.file == "plant.yaml"

    def test_every_value_has_a_place(self) -> None:
        both = merge(tree(SCENARIO), tree("swap: {abatement: {low: 8 kt/yr}}\nrisk: {correlation: }", "other.yaml"))
        assert set(both.places) == set(paths(both.data))

    def test_neither_tree_is_changed(self) -> None:
        base, change = tree("a: {b: 1}"), tree("a: {b: 2, c: {d: 1}}")
        merge(base, change).data["a"]["c"]["d"] = 5
        assert (base.data, change.data) == ({"a": {"b": 1}}, {"a": {"b": 2, "c": {"d": 1}}})

    def test_a_tree_laid_over_itself_is_itself(self) -> None:
        once = tree(SCENARIO)
        assert merge(once, once) == once

    def test_an_empty_change_changes_nothing(self) -> None:
        once = tree(SCENARIO)
        assert merge(once, tree("{}")) == once


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for key, child in inner for each in paths(child, (*path, key)))]


def at(data: Any, *path: str | int) -> Any:
    for key in path:
        data = data[key]
    return data


class TestSetting:
    @pytest.mark.parametrize(
        ("text", "path", "value"),
        [
            ("discount_rate=10 %", ("discount_rate",), "10 %"),
            (" discount_rate = 10 % ", ("discount_rate",), "10 %"),
            ("name=Plan #3: B = C", ("name",), "Plan #3: B = C"),
            ("name='true'", ("name",), "true"),
            ("risk.draws=2000", ("risk", "draws"), 2000),
            ("risk.antithetic=true", ("risk", "antithetic"), True),
            ("swap.capex_gap=3.2 million USD", ("swap", "capex_gap", "value"), "3.2 million USD"),
            ("swap.capex_gap=3.2 million USD", ("swap", "capex_gap", "source"), "tender"),
            ("discount_rate.source=tender", ("discount_rate",), {"value": "8 %", "source": "tender"}),
            ("credits.price=20 USD/t", ("credits", "price"), {"source": "tender", "value": "20 USD/t"}),
            ("credits.price.years.2020=8 USD/t", ("credits", "price", "years"), {"2012": "5 USD/t", "2020": "8 USD/t"}),
            ("credits.crediting.years=7 yr", ("credits", "crediting"), {"years": "7 yr"}),
            ("timeline.construction.spend=[15 %, 85 %]", ("timeline", "construction", "spend"), ["15 %", "85 %"]),
            ("timeline.construction.spend[1]=50 %", ("timeline", "construction", "spend"), ["40 %", "50 %"]),
            ("timeline.operation={value: 9 yr}", ("timeline", "operation", "high"), "15 yr"),
            ("risk.correlation[1][2]=5 %", ("risk", "correlation", 1), ["credits.price", "swap.capex_gap", "5 %"]),
            ("risk.correlation.0.2=5 %", ("risk", "correlation", 0, 2), "5 %"),
            ("finance.loans.export-credit_2.share=50 %", ("finance", "loans", "export-credit_2"), {"share": "50 %"}),
        ],
    )  # fmt: skip
    def test_sets(self, text: str, path: tuple[str | int, ...], value: Any) -> None:
        changed = set_value(tree(SCENARIO), text)
        assert at(changed.data, *path) == value
        assert changed.file == "plant.yaml"

    def test_null_removes(self) -> None:
        assert "abatement" not in set_value(tree(SCENARIO), "swap.abatement=null").data["swap"]

    def test_the_place_is_the_command_line(self) -> None:
        changed = set_value(tree(SCENARIO), "swap.capex_gap={value: 3.1 million USD, low: 2.50}")
        assert changed.place_of(("swap", "capex_gap", "value")) == Place("--set", 0, 0)
        assert changed.text_of(("swap", "capex_gap", "low")) == "2.50"
        assert changed.place_of(("swap", "capex_gap", "high")).file == "plant.yaml"
        assert set(changed.places) == set(paths(changed.data))

    def test_other_places_stay(self) -> None:
        before = tree(SCENARIO)
        after = set_value(before, "risk.correlation[1][2]=5 %")
        moved = {path for path in before.places if before.places[path] != after.places[path]}
        assert moved == {("risk", "correlation", 1, 2)}

    @pytest.mark.parametrize(
        ("text", "code", "path", "twin"),
        [
            ("credits.price", "bad-set", "", "credits.price=1 USD/t"),
            ("", "bad-set", "", "a=1"),
            ("=3", "bad-set", "", "a=3"),
            ("a..b=1", "bad-set", "", "a.b=1"),
            ("a.=1", "bad-set", "", "a=1"),
            (".a=1", "bad-set", "", "a=1"),
            ("a b=1", "bad-set", "", "a_b=1"),
            ("a=", "bad-set", "", "a=null"),
            ("a[=1", "bad-set", "", "a=1"),
            ("a[x]=1", "bad-set", "", "a.x=1"),
            ("name[0]=1", "bad-set", "", "name=1"),
            ("risk.correlation[2]=1", "bad-set", "", "risk.correlation[1]=1"),
            ("risk.correlation[99999999999]=1", "bad-set", "", "risk.correlation[1]=1"),
            ("risk.correlation.x=1", "bad-set", "", "risk.correlation.1=1"),
            ("risk.correlation.²=1", "bad-set", "", "risk.correlation.1=1"),
            ("risk.correlation[0]=null", "bad-set", "", "risk.correlation=null"),
            (".".join("a" * 21) + "=1", "bad-set", "", ".".join("a" * 20) + "=1"),
            ("a.b=[1", "bad-set", "a.b[1]", "a.b=[1]"),
            ("a='b", "bad-set", "a", "a='b'"),
            ("a='b' c", "bad-set", "a", "a='b c'"),
            ("a.b={c: 1, c: 2}", "duplicate-key", "a.b.c", "a.b={c: 1, d: 2}"),
            ("a={b: &x 1}", "anchor", "a.b", "a={b: x}"),
            ("a=[!t 1]", "tag", "a[0]", "a=[1]"),
            ("a.b=.nan", "not-finite", "a.b", "a.b=.5"),
            ("a=1e999", "not-finite", "a", "a=1e99"),
            ("a=b\x07", "control-character", "a", "a=b"),
        ],
    )
    def test_refuses(self, text: str, code: str, path: str, twin: str) -> None:
        with pytest.raises(ScenarioError) as caught:
            set_value(tree(SCENARIO), text)
        assert [(problem.code, problem.path) for problem in caught.value.problems] == [(code, path)]
        assert all(problem.file == "--set" for problem in caught.value.problems)
        assert set_value(tree(SCENARIO), twin)

    def test_a_refusal_gives_an_example(self) -> None:
        with pytest.raises(ScenarioError, match=r"write for example --set credits.price='20 USD/t'"):
            set_value(tree(SCENARIO), "credits.price")

    def test_a_value_that_is_too_deep(self) -> None:
        with pytest.raises(LimitError):
            set_value(tree(SCENARIO), "a=" + "[" * 500)


def read_or_refused(text: str) -> None:
    try:
        read = tree(text)
    except AppraisalError as error:
        complete = [problem.code and problem.message and problem.file for problem in error.problems]
        assert complete and all(complete)  # noqa: PT018 - both ends are allowed
        return
    assert set(read.places) == set(paths(read.data))


YAML_SIGNS = "ab1. :-?,[]{}#&*!|>'\"%@`~<\n\t\\x0U"


@given(st.text(max_size=200))
@example('a: "\\U00110000"')
@example("a: !<")
@example("%TAG ! tag:é%C3%28,2000:\n---\na: !x%zz 1")
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(text)


@given(st.text(st.sampled_from(YAML_SIGNS), max_size=80))
def test_any_yaml_signs_are_read_or_refused(text: str) -> None:
    read_or_refused(text)


@given(st.integers(0, len(SCENARIO)), st.integers(0, 40), st.text(st.sampled_from(YAML_SIGNS), max_size=6))
def test_a_mutated_scenario_is_read_or_refused(start: int, length: int, piece: str) -> None:
    read_or_refused(SCENARIO[:start] + piece + SCENARIO[start + length :])


@given(st.integers(0, len(SCENARIO) - 1), st.binary(min_size=1, max_size=4))
def test_mutated_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, start: int, piece: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "mutated.yaml"
    raw = SCENARIO.encode()
    file.write_bytes(raw[:start] + piece + raw[start + len(piece) :])
    try:
        assert read_tree(file).data
    except AppraisalError as error:
        assert error.problems  # noqa: PT017 - both ends are allowed


@given(st.text(max_size=60) | st.text(st.sampled_from("risk.corelatn[]0129=' {}\"&!"), max_size=40))
def test_any_change_is_made_or_refused(text: str) -> None:
    try:
        changed = set_value(tree("risk: {correlation: [[a, b, 1]], draws: 5}"), text)
    except AppraisalError as error:
        assert error.problems  # noqa: PT017 - both ends are allowed
        return
    assert set(changed.places) == set(paths(changed.data))


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["1 t", "a.b"])
)
KEYS = st.sampled_from(["value", "low", "years", "csv", "path", "plus", "source", "a", "2015"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def as_tree(data: dict[str, Any], file: str) -> Tree:
    return Tree(data, dict.fromkeys(paths(data), Place(file, 1, 1)), file)


@given(st.dictionaries(KEYS, VALUES), st.dictionaries(KEYS, VALUES))
def test_merging_is_total_repeatable_and_keeps_places(one: dict[str, Any], other: dict[str, Any]) -> None:
    base, change = as_tree(one, "one"), as_tree(other, "other")
    both = merge(base, change)
    assert set(both.places) == set(paths(both.data))
    assert merge(base, change) == both
