"""A process of its own that solves one siting question: a dashboard server stays free, time is bounded.

Started by apart.py, which alone writes to its standard input; the answer is pickled on standard output.
"""

import os
import pickle
import sys
from types import TracebackType

from forecasting.errors import SitingError
from forecasting.siting.proposal import propose

# Solving must not slow the pages of other users.
NICENESS = 5
# Bytes of memory a question may take.
MOST_BYTES = 3 * 2**30


def main() -> None:
    """Answer the question on standard input with ("proposal", Proposal) or ("refused", sentence)."""
    sys.excepthook = _tell_name_only
    _limit()
    problem, minimal_regret = pickle.load(sys.stdin.buffer)
    answer: tuple[str, object]
    try:
        answer = ("proposal", propose(problem, minimal_regret=minimal_regret))
    except SitingError as error:
        answer = ("refused", str(error))
    sys.stdout.buffer.write(pickle.dumps(answer))


def _limit() -> None:
    """Bound memory and step back behind the server, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _tell_name_only(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    del error, trace
    sys.stderr.write(kind.__name__)


if __name__ == "__main__":
    main()
