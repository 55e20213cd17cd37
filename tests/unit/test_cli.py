"""The command line: German help, JSON where it reports, one sentence where it refuses."""

import json
from pathlib import Path

import pytest

from tests.command import kohorte
from warehouse.settings import Home

COMMANDS = ("demo", "ingest", "build", "forecast", "serve", "status")


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
