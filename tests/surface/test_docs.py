"""README and docs: every console block runs and prints what it says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from appraisal.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
SETUP = ("make ", "git ", "python ", ".venv")


def _steps(block: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(part.split("\n", 1)[0], part.split("\n", 1)[1]) for part in parts]


CASES = [
    pytest.param(command, expected, id=f"{page.name}: {command}"[:80])
    for page in PAGES
    for block in BLOCK.findall(page.read_text(encoding="utf-8"))
    for command, expected in _steps(block)
    if not command.startswith(SETUP)
]


@pytest.mark.parametrize(("command", "expected"), CASES)
def test_console_block(
    command: str,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)
    assert words[0] == "appraisal"
    code, printed = _run(words, monkeypatch, capsys)
    assert _pattern(expected).search(_folded(printed)) if expected.strip() else code == 0, printed


def _run(words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    monkeypatch.setattr("sys.argv", words)
    code: object = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def _folded(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _pattern(expected: str) -> re.Pattern[str]:
    """A line of three dots stands for any lines."""
    lines = [
        re.escape(line.rstrip()) if line.strip() != "..." else r"(?s:.*?)" for line in expected.strip().splitlines()
    ]
    return re.compile("\n".join(lines))


SCRIPT = re.compile(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
SCRIPTS = [
    pytest.param(script, printed, id=f"{page.name}: {script.splitlines()[-1]}"[:80])
    for page in PAGES
    for script, printed in SCRIPT.findall(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("script", "printed"), SCRIPTS)
def test_python_block_prints_the_text_below_it(
    script: str, printed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    exec(script, {})
    assert _pattern(printed).fullmatch(_folded(capsys.readouterr().out))


def test_there_are_blocks_to_run() -> None:
    assert len(CASES) >= 5


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"
