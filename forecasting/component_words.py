"""German names of component arrays for error messages."""

_WORDS = {
    "jump_off": "Ausgangsbevölkerung",
    "death_probability": "Sterbewahrscheinlichkeit",
    "survivorship": "Überlebenswahrscheinlichkeit",
    "fertility": "Geburtenziffer",
    "out_rate": "Fortzugsrate",
    "in_volume": "Zuzüge",
    "in_rate": "Zuzugsrate",
    "outside_population": "Bevölkerung außerhalb",
    "net_migration": "Wanderungssaldo",
    "naturalisation_rate": "Einbürgerungsrate",
    "native_birth_share": "Anteil inländischer Geburten",
    "girls_share": "Mädchenanteil",
}


def spoken(name: str, axes: tuple[str, ...], index: tuple[int, ...], value: float) -> str:
    """Return 'Überlebenswahrscheinlichkeit 1,02 für Frauen im Alter 37 in Gebiet 12: ' for a known array."""
    if name not in _WORDS:
        return ""
    at = dict(zip(axes, index, strict=True))
    who = "Frauen" if at.get("Geschlecht", 1 if name == "fertility" else None) else "Männer"
    parts = [f"{_WORDS[name]} {value:g}".replace(".", ",")]
    if "Geschlecht" in at or name == "fertility":
        parts.append(f"für {who}")
    parts += [f"im Alter {at['Alter']}"] if "Alter" in at else []
    parts += [f"in Gebiet {at['Fläche']}"] if "Fläche" in at else []
    return " ".join(parts) + ": "
