"""The tree of partners: types of origin and destination, and the areas behind them where they are known."""

import pandas as pd

from dashboards import areas, cards, text
from dashboards.areas import Area
from dashboards.panel import Panel
from dashboards.tables import Column
from dashboards.topics.wanderungen import outside, partners, queries, tree, words
from dashboards.topics.wanderungen.measures import largest
from dashboards.topics.wanderungen.partners import COUNTED, TYPES
from dashboards.topics.wanderungen.scope import MUNICIPALITY
from dashboards.topics.wanderungen.view import View


def partner_fields(view: View) -> Panel:
    """Tree of partners: types, and the areas behind them."""
    table = behind(view)
    subtitle = f"Zu- und Fortzüge im Jahr, {words.when(view)}; Fläche: Volumen"
    look = view.look(0, height=400)
    nodes = tree.branches(table, look) if partners.is_told(view) else []
    if not nodes:
        return Panel("partner", "Die größten Partner", subtitle, empty=words.not_delivered(view))
    leaves = table.dropna(subset=["in", "out"]).assign(volume=lambda rows: rows["in"] + rows["out"])
    name, share = largest_partner(leaves)
    heading = f"Größter Partner: {name} mit {text.percent(share, 0)} des Volumens"
    chart = tree.partner_tree(table, look)
    kinds = [node["partner"] for node in nodes if not node["parent"]]
    legend = "".join(
        cards.swatch(view.colours.categorical[partners.PARTNERS[code][1]], partners.partner_label(code))
        for code in kinds
    )
    small = [f"{place}\u00a0{node['label']}" for place, node in tree.numbered(nodes, look)]
    rows = leaves.assign(
        type=[partners.partner_label(code) for code in leaves["partner"]], net=leaves["in"] - leaves["out"]
    ).sort_values("volume", ascending=False)
    columns = (Column("type", "Art", "text"), Column("name", "Gebiet", "text"), *COUNTED)
    return Panel(
        "partner", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, legend,
        note=f"Kleine Felder: {', '.join(small)}." if small else "", definition=TYPES,
    )  # fmt: skip


def largest_partner(leaves: pd.DataFrame) -> tuple[str, float]:
    """Return name and share of the largest partner; `leaves` as behind, with volume."""
    # Whom nobody named is no partner, however many they are.
    named = leaves[(leaves["name"] != outside.UNNAMED) & (leaves["partner"] != "UNBEKANNT")]
    known = named if len(named) else leaves
    top = largest(known, "volume")
    if not top["name"]:
        # A type as a whole is the largest only among types, not beside the single areas of another.
        kinds = known.groupby("partner", as_index=False)["volume"].sum()
        top = largest(kinds.assign(name=""), "volume")
    name = top["name"] or partners.partner_label(top["partner"])
    return str(name), float(top["volume"] / leaves["volume"].sum())


def behind(view: View) -> pd.DataFrame:
    """Partners of the chosen area with the areas behind a type where they are known: partner, name, in, out.

    Areas are parts of the municipality, other members, and single municipalities and states outside. Types
    without known areas have one row with an empty name. Yearly means.
    """
    known = partners.of_focus(view)[["in", "out"]].rename_axis("partner").reset_index().assign(name="")
    focus, own = view.scope.focus.area_id, _neighbours(view)
    table = queries.pairs(view.context, area_ids=[focus, *own], cut=view.cut)
    into = table[table["destination"] == focus].set_index("origin")["moves"]
    out = table[table["origin"] == focus].set_index("destination")["moves_by_origin"]
    rows = [
        (kind, name, float(into.get(area_id, 0.0)) / view.years, float(out.get(area_id, 0.0)) / view.years)
        for area_id, (kind, name) in own.items()
    ]
    found = pd.DataFrame(rows, columns=["partner", "name", "in", "out"]).astype({"in": float, "out": float})
    found = found[found["partner"].isin(known["partner"]) & ((found["in"] > 0) | (found["out"] > 0))]
    single = outside.single_partners(view).rename(columns={"label": "name"})
    # Two keys may share a name; a field of the tree is known by its name.
    single = single.groupby(["partner", "name"], as_index=False)[["in", "out"]].sum(skipna=False)
    single = single[single["partner"].isin(known["partner"]) & (single["partner"] != "UNBEKANNT")]
    rest = known[~known["partner"].isin({*found["partner"], *single["partner"]})]
    return pd.concat([found, single, rest], ignore_index=True)


def _neighbours(view: View) -> dict[str, tuple[str, str]]:
    """Areas that may stand on the other side: the rest of the municipality, and the other members."""
    tree_of = areas.tree(view.context)
    focus, scope = view.scope.focus, view.scope
    found = {
        unit.area_id: ("GEMEINDE", scope.names[unit.area_id])
        for unit in scope.units
        if scope.is_in_municipality and not scope.is_whole and unit not in scope.members and unit != focus
    }
    if focus.municipality_ags is None:
        return found
    for area in tree_of.values():
        if _is_other_member(area, focus):
            found[area.area_id] = ("VERBAND", area.name)
    return found


def _is_other_member(area: Area, focus: Area) -> bool:
    is_same_root = area.root_id == focus.root_id
    return area.level == MUNICIPALITY and is_same_root and area.municipality_ags != focus.municipality_ags
