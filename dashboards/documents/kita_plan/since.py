"""Part of the chapter on the balance: what changed since the kept plan before, and how good that was."""

from dashboards import areas, charts, style, text
from dashboards.charts import BridgeLayout
from dashboards.documents.blocks import Block, Heading, Paragraph, table_of
from dashboards.documents.kita_plan.reading import Plan
from dashboards.documents.picture import Sketch, image
from dashboards.documents.words import TEXTS
from dashboards.tables import Column
from dashboards.topics.kita import titles
from dashboards.topics.kita.assumptions import TEXT, Band
from dashboards.topics.kita.past import comparing, words
from dashboards.topics.kita.past.comparing import Pair
from dashboards.topics.kita.past.taking import ages_of

HEIGHT = 300
ONLY_ON_SCREEN = frozenset({"then", "now", "moved", "cause", "places_then", "places_now", "chance", "short"})


def blocks(plan: Plan, source: str) -> list[Block]:
    """Return the comparison of each band; one sentence where no plan was kept."""
    found: list[Block] = [Heading("Seit dem letzten Plan", 2)]
    if plan.earlier is None:
        return [
            *found,
            Paragraph(text.load_text(TEXTS, "Kein früherer Plan", name=titles.named(plan.area.name))),
        ]
    words_of = {
        "plan": plan.earlier.name,
        "day": text.date(plan.earlier.kept_on),
        "by": f" von {plan.earlier.author}" if plan.earlier.author else "",
        "area": titles.named(plan.earlier.area_name),
    }
    told = text.load_text(TEXTS, "Früherer Plan", **words_of)
    found.append(Paragraph(told))
    for band in plan.states:
        if band in plan.earlier.bands:
            found += _band(plan, band, source)
    return [*found, Paragraph(text.load_text(TEXT, "Ursachen"), "note")]


def _band(plan: Plan, band: Band, source: str) -> list[Block]:
    state, area_id = plan.states[band], plan.area.area_id
    assert plan.earlier is not None
    pair = Pair(plan.earlier, state, ages_of(plan.context, state))
    year = int(state.now["kita_year"])
    effects = comparing.causes(pair, area_id, year)
    title = state.choice.assumptions.words.title
    if effects is None:
        return [Paragraph(f"{title}: beide Pläne nennen kein gemeinsames Kita-Jahr {text.kita_year(year)}.")]
    steps, heading = words.steps(pair, effects), words.heading(pair, effects, year)
    subtitle = f"{plan.area.name}: Saldo der {state.choice.assumptions.words.places}, Plätze"
    picture: list[Block] = [Paragraph(f"{heading}.")]
    if words.has_moved(effects):
        chart = charts.bridge(style.LIGHT, steps, BridgeLayout(HEIGHT))
        alt = f"{heading}. {subtitle}. {words.told(steps)}."
        picture = [image(plan.context, Sketch(heading, subtitle, chart, alt), source)]
    by_year = {one: comparing.causes(pair, area_id, one) for one in pair.shared if one in plan.years}
    rows = words.by_year(pair, area_id, {one: effect for one, effect in by_year.items() if effect})
    return [
        Paragraph(title, "finding"),
        *picture,
        table_of(rows, _narrow(words.columns_by_year()), f"{title}: Saldo damals und heute nach Ursachen"),
        *_areas(plan, pair, year),
        *_quality(plan, pair),
    ]


def _areas(plan: Plan, pair: Pair, year: int) -> list[Block]:
    names = {one.area_id: one.label for one in plan.parts}
    if len(names) < 2:
        return []
    rows = words.moved_most(comparing.by_area(pair, list(names), year), names)
    level = plan.parts[0]
    caption = f"{level.level_plural}, deren Saldo {text.kita_year(year)} sich am meisten bewegt hat"
    return [] if rows.empty else [table_of(rows, _narrow(words.columns_of_areas(level.level_label)), caption)]


def _quality(plan: Plan, pair: Pair) -> list[Block]:
    table = comparing.quality(pair, plan.area.area_id)
    if table.empty:
        return [Paragraph(words.nothing_yet(pair), "note")]
    rows = words.quality_rows(table, pair.now.draws)
    found: list[Block] = [table_of(rows, _narrow(words.quality_columns()), "Wie gut der letzte Plan war")]
    inside = [one.area_id for one in areas.below(plan.context, plan.area.area_id, plan.parts[0].level)]
    parts = comparing.quality_of_areas(pair, inside)
    if not parts.empty:
        found.append(Paragraph(words.quality_of_areas(parts, plan.parts[0].level_plural)))
    return [*found, Paragraph(text.load_text(TEXT, "Güte des Plans"), "note")]


def _narrow(columns: list[Column]) -> list[Column]:
    """The columns an upright page has room for; the page on the screen shows all."""
    return [column for column in columns if column.key not in ONLY_ON_SCREEN]
