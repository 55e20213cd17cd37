"""One planar subdivision: Voronoi cells whose edges are roughened once each, so neighbours share them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Voronoi

from .arrays import Array

OUTSIDE = -1
# Centre of the map and kilometres per degree there (north-west Lower Saxony; the place is invented).
LONGITUDE, LATITUDE = 8.2, 53.0
KM_PER_DEGREE = (66.99, 111.2)
DECIMALS = 5


@dataclass(frozen=True)
class Edge:
    """A border between two cells as a line in degrees; `right` may be OUTSIDE."""

    left: int
    right: int
    start: int  # vertex numbers
    end: int
    line: Array  # (points, 2): longitude, latitude


def to_degrees(points: Array) -> Array:
    """Kilometres east and north of the centre → longitude and latitude, rounded to about one metre."""
    return np.asarray(np.round(points / np.array(KM_PER_DEGREE) + np.array([LONGITUDE, LATITUDE]), DECIMALS))


def subdivide(seeds: Array, fence: Array, resolution: Array, roughness: float) -> list[Edge]:
    """Edges of the cells around `seeds` (km); `fence`: seeds around the region whose cells are outside.

    `resolution`: length in km of the finest segment per seed; `roughness`: sideways shift per length.
    """
    voronoi = Voronoi(np.vstack([seeds, fence]))
    count = len(seeds)
    edges = []
    for (left, right), (start, end) in zip(voronoi.ridge_points, voronoi.ridge_vertices, strict=True):
        if min(left, right) >= count or min(start, end) < 0:
            continue
        inner, outer = sorted((int(left), int(right)))
        finest = min(float(resolution[i]) for i in (inner, outer) if i < count)
        low, high = sorted((int(start), int(end)))
        # One random stream per edge: its line does not depend on which cell asks for it.
        rng = np.random.default_rng([7, low, high])
        line = rough_line(voronoi.vertices[[low, high]], finest, roughness, rng)
        edges.append(Edge(inner, outer if outer < count else OUTSIDE, low, high, to_degrees(line)))
    return edges


def rough_line(line: Array, finest: float, roughness: float, rng: np.random.Generator) -> Array:
    """Midpoint displacement: halve segments and shift their middles until they are shorter than `finest`."""
    while np.hypot(*(line[1] - line[0])) > finest:
        step = np.diff(line, axis=0)
        sideways = np.column_stack([-step[:, 1], step[:, 0]])
        shift = np.clip(rng.normal(0, roughness, len(step)), -2 * roughness, 2 * roughness)
        middle = line[:-1] + step / 2 + sideways * shift[:, None]
        merged = np.empty((len(line) + len(middle), 2))
        merged[0::2], merged[1::2] = line, middle
        line = merged
    return line


def ring_of(edges: list[Edge]) -> Array:
    """Closed ring of one cell from its edges, in order."""
    by_vertex: dict[int, list[Edge]] = {}
    for edge in edges:
        by_vertex.setdefault(edge.start, []).append(edge)
        by_vertex.setdefault(edge.end, []).append(edge)
    first = edges[0]
    used, at, parts = {id(first)}, first.end, [first.line]
    while at != first.start:
        edge = next(e for e in by_vertex[at] if id(e) not in used)
        used.add(id(edge))
        forward = edge.start == at
        parts.append((edge.line if forward else edge.line[::-1])[1:])
        at = edge.end if forward else edge.start
    return np.vstack(parts)


def cell_rings(edges: list[Edge], count: int) -> list[Array]:
    """One closed ring per cell."""
    own: list[list[Edge]] = [[] for _ in range(count)]
    for edge in edges:
        own[edge.left].append(edge)
        if edge.right != OUTSIDE:
            own[edge.right].append(edge)
    return [ring_of(cell) for cell in own]


def river_along(edges: list[Edge], course: Array, prefer: Array) -> Array:
    """The river: a way along borders from the first to the last point of `course` (km), close to it.

    `prefer`: factor per edge on its cost, below 1 for borders between districts. Returns the line in degrees.
    """
    inner = [i for i, edge in enumerate(edges) if edge.right != OUTSIDE]
    numbers = sorted({v for i in inner for v in (edges[i].start, edges[i].end)})
    place = {number: i for i, number in enumerate(numbers)}
    position = np.zeros((len(numbers), 2))
    guide = to_degrees(course)
    dense = np.vstack(
        [
            guide[i] + (guide[i + 1] - guide[i]) * t
            for i in range(len(guide) - 1)
            for t in np.linspace(0, 1, 20)[:, None]
        ]
    )
    rows, columns, costs = [], [], []
    for i in inner:
        edge = edges[i]
        position[place[edge.start]], position[place[edge.end]] = edge.line[0], edge.line[-1]
        scaled = (edge.line[len(edge.line) // 2] - dense) * KM_PER_DEGREE
        away = float(np.hypot(scaled[:, 0], scaled[:, 1]).min())
        length = float(np.hypot(*((edge.line[-1] - edge.line[0]) * KM_PER_DEGREE)))
        rows.append(place[edge.start])
        columns.append(place[edge.end])
        costs.append(length * (0.3 + away**1.5) * prefer[i])
    graph = coo_matrix((costs, (rows, columns)), shape=(len(numbers),) * 2)
    ends = [int(np.hypot(*((position - guide[k]) * KM_PER_DEGREE).T).argmin()) for k in (0, -1)]
    _, before = dijkstra(graph, directed=False, indices=ends[0], return_predecessors=True)
    path = [ends[1]]
    while path[-1] != ends[0]:
        path.append(int(before[path[-1]]))
    lines = {frozenset((place[edges[i].start], place[edges[i].end])): edges[i] for i in inner}
    return chain(path[::-1], lines, place)


def chain(path: list[int], lines: dict[frozenset[int], Edge], place: dict[int, int]) -> Array:
    """Join the lines of the edges along a path of vertices."""
    parts: list[Array] = []
    for a, b in itertools.pairwise(path):
        edge = lines[frozenset((a, b))]
        forward = place[edge.start] == a
        parts.append((edge.line if forward else edge.line[::-1])[(1 if parts else 0) :])
    return np.vstack(parts)
