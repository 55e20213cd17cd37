"""Growth of a small area fades towards that of its municipality: no boom lasts for ever.

What an area would have to receive to grow like its municipality, over what it is expected to receive, is a
factor on its arrivals. The forecast starts near the estimate and moves towards that factor as the own growth
fades (backtest.md § 4.7: .93 a year). Arrivals of a municipality stay what they are: they are only divided
differently.
"""

import numpy as np

from forecasting.components import Array, Integers
from forecasting.jump_off import Register
from forecasting.rates import Rates, expected_flows

# Share of an area's own growth that is believed at first, and what is left of it after each further year.
BELIEVED = 0.6
KEPT_PER_YEAR = 0.93
# No area's arrivals are more than doubled or halved by this.
FACTOR_RANGE = (0.5, 2.0)


def damping_factors(rates: Rates, register: Register, horizon: int) -> Array:
    """Return factors on arrivals, (year, leaf); 1 throughout for a root of a single leaf."""
    flows = expected_flows(rates, register, register.jump_off_year + 1)
    people = register.stock[-1].sum(axis=(1, 2, 3))
    places = register.places
    arrivals = flows.arrivals.sum(axis=(1, 2, 3)) + flows.pool_arrivals.sum(axis=(1, 2, 3))
    losses = (flows.departures + flows.deaths).sum(axis=(1, 2, 3)) - flows.births
    growth = _of_municipality(places.municipality, arrivals - losses) / np.maximum(
        _of_municipality(places.municipality, people), 1.0
    )
    needed = np.maximum(losses + growth * people, 0.0)
    # Half a person on both sides keeps empty areas where they are.
    target = np.clip((needed + 0.5) / (arrivals + 0.5), *FACTOR_RANGE)
    faded = 1 - BELIEVED * KEPT_PER_YEAR ** np.arange(horizon)
    factor = target ** faded[:, np.newaxis]
    kept = np.stack([_of_municipality(places.municipality, year * arrivals) for year in factor])
    total = _of_municipality(places.municipality, arrivals)
    normalised: Array = factor * np.divide(total, kept, out=np.ones_like(kept), where=kept > 0)
    return normalised


def _of_municipality(municipality: Integers, values: Array) -> Array:
    sums: Array = np.bincount(municipality, values).astype(float)[municipality]
    return sums
