"""Pictures of the age structure: pyramid for data by sex, one-sided bars for age groups without sex."""

from dataclasses import dataclass
from math import ceil, log10

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.style import FONT, Palette

# The age scale stands in a gutter of 6 % between the two sides.
GUTTER = 0.06
LEFT, RIGHT = (0.0, 0.5 - GUTTER / 2), (0.5 + GUTTER / 2, 1.0)
HEIGHT = 640
# Most intervals of the axis on one side.
INTERVALS = 4
# Share of the axis that must be free of bars before a note may stand there.
FREE = 0.62


@dataclass(frozen=True)
class Note:
    """A remark at an age, written in the free corner of one side."""

    age: float
    words: str
    side: str  # "m" left, "w" right


@dataclass(frozen=True)
class Look:
    """How an age structure is drawn. `scale` turns persons into the shown figure (1000 / total, or 1).

    `round_to` rounds the persons of a forecast, in heads and hovers.
    """

    colours: Palette
    scale: float = 1.0
    outline_scale: float = 1.0
    digits: int = 0
    height: int = HEIGHT
    outline_name: str = ""
    is_phone: bool = False
    round_to: int | None = None

    def persons(self, value: float) -> str:
        """Return persons as shown; those of a forecast are rounded."""
        return text.rounded(value, self.round_to) if self.round_to else text.number(value)


def pyramid(
    ages: pd.DataFrame, outline: pd.DataFrame | None, look: Look, notes: tuple[Note, ...] = ()
) -> go.Figure:
    """Return the pyramid: men left, women right, non-German part as tint outside, comparison as outline.

    `ages` and `outline` are frames of structure.fill_single_years with men and women known.
    """
    figure = go.Figure()
    limit, ticks = _limit(_largest(ages, outline, look))
    for sex in ("m", "w"):
        _bars(figure, ages, look, sex)
        _silhouette(figure, ages, look, sex)
        if outline is not None:
            _outline(figure, outline, look, sex)
    layout = _layout(look)
    layout["yaxis2"] = layout["yaxis"] | {"anchor": "x2", "matches": "y"}
    layout["xaxis"] |= {"domain": LEFT, "range": [limit, 0], **_tick(ticks, look)}
    layout["xaxis2"] = layout["xaxis"] | {"domain": RIGHT, "range": [0, limit], "anchor": "y2"}
    figure.update_layout(**layout)
    _heads(figure, ages, look)
    _age_scale(figure, ages, look, at=0.5)
    for note in notes:
        _note(figure, ages, look, note, limit)
    return figure


def age_bars(ages: pd.DataFrame, outline: pd.DataFrame | None, look: Look) -> go.Figure:
    """Return bars of persons per single year of age, as high as the age group is wide: for age groups
    without sex, where equal areas are equal numbers of persons."""
    figure = go.Figure()
    limit, ticks = _limit(_largest(ages, outline, look))
    _bars(figure, ages, look, None)
    _silhouette(figure, ages, look, None)
    if outline is not None:
        _outline(figure, outline, look, None)
    layout = _layout(look)
    layout["xaxis"] |= {"domain": (GUTTER, 1.0), "range": [0, limit], **_tick(ticks, look)}
    figure.update_layout(**layout)
    _age_scale(figure, ages, look, at=GUTTER / 2)
    return figure


def _density(ages: pd.DataFrame, column: str, scale: float) -> np.ndarray:
    """Persons per single year of age, scaled."""
    values: np.ndarray = ages[column].to_numpy(dtype=float) / ages["width"].to_numpy(dtype=float) * scale
    return values


def _column(sex: str | None) -> str:
    return {"m": "men", "w": "women"}.get(sex or "", "persons")


def _foreign_column(sex: str | None) -> str:
    return {"m": "men_foreign", "w": "women_foreign"}.get(sex or "", "foreign")


def _colour(look: Look, sex: str | None) -> tuple[str, str]:
    if sex == "m":
        return look.colours.men, look.colours.men_tint
    return look.colours.women, look.colours.women_tint


def _axes(sex: str | None) -> dict[str, str]:
    return {"xaxis": "x2", "yaxis": "y2"} if sex == "w" else {"xaxis": "x", "yaxis": "y"}


def _bars(figure: go.Figure, ages: pd.DataFrame, look: Look, sex: str | None) -> None:
    whole = _density(ages, _column(sex), look.scale)
    foreign = _density(ages, _foreign_column(sex), look.scale)
    knows_nation = bool(np.isfinite(foreign).any())
    full, tint = _colour(look, sex)
    who = {"m": "Männer", "w": "Frauen"}.get(sex or "", "Personen")
    hover = _hovers(ages, look, sex, who)
    middle = ages["age"] + ages["width"] / 2
    common = {"y": middle, "width": ages["width"], "orientation": "h", "showlegend": False, **_axes(sex)}
    common |= {"customdata": hover, "hovertemplate": "%{customdata}<extra></extra>"}
    if knows_nation:
        figure.add_trace(go.Bar(x=whole - foreign, name=f"{who}, deutsch", marker_color=full, **common))
        figure.add_trace(go.Bar(x=foreign, name=f"{who}, nicht deutsch", marker_color=tint, **common))
    else:
        figure.add_trace(go.Bar(x=whole, name=who, marker_color=full, **common))


def _hovers(ages: pd.DataFrame, look: Look, sex: str | None, who: str) -> list[str]:
    words = []
    for row in ages.itertuples():
        persons, foreign = getattr(row, _column(sex)), getattr(row, _foreign_column(sex))
        shown = f"<b>{age_words(row.age, row.age_to)}</b><br>{who} {look.persons(persons)}"
        if look.digits:
            shown += f" ({text.decimal(persons * look.scale, look.digits)} je 1.000)"
        words.append(
            shown if np.isnan(foreign) else f"{shown}<br>davon nicht deutsch {look.persons(foreign)}"
        )
    return words


def age_words(age: int, age_to: int) -> str:
    """Return an age class in words: "34 Jahre", "15 bis 17 Jahre", "100 Jahre und älter"."""
    if age_to >= 100:
        return f"{age} Jahre und älter"
    if age == age_to:
        return f"{age} Jahr" if age == 1 else f"{age} Jahre"
    return f"{age} bis {age_to} Jahre"


def _steps(ages: pd.DataFrame, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corner points of the stepped contour, from the youngest to the oldest class and back to the axis."""
    low = ages["age"].to_numpy(dtype=float)
    high = low + ages["width"].to_numpy(dtype=float)
    x = np.concatenate([[0.0], np.repeat(values, 2), [0.0]])
    y = np.concatenate([[low[0]], np.column_stack([low, high]).ravel(), [high[-1]]])
    return x, y


def _silhouette(figure: go.Figure, ages: pd.DataFrame, look: Look, sex: str | None) -> None:
    x, y = _steps(ages, _density(ages, _column(sex), look.scale))
    line = {"color": _colour(look, sex)[0], "width": 1.1}
    figure.add_trace(
        go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False, **_axes(sex))
    )


def _outline(figure: go.Figure, outline: pd.DataFrame, look: Look, sex: str | None) -> None:
    x, y = _steps(outline, _density(outline, _column(sex), look.outline_scale))
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            name=f"Vergleich {look.outline_name}",
            line={"color": look.colours.text, "width": 1.3},
            hoverinfo="skip",
            showlegend=False,
            **_axes(sex),
        )
    )


def _largest(ages: pd.DataFrame, outline: pd.DataFrame | None, look: Look) -> float:
    sexes: tuple[str | None, ...] = ("m", "w") if ages["men"].notna().any() else (None,)
    shown = [_density(ages, _column(sex), look.scale) for sex in sexes]
    if outline is not None:
        shown += [_density(outline, _column(sex), look.outline_scale) for sex in sexes]
    return float(np.nanmax(np.concatenate(shown), initial=0.0))


def _limit(largest: float) -> tuple[float, list[float]]:
    """The end of the axis, a little beyond the longest bar, and round ticks."""
    if largest <= 0:
        return 1.0, [0.0, 1.0]
    raw = largest / INTERVALS
    power = 10.0 ** np.floor(log10(raw))
    step = float(next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999))
    ticks = [step * place for place in range(ceil(largest / step) + 1) if step * place <= largest * 1.04]
    return largest * 1.04, ticks


def _tick(ticks: list[float], look: Look) -> dict[str, object]:
    shown = ticks[::2] if look.is_phone and len(ticks) > 3 else ticks
    digits = max((len(f"{tick:g}".partition(".")[2]) for tick in shown), default=0)
    return {"tickvals": shown, "ticktext": [text.number(tick, digits) for tick in shown]}


def _layout(look: Look) -> dict[str, dict[str, object]]:
    colours = look.colours
    layout: dict[str, object] = {
        "height": look.height,
        "margin": {"l": 8, "r": 8, "t": 34, "b": 30},
        "barmode": "stack",
        "bargap": 0,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": ",.",
        "dragmode": False,
        "font": {"family": FONT, "size": 13, "color": colours.muted},
        "hoverlabel": {
            "bgcolor": colours.page,
            "bordercolor": colours.axis,
            "font": {"family": FONT, "size": 13, "color": colours.text},
            "align": "left",
        },
        "xaxis": {
            "gridcolor": colours.grid,
            "zeroline": False,
            "fixedrange": True,
            "ticks": "",
            "tickfont": {"size": 13, "color": colours.muted},
        },
        "yaxis": {
            "range": [-0.5, 101.5],
            "showgrid": False,
            "zeroline": False,
            "visible": False,
            "fixedrange": True,
        },
    }
    return layout  # type: ignore[return-value]  # a tree of plain values, as plotly takes it


def _label(words: str, look: Look, **place: object) -> dict[str, object]:
    font = {"family": FONT, "size": 13, "color": look.colours.muted}
    return {"text": words, "showarrow": False, "font": font, **place}


def _heads(figure: go.Figure, ages: pd.DataFrame, look: Look) -> None:
    colour = look.colours.text
    for x, anchor, who, column in ((0.0, "left", "Männer", "men"), (1.0, "right", "Frauen", "women")):
        known = look.persons(ages[column].sum(skipna=False))
        words = (
            f'<b><span style="color:{colour}">{who}</span></b> <span style="color:{colour}">{known}</span>'
        )
        figure.add_annotation(
            _label(
                words,
                look,
                xref="paper",
                yref="paper",
                x=x,
                y=1.0,
                xanchor=anchor,
                yanchor="bottom",
                yshift=8,
            )
        )


def _age_scale(figure: go.Figure, ages: pd.DataFrame, look: Look, at: float) -> None:
    place = {"xref": "paper", "x": at, "xanchor": "center", "yanchor": "middle", "yref": "y"}
    for age in range(0, 100, 10):
        figure.add_annotation(_label(str(age), look, y=age + 0.5, **place))
    oldest = int(ages["age"].max())
    if oldest >= 90:
        figure.add_annotation(_label(f"{oldest}+", look, y=min(oldest + 0.5, 100.5), **place))
    figure.add_annotation(
        _label(
            "Alter",
            look,
            xref="paper",
            yref="paper",
            x=at,
            y=1.0,
            xanchor="center",
            yanchor="bottom",
            yshift=8,
        )
    )


def _note(figure: go.Figure, ages: pd.DataFrame, look: Look, note: Note, limit: float) -> None:
    """Write a note at the outer edge, unless the bars there leave no room."""
    near = ages[(ages["age"] >= note.age - 3) & (ages["age"] <= note.age + 3)]
    longest = np.nanmax(_density(near, _column(note.side), look.scale), initial=0.0)
    if longest > FREE * limit:
        return
    side = (
        {"x": 0.0, "xanchor": "left", "align": "left"} if note.side == "m" else {"x": 1.0, "xanchor": "right"}
    )
    font = {"family": FONT, "size": 12, "color": look.colours.muted}
    words = {"text": note.words, "showarrow": False, "font": font, "align": "right"}
    figure.add_annotation(words | {"xref": "paper", "y": note.age, "yref": "y", "yanchor": "middle"} | side)
