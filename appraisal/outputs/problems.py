"""Problems as they are printed: one block each, nothing but plain text."""

from __future__ import annotations

from collections.abc import Iterable

from appraisal.ground.problem import Problem, visible


def block(problem: Problem, severity: str = "error") -> str:
    """Return one problem as a block of two lines: severity, code, place and path; then what would do."""
    head = "  ".join(part for part in (f"{severity} {problem.code}", problem.place, problem.path) if part)
    return f"{visible(head)}\n  {visible(problem.message)}"


def blocks(problems: Iterable[Problem], severity: str = "error") -> str:
    """Return problems in the order of their places."""
    ordered = sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column))
    return "\n".join(block(problem, severity) for problem in ordered)
