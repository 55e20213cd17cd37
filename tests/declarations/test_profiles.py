"""Every delivery profile found is complete, German where it is shown, and means what the code lists say."""

import re
from pathlib import Path

import pytest
import yaml

from warehouse.canonical import KINDS, NULLABLE, SCHEMAS
from warehouse.profile import FOLDER, Profile, codes_of, profile_ids, read_profile

PROFILES = [read_profile(profile_id) for profile_id in profile_ids()]
CODED = {"sex": "sex", "nationality": "nationality"}


@pytest.fixture(params=PROFILES, ids=lambda profile: profile.id)
def profile(request: pytest.FixtureRequest) -> Profile:
    return request.param


def test_all_promised_profiles_are_shipped() -> None:
    assert {
        *("kosis_bestand", "kosis_bewegung", "auenburg_csv_bestand", "auenburg_csv_bewegung"),
        *("generic_bestand", "generic_bewegung", "generic_population", "generic_births", "generic_deaths"),
        *(
            "generic_moves",
            "generic_areas",
            "generic_area_mapping",
            "generic_districts",
            "berlin_ewr_matrix",
            "geo_areas",
            "berlin_lor_geo",
        ),
        *("kita_facilities", "kita_groups", "kita_care", "kita_measures", "housing_projects"),
    } <= set(profile_ids())


def test_codes_are_codes_of_the_field(profile: Profile) -> None:
    for name, list_id in CODED.items():
        column = profile.columns.get(name)
        if column:
            assert {*column.codes.values(), column.other} - {None, "*"} <= codes_of(list_id)


def test_codes_with_several_columns_always_fill_the_same(profile: Profile) -> None:
    for column in profile.columns.values():
        mapped = [value for value in column.codes.values() if isinstance(value, dict)]
        assert len({tuple(value) for value in mapped}) <= 1


def test_unique_keys_exist(profile: Profile) -> None:
    assert set(profile.unique) <= set(SCHEMAS[profile.table].names)


def test_patterns_compile_and_names_are_given(profile: Profile) -> None:
    for column in profile.columns.values():
        re.compile(column.pattern or "")
    assert profile.title
    assert profile.about
    assert profile.files


def test_fixed_width_fields_do_not_overlap(profile: Profile) -> None:
    fields = sorted(column.position for column in profile.columns.values() if column.position)
    ends = [start + width for start, width in fields]
    assert all(end <= start for end, (start, _) in zip(ends, fields[1:], strict=False))
    assert not fields or ends[-1] - 1 == profile.record_length


def test_persons_are_never_kept_whole(profile: Profile) -> None:
    if profile.is_personal:
        assert profile.columns["person_key"].type == "register_id"
        assert profile.columns["birth"].type == "birth_date"


def test_columns_that_may_be_empty_may_be_empty_in_the_table(profile: Profile) -> None:
    if profile.is_personal:  # an empty area becomes "ohne", unknown halves are refused row by row
        return
    optional = {name for name, column in profile.columns.items() if not column.required}
    assert optional <= NULLABLE[profile.table]


def test_age_groups_of_wide_files_are_complete(profile: Profile) -> None:
    if profile.wide:
        ages = [age for group in profile.wide.groups for age in range(group.age, group.age_to + 1)]
        assert ages == list(range(101))


def test_kinds_know_their_tables() -> None:
    assert {table for tables in KINDS.values() for table in tables} == set(SCHEMAS)
    for table, columns in NULLABLE.items():
        assert columns <= set(SCHEMAS[table].names)


def test_example_in_the_readme_is_a_profile(tmp_path: Path) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1]
    path = tmp_path / f"{yaml.safe_load(example)['id']}.yml"
    path.write_text(example, encoding="utf-8")
    assert read_profile(str(path)).kind == "stock"
