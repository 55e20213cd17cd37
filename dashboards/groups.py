"""Saved groups of areas: a name for areas that are looked at together, kept in the home for every colleague.

Without a writable home (a published one) a group lives as long as the session; the address holds the areas
themselves, so a link shows them in either case.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from filelock import FileLock

from dashboards.topic import Context
from warehouse.settings import home

FILE = "gebietsgruppen.json"
SESSION = "_gebietsgruppen"
LONGEST_NAME, MOST_GROUPS, MOST_AREAS = 60, 200, 40
# How long to wait for a colleague who is saving at the same moment, seconds.
PATIENCE = 5

Groups = dict[str, tuple[str, ...]]


def saved(context: Context) -> Groups:
    """Return name → area ids, those of the home and of this session, by name."""
    kept = {} if context.is_released else _read(_file())
    mine: Groups = st.session_state.get(SESSION, {})
    return dict(sorted({**kept, **mine}.items(), key=lambda one: one[0].casefold()))


def save(context: Context, name: str, area_ids: Sequence[str]) -> str:
    """Keep a group under a name and return the sentence that tells where it is now; the same name replaces.

    Raises nothing: a home that can't be written keeps the group in the session.
    """
    plain = " ".join(name.split())[:LONGEST_NAME]
    if not plain or not area_ids:
        return "Eine Gruppe braucht einen Namen und mindestens ein Gebiet."
    chosen = tuple(dict.fromkeys(area_ids))[:MOST_AREAS]
    if not context.is_released and _write(_file(), plain, chosen):
        return f"Gruppe „{plain}“ gespeichert; alle mit Zugang zur Werkbank sehen sie."
    st.session_state.setdefault(SESSION, {})[plain] = chosen
    return f"Gruppe „{plain}“ für diese Sitzung gespeichert."


def drop(context: Context, name: str) -> None:
    """Remove a group from home and session; the areas themselves stay."""
    st.session_state.setdefault(SESSION, {}).pop(name, None)
    if not context.is_released:
        _write(_file(), name, ())


def _file() -> Path:
    return home().root / FILE


def _read(file: Path) -> Groups:
    """What the file says; a damaged one says nothing rather than stopping the page."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(told, dict):
        return {}
    lists = {str(name)[:LONGEST_NAME]: ids for name, ids in told.items() if isinstance(ids, list)}
    return {name: tuple(str(one) for one in ids)[:MOST_AREAS] for name, ids in lists.items() if ids}


def _write(file: Path, name: str, area_ids: tuple[str, ...]) -> bool:
    """Change one group and put the file in place at once; an empty group is removed."""
    try:
        with FileLock(file.with_suffix(".lock"), timeout=PATIENCE):
            known = _read(file)
            known.pop(name, None)
            if area_ids and len(known) < MOST_GROUPS:
                known[name] = area_ids
            part = file.with_suffix(".part")
            part.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(part, file)
    except OSError:
        return False
    return True
