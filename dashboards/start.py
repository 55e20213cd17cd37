"""The entry of the command `kohorte`: what takes long to load begins before the rest."""

import os
import sys


def main() -> None:
    """Run the command line; the worker processes of a forecast load while this one does.

    A server loads nothing of the other commands: every process forked from it would carry that along, and
    one that fell is to be back at once.
    """
    if sys.argv[1:2] == ["serve"]:
        from dashboards import serve_command

        serve_command.main()
        return
    if sys.argv[1:2] == ["forecast"] and not os.environ.get("KOHORTE_SCHEDULER"):
        from forecasting.worker_start import SMALL_PAGES, start_ahead

        # Read when numpy is loaded.
        os.environ.update(SMALL_PAGES)
        start_ahead()
    from dashboards.cli import main as run

    run()


if __name__ == "__main__":
    main()
