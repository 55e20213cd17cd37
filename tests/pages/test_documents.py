"""Documents of the mini municipality, opened again as a reader's program opens them."""

import datetime as dt
import io
import re
import xml.etree.ElementTree as ET

import docx
import pandas as pd
import pypdf
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from dashboards import areas, data, report_command, text
from dashboards.documents import blocks, names, offer, pdf, picture, word
from dashboards.documents.files import write
from dashboards.documents.gebietsprofil import gebietsprofil
from dashboards.documents.kita_plan import document_of, plan_of, workbook
from dashboards.documents.views import find_areas, selection_of
from dashboards.errors import DashboardError
from dashboards.topic import Context
from dashboards.topics.demographie import fan_panel, map_panel, sources
from tests.pages.small_home import write as write_home

TOWN, VILLAGE = "Kleinauen", "Kleinauen-Dorf"
CREATED = dt.date(2026, 11, 22)
CHAPTERS = [
    "1 Vorwort und Beschluss", "2 Rechtlicher Rahmen", "3 Daten, Stichtage, Verfahren", "4 Beteiligung",
    "5 Bestand", "6 Belegung, Wartelisten, Auspendeln", "7 Kinder: Entwicklung, Prognose, Neubau", "8 Bedarf",
    "9 Bilanz der Planungsgebiete", "10 Maßnahmen", "11 Personal und Geld", "12 Anhang",
]  # fmt: skip


def opened() -> Context:
    """The home of the environment, as the command reads it."""
    reader = data.current_reader()
    return Context(reader, reader.build_id, reader.run_id)


def reopened(document: blocks.Document) -> docx.document.Document:
    return docx.Document(io.BytesIO(word.docx_file(document)))


def cells(table: blocks.Table) -> dict[str, list[str]]:
    """The words of a table by the name of its row."""
    return {row[0].words: [cell.words for cell in row[1:]] for row in table.rows}


def tables(document: blocks.Document) -> dict[str, blocks.Table]:
    return {block.caption: block for block in document.blocks if isinstance(block, blocks.Table)}


def paragraphs(document: blocks.Document) -> str:
    return "\n".join(block.words for block in document.blocks if isinstance(block, blocks.Paragraph))


@pytest.fixture(scope="module")
def context(mini_home):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOHORTE_HOME", str(mini_home.root))
        yield opened()


@pytest.fixture(scope="module")
def profile(context) -> blocks.Document:
    return gebietsprofil(context, find_areas(context, [VILLAGE, TOWN]), CREATED)


@pytest.fixture(scope="module")
def plan(context):
    return plan_of(context, find_areas(context, [TOWN])[0], CREATED)


@pytest.fixture(scope="module")
def plan_document(plan) -> blocks.Document:
    return document_of(plan)


@pytest.fixture(scope="module")
def in_word(profile) -> docx.document.Document:
    """The profile as Word opens it."""
    return reopened(profile)


@pytest.fixture(scope="module")
def in_pdf(profile) -> pypdf.PdfReader:
    """The profile as a PDF reader opens it."""
    return pypdf.PdfReader(io.BytesIO(pdf.pdf(profile)))


def persons(context: Context, area_id: str) -> dict[int, float]:
    """Residents by year-end, straight from the mart."""
    rows = context.reader.cursor().execute(
        "SELECT year(reference_date), sum(persons) FROM area_population WHERE area_id = ? GROUP BY ALL",
        [area_id],
    )
    return {int(year): float(count) for year, count in rows.fetchall()}


class TestGebietsprofil:
    def test_word_has_headings_german_and_a_title(self, in_word):
        headings = [one.text for one in in_word.paragraphs if one.style.name == "Heading 1"]
        assert headings[:3] == ["Auf einen Blick", "Im Vergleich", "Altersaufbau"]
        assert {"Prognose", "Kita: Bedarf und Plätze", "Grenzen", "Quellen und Stand", "Begriffe"} <= set(
            headings
        )
        assert in_word.core_properties.title == f"Gebietsprofil {VILLAGE} im Vergleich mit {TOWN}"
        assert in_word.core_properties.language == "de-DE"
        assert in_word.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "de-DE"

    def test_every_picture_in_word_is_told_in_words(self, profile, in_word):
        told = [one._inline.docPr.get("descr") for one in in_word.inline_shapes]
        assert len(told) == sum(isinstance(block, blocks.Image) for block in profile.blocks) >= 8
        assert all(words and len(words) > 20 for words in told)

    def test_heads_of_tables_repeat_in_word(self, profile, in_word):
        captions = {one: one._tbl.tblPr.find(qn("w:tblCaption")) for one in in_word.tables}
        named = [one for one, words in captions.items() if words.get(qn("w:val")) != "Kennzahlen"]
        assert len(named) == len(tables(profile))
        assert all(one.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for one in named)

    def test_numbers_are_those_of_the_mart_in_german(self, context, profile):
        village, town = (area.area_id for area in find_areas(context, [VILLAGE, TOWN]))
        known, whole = persons(context, village), persons(context, town)
        table = next(one for name, one in tables(profile).items() if name.startswith("Kennzahlen"))
        first, last = (int(words) for words in table.head[1:3])
        assert cells(table)["Bevölkerung"] == [
            text.number(known[first]), text.number(known[last]), text.signed(known[last] - known[first]),
            text.number(whole[last]),
        ]  # fmt: skip
        assert re.fullmatch(r"\d\d,\d", cells(table)["Durchschnittsalter (in Jahren)"][1])

    def test_forecast_of_a_small_area_shows_ranges_only(self, profile):
        table = next(one for name, one in tables(profile).items() if name.endswith(", Prognose"))
        assert table.head == ("31. Dezember", "80-%-Bereich")
        assert "mehr als" in paragraphs(profile)
        assert "Menschen zählt" in paragraphs(profile)

    def test_pdf_is_tagged_german_titled_and_told(self, profile, in_pdf):
        root = in_pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "de-DE"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert in_pdf.metadata.title == profile.title
        assert b"pdfuaid:part" in root["/Metadata"].get_data()
        tags, alts = structure(root["/StructTreeRoot"])
        assert {"/H1", "/Table", "/TH", "/TD", "/Figure", "/L", "/P"} <= set(tags)
        pictures = [block for block in profile.blocks if isinstance(block, blocks.Image)]
        assert {block.alt for block in pictures} <= set(alts)

    def test_pdf_says_the_numbers_and_its_pages(self, context, in_pdf):
        words = "\n".join(page.extract_text() for page in in_pdf.pages)
        town = find_areas(context, [TOWN])[0]
        assert text.number(persons(context, town.area_id)[2024]) in words
        assert f"Seite 1 von {len(in_pdf.pages)}" in words
        assert "erstellt am 22.11.2026" in words

    def test_the_same_content_gives_the_same_pdf(self, profile):
        assert pdf.pdf(profile) == pdf.pdf(profile)


def structure(node, depth: int = 0) -> tuple[list[str], list[str]]:
    """Tags and alternative texts of a structure tree."""
    node = node.get_object()
    if depth > 40 or not isinstance(node, dict):
        return [], []
    tags = [str(node["/S"])] if "/S" in node else []
    alts = [str(node["/Alt"])] if "/Alt" in node else []
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        more = structure(kid, depth + 1) if not isinstance(kid, int) else ([], [])
        tags, alts = tags + more[0], alts + more[1]
    return tags, alts


class TestSmallAndMissing:
    """A hamlet of twelve, a village of which a year is missing, nothing else delivered, no forecast."""

    @pytest.fixture
    def document(self, tmp_path, monkeypatch):
        hamlet, village, town = "03900001-01", "03900001-02", "03900001"
        rows, values = [], []
        for year in (2014, 2024):
            for area, total in ((hamlet, 12), (village, None if year == 2014 else 300), (town, None)):
                values.append(("bevoelkerung", area, year, total, False))
                values.append(("altenquotient", area, year, None if total is None else 40.0, area == village))
            for age in range(12):
                rows.append((hamlet, dt.date(year, 12, 31), "w", 5 * age, 5 * age, "D", 1))
        names_ = ["area_id", "reference_date", "sex", "age", "age_to", "nationality", "persons"]
        columns = ["indicator_id", "area_id", "year", "value", "is_protected"]
        places = [
            (town, "gemeinde", "Öde", town, None, None),
            (hamlet, "ortsteil", "Würzhöfe", town, town, 12),
            (village, "ortsteil", "Dorf", town, town, 300),
        ]
        described = ["area_id", "level", "name", "municipality_ags", "parent_id", "inhabitants"]
        indicators = [
            ("bevoelkerung", "Bevölkerung", "Personen", "demographie", "Hauptwohnung"),
            ("altenquotient", "Altenquotient", "je 100", "demographie", "ab 65 je 100"),
        ]
        write_home(
            tmp_path,
            {
                "area": pd.DataFrame(places, columns=described),
                "area_member": pd.DataFrame(
                    [(town, hamlet, True), (town, village, True), (town, town, False), (hamlet, hamlet, True),
                     (village, village, True)], columns=["ancestor_id", "area_id", "is_leaf"],
                ),
                "area_population": pd.DataFrame(rows, columns=names_),
                "indicator": pd.DataFrame(
                    indicators, columns=["indicator_id", "title", "unit", "topic", "definition"]
                ),
                "indicator_value": pd.DataFrame(values, columns=columns),
            },
        )  # fmt: skip
        monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
        context = opened()
        return lambda *wanted: gebietsprofil(context, find_areas(context, wanted), CREATED)

    def test_twelve_persons_have_no_ratios(self, document):
        made = document("Würzhöfe", "Dorf")
        table = cells(tables(made)["Kennzahlen in Würzhöfe und zum Vergleich"])
        assert table["Bevölkerung"] == ["12", "12", "0", "300", "…"]
        # Too few for a ratio, and one that may not be shown: never a number, never 0.
        assert table["Altenquotient (je 100)"] == ["x", "x", "x", "·", "…"]
        assert [
            row[4].words for row in tables(made)["Altersgruppen in Würzhöfe, Personen am 31. Dezember"].rows
        ] == ["x"] * 12

    def test_a_withheld_cell_is_hatched_and_no_zero(self, document):
        made = document("Würzhöfe", "Dorf")
        row = next(
            one for one in reopened(made).tables[1].rows if one.cells[0].text.startswith("Altenquotient")
        )
        assert row.cells[4].text == "·"
        assert row.cells[4]._tc.tcPr.find(qn("w:shd")).get(qn("w:val")) == "thinDiagStripe"

    def test_without_forecast_and_moves_it_says_so(self, document):
        made = document("Würzhöfe")
        said = paragraphs(made)
        assert "Für Würzhöfe liegt keine Prognose vor." in said
        assert "Zu- und Fortzüge nach Herkunft und Ziel nicht geliefert" in said
        assert "keine Kinderzahlen nach Altersjahren" in said
        assert pdf.pdf(made).startswith(b"%PDF")

    def test_nothing_known_of_a_whole_town_is_missing(self, document):
        table = cells(tables(document("Öde"))["Kennzahlen in Öde"])
        assert table["Bevölkerung"] == ["…", "…", "…"]

    def test_umlauts_stay_in_the_name_of_the_file(self, document, tmp_path):
        written = write(document("Würzhöfe"), tmp_path / "aus")
        assert {path.name for path in written} == {
            "Gebietsprofil-Würzhöfe.docx",
            "Gebietsprofil-Würzhöfe.pdf",
        }
        assert all(path.stat().st_size > 10_000 for path in written)


def test_names_of_files_suit_every_system():
    assert names.file_name("Gebietsprofil A/B: „Süd“ ?", "pdf") == "Gebietsprofil-A-B-Süd.pdf"
    assert names.file_name("CON", "docx") == "Dokument.docx"
    # A name from a Mac, its umlaut in two parts, is the same name.
    assert names.file_name("Torfbru\u0308ck", "pdf") == "Torfbrück.pdf"
    assert len(names.file_name("x" * 300, "pdf")) <= 84


class TestAreas:
    def test_a_name_that_is_nearly_right_is_offered(self, context):
        with pytest.raises(DashboardError, match=r"Gemeint sein könnte: .*Kleinauen-Dorf"):
            find_areas(context, ["Kleinauen-Dor"])

    def test_capitals_and_keys_do(self, context):
        area = find_areas(context, [VILLAGE])[0]
        assert find_areas(context, [VILLAGE.upper(), area.area_id]) == [area]


class TestKitaPlan:
    def test_chapters_are_those_of_a_plan(self, plan_document):
        found = [one.text for one in reopened(plan_document).paragraphs if one.style.name == "Heading 1"]
        assert found == CHAPTERS

    def test_all_five_tables_are_there(self, plan_document):
        captions = list(tables(plan_document))
        assert {name[:2] for name in captions} >= {"T1", "T2", "T3", "T4", "T5"}

    def test_places_of_the_statement_are_those_of_the_group_list(self, context, plan):
        town = plan.area.area_id
        rows = plan.statement[
            (plan.statement["area_id"] == town) & (plan.statement["kita_year"] == plan.last_observed)
        ]
        for band, part in rows.groupby("band"):
            listed = context.reader.cursor().execute(
                "SELECT sum(places_approved), coalesce(sum(places_approved) FILTER (hours_per_day > 7), 0), "
                "coalesce(sum(places_approved) FILTER (is_integrative), 0) FROM facility_group "
                "WHERE band = ? "
                "AND make_date(?, 8, 1) BETWEEN valid_from AND coalesce(valid_to, DATE '9999-12-31')",
                [band, plan.last_observed],
            )
            found = part[["approved", "approved_long", "approved_integrative"]].iloc[0].tolist()
            assert found == [float(one) for one in listed.fetchone()]

    def test_statement_has_six_years_of_every_settlement(self, plan):
        ids = {area.area_id for area in areas.tree(plan.context).values() if area.is_place}
        assert set(plan.statement["area_id"]) == ids
        ahead = plan.statement[plan.statement["is_forecast"]]
        assert (ahead.groupby(["area_id", "band"])["kita_year"].nunique() == 6).all()
        need = plan.statement.set_index(["area_id", "band", "kita_year"])["need"]
        balance = plan.balance("u3", [plan.area]).set_index("kita_year")["need"]
        assert need[(plan.area.area_id, "u3", plan.years[2])] == pytest.approx(balance[plan.years[2]])

    def test_workbook_holds_the_statement_with_empty_cells_for_missing(self, plan):
        book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.workbook(plan)))
        assert book.sheet_names == [
            "§ 21 NKiTaG (T5)", "T1 Gruppen", "T2 Kinder", "T3 Saldo", "T4 Maßnahmen", "Hinweise",
        ]  # fmt: skip
        head, *rows = book.get_sheet_by_name("§ 21 NKiTaG (T5)").to_python()
        assert head[6:] == [
            "genehmigt", "belegt", "Bedarf", "genehmigt, über 7 Stunden", "belegt, über 7 Stunden",
            "Bedarf, über 7 Stunden", "genehmigt, integrativ", "belegt, integrativ", "Bedarf, integrativ",
        ]  # fmt: skip
        assert len(rows) == len(plan.statement)
        missing = plan.statement["occupied"].isna().sum()
        assert sum(row[7] == "" for row in rows) == missing

    def test_the_statement_lies_on_its_side_in_pdf(self, plan_document):
        read = pypdf.PdfReader(io.BytesIO(pdf.pdf(plan_document)))
        wide = [page for page in read.pages if page.mediabox.width > page.mediabox.height]
        assert any("§ 21 NKiTaG" in page.extract_text() for page in wide)
        assert len(read.outline) >= 12
        _, alts = structure(read.trailer["/Root"]["/StructTreeRoot"])
        assert any(one.startswith("Karte.") for one in alts)


class TestPictures:
    def test_every_picture_of_a_profile_is_sound_svg(self, profile):
        for block in profile.blocks:
            if isinstance(block, blocks.Image):
                root = ET.fromstring(block.svg)
                assert len(list(root.iter())) > 5, block.heading

    @pytest.mark.parametrize("panel_of", [fan_panel.panel, lambda one: map_panel.panel(one, one.map_options)])
    def test_alone_it_carries_title_source_and_date(self, context, panel_of):
        selection = selection_of(context, find_areas(context, [VILLAGE])[0])
        panel, notes = panel_of(selection), sources.notes(selection, "")
        drawn = picture.drawn_alone(context, panel, notes, CREATED, "svg").decode()
        words = " ".join(part.strip() for part in ET.fromstring(drawn).itertext())
        assert panel.heading in words
        assert "Quelle: Melderegister" in words
        assert "erstellt am 22.11.2026" in words
        painted = picture.drawn_alone(context, panel, notes, CREATED, "png")
        assert painted.startswith(b"\x89PNG")
        assert int.from_bytes(painted[16:20]) > 1500


def test_the_command_writes_files_and_refuses_in_german(mini_home, tmp_path, monkeypatch):
    monkeypatch.setenv("KOHORTE_HOME", str(mini_home.root))
    runner, out = CliRunner(), tmp_path / "profil.docx"
    done = runner.invoke(report_command.app, ["gebietsprofil", "--area", VILLAGE, "--out", str(out)])
    assert done.exit_code == 0, done.exception
    assert f"Geschrieben: {out}" in done.output
    assert out.read_bytes().startswith(b"PK")
    refused = runner.invoke(report_command.app, ["kita-plan", "--area", "Nirgendwo", "--out", str(tmp_path)])
    assert "„Nirgendwo“ gibt es im Datenbestand nicht" in str(refused.exception)
    wrong = runner.invoke(report_command.app, ["gebietsprofil", "--area", VILLAGE, "--out", "profil.odt"])
    assert "Als „.odt“ lässt sich kein Dokument schreiben" in str(wrong.exception)


def test_the_page_offers_what_it_can_write():
    assert set(offer.LABELS) <= set(names.TYPES)
