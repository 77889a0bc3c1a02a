"""How a figure is distributed: which keys belong to which distribution, and whether they can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from appraisal.scenario.hints import unknown
from appraisal.scenario.kind import Figure, Kind
from appraisal.scenario.reading import Findings, plain

RATE = Kind("1", "20 %/yr", low=0, high=100, either="1/yr")
WEIGHT = Kind("1", "30 %", low=0, high=1)
ENDS = ("low", "high")
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Shape:
    """A distribution: what it needs, and what it may state besides."""

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that it reads beside low and high."""
        return tuple(key for key in (*self.needs, *self.may) if key not in ENDS)


SHAPES = {
    "triangular": Shape(ENDS),
    "uniform": Shape(ENDS),
    "pert": Shape(ENDS),
    "normal": Shape(may=("sd",)),
    "lognormal": Shape(may=("sd",)),
    "truncated_normal": Shape(("sd", *ENDS)),
    "discrete": Shape(("values", "weights")),
    "empirical": Shape(("file",), ("column",)),
}
PROCESSES = {
    "gbm": Shape(("volatility",)),
    "mean_reversion": Shape(("mean", "speed", "volatility")),
}
SPREAD_KEYS = ("sd", "values", "weights", "file", "column", "volatility", "mean", "speed")


def read_spread(raw: dict[str, Any], base: Figure, findings: Findings) -> dict[str, Any]:
    """Return the keys of the distribution as they are stated, each of them checked."""
    stated = {key: raw[key] for key in ("distribution", *SPREAD_KEYS) if key in raw}
    name = raw.get("distribution")
    shape = {**SHAPES, **PROCESSES}.get(str(name))
    if "distribution" in raw and shape is None:
        message = unknown(str(name), (*SHAPES, *PROCESSES), "distribution")
        findings.add(("distribution",), "unknown-distribution", message)
        return {}
    _check_keys(raw, str(name or ""), shape or Shape(), findings)
    for key in stated if shape else ():
        _check_value(key, raw[key], base, findings)
    if shape and "weights" in shape.needs:
        _check_weights(raw.get("values"), raw.get("weights"), findings)
    return stated


def _check_keys(raw: dict[str, Any], name: str, shape: Shape, findings: Findings) -> None:
    for key in SPREAD_KEYS:
        if key in raw and key not in shape.keys:
            said = f"distribution {name} does not read '{key}'" if name else f"'{key}' is read with a distribution only"
            findings.add((key,), "unused", f"{said}: it would change nothing")
    absent = [key for key in shape.needs if key not in raw]
    if name in ("normal", "lognormal") and "sd" not in raw:
        absent += [key for key in ENDS if key not in raw]
    if absent:
        findings.add(("distribution",), "missing-key", f"distribution {name} needs {' and '.join(absent)}")


def _check_value(key: str, value: Any, base: Figure, findings: Findings) -> None:
    before = len(findings.found)
    if key in ("sd", "mean"):
        _check_sort((key,), plain(value, _free(base.kind, key), findings, (key,)), base, findings, before)
    elif key in ("volatility", "speed"):
        plain(value, RATE, findings, (key,))
    elif key in ("values", "weights"):
        _check_list(key, value, base, findings)
    elif key in ("file", "column") and not isinstance(value, str):
        findings.add((key,), "not-text", f"'{key}' is text, found {value!r}")


def _free(kind: Kind, key: str) -> Kind:
    """Return the kind of a standard deviation or a mean: the same unit, other bounds."""
    low = 0.0 if key == "sd" else kind.low
    return Kind(kind.unit, kind.example, low=low, open_low=key == "sd", either=kind.either)


def _check_sort(at: tuple[str | int, ...], read: Figure, base: Figure, findings: Findings, before: int) -> None:
    if len(findings.found) == before and base.text and read.sort != base.sort:
        message = f"'{at[-1]}' must be in the same currency and kind of unit as the value"
        findings.add(at, "mixed-units", message)


def _check_list(key: str, value: Any, base: Figure, findings: Findings) -> None:
    if not isinstance(value, list) or not value:
        findings.add((key,), "not-a-list", f"'{key}' is a list")
        return
    for at, item in enumerate(value):
        before = len(findings.found)
        read = plain(item, WEIGHT if key == "weights" else base.kind, findings, (key, at))
        if key == "values":
            _check_sort((key, at), read, base, findings, before)


def _check_weights(values: Any, weights: Any, findings: Findings) -> None:
    if not (isinstance(values, list) and isinstance(weights, list)):
        return
    if len(values) != len(weights):
        findings.add(("weights",), "wrong-length", f"{len(weights)} weights for {len(values)} values")
    elif not findings.found:
        total = sum(plain(item, WEIGHT, findings, ()).value for item in weights)
        if abs(total - 1) > TOLERANCE:
            findings.add(("weights",), "shares", f"the weights add up to {total:.6g}; they must add up to 1")
