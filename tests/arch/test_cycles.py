"""No module needs, by whatever way round, itself: lazy imports and type-only imports counted."""

from __future__ import annotations

from collections.abc import Mapping

import grimp

PACKAGES = ("app", "ui", "sync", "printing", "devices", "resources")


def knots(edges: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that reach each other, by Tarjan's algorithm without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []
    for root in sorted(edges):
        work = [(root, iter(sorted(edges[root])))] if root not in index else []
        while work:
            node, targets = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                stack.append(node)
            step = next((t for t in targets if t not in index or t in stack), None)
            if step is None:
                work.pop()
                _close(node, index, low, stack, found)
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
            elif step not in index:
                work.append((step, iter(sorted(edges.get(step, set())))))
            else:
                low[node] = min(low[node], index[step])
    return found


def _close(
    node: str, index: dict[str, int], low: dict[str, int], stack: list[str], found: list[list[str]]
) -> None:
    if low[node] != index[node]:
        return
    cut = stack.index(node)
    group, stack[cut:] = stack[cut:], []
    if len(group) > 1:
        found.append(sorted(group))


def test_no_module_reaches_itself() -> None:
    graph = grimp.build_graph(*PACKAGES, include_external_packages=False, cache_dir=None)
    edges = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert knots(edges) == []


def test_the_search_finds_a_knot_behind_a_detour() -> None:
    edges = {"a": {"b"}, "b": {"c", "d"}, "c": {"e"}, "d": set(), "e": {"b"}, "f": {"a", "d"}}
    assert knots(edges) == [["b", "c", "e"]]
