"""One scenario set under another mechanism: what carries over, and what the other mechanism brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.collect import CREDITING
from appraisal.scenario.mechanisms import mechanisms
from appraisal.scenario.node import Path
from appraisal.scenario.schema import CARBON_PRICE
from appraisal.scenario.setting import SET
from appraisal.scenario.tree import Tree, merge

KEPT = (
    "price",
    "floor",
    "share_cashed",
    "issuance_lag",
    "uncertainty_discount",
    "monitoring_cost",
    "agreement",
    "claims",
    "known_prices",
    "additionality",
)
"""Keys of ``credits`` that belong to the project and its market, whatever the mechanism."""

PRICE = "price"
RULES = ("as_of", "host_ldc", "ignore_eligibility")
"""Keys of ``credits`` that choose among the rules of any mechanism."""


def carried(tree: Tree, own: str, mechanism: str) -> Tree:
    """Return a scenario's tree under another mechanism.

    Everything outside ``credits`` stays, and of ``credits`` what belongs to the project and its market. All other
    terms are those of the mechanism's own data, unless the file has a variant that bears the mechanism's name: that is
    laid over the rest. What was typed on the command line wins over both. The price of a tonne becomes that of
    emissions where the mechanism prices these, and the other way round; where there are no credits, no term of them
    is left.

    Args:
        tree: the scenario as it stands.
        own: the key of its own mechanism.
        mechanism: the key of the other mechanism.

    Raises:
        ScenarioError: ``mechanism-differs``, where the variant of that name states another mechanism.
    """
    found = base = _reduced(tree, own, mechanism)
    change = variant_of(tree, mechanism)
    if change:
        _refuse_other(tree, mechanism, _mapping(change.get("credits")).get("mechanism", mechanism))
        variants = {key[2:]: place for key, place in tree.places.items() if key[:2] == ("variants", mechanism)}
        found = merge(found, Tree(dict(change), variants, tree.file))
    typed = _typed(base, tree, mechanism)
    return merge(found, Tree(typed, base.places, tree.file)) if typed else found


def variant_of(tree: Tree, mechanism: str) -> Mapping[str, Any]:
    """Return the variant of the file that bears a mechanism's name; empty where there is none."""
    variants = tree.data.get("variants")
    found = variants.get(mechanism) if isinstance(variants, dict) else None
    return found if isinstance(found, dict) else {}


def _refuse_other(tree: Tree, mechanism: str, stated: Any) -> None:
    if stated != mechanism:
        message = f"variant '{mechanism}' is of mechanism '{stated}'; name it after that, or state '{mechanism}'"
        raise ScenarioError(
            [tree.placed(Problem("mechanism-differs", f"variants.{mechanism}.credits.mechanism", message))]
        )


def states(data: Any, path: str) -> bool:
    """Whether a raw mapping states something at a key path."""
    for key in path.split("."):
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return True


def _reduced(tree: Tree, own: str, mechanism: str) -> Tree:
    """Return the tree with what carries over; a price that moves keeps the place where it was typed."""
    data = dict(tree.data)
    credits = _mapping(data.get("credits"))
    priced = _mapping(data.pop(CARBON_PRICE, None) if own == CARBON_PRICE else data.get(CARBON_PRICE))
    places = dict(tree.places)
    if mechanism == CARBON_PRICE and PRICE not in priced and PRICE in credits:
        data[CARBON_PRICE] = {**priced, PRICE: credits[PRICE]}
        places |= dict(_moved(tree, ("credits", PRICE), (CARBON_PRICE, PRICE)))
    elif own == CARBON_PRICE and PRICE not in credits and PRICE in priced:
        credits = {**credits, PRICE: priced[PRICE]}
        places |= dict(_moved(tree, (CARBON_PRICE, PRICE), ("credits", PRICE)))
    kept = {key: credits[key] for key in KEPT if key in credits} if _credited(mechanism) else {}
    if states(data, "risk.correlation"):
        data["risk"] = {**data["risk"], "correlation": _known(data["risk"]["correlation"], kept)}
    kept |= _conservative(credits)
    return Tree({**data, "credits": {"mechanism": mechanism, **kept}}, places, tree.file)


def _conservative(credits: Mapping[str, Any]) -> dict[str, Any]:
    """Return the switch that chooses the emission factors of the plants: it moves what they avoid, not what counts."""
    reference = _mapping(credits.get("reference"))
    return {"reference": {"conservative": reference["conservative"]}} if "conservative" in reference else {}


def _known(pairs: list[Any], kept: Mapping[str, Any]) -> list[Any]:
    """Return the correlations that name no term of the credits which does not carry over."""
    known = {f"credits.{key}" for key in kept}
    return [pair for pair in pairs if all(not _is_term(name) or _head(name) in known for name in pair)]


def _is_term(name: Any) -> bool:
    return isinstance(name, str) and name.startswith("credits.")


def _head(name: str) -> str:
    """Return the key of ``credits`` that a path lies under."""
    return ".".join(name.split(".")[:2])


def _mapping(part: Any) -> dict[str, Any]:
    return part if isinstance(part, dict) else {}


def _credited(mechanism: str) -> bool:
    return mechanisms()[mechanism].book in CREDITING


def _moved(tree: Tree, start: Path, end: Path) -> Iterator[tuple[Path, Any]]:
    for path, place in tree.places.items():
        if path[: len(start)] == start:
            yield (*end, *path[len(start) :]), place


def _typed(base: Tree, tree: Tree, mechanism: str) -> dict[str, Any]:
    """Return what was typed on the command line, also terms that do not carry over, if the mechanism has such terms."""
    found = {key: part for key, part in base.data.items() if key != "variants"}
    stated = _mapping(tree.data.get("credits")) if _credited(mechanism) else {}
    known = {*KEPT, *_terms(mechanism)}
    found["credits"] = {key: part for key, part in {**stated, **found["credits"]}.items() if key in known}
    typed: dict[str, Any] = _only_typed(found, (), base) or {}
    return typed


def _terms(mechanism: str) -> set[str]:
    """Return the keys of ``credits`` that a mechanism has terms for; a sector is no term of a project's mechanism."""
    found = mechanisms()[mechanism]
    paths = [*found.defaults, *found.asks, *found.of_ldc]
    paths += [path for terms in (*found.of_class.values(), *found.asks_of_class.values()) for path in terms]
    return {*(path.partition(".")[0] for path in paths), *RULES}


def _only_typed(part: Any, path: Path, tree: Tree) -> Any:
    """Return the part without what the file states; None where nothing is left."""
    if isinstance(part, dict):
        inside = {key: _only_typed(item, (*path, key), tree) for key, item in part.items()}
        return {key: item for key, item in inside.items() if item is not None} or None
    return part if tree.place_of(path).file == SET else None
