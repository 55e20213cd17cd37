"""What a run says about the count-only model: its note and its lines of the assumption sheet."""

from forecasting.assumptions import Entry, Origin, entry
from forecasting.cohort_ratios import births, deviations, survival, totals
from forecasting.cohort_ratios.model import estimate
from forecasting.cohort_ratios.register import count_history
from forecasting.cohort_ratios.wandering import LONG_YEARS, estimate_wandering
from forecasting.jump_off import Register

COUNTS = "Bestände, kleine Gebiete zu denen ihrer Größe hin geschrumpft"
TOGETHER = "Bestände aller Gebiete zusammen"
CHILDREN = "Kinder unter einem Jahr je Frau im Alter um 30"


def count_note(register: Register) -> str:
    """Return the German sentences that tell which model this root was forecast with, and its limits."""
    return (
        f"{register.places.root.name}: Geliefert sind nur Bestände, keine Geburten, Sterbefälle und "
        "Wanderungen. Die Prognose folgt deshalb den Kohorten (Kohortenquotienten). Zuzüge und Fortzüge sind "
        "nur als Saldo bekannt; ein Szenario fügt hinzu, was es in der Komponentenrechnung mit geschätzten "
        "Bewegungen ändert."
    )


def count_entries(register: Register) -> list[Entry]:
    """Return the lines of the assumption sheet: values for all areas, then those of each leaf."""
    history, root = count_history(register), register.places.root.area_id
    found, wandering = estimate(history), estimate_wandering(history)
    years, trend = history.years[1:], history.years[-births.TREND_YEARS :]
    pooled, long = years[-survival.BASE_YEARS :], years[-deviations.BASE_YEARS :]
    lines = [
        entry("Rückgang der Sterblichkeit", survival.IMPROVEMENT, "Anteil im Jahr", Origin("Hausannahme"),
              area_id=root),
        entry("Überleben der Kohorten", "Quotienten und Gompertz-Gerade", "je Geschlecht und Alter",
              Origin(TOGETHER, pooled), area_id=root),
        entry("Wanderungssaldo aller Gebiete", float(found.reference.migration.sum()), "Personen im Jahr",
              Origin(TOGETHER, long), area_id=root),
        entry("Dämpfung des Wachstums", totals.DAMPING, "Faktor im Jahr", Origin("Rückrechnungen Norwegen"),
              area_id=root),
        entry("Streuung des gemeinsamen Wachstums", wandering.together, "Standardabweichung im Jahr",
              Origin(TOGETHER, history.years[-LONG_YEARS:]), area_id=root),
    ]  # fmt: skip
    for i, leaf in enumerate(register.places.leaves):
        level = float(found.births.level[i] * found.births.factor[i])
        lines += [
            entry("Kinderzahl", level, CHILDREN, Origin(COUNTS, trend), area_id=leaf),
            entry("Eigenes Wachstum", float(found.path.growth[i]), "Logarithmus im Jahr, vor der Dämpfung",
                  Origin(COUNTS, long), area_id=leaf),
            entry("Streuung des Wachstums", float(wandering.spread[i]), "Standardabweichung im Jahr",
                  Origin(COUNTS, long), area_id=leaf),
            entry("Bleibender Anteil der Streuung", float(wandering.lasting[i]), "Faktor auf die Streuung",
                  Origin(COUNTS, long), area_id=leaf),
        ]  # fmt: skip
    return lines
