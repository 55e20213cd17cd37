"""The written parts of a page: head, key figures, headings, legends, source line, empty states."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from dashboards import data, showcase
from dashboards.style import PICTURE_HEIGHT, Palette, rgba
from dashboards.topic import Context

# How numbers of a Schaufenster are called, wherever their state is told.
RELEASED = "freigegeben, geschützt"
# Hyphens in "24-Jährige" and "80-%-Bereich", and what keeps a line from breaking behind them.
JOINT, JOINER = re.compile(r"(?<=[\d%])-(?=[\w%])"), "-\u2060"


@dataclass(frozen=True)
class KeyFigure:
    """One number of the ruled row; all parts are ready German text. A forecast carries its 80 % range.

    `definition` (what is counted, formula, limits) opens below the label. `is_declared`: a year, or a number
    somebody states, which no release overlays.
    """

    label: str
    value: str
    unit: str = ""
    comparison: str = ""
    range_text: str = ""
    definition: str = ""
    is_declared: bool = False


def page_head(topic_line: str, title: str, standfirst: str) -> None:
    """Write topic line, title (the finding with its number) and standfirst (what, where, when)."""
    if showcase.folder() is not None:
        topic_line = f"{topic_line} · {RELEASED}"
    st.html(
        f'<header class="k-head"><p class="k-topic">{escape(topic_line)}</p>'
        f'<h1>{unbroken(title)}</h1><p class="k-standfirst">{escape(standfirst)}</p></header>'
    )


def unbroken(words: str) -> str:
    """Return words as HTML in which a number stays on a line with the word it is joined to."""
    return JOINT.sub(JOINER, escape(words))


def key_figures(figures: Sequence[KeyFigure]) -> None:
    """Write the row of up to four key figures between two rules; two by two on a phone."""
    cells = "".join(_key_figure(figure) for figure in figures)
    st.html(f'<div class="k-figures k-figures-{len(figures)}">{cells}</div>')


def picture_head(title: str, subtitle: str, legend_html: str = "") -> None:
    """Write the heading (finding), subtitle (measure, unit, date) and legend above a picture."""
    st.html(
        f'<div class="k-picture"><h2>{unbroken(title)}</h2><p>{unbroken(subtitle)}</p>'
        f'<div class="k-legend">{legend_html}</div></div>'
    )


def section_head(title: str, subtitle: str = "") -> None:
    """Write the heading of a table or of a part without a legend."""
    note = f"<p>{escape(subtitle)}</p>" if subtitle else ""
    st.html(f'<div class="k-picture k-section"><h2>{escape(title)}</h2>{note}</div>')


def source_line(context: Context, parts: Sequence[str], terms: Sequence[str] = ()) -> None:
    """Write the source line: source, reference date, population base, method or run, state of the numbers.

    `terms` are glossary terms or indicator ids whose definitions open behind "Definition".
    """
    known = [found for term in terms if (found := data.glossary(context, term)) is not None]
    told = [f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in known]
    more = f"<details><summary>Definition</summary><dl>{''.join(told)}</dl></details>" if told else ""
    state = [RELEASED] if context.is_released else []
    line = " · ".join(escape(part) for part in (*parts, *state) if part)
    st.html(f'<footer class="k-source"><p>{line}</p>{more}</footer>')


def empty_state(sentence: str, height: int = PICTURE_HEIGHT) -> None:
    """Write one sentence in the place of a picture: what is missing and what to do. The height is kept."""
    st.html(f'<div class="k-empty" style="min-height:{height}px"><p>{escape(sentence)}</p></div>')


def note(sentence: str) -> None:
    """Write a quiet sentence below a picture or table."""
    st.html(f'<p class="k-note">{escape(sentence)}</p>')


def class_legend(
    colours: Sequence[str],
    labels: Sequence[str],
    signs: Sequence[str] = (),
    *extra: str,
    inks: Sequence[str] = (),
) -> str:
    """Return a legend of colour classes; `extra` are further legend parts.

    `signs` stand inside the fields, in the colours `inks` if given.
    """
    marks = list(signs) or [""] * len(colours)
    letters = list(inks) or ["inherit"] * len(colours)
    fields = "".join(
        f'<span class="k-class"><i style="background:{colour};color:{ink}">{escape(sign)}</i>'
        f"<b>{escape(label)}</b></span>"
        for colour, label, sign, ink in zip(colours, labels, marks, letters, strict=True)
    )
    return f'<span class="k-classes">{fields}</span>{"".join(extra)}'


def fan_legend(colours: Palette, *extra: str) -> str:
    """Return the legend of a forecast fan: 50 %, 80 %, median."""
    inner = swatch(rgba(colours.brand, colours.fan_inner + colours.fan_outer), "50\u202f%")
    outer = swatch(rgba(colours.brand, colours.fan_outer), "80\u202f%")
    return inner + outer + line_key(colours.brand, "Median", dash="dashed") + "".join(extra)


def swatch(colour: str, label: str) -> str:
    """Return a filled field with its name."""
    return f'<span class="k-key"><i class="k-swatch" style="background:{colour}"></i>{escape(label)}</span>'


def line_key(colour: str, label: str, dash: str = "solid") -> str:
    """Return a short line with its name; dash is solid, dashed or dotted."""
    stroke = f"border-top:2px {dash} {colour}"
    return f'<span class="k-key"><i class="k-line" style="{stroke}"></i>{escape(label)}</span>'


def hatch(label: str = "geschützt", colour: str = "var(--k-axis)", way: str = "up") -> str:
    """Return a hatched field with its name; `way` is up for protected, down for too few, wide for missing."""
    kind = "k-hatch" if way == "up" else f"k-hatch k-hatch-{way}"
    return f'<span class="k-key"><i class="k-swatch {kind}" style="--h:{colour}"></i>{escape(label)}</span>'


def _key_figure(figure: KeyFigure) -> str:
    unit = f" <small>{escape(figure.unit)}</small>" if figure.unit else ""
    span = f" <small>({escape(figure.range_text)})</small>" if figure.range_text else ""
    label = f'<p class="k-label">{escape(figure.label)}</p>'
    if figure.definition:
        label = (
            f'<details class="k-define"><summary class="k-label">{escape(figure.label)}</summary>'
            f"<p>{escape(figure.definition)}</p></details>"
        )
    # What is said in words, or missing, is no number that could be overlaid.
    is_overlaid = not figure.is_declared and any(letter.isdigit() for letter in figure.value)
    kind = "k-value" if is_overlaid else "k-value k-worded"
    return (
        f'<div class="k-figure">{label}<p class="{kind}">{escape(figure.value)}{unit}{span}</p>'
        f'<p class="k-comparison">{escape(figure.comparison)}</p></div>'
    )
