"""The PDF of shipped and of ugly scenarios, read back: every headline number, the same bytes, nothing executed."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from matplotlib import get_data_path
from pypdf import PdfReader

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.ground.numbers import percent
from appraisal.ground.problem import FileError, ScenarioError
from appraisal.outputs.conventions_card import convention_rows
from appraisal.outputs.layout import cell, figure, times
from appraisal.outputs.report.compile import Look, check
from appraisal.outputs.report.files import report_pdf
from appraisal.outputs.report.material import material
from appraisal.scenario.load import load
from tests.outputs.report.pages import plain, squeezed, text_of

ROOT = Path(__file__).parents[3]
SCENARIOS = ROOT / "scenarios"
UGLY = Path(__file__).parent / "ugly.yaml"
FEW = 64
HEADLINES = (
    "npv",
    "npv_without_credits",
    "project_irr",
    "project_irr_without_credits",
    "payback",
    "payback_without_credits",
    "threshold_credit_price",
    "abatement_cost",
    "abatement_cost_undiscounted",
    "equity_npv",
    "equity_irr",
)


def appraised(name: str) -> Appraisal:
    return appraise(load(SCENARIOS / f"{name}.yaml"))


@pytest.fixture(scope="module", params=["usc_vs_subcritical", "usc_bilateral_package", "usc_stress"])
def printed(request: pytest.FixtureRequest) -> tuple[Appraisal, bytes, str]:
    appraisal = appraised(request.param)
    pdf = report_pdf(appraisal, draws=FEW)
    return appraisal, pdf, text_of(pdf)


@pytest.fixture(scope="module")
def ugly() -> bytes:
    return report_pdf(appraise(load(UGLY)), draws=FEW)


def test_every_headline_number_stands_in_it_rounded_as_on_the_screen(printed: tuple[Appraisal, bytes, str]) -> None:
    appraisal, _, text = printed
    record = material(appraisal, FEW).record
    stated = [name for name in HEADLINES if name in record["metrics"]]
    assert {"npv", "project_irr", "threshold_credit_price"} <= {*stated}
    for name in stated:
        assert figure(record, name) in text, name
    if "dscr_min" in record["metrics"]:
        assert times(record["metrics"]["dscr_min"]["value"]) in text


def test_a_number_that_is_not_the_result_is_not_found(printed: tuple[Appraisal, bytes, str]) -> None:
    appraisal, _, text = printed
    npv = material(appraisal, FEW).record["metrics"]["npv"]
    assert cell({**npv, "value": npv["value"] * 1.01}) not in text


def test_conventions_hash_and_version_stand_in_it(printed: tuple[Appraisal, bytes, str]) -> None:
    appraisal, _, text = printed
    record = material(appraisal, FEW).record
    tight = squeezed(text)
    for _, words in convention_rows(record):
        assert squeezed(words) in tight
    assert appraisal.scenario.hash in text
    assert f"appraisal {record['version']}" in text


def test_it_is_tagged_titled_and_for_archives(printed: tuple[Appraisal, bytes, str]) -> None:
    appraisal, pdf, _ = printed
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert reader.metadata.title == appraisal.scenario.name
    said = root["/Metadata"].get_data().decode()
    for name, value in (("pdfuaid:part", "1"), ("pdfaid:part", "2"), ("pdfaid:conformance", "A")):
        assert re.search(rf"{name}(>|=\"){value}", said), name


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = (report_pdf(appraised("usc_vs_subcritical"), draws=FEW) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("name", "there", "missing"),
    [
        ("usc_vs_subcritical", ["Threshold card", "Credits", "Risk", "Thresholds"], ["Cases side by side", "lender"]),
        ("usc_bilateral_package", ["Finance: the lender's page", "Credits"], ["Cases side by side"]),
        ("usc_stress", ["Cases side by side"], ["lender"]),
    ],
)
def test_sections_appear_where_the_scenario_has_them(name: str, there: list[str], missing: list[str]) -> None:
    headings = [entry["/Title"] for entry in PdfReader(BytesIO(report_pdf(appraised(name), draws=FEW))).outline]
    for title in ("Summary", "Conventions", "The swap", "Yearly cash flow", "Assumptions book", "Formulas", *there):
        assert any(title in heading for heading in headings), title
    for title in missing:
        assert not any(title in heading for heading in headings), title


def test_without_credits_nothing_is_said_of_them(ugly: bytes) -> None:
    headings = [entry["/Title"] for entry in PdfReader(BytesIO(ugly)).outline if isinstance(entry, dict)]
    assert not {"Threshold card", "Credits", "Thresholds"} & {heading.partition(" ")[2] for heading in headings}
    text = text_of(ugly)
    assert "There is no IRR: no sign change" in text
    assert "-104.12 billion USD" in text


HOSTILE = (
    '=HYPERLINK("http://example.org";"x")',
    "<script>alert(1)</script>",
    '#read("x") $x$ *bold* _under_',
    "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandssitzung",
    r"\u202e turned \emph{around} @nobody <label> // comment `raw` #let x = 1; [content] {code} ~tilde -- dash ---",
    "=cmd|' /C calc'!A0 <b>&amp;</b> #read(\"/etc/passwd\") $ sum_(i=0)^n $",
    "https://example.org/a/very/long/path/that/never/ends/and/has/no/space/in/it/at/all.html?with=query&and=more",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is_written(text: str, ugly: bytes) -> None:
    assert squeezed(text) in squeezed(text_of(ugly))


def test_nothing_of_it_is_a_link_a_script_or_a_file(ugly: bytes) -> None:
    reader = PdfReader(BytesIO(ugly))
    actions = [note.get_object().get("/A", {}) for page in reader.pages for note in page.get("/Annots", [])]
    assert {str(action.get("/S", "/GoTo")) for action in actions} <= {"/GoTo"}
    assert "/JavaScript" not in reader.trailer["/Root"].get("/Names", {})


def test_nothing_lies_outside_the_page(ugly: bytes) -> None:
    outside: list[str] = []

    def look(text: str, _: object, place: list[float], *__: object) -> None:
        if text.strip() and not 0 <= place[4] <= 596:
            outside.append(text)

    for page in PdfReader(BytesIO(ugly)).pages:
        page.extract_text(visitor_text=look)
    assert not outside


def changed(tmp_path: Path, name: str) -> Appraisal:
    text = (SCENARIOS / "usc_vs_subcritical.yaml").read_text(encoding="utf-8")
    file = tmp_path / "named.yaml"
    file.write_text(text.replace("name: Ultra-supercritical instead of subcritical coal", f"name: {name}"), "utf-8")
    return appraise(load(file))


def test_letters_that_no_font_has_are_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        report_pdf(changed(tmp_path, "โรงไฟฟ้า"), draws=FEW)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("missing-glyph", "--font")
    assert "U+0E42" in problem.message
    assert "DejaVu Sans" in problem.message


def test_a_font_of_the_user_lends_its_letters() -> None:
    appraisal, said = appraised("usc_vs_subcritical"), "Bureau \u1d81\u1d84"
    with pytest.raises(ScenarioError) as caught:
        report_pdf(appraisal, Look(author=said), FEW)
    assert caught.value.problems[0].code == "missing-glyph"
    font = Path(get_data_path(), "fonts", "ttf", "STIXGeneral.ttf")
    assert said in text_of(report_pdf(appraisal, Look(author=said, fonts=(font,)), FEW))


def test_letters_that_the_font_has_are_printed(tmp_path: Path) -> None:
    assert "Угольная станция" in text_of(report_pdf(changed(tmp_path, "Угольная станция"), draws=FEW))


@pytest.mark.parametrize(
    ("look", "error", "code", "path"),
    [
        (Look(paper="a5"), ScenarioError, "unknown-paper", "--paper"),
        (Look(language="tlh"), ScenarioError, "unknown-language", "--lang"),
        (Look(logo=Path("nowhere.png")), FileError, "no-logo", "--logo"),
        (Look(logo=Path(__file__)), FileError, "no-logo", "--logo"),
        (Look(fonts=(Path(__file__),)), FileError, "no-font", "--font"),
    ],
)
def test_a_look_that_cannot_be_had_is_refused_at_once(look: Look, error: type[Exception], code: str, path: str) -> None:
    check(Look(paper="letter", language="de"))
    with pytest.raises(error) as caught:
        check(look)
    assert [(one.code, one.path) for one in caught.value.problems] == [(code, path)]  # type: ignore[attr-defined]


def test_title_author_paper_logo_and_language(tmp_path: Path) -> None:
    logo = tmp_path / "mark.svg"
    logo.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
    )
    look = Look(title="A second opinion", author="Bureau of appraisal", paper="letter", language="de", logo=logo)
    pdf = report_pdf(appraised("usc_vs_subcritical"), look, FEW)
    reader, text = PdfReader(BytesIO(pdf)), text_of(pdf)
    assert (reader.metadata.title, reader.metadata.author) == ("A second opinion", "Bureau of appraisal")
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == [612, 792]
    assert "21,78 million USD" in text
    assert "21.78 million USD" not in text


def test_a_broken_logo_is_refused(tmp_path: Path) -> None:
    logo = tmp_path / "mark.png"
    logo.write_bytes(b"no picture")
    with pytest.raises(FileError) as caught:
        report_pdf(appraised("usc_vs_subcritical"), Look(logo=logo), FEW)
    assert [(one.code, one.path) for one in caught.value.problems] == [("no-logo", "--logo")]


def test_fewer_draws_are_said() -> None:
    record = material(appraised("usc_vs_subcritical"), FEW).record
    assert record["risk"]["draws"]["made"] == FEW
    assert percent(record["risk"]["outcomes"]["npv"]["below_zero"]["value"], 1) in plain(
        text_of(report_pdf(appraised("usc_vs_subcritical"), draws=FEW))
    )


def test_what_is_copied_from_the_page_holds_no_hidden_sign(printed: tuple[Appraisal, bytes, str]) -> None:
    pages = "".join(page.extract_text() for page in PdfReader(BytesIO(printed[1])).pages)
    assert not {"\u200b", "\u200c", "\u200d", "\ufeff"} & set(pages)


def test_a_heading_stays_with_its_paragraph_and_a_short_table_on_its_page() -> None:
    """On this paper the paragraph of the threshold card, with its notes, has no room below the section before."""
    pdf = report_pdf(appraised("usc_vs_subcritical"), draws=FEW, look=Look(paper="letter"))
    pages = [plain(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]
    (card,) = [page for page in pages if "3. Threshold card" in page and "Contents" not in page]
    assert "The developer breaks even at" in card
    (prices,) = [page for page in pages if "Prices of a tonne beside" in page]
    assert "California and Quebec, auction market" in prices
    assert "ADB, for 2016" in prices
