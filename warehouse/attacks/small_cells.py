"""Attacks A2, A3, A9, A10: least squares and bounds, alone and with numbers known from elsewhere."""

from warehouse.attacks.bounds import Bounds, bounded
from warehouse.attacks.equations import parted
from warehouse.attacks.least_squares import Guesses, guessed, judge
from warehouse.attacks.outcome import Attack, Ground, number, share
from warehouse.release.register import Outcome

COARSER = (
    "Weniger freigeben: viel_ab oder personen_je_zelle erhöhen, nationalitaet: false, oder ein stärkeres "
    "Verfahren (zellschluessel d, v)."
)
AVERAGED = Attack(
    "A2", "Mittel über alle Zellen",
    "Kleinste Quadrate über alle veröffentlichten Zellen mitteln die Überlagerung heraus; behauptet wird "
    "dann "
    "„hier leben genau 1 oder 2“.",
    "höchstens 50 % dieser Behauptungen richtig; sind es weniger als 100, nicht mehr als der Zufall bei 50 % "
    "in einem von zwanzig Fällen brächte",
    COARSER,
)  # fmt: skip
PINNED = Attack(
    "A3", "Schranken bei bekannter Tafel",
    "Lineare Programme suchen für jede Zelle mit 1 oder 2 Menschen die kleinste und größte mögliche Zahl.",
    "keine Spanne unter 3",
    COARSER,
)  # fmt: skip
LINKED = Attack(
    "A9", "Verknüpfung mit genauen Zahlen",
    "Dasselbe wie A2 und A3, wenn die Einwohnerzahl der Gemeinde, Männer und Frauen und alles, "
    "was die Gemeinde unter „bekannt“ in ihren Freigaberegeln nennt, genau bekannt sind.",
    "wie A2 und A3",
    COARSER,
)  # fmt: skip
UNPICKED = Attack(
    "A10", "Unterdrückte Zellen ausrechnen",
    "Lineare Programme suchen für jede zurückgehaltene Zelle die kleinste und größte mögliche Zahl.",
    "keine Spanne unter 3",
    "Verfahren zellschluessel wählen: allein unterdrückte Zellen lassen sich aus Summen ausrechnen.",
)  # fmt: skip


def average_out(ground: Ground) -> Outcome:
    """A2: guesses by least squares; all together and every kind of unit by itself have to hold."""
    cells = guessed(ground.systems)
    whole, worst = judge(cells), _worst([judge(part) for _, part in cells.groupby("unit")])
    return AVERAGED.outcome(_guesses(whole, worst), refused=whole.is_broken or worst.is_broken)


def pin_down(ground: Ground) -> Outcome:
    """A3: intervals of cells of one or two people."""
    found = ground.linked_bounds
    if found.is_broken:
        # whoever knows less may not get through: asked again without the exact numbers
        found = bounded(parted(ground.known, ground.surface.places), withheld=False)
    return PINNED.outcome(_bounds(found), refused=found.is_broken)


def link(ground: Ground) -> Outcome:
    """A9: both, with the official numbers of every municipality and those stated as published exactly."""
    exact = sum(int((one.cells["low"] == one.cells["high"]).sum()) for one in ground.linked)
    cells = guessed(ground.linked)
    # what is known exactly is no guess
    open_cells = cells[cells["low"] < cells["high"]]
    whole, worst = judge(open_cells), _worst([judge(part) for _, part in open_cells.groupby("unit")])
    bounds = ground.linked_bounds
    found = f"{number(exact)} Zahlen genau bekannt. {_guesses(whole, worst)} {_bounds(bounds)}"
    return LINKED.outcome(found, refused=whole.is_broken or worst.is_broken or bounds.is_broken)


def unpick(ground: Ground) -> Outcome:
    """A10: intervals of withheld cells."""
    if not ground.known["published"].isna().any():
        return UNPICKED.nothing_to_attack("Keine Zelle ist zurückgehalten.")
    found = bounded(parted(ground.known, ground.surface.places), withheld=True)
    return UNPICKED.outcome(_bounds(found), refused=found.is_broken)


def _worst(results: list[Guesses]) -> Guesses:
    return max(results, key=lambda one: (one.is_broken, one.claims_share))


def _guesses(all_units: Guesses, worst: Guesses) -> str:
    return (
        f"Kleine Zellen (1 bis 10) richtig {share(all_units.guessed_right, all_units.small)} statt "
        f"{share(all_units.published_right, all_units.small)}; Behauptungen „genau 1 oder 2“ richtig "
        f"{share(all_units.claims_right, all_units.claims)} von {number(all_units.claims)}, im ungünstigsten "
        f"Sachgebiet {number(100 * worst.claims_share)} % von {number(worst.claims)}."
    )


def _bounds(found: Bounds) -> str:
    if not found.cells:
        return "Keine solche Zelle."
    least = "3 oder mehr" if not found.is_broken else number(found.least, 1)
    return f"{number(found.cells)} Zellen, {number(found.narrow)} zu eng; kleinste Spanne {least}."
