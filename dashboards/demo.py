"""The sample association from nothing to a forecast; what is already there is not made again."""

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import sample_data
from dashboards.progress import Progress
from forecasting.run import RunSettings, run_forecast
from forecasting.warm_up import warming
from sample_data.region_auenburg import make_deliveries
from warehouse.build import build
from warehouse.catalog import deliveries
from warehouse.errors import WarehouseError
from warehouse.ingest import ingest
from warehouse.settings import Home

SEED = 2024
# Tells the deliveries of the sample from those of offices.
SENDER = "Beispielverband"
STEPS = 4
# Says which sample lies in the home, so that a second start makes nothing twice.
MARKER = "beispiel.json"
# What was put wrong into the sample on purpose, for tests and for learning.
FAULTS = "beispiel-fehler.json"
# The AGS around the association that count as its Umland, and what it states for its forecasts.
REGION = Path(sample_data.__file__).parent / "region_auenburg"
UMLAND, STATED = REGION / "umland.csv", REGION / "vorgaben"


@dataclass(frozen=True)
class Sample:
    """What identifies a sample: the seed and the code that made it."""

    seed: int
    code: str

    @classmethod
    def wanted(cls) -> "Sample":
        """The sample this version of Kohorte makes."""
        digest = hashlib.sha256()
        package = Path(sample_data.__file__).parent
        for file in sorted([*package.rglob("*.py"), *STATED.glob("*.csv")]):
            digest.update(file.read_bytes())
        return cls(SEED, digest.hexdigest()[:16])

    @classmethod
    def present(cls, home: Home) -> "Sample | None":
        """The sample that lies in the home, if any."""
        marker = home.root / MARKER
        return cls(**json.loads(marker.read_text(encoding="utf-8"))) if marker.exists() else None

    def keep(self, home: Home) -> None:
        """Note in the home that this sample has been ingested completely."""
        content = json.dumps({"seed": self.seed, "code": self.code})
        (home.root / MARKER).write_text(content, encoding="utf-8")


def prepare(home: Home, progress: Progress) -> None:
    """Make, ingest, build and forecast the sample association in `home`.

    Raises WarehouseError if the home holds deliveries of another origin: real data and invented data
    never share a home by accident.
    """
    _check_home(home)
    home.root.mkdir(parents=True, exist_ok=True)
    if Sample.present(home) == Sample.wanted():
        progress.note("Die Lieferungen des Beispielverbands liegen schon vor.")
    else:
        with warming():
            _deliver(home, progress)
    with progress.step(3, STEPS, "Datenbestand aufbauen und prüfen"):
        build(home)
    with progress.step(4, STEPS, "Bevölkerung vorausrechnen"):
        run_forecast(home, settings=RunSettings(), progress=progress.note, share=progress.share)


def ingest_manifest(folder: Path, home: Home) -> None:
    """Ingest the files of a manifest (list of file or folder with profile) in its order."""
    for entry in json.loads((folder / "manifest.json").read_text(encoding="utf-8")):
        ingest(folder / entry["file"], entry["profile"], home, received_by=SENDER)


def first_steps(port: int, *, is_served: bool) -> str:
    """What to click first, in German."""
    address = f"http://localhost:{port}"
    opening = f"Die Dashboards öffnen sich unter {address}" if is_served else "Öffnen mit: kohorte serve"
    return "\n".join(
        [
            "",
            opening,
            "  1. Start: was da ist, von wann, wie gut",
            "  2. Demographie: auf der Karte Hollerfeld anklicken, dann den Altersaufbau ansehen",
            "  3. Wanderungen: Zeitraum auf 2015 oder 2022 stellen",
            "  4. Kita-Planung: die Zielquote verschieben und auf den Saldo achten",
            "Beenden mit Strg+C." if is_served else "",
        ]
    )


def _check_home(home: Home) -> None:
    foreign = home.deliveries.exists() and any(home.deliveries.iterdir()) and Sample.present(home) is None
    if foreign and not _is_interrupted(home):
        raise WarehouseError(
            f"In {home.root} liegen schon Lieferungen, die nicht vom Beispielverband stammen. "
            "Für die Beispieldaten bitte einen anderen Ordner wählen: kohorte demo --home NEUER-ORDNER"
        )


def _is_interrupted(home: Home) -> bool:
    return (home.root / f"{MARKER}.begonnen").exists()


def _deliver(home: Home, progress: Progress) -> None:
    begun = home.root / f"{MARKER}.begonnen"
    begun.touch()
    _remove_older_sample(home)
    with tempfile.TemporaryDirectory(prefix="kohorte-") as folder:
        target = Path(folder)
        with progress.step(1, STEPS, "Beispielverband Region Auenburg erzeugen"):
            make_deliveries(target, seed=SEED, progress=progress.note)
        with progress.step(2, STEPS, "Lieferungen prüfen, pseudonymisieren, ablegen"):
            ingest_manifest(target, home)
        _keep_lists(target, home)
    Sample.wanted().keep(home)
    begun.unlink()


def _remove_older_sample(home: Home) -> None:
    """Take away what an older sample or an interrupted start left; deliveries of others stay untouched."""
    for receipt in deliveries(home):
        if receipt.received_by == SENDER:
            shutil.rmtree(receipt.folder(home))


def _keep_lists(target: Path, home: Home) -> None:
    """Put what the association knows besides its deliveries, and the injected faults, into the home."""
    lists = home.root / "codelists"
    lists.mkdir(exist_ok=True)
    shutil.copy(UMLAND, lists / UMLAND.name)
    shutil.copytree(STATED, home.root / STATED.name, dirs_exist_ok=True)
    shutil.copy(target / "faults.json", home.root / FAULTS)
