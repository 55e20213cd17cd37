"""What is left of a register when groups that do not age through are taken out with what is theirs.

The balance of every cell stays: arrivals taken out = departures + deaths taken out + change of the groups.
Who of a cell's events was of the group is told by what is more than usual, so the residents beside it keep
the rates of their kind.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from forecasting.components import FEMALE, Array
from forecasting.jump_off import Register
from forecasting.special_populations import Special


def without_special(register: Register, special: Special) -> Register:
    """Return the register of everybody else: stock, births, deaths, moves and naturalisations."""
    stock = register.stock - special.stock
    theirs = _reached(special.stock)
    share = np.divide(theirs, register.reached, out=np.zeros_like(theirs), where=register.reached > 0)
    share = np.clip(share, 0.0, 1.0)
    # Women of the groups bear children like others of their cell.
    births = register.births * (1 - share[:, :, :, FEMALE : FEMALE + 1])
    usual = [
        _usual_rate(cube, register, special) for cube in (register.deaths, *register.departures.values())
    ]
    taken = [
        _excess(cube, rate, register.reached - theirs, share)
        for cube, rate in zip((register.deaths, *register.departures.values()), usual, strict=True)
    ]
    deaths, left = taken[0], dict(zip(register.departures, taken[1:], strict=True))
    departures = _balanced(left, deaths + special.stock[1:] - theirs, register)
    came = sum(departures.values()) + deaths + special.stock[1:] - theirs
    arrivals = _by_kind(np.maximum(came, 0.0), register, special)
    kept = {kind: cube - arrivals[kind] for kind, cube in register.arrivals.items()}
    gone = {kind: cube - departures[kind] for kind, cube in register.departures.items()}
    rest = replace(
        register,
        stock=np.maximum(stock, 0.0),
        births=births,
        deaths=register.deaths - deaths,
        arrivals=kept,
        departures=gone,
        arrivals_by_type=_scaled(
            register.arrivals_by_type, kept["external_in"], register.arrivals["external_in"]
        ),
        departures_by_type=_scaled(
            register.departures_by_type, gone["external_out"], register.departures["external_out"]
        ),
        naturalised=register.naturalised * (1 - share),
        notes=(*register.notes, *special.notes),
    )
    return _arriving_from_outside(rest, departures)


def _reached(stock: Array) -> Array:
    """People of the groups by the age they reach; infants as they stand at the end of the year."""
    reached = np.zeros_like(stock[:-1])
    reached[..., 1:] = stock[:-1, ..., :-1]
    reached[..., -1] += stock[:-1, ..., -1]
    reached[..., 0] = stock[1:, ..., 0]
    return reached


def _scaled(by_type: Mapping[str, Array], kept: Array, whole: Array) -> dict[str, Array]:
    """Each type of place outside keeps the share of its cell that is kept of all."""
    part = np.divide(kept, whole, out=np.zeros_like(whole), where=whole > 0)
    return {name: cube * part for name, cube in by_type.items()}


def _usual_rate(events: Array, register: Register, special: Special) -> Array:
    """Events per person and year in leaves without groups, (nationality, sex, age)."""
    others = special.stock.sum(axis=(0, 2, 3, 4)) == 0
    seen, exposed = events[:, others].sum(axis=(0, 1)), register.reached[:, others].sum(axis=(0, 1))
    rate: Array = np.divide(seen, exposed, out=np.zeros_like(seen), where=exposed > 0)
    return rate


def _excess(events: Array, rate: Array, others: Array, share: Array) -> Array:
    """Return the events beyond what everybody else would have, where groups live; by leaf, year, nationality.

    The excess is measured over all cells in which the group lives, so the chance of single cells does not
    count as excess. A cell loses in proportion to its events and the share of the group, at most all of
    them; what is left of the excess (people who came and left within the year) in proportion to its events.
    """
    with_group = share > 0
    axes = (3, 4)
    seen = (events * with_group).sum(axis=axes, keepdims=True)
    usual = (np.maximum(others, 0.0) * rate * with_group).sum(axis=axes, keepdims=True)
    excess = np.maximum(seen - usual, 0.0)
    taken = np.zeros_like(events)
    for weights in (share, share, with_group.astype(float)):
        wanted = excess - taken.sum(axis=axes, keepdims=True)
        weighted = (events - taken) * weights
        total = weighted.sum(axis=axes, keepdims=True)
        scale = np.divide(wanted, total, out=np.zeros_like(wanted), where=total > 0)
        taken = np.minimum(taken + weighted * scale, events)
    return taken


def _balanced(left: dict[str, Array], growth: Array, register: Register) -> dict[str, Array]:
    """Return departures that leave, with the `growth` of the groups, from 0 to all arrivals of each cell.

    Where a group shrinks by more than seemed to leave, more of those who left were of it; where it would need
    more arrivals than there were, fewer were.
    """
    out, arrived = sum(left.values()), sum(register.arrivals.values())
    everybody = sum(register.departures.values(), np.zeros_like(growth))
    wanted = np.clip(out, np.maximum(-growth, 0.0), np.maximum(arrived - growth, 0.0))
    wanted = np.minimum(wanted, everybody)
    part = np.divide(wanted - out, everybody - out, out=np.zeros_like(growth), where=everybody - out > 1e-9)
    less = np.divide(wanted, out, out=np.ones_like(growth), where=out > 1e-9)
    return {
        kind: np.where(wanted > out, left[kind] + (cube - left[kind]) * part, left[kind] * less)
        for kind, cube in register.departures.items()
    }


def _by_kind(came: Array, register: Register, special: Special) -> dict[str, Array]:
    """Divide arrivals of the groups by kind, no more than there were.

    First by what is more than usual of a kind in the cell, the rest as all arrivals of the cell are.
    """
    others = np.maximum(register.reached - _reached(special.stock), 0.0)
    unusual = {
        kind: np.maximum(cube - _usual_rate(cube, register, special) * others, 0.0)
        for kind, cube in register.arrivals.items()
    }
    first = _divided(came, unusual)
    rest = {kind: cube - first[kind] for kind, cube in register.arrivals.items()}
    second = _divided(came - sum(first.values()), rest)
    return {kind: first[kind] + second[kind] for kind in register.arrivals}


def _divided(persons: Array, among: Mapping[str, Array]) -> dict[str, Array]:
    """Divide `persons` in proportion to what there is of each kind, at most all of it."""
    total = sum(among.values(), np.zeros_like(persons))
    part = np.minimum(np.divide(persons, total, out=np.zeros_like(persons), where=total > 0), 1.0)
    return {kind: cube * part for kind, cube in among.items()}


def _arriving_from_outside(register: Register, departures: dict[str, Array]) -> Register:
    """Count those who left a group for an area of the region as arrivals from outside.

    Their origin is not part of the projection any more; pools must not draw them from the other residents.
    """
    places = register.places
    arrivals = {kind: cube.copy() for kind, cube in register.arrivals.items()}
    axes = (1, 3, 4)
    for home in range(len(places.municipalities)):
        inside = places.municipality == home
        stayed = departures["inner"][:, inside].sum(axis=axes)
        _shift(arrivals, "inner", inside, stayed)
    moves, share = register.member_moves.copy(), _group_share(register, departures)
    whole = share.sum(axis=2)
    for goal in range(len(places.municipalities)):
        inside = places.municipality == goal
        _shift(arrivals, "member_in", inside, np.einsum("yg,ygn->yn", moves[:, :, goal], share))
    return replace(
        register, arrivals=arrivals, member_moves=moves * (1 - np.clip(whole, 0, 1))[:, :, np.newaxis]
    )


def _group_share(register: Register, departures: dict[str, Array]) -> Array:
    """Share of those who left for members that were of a group, (year, municipality, nationality)."""
    places, left = register.places, departures["member_out"]
    shape = (len(left), len(places.municipalities), left.shape[2])
    theirs, others = np.zeros(shape), np.zeros(shape)
    for home in range(len(places.municipalities)):
        inside = places.municipality == home
        theirs[:, home] = left[:, inside].sum(axis=(1, 3, 4))
        others[:, home] = register.departures["member_out"][:, inside].sum(axis=(1, 3, 4))
    everybody = (theirs + others).sum(axis=2, keepdims=True)
    share: Array = np.divide(theirs, everybody, out=np.zeros(shape), where=everybody > 0)
    return share


def _shift(arrivals: dict[str, Array], kind: str, inside: Array, persons: Array) -> None:
    """Count `persons` (year, nationality) of one kind as arrivals from outside, each cell in proportion."""
    cube = arrivals[kind][:, inside]
    total = cube.sum(axis=(1, 3, 4))
    part = np.clip(np.divide(persons, total, out=np.zeros_like(total), where=total > 0), 0.0, 1.0)
    moved = cube * part[:, np.newaxis, :, np.newaxis, np.newaxis]
    arrivals[kind][:, inside] -= moved
    arrivals["external_in"][:, inside] += moved
