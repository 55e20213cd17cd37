"""People who come and leave within a year: taken out of arrivals and departures, the balance stays.

Where more leave a cell in a year than live in it at the start (campus, reception centre), rates on the people
at the start cannot hold them. Those who came from outside and left through a pool are counted where they
went: as arrivals from outside at the pool's destinations.
"""

import numpy as np

from forecasting.components import Array, InternalFlow

# Largest share of a cell that leaves in a year.
MOST_LEAVING = 0.7


def transit_share(out_rate: Array, volume: Array, internal: tuple[InternalFlow, ...], people: Array) -> Array:
    """Return the share of leavers of each cell who came from outside in the same year."""
    leaving = people * (out_rate + sum(flow.rate[0] for flow in internal))
    too_many = np.minimum(np.maximum(leaving - MOST_LEAVING * people, 0.0), volume)
    share: Array = np.divide(too_many, leaving, out=np.zeros_like(leaving), where=leaving > 0)
    return share


def passed_on(share: Array, internal: tuple[InternalFlow, ...], people: Array) -> Array:
    """Return those of them who left through pools, where they arrived (leaf, nationality, sex, age)."""
    arrived = np.zeros_like(people)
    for flow in internal:
        arrived = arrived + pool_arrivals(flow, people * flow.rate[0] * share)
    return arrived


def pool_arrivals(flow: InternalFlow, left: Array) -> Array:
    """Return where those who left arrive, first axis leaf."""
    groups = int(flow.group.max()) + 1
    pool = np.stack([left[flow.group == group].sum(axis=0) for group in range(groups)])
    if flow.transfer is not None:
        pool = np.einsum("gh,g...->h...", flow.transfer, pool)
    arriving: Array = flow.share * pool[flow.group]
    return arriving
