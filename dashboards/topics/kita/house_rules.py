"""What the rules of group sizes say about one house: fewer places where many children are under two."""

import pandas as pd

from dashboards import text
from forecasting.kita.groups import group_types, places


def few_places(groups: pd.DataFrame, under_two: pd.DataFrame, municipality_ags: str | None) -> str:
    """Return a sentence where a Krippe group of the house must have fewer places, else "".

    `groups` are those open on the day of `under_two` (reference_date, under_two; one row or none). How the
    children are spread over the groups is not delivered, so only what must be so is said.
    """
    if under_two.empty or text.is_missing(under_two["under_two"].iloc[0]):
        return ""
    day, count = pd.Timestamp(under_two["reference_date"].iloc[0]).date(), int(under_two["under_two"].iloc[0])
    told = list(zip(groups["group_type"].tolist(), groups["places_bookable"].tolist(), strict=True))
    for kind in group_types(municipality_ags, day).values():
        own = [bookable for label, bookable in told if label == kind.label]
        few = places(kind, under_two=count)
        if kind.few_above is None or count <= kind.few_above * len(own):
            continue
        if own and all(bookable > few for bookable in own):
            return (
                f"Am {text.date(day)} sind {text.plural(count, 'Kind', 'Kinder')} unter 2 Jahren in "
                f"{text.plural(len(own), 'Krippengruppe', 'Krippengruppen')}: mindestens eine hat mehr als "
                f"{kind.few_above} und darf dann höchstens {few} statt {kind.places} Plätze haben. Belegbar "
                "sind in jeder mehr; bitte mit dem Träger prüfen."
            )
    return ""
