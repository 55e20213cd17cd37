"""Rounding and threshold rules as perturbation tables of the same engine."""

from warehouse.errors import ProtectionError
from warehouse.protection.perturbation import PerturbationTable, Row


def rounding_table(base: int, threshold: int = 0) -> PerturbationTable:
    """Return the table that rounds to the nearest multiple of `base` and withholds results below `threshold`.

    A count half-way between two multiples (even base) goes up or down with the same probability, so the rule
    is unbiased.

    Raises ProtectionError if the parameters say nothing.
    """
    if base < 2 or threshold < 0 or threshold % base:
        raise ProtectionError(
            f"Rundung auf Vielfache von {base} mit Schwelle {threshold} geht nicht: die Basis muss "
            "mindestens 2, die Schwelle 0 oder ein Vielfaches der Basis sein."
        )
    last = threshold + base - 1
    rows = tuple(_hidden(i) if i < threshold else _rounded(i, base) for i in range(last + 1))
    return PerturbationTable(f"Rundung {base}, Schwelle {threshold}", rows, base, threshold)


def ten_five_table() -> PerturbationTable:
    """Return the rule of the British census office: below 10 withheld, else rounded to 5."""
    return rounding_table(5, threshold=10)


def suppression_table(threshold: int) -> PerturbationTable:
    """Return the table that withholds counts from 1 to below `threshold` and leaves all others as they are.

    Zero is shown. Alone it hides nothing that totals give away: the gate asks for every withheld cell (A10).

    Raises ProtectionError if nothing would be withheld.
    """
    least = 2
    if threshold < least:
        raise ProtectionError(
            f"Unterdrückung unter {threshold} lässt alles stehen: die Schwelle muss mindestens {least} sein."
        )
    # a count is withheld as the result −1, below every result that can be shown
    rows = tuple(Row((-1 - i if 0 < i < threshold else 0,), (1.0,)) for i in range(threshold + 1))
    return PerturbationTable(f"Unterdrückung unter {threshold}", rows)


def _hidden(i: int) -> Row:
    # The result is withheld; the noise only says that nothing of the count is left.
    return Row((-i,), (1.0,))


def _rounded(i: int, base: int) -> Row:
    over = i % base
    if 2 * over == base:
        return Row((-over, base - over), (0.5, 0.5))
    return Row((-over if 2 * over < base else base - over,), (1.0,))
