"""The hosting kit against the program: every command of units, image and guides exists, with every option."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from dashboards.cli import app
from dashboards.listening import Listening
from dashboards.server import server_options

PROJECT = Path(__file__).parents[2]
HOSTING = PROJECT / "dashboards" / "hosting"
UNITS = sorted(path.name for path in HOSTING.glob("*.service"))
PROGRAM = "/srv/kohorte/venv/bin/kohorte"
GUIDES = ("README.md", "SECURITY.md")


def understood(words: list[str]) -> dict[str, Any]:
    """Parse a command line as the program does, without running it; TyperException if it cannot."""
    command = typer.main.get_command(app)
    context = typer.Context(command, info_name="kohorte")
    while isinstance(command, TyperGroup):
        _, found, words = command.resolve_command(context, words)
        assert found is not None
        command = found
        context = typer.Context(command, parent=context)
    return command.make_context("kohorte", words).params


def lines(unit: str, key: str) -> list[str]:
    text = (HOSTING / unit).read_text(encoding="utf-8")
    return [line.removeprefix(f"{key}=") for line in text.splitlines() if line.startswith(f"{key}=")]


def test_a_wrong_option_would_be_noticed():
    for words in (["serve", "--schaufenstr", "x"], ["auditt", "check"], ["audit", "chek"]):
        with pytest.raises(TyperException):
            understood(words)


@pytest.mark.parametrize("unit", UNITS)
def test_every_command_of_a_unit_exists(unit: str):
    commands = lines(unit, "ExecStart")
    assert commands
    for line in commands:
        program, *words = shlex.split(line.replace("${KOHORTE_PORT}", "8602").replace("%i", "03951000"))
        assert program == PROGRAM
        understood(words)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_a_guide_exists(guide: str):
    told = re.findall(r"`(kohorte [^`]+)`", (HOSTING / guide).read_text(encoding="utf-8"))
    assert told
    for line in told:
        # "…" stands for what the reader puts there.
        words = shlex.split(line.replace("…", "x"))[1:]
        if words[0] in {"restore"} and len(words) == 1:
            words.append("x")
        understood(words)


def test_a_unit_may_write_where_its_command_writes_and_nowhere_else():
    for unit in ("kohorte-werkbank@.service", "kohorte-schaufenster.service"):
        (command,) = lines(unit, "ExecStart")
        words = shlex.split(command)
        writable = set(lines(unit, "ReadWritePaths")[0].split())
        login = words[words.index("--login") + 1]
        assert login in writable
        if "--home" in words:
            assert writable == {login, words[words.index("--home") + 1]}
        else:
            shown = words[words.index("--schaufenster") + 1]
            assert writable == {login}
            assert lines(unit, "ReadOnlyPaths") == [shown]
            assert "/srv/kohorte/werkbank" in lines(unit, "InaccessiblePaths")[0]
        assert lines(unit, "ProtectSystem") == ["strict"]
        assert lines(unit, "Restart") == ["always"]


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None and not os.environ.get("CI"), reason="no systemd on this computer"
)
def test_systemd_understands_every_unit(tmp_path: Path):
    for path in (*HOSTING.glob("*.service"), *HOSTING.glob("*.timer")):
        # Only the program is not where a server has it.
        text = path.read_text(encoding="utf-8").replace(PROGRAM, sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "kohorte" in line]
    assert ours == []
    for when in lines("kohorte-probe@.timer", "OnCalendar"):
        subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, check=True)


def image() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (HOSTING / "Containerfile").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            found.setdefault(word, []).append(rest)
    return found


def test_the_image_is_made_of_what_the_project_has():
    told = image()
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = re.search(r"python:3\.(\d+)", told["FROM"][0])
    assert version is not None
    assert int(version.group(1)) >= int(declared["requires-python"].removeprefix(">=3."))
    (install,) = (line for line in told["RUN"] if "pip install" in line)
    wheel = next(line for line in told["RUN"] if "pip wheel" in line)
    (constraint,) = re.findall(r"--constraint (\S+)", install)
    source = wheel.split("cp ")[1].split()[0]
    assert Path(source).name == Path(constraint).name
    assert (PROJECT / Path(source).relative_to("/quelle")).is_file()
    assert told["COPY"] == [". /quelle", "--from=bau /rad /rad"], "the source gets into the image"
    assert declared["scripts"]["kohorte"] == "dashboards.start:main"
    assert told["ENTRYPOINT"] == ['["kohorte"]']
    assert told["EXPOSE"] == [str(Listening().port)]
    assert told["USER"] == ["kohorte"]


def test_the_image_asks_its_health_where_the_server_answers():
    (check,) = image()["HEALTHCHECK"]
    command = re.search(r'CMD \["python", "-c", "(.*)"\]$', check)
    assert command is not None
    compile(command.group(1), "HEALTHCHECK", "exec")
    assert f"127.0.0.1:{Listening().port}/_stcore/health" in command.group(1)


def test_the_usage_told_in_the_image_exists_and_listens_beyond_the_container():
    text = (HOSTING / "Containerfile").read_text(encoding="utf-8")
    told = re.search(r"# (kohorte serve .*)", text)
    assert told is not None
    given = understood(shlex.split(told.group(1))[1:])
    options = server_options(Listening(port=given["port"], address=given["address"]))
    assert "--server.address=0.0.0.0" in options


def test_nothing_of_a_home_is_copied_into_the_image():
    ignored = (HOSTING / "Containerfile.dockerignore").read_text(encoding="utf-8").split()
    assert {"kohorte-daten", ".git", "**/secrets", "**/*.key", "**/login.toml", "**/rechte.yml"} <= set(
        ignored
    )
