"""The pictures of the page as headings with figures: from a view, without Streamlit."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboards import cards, maps
from dashboards.maps.classes import Kind
from dashboards.topics.wanderungen import ages, figures, grid, history, measures, sankey, titles, words
from dashboards.topics.wanderungen.view import View, short_labels

# Heights of the pairs; a pair is as high as its higher picture needs.
AGES_HEIGHT, PAIRS_HEIGHT, FLOWS_HEIGHT = 340, 420, 440
HALF_WIDTH, PHONE_WIDTH = 600, 358
USUAL = 0.8


@dataclass(frozen=True)
class Picture:
    """A heading with its finding and a figure; without a figure, `instead` says why there is none."""

    key: str
    heading: str
    subtitle: str
    legend: str = ""
    chart: go.Figure | None = None
    more: str = ""
    instead: str = ""

    @property
    def alt(self) -> str:
        """Title, measure and range in a sentence."""
        return f"{self.heading}. {self.subtitle}. {self.more}".strip()


def over_years(view: View) -> Picture:
    """Arrivals, departures and balance over the years."""
    legend = (
        cards.swatch(view.colours.gain, "Saldo: Gewinn")
        + cards.swatch(view.colours.loss, "Verlust")
        + cards.swatch(view.colours.field, "gewählter Zeitraum")
    )
    chart = history.history(view.series, view.focus_suffix, view.choice.period, view.look(view.focus_digits))
    heading, subtitle = titles.series_headline(view.series), words.series_subtitle(view)
    return Picture("zeit", heading, subtitle, legend, chart, words.series_range(view))


def age_strip(view: View) -> Picture:
    """Heat strip of years and age groups."""
    column = view.choice.column.removesuffix("_rate") + view.focus_suffix
    table = measures.by_band(view.focus_years)
    kind: Kind = "diverging" if view.choice.direction == "net" else "sequential"
    digits = view.focus_digits if kind == "diverging" else 0
    # The most mobile group would else set limits that leave all others in the middle class.
    usual = table.loc[table[column].abs() <= table[column].abs().quantile(USUAL), column]
    scale = short_labels(maps.classes(usual, view.colours, kind, digits))
    rows = {group.code: group.label for group in ages.AGE_GROUPS}
    strip = grid.heat_grid(table, column, rows, 0 if view.context.is_phone else view.focus_digits)
    chart = grid.grid_figure(strip, scale, view.colours, AGES_HEIGHT)
    heading = titles.age_headline(table, view.choice.direction)
    subtitle = f"{words.figure_name(view)}, {words.age_unit(view)}, nach Jahr{words.small_note(view)}"
    return Picture("alter-jahre", heading, subtitle, scale.legend(), chart)


def age_profile(view: View) -> Picture:
    """Arrivals, departures and balance by age group."""
    legend = cards.swatch(view.colours.brand, "Zuzüge") + cards.swatch(view.colours.loss, "Fortzüge")
    heading = titles.profile_headline(view.bands, view.focus_suffix)
    subtitle = f"Zu- und Fortzüge nach Altersgruppe, {words.age_unit(view)}, {words.when(view)}"
    chart = figures.age_profile(
        view.bands, view.focus_suffix, view.look(view.focus_digits, height=AGES_HEIGHT)
    )
    return Picture("alter-profil", heading, subtitle, legend, chart)


def matrix(view: View) -> Picture:
    """Who moves from where to where among the units."""
    order = view.matrix_order()
    subtitle = words.pairs_subtitle(view, len(order))
    if len(order) < 2:
        return Picture("matrix", "Wer von wo nach wo zieht", subtitle, instead=words.no_pairs(view))
    names = {area_id: view.scope.names[area_id] for area_id in order}
    unknown = {(a, b) for a in order for b in order if not view.scope.is_observed(a, b)}
    cells = grid.pair_grid(view.pairs, names, view.years, unknown)
    moved = cells.values[cells.values > 0]
    scale = maps.classes(pd.Series(moved), view.colours)
    chart = grid.grid_figure(cells, scale, view.colours, PAIRS_HEIGHT)
    shown = view.pairs[view.pairs["origin"].isin(order) & view.pairs["destination"].isin(order)]
    heading = titles.pair_headline(shown, view.scope.names, view.years)
    return Picture("matrix", heading, subtitle, scale.legend(cards.hatch("im selben Gebiet")), chart)


def within_and_beyond(view: View) -> Picture:
    """Each unit's balance inside the frame beside its balance across the border."""
    table = view.members.loc[view.compared(f"net{view.suffix}", words.MAX_BARS)]
    subtitle = f"Saldo {view.unit}, {words.when(view)}"
    if len(table) < 2:
        return Picture("innen-aussen", "Innen und außen", subtitle, instead=words.no_pairs(view))
    rows = table.assign(within=table[f"net_within{view.suffix}"], beyond=table[f"net_beyond{view.suffix}"])
    chosen = None if view.scope.is_whole else view.scope.names[view.scope.focus.area_id]
    chart = figures.two_balances(rows, words.border_heads(view), view.look(height=PAIRS_HEIGHT), chosen)
    return Picture("innen-aussen", titles.inner_headline(view.places), subtitle, chart=chart)


def partner_flows(view: View) -> Picture:
    """Where people come from and go to."""
    heading, subtitle = titles.partner_headline(view.partners), words.partner_subtitle(view)
    flows = words.sankey_flows(view)
    if flows["moves"].sum() == 0:
        reason = f"Für {words.when(view)} sind keine Zu- oder Fortzüge über die Grenze gemeldet."
        return Picture("partner", heading, subtitle, instead=reason)
    width = PHONE_WIDTH if view.context.is_phone else HALF_WIDTH
    size = (width, FLOWS_HEIGHT)
    chart = sankey.sankey_figure(flows, view.scope.names, view.choice.direction, view.colours, size)
    return Picture("partner", heading, subtitle, chart=chart)


def multiples(view: View) -> Picture:
    """Up to eight areas over the years on one scale."""
    ids, names = view.compared(view.choice.column), view.scope.names
    subtitle = f"{words.figure_name(view)} {view.unit}, grau: übrige {view.scope.plural}"
    if len(ids) < 2:
        return Picture("vergleich", "Gebiete im Vergleich", subtitle, instead=words.no_pairs(view))
    rows = view.unit_years[view.unit_years["band"] == view.choice.band]
    table = pd.DataFrame({names[area_id]: part for area_id, part in _by_area(rows, view.choice.column)})
    chart = figures.small_multiples(
        table.sort_index(),
        [names[area_id] for area_id in ids],
        view.look(height=760 if view.context.is_phone else FLOWS_HEIGHT),
        is_signed=view.choice.direction == "net",
    )
    heading = f"{words.COUNTS.get(len(ids), str(len(ids)))} {view.scope.plural} im Vergleich"
    return Picture("vergleich", heading, subtitle, chart=chart)


def _by_area(rows: pd.DataFrame, column: str) -> list[tuple[str, pd.Series]]:
    years = rows.set_index("year")
    return [(str(area_id), part[column]) for area_id, part in years.groupby("area_id")]


SECTIONS: tuple[Callable[[View], Picture], ...] = (
    over_years,
    age_strip,
    age_profile,
    matrix,
    within_and_beyond,
    partner_flows,
    multiples,
)
