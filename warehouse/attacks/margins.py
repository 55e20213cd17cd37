"""Attacks A4 and A8: totals that betray their parts, and filters whose complement was left out."""

from pathlib import Path

import duckdb
import pandas as pd

from warehouse.attacks.knowledge import as_table
from warehouse.attacks.outcome import Attack, Ground, number
from warehouse.connection import SAFE_CONFIG
from warehouse.query import frame, rows
from warehouse.release.design import band_rows
from warehouse.release.register import Outcome

SQL = Path(__file__).parent / "sql"
EXTREME = Attack(
    "A4", "Summe und Teile am äußersten Rand",
    "Wo eine Summe und alle ihre Teile so weit auseinanderliegen, wie es gerade noch geht, sind alle "
    "bekannt.",
    "keine solche Gruppe (bei Rundung: keine mit einer Zahl unter der Schwelle)",
    "Entwurf mit anderem Zuschnitt neu anlegen (etwa mehr_ab oder viel_ab erhöhen), sodass die Gruppe nicht "
    "mehr vollständig freigegeben wird.",
)  # fmt: skip
COMPLEMENT = Attack(
    "A8", "Summe minus Filter",
    "Zu jedem Filter (Geschlecht, Nationalität, Alter, Art) wird die Ergänzung gesucht: fehlt sie, gibt die "
    "Differenz eine Zelle, die niemand überlagert hat.",
    "keine Tabelle mit fehlenden Teilen",
    "Die Datei neu entwerfen; sie enthält nicht die Tabellen des Programms.",
)  # fmt: skip


def extreme_margins(ground: Ground) -> Outcome:
    """A4: groups of a total and its k parts that leave no room, |T* − Σ| = (k + 1)·D among them."""
    groups = _groups(ground)
    if groups.empty:
        return EXTREME.nothing_to_attack("Keine Summe ist zusammen mit allen ihren Teilen freigegeben.")
    table = ground.surface.order.table
    # a rounding rule hides no count above its threshold: only groups with smaller ones betray something
    hides = (groups["smallest"] < table.withheld_below) | (table.rows[-1].variance > 0)
    forced = int(((groups["slack"] <= 0) & hides).sum())
    noise = table.max_noise
    furthest = int(((groups["gap"] == (groups["parts"] + 1) * noise) & hides).sum())
    found = (
        f"{number(len(groups))} Summen mit allen Teilen, {number(max(forced, furthest))} ohne Spielraum; "
        f"kleinster Spielraum {number(float(groups['slack'].min()))} Personen."
    )
    return EXTREME.outcome(found, refused=forced > 0 or furthest > 0)


def _groups(ground: Ground) -> pd.DataFrame:
    known = ground.known.assign(place=range(len(ground.known)))
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    con.register("known", as_table(known))
    con.register("area_parent", ground.surface.tables["area"].select(["area_id", "parent_id"]))
    found = frame(con, SQL / "margin_group.sql")
    con.close()
    return found


def missing_complements(ground: Ground) -> Outcome:
    """A8: every table of the design is there with all its cells."""
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    con.register("published", ground.surface.published)
    con.register("band", band_rows(ground.surface.order.cell_tables))
    ((tables, incomplete),) = rows(con, SQL / "missing_complement.sql")
    con.close()
    found = f"{number(tables)} Tabellen von Gebieten und Stichtagen, {number(incomplete)} unvollständig."
    return COMPLEMENT.outcome(found, refused=incomplete > 0)
