"""Plans that are kept, by command, button and document, and compared with the present one; own texts."""

import datetime as dt
import json
import shutil
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from dashboards import data
from dashboards.cli import app
from dashboards.documents import blocks
from dashboards.documents.kita_plan import document_of, keeping, plan_of
from dashboards.documents.kita_views import with_own_plans
from dashboards.documents.views import find_areas
from dashboards.errors import DashboardError
from dashboards.topics.kita import plans
from dashboards.topics.kita.home_files import KeepingError
from dashboards.topics.kita.past import files
from dashboards.topics.kita.past.record import KeptPlan
from dashboards.topics.kita.planned import Plan, Planned
from dashboards.topics.kita.siting import ways
from tests.pages.opened import open_topic, words
from warehouse.settings import Home

TOWN, VILLAGE = "03959001", "03959001-0101"
BEFORE = dt.date(2024, 3, 1)
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def own_home(mini_home: Home, tmp_path_factory):
    """The mini home in a folder of its own, so that plans can be kept."""
    root = tmp_path_factory.mktemp("kept")
    for part in ("warehouse", "forecasts"):
        shutil.copytree(mini_home.root / part, root / part)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOHORTE_HOME", str(root))
        yield Home(root)


@pytest.fixture(autouse=True)
def emptied(own_home):
    yield
    for folder in (plans.FOLDER, "kita-texte"):
        shutil.rmtree(own_home.root / folder, ignore_errors=True)


def kept(own_home: Home) -> KeptPlan:
    done = CliRunner().invoke(
        app,
        ["kita", "keep", "--area", TOWN, "--home", str(own_home.root), "--by", "Amt", "--name", "Plan 25"],
    )
    assert done.exit_code == 0, done.output
    (plan,) = files.kept(data.open_context(), TOWN).values()
    return plan


def as_of_last_year(plan: KeptPlan, own_home: Home, more_children: float = 1.2) -> KeptPlan:
    """The plan as if kept a year before: its observed year a forecast then, with so many more children."""
    first, *later = plan.years
    changed = plan.model_dump(mode="json")
    changed |= {"name": "Vorjahr", "kept_on": str(BEFORE), "run_id": "frueher", "base_year": first - 1}
    changed["years"] = [first - 1, first, *later[:-1]]
    for key, rows in plan.children.items():
        ages = [[None if value is None else value * more_children for value in row] for row in rows]
        # The children of the year before are those of its own plan: here simply those of the observed year.
        changed["children"][key] = [list(rows[0]), *ages[:-1]]
    for band in plan.bands:
        for rows in changed["bands"][band]["areas"].values():
            for name, values in rows.items():
                rows[name] = [values[0], *values[:-1]]
    for band in plan.bands:
        for area, rows in changed["bands"][band]["areas"].items():
            scaled = plan.bands[band].areas[area]
            rows["children"][1] = scaled.children[0] * more_children
            rows["need"][1] = scaled.need[0] * more_children
            rows["saldo"][1] = scaled.places[0] - rows["need"][1]
            rows["probability"][1] = 0.9
    old = KeptPlan.model_validate(changed)
    files.keep(data.open_context(), old)
    return old


def test_a_kept_plan_tells_need_places_saldo_and_probability_of_every_area_band_and_year(own_home):
    plan = kept(own_home)
    assert (plan.author, plan.name, plan.run_id) == ("Amt", "Plan 25", data.open_context().run_id)
    assert set(plan.bands) == {"u3", "ue3", "grundschule"}
    assert {TOWN, VILLAGE} <= set(plan.bands["ue3"].areas)
    for year in plan.years:
        places, need, saldo, chance = (
            plan.number("ue3", TOWN, year, name) for name in ("places", "need", "saldo", "probability")
        )
        assert saldo == pytest.approx(places - need, abs=0.01)
        assert 0 <= chance <= 1
    # Need by age sums to the need; medians of sums differ from sums of means by a trifle.
    year = plan.years[3]
    ages = plan.children[TOWN][3]
    per_child = plan.bands["ue3"].areas[TOWN].per_child[3]
    by_age = sum(a * b for a, b in zip(ages, per_child, strict=True))
    assert by_age == pytest.approx(plan.number("ue3", TOWN, year, "need"), rel=0.05)


def test_the_same_plan_again_has_not_changed_and_nothing_has_come_yet(own_home):
    kept(own_home)
    told = CliRunner().invoke(app, ["kita", "since", "--area", TOWN, "--home", str(own_home.root)]).output
    assert "der Saldo ist wie im Plan vom" in told
    assert "ist noch keines beobachtet" in told


def test_the_page_says_what_changed_since_last_years_plan_and_how_good_it_was(own_home):
    plan = kept(own_home)
    as_of_last_year(plan, own_home)
    page = open_topic("kita", vertiefung="rueckblick", altersband="ue3", kitajahr=str(plan.years[0]))
    told = words(page)
    assert "als im Plan vom 01.03.2024, am meisten durch: Bestand" in told
    assert "Wie gut der Plan vom 01.03.2024 war" in told
    # Expected were a fifth more children than came.
    assert "20,0" in told
    assert "Vorjahr" in page.selectbox(key="plan-damals").options[1]


def test_the_page_keeps_the_plan_as_it_is_set_and_deletes_it(own_home):
    page = open_topic("kita", vertiefung="rueckblick", altersband="ue3", **{"zielquote-ue3": "80"})
    assert "noch kein Plan festgehalten" in words(page)
    page.text_input(key="kita-festhalten-name").set_value("Mit 80 %")
    page.button(key="kita-festhalten").click().run()
    assert not page.exception
    assert "Plan „Mit 80 %“ mit" in words(page)
    (plan,) = files.kept(data.open_context(), VILLAGE).values()
    assert "Zielquote 80" in plan.bands["ue3"].settings
    (key,) = files.kept(data.open_context())
    page.button(key=f"kita-plan-weg-{key}").click().run()
    assert not page.exception
    assert files.kept(data.open_context()) == {}


def test_a_document_is_kept_and_compares_itself_with_the_plan_before(own_home):
    context = data.open_context()
    area = find_areas(context, [TOWN])[0]
    plan = plan_of(context, area, TODAY)
    first = document_of(plan)
    assert any("ist kein früherer Plan festgehalten" in one for one in _paragraphs(first))
    keeping.keep_made(plan, "Amt")
    (mine,) = files.kept(context, TOWN).values()
    assert mine.name.startswith("Bedarfsplan ")
    as_of_last_year(mine, own_home)
    again = document_of(plan_of(context, area, TODAY))
    captions = [block.caption for block in again.blocks if isinstance(block, blocks.Table)]
    assert any("Saldo damals und heute nach Ursachen" in one for one in captions)
    assert "Wie gut der letzte Plan war" in captions


def test_own_plans_count_in_page_and_document_with_their_status(own_home):
    context = data.open_context()
    measure = Planned(
        title="Anbau", area_id=VILLAGE, band="ue3", group_type="kindergarten", status="beschlossen",
        starts_on="2027-08-01", groups=1, places=25,
    )  # fmt: skip
    plans.keep(context, Plan(name="Dorf", saved_on="2026-01-01", measures=(measure,)))
    area = find_areas(context, [TOWN])[0]
    usual, with_plan = (
        plan_of(context, area, TODAY, with_own_plans(context, area, names)) for names in ([], ["dorf"])
    )
    gained = with_plan.states["ue3"].area["places"].max() - usual.states["ue3"].area["places"].max()
    assert gained == 25
    t4 = next(
        block for block in document_of(with_plan).blocks
        if isinstance(block, blocks.Table) and block.caption.startswith("T4")
    )  # fmt: skip
    (row,) = [[cell.words for cell in row] for row in t4.rows if row[0].words == "Anbau"]
    assert row[2] == "beschlossen, Plan „Dorf“" and row[-1] == "ja"
    with pytest.raises(KeepingError, match=r"Plan „Stadt“ ist nicht gespeichert\. Gespeichert: „Dorf“"):
        with_own_plans(context, area, ["Stadt"])


def test_texts_of_the_office_stand_in_the_plan_and_missing_ones_are_fields(own_home):
    context = data.open_context()
    area = find_areas(context, [TOWN])[0]
    fields = [
        block.caption for block in document_of(plan_of(context, area, TODAY)).blocks
        if isinstance(block, blocks.Table) and "vom Amt auszufüllen" in block.caption
    ]  # fmt: skip
    assert [one.split(":")[0] for one in fields] == ["Beschluss", "Beteiligung", "Wartelisten"]
    folder = own_home.root / "kita-texte"
    folder.mkdir()
    (folder / "beteiligung.md").write_text("## Träger\nGehört am 3. Mai.\n\n- AWO\n- **DRK**\n")
    document = document_of(plan_of(context, area, TODAY))
    assert "Gehört am 3. Mai." in _paragraphs(document)
    assert any(
        isinstance(block, blocks.Points) and block.words == ("AWO", "DRK") for block in document.blocks
    )
    (folder / "beschluss.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DashboardError, match=r"kita-texte/beschluss\.md: kein Text in UTF-8"):
        document_of(plan_of(context, area, TODAY))


def test_a_damaged_kept_plan_is_named_and_others_still_count(own_home):
    plan = kept(own_home)
    folder = own_home.root / files.FOLDER
    (file,) = folder.glob("*.json")
    cut = json.loads(file.read_text())
    cut["bands"]["ue3"]["areas"][TOWN]["need"] = [1.0]
    (folder / "geschnitten.json").write_text(json.dumps(cut))
    (folder / "leer.json").write_bytes(b"\x00")
    context = data.open_context()
    assert list(files.kept(context).values()) == [plan]
    told = files.damaged(context)
    assert len(told) == 2 and all("Bitte die Datei aus einer Sicherung" in one for one in told)


def test_kept_plans_need_the_werkbank(own_home):
    plan = kept(own_home)
    outside = replace(data.open_context(), role="mitglied:03959001")
    assert files.kept(outside) == {}
    with pytest.raises(KeepingError, match="nur in der Werkbank"):
        files.keep(outside, plan)


def test_walking_times_of_the_home_are_used_and_told(own_home):
    file = own_home.root / ways.FILE
    file.write_text(f"von;nach;minuten\n{VILLAGE};{TOWN}-0102;gesperrt\n")
    ask = ["kita", "propose", "--area", TOWN, "--home", str(own_home.root), "--budget", "0"]
    told = CliRunner().invoke(app, ask).output
    file.write_text("von;nach;minuten\nNirgendwo;Kleinauen;5\n")
    refused = CliRunner().invoke(app, ask)
    file.unlink()
    assert "nach kita-wege.csv (4 km in der Stunde)" in told
    assert "Zeile 2: Gebiet „Nirgendwo“ ist unbekannt" in str(refused.exception)


def _paragraphs(document: blocks.Document) -> list[str]:
    return [block.words for block in document.blocks if isinstance(block, blocks.Paragraph)]
