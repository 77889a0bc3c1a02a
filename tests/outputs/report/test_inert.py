"""Text as it is set: what is printed, where it may break, which numbers take the format of a language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.problem import ScenarioError
from appraisal.outputs.report.blocks import Column, Footnote, Formula, Section, Table, prose, section_data
from appraisal.outputs.report.inert import MAY_BREAK, MINUS, NO_BREAK, all_printed, printed
from appraisal.outputs.report.letters import refuse_missing
from appraisal.outputs.report.number_format import number_format


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=200))
def test_nothing_but_breaks_and_minus_signs_changes(text: str) -> None:
    back = printed(text).replace(MAY_BREAK, "").replace(NO_BREAK, " ").replace(MINUS, "-")
    assert back == text.replace(MAY_BREAK, "").replace(NO_BREAK, " ").replace(MINUS, "-")


@given(st.text(alphabet="abc-._/1", min_size=40, max_size=200))
def test_no_piece_of_a_long_word_is_long(word: str) -> None:
    assert max(map(len, printed(word).split(MAY_BREAK))) <= 17


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-5", f"{MINUS}5"),
        ("(-5)", f"({MINUS}5)"),
        ("2010-2012", "2010-2012"),
        ("=-1", "=-1"),
        ("8 %", f"8{NO_BREAK}%"),
        ("8 yrs", "8 yrs"),
        ("a\nb", "a b"),
        ("a\x07b", "a\\u0007b"),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_signs(text: str, shown: str) -> None:
    assert printed(text) == shown


def test_a_source_keeps_its_numbers_and_a_name_of_a_file_its_letters() -> None:
    section = Section("s", "Title 1.5", (prose("At 1.5", Footnote("table 1.5")), Formula("a", "t", "1.5", "b")))
    first, second = all_printed(section_data(section), number_format("de"))["blocks"]
    assert first["parts"] == ["At 1,5", {"footnote": "table 1.5", "name": "s-1"}]
    assert second["words"] == "1.5"


def test_a_footnote_that_is_there_already_is_not_printed_again() -> None:
    section = Section("s", "t", (prose("a", Footnote("x")), prose("b", Footnote("x"), Footnote("y"))))
    parts = [block["parts"] for block in section_data(section)["blocks"]]
    assert parts[0][1] == {"footnote": "x", "name": "s-1"}
    assert parts[1][1:] == [{"again": "s-1"}, {"footnote": "y", "name": "s-2"}]


def test_a_table_keeps_its_shape() -> None:
    table = Table("c", (Column("a"), Column("b", "right", "USD")), (("x", "-1.5"),), total=True)
    (data,) = all_printed(section_data(Section("s", "t", (table,))))["blocks"]
    assert (data["kind"], data["rows"], data["total"]) == ("table", [["x", f"{MINUS}1.5"]], True)
    assert data["columns"][1] == {"title": "b", "align": "right", "unit": "USD", "width": "auto"}


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "1,234.5"), ("de", "1.234,5"), ("fr", "1\u202f234,5"), ("pt_BR", "1.234,5"), ("pt-BR", "1.234,5")],
)
def test_numbers_of_a_language(language: str, shown: str) -> None:
    assert number_format(language)("1,234.5") == shown


@pytest.mark.parametrize("text", ["0.1.0", "v1.2", "1,2,3", "12,34", "2012", "a.b"])
def test_what_is_no_number_stays(text: str) -> None:
    assert number_format("de")(text) in (text, "v1.2")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        number_format("nonsense")
    assert [(one.code, one.path) for one in caught.value.problems] == [("unknown-language", "--lang")]


def test_letters_are_looked_for_in_every_text() -> None:
    refuse_missing(["plain", "CO₂ → naïve Ωμέγα", "zero\u200bwidth"], [])
    with pytest.raises(ScenarioError) as caught:
        refuse_missing(["plain", "日本"], [])
    assert caught.value.problems[0].code == "missing-glyph"
