"""The life of a release: drafted by one person, checked, approved by another, withdrawn if need be."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from warehouse.attacks.overview import overview_page
from warehouse.attacks.report import report_page
from warehouse.build import code_version
from warehouse.connection import current_build
from warehouse.errors import ReleaseError, spoken_storage_errors
from warehouse.locking import writing
from warehouse.protection.secret import read_secret
from warehouse.release import register
from warehouse.release.cells import released_cells
from warehouse.release.check import check_release
from warehouse.release.design import Audience
from warehouse.release.elsewhere import known_elsewhere, told_by_others
from warehouse.release.frame import read_frame
from warehouse.release.order import Order
from warehouse.release.policy import read_policy
from warehouse.release.register import Event, Release, Verdict
from warehouse.release.release_file import Identity, write_release
from warehouse.settings import Home

# Adds to the finished file what other packages compute from it (forecasts).
Completion = Callable[[Path], None]


def _nothing_more(_: Path) -> None:
    pass


def draft(
    home: Home, municipality_ags: str, audience: Audience, *, by: str, complete: Completion = _nothing_more
) -> Release:
    """Make the draft of a release from the current build and return its record.

    The same build, rules and secret give the same release id; a draft of that id is made again.
    `complete` is called with the file if the rules include forecasts; it sees nothing but the file.

    Raises NoBuildError, ProtectionError, ReleaseError.
    """
    _check_name(by)
    order = Order(municipality_ags, audience, read_policy(home, municipality_ags).of(audience))
    with writing(home, "releases", "kohorte release draft"), spoken_storage_errors(home.releases):
        build = current_build(home)
        frame = read_frame(build, municipality_ags, "kita" in order.rules.teile)
        cells = released_cells(home, build, order, read_secret(home, municipality_ags))
        now, version = datetime.now(UTC), code_version(home)
        expires = _months_later(now.date(), order.rules.gueltig_monate)
        identity = Identity(_release_id(cells, order, version), now, expires, version)
        _check_not_decided(home, identity.release_id)
        before = register.approved(register.releases(home), municipality_ags, audience)
        release = Release(
            release_id=identity.release_id,
            municipality_ags=municipality_ags,
            municipality_name=str(frame.parent["municipality_name"]),
            audience=audience,
            state="entwurf",
            method=order.table.name,
            rules=order.rules,
            cells=cells.num_rows,
            expires_on=expires,
            build_id=build.build_id,
            previous_id=before.release_id if before else None,
            checksum="",
            history=(Event(what="entworfen", by=by, at=now),),
        )
        with _new_file(home, release) as part:
            write_release(part, cells, frame, order, identity)
            if "prognose" in order.rules.teile:
                complete(part)
        return _enter(home, release)


@contextmanager
def _new_file(home: Home, release: Release) -> Iterator[Path]:
    """Give a name beside the file of a draft; it gets its own name on success, on failure nothing stays."""
    path = register.file_of(home, release)
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in (*path.parent.glob("*.part*"), *path.parent.glob(".prognose-*")):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    part = path.with_suffix(".part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _enter(home: Home, release: Release) -> Release:
    """Write the record of a new draft; an older draft for the same audience was never shown and goes."""
    entered = release.model_copy(update={"checksum": register.checksum(register.file_of(home, release))})
    register.write_record(home, entered)
    for old in register.read_folder(register.folder_of(home, "entwurf")):
        same = (old.municipality_ags, old.audience) == (release.municipality_ags, release.audience)
        if same and old.release_id != release.release_id:
            register.report_of(home, old).unlink(missing_ok=True)
            register.report_of(home, old).with_suffix(".json").unlink(missing_ok=True)
            register.file_of(home, old).with_suffix(".json").unlink()
            register.file_of(home, old).unlink(missing_ok=True)
    return entered


def check(home: Home, release_id: str, *, by: str) -> Release:
    """Attack a draft on the exact build it came from; record the verdict and write the report."""
    _check_name(by)
    with writing(home, "releases", "kohorte release check"):
        release = _draft_of(home, release_id, "geprüft")
        start = time.process_time()
        verdict, truth = check_release(home, release)
        verdict = verdict.model_copy(update={"cpu_seconds": round(time.process_time() - start, 1)})
        checked = release.model_copy(
            update={
                "verdict": verdict,
                "history": (*release.history, Event(what="geprüft", by=by, at=datetime.now(UTC))),
            }
        )
        register.write_record(home, checked)
        if truth is not None:
            report = register.report_of(home, checked)
            report.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            report.write_text(report_page(checked, verdict, truth), encoding="utf-8")
            report.with_suffix(".json").write_text(verdict.model_dump_json(indent=2), encoding="utf-8")
            _write_overview(home)
    return checked


def _write_overview(home: Home) -> None:
    """Write all reports of drafts and shown releases on one page."""
    current = [one for one in register.releases(home) if one.state in ("entwurf", "freigegeben")]
    read = [(one, register.read_report(home, one)) for one in current]
    page = overview_page([(one, verdict) for one, verdict in read if verdict is not None])
    register.overview_of(home).write_text(page, encoding="utf-8")


def approve(home: Home, release_id: str, *, by: str) -> Release:
    """Approve a checked draft; the release it replaces becomes a former one.

    Raises ReleaseError if it was drafted by the same person, not checked, refused by the check, expired or
    changed since.
    """
    _check_name(by)
    with writing(home, "releases", "kohorte release approve"):
        release = _draft_of(home, release_id, "freigegeben")
        _check_approvable(home, release, by)
        now = datetime.now(UTC)
        before = register.approved(register.releases(home), release.municipality_ags, release.audience)
        if before is not None:
            register.move(
                home, before, "abgelöst", Event(what="abgelöst", by=by, at=now, reason=release.release_id)
            )
        # how well attacks went was measured on exact numbers: the report keeps it, the shown record does not
        shown = release.model_copy(update={"verdict": Verdict(passed=True)})
        return register.move(home, shown, "freigegeben", Event(what="freigegeben", by=by, at=now))


def withdraw(home: Home, release_id: str, *, by: str, reason: str) -> Release:
    """Withdraw a release or a draft; it is kept, because what was public stays known.

    Raises ReleaseError if it is withdrawn already or no reason is given.
    """
    with writing(home, "releases", "kohorte release withdraw"):
        release = register.find(home, release_id)
        if release.state == "zurückgezogen":
            raise ReleaseError(f"Die Freigabe {release.release_id} ist schon zurückgezogen.")
        if not reason.strip():
            raise ReleaseError("Bitte einen Grund nennen (--reason): er steht im Nachweis der Freigaben.")
        event = Event(what="zurückgezogen", by=by, at=datetime.now(UTC), reason=reason)
        return register.move(home, release, "zurückgezogen", event)


def _draft_of(home: Home, release_id: str, what: str) -> Release:
    release = register.find(home, release_id)
    if release.state != "entwurf":
        raise ReleaseError(
            f"{release.release_id} ({release.label}) ist {release.state} und kann nicht {what} werden; "
            "das geht nur mit einem Entwurf."
        )
    return release


def _check_approvable(home: Home, release: Release, by: str) -> None:
    name = f"{release.release_id} ({release.label})"
    if by.strip().casefold() == release.drafted_by.strip().casefold():
        raise ReleaseError(
            f"{name} hat {release.drafted_by} entworfen; freigeben muss eine zweite Person (--by)."
        )
    verdict: Verdict | None = release.verdict
    if verdict is None:
        raise ReleaseError(f"{name} ist noch nicht geprüft. Bitte zuerst „kohorte release check“ ausführen.")
    if not verdict.passed:
        raise ReleaseError(f"{name} hat die Prüfung nicht bestanden: {verdict.hard[0]}")
    unknown = [one for one in _known(home, release) if one.release_id not in verdict.against]
    if unknown:
        raise ReleaseError(
            f"Seit der Prüfung von {name} ist {unknown[0].release_id} ({unknown[0].label}) dazugekommen. "
            "Bitte "
            "noch einmal prüfen („kohorte release check“): angegriffen wird alles, was bekannt ist."
        )
    if release.is_expired(date.today()):
        raise ReleaseError(f"{name} ist am {release.expires_on:%d.%m.%Y} abgelaufen. Bitte neu entwerfen.")
    if register.checksum(register.file_of(home, release)) != release.checksum:
        raise ReleaseError(f"Die Datei von {name} wurde nach dem Entwurf verändert. Bitte neu entwerfen.")


def _known(home: Home, release: Release) -> list[Release]:
    """Everything of the municipality, and of others about moves to and from it, that ever was public."""
    known = [*known_elsewhere(home, release), *told_by_others(home, release).values()]
    return [one for one in known if one.was_public]


def _check_not_decided(home: Home, release_id: str) -> None:
    for known in register.releases(home):
        if known.release_id == release_id and known.state != "entwurf":
            raise ReleaseError(
                f"Dieselben Zahlen nach denselben Regeln liegen schon vor: {release_id} ist {known.state}. "
                "Nichts wurde verändert."
            )


def _check_name(by: str) -> None:
    if not by.strip():
        raise ReleaseError("Bitte sagen, wer handelt (--by): Entwurf und Freigabe brauchen zwei Personen.")


def _release_id(cells: pa.Table, order: Order, version: str) -> str:
    """Hash of the cells, the perturbation table, the rules and the code."""
    digest = hashlib.sha256()
    rules = {"audience": order.audience, "rules": order.rules.model_dump(mode="json")}
    digest.update(json.dumps([version, repr(order.table), rules], sort_keys=True).encode())
    for column in cells.column_names:
        digest.update(json.dumps(cells[column].to_pylist(), default=str).encode())
    return digest.hexdigest()[:16]


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))
