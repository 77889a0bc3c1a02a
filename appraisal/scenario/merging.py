"""One part of a scenario laid over another: for ``extends``, variants and ``--set``."""

from __future__ import annotations

from collections.abc import Mapping

from appraisal.scenario.node import Node

# The three ways to state a figure; stating it another way takes back the first.
_WAYS = {
    "value": ("value",),
    "series": ("years", "between", "csv", "column", "unit"),
    "path": ("path", "plus", "times"),
}
_EVIDENCE = ("source", "note")
_SPREAD = ("low", "high", "growth", "from", "distribution", "sd", "values", "weights", "file", "column")
_PROCESS = ("volatility", "mean", "speed", "year")
VARIANTS = "variants"
CASES = "cases"
NOTES = frozenset((*_EVIDENCE, *_SPREAD, *_PROCESS, "plus", "times"))
"""Keys that say more about a figure without stating it."""


def merged(base: Node, change: Node) -> Node:
    """Return ``base`` with ``change`` laid over it, each value with the place where it was typed."""
    if isinstance(change.value, dict):
        if isinstance(base.value, dict):
            return _mappings(base, change)
        return _mapping_on_plain(base, change)
    if isinstance(base.value, dict) and _way(base.value) in ("value", "series"):
        return _mappings(base, _figure(change))
    return change


def without_nulls(node: Node) -> Node:
    """Return a mapping without its empty entries: where nothing stands, nothing can be removed."""
    if not isinstance(node.value, dict):
        return node
    kept = {key: without_nulls(child) for key, child in node.value.items() if child.value is not None}
    return Node(kept, node.place)


def _mappings(base: Node, change: Node) -> Node:
    result = _still_fitting(base.value, change.value)
    for key, child in change.value.items():
        if child.value is None:
            result.pop(key, None)
        elif key in (VARIANTS, CASES):
            result[key] = _named(result.get(key), child)
        else:
            result[key] = merged(result[key], child) if key in result else without_nulls(child)
    return Node(result, base.place)


def _named(base: Node | None, change: Node) -> Node:
    """Return the variants, or cases, of both; an empty entry inside one stays: it removes something when it is laid."""
    if not isinstance(change.value, dict):
        return change
    known = base.value if base is not None and isinstance(base.value, dict) else {}
    return Node({name: one for name, one in {**known, **change.value}.items() if one.value is not None}, change.place)


def _mapping_on_plain(base: Node, change: Node) -> Node:
    scalar = base.value is not None and not isinstance(base.value, list)
    if scalar and change.value and NOTES.issuperset(change.value):
        return _mappings(_figure(base), change)
    return without_nulls(change)


def _figure(scalar: Node) -> Node:
    """Return the mapping form of a figure: a word such as ``discount_rate`` is the path of another figure."""
    is_path = isinstance(scalar.value, str) and scalar.value[:1].isalpha()
    return Node({"path" if is_path else "value": scalar}, scalar.place)


def _way(mapping: Mapping[str, Node]) -> str:
    if "value" in mapping:
        return "value"
    # 'years' alone is no series: it is also the length of a crediting period or of the construction.
    if "csv" in mapping or ("years" in mapping and isinstance(mapping["years"].value, dict)):
        return "series"
    return "path" if "path" in mapping else ""


def _still_fitting(base: Mapping[str, Node], change: Mapping[str, Node]) -> dict[str, Node]:
    """Return the entries of a figure that stay when it is stated in the way of ``change``."""
    before, after = _way(base), _way(change)
    if not before or not after or before == after:
        return dict(base)
    gone = (*_WAYS[before], *(_SPREAD if before == "value" else ()), *(_PROCESS if before == "value" else ()))
    return {key: child for key, child in base.items() if key not in gone}
