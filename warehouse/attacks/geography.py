"""Attack A5: released areas are laid over each other until a handful of people is left between them.

Every released area is a union of smallest areas. What no set of released areas tells apart is an atom; the
differences and intersections of areas are unions of atoms. So a sliver exists only if an atom is one. Areas
of other releases lie where they lay when those were made: borders of former years are part of the attack.
"""

import pandas as pd

from warehouse.attacks.outcome import Attack, Ground, number
from warehouse.release.design import LEAST_RESIDENTS
from warehouse.release.register import Outcome

SLIVERS = Attack(
    "A5", "Gebiete voneinander abziehen",
    "Alle freigegebenen Gebiete werden übereinandergelegt, auch die früherer Freigaben mit ihren alten "
    "Grenzen; was zwischen ihnen übrig bleibt, darf keine Handvoll Menschen sein.",
    f"kein Rest mit 1 bis {LEAST_RESIDENTS - 1} Einwohnern",
    "Den Entwurf neu anlegen: neben einem zu kleinen Gebiet darf ein zweites nicht einzeln erscheinen. Hilft "
    "das nicht, ab_einwohner erhöhen oder die kleinen Gebiete zusammenlegen.",
)  # fmt: skip


def differencing(ground: Ground) -> Outcome:
    """A5: residents of every atom that is not a released area itself, at every date."""
    atoms = remainders(ground)
    slivers = atoms[atoms["residents"].between(1, LEAST_RESIDENTS - 1)]
    found = (
        f"{number(len(atoms))} Reste zwischen freigegebenen Gebieten an allen Stichtagen, "
        f"{number(len(slivers))} davon mit weniger als {LEAST_RESIDENTS} Einwohnern"
    )
    where = sorted(slivers["reference_date"].astype(str).str[:4].unique())
    found += f" ({', '.join(where)})." if where else "."
    return SLIVERS.outcome(found, refused=len(slivers) > 0)


def remainders(ground: Ground) -> pd.DataFrame:
    """Return atoms of smallest areas that are no released area; grain: reference_date × atom.

    People without an area lie nowhere and are not counted: the strictest reading.
    """
    residents = _residents(ground)
    parts = []
    for day, areas in _areas(ground).items():
        here = residents.get(day, pd.Series(dtype=float))
        leaves = {leaf for area in areas for leaf in area}
        atoms: dict[frozenset[frozenset[str]], set[str]] = {}
        for leaf in leaves:
            atoms.setdefault(frozenset(area for area in areas if leaf in area), set()).add(leaf)
        # an atom that is exactly one released area has its own published number
        loose = [atom for atom in atoms.values() if frozenset(atom) not in areas]
        parts += [(day, float(here.reindex(sorted(atom)).fillna(0).sum())) for atom in loose]
    return pd.DataFrame(parts, columns=["reference_date", "residents"])


def _areas(ground: Ground) -> dict[str, set[frozenset[str]]]:
    """Areas with a published total as sets of smallest areas by date, in this release or any other known."""
    surface = ground.surface
    leaves = [leaf for leaf in surface.places.leaves if not leaf.endswith("-ohne")]
    today = surface.places.members[["ancestor_id", "area_id"]]
    sources = [(_totals(ground.truth), today)]
    cells, members = surface.elsewhere.cells.to_pandas(), surface.elsewhere.members.to_pandas()
    for release_id, part in cells.groupby("release_id"):
        then = members[members["release_id"] == release_id]
        sources.append((_totals(part), then if len(then) else today))
    found: dict[str, set[frozenset[str]]] = {}
    for totals, above in sources:
        within = above[above["area_id"].isin(leaves)].groupby("ancestor_id")["area_id"].agg(frozenset)
        for day, shown in totals.groupby("reference_date")["area_id"]:
            known = found.setdefault(str(day), set())
            known.update(within[within.index.isin(shown)])
    return found


def _totals(cells: pd.DataFrame) -> pd.DataFrame:
    shown: pd.DataFrame = cells[(cells["cell_table"] == "total") & cells["published"].notna()]
    return shown.drop_duplicates(["area_id", "reference_date"])


def _residents(ground: Ground) -> dict[str, pd.Series]:
    base = ground.surface.base.to_pandas()
    persons = base[base["unit"] == "person"]
    return {str(day): part.groupby("area_id")["n"].sum() for day, part in persons.groupby("reference_date")}
