"""The audit log tells the first line that was changed, cut out, put in or mixed up, and holds no numbers."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboards.audit_command import noted
from tests.command import kohorte
from warehouse import audit
from warehouse.audit import Entry, check, note, prune
from warehouse.errors import StorageError


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Ten entries in three months."""
    for number in range(10):
        at = datetime(2026, 1 + number // 4, 1 + number, 8, tzinfo=UTC)
        note(tmp_path, Entry("download", "Anna", f"tabelle-{number}.csv", {"stand": "abc"}), at)
    return tmp_path


def change(log: Path, file: int, edit) -> None:
    path = audit.files(log)[file]
    path.write_text(
        "".join(edit(path.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8"
    )


def test_an_untouched_log_holds(log: Path):
    found = check(log)
    assert (found.lines, found.fault) == (10, "")
    assert [line.number for line in audit.lines(log)] == list(range(1, 11))


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            lambda rows: [rows[0], rows[1].replace("Anna", "Bert"), *rows[2:]],
            "Zeile 2 .Eintrag 6. wurde verändert",
        ),
        (lambda rows: [rows[0], *rows[2:]], "Zeile 2 .Eintrag 7. folgt nicht auf Eintrag 5"),
        (lambda rows: [rows[1], rows[0], *rows[2:]], "Zeile 1 .Eintrag 6. folgt nicht auf Eintrag 4"),
        (lambda rows: [rows[0], rows[0], *rows[1:]], "Zeile 2 .Eintrag 5. folgt nicht auf Eintrag 5"),
        (lambda rows: [*rows[:3], "{kaputt\n"], "Zeile 4: unlesbar"),
        (lambda rows: rows[:-1], "2026-03.jsonl, Zeile 1 .Eintrag 9. folgt nicht auf Eintrag 7"),
    ],
)
def test_the_first_broken_line_is_told(log: Path, edit, words: str):
    change(log, 1, edit)
    assert re.search(words, check(log).fault)


def test_a_cut_end_is_told_by_a_seal_kept_elsewhere(log: Path):
    seal = check(log).last_seal
    assert check(log, seal).fault == ""
    change(log, 2, lambda rows: rows[:-1])
    assert check(log).fault == ""
    assert "das Ende wurde gekürzt" in check(log, seal).fault


def test_a_line_sealed_anew_breaks_the_next(log: Path):
    """Whoever changes a line and computes its seal again has to change all that follow."""
    rows = list(audit.lines(log))
    forged = audit._sealed(rows[3].number, rows[3].at, Entry("download", "Bert"), rows[3].before)
    content = audit._content(forged.number, forged.at, forged.entry, forged.before) | {"siegel": forged.seal}
    change(log, 0, lambda lines: [*lines[:3], json.dumps(content) + "\n"])
    assert "Eintrag 5) folgt nicht auf Eintrag 4" in check(log).fault


def test_old_months_go_and_the_rest_stays_sealed(log: Path):
    assert prune(log, date(2027, 2, 15)) == ["2026-01"]
    assert check(log).fault == ""
    assert check(log).lines == 6
    assert prune(log, date(2036, 1, 1)) == ["2026-02"], "the newest month stays: the next line follows it"


def test_many_at_once_leave_one_chain(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: note(tmp_path, Entry("download", f"P{number}")), range(60)))
    assert check(tmp_path).lines == 60
    assert check(tmp_path).fault == ""


def test_words_that_are_no_names_are_not_kept(tmp_path: Path):
    line = note(tmp_path, Entry("download", "Anna\n{}", "x;1;2;3\n4", {"werte": "a|b" * 200}))
    assert line.entry == Entry(
        "download", "(nicht vermerkt)", "(nicht vermerkt)", {"werte": "(nicht vermerkt)"}
    )


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path):
    (tmp_path / "datei").write_text("")
    with pytest.raises(StorageError, match="ohne Nachweis wird nichts getan"):
        note(tmp_path / "datei", Entry("download", "Anna"))


def test_commands_that_change_something_are_noted_with_their_outcome(tmp_path: Path):
    done = kohorte(
        "release", "withdraw", "abc", "--reason", "Fehler in Zelle 17", "--by", "Anna", home=tmp_path
    )
    assert done.returncode == 1
    kohorte("status", home=tmp_path)
    (line,) = audit.lines(tmp_path / audit.FOLDER)
    assert (line.entry.what, line.entry.who, line.entry.of) == ("release withdraw", "Anna", "abc")
    assert dict(line.entry.details) == {"ausgang": "abgewiesen"}
    done = kohorte("audit", "check", home=tmp_path)
    assert "1 Einträge, unverändert" in done.stdout
    change(tmp_path / audit.FOLDER, 0, lambda rows: [rows[0].replace("Anna", "Bert")])
    done = kohorte("audit", "check", home=tmp_path)
    assert done.returncode == 1
    assert "Eintrag 1) wurde verändert" in done.stderr


def test_a_kita_plan_that_is_kept_is_noted_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
    for arguments in (
        ["kita", "keep", "--area", "VRA", "--name", "Plan 26", "--by", "Amt"],
        ["kita", "propose", "--area", "VRA", "--keep", "Ausbau"],
    ):
        with pytest.raises(SystemExit), noted(arguments):
            raise SystemExit(0)
    kept, proposed = audit.lines(tmp_path / audit.FOLDER)
    assert (kept.entry.what, kept.entry.who) == ("kita keep", "Amt")
    assert dict(kept.entry.details) == {"area": "VRA", "name": "Plan 26", "ausgang": "fertig"}
    assert (proposed.entry.what, proposed.entry.details["keep"]) == ("kita propose", "Ausbau")


def test_a_command_that_only_looks_is_not_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
    looking = ["kita", "propose", "--area", "VRA"]
    for arguments in (["status"], ["release", "list"], ["build", "--help"], looking):
        with noted(arguments):
            pass
    assert audit.files(tmp_path / audit.FOLDER) == []
