"""The named alternative of the page benchmark: Demographie as one writes it with Streamlit alone.

Same warehouse, a first view like ours (controls, key figures, map, pyramid, ages over time, table, download)
and what Streamlit's documentation advises: cached reads, one connection, plotly express. Nothing of
`dashboards` is used. `KOHORTE_PLAIN_WAREHOUSE` names the warehouse file.
"""

import json
import os

import duckdb
import pandas as pd
import plotly.express as px
import pydeck as pdk
import streamlit as st

COUNTS = """
SELECT year(reference_date) AS year, age, sum(if(sex = 'm', persons, 0)) AS men,
       sum(if(sex = 'w', persons, 0)) AS women
FROM population JOIN area_member USING (area_id)
WHERE ancestor_id = ? AND is_leaf AND list_contains(?, sex) AND list_contains(?, nationality)
  AND age BETWEEN ? AND ?
GROUP BY ALL ORDER BY ALL
"""
AREAS = """
SELECT a.area_id, a.name, a.geometry, sum(p.persons) AS persons
FROM area AS a JOIN area_member AS m ON m.ancestor_id = a.area_id AND m.is_leaf
JOIN population AS p ON p.area_id = m.area_id
WHERE a.level = ? AND a.geometry IS NOT NULL AND year(p.reference_date) = ?
GROUP BY ALL ORDER BY ALL
"""
GROUPS = {"0 bis 17": (0, 17), "18 bis 64": (18, 64), "ab 65": (65, 130)}


@st.cache_resource
def connection() -> duckdb.DuckDBPyConnection:
    """Return the one connection of the server."""
    return duckdb.connect(os.environ["KOHORTE_PLAIN_WAREHOUSE"], read_only=True)


@st.cache_data
def read(query: str, *values: object) -> pd.DataFrame:
    """Return what a query finds, once for all readers."""
    return connection().cursor().execute(query, values).df()


def picture_of_ages(counts: pd.DataFrame, year: int) -> None:
    """Draw the pyramid of a year."""
    then = counts[counts.year == year]
    long = then.assign(men=-then.men).melt("age", ["men", "women"], "sex", "persons")
    st.plotly_chart(px.bar(long, y="age", x="persons", color="sex", orientation="h", barmode="relative"))


def picture_of_years(counts: pd.DataFrame) -> pd.DataFrame:
    """Draw age groups over time and return them."""
    persons = counts.set_index(["year", "age"])[["men", "women"]].sum(axis=1)
    parts = {
        name: persons[persons.index.get_level_values("age").to_series().between(*ends).to_numpy()]
        for name, ends in GROUPS.items()
    }
    table = pd.DataFrame({name: part.groupby("year").sum() for name, part in parts.items()})
    long = table.reset_index().melt("year", var_name="group", value_name="persons")
    st.plotly_chart(px.line(long, x="year", y="persons", color="group"))
    return table


def picture_of_areas(areas: pd.DataFrame) -> None:
    """Draw the areas of a level, coloured by persons."""
    most = max(1.0, float(areas.persons.max()))
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(one.geometry),
            "properties": {"name": one.name, "shade": int(255 * (1 - float(one.persons) / most))},
        }
        for one in areas.itertuples()
    ]
    layer = pdk.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        get_fill_color="[properties.shade, properties.shade, 255]",
        pickable=True,
    )
    first = features[0]["geometry"]["coordinates"][0][0] if features else (10.0, 51.5)
    view = pdk.ViewState(longitude=first[0], latitude=first[1], zoom=8)
    st.pydeck_chart(pdk.Deck([layer], view, map_provider=None, map_style=None))


def main() -> None:
    """Show the page."""
    st.set_page_config(layout="wide")
    st.title("Demographie")
    names = read("SELECT area_id, name FROM area JOIN area_level ON level = code ORDER BY sort, name")
    with st.sidebar:
        area = st.selectbox("Gebiet", names.area_id, format_func=dict(names.to_numpy()).get)
        level = st.selectbox("Ebene", ["gemeinde", "ortsteil"])
        year = st.slider("Stichtag", 2014, 2024, 2024)
        sexes = st.pills("Geschlecht", ["m", "w"], selection_mode="multi", default=["m", "w"])
        nations = st.pills("Staatsangehörigkeit", ["D", "A"], selection_mode="multi", default=["D", "A"])
        ages = st.slider("Alter", 0, 110, (0, 110))
    counts = read(COUNTS, area, sexes or ["m", "w"], nations or ["D", "A"], *ages)
    left, right = st.columns(2)
    with left:
        picture_of_areas(read(AREAS, level, year))
    with right:
        picture_of_ages(counts, year)
    table = picture_of_years(counts)
    for name, column in zip(table, st.columns(len(table.columns)), strict=True):
        column.metric(name, int(table[name].get(year, 0)))
    st.dataframe(table)
    st.download_button("CSV", table.to_csv(sep=";"), "alter.csv")


main()
