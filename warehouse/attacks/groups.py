"""Attacks A11 to A14: groups all of one kind, sets recognised, pyramids too fine, one house."""

import pandas as pd

from warehouse.attacks.outcome import Attack, Ground, number, share
from warehouse.release.design import SOME_DETAIL
from warehouse.release.register import Outcome

UNIFORM = Attack(
    "A11", "Alle in einer Gruppe",
    "Wer eine Person einer Gruppe kennt, weiß die Staatsangehörigkeit aller anderen, wenn alle dieselbe "
    "haben "
    "(gerechnet mit einem Mitwissenden).",
    "zur Kenntnis; falsche Nullen machen die Aussage unsicher",
    "Die zweite Person bestätigt mit der Freigabe, dass das hinnehmbar ist; sonst nationalitaet: false.",
)  # fmt: skip
RECOGNISED = Attack(
    "A12", "Dieselbe Menge wiedererkennen",
    "Gleiche Zahlen in mehreren Tabellen verraten, dass dieselben Menschen gemeint sind; bei der "
    "Staatsangehörigkeit wäre das heikel.",
    f"keine Staatsangehörigkeit unter {SOME_DETAIL} Einwohnern und nicht für die Öffentlichkeit",
    "Den Entwurf neu anlegen; nationalitaet: false schließt es ganz aus.",
)  # fmt: skip
FINE = Attack(
    "A13", "Zu feine Pyramiden",
    "Viele Altersjahre mit wenigen Menschen je Balken.",
    "im Mittel mindestens 5 (Verband) oder 10 (Öffentlichkeit) Personen je Zelle",
    "personen_je_zelle oder viel_ab erhöhen und neu entwerfen.",
)  # fmt: skip
DOMINANT = Attack(
    "A14", "Ein Haus ist das Gebiet",
    "Ein Heim oder eine Unterkunft stellt den größten Teil eines Gebiets: dessen Zahl ist die des Hauses.",
    "kein Gebiet, in dem Heime oder Unterkünfte mehr als die Hälfte der Einwohner stellen",
    "Das Gebiet zusammenlegen oder die zweite Person bestätigen lassen, dass die Belegung bekannt sein darf.",
)  # fmt: skip
SENSITIVE = "A"
_GROUP = ["cell_table", "area_id", "reference_date", "sex", "age", "age_to"]
_DOMINANT_SHARE = 0.5
_DOMINANT_CELL = 3


def uniform_groups(ground: Ground) -> Outcome:
    """A11: parents whose foreigners are all or all but one of the group, and the share of false zeros."""
    cells = ground.truth[ground.truth["nationality"].notna()]
    if cells.empty:
        return UNIFORM.nothing_to_attack("Keine Tabelle nach Staatsangehörigkeit.")
    parent = cells.groupby(_GROUP, dropna=False)["n"].transform("sum")
    whole = (parent > 1) & (parent - 1 <= cells["n"])
    sensitive = int((whole & (cells["nationality"] == SENSITIVE)).sum())
    zeros = cells[cells["published"] == 0]
    false = int((zeros["n"] > 0).sum())
    found = (
        f"{number(len(cells) // 2)} Gruppen; in {number(sensitive)} sind alle oder alle bis auf eine Person "
        f"Ausländer. Von {number(len(zeros))} gezeigten Nullen sind {share(false, len(zeros))} falsch."
    )
    return UNIFORM.outcome(found, noted=sensitive > 0)


def recognised_sets(ground: Ground) -> Outcome:
    """A12: sensitive attributes only where many live."""
    cells = ground.truth
    total = cells[cells["cell_table"] == "total"].set_index(["area_id", "reference_date"])["n"]
    by_nationality = cells[(cells["unit"] == "person") & cells["nationality"].notna()]
    places = by_nationality[["area_id", "reference_date"]].drop_duplicates()
    residents = total.reindex(pd.MultiIndex.from_frame(places))
    # areas are chosen by their protected number, which may be off by the noise
    least = SOME_DETAIL - ground.surface.order.table.max_noise
    small = int((residents < least).sum())
    several = cells[cells["n"] > 0].groupby(["unit", "cell_key", "n"])["cell_table"].transform("size") > 1
    is_public = ground.surface.order.audience == "public" and len(by_nationality) > 0
    found = (
        f"{share(several.sum(), len(several))} der Zellen mit Menschen stehen mehr als einmal da (gleiche "
        f"Menge, gleiche Zahl); Staatsangehörigkeit in {number(small)} zu kleinen Gebieten und Jahren"
        f"{', dazu für die Öffentlichkeit' if is_public else ''}."
    )
    return RECOGNISED.outcome(found, refused=small > 0 or is_public)


def fine_pyramids(ground: Ground) -> Outcome:
    """A13: true residents or events of a table by its cells; noise at the limit is allowed for."""
    order = ground.surface.order
    least = order.rules.persons_per_cell(order.audience)
    split = {table.name: table.mean_over for table in order.cell_tables}
    names = ["cell_table", "area_id", "reference_date", "kind", "partner"]
    cells = ground.truth[ground.truth["cell_table"].map(split) > 1]
    tables = cells.groupby(names, dropna=False)["n"].sum().reset_index()
    if tables.empty:
        return FINE.nothing_to_attack("Keine unterteilten Tabellen.")
    mean = (tables["n"] + order.table.max_noise) / tables["cell_table"].map(split)
    # young ages are part of a table that is judged by all ages
    mean = mean[tables["cell_table"] != "single_young"]
    fine = int((mean < least).sum())
    found = (
        f"{number(len(mean))} Tabellen von Gebieten und Stichtagen, {number(fine)} zu fein; kleinstes Mittel "
        f"{number(float(mean.min()), 1)} Personen oder Fälle je Zelle."
    )
    return FINE.outcome(found, refused=fine > 0)


def dominant_houses(ground: Ground) -> Outcome:
    """A14: declared homes and shelters against the residents of their area."""
    houses = ground.surface.institutions.to_pandas()
    cells = ground.truth[(ground.truth["cell_table"] == "total") & (ground.truth["n"] >= _DOMINANT_CELL)]
    year = pd.to_datetime(cells["reference_date"]).dt.year
    both = cells.assign(year=year).merge(houses, on=["area_id", "year"])
    if both.empty:
        return DOMINANT.nothing_to_attack(
            "Haushalte werden nicht geliefert, und Heime oder Unterkünfte in freigegebenen Gebieten sind "
            "nicht "
            "erklärt (vorgaben/sonderbevoelkerung.csv)."
        )
    dominant = int((both["persons"] > _DOMINANT_SHARE * both["n"]).sum())
    found = (
        f"{number(len(both))} Gebiete und Jahre mit Heimen oder Unterkünften, {number(dominant)} überwiegend "
        "aus ihnen. Haushalte werden nicht geliefert."
    )
    return DOMINANT.outcome(found, noted=dominant > 0)
