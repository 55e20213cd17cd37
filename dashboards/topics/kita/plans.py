"""Plans of measures a planner keeps: files in the home, switched on beside the delivered measures.

One file per plan in <home>/kita-plaene, readable and editable by hand. Only the Werkbank reads and writes.
"""

from collections.abc import Sequence

from dashboards.topic import Context
from dashboards.topics.kita import home_files
from dashboards.topics.kita.home_files import KeepingError
from dashboards.topics.kita.planned import Plan

FOLDER = "kita-plaene"


def saved(context: Context) -> dict[str, Plan]:
    """Return the plans of the home by key, by name; damaged files are left out, see `damaged`."""
    found = {key: one for key, one in _all(context).items() if isinstance(one, Plan)}
    return dict(sorted(found.items(), key=lambda one: one[1].name.casefold()))


def named(context: Context, names: Sequence[str]) -> tuple[Plan, ...]:
    """Return plans by name or key, in the order asked for. Raises KeepingError where one is not known."""
    known = saved(context)
    by_name = {plan.name.casefold(): plan for plan in known.values()} | known
    missing = [name for name in names if name.casefold() not in by_name]
    if missing:
        there = ", ".join(f"„{plan.name}“" for plan in known.values()) or "keiner"
        raise KeepingError(
            f"Eigener Plan „{missing[0]}“ ist nicht gespeichert. Gespeichert: {there}. "
            "Bitte den Namen prüfen oder den Plan auf der Seite Kita-Planung behalten."
        )
    return tuple(by_name[name.casefold()] for name in names)


def damaged(context: Context) -> list[str]:
    """Return a German sentence per file that is no plan: where it is wrong and what to do."""
    return [fault for fault in _all(context).values() if isinstance(fault, str)]


def keep(context: Context, plan: Plan) -> None:
    """Write a plan; one of the same name is replaced. Raises KeepingError outside the Werkbank."""
    home_files.write(context, FOLDER, plan.name, plan)


def drop(context: Context, key: str) -> None:
    """Delete a plan. Raises KeepingError outside the Werkbank."""
    home_files.remove(context, FOLDER, key)


def _all(context: Context) -> dict[str, Plan | str]:
    return home_files.read(context, FOLDER, Plan)
