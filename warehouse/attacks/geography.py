"""Attack A5: released areas are laid over each other until a handful of people is left between them.

Every released area is a union of smallest areas. What no set of released areas tells apart is an atom; the
differences and intersections of areas are unions of atoms. So a sliver exists only if an atom is one.
"""

import pandas as pd

from warehouse.attacks.outcome import Attack, Ground, number
from warehouse.release.design import LEAST_RESIDENTS
from warehouse.release.register import Outcome

SLIVERS = Attack(
    "A5", "Gebiete voneinander abziehen",
    "Alle freigegebenen Gebiete werden übereinandergelegt; was zwischen ihnen übrig bleibt, darf keine "
    "Handvoll "
    "Menschen sein.",
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
    places = ground.surface.places
    residents = _residents(ground)
    released = _released(ground)
    leaves = [leaf for leaf in places.leaves if not leaf.endswith("-ohne")]
    parts = []
    for day, cells in released.groupby("reference_date"):
        above = places.members[places.members["ancestor_id"].isin(cells["area_id"])]
        signature = {
            str(leaf): "|".join(sorted(part["ancestor_id"])) for leaf, part in above.groupby("area_id")
        }
        atoms = pd.DataFrame(
            {"atom": signature, "residents": residents.get(str(day), pd.Series(dtype=float))}
        )
        atoms = atoms[atoms["atom"].notna() & atoms.index.isin(leaves)]
        # an atom that is exactly one released area has its own published number
        own = {frozenset(group["area_id"]) for _, group in above.groupby("ancestor_id")}
        for _, group in atoms.groupby("atom"):
            if frozenset(group.index) not in own:
                parts.append((day, group["residents"].fillna(0).sum()))
    return pd.DataFrame(parts, columns=["reference_date", "residents"])


def _released(ground: Ground) -> pd.DataFrame:
    """Areas and dates with a published total, in this release or any other that is known."""
    names = ["cell_table", "area_id", "reference_date", "published"]
    cells = pd.concat([ground.truth[names], ground.surface.earlier.to_pandas()[names]])
    shown: pd.DataFrame = cells[(cells["cell_table"] == "total") & cells["published"].notna()]
    return shown.drop_duplicates(["area_id", "reference_date"])


def _residents(ground: Ground) -> dict[str, pd.Series]:
    base = ground.surface.base.to_pandas()
    persons = base[base["unit"] == "person"]
    return {str(day): part.groupby("area_id")["n"].sum() for day, part in persons.groupby("reference_date")}
