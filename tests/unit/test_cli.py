"""The command line: German help, JSON where it reports, one sentence where it refuses."""

import json
from pathlib import Path

import pytest

from tests.command import kohorte
from warehouse.settings import Home

COMMANDS = ("demo", "ingest", "build", "forecast", "assumptions", "serve", "status")


def test_help_names_every_command_in_german(tmp_path: Path):
    text = kohorte("--help", home=tmp_path).stdout
    assert all(command in text for command in COMMANDS)
    assert "Eine Lieferung prüfen" in text


def test_status_of_an_empty_home_says_what_to_do(tmp_path: Path):
    done = kohorte("status", home=tmp_path)
    assert done.returncode == 0
    assert "Noch kein Datenbestand" in done.stdout
    assert json.loads(kohorte("status", "--json", home=tmp_path).stdout)["build"] is None


def test_status_reports_the_mini_municipality(mini_home: Home):
    found = json.loads(kohorte("status", "--json", home=mini_home.root).stdout)
    (root,) = found["build"]["roots"]
    assert root["reference_date"] == "2024-12-31"
    assert root["persons"] > 0
    assert found["forecast"]["horizon_year"] == 2044
    assert set(found["forecast"]["scenarios"]) >= {"basis", "obere", "untere"}


def test_build_and_forecast_make_nothing_twice(mini_home: Home):
    assert json.loads(kohorte("build", "--json", home=mini_home.root).stdout)["is_new"] is False


@pytest.mark.parametrize("flag", [(), ("--json",)])
def test_a_refusal_is_one_german_sentence(tmp_path: Path, flag: tuple[str, ...]):
    done = kohorte(
        "ingest", str(tmp_path / "fehlt.csv"), "--profile", "generic_population", *flag, home=tmp_path
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Fehler: ")
    assert "fehlt.csv" in done.stderr
    assert "Traceback" not in done.stderr
    if flag:
        assert "fehlt.csv" in json.loads(done.stdout)["error"]


def test_demo_refuses_a_home_with_real_deliveries(mini_home: Home):
    done = kohorte("demo", "--no-serve", home=mini_home.root)
    assert done.returncode == 1
    assert "nicht vom Beispielverband" in done.stderr


def test_assumptions_print_the_sheet_of_the_current_run(mini_home: Home):
    done = kohorte("assumptions", "--scenario", "obere", home=mini_home.root)
    assert done.returncode == 0, done.stderr
    head, *lines = done.stdout.splitlines()
    assert head.startswith("Szenario (leer: alle);Annahme;Gebiet")
    assert any(line.startswith("obere;Zuzüge von außen;") for line in lines)
    assert not any(line.startswith("untere;") for line in lines)
    rows = json.loads(kohorte("assumptions", "--json", home=mini_home.root).stdout)
    assert {"scenario", "component", "value", "source", "base_years", "weight", "author"} <= set(rows[0])
    assert all(row["value"] and row["source"] and row["author"] for row in rows)


def test_an_unknown_scenario_of_the_sheet_lists_those_that_were_run(mini_home: Home):
    done = kohorte("assumptions", "--scenario", "mehr_kinder", home=mini_home.root)
    assert done.returncode == 1
    assert "Gerechnet sind: basis" in done.stderr


def test_without_a_forecast_there_are_no_assumptions(tmp_path: Path):
    assert kohorte("assumptions", home=tmp_path).returncode == 1


def test_forecast_names_scenarios_and_sheet_and_takes_a_file_of_ones_own(mini_home: Home, tmp_path: Path):
    own = tmp_path / "mehr_kinder.yml"
    own.write_text(
        "title: Mehr Kinder\nnarrative: Es kommen mehr Kinder zur Welt.\nreasons: [Probe]\nauthor: Amt\n"
        "date: 2026-01-01\nkind: variante\nparents: [basis]\nchanges:\n  fertility: {0: 1.2}\n",
        encoding="utf-8",
    )
    pointer = mini_home.forecasts / "current.json"
    before = pointer.read_text(encoding="utf-8")
    asked = ("--scenario", "basis", "--scenario", str(own), "--draws", "8")
    done = kohorte("forecast", *asked, "--json", home=mini_home.root)
    pointer.write_text(before, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["scenarios"] == ["basis", "mehr_kinder"]
    assert Path(told["sheet"]).read_text(encoding="utf-8-sig").startswith("Szenario (leer: alle);")
    own.write_text(own.read_text(encoding="utf-8").replace("fertility", "kinder"), encoding="utf-8")
    refused = kohorte("forecast", *asked, home=mini_home.root)
    assert refused.returncode == 1
    assert "mehr_kinder.yml, Zeile 9" in refused.stderr
