"""The command `kohorte addresses`: which delivered addresses found no area, and what may be meant."""

import json
from typing import Annotated

import typer

from dashboards.options import HomeOption, JsonOption
from warehouse.address_areas import open_addresses
from warehouse.settings import home


def addresses(
    *,
    first: Annotated[int, typer.Option(min=1, help="So viele Adressen zeigen.")] = 50,
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Adressen ohne Gebiet auflisten, mit Vorschlägen; die Personen zählen als „ohne Zuordnung“."""
    rows = open_addresses(home(root))
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        typer.echo("Alle gelieferten Adressen haben ein Gebiet.")
        return
    for row in rows[:first]:
        offers = row["suggestions"]
        listed = ", ".join(offers) if isinstance(offers, list) and offers else "kein ähnlicher Straßenname"
        typer.echo(f"{row['rows']:>6} × {row['municipality_ags']} {row['address']}: {listed}")
    rest = f" (gezeigt: {first})" if len(rows) > first else ""
    typer.echo(
        f"{len(rows)} Adressen ohne Gebiet{rest}. Schreibweise als Zeile in die Adressliste "
        "aufnehmen, diese mit --profile address_table liefern und die Registerdatei noch einmal."
    )
