"""A console that lacks a letter shows another and goes on; JSON is UTF-8 everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASE = "scenarios/usc_vs_subcritical.yaml"


def called(encoding: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "appraisal", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["cp932", "cp437", "cp1252", "ascii", "utf-8"])
def test_the_screen_is_printed_on_any_console(encoding: str) -> None:
    ended = called(encoding, "run", CASE)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"21.78 million USD" in ended.stdout


def test_json_is_utf_8_on_any_console() -> None:
    plain, odd = (called(encoding, "run", CASE, "--json", "-").stdout for encoding in ("utf-8", "ascii"))
    assert plain == odd
    assert json.loads(odd.decode("utf-8"))["metrics"]["npv"]["unit"] == "USD"
