"""The settings of one band carried to another: what is set for all stays, the Zielquote is the band's."""

from dataclasses import replace

from dashboards.topic import Context
from dashboards.topics.kita import base, queries, rates, settings
from dashboards.topics.kita.assumptions import OBSERVED, Assumptions, Band
from dashboards.topics.kita.filters import Choice

BANDS: tuple[Band, ...] = ("u3", "ue3", "grundschule")


def choice_of(context: Context, choice: Choice, band: Band) -> Choice:
    """Return a choice of the page for another band of the same area; the same one for its own."""
    if band == choice.assumptions.band:
        return choice
    care = queries.care(context, [choice.area.root_id, choice.area.area_id], band)
    seen = rates.observed(care, choice.area.root_id)
    there = settings_of(context, choice.area.root_id, choice.assumptions, band, seen)
    return replace(choice, assumptions=there, care=care, observed=seen)


def settings_of(
    context: Context, root_id: str, now: Assumptions, band: Band, seen: rates.Observed
) -> Assumptions:
    """Return the settings of another band; `seen` are its care rates at the root."""
    minding = min(round(100 * seen.childminding), settings.MOST_CHILDMINDING) if band == "u3" else 0
    other = replace(now, band=band, childminding=minding / 100)
    quota = seen.quota(other.words.usual_quota)
    if now.counting.take_up != OBSERVED:
        quota = settings.whole(base.take_up(context, root_id, now.counting), band)
    return replace(other, quota=quota / 100)
