"""The start page worked out: all it says and shows of one root, made once per build and then only sent."""

from dataclasses import dataclass

from dashboards import maps, style
from dashboards.areas import Area
from dashboards.cards import KeyFigure
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.topic import Context
from dashboards.topics.start import figures, parts, queries, tables, titles
from dashboards.topics.start.parts import Section


@dataclass(frozen=True)
class Made:
    """The parts of the page in their last form. `members` and `findings` are missing in a release."""

    title: str
    standfirst: str
    figures: tuple[KeyFigure, ...]
    doors: str
    growth: Panel
    time: Panel
    backtest: Section
    run: Section
    assumptions: Section | None
    run_id: str
    sources: tuple[str, ...]
    members: str = ""
    findings: Section | None = None


def made(context: Context, root: Area) -> Made:
    """Return the page of a root, worked out at its first opening."""
    return remembered(context, ("start", root.area_id, context.is_released), lambda: _made(context, root))


def _made(context: Context, root: Area) -> Made:
    members, residents = (
        queries.municipalities(context, root.area_id),
        queries.residents(context, root.area_id),
    )
    found, runs = queries.findings(context, root.area_id), queries.runs(context)
    scenario = None if runs.empty else str(runs["scenario"].iloc[0])
    forecast = queries.residents_forecast(context, root.area_id, scenario)
    horizon = None if forecast.empty else int(forecast["year"].max())
    picture = figures.time_picture(context, residents, forecast)
    words = figures.time_words(context, picture, has_forecast=not forecast.empty)
    return Made(
        title=titles.page_title(root, residents),
        standfirst=titles.standfirst(members, residents, horizon),
        figures=tuple(parts.key_figures(context, members, residents, forecast, found)),
        doors=parts.doors(context, queries.headlines(context, root.area_id)),
        growth=_growth(context, root),
        time=Panel(
            "start-zeit", titles.time_title(residents, forecast), words[0], picture,
            parts.time_alt(root, residents), legend=words[1],
        ),
        backtest=parts.backtest(queries.backtest(context, root.area_id)),
        run=parts.run(context, runs, root),
        assumptions=parts.assumptions(context, runs),
        run_id="" if runs.empty else str(runs["run_id"].iloc[0]),
        sources=tuple(parts.sources(context, members)),
        members="" if context.is_released else tables.members(style.palette(context), members),
        findings=None if context.is_released else parts.findings(found),
    )  # fmt: skip


def _growth(context: Context, root: Area) -> Panel:
    level = figures.overview_level(context, root)
    growth = queries.growth(context, root.area_id, level)
    scale = maps.classes(growth["value"], style.palette(context), "diverging")
    view = maps.MapView(level, root.area_id, None, 1, "%")
    title = titles.map_title(root, growth)
    return Panel(
        "start-karte", title, figures.map_words(context, growth, level),
        maps.choropleth(context, growth, scale, view), title, legend=scale.legend(),
        note=parts.unmapped(maps.without_geometry(context, view)),
    )  # fmt: skip
