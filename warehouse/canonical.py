"""Columns of the canonical delivery tables, declared once for ingest, build and empty relations.

Every delivered file ends in one or more of these tables, whatever software wrote it. Grain and meaning of
each column follow the tables of the same name in warehouse/schema; what differs is said beside the
column.
"""

import pyarrow as pa

_MUNICIPALITY = ("municipality_ags", pa.string())
_AREA = ("area_id", pa.string())
_DATE = ("reference_date", pa.date32())
_SEX = ("sex", pa.string())
_NATIONALITY = ("nationality", pa.string())
_AGES = [("age", pa.int16()), ("age_to", pa.int16())]
_VALIDITY = [("valid_from", pa.date32()), ("valid_to", pa.date32())]

SCHEMAS: dict[str, pa.Schema] = {
    "stock": pa.schema(
        [
            _MUNICIPALITY,
            _AREA,
            _DATE,
            ("person_key", pa.string()),  # pseudonym, 32 hex digits
            _SEX,
            ("birth_year", pa.int16()),
            ("birth_month", pa.int8()),
            _NATIONALITY,
            ("dwelling", pa.string()),  # H main, N secondary residence
        ]
    ),
    "event": pa.schema(
        [
            _MUNICIPALITY,
            ("event_date", pa.date32()),
            ("booking_date", pa.date32()),
            # birth, death, in, out, inner_move, dwelling, naturalisation, correction
            ("event_kind", pa.string()),
            ("sign", pa.int8()),  # -1 takes an earlier event back
            ("person_key", pa.string()),
            _SEX,
            ("birth_year", pa.int16()),
            ("birth_month", pa.int8()),
            _NATIONALITY,  # after the event
            _AREA,  # inner_move: destination
            (
                "partner",
                pa.string(),
            ),  # origin area_id, or AGS or state code of the other end
            ("mother_birth_year", pa.int16()),  # births only
            ("delta", pa.int8()),  # dwelling, correction: +1 gained, -1 lost as main resident
        ]
    ),
    "population": pa.schema(
        [_MUNICIPALITY, _AREA, _DATE, _SEX, *_AGES, _NATIONALITY, ("persons", pa.int32())]
    ),
    "population_margin": pa.schema([_MUNICIPALITY, _AREA, _DATE, _SEX, ("persons", pa.int32())]),
    "births": pa.schema(
        [
            _MUNICIPALITY,
            _AREA,
            ("year", pa.int16()),
            ("mother_age", pa.int16()),
            ("mother_age_to", pa.int16()),
            _SEX,
            _NATIONALITY,
            ("births", pa.int32()),
        ]
    ),
    "deaths": pa.schema(
        [_MUNICIPALITY, _AREA, ("year", pa.int16()), _SEX, *_AGES, _NATIONALITY, ("deaths", pa.int32())]
    ),
    "moves": pa.schema(
        [
            _MUNICIPALITY,  # who reports
            ("year", pa.int16()),
            ("origin", pa.string()),
            ("destination", pa.string()),
            _SEX,
            *_AGES,
            _NATIONALITY,
            ("moves", pa.int32()),
        ]
    ),
    "status_change": pa.schema(
        [
            _MUNICIPALITY,
            _AREA,
            ("year", pa.int16()),
            ("kind", pa.string()),  # dwelling, naturalisation, correction
            _SEX,
            ("age", pa.int16()),
            _NATIONALITY,
            ("persons", pa.int32()),  # signed
        ]
    ),
    "area": pa.schema(
        [
            _AREA,
            ("level", pa.string()),
            ("name", pa.string()),
            ("parent_id", pa.string()),
            _MUNICIPALITY,
            *_VALIDITY,
            ("successor_id", pa.string()),
            ("area_type", pa.string()),
        ]
    ),
    "address": pa.schema(
        [
            _MUNICIPALITY,
            ("street_key", pa.string()),
            ("street", pa.string()),
            ("house_number", pa.string()),
            ("house_suffix", pa.string()),
            _AREA,
        ]
    ),
    # Addresses of a register delivery that no area could be found for: the clerk's work list, never built.
    "address_gap": pa.schema(
        [
            _MUNICIPALITY,
            ("address", pa.string()),
            ("rows", pa.int32()),
            ("suggestions", pa.list_(pa.string())),  # streets of similar spelling with the area, best first
        ]
    ),
    "area_geometry": pa.schema(
        [_MUNICIPALITY, _AREA, ("name", pa.string()), ("geometry", pa.string())]  # GeoJSON text, EPSG:4326
    ),
    "area_mapping": pa.schema(
        [
            _AREA,  # the old area; it may also be one of the new ones
            ("successor_id", pa.string()),
            ("weight", pa.float64()),  # share of the old area's persons, 0 to 1; sums to 1 per area and day
            ("valid_from", pa.date32()),  # first day of the new areas
            ("source", pa.string()),  # how the shares were found
        ]
    ),
    "district": pa.schema([("district_id", pa.string()), ("name", pa.string()), _AREA]),
    "facility": pa.schema(
        [
            ("facility_id", pa.string()),
            _MUNICIPALITY,
            _AREA,
            ("name", pa.string()),
            ("provider_type", pa.string()),
            ("longitude", pa.float64()),
            ("latitude", pa.float64()),
            *_VALIDITY,
        ]
    ),
    "facility_group": pa.schema(
        [
            ("facility_id", pa.string()),
            ("group_id", pa.string()),
            ("group_type", pa.string()),
            ("band", pa.string()),
            ("hours_per_day", pa.float64()),
            ("is_integrative", pa.bool_()),
            *_VALIDITY,
            ("places_approved", pa.int32()),
            ("places_built", pa.int32()),
            ("places_staffed", pa.int32()),
            ("places_bookable", pa.int32()),
        ]
    ),
    "care": pa.schema(
        [
            _DATE,
            ("home_area_id", pa.string()),
            ("facility_id", pa.string()),
            ("form", pa.string()),
            ("age", pa.int16()),
            ("children", pa.int32()),
        ]
    ),
    "measure": pa.schema(
        [
            ("measure_id", pa.string()),
            _MUNICIPALITY,
            _AREA,
            ("facility_id", pa.string()),
            ("title", pa.string()),
            ("status", pa.string()),
            ("starts_on", pa.date32()),
            ("group_type", pa.string()),
            ("band", pa.string()),
            ("groups_change", pa.int32()),
            ("places_change", pa.int32()),
        ]
    ),
    "housing_project": pa.schema(
        [
            ("project_id", pa.string()),
            ("year", pa.int16()),
            _MUNICIPALITY,
            _AREA,
            ("name", pa.string()),
            ("dwelling_type", pa.string()),
            ("dwellings", pa.int32()),
            ("probability", pa.float64()),
        ]
    ),
}

# kind of a delivery → tables it may hold, the leading one first
KINDS: dict[str, tuple[str, ...]] = {
    "stock": ("stock", "address_gap"),
    "events": ("event", "address_gap"),
    "addresses": ("address",),
    "population": ("population", "population_margin", "area"),
    "births": ("births",),
    "deaths": ("deaths",),
    "moves": ("moves",),
    "status_changes": ("status_change",),
    "areas": ("area",),
    "area_mappings": ("area_mapping",),
    "districts": ("district",),
    "geometry": ("area_geometry",),
    "facilities": ("facility",),
    "groups": ("facility_group",),
    "care": ("care",),
    "measures": ("measure",),
    "housing": ("housing_project",),
}

# columns of the leading table that may be empty, because the mart knows NULL as "not delivered" or "open"
NULLABLE: dict[str, frozenset[str]] = {
    "stock": frozenset({"birth_month"}),  # registers know births of which only the year is certain
    "event": frozenset(
        {"birth_month", "booking_date", "nationality", "partner", "mother_birth_year", "delta"}
    ),
    "population": frozenset({"sex", "nationality", "persons"}),
    "population_margin": frozenset({"persons"}),
    "births": frozenset({"sex", "nationality", "births"}),
    "deaths": frozenset({"sex", "nationality", "deaths"}),
    "moves": frozenset({"sex", "nationality", "moves"}),
    "status_change": frozenset({"sex", "nationality"}),
    "area": frozenset(
        {"parent_id", "municipality_ags", "valid_from", "valid_to", "successor_id", "area_type"}
    ),
    "address": frozenset({"street_key", "street", "house_number", "house_suffix"}),
    "area_mapping": frozenset({"source"}),
    "district": frozenset(),
    "area_geometry": frozenset({"name", "municipality_ags"}),
    "facility": frozenset({"longitude", "latitude", "valid_from", "valid_to"}),
    "facility_group": frozenset(
        {
            "hours_per_day",
            "valid_to",
            "places_approved",
            "places_built",
            "places_staffed",
            "places_bookable",
        }
    ),
    "care": frozenset({"facility_id", "children"}),
    "measure": frozenset({"facility_id"}),
    "housing_project": frozenset(),
}
