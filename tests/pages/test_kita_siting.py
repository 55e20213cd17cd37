"""The view "Was tun" and own plans: proposed, kept, switched off, deleted; never outside the Werkbank."""

import json
import shutil
import time
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from dashboards import data
from dashboards.cli import app
from dashboards.topics.kita import own_rates, plans
from dashboards.topics.kita.home_files import KeepingError
from dashboards.topics.kita.planned import Plan, Planned
from dashboards.topics.kita.siting.desk import DESK, MOST_WAITING, Desk
from forecasting.errors import SitingError
from forecasting.siting.proposal import Proposal, Step, outcome
from tests.pages.opened import figures, open_topic, words
from warehouse import audit
from warehouse.settings import Home

TOWN, VILLAGE = "03959001", "03959001-0101"
SHORT = {
    "vertiefung": "wastun",
    "altersband": "u3",
    "zielquote-u3": "100",
    "neubau": "alle",
    "budget": "5",
    "lohnt": "0",
    "investitionsgewicht": "0",
}


@pytest.fixture
def own_home(mini_home: Home, tmp_path, monkeypatch) -> Home:
    """The mini home in a folder of its own, so that plans can be kept."""
    for part in ("warehouse", "forecasts"):
        shutil.copytree(mini_home.root / part, tmp_path / part)
    monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
    return Home(tmp_path)


def proposed(**query: str):
    """The page after a proposal was asked for and found."""
    page = open_topic("kita", **(SHORT | query))
    page.button(key="kita-rechnen").click().run()
    assert not page.exception
    until = time.monotonic() + 90
    while any(job.is_pending for job in DESK._jobs.values()) and time.monotonic() < until:
        time.sleep(0.1)
    page.run()
    assert not page.exception
    return page


def noted(home: Home) -> list[str]:
    """What the audit log says was done, oldest first."""
    return [line.entry.what for line in audit.lines(home.root / audit.FOLDER)]


def places(page) -> list[float]:
    return next(one["y"] for one in figures(page)[1]["data"] if one.get("name") == "Plätze")


def test_a_proposal_is_found_kept_as_measures_switched_off_and_deleted(own_home):
    page = proposed()
    told = words(page)
    assert "Kinder ohne Platz, für" in told
    assert "mehr ohne Platz" in told
    assert "stattdessen" in told
    assert "keine Entscheidung" in told
    before = places(page)
    page.text_input(key="kita-planname").set_value("Plan A")
    keep = next(button for button in page.button if button.label == "Als Maßnahmen behalten")
    keep.click().run()
    assert not page.exception
    assert (own_home.root / plans.FOLDER).is_dir()
    assert "Plan „Plan A“ gespeichert" in words(page)
    assert "Kita-Plan behalten" in noted(own_home)
    assert places(page)[-1] > before[-1]
    # Its measures stand among the others, and the address says that the plan counts.
    (key,) = page.session_state["plaene"]
    again = open_topic("kita", plaene=key, **SHORT)
    assert places(again)[-1] == places(page)[-1]
    without = open_topic("kita", **SHORT)
    assert places(without)[-1] == before[-1]
    without.button(key=f"kita-weg-{key}").click().run()
    assert not without.exception
    assert not list((own_home.root / plans.FOLDER).glob("*.yml"))
    assert noted(own_home)[-1] == "Kita-Plan gelöscht"


def test_a_plan_counts_from_the_kita_year_it_begins_in_and_only_where_it_lies(own_home):
    context = data.open_context()
    measure = Planned(
        title="Anbau", area_id=VILLAGE, band="u3", group_type="krippe",
        starts_on="2027-08-02", groups=1, places=15,
    )  # fmt: skip
    plans.keep(context, Plan(name="Dorf", saved_on="2026-01-01", measures=(measure,)))
    (key,) = plans.saved(context)
    usual, planned = (places(open_topic("kita", gebiet=TOWN, **extra)) for extra in ({}, {"plaene": key}))
    gained = [after - then for after, then in zip(planned, usual, strict=True)]
    # Observed years 2020–2024, then 2025–2033; open after 1 August 2027 counts from 2028 on.
    assert gained[:8] == [0] * 8 and set(gained[8:]) == {15}
    assert places(open_topic("kita", gebiet=f"{TOWN}-0102", plaene=key)) == places(
        open_topic("kita", gebiet=f"{TOWN}-0102")
    )


def test_plans_need_the_werkbank(own_home):
    context = data.open_context()
    plan = Plan(
        name="X", saved_on="2026-01-01",
        measures=(Planned(title="a", area_id=TOWN, band="u3", group_type="krippe", starts_on="2027-08-01",
                          groups=1, places=15),),
    )  # fmt: skip
    for outside in (
        replace(context, role="öffentlichkeit:"),
        replace(context, role="mitglied:03959001"),
        replace(context, is_released=True),
    ):
        with pytest.raises(KeepingError, match="nur in der Werkbank"):
            plans.keep(outside, plan)
        assert plans.saved(outside) == {}
    assert not (own_home.root / plans.FOLDER).exists()


def test_a_damaged_plan_is_named_and_does_not_count(own_home):
    folder = own_home.root / plans.FOLDER
    folder.mkdir()
    (folder / "kaputt.yml").write_text("name: X\nsaved_on: 2026-01-01\nmeasures: [{title: a}]\n")
    (folder / "leer.yml").write_bytes(b"\xff\xfe\x00")
    context = data.open_context()
    assert plans.saved(context) == {}
    told = plans.damaged(context)
    assert "kita-plaene/kaputt.yml: measures.0.area_id stimmt nicht" in told[0]
    assert "Bitte die Datei berichtigen oder löschen" in told[1]


def test_an_observed_year_cannot_be_planned(own_home):
    assert "braucht ein Prognosejahr" in words(open_topic("kita", kitajahr="2022", vertiefung="wastun"))


def test_one_question_at_a_time_and_not_too_many_wait():
    running, most = [], []

    def slow(question):
        running.append(question)
        most.append(len(running))
        time.sleep(0.05)
        running.pop()
        raise SitingError("Standortvorschlag: nichts gefunden.")

    desk = Desk(slow)
    jobs = [desk.ask(number, number) for number in range(MOST_WAITING + 4)]
    assert any("warten schon" in job.refusal for job in jobs)
    while any(job.is_pending for job in jobs):
        time.sleep(0.02)
    assert max(most) == 1
    assert jobs[0].state == "refused" and "nichts gefunden" in jobs[0].refusal
    # A refused question may be asked again, an answered one is not worked out twice.
    assert desk.ask(0, 0) is not jobs[0]


def test_own_shares_are_kept_chosen_compared_and_deleted(own_home):
    page = open_topic("kita", vertiefung="quoten")
    page.number_input(key="kita-quote-1").set_value(80.0)
    page.text_input(key="kita-quotenname").set_value("Unser Ziel")
    next(one for one in page.button if one.label == "Quoten behalten").click().run()
    assert not page.exception
    assert "Quoten „Unser Ziel“ gespeichert und gewählt." in words(page)
    assert "gewählt: Unser Ziel" in words(page)
    key = page.selectbox(key="inanspruch").value
    assert key.startswith("eigen-")
    assert "nach Alter: Unser Ziel" in words(page)
    compared = open_topic("kita", vertiefung="vergleich", vergleich=f"q-{key}")
    assert "Unser Ziel" in words(compared)
    page.button(key=f"kita-quote-weg-{key}").click().run()
    assert not page.exception
    assert page.selectbox(key="inanspruch").value == "beobachtet"


def test_a_quota_over_100_percent_is_named_with_its_age_and_remedy(own_home):
    with pytest.raises(
        KeepingError, match=r"Alter 2: 130 % liegt nicht zwischen 0 und 100 %\. Bitte berichtigen"
    ):
        own_rates.keep(data.open_context(), "zu viel", (1, 40, 130, 90, 95, 95, 95), 50)
    folder = own_home.root / own_rates.FOLDER
    folder.mkdir(exist_ok=True)
    (folder / "zu-viel.yml").write_text(
        "name: x\nsaved_on: 2026-01-01\nkita: [0.1, 0.4, 1.3, 0.9, 0.9, 0.9, 0.9]\npupil: 0.5\n"
    )
    (told,) = own_rates.damaged(data.open_context())
    assert "kita-quoten/zu-viel.yml: kita.2 stimmt nicht" in told


def test_the_command_proposes_and_names_the_years_there_are(own_home):
    ask = ["kita", "propose", "--area", TOWN, "--home", str(own_home.root)]
    late = CliRunner().invoke(app, [*ask, "--year", "2099"])
    assert "Bitte ein Jahr von 2025 bis" in str(late.exception)
    done = CliRunner().invoke(app, [*ask, "--budget", "0", "--json"])
    told = json.loads(done.stdout)
    assert told["investment"] == 0
    assert told["planned"] <= told["without"] + 0.5
    assert "file" not in told


def test_the_command_starts_from_an_own_plan_and_keeps_its_proposal_as_one(own_home, monkeypatch):
    ask = ["kita", "propose", "--area", TOWN, "--home", str(own_home.root), "--json"]
    # Both groups of the only house go, so fewer places are there before anything is proposed.
    closed = [
        Planned(
            title="Schließung", area_id=VILLAGE, facility_id="03959001-K001", band=band, group_type=kind,
            status="schliessung", starts_on="2026-08-01", groups=-1, places=-size,
        )
        for band, kind, size in (("u3", "krippe", 15), ("ue3", "kindergarten", 25))
    ]  # fmt: skip
    plans.keep(data.open_context(), Plan(name="Ohne Haus", saved_on="2026-01-01", measures=tuple(closed)))
    usual = json.loads(CliRunner().invoke(app, ask).stdout)
    begun = json.loads(CliRunner().invoke(app, [*ask, "--plan", "Ohne Haus"]).stdout)
    assert begun["without"] > usual["without"] + 1
    nothing = CliRunner().invoke(app, [*ask, "--budget", "0", "--keep", "Dazu"])
    assert "keinen Schritt, „Dazu“ wurde nicht geschrieben" in str(nothing.exception)

    def one_step(problem, *, minimal_regret):
        action = next(one for one in problem.actions if one.key.startswith("enlarge"))
        none = outcome(problem, np.zeros(len(problem.actions), dtype=np.int64))
        return Proposal((Step(action, 1, 5.0),), none, none, 0.0)

    monkeypatch.setattr("forecasting.siting.apart.propose_apart", one_step)
    told = json.loads(CliRunner().invoke(app, [*ask, "--keep", "Dazu"]).stdout)
    assert (own_home.root / told["file"]).is_file()
    (measure,) = plans.named(data.open_context(), ["Dazu"])[0].measures
    assert (measure.facility_id, measure.groups, measure.status) == ("03959001-K001", 1, "idee")
    unknown = CliRunner().invoke(app, [*ask, "--plan", "Nie"])
    assert "„Nie“ ist nicht gespeichert" in str(unknown.exception)
