"""How the tests of the surface call the program: in this process, or as a user does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from appraisal.cli import main

ROOT = Path(__file__).parents[2]
SOURCE_CASE = ROOT / "scenarios" / "usc_vs_subcritical.yaml"
PLANTS = ROOT / "scenarios" / "usc_vs_subcritical_plants.yaml"


@dataclass(frozen=True)
class Ended:
    """What a call of the program left: its exit code and what it printed."""

    code: int
    out: str
    err: str


Call = Callable[..., Ended]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Return the program as a function of its words."""

    def called(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["appraisal", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        shown = capsys.readouterr()
        return Ended(code, shown.out, shown.err)

    return called


@pytest.fixture
def process() -> Call:
    """Return Python in a process of its own as a function of its words."""

    def called(*words: object, **options: dict[str, str]) -> Ended:
        line = [sys.executable, *map(str, words)]
        done = subprocess.run(line, capture_output=True, encoding="utf-8", check=False, cwd=ROOT, **options)  # type: ignore[call-overload]
        return Ended(done.returncode, done.stdout, done.stderr)

    return called


@pytest.fixture
def source_case() -> Path:
    """Return the source case, stated outright."""
    return SOURCE_CASE


@pytest.fixture
def plants() -> Path:
    """Return the source case, from plant data."""
    return PLANTS
