"""Commented scenarios to start from."""

from __future__ import annotations

import difflib
from importlib import resources

from appraisal.ground.problem import Problem, ScenarioError


def scenario_text(template: str, name: str) -> str:
    """Return a template's text with the scenario's name filled in.

    Raises:
        ScenarioError: ``unknown-template``, with the templates that there are.
    """
    folder = resources.files("appraisal").joinpath("data", "templates")
    known = sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir())
    if template not in known:
        near = difflib.get_close_matches(template, known, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"There are {', '.join(known)}"
        raise ScenarioError([Problem("unknown-template", "--from", f"no template '{template}'. {hint}")])
    title = " ".join(name.replace("_", " ").replace("-", " ").split()).capitalize() or "New scenario"
    text = folder.joinpath(f"{template}.yaml").read_text(encoding="utf-8")
    return text.replace("TITLE", title.replace("\\", "").replace('"', "'"))
