"""What the first reader of a cold server need not wait for: done beside, right after the start.

Nothing depends on it: without a build it does nothing, and whoever comes earlier does it himself.
"""

import importlib
import threading
import time

from streamlit import env_util, runtime
from streamlit.runtime import RuntimeState

from dashboards import app, areas, data
from dashboards.access.people import Person, Role
from dashboards.access.settings import login_of_server
from dashboards.maps import shapes
from dashboards.topic import Context
from warehouse.errors import NoBuildError

# Streamlit loads its list of all small pictures at the first button, and makes one long pattern of it.
LATE = ("streamlit.emojis",)
# Drawn once for nobody, in this order, as a reader first sees them: what they show is kept for all.
FIRST = ("start", "demographie", "wanderungen")
_not_before = 0.0


def wait_until(moment: float) -> None:
    """Have this process warm up no earlier than that, by the clock that never goes back."""
    global _not_before  # noqa: PLW0603  # once per process, as its web server starts
    _not_before = moment


def begin() -> None:
    """Start warming up in a thread of its own."""
    threading.Thread(target=warm_up, name="kohorte-warm-up", daemon=True).start()


def warm_up() -> None:
    """Open the build, and read what every page begins with."""
    time.sleep(max(0.0, _not_before - time.monotonic()))
    for name in LATE:
        importlib.import_module(name)
    # Streamlit looks once through the files of all running code.
    env_util.is_repl()
    try:
        reader = data.current_reader()
    except NoBuildError:
        return
    # Behind a login nobody knows yet whose rights come first: what is read for them would be read for nobody.
    if login_of_server() is not None:
        return
    local = Person("Werkbank", Role.STATISTICIAN, data.municipalities())
    context = Context(reader, reader.build_id, reader.run_id, role=local.cache_key)
    for root in areas.roots(context)[:1]:
        for level in areas.levels_below(context, root.area_id):
            shapes.bounds(reader, level, root.area_id)
    for page in FIRST:
        # Who is there already waits for his own page, not for others.
        if _has_readers():
            return
        app.show(page)


def _has_readers() -> bool:
    return runtime.exists() and runtime.get_instance().state is RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED
