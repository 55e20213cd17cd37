"""Scenarios are files: what they change, why, who says so and since when.

Files are shipped, lie in the home folder, or are named with their path. A mistake is refused in German with
file, line and key. Parents hand down their changes in the order named; a later one, and last the file
itself, replaces a driver of an earlier one.
"""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from forecasting.drivers import FACTOR_RANGE, FAMILY_NAMES, FLIGHT_RANGE, Changes, Frozen
from forecasting.errors import ScenarioError
from warehouse.declared_file import read_declared_file
from warehouse.errors import SourceError
from warehouse.settings import Home

SCENARIOS = Path(__file__).parent / "scenarios"
# Folder of a home for scenarios of one's own.
OWN = "szenarien"
# Characters of a wrong value that a message repeats.
LONGEST_QUOTE = 80
FACTORS = ("fertility", "in_migration", "out_migration", "internal_moves", "housing")
GERMAN = {
    "missing": "fehlt",
    "extra_forbidden": "ist unbekannt",
    "literal_error": "hat einen unbekannten Wert",
    "string_too_short": "ist leer",
    "too_short": "ist leer",
    "date_from_datetime_parsing": "ist kein Datum (JJJJ-MM-TT)",
    "date_parsing": "ist kein Datum (JJJJ-MM-TT)",
    "date_type": "ist kein Datum (JJJJ-MM-TT)",
    "float_parsing": "ist keine Zahl",
    "float_type": "ist keine Zahl",
    "int_parsing": "ist kein ganzes Jahr",
    "int_type": "ist kein ganzes Jahr",
    "string_type": "ist kein Text",
    "greater_than_equal": "ist zu klein",
    "less_than_equal": "ist zu groß",
    "dict_type": "muss aus Zeilen „Jahr: Wert“ bestehen",
    "model_type": "muss aus Zeilen „Schlüssel: Wert“ bestehen",
    "tuple_type": "muss eine Liste sein",
}
# Shipped scenarios in the order of the screen; others follow by name.
FIRST = (
    "basis",
    "untere",
    "obere",
    "flucht_gering",
    "flucht_hoch",
    "ohne_neubau",
    "neubau_plus",
    "null_wanderung",
)
DEFAULT_SCENARIOS = FIRST
# mittel: nothing changed. variante: may happen by itself, so the draws tell how probable it is.
# was_waere_wenn: a decision or a pure what-if. diagnose: no possible future. kombination: inherits several.
Kind = Literal["mittel", "variante", "was_waere_wenn", "diagnose", "kombination"]
WITH_PROBABILITY: tuple[Kind, ...] = ("variante", "kombination")
PURE: tuple[Kind, ...] = ("was_waere_wenn", "diagnose")


class Scenario(Frozen):
    """One scenario file; `id` is its name. Title, narrative and reasons are German, for the screen.

    `changes` are those of the file; read through `read_scenarios` they include what its parents change.
    """

    id: str
    title: str = Field(min_length=1)
    narrative: str = Field(min_length=1)
    reasons: tuple[str, ...] = Field(min_length=1)
    author: str = Field(min_length=1)
    date: datetime.date
    kind: Kind
    parents: tuple[str, ...] = ()
    changes: Changes = Changes()

    @property
    def has_probability(self) -> bool:
        """Whether the draws say how probable it is: never where somebody decides, as about building."""
        return self.kind in WITH_PROBABILITY and "housing" not in self.changes.families


def scenario_files(home: Home | None = None, named: Sequence[str] = ()) -> dict[str, Path]:
    """Return every scenario that can be named, id → file, in screen order.

    `named` may hold paths of files: they and their neighbours are added. Raises ScenarioError if a name is
    taken twice.
    """
    folders = [SCENARIOS, *([home.root / OWN] if home else [])]
    folders += [Path(name).parent for name in named if _is_file_name(name)]
    files: dict[str, Path] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.yml"))):
        taken = files.setdefault(path.stem, path)
        if taken.resolve() != path.resolve():
            raise ScenarioError(
                f"Den Szenarionamen „{path.stem}“ gibt es zweimal: {taken} und {path}. "
                "Bitte eine der Dateien umbenennen."
            )
    rank = {name: i for i, name in enumerate(FIRST)}
    return {name: files[name] for name in sorted(files, key=lambda name: (rank.get(name, len(rank)), name))}


def read_scenarios(names: Sequence[str] | None = None, home: Home | None = None) -> list[Scenario]:
    """Return the named scenarios (a name, or the path of a file) with their parents' changes, or all.

    Raises ScenarioError if one is unknown, cannot be understood, or inherits from itself.
    """
    files = scenario_files(home, names or ())
    wanted = list(files) if names is None else [_known(name, files) for name in names]
    read: dict[str, Scenario] = {}
    return [_with_parents(name, files, read, ()) for name in dict.fromkeys(wanted)]


def read_scenario(path: Path) -> Scenario:
    """Return the scenario of one file by itself. Raises ScenarioError naming file, line, key and reason."""
    try:
        declared = read_declared_file(path)
    except SourceError as error:
        raise ScenarioError(str(error)) from error
    content, tree = declared.content, declared.tree
    if tree is None or not isinstance(content, dict):
        raise ScenarioError(f"{path.name} ist kein gültiges YAML mit „Schlüssel: Wert“ in jeder Zeile.")
    try:
        scenario = Scenario.model_validate({**content, "id": path.stem})
    except ValidationError as error:
        raise ScenarioError(_refusal(path, tree, error)) from error
    _check_levels(path, tree, scenario.changes)
    return scenario


def _is_file_name(name: str) -> bool:
    return name.endswith((".yml", ".yaml")) or "/" in name or "\\" in name


def _known(name: str, files: Mapping[str, Path]) -> str:
    known = Path(name).stem if _is_file_name(name) else name
    if known not in files or (_is_file_name(name) and not Path(name).exists()):
        raise ScenarioError(
            f"Szenario „{name}“ gibt es nicht. Vorhanden sind: {', '.join(files)}. Eigene Szenarien liegen "
            f"im Ordner „{OWN}“ des Datenordners oder werden mit dem Pfad ihrer Datei genannt."
        )
    return known


def _with_parents(
    name: str, files: Mapping[str, Path], read: dict[str, Scenario], heirs: tuple[str, ...]
) -> Scenario:
    if name in read:
        return read[name]
    if name in heirs:
        circle = " → ".join([*heirs[heirs.index(name) :], name])
        raise ScenarioError(
            f"{files[name].name}: Das Szenario erbt von sich selbst ({circle}). Bitte einen Namen unter "
            "parents streichen."
        )
    own = read_scenario(files[name])
    inherited: dict[str, Any] = {}
    kind = own.kind
    for parent in own.parents:
        if parent not in files:
            raise ScenarioError(
                f"{files[name].name}: parents nennt „{parent}“; dieses Szenario gibt es nicht. "
                f"Vorhanden sind: {', '.join(files)}."
            )
        source = _with_parents(parent, files, read, (*heirs, name))
        inherited |= source.changes.named()
        # What rests on a pure what-if is one, however it calls itself.
        kind = source.kind if kind in WITH_PROBABILITY and source.kind in PURE else kind
    changes = Changes.model_validate(inherited | own.changes.named())
    read[name] = own.model_copy(update={"changes": changes, "kind": kind})
    _check_families(files[name], own, read[name])
    return read[name]


def _check_families(path: Path, own: Scenario, whole: Scenario) -> None:
    """A difference between two scenarios must have one cause, unless the file says that it combines."""
    families = [FAMILY_NAMES[family] for family in whole.changes.families]
    if len(families) > 1 and own.kind != "kombination":
        raise ScenarioError(
            f"{path.name}: Das Szenario ändert {len(families)} Treiber zugleich ({', '.join(families)}); "
            "eine Abweichung wäre dann keinem mehr zuzuordnen. Bitte auf mehrere Dateien verteilen; eine "
            "mit kind: kombination darf sie als parents zusammenführen."
        )
    if own.kind == "mittel" and families:
        raise ScenarioError(
            f"{path.name}: kind: mittel darf nichts ändern, geändert wird: {', '.join(families)}."
        )
    if own.kind == "kombination" and own.changes.named():
        raise ScenarioError(
            f"{path.name}: kind: kombination führt nur zusammen, was parents ändern. Bitte eigene changes in "
            "eine Datei für sich schreiben und diese unter parents nennen."
        )


def _check_levels(path: Path, tree: yaml.Node, changes: Changes) -> None:
    ranges = {**dict.fromkeys(FACTORS, FACTOR_RANGE), "flight_migration": FLIGHT_RANGE}
    for driver, (low, high) in ranges.items():
        for year, level in getattr(changes, driver).items():
            if not low <= level <= high or year < 0:
                line = _line(tree, ("changes", driver, year))
                what = "Faktoren" if driver in FACTORS else "Personen je 1000 Einwohner"
                raise ScenarioError(
                    f"{path.name}, Zeile {line}: changes.{driver} im Jahr {year} = {level:g}. Erlaubt sind "
                    f"{what} von {low:g} bis {high:g} und Jahre ab 0 nach dem Basisjahr."
                )


def _refusal(path: Path, tree: yaml.Node, error: ValidationError) -> str:
    first = error.errors()[0]
    # Pydantic adds "[key]" where the year of a path is wrong; the file knows only the key before it.
    place = tuple(part for part in first["loc"] if part != "[key]")
    key = ".".join(str(part) for part in place)
    return (
        f"{path.name}, Zeile {_line(tree, place)}: Schlüssel „{key}“ {_reason(first)}. "
        f"{error.error_count()} Fehler in der Datei. Erlaubt sind "
        f"{', '.join(name for name in Scenario.model_fields if name != 'id')}; "
        f"unter changes: {', '.join(Changes.model_fields)}."
    )


def _reason(error: ErrorDetails) -> str:
    said = GERMAN.get(error["type"], "ist nicht zulässig")
    limits = error.get("ctx", {})
    for name, word in (("ge", "mindestens"), ("le", "höchstens"), ("expected", "erlaubt:")):
        if name in limits:
            said += f" ({word} {str(limits[name]).replace(' or ', ' oder ')})"
    return said if error["type"] == "missing" else f"{said}: {_shortened(repr(error['input']))}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]} …"


def _line(tree: yaml.Node, place: Sequence[object]) -> int:
    """Return the line of a key of the file; that of the nearest known key above it if it is missing."""
    node, line = tree, 1
    for part in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
            continue
        if not isinstance(node, yaml.MappingNode):
            break
        found = [pair for pair in node.value if pair[0].value == str(part)]
        if not found:
            break
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return line
