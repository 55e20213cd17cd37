"""Solving in a process of its own, with a time limit that ends it."""

import pickle
import subprocess
import sys

from forecasting.errors import SitingError
from forecasting.siting.problem import SitingProblem
from forecasting.siting.proposal import Proposal

# Seconds a question may take in all; the searches end by themselves, on a free machine after some fifteen.
MOST_SECONDS = 120.0


def propose_apart(
    problem: SitingProblem, *, minimal_regret: bool = False, seconds: float = MOST_SECONDS
) -> Proposal:
    """Return the proposal, worked out by another process. Raises SitingError, also when time is up."""
    command = [sys.executable, "-m", "forecasting.siting.worker"]
    try:
        ended = subprocess.run(
            command,
            input=pickle.dumps((problem, minimal_regret)),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise SitingError(
            f"Standortvorschlag: nach {seconds:.0f} s abgebrochen. Bitte ein kleineres Gebiet, weniger neue "
            "Häuser oder kürzere Wege wählen."
        ) from late
    if ended.returncode:
        raise SitingError(
            f"Standortvorschlag: die Rechnung endete mit {ended.stderr.decode()[-80:] or ended.returncode}. "
            "Bitte noch einmal rechnen; geschieht es wieder, ein kleineres Gebiet wählen."
        )
    # Only our own child writes to this pipe.
    kind, answer = pickle.loads(ended.stdout)
    if kind == "refused":
        raise SitingError(str(answer))
    if not isinstance(answer, Proposal):
        raise SitingError("Standortvorschlag: die Rechnung gab keine Antwort. Bitte noch einmal rechnen.")
    return answer
