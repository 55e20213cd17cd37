"""The office's own list of area types wins over the types delivered with the areas."""

from warehouse.build import build
from warehouse.connection import open_reader

AGS = "03900001"


def test_a_type_of_the_own_list_wins_and_others_stay(deliveries):
    usual = {"level": "ortsteil", "parent_id": AGS, "municipality_ags": AGS, "area_type": "dorf"}
    deliveries.areas(
        {"area_id": AGS, "level": "gemeinde", "name": "Adorf", "municipality_ags": AGS},
        usual | {"area_id": f"{AGS}-1", "name": "Eins"},
        usual | {"area_id": f"{AGS}-2", "name": "Zwei"},
    )
    deliveries.stock(AGS, "2020-12-31", {"p1": f"{AGS}-1", "p2": f"{AGS}-2"})
    lists = deliveries.home.root / "codelists"
    lists.mkdir()
    (lists / "gebietstypen.csv").write_text(f"code,area_type\n{AGS}-1,campus\n", encoding="utf-8")
    build(deliveries.home)
    types = open_reader(deliveries.home).con.table("area").df().set_index("area_id")["area_type"]
    assert types[f"{AGS}-1"] == "campus"
    assert types[f"{AGS}-2"] == "dorf"
